//! A page that is drawn on. Lengths are tenths of a point, from the left and the upper edge: whole numbers are enough.

use pdf_writer::types::StructRole;
use pdf_writer::{Content, Finish as _, Name, Str};

use super::font::{BOLD, Font, REGULAR};

/// Height and width of an A4 page.
pub(super) const A4: (i32, i32) = (5953, 8419);

/// What text and lines are drawn with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    Grey,
    Blue,
    Brown,
}

impl Ink {
    const fn rgb(self) -> (f32, f32, f32) {
        match self {
            Self::Black => (0.08, 0.09, 0.12),
            Self::Grey => (0.36, 0.38, 0.42),
            Self::Blue => (0.05, 0.22, 0.48),
            Self::Brown => (0.48, 0.23, 0.0),
        }
    }
}

/// A weight and a size, in tenths of a point.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub(super) bold: bool,
    pub(super) size: i32,
    pub(super) ink: Ink,
}

impl Type {
    pub(super) const fn new(size: i32, ink: Ink) -> Self {
        Self { bold: false, size, ink }
    }

    pub(super) const fn bold(size: i32, ink: Ink) -> Self {
        Self { bold: true, size, ink }
    }

    pub(super) fn font(self) -> &'static Font {
        if self.bold { &BOLD } else { &REGULAR }
    }
}

/// A page.
pub(super) struct Canvas {
    pub(super) content: Content,
    pub(super) size: (i32, i32),
    /// What each marked part is, in the order of their numbers.
    pub(super) parts: Vec<StructRole>,
}

/// A length as PDFs have them.
pub(super) fn length(tenths: i32) -> f32 {
    f32::from(i16::try_from(tenths).unwrap_or(if tenths < 0 { i16::MIN } else { i16::MAX }))
}

impl Canvas {
    pub(super) fn new(size: (i32, i32)) -> Self {
        let mut content = Content::new();
        content.transform([0.1, 0.0, 0.0, 0.1, 0.0, 0.0]);
        Self { content, size, parts: Vec::new() }
    }

    /// What `draw` draws is a part of the text that readers read.
    pub(super) fn part(&mut self, role: StructRole, draw: impl FnOnce(&mut Self)) {
        let number = i32::try_from(self.parts.len()).unwrap_or(i32::MAX);
        self.parts.push(role);
        let mut mark = self.content.begin_marked_content_with_properties(tag(role));
        mark.properties().identify(number);
        mark.finish();
        draw(self);
        self.content.end_marked_content();
    }

    /// What `draw` draws is no text of the form.
    pub(super) fn ornament(&mut self, draw: impl FnOnce(&mut Self)) {
        self.content.begin_marked_content(Name(b"Artifact"));
        draw(self);
        self.content.end_marked_content();
    }

    /// `text` on the line at `y`.
    pub(super) fn text(&mut self, x: i32, y: i32, with: Type, text: &str) {
        let y = self.size.1 - y;
        write(&mut self.content, (x, y), with, text);
    }

    /// A line from one point to another.
    pub(super) fn line(&mut self, from: (i32, i32), to: (i32, i32), width: i32, ink: Ink) {
        let (r, g, b) = ink.rgb();
        let height = self.size.1;
        self.content.set_stroke_rgb(r, g, b).set_line_width(length(width));
        self.content.move_to(length(from.0), length(height - from.1));
        self.content.line_to(length(to.0), length(height - to.1)).stroke();
    }

    /// The outline of a box whose upper left corner is `at`.
    pub(super) fn outline(&mut self, at: (i32, i32), size: (i32, i32), width: i32, ink: Ink) {
        let (r, g, b) = ink.rgb();
        self.content.set_stroke_rgb(r, g, b).set_line_width(length(width));
        self.boxed(at, size);
        self.content.stroke();
    }

    /// A box of a light colour.
    pub(super) fn fill(&mut self, at: (i32, i32), size: (i32, i32), rgb: (f32, f32, f32)) {
        self.content.set_fill_rgb(rgb.0, rgb.1, rgb.2);
        self.boxed(at, size);
        self.content.fill_nonzero();
    }

    fn boxed(&mut self, at: (i32, i32), size: (i32, i32)) {
        let lower = self.size.1 - at.1 - size.1;
        self.content.rect(length(at.0), length(lower), length(size.0), length(size.1));
    }

    /// Draws the object `name`, whose lower left corner is at (`x`, `y`) from the upper edge.
    pub(super) fn object(&mut self, x: i32, y: i32, name: &[u8]) {
        let y = self.size.1 - y;
        self.content.save_state();
        self.content.transform([1.0, 0.0, 0.0, 1.0, length(x), length(y)]);
        self.content.x_object(Name(name));
        self.content.restore_state();
    }
}

/// Writes `text` at a point from the lower edge.
pub(super) fn write(content: &mut Content, at: (i32, i32), with: Type, text: &str) {
    let (r, g, b) = with.ink.rgb();
    content.set_fill_rgb(r, g, b).begin_text();
    content.set_font(Name(if with.bold { b"B" } else { b"R" }), length(with.size));
    content.next_line(length(at.0), length(at.1));
    content.show(Str(&with.font().codes(text)));
    content.end_text();
}

const fn tag(role: StructRole) -> Name<'static> {
    match role {
        StructRole::H1 => Name(b"H1"),
        StructRole::H2 => Name(b"H2"),
        _ => Name(b"P"),
    }
}

/// Writes `text` at the origin, so pale that what stands over it can be read.
pub(super) fn pale(content: &mut Content, with: Type, text: &str) {
    content.set_fill_gray(0.945).begin_text();
    content.set_font(Name(b"B"), length(with.size));
    content.show(Str(&with.font().codes(text)));
    content.end_text();
}
