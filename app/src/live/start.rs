mod browser;

use std::rc::Rc;

use leptos::prelude::{document, window};
use simulator::Baremes;
use simulator::facts::{Fact, Facts};
use vocabulary::{Cents, Date, FeeRule, Lang};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, HtmlFormElement};

use super::{Words, read_form, shared_pairs, versus};
use crate::receipt::{Priced, ReceiptText, slots};

/// A form with its receipt, and the tables.
struct Live {
    form: HtmlFormElement,
    baremes: Rc<Baremes>,
    words: Words,
    lang: Lang,
    today: Date,
    fees: Vec<(String, Vec<FeeRule>)>,
}

/// Fetches the tables, then makes each live form answer.
pub(super) async fn start(words: Words) {
    if let Some(path) = browser::meta("service-worker") {
        browser::register_service_worker(&path);
    }
    let Some(path) = browser::meta("baremes") else { return };
    // Without the tables the page stays as the server made it, and its button asks the server.
    let Ok(bytes) = browser::fetch(&path).await else { return };
    let Ok(baremes) = simulator::snapshot::decode(&bytes) else { return };
    let baremes = Rc::new(baremes);
    let Some(root) = document().document_element() else { return };
    for form in browser::all(&root, "form[data-live]") {
        if let Ok(form) = form.dyn_into::<HtmlFormElement>() {
            listen(form, &baremes, words);
        }
    }
}

