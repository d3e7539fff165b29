//! One file in the list of those that were chosen: its name, how far it is, what is said of it.

use std::cell::Cell;

use leptos::prelude::document;
use vocabulary::Lang;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, File, HtmlElement, HtmlProgressElement};

/// Where a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Chosen,
    Sending,
    There,
    Refused,
    InVain,
    GivenUp,
}

/// A file that was chosen.
pub(super) struct Line {
    /// The file.
    pub(super) file: File,
    /// It was taken by the camera.
    pub(super) camera: bool,
    lang: Lang,
    at: Cell<At>,
    element: HtmlElement,
    said: HtmlElement,
    bar: HtmlProgressElement,
    remove: HtmlElement,
}

impl Line {
    /// A line at the end of `list`.
    pub(super) fn new(file: File, camera: bool, list: &HtmlElement, lang: Lang) -> Option<Self> {
        let element: HtmlElement = made("li")?;
        let name: HtmlElement = made("strong")?;
        name.set_text_content(Some(&file.name()));
        let said: HtmlElement = made("span")?;
        said.set_class_name("sending-said");
        let bar: HtmlProgressElement = made("progress")?;
        bar.set_max(100.0);
        bar.set_value(0.0);
        drop(bar.set_attribute("aria-label", &file.name()));
        drop(bar.set_attribute("hidden", ""));
        let remove: HtmlElement = made("button")?;
        remove.set_class_name("btn btn-small");
        drop(remove.set_attribute("type", "button"));
        remove.set_text_content(Some(lang.pick("Retirer", "Remove")));
        let named: HtmlElement = made("span")?;
        named.set_class_name("sr-only");
        named.set_text_content(Some(&[" ", &file.name()].concat()));
        drop(remove.append_child(&named));
        for child in [&name, &said, bar.unchecked_ref::<HtmlElement>(), &remove] {
            drop(element.append_child(child));
        }
        drop(list.append_child(&element));
        Some(Self { file, camera, lang, at: Cell::new(At::Chosen), element, said, bar, remove })
    }

    /// What takes it from the list.
    pub(super) const fn remove(&self) -> &HtmlElement {
        &self.remove
    }

    /// What shows how far it is.
    pub(super) fn bar(&self) -> HtmlProgressElement {
        self.bar.clone()
    }

    /// It is still to be sent.
    pub(super) fn waits(&self) -> bool {
        self.at.get() == At::Chosen
    }

    /// It has its place in the dossier.
    pub(super) fn is_there(&self) -> bool {
        self.at.get() == At::There
    }

    /// It was taken from the list.
    pub(super) fn is_given_up(&self) -> bool {
        self.at.get() == At::GivenUp
    }

    /// It goes: `percent` of it are there.
    pub(super) fn goes(&self, percent: u32) {
        if self.is_given_up() {
            return;
        }
        let first = self.at.replace(At::Sending) != At::Sending;
        drop(self.bar.remove_attribute("hidden"));
        self.bar.set_value(f64::from(percent));
        if first || self.said.has_attribute("data-cut") {
            drop(self.said.remove_attribute("data-cut"));
            self.say(self.lang.pick("Envoi en cours", "Being sent"));
        }
    }

    /// The network is cut, or the server does not answer: it goes on by itself.
    pub(super) fn is_cut(&self) {
        drop(self.said.set_attribute("data-cut", ""));
        self.say(self.lang.pick(
            "La connexion est coupée. L’envoi reprend de lui-même là où il en était.",
            "The connection is cut. The sending goes on by itself where it was.",
        ));
    }

    /// All of it is there.
    pub(super) fn arrived(&self) {
        self.at.set(At::There);
        self.bar.set_value(100.0);
        self.say(self.lang.pick("Arrivé", "Arrived"));
        drop(self.remove.set_attribute("hidden", ""));
    }

    /// It is not taken, for a reason in words.
    pub(super) fn refused(&self, why: &str) {
        self.at.set(At::Refused);
        drop(self.bar.set_attribute("hidden", ""));
        drop(self.element.class_list().add_1("is-refused"));
        self.say(why);
        drop(self.remove.focus());
    }

    /// It did not get through.
    pub(super) fn in_vain(&self, why: &str) {
        self.refused(why);
        self.at.set(At::InVain);
    }

    /// It did not get through, and may once the network is back.
    pub(super) fn is_in_vain(&self) -> bool {
        self.at.get() == At::InVain
    }

    /// It was refused and is tried again: what was wrong may be mended.
    pub(super) fn again(&self) {
        if matches!(self.at.get(), At::Refused | At::InVain) {
            self.at.set(At::Chosen);
            drop(self.element.class_list().remove_1("is-refused"));
            self.say("");
        }
    }

    /// The words of the language of the page.
    pub(super) const fn pick(&self, (fr, en): (&'static str, &'static str)) -> &'static str {
        self.lang.pick(fr, en)
    }

    /// It is not wanted any more.
    pub(super) fn give_up(&self) {
        self.at.set(At::GivenUp);
        self.element.remove();
    }

    fn say(&self, text: &str) {
        self.said.set_text_content(Some(text));
    }
}

fn made<E: wasm_bindgen::JsCast>(name: &str) -> Option<E> {
    let element: Element = document().create_element(name).ok()?;
    element.dyn_into().ok()
}
