//! The pages of an opened piece: one at a time, zoomed and turned; and what the dossier says, put into a field by one key.
//!
//! Zoom and turns are classes of the pane, for the page's policy forbids a style of its own to any element.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent};

use super::{by_id, on};
use crate::live::own::browser;

/// How much larger each step of the zoom is than the pane, in hundredths.
const ZOOMS: [u16; 5] = [100, 150, 200, 300, 400];

/// The pages of one piece, and how they are shown.
struct Pane {
    element: HtmlElement,
    pages: Vec<HtmlElement>,
    page: Cell<usize>,
    zoom: Cell<usize>,
    turns: Cell<u16>,
}

/// Gives an opened piece its tools, and the fields beside it theirs.
pub(super) fn start() {
    let Some(root) = document().document_element() else { return };
    for viewer in browser::all(&root, "[data-viewer]") {
        open(&viewer);
    }
    for button in browser::all(&root, "[data-same]") {
        same(&button);
    }
}

fn open(viewer: &HtmlElement) {
    let panes: Vec<Rc<Pane>> = browser::all(viewer, "[data-pane]")
        .into_iter()
        .map(|element| {
            let pages = browser::all(&element, ".piece-page");
            let (page, zoom, turns) = (Cell::new(0), Cell::new(0), Cell::new(0));
            Rc::new(Pane { element, pages, page, zoom, turns })
        })
        .filter(|pane| !pane.pages.is_empty())
        .collect();
    if panes.is_empty() {
        return;
    }
    drop(viewer.class_list().add_1("is-live"));
    for pane in &panes {
        pane.show();
        for frame in browser::all(&pane.element, ".viewer-frame") {
            drag(&frame);
        }
    }
    let panes = Rc::new(panes);
    // The tools are for the pane that was touched last.
    let chosen = Rc::new(Cell::new(0));
    for (place, pane) in panes.iter().enumerate() {
        for event in ["focusin", "pointerdown"] {
            let chosen = Rc::clone(&chosen);
            on(&pane.element, event, move |_: Event| chosen.set(place));
        }
    }
    let says = viewer.get_attribute("data-says").unwrap_or_default();
    for tools in browser::all(viewer, ".viewer-tools") {
        tools.set_hidden(false);
        for button in browser::all(&tools, "[data-view]") {
            let does = button.get_attribute("data-view").unwrap_or_default();
            let (panes, chosen, says) = (Rc::clone(&panes), Rc::clone(&chosen), says.clone());
            let tools = tools.clone();
            on(&button, "click", move |_: Event| {
                let Some(pane) = panes.get(chosen.get()) else { return };
                pane.make(&does);
                for place in browser::all(&tools, "[role=status]") {
                    place.set_text_content(Some(&pane.said(&says)));
                }
            });
        }
    }
}

impl Pane {
    fn make(&self, does: &str) {
        let (page, zoom) = (self.page.get(), self.zoom.get());
        match does {
            "next" => self.page.set((page + 1).min(self.pages.len() - 1)),
            "before" => self.page.set(page.saturating_sub(1)),
            "larger" => self.zoom.set((zoom + 1).min(ZOOMS.len() - 1)),
            "smaller" => self.zoom.set(zoom.saturating_sub(1)),
            _ => self.turns.set((self.turns.get() + 1) % 4),
        }
        self.show();
    }

    fn show(&self) {
        for (place, page) in self.pages.iter().enumerate() {
            page.set_hidden(place != self.page.get());
        }
        let zoom = ["zoom-", digit(self.zoom.get())].concat();
        let turns = ["turn-", digit(usize::from(self.turns.get()))].concat();
        self.element.set_class_name(&["viewer-pane", &zoom, &turns].join(" "));
    }

    fn said(&self, says: &str) -> String {
        let zoom = ZOOMS.get(self.zoom.get()).copied().unwrap_or(100);
        [
            ("{p}", self.page.get() + 1),
            ("{n}", self.pages.len()),
            ("{z}", usize::from(zoom)),
            ("{t}", usize::from(self.turns.get() * 90)),
        ]
        .iter()
        .fold(says.to_owned(), |said, (sign, number)| said.replace(sign, &number.to_string()))
    }
}

fn digit(number: usize) -> &'static str {
    ["0", "1", "2", "3", "4"].get(number).copied().unwrap_or("0")
}

/// A page larger than its frame is moved by hand.
fn drag(frame: &HtmlElement) {
    let moved = frame.clone();
    on(frame, "mousemove", move |event: MouseEvent| {
        if event.buttons() == 1 {
            event.prevent_default();
            moved.set_scroll_left(moved.scroll_left() - event.movement_x());
            moved.set_scroll_top(moved.scroll_top() - event.movement_y());
        }
    });
    // A picture is not carried off meanwhile.
    on(frame, "dragstart", |event: Event| event.prevent_default());
}

/// What the dossier says goes into its field by the button, or by one key in the empty field.
fn same(button: &HtmlElement) {
    let Some(input) =
        button.get_attribute("data-same").and_then(|id| by_id::<HtmlInputElement>(&id))
    else {
        return;
    };
    let value = browser::all(button, "[data-value]").pop();
    let value = value.and_then(|place| place.text_content()).unwrap_or_default();
    button.set_hidden(false);
    let (field, due) = (input.clone(), value.clone());
    on(button, "click", move |_: Event| {
        field.set_value(&due);
        drop(field.focus());
    });
    let field = input.clone();
    on(&input, "keydown", move |event: KeyboardEvent| {
        if event.key() == "=" && field.value().is_empty() {
            event.prevent_default();
            field.set_value(&value);
            next(&field);
        }
    });
}

/// On to the field after this one.
fn next(field: &HtmlInputElement) {
    let Some(form) = field.form() else { return };
    let fields = browser::all(&form, "input:not([type=hidden]),select,button[type=submit]");
    let this: &Element = field.unchecked_ref();
    let at = fields.iter().position(|one| AsRef::<Element>::as_ref(one) == this);
    if let Some(next) = at.and_then(|at| fields.get(at + 1)) {
        drop(next.focus());
    }
}