fn listen(form: HtmlFormElement, baremes: &Rc<Baremes>, words: Words) {
    let Some(live) = Live::new(form, baremes, words) else { return };
    let live = Rc::new(live);
    live.wake();
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
    fn new(form: HtmlFormElement, baremes: &Rc<Baremes>, words: Words) -> Option<Self> {
        let data = form.dataset();
        let today = Date::parse(&data.get("today")?).ok()?;
        let lang = Lang::parse(&document().document_element()?.get_attribute("lang")?)?;
        let fees = data
            .get("fees")?
            .split(',')
            .filter_map(|entry| {
                let (operation, rules) = entry.split_once(':')?;
                Some((operation.to_owned(), rules.split('|').filter_map(fee_rule).collect()))
            })
            .collect();
        Some(Self { form, baremes: Rc::clone(baremes), words, lang, today, fees })
    }

    /// Shows what only a script can serve, and hides what it replaces. A page that was kept for when there is no
    /// network was made for another address: what the address says is put into the form.
    fn wake(&self) {
        let Some(root) = document().document_element() else { return };
        for hidden in browser::all(&root, "[data-with-script]") {
            toggle(&hidden, true);
        }
        for shown in browser::all(&root, "[data-without-script]") {
            toggle(&shown, false);
        }
        buttons(&root);
        let search = window().location().search().unwrap_or_default();
        let query = search.trim_start_matches('?');
        if self.form.get_attribute("data-query").is_some_and(|made_for| made_for != query) {
            for (name, value) in crate::query::pairs(query) {
                browser::fill(&self.form, &name, &value);
            }
        }
    }

    fn fees(&self, operation: Option<&str>) -> &[FeeRule] {
        let of = |name: &str| self.fees.iter().find(|(one, _)| one == name);
        operation.and_then(of).or_else(|| of("*")).map_or(&[], |(_, rules)| rules)
    }

    /// The receipt of `facts`.
    fn say(&self, facts: &Facts) -> ReceiptText {
        let priced = Priced::new(facts, &self.baremes, self.today);
        let fees = self.fees(facts.operation.map(simulator::facts::Operation::id));
        (self.words.receipt)(&priced, &self.baremes, fees, self.lang)
    }

    /// Reads the form again, and says what follows.
    fn update(&self) {
        let pairs = browser::form_pairs(&self.form);
        let reading = read_form(&pairs, &self.baremes, self.today);
        let text = self.say(&reading.facts);
        let compared = versus(&pairs)
            .map(|other| {
                let other = read_form(&other, &self.baremes, self.today).facts;
                (self.words.difference)(&text, &self.say(&other), self.lang)
            })
            .unwrap_or_default();
        let Some(root) = document().document_element() else { return };
        for place in browser::all(&root, "[data-compared]") {
            place.set_text_content(Some(&compared));
        }
        for place in browser::all(&root, "[data-receipt]") {
            fill(&place, &text);
        }
        for place in browser::all(&root, "[data-sums]") {
            say_sums(&place, &text);
        }
        let asked = simulator::questions(&reading.facts, &self.baremes, self.today);
        for question in browser::all(&self.form, "[data-question]") {
            let fact = question.dataset().get("question").and_then(|name| Fact::parse(&name));
            toggle(&question, fact.is_none_or(|fact| asked.contains(fact)));
        }
        self.say_errors(&(self.words.errors)(&reading.errors, self.lang));
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

/// `2492/0/2000`: fixed sum, share of the taxes, VAT.
fn fee_rule(text: &str) -> Option<FeeRule> {
    let mut numbers = text.split('/').map(|number| number.parse().ok());
    let mut next = || numbers.next().flatten();
    Some(FeeRule { fixed: Cents(next()?), share: next()?, vat: next()? })
}

/// Fills the slots that hold a sum or a sentence of the whole receipt.
fn say_sums(place: &HtmlElement, text: &ReceiptText) {
    for (name, text) in slots::RECEIPT.into_iter().zip(text.texts()) {
        say(place, name, text);
    }
}

/// Fills the slots of a receipt; what is open stays open.
fn fill(place: &HtmlElement, text: &ReceiptText) {
    say_sums(place, text);
    for (name, cents) in [
        ("data-total-cents", text.taxes_cents),
        ("data-fee-cents", text.fee_cents),
        ("data-grand-total-cents", text.grand_cents),
    ] {
        // The one that lacks its sum lost its attribute: it is found by the element around its slot.
        let slot = match name {
            "data-total-cents" => "taxes",
            "data-fee-cents" => "fee",
            _ => "grand",
        };
        for element in browser::all(place, &["[data-slot='", slot, "']"].concat()) {
            if let Some(around) = element.parent_element() {
                sum(&around, name, cents);
            }
        }
    }
    for line in &text.lines {
        for element in browser::all(place, &["[data-line='", line.code, "']"].concat()) {
            sum(&element, "data-amount-cents", line.cents);
            for (name, text) in slots::LINE.into_iter().zip(line.texts()) {
                say(&element, name, text);
            }
        }
    }
    list(place, "refunds", &text.refunds);
    list(place, "warnings", &text.warnings);
}

fn sum(element: &web_sys::Element, name: &str, cents: Option<i64>) {
    let done = match cents {
        Some(cents) => element.set_attribute(name, &cents.to_string()),
        None => element.remove_attribute(name),
    };
    drop(done);
}

/// Puts `text` into the slot `name`; a slot with nothing to say hides, with its row where it has one.
fn say(place: &HtmlElement, name: &str, text: &str) {
    for slot in browser::all(place, &["[data-slot='", name, "']"].concat()) {
        if slot.text_content().as_deref() != Some(text) {
            slot.set_text_content(Some(text));
        }
        let row = slot.parent_element().filter(|_| slot.tag_name() == "DD");
        let hidden = text.is_empty();
        let target = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()).unwrap_or(slot);
        toggle(&target, !hidden);
    }
}

fn list(place: &HtmlElement, name: &str, texts: &[String]) {
    for details in browser::all(place, &["[data-list='", name, "']"].concat()) {
        toggle(&details, !texts.is_empty());
        for items in browser::all(&details, "ul") {
            items.set_text_content(None);
            for text in texts {
                let Ok(item) = document().create_element("li") else { continue };
                item.set_text_content(Some(text));
                drop(items.append_child(&item));
            }
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
