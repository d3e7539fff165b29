//! A sheet of our own: everything that the official form asks for, laid out plainly.

use jiff::Timestamp;
use pdf_writer::types::StructRole;

use super::canvas::{A4, Canvas, Ink, Type};
use super::document::{self, About};
use crate::filled::{Filled, Line, in_cells};
use crate::{Block, Form, House};

/// What every page of it bears.
pub(super) const MODEL: &str = "Modèle de travail, non officiel";

const LEFT: i32 = 480;
const WIDTH: i32 = A4.0 - 2 * LEFT;
const TOP: i32 = 400;
/// Where a page ends; the foot is below.
const BOTTOM: i32 = 7960;
const GAP: i32 = 110;
const LABEL: Type = Type::new(66, Ink::Grey);
const VALUE: i32 = 100;
const SMALLEST: i32 = 80;
const WORDS: Type = Type::new(86, Ink::Black);
/// The box of the signature.
const SIGNATURE: (i32, i32) = (2640, 900);
const STAMP: (i32, i32) = (2100, 900);

pub(super) fn draw(filled: &Filled, house: &House, at: Timestamp) -> Vec<u8> {
    let mut flow = Flow { pages: Vec::new(), y: 0, form: filled.form };
    flow.turn();
    flow.title();
    for block in &filled.blocks {
        flow.block(block);
    }
    flow.signing(filled);
    let count = flow.pages.len();
    for (index, page) in flow.pages.iter_mut().enumerate() {
        foot(page, filled, house, index + 1, count);
    }
    let title = filled.form.title();
    let subject = if filled.form.number().is_some() { MODEL } else { title };
    let stamp = filled.signatory.stamps.then_some(STAMP);
    let about = About { title, subject, house: &house.brand, at, signature: SIGNATURE, stamp };
    document::write(flow.pages, &about, None)
}

/// Pages that are filled from top to bottom.
struct Flow {
    pages: Vec<Canvas>,
    y: i32,
    form: Form,
}

impl Flow {
    /// Begins a page: with the words that say what it is not, and what it goes on with.
    fn turn(&mut self) {
        let mut page = Canvas::new(A4);
        if let Some(number) = self.form.number() {
            page.ornament(|page| {
                watermark(page);
                page.fill((0, 0), (A4.0, 260), (1.0, 0.94, 0.82));
            });
            page.part(StructRole::P, |page| {
                page.text(LEFT, 170, Type::bold(92, Ink::Brown), MODEL);
                let words = format!("Ne remplace pas le formulaire cerfa n° {number}");
                let right = Type::new(82, Ink::Brown);
                let width = right.font().width(&words, right.size);
                page.text(A4.0 - LEFT - width, 170, right, &words);
            });
        }
        self.y = TOP;
        if !self.pages.is_empty() {
            let suite = format!("{} (suite)", self.form.title());
            let letters = Type::bold(98, Ink::Black);
            let lines = letters.font().wrap(&suite, letters.size, WIDTH);
            page.part(StructRole::P, |page| {
                for line in &lines {
                    self.y += 120;
                    page.text(LEFT, self.y - 30, letters, line);
                }
            });
        }
        self.pages.push(page);
    }

