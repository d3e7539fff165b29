//! Files of a piece, sent in parts. A network that is cut is waited for; a page that was closed goes on where it was, once
//! the same file is chosen again. Without this the form sends whole files.

mod file;
mod line;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::{document, window};
use vocabulary::Lang;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, Event, File, FileList, HtmlElement, HtmlFormElement, HtmlInputElement};

use super::browser;
use file::Outcome;
use line::Line;

/// A form that sends files, and what was chosen for it.
struct Sending {
    form: HtmlFormElement,
    list: HtmlElement,
    lang: Lang,
    lines: RefCell<Vec<Rc<Line>>>,
    busy: Cell<bool>,
    /// Something of what was sent was not there before.
    new: Cell<bool>,
}

/// Gives each form of files its work.
pub(super) fn start() {
    let Some(root) = document().document_element() else { return };
    let lang = root.get_attribute("lang").and_then(|lang| Lang::parse(&lang));
    for form in browser::all(&root, "form[data-upload]") {
        let list = browser::all(&form, "[data-sendings]").into_iter().next();
        let (Some(list), Ok(form)) = (list, form.dyn_into::<HtmlFormElement>()) else { continue };
        let sending = Rc::new(Sending {
            form,
            list,
            lang: lang.unwrap_or(Lang::Fr),
            lines: RefCell::default(),
            busy: Cell::new(false),
            new: Cell::new(false),
        });
        sending.listen();
        sending.say_what_stopped();
        for said in browser::all(&sending.form, "[data-without-script]") {
            drop(said.set_attribute("hidden", ""));
        }
        drop(sending.form.set_attribute("data-upload", "on"));
    }
}

impl Sending {
    fn listen(self: &Rc<Self>) {
        for input in browser::all(&self.form, "input[type=file]") {
            let Ok(input) = input.dyn_into::<HtmlInputElement>() else { continue };
            let (this, files) = (Rc::clone(self), input.clone());
            browser::hear(&input, "change", move |_: Event| {
                this.choose(files.files(), files.name() == "camera");
                // They are in the list now: the same one may be chosen again.
                files.set_value("");
            });
        }
        let this = Rc::clone(self);
        browser::hear(&self.form, "submit", move |event: Event| {
            // Nothing chosen: the server says what is wanted.
            if !this.lines.borrow().is_empty() {
                event.prevent_default();
                Rc::clone(&this).send();
            }
        });
        let this = Rc::clone(self);
        browser::hear(&window(), "beforeunload", move |event: Event| {
            if this.busy.get() {
                event.prevent_default();
            }
        });
        let this = Rc::clone(self);
        browser::hear(&window(), "online", move |_: Event| this.go_on());
        self.take_drops();
    }

    /// The network is back: what did not get through is sent again, and what was refused waits for whoever sends.
    fn go_on(self: &Rc<Self>) {
        let lines = self.lines.borrow();
        let in_vain = lines.iter().filter(|line| line.is_in_vain());
        if in_vain.map(|line| line.again()).count() > 0 {
            drop(lines);
            Rc::clone(self).sends();
        }
    }

    /// Files may be let fall anywhere on the form.
    fn take_drops(self: &Rc<Self>) {
        for (name, over) in [("dragover", true), ("dragleave", false), ("drop", false)] {
            let this = Rc::clone(self);
            browser::hear(&self.form, name, move |event: DragEvent| {
                event.prevent_default();
                let done = this.form.class_list().toggle_with_force("is-over", over);
                drop(done);
                if event.type_() == "drop" {
                    this.choose(event.data_transfer().and_then(|data| data.files()), false);
                }
            });
        }
    }

    fn choose(self: &Rc<Self>, files: Option<FileList>, camera: bool) {
        let Some(files) = files else { return };
        for file in (0..files.length()).filter_map(|at| files.get(at)) {
            self.add(file, camera);
        }
    }

    fn add(self: &Rc<Self>, file: File, camera: bool) {
        let Some(line) = Line::new(file, camera, &self.list, self.lang) else { return };
        let line = Rc::new(line);
        let (this, one) = (Rc::clone(self), Rc::clone(&line));
        browser::hear(line.remove(), "click", move |_: Event| {
            one.give_up();
            this.lines.borrow_mut().retain(|line| !Rc::ptr_eq(line, &one));
        });
        self.lines.borrow_mut().push(line);
        drop(self.list.remove_attribute("hidden"));
    }

    /// A file of before was not sent to its end: whoever chooses it again goes on.
    fn say_what_stopped(&self) {
        if !file::is_any_kept(&self.at()) {
            return;
        }
        for place in browser::all(&self.form, "[data-stopped]") {
            drop(place.remove_attribute("hidden"));
        }
    }

    /// Where the form is sent to: what the names of its uploads begin with.
    fn at(&self) -> String {
        self.form.get_attribute("action").unwrap_or_default()
    }

    /// Sends what was chosen, one file after the other; where all arrived, the page is asked for again.
    fn send(self: Rc<Self>) {
        if self.busy.get() {
            return;
        }
        for line in self.lines.borrow().iter() {
            line.again();
        }
        self.sends();
    }

    /// Sends the lines that wait.
    fn sends(self: Rc<Self>) {
        if self.busy.replace(true) {
            return;
        }
        spawn_local(async move {
            // What is chosen while others are on their way is sent too.
            while let Some(line) = self.next() {
                match file::send(&self.form, &line).await {
                    Outcome::There { new: is_new } => {
                        self.new.set(self.new.get() || is_new);
                        line.arrived();
                    }
                    Outcome::Refused(said) => line.refused(&said),
                    Outcome::InVain(said) => line.in_vain(&said),
                    Outcome::GivenUp => {}
                }
            }
            self.busy.set(false);
            let lines = self.lines.borrow();
            if !lines.is_empty() && lines.iter().all(|line| line.is_there()) {
                let said = if self.new.get() { "recu" } else { "deja" };
                drop(window().location().assign(&format!("{}?fait={said}", self.at())));
            }
        });
    }

    fn next(&self) -> Option<Rc<Line>> {
        self.lines.borrow().iter().find(|line| line.waits()).cloned()
    }
}
