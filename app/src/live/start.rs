use std::rc::Rc;

use leptos::prelude::*;
use simulator::Baremes;
use simulator::facts::Fact;
use vocabulary::{Cents, Date, Lang};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, HtmlFormElement};

use super::{browser, difference, read_form, shared_pairs, versus};
use crate::receipt::{Receipt, ReceiptText};

/// A form with its receipt, and the tables.
struct Live {
    form: HtmlFormElement,
    baremes: Rc<Baremes>,
    lang: Lang,
    today: Date,
    fees: Vec<(String, i64)>,
    text: RwSignal<ReceiptText>,
    compared: RwSignal<String>,
}

/// Fetches the tables, then makes each live form answer.
pub(super) fn start() {
    if let Some(path) = browser::meta("service-worker") {
        browser::register_service_worker(&path);
    }
    wasm_bindgen_futures::spawn_local(async {
        let Some(path) = browser::meta("baremes") else { return };
        // Without the tables the page stays as the server made it, and its button asks the server.
        let Ok(bytes) = browser::fetch(&path).await else { return };
        let Ok(baremes) = simulator::snapshot::decode(&bytes) else { return };
        let baremes = Rc::new(baremes);
        let Some(root) = document().document_element() else { return };
        for form in browser::all(&root, "form[data-live]") {
            if let Ok(form) = form.dyn_into::<HtmlFormElement>() {
                listen(form, &baremes);
            }
        }
    });
}

fn listen(form: HtmlFormElement, baremes: &Rc<Baremes>) {
    let Some(live) = Live::new(form, baremes) else { return };
    let live = Rc::new(live);
    live.draw();
    live.update();
    for name in ["input", "change"] {
        let this = Rc::clone(&live);
        let listener = Closure::<dyn FnMut()>::new(move || {
            this.update();
            if name == "change" {
                this.follow();
            }
        });
        drop(live.form.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref()));
        listener.forget(); // lives as long as the page
    }
    live.form.set_attribute("data-live", "on").ok();
}

impl Live {
    fn new(form: HtmlFormElement, baremes: &Rc<Baremes>) -> Option<Self> {
        let data = form.dataset();
        let today = Date::parse(&data.get("today")?).ok()?;
        let lang = Lang::parse(&document().document_element()?.get_attribute("lang")?)?;
        let fees = data
            .get("fees")?
            .split(',')
            .filter_map(|entry| {
                let (operation, cents) = entry.split_once(':')?;
                Some((operation.to_owned(), cents.parse().ok()?))
            })
            .collect();
        let pairs = browser::form_pairs(&form);
        let facts = read_form(&pairs, baremes, today, lang).facts;
        let text = ReceiptText::new(&facts, baremes, today, Cents::ZERO, lang);
        Some(Self {
            form,
            baremes: Rc::clone(baremes),
            lang,
            today,
            fees,
            text: RwSignal::new(text),
            compared: RwSignal::new(String::new()),
        })
    }

    /// Puts the receipt that follows the form in the place of the server's.
    fn draw(&self) {
        let Some(root) = document().document_element() else { return };
        let (text, lang) = (self.text, self.lang);
        for place in browser::all(&root, "[data-receipt]") {
            let opened: Vec<Option<String>> = browser::all(&place, "details[open][data-line]")
                .iter()
                .map(|line| line.dataset().get("line"))
                .collect();
            place.set_inner_html("");
            mount_to(place.clone(), move || view! { <Receipt text=text.into() lang /> }).forget();
            for line in browser::all(&place, "details[data-line]") {
                if opened.contains(&line.dataset().get("line")) {
                    line.set_attribute("open", "").ok();
                }
            }
        }
        let compared = self.compared;
        for place in browser::all(&root, "[data-compared]") {
            place.set_inner_html("");
            mount_to(place, move || view! { <span>{compared}</span> }).forget();
        }
        for hidden in browser::all(&root, "[data-with-script]") {
            hidden.remove_attribute("hidden").ok();
        }
        for shown in browser::all(&root, "[data-without-script]") {
            shown.set_attribute("hidden", "").ok();
        }
        buttons(&root);
    }