    fn page(&mut self) -> &mut Canvas {
        if self.pages.is_empty() {
            self.turn();
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    /// Makes sure that `height` is left on the page.
    fn need(&mut self, height: i32) {
        if self.y + height > BOTTOM {
            self.turn();
        }
    }

    fn title(&mut self) {
        let with = Type::bold(150, Ink::Black);
        let lines = with.font().wrap(self.form.title(), with.size, WIDTH);
        let mut y = self.y + 60;
        self.page().part(StructRole::H1, |page| {
            for line in &lines {
                y += 170;
                page.text(LEFT, y - 50, with, line);
            }
        });
        self.y = y + 20;
    }

    fn block(&mut self, block: &Block) {
        let first = block.rows.first().map_or(0, |row| height(row));
        self.need(250 + first);
        let y = self.y + 150;
        self.page().part(StructRole::H2, |page| {
            page.text(LEFT, y, Type::bold(98, Ink::Blue), &block.title);
        });
        self.page()
            .ornament(|page| page.line((LEFT, y + 40), (LEFT + WIDTH, y + 40), 7, Ink::Blue));
        self.y = y + 80;
        for row in &block.rows {
            self.row(row, WIDTH);
        }
    }

    fn row(&mut self, row: &[Line], width: i32) {
        let height = height(row);
        self.need(height);
        let y = self.y;
        let mut x = LEFT;
        let widths = widths(row, width);
        for (line, width) in row.iter().zip(widths) {
            field(self.page(), (x, y), width, height, line);
            x += width + GAP;
        }
        self.y += height;
    }

    fn signing(&mut self, filled: &Filled) {
        let paragraphs: Vec<_> = filled
            .statements
            .iter()
            .map(|text| WORDS.font().wrap(text, WORDS.size, WIDTH))
            .collect();
        let rows: i32 = filled.signing.iter().map(|row| height(row)).sum();
        // What is stated and the signature below it stand on one page: nobody signs an empty one.
        let words: i32 = paragraphs.iter().map(|lines| lines_high(lines.len()) + 50).sum();
        self.need(110 + words + rows + 150 + SIGNATURE.1);
        self.y += 110;
        for lines in &paragraphs {
            let mut y = self.y;
            self.page().part(StructRole::P, |page| {
                for line in lines {
                    y += 112;
                    page.text(LEFT, y - 30, WORDS, line);
                }
            });
            self.y = y + 50;
        }
        for row in &filled.signing {
            self.row(row, WIDTH);
        }
        let y = self.y + 120;
        let stamps = filled.signatory.stamps;
        let page = self.page();
        page.part(StructRole::P, |page| page.text(LEFT, y - 30, LABEL, "Signature"));
        page.ornament(|page| {
            page.outline((LEFT, y), SIGNATURE, 7, Ink::Grey);
            page.object(LEFT, y + SIGNATURE.1, b"Mark");
        });
        if stamps {
            let x = LEFT + WIDTH - STAMP.0;
            page.part(StructRole::P, |page| page.text(x, y - 30, LABEL, "Cachet de l’entreprise"));
            page.ornament(|page| {
                page.outline((x, y), STAMP, 7, Ink::Grey);
                page.object(x, y + STAMP.1, b"Stamp");
            });
        }
        self.y = y + SIGNATURE.1;
    }
}

fn lines_high(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX / 1000) * 112
}

/// The widths of the fields of a row, the gaps between them apart; fields that are not there leave their share to others.
fn widths(row: &[Line], width: i32) -> Vec<i32> {
    let shares: i32 = row.iter().map(|line| i32::from(line.field.width)).sum();
    let gaps = GAP * (i32::try_from(row.len()).unwrap_or(1) - 1);
    row.iter().map(|line| (width - gaps) * i32::from(line.field.width) / shares.max(1)).collect()
}

/// The text of a field in its width: one line where a smaller letter does it, else several.
fn fitted(text: &str, width: i32) -> (Type, Vec<String>) {
    let mut letters = Type::new(VALUE, Ink::Black);
    while letters.size > SMALLEST && letters.font().width(text, letters.size) > width {
        letters.size -= 5;
    }
    let lines = letters.font().wrap(text, letters.size, width);
    (letters, lines)
}

/// Whether the text stands in boxes of one character; what is too long for them stands beside none.
fn cells(line: &Line) -> Option<(i32, String)> {
    let count = i32::from(line.field.cells?);
    let text = in_cells(&line.text);
    let fits = i32::try_from(text.chars().count()).is_ok_and(|length| length <= count);
    fits.then_some((count, text))
}

fn height(row: &[Line]) -> i32 {
    let lines = row.iter().zip(widths(row, WIDTH)).map(|(line, width)| {
        if line.field.check || cells(line).is_some() {
            1
        } else {
            fitted(&line.text, width - 60).1.len()
        }
    });
    let most = i32::try_from(lines.max().unwrap_or(1).max(1)).unwrap_or(1);
    let label_only = row.iter().all(|line| line.field.check);
    if label_only { 175 } else { 245 + (most - 1) * 115 }
}

fn field(page: &mut Canvas, at: (i32, i32), width: i32, height: i32, line: &Line) {
    let (x, y) = at;
    if line.field.check {
        return check(page, at, height, line);
    }
    let boxes = cells(line);
    let count = boxes.as_ref().map_or(1, |(count, _)| *count);
    let step = (width / count).min(165);
    page.ornament(|page| match boxes {
        Some(_) => {
            for cell in 0..=count {
                let x = x + cell * step;
                page.line((x, y + 95), (x, y + 225), 4, Ink::Grey);
            }
            page.line((x, y + 225), (x + count * step, y + 225), 4, Ink::Grey);
        }
        None => page.line((x, y + height - 20), (x + width, y + height - 20), 4, Ink::Grey),
    });
    page.part(StructRole::P, |page| {
        let mut label = LABEL;
        while label.size > 50 && label.font().width(&line.field.label, label.size) > width {
            label.size -= 2;
        }
        page.text(x, y + 70, label, &line.field.label);
        if let Some((_, text)) = &boxes {
            let value = Type::new(VALUE, Ink::Black);
            for (cell, letter) in (0..).zip(text.chars()) {
                let letter = letter.to_string();
                let spare = step - value.font().width(&letter, value.size);
                page.text(x + cell * step + spare / 2, y + 195, value, &letter);
            }
        } else {
            let (value, lines) = fitted(&line.text, width - 60);
            for (below, text) in (0..).zip(&lines) {
                page.text(x + 20, y + 192 + below * 115, value, text);
            }
        }
    });
}

fn check(page: &mut Canvas, (x, y): (i32, i32), height: i32, line: &Line) {
    let top = y + (height - 175) + 40;
    page.ornament(|page| page.outline((x, top), (100, 100), 6, Ink::Black));
    page.part(StructRole::P, |page| {
        if !line.text.is_empty() {
            page.text(x + 17, top + 87, Type::bold(108, Ink::Black), &line.text);
        }
        page.text(x + 150, top + 80, Type::new(82, Ink::Black), &line.field.label);
    });
}

/// Across the page, so that no part of it that is cut out looks official.
fn watermark(page: &mut Canvas) {
    let words = "NON OFFICIEL";
    let letters = Type::bold(900, Ink::Grey);
    page.content.save_state();
    // Upwards, by the angle of the triangle 3, 4, 5.
    page.content.transform([0.6, 0.8, -0.8, 0.6, 1500.0, 1450.0]);
    super::canvas::pale(&mut page.content, letters, words);
    page.content.restore_state();
}

fn foot(page: &mut Canvas, filled: &Filled, house: &House, number: usize, count: usize) {
    let letters = Type::new(66, Ink::Grey);
    let cerfa =
        filled.form.number().map_or_else(String::new, |number| format!(" · cerfa n° {number}"));
    let left = format!("Dossier {} · préparé par {}{cerfa}", filled.reference, house.brand);
    let pages = format!("page {number}/{count}");
    let right = match filled.form.number() {
        Some(_) => format!("{MODEL} · {pages}"),
        None => pages,
    };
    page.part(StructRole::P, |page| {
        page.text(LEFT, 8110, letters, &left);
        page.text(A4.0 - LEFT - letters.font().width(&right, letters.size), 8110, letters, &right);
    });
    page.ornament(|page| page.object(0, 8310, b"Foot"));
}
