//! A signature that is drawn with a finger, a pen or a mouse: its strokes go into a hidden field, which the form sends in
//! the place of the typed name. Whoever draws nothing signs with the name.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::rc::Rc;

use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::{
    CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, HtmlInputElement, PointerEvent,
};

use super::browser;

/// The field of the strokes, as the server reads it: its width and height.
const FIELD: (i32, i32) = (1000, 400);
/// Points nearer than so many to the one before say nothing new.
const NEAR: i32 = 5;
/// A drawing that spreads less than so much either way is no signature to the server, and is not sent.
const SPREAD: i32 = 40;
/// Most points, and most strokes: the server takes a few more.
const MOST: (usize, usize) = (3_500, 50);

type Point = (i32, i32);

struct Pad {
    canvas: HtmlCanvasElement,
    pen: CanvasRenderingContext2d,
    kept: HtmlInputElement,
    strokes: RefCell<Vec<Vec<Point>>>,
    drawing: Cell<bool>,
}

/// Gives each field for a signature its canvas.
pub(super) fn start() {
    let Some(root) = document().document_element() else { return };
    for place in browser::all(&root, "[data-draw]") {
        if let Some(pad) = Pad::new(&place) {
            Rc::new(pad).listen(&place);
            drop(place.remove_attribute("hidden"));
        }
    }
}

impl Pad {
    fn new(place: &HtmlElement) -> Option<Self> {
        let canvas: HtmlCanvasElement = found(place, "canvas")?;
        let kept: HtmlInputElement = found(place, "input")?;
        canvas.set_width(FIELD.0.unsigned_abs());
        canvas.set_height(FIELD.1.unsigned_abs());
        let pen = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
        pen.set_line_width(6.0);
        pen.set_line_cap("round");
        pen.set_line_join("round");
        let pad =
            Self { canvas, pen, kept, strokes: RefCell::default(), drawing: Cell::new(false) };
        // What the server sends back is drawn again; what a browser put back into the field is not what the canvas shows.
        pad.draw_again(&pad.kept.get_attribute("data-drawn").unwrap_or_default());
        Some(pad)
    }

    /// Draws what was sent before: `d:10,20 12,25;200,40 210,44`.
    fn draw_again(&self, text: &str) {
        let point = |text: &str| {
            let (x, y) = text.split_once(',')?;
            Some((x.parse().ok()?, y.parse().ok()?))
        };
        let strokes = text.strip_prefix("d:").unwrap_or_default().split(';');
        let strokes = strokes.map(|stroke| stroke.split(' ').filter_map(point).collect());
        let strokes: Vec<Vec<Point>> =
            strokes.filter(|stroke: &Vec<Point>| !stroke.is_empty()).collect();
        for stroke in &strokes {
            let before = stroke.first().into_iter().chain(stroke);
            for (from, to) in before.zip(stroke) {
                self.line(*from, *to);
            }
        }
        self.strokes.replace(strokes);
        self.keep();
    }

    fn listen(self: Rc<Self>, place: &HtmlElement) {
        let pad = Rc::clone(&self);
        browser::hear(&self.canvas, "pointerdown", move |event: PointerEvent| {
            event.prevent_default();
            drop(pad.canvas.set_pointer_capture(event.pointer_id()));
            pad.drawing.set(pad.begin(&event));
        });
        let pad = Rc::clone(&self);
        browser::hear(&self.canvas, "pointermove", move |event: PointerEvent| {
            if pad.drawing.get() && pad.canvas.has_pointer_capture(event.pointer_id()) {
                pad.go_on(&event);
            }
        });
        for button in browser::all(place, "button") {
            let pad = Rc::clone(&self);
            browser::hear(&button, "click", move |_: web_sys::Event| pad.clear());
        }
    }

    /// Where a pointer is, in the field of the strokes.
    fn point(&self, event: &PointerEvent) -> Point {
        let within = |at: i32, length: i32, most: i32| (at * most / length.max(1)).clamp(0, most);
        (
            within(event.offset_x(), self.canvas.client_width(), FIELD.0),
            within(event.offset_y(), self.canvas.client_height(), FIELD.1),
        )
    }

    /// Begins a stroke, with a dot; `false` where there are as many as the server takes.
    fn begin(&self, event: &PointerEvent) -> bool {
        let at = self.point(event);
        let others = self.strokes.borrow().len();
        if others >= MOST.1 || self.points() >= MOST.0 {
            return false;
        }
        self.strokes.borrow_mut().push(vec![at]);
        self.line(at, at);
        self.keep();
        true
    }

    /// Whether what is drawn goes from one place to another.
    fn is_seen(&self) -> bool {
        let strokes = self.strokes.borrow();
        let all = strokes.iter().flatten();
        spread(all.clone().map(|point| point.0)) >= SPREAD
            || spread(all.map(|point| point.1)) >= SPREAD
    }

    fn points(&self) -> usize {
        self.strokes.borrow().iter().map(Vec::len).sum()
    }

    fn line(&self, from: Point, to: Point) {
        self.pen.begin_path();
        self.pen.move_to(f64::from(from.0), f64::from(from.1));
        self.pen.line_to(f64::from(to.0), f64::from(to.1));
        self.pen.stroke();
    }

    fn go_on(&self, event: &PointerEvent) {
        let (x, y) = self.point(event);
        let points = self.points();
        {
            let mut strokes = self.strokes.borrow_mut();
            let Some(stroke) = strokes.last_mut() else { return };
            let Some(&(before_x, before_y)) = stroke.last() else { return };
            let near = (x - before_x).abs() < NEAR && (y - before_y).abs() < NEAR;
            if near || points >= MOST.0 {
                return;
            }
            stroke.push((x, y));
            self.line((before_x, before_y), (x, y));
        }
        self.keep();
    }

    fn clear(&self) {
        self.strokes.borrow_mut().clear();
        self.pen.clear_rect(0.0, 0.0, f64::from(FIELD.0), f64::from(FIELD.1));
        self.kept.set_value("");
    }

    /// `d:10,20 12,25;200,40 210,44`; nothing of a dot or two, for the name that is typed is the signature then.
    fn keep(&self) {
        if !self.is_seen() {
            self.kept.set_value("");
            return;
        }
        let mut text = String::from("d:");
        for (number, stroke) in self.strokes.borrow().iter().enumerate() {
            if number > 0 {
                text.push(';');
            }
            for (number, (x, y)) in stroke.iter().enumerate() {
                let space = if number > 0 { " " } else { "" };
                let _ = write!(text, "{space}{x},{y}"); // writing to a string does not fail
            }
        }
        self.kept.set_value(&text);
    }
}

/// From the least to the most of some numbers.
fn spread(numbers: impl Iterator<Item = i32> + Clone) -> i32 {
    numbers.clone().max().unwrap_or(0) - numbers.min().unwrap_or(0)
}

fn found<E: wasm_bindgen::JsCast>(place: &HtmlElement, selector: &str) -> Option<E> {
    place.query_selector(selector).ok()??.dyn_into().ok()
}