    fn fee(&self, operation: Option<&str>) -> Cents {
        let of =
            |name: &str| self.fees.iter().find(|(one, _)| one == name).map(|(_, cents)| *cents);
        Cents(operation.and_then(of).or_else(|| of("*")).unwrap_or_default())
    }

    /// Reads the form again, and says what follows.
    fn update(&self) {
        let pairs = browser::form_pairs(&self.form);
        let reading = read_form(&pairs, &self.baremes, self.today, self.lang);
        let fee = self.fee(reading.facts.operation.map(simulator::facts::Operation::id));
        let text = ReceiptText::new(&reading.facts, &self.baremes, self.today, fee, self.lang);
        let compared = versus(&pairs)
            .map(|other| {
                let other = read_form(&other, &self.baremes, self.today, self.lang).facts;
                let other = ReceiptText::new(&other, &self.baremes, self.today, fee, self.lang);
                difference(&text, &other, self.lang)
            })
            .unwrap_or_default();
        self.compared.set(compared);
        self.text.set(text);
        let asked = simulator::questions(&reading.facts, &self.baremes, self.today);
        for question in browser::all(&self.form, "[data-question]") {
            let fact = question.dataset().get("question").and_then(|name| Fact::parse(&name));
            toggle(&question, fact.is_none_or(|fact| asked.contains(fact)));
        }
        self.say_errors(&reading.errors);
    }

    fn say_errors(&self, errors: &[(String, String)]) {
        for place in browser::all(&self.form, "[data-error-for]") {
            let name = place.dataset().get("errorFor").unwrap_or_default();
            let error =
                errors.iter().find(|(fact, _)| *fact == name).map(|(_, message)| message.as_str());
            place.set_text_content(Some(error.unwrap_or_default()));
            toggle(&place, error.is_some());
            for control in browser::all(&self.form, &format!("[name='{name}']")) {
                let invalid = if error.is_some() { "true" } else { "false" };
                control.set_attribute("aria-invalid", invalid).ok();
            }
        }
    }

    /// Keeps the address and the link to share in step with the form.
    fn follow(&self) {
        let Some(action) = self.form.get_attribute("action") else { return };
        let pairs = browser::form_pairs(&self.form);
        let shared = shared_pairs(&pairs, self.today);
        let query = crate::query::encode(
            shared.iter().map(|(name, value)| (name.as_str(), value.as_str())),
        );
        let path = format!("{action}?{query}");
        if self.form.has_attribute("data-address") {
            browser::replace_address(&path);
        }
        let Some(root) = document().document_element() else { return };
        for link in browser::all(&root, "input[data-share]") {
            let origin = window().location().origin().unwrap_or_default();
            link.set_attribute("value", &format!("{origin}{path}")).ok();
        }
    }
}

fn toggle(element: &HtmlElement, shown: bool) {
    if shown {
        element.remove_attribute("hidden").ok();
    } else {
        element.set_attribute("hidden", "").ok();
    }
}

/// Gives the buttons that only a script can serve their work: print, copy.
fn buttons(root: &web_sys::Element) {
    for button in browser::all(root, "[data-print]") {
        on_click(&button, || drop(window().print()));
    }
    for button in browser::all(root, "[data-copy]") {
        on_click(&button, || {
            let Some(root) = document().document_element() else { return };
            for link in browser::all(&root, "input[data-share]") {
                let text = link.get_attribute("value").unwrap_or_default();
                drop(window().navigator().clipboard().write_text(&text));
            }
            for done in browser::all(&root, "[data-copied]") {
                toggle(&done, true);
            }
        });
    }
}

fn on_click(button: &HtmlElement, act: impl FnMut() + 'static) {
    let listener = Closure::<dyn FnMut()>::new(act);
    drop(button.add_event_listener_with_callback("click", listener.as_ref().unchecked_ref()));
    listener.forget(); // lives as long as the page
}
