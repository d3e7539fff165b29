//! The palette and the shortcuts of the back-office. What can be done is the list that the server wrote into the page for
//! whoever is there: this opens it, filters it, and goes where it says.
//!
//! The windows are the browser's own (`<dialog>`): it keeps the focus inside, and Escape closes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    Element, Event, HtmlDialogElement, HtmlElement, HtmlFormElement, HtmlInputElement,
    KeyboardEvent, Storage,
};

use super::{browser, news};

mod viewer;

/// How long the second of two letters may take, in milliseconds.
const SECOND_LETTER: i32 = 1_500;
/// Where it is kept, on this device, that single letters do nothing.
const SILENT: &str = "shortcuts-off";

struct Desk {
    palette: HtmlDialogElement,
    help: HtmlDialogElement,
    words: HtmlInputElement,
    options: Vec<HtmlElement>,
    /// The option that Enter does.
    chosen: RefCell<Option<HtmlElement>>,
    /// The first of two letters was pressed: the name of the clock that forgets it.
    first_letter: Cell<Option<i32>>,
    letters: Cell<bool>,
}

/// Gives the palette and the keys their work.
pub(super) fn start() {
    let Some(root) = document().document_element() else { return };
    let (Some(palette), Some(help), Some(words)) =
        (by_id::<HtmlDialogElement>("palette"), by_id("shortcuts"), by_id("palette-words"))
    else {
        return;
    };
    let options = browser::all(&palette, "[role=option]");
    let desk = Rc::new(Desk {
        palette,
        help,
        words,
        options,
        chosen: RefCell::new(None),
        first_letter: Cell::new(None),
        letters: Cell::new(
            storage().is_none_or(|kept| kept.get_item(SILENT).ok().flatten().is_none()),
        ),
    });
    for button in browser::all(&root, "[data-opens]") {
        drop(button.remove_attribute("hidden"));
        let (desk, window) = (Rc::clone(&desk), button.get_attribute("data-opens"));
        on(&button, "click", move |_: Event| {
            if window.as_deref() == Some("palette") { desk.open() } else { show(&desk.help) }
        });
    }
    for option in &desk.options {
        let (desk, this) = (Rc::clone(&desk), option.clone());
        on(option, "click", move |_: Event| desk.act(&this));
    }
    desk.remember_letters();
    let this = Rc::clone(&desk);
    on(&desk.words, "input", move |_: Event| this.filter());
    let this = Rc::clone(&desk);
    on(&desk.words, "keydown", move |event: KeyboardEvent| this.key_in_palette(&event));
    if let Some(body) = document().body() {
        let this = Rc::clone(&desk);
        on(&body, "keydown", move |event: KeyboardEvent| this.key(&event));
    }
    news::listen();
    viewer::start();
    drop(root.set_attribute("data-palette-ready", ""));
}

fn by_id<T: wasm_bindgen::JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Listens as long as the page lives.
fn on<E: wasm_bindgen::convert::FromWasmAbi + 'static>(
    element: &Element,
    event: &str,
    heard: impl Fn(E) + 'static,
) {
    let listener = Closure::<dyn Fn(E)>::new(heard);
    drop(element.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()));
    listener.forget();
}

fn show(window: &HtmlDialogElement) {
    if !window.open() {
        drop(window.show_modal());
    }
}

/// In small letters without accents, so that « reglages » finds « Réglages ».
fn folded(text: &str) -> String {
    let apart = js_sys::JsString::from(text).normalize("NFD").to_lower_case();
    // The browser knows the letters of all languages: no table of them is fetched with this part.
    String::from(apart).chars().filter(|sign| !('\u{300}'..='\u{36f}').contains(sign)).collect()
}

impl Desk {
    fn open(&self) {
        if self.help.open() {
            self.help.close();
        }
        self.words.set_value("");
        show(&self.palette);
        drop(self.words.focus());
        self.filter();
    }

