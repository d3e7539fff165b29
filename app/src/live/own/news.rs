//! What changes elsewhere while a page of dossiers is open: the rail counts again, an open dossier says that it changed.
//! Nothing of the page is replaced: whoever is typing goes on.

use leptos::prelude::document;
use web_sys::{EventSource, HtmlElement, MessageEvent};

use super::browser;

/// Listens as long as the page lives; the browser connects again by itself.
pub(super) fn listen() {
    let Ok(Some(place)) = document().query_selector("[data-news]") else { return };
    let Some(address) = place.get_attribute("data-news") else { return };
    let Ok(source) = EventSource::new(&address) else { return };
    hear(&source, "changed", |words| changed(&words));
    hear(&source, "counts", |text| counts(&text));
}

fn hear(source: &EventSource, event: &str, heard: impl Fn(String) + 'static) {
    browser::hear(source, event, move |event: MessageEvent| {
        heard(event.data().as_string().unwrap_or_default());
    });
}

fn changed(words: &str) {
    let Some(root) = document().document_element() else { return };
    for place in browser::all(&root, "[data-live]") {
        place.set_text_content(Some(words));
    }
    for link in browser::all(&root, "[data-live-again]") {
        drop(link.remove_attribute("hidden"));
    }
}

/// `to_check=3 late=0 …`
fn counts(text: &str) {
    let Some(root) = document().document_element() else { return };
    for (name, count) in text.split(' ').filter_map(|pair| pair.split_once('=')) {
        let wanted = ["[data-count=\"", name, "\"]"].concat();
        for place in browser::all(&root, &wanted) {
            place.set_hidden(count == "0");
            let number: Option<HtmlElement> = browser::all(&place, "[data-number]").pop();
            if let Some(number) = number {
                number.set_text_content(Some(count));
            }
        }
    }
}