    /// Shows the options that hold every word, and chooses the first.
    fn filter(&self) {
        let typed = folded(&self.words.value());
        let mut first = None;
        for option in &self.options {
            let label = folded(&option.text_content().unwrap_or_default());
            let shown = typed.split(' ').all(|word| label.contains(word));
            option.set_hidden(!shown);
            if shown && first.is_none() {
                first = Some(option.clone());
            }
        }
        for place in browser::all(&self.palette, "[data-none]") {
            let said = place.get_attribute("data-say").filter(|_| first.is_none());
            place.set_text_content(Some(&said.unwrap_or_default()));
        }
        self.choose(first);
    }

    fn choose(&self, option: Option<HtmlElement>) {
        for other in &self.options {
            drop(other.set_attribute("aria-selected", "false"));
        }
        let id = option.as_ref().map(|option| option.id()).unwrap_or_default();
        drop(self.words.set_attribute("aria-activedescendant", &id));
        if let Some(option) = &option {
            drop(option.set_attribute("aria-selected", "true"));
            let nearest = web_sys::ScrollIntoViewOptions::new();
            nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
        *self.chosen.borrow_mut() = option;
    }

    /// The option so many places after the chosen one, round the end.
    fn step(&self, places: usize) {
        let shown: Vec<&HtmlElement> = self.options.iter().filter(|it| !it.hidden()).collect();
        if shown.is_empty() {
            return;
        }
        let at =
            self.chosen.borrow().as_ref().and_then(|it| shown.iter().position(|one| *one == it));
        let next = at.map_or(0, |at| (at + places) % shown.len());
        self.choose(shown.get(next).map(|it| (*it).clone()));
    }

    fn key_in_palette(&self, event: &KeyboardEvent) {
        let last = self.options.iter().filter(|it| !it.hidden()).count().saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => self.step(1),
            "ArrowUp" => self.step(last),
            "Enter" => {
                let chosen = self.chosen.borrow().clone();
                if let Some(option) = chosen {
                    self.act(&option);
                }
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// Does what an option stands for.
    fn act(&self, option: &HtmlElement) {
        // The focus goes back to where it was: what is pressed is what is there, or else the page's.
        self.palette.close();
        if option.get_attribute("data-keys").is_some_and(|keys| keys.len() == 1 && press(&keys)) {
            return;
        }
        let Some(go) = option.get_attribute("data-go") else { return };
        let Some(name) = go.strip_prefix('#') else {
            drop(window().location().assign(&go));
            return;
        };
        if option.has_attribute("data-send") {
            if let Some(form) = by_id::<HtmlFormElement>(name) {
                drop(form.request_submit());
            }
            return;
        }
        let Some(place) = by_id::<HtmlElement>(name) else { return };
        place.scroll_into_view();
        // The first thing in it that takes the focus, if it does not itself.
        let inside = "a[href],button,input:not([type=hidden]),select,textarea";
        let itself = place.matches(inside).unwrap_or(false);
        let first = if itself { None } else { browser::all(&place, inside).into_iter().next() };
        drop(first.unwrap_or(place).focus());
    }

    /// A key anywhere on the page.
    fn key(self: &Rc<Self>, event: &KeyboardEvent) {
        let key = event.key();
        if (event.ctrl_key() || event.meta_key()) && !event.alt_key() {
            if key.eq_ignore_ascii_case("k") {
                event.prevent_default();
                self.open();
            }
            return;
        }
        let typing =
            event.target().and_then(|it| it.dyn_into::<Element>().ok()).is_some_and(|it| {
                it.matches(
                    "input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]",
                )
                .unwrap_or(false)
            });
        let busy = typing || event.alt_key() || self.palette.open() || self.help.open();
        if busy || !self.letters.get() {
            return;
        }
        if let Some(clock) = self.first_letter.take() {
            window().clear_timeout_with_handle(clock);
            let keys = ["g ", key.as_str()].concat();
            let wanted =
                |it: &&HtmlElement| it.get_attribute("data-keys").as_deref() == Some(&keys);
            if let Some(option) = self.options.iter().find(wanted) {
                event.prevent_default();
                self.act(option);
            }
            return;
        }
        if key.len() == 1 && press(&key) {
            event.prevent_default();
            return;
        }
        match key.as_str() {
            "g" => self.wait_for_second_letter(),
            "?" => show(&self.help),
            "/" => focus("[data-search]", event),
            "j" => row(true, event),
            "k" => row(false, event),
            _ => {}
        }
    }

    fn wait_for_second_letter(self: &Rc<Self>) {
        let this = Rc::clone(self);
        let forget = Closure::once_into_js(move || this.first_letter.set(None));
        let clock = window().set_timeout_with_callback_and_timeout_and_arguments_0(
            forget.unchecked_ref(),
            SECOND_LETTER,
        );
        self.first_letter.set(clock.ok());
    }

    /// Single letters are heard, or not, as this device was told.
    fn remember_letters(self: &Rc<Self>) {
        let Some(tick) = by_id::<HtmlInputElement>("letters") else { return };
        tick.set_checked(self.letters.get());
        let (desk, this) = (Rc::clone(self), tick.clone());
        on(&tick, "change", move |_: Event| {
            let heard = this.checked();
            desk.letters.set(heard);
            if let Some(kept) = storage() {
                drop(if heard { kept.remove_item(SILENT) } else { kept.set_item(SILENT, "1") });
            }
        });
    }
}

fn focus(selector: &str, event: &KeyboardEvent) {
    let Ok(Some(element)) = document().query_selector(selector) else { return };
    let element: JsValue = element.into();
    if let Ok(element) = element.dyn_into::<HtmlElement>() {
        event.prevent_default();
        drop(element.focus());
    }
}

/// Does what `key` stands for in the part of the page that has the focus, or in one around it, or on the page; `false`
/// where it stands for nothing.
fn press(key: &str) -> bool {
    let Some(root) = document().document_element() else { return false };
    let wanted = ["[data-key=\"", key, "\"]"].concat();
    // A quote, or a backslash, is no key.
    if key.contains(['"', '\\']) {
        return false;
    }
    let scope_of = |it: &Element| it.closest("[data-scope]").ok().flatten();
    let mut scope = document().active_element().as_ref().and_then(scope_of);
    loop {
        let within = scope.as_ref().unwrap_or(&root);
        let found = browser::all(within, &wanted).into_iter().find(|it| scope_of(it) == scope);
        if let Some(element) = found {
            use_it(&element);
            return true;
        }
        let Some(left) = scope else { return false };
        scope = left.parent_element().as_ref().and_then(scope_of);
    }
}

/// Presses a button, chooses a choice, opens what folds, goes to a field.
fn use_it(element: &HtmlElement) {
    let first = |inside: &Element| {
        let fields = "input:not([type=hidden]),select,textarea,button";
        browser::all(inside, fields).into_iter().next()
    };
    let is = |selector: &str| element.matches(selector).unwrap_or(false);
    if is("summary") {
        element.click();
        if let Some(field) = element.parent_element().as_ref().and_then(first) {
            drop(field.focus());
        }
    } else if is("button,a,[type=radio],[type=checkbox]") {
        element.click();
        drop(element.focus());
        let then = element.get_attribute("data-then");
        if let Some(field) = then.and_then(|id| by_id::<HtmlElement>(&id)) {
            drop(field.focus());
        }
    } else {
        if let Some(fold) = element.closest("details:not([open])").ok().flatten() {
            drop(fold.set_attribute("open", ""));
        }
        drop(element.focus());
    }
}

/// To the next line of a list, or to the one before.
fn row(down: bool, event: &KeyboardEvent) {
    let Some(root) = document().document_element() else { return };
    let rows = browser::all(&root, "[data-row]");
    let active = document().active_element();
    // What is inside a line is on it.
    let active = active.and_then(|active| active.closest("[data-row]").ok().flatten());
    let at = rows.iter().position(|it| active.as_ref().is_some_and(|active| **active == ***it));
    let next = match (at, down) {
        (None, _) => Some(0),
        (Some(at), true) => at.checked_add(1),
        (Some(at), false) => at.checked_sub(1),
    };
    if let Some(row) = next.and_then(|next| rows.get(next)) {
        event.prevent_default();
        drop(row.focus());
    }
}
