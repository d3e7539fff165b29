//! Plain documents as PDF, and papers of others bound into one: each page above the same foot.

use std::sync::Arc;

use jiff::Timestamp;
use pdf_writer::types::StructRole;
use pdf_writer::writers::Group;
use pdf_writer::{Chunk, Filter, Finish as _, Name, Ref};

use hayro_syntax::Pdf;
use hayro_write::{ChunkSettings, ExtractionQuery, extract};

use super::canvas::{A4, Canvas, Ink, Type};
use super::document::{self, About, FREE};
use super::wary::guarded;
use crate::plain::{Part, Sheet};
use crate::{Problem, TemplateProblem};

const LEFT: i32 = 480;
const WIDTH: i32 = A4.0 - 2 * LEFT;
const TOP: i32 = 420;
/// Where a page ends; the foot is below.
const BOTTOM: i32 = 7960;
const LABEL: Type = Type::new(82, Ink::Grey);
const TEXT: Type = Type::new(92, Ink::Black);
const FOOT: Type = Type::new(66, Ink::Grey);
/// From a line to the next.
const STEP: i32 = 122;
/// Width of the column of labels.
const LABELS: i32 = 1650;
/// Height of the strip under a page of others.
const STRIP: i32 = 300;
/// Room around a picture.
const MARGIN: i32 = 240;

/// The PDF of `sheet`, dated `at`: the same bytes for the same sheet and instant.
#[must_use]
pub fn plain(sheet: &Sheet, at: Timestamp) -> Vec<u8> {
    let mut flow = Flow { pages: Vec::new(), y: TOP, title: &sheet.title };
    flow.turn();
    flow.words(StructRole::H1, Type::bold(150, Ink::Black), 175, &sheet.title);
    for part in &sheet.parts {
        flow.part(part);
    }
    let count = flow.pages.len();
    for (number, page) in (1..).zip(&mut flow.pages) {
        foot(page, &format!("{} · page {number}/{count}", sheet.foot));
    }
    write(flow.pages, (&sheet.title, &sheet.subject, &sheet.house), at, None)
}

fn write(
    pages: Vec<Canvas>,
    (title, subject, house): (&str, &str, &str),
    at: Timestamp,
    under: Option<(&[Ref], &Chunk)>,
) -> Vec<u8> {
    let about = About { title, subject, house, at, signature: (10, 10), stamp: None };
    document::write(pages, &about, under)
}

fn foot(page: &mut Canvas, words: &str) {
    let y = page.size.1 - 110;
    page.part(StructRole::P, |page| page.text(LEFT, y, FOOT, words));
}

/// Pages that are filled from top to bottom.
struct Flow<'a> {
    pages: Vec<Canvas>,
    y: i32,
    title: &'a str,
}

impl Flow<'_> {
    fn turn(&mut self) {
        let mut page = Canvas::new(A4);
        self.y = TOP;
        if !self.pages.is_empty() {
            let suite = format!("{} (suite)", self.title);
            page.part(StructRole::P, |page| page.text(LEFT, TOP - 40, LABEL, &suite));
            self.y += 120;
        }
        self.pages.push(page);
    }

    fn need(&mut self, height: i32) {
        if self.y + height > BOTTOM {
            self.turn();
        }
    }

    fn draw(&mut self, role: StructRole, draw: impl FnOnce(&mut Canvas)) {
        if let Some(page) = self.pages.last_mut() {
            page.part(role, draw);
        }
    }

    fn ornament(&mut self, draw: impl FnOnce(&mut Canvas)) {
        if let Some(page) = self.pages.last_mut() {
            page.ornament(draw);
        }
    }

    /// A paragraph; a line that does not fit on the page begins the next.
    fn words(&mut self, role: StructRole, with: Type, step: i32, text: &str) {
        for paragraph in text.split('\n') {
            for line in with.font().wrap(paragraph, with.size, WIDTH) {
                self.need(step);
                self.y += step;
                let y = self.y - 35;
                self.draw(role, |page| page.text(LEFT, y, with, &line));
            }
        }
        self.y += 40;
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Heading(words) => {
                // Never the last line of a page.
                self.need(520);
                self.y += 110;
                self.words(StructRole::H2, Type::bold(108, Ink::Blue), 140, words);
                let y = self.y - 30;
                self.ornament(|page| page.line((LEFT, y), (LEFT + WIDTH, y), 7, Ink::Blue));
                self.y += 30;
            }
            Part::Text(words) => self.words(StructRole::P, TEXT, STEP, words),
            Part::Rows(rows) => {
                let columns = [(LEFT, LABELS, LABEL), (LEFT + LABELS, WIDTH - LABELS, TEXT)];
                for (label, value) in rows {
                    self.line(&columns, &[label, value]);
                }
            }
            Part::Table { head, rows } => self.table(head, rows),
            Part::Boxes(labels) => {
                for label in labels {
                    self.need(330);
                    let y = self.y + 110;
                    self.draw(StructRole::P, |page| page.text(LEFT, y - 20, LABEL, label));
                    self.ornament(|page| page.outline((LEFT, y), (WIDTH, 190), 5, Ink::Grey));
                    self.y += 330;
                }
            }
            Part::Squares { side, dark, words } => self.squares(*side, dark, words),
        }
    }

    fn table(&mut self, head: &[(String, u8)], rows: &[Vec<String>]) {
        let shares: i32 = head.iter().map(|(_, share)| i32::from(*share)).sum();
        let mut x = LEFT;
        let mut columns = Vec::with_capacity(head.len());
        for (_, share) in head {
            let width = WIDTH * i32::from(*share) / shares.max(1);
            columns.push((x, width - 60, TEXT));
            x += width;
        }
        let labels: Vec<_> =
            columns.iter().map(|(x, width, _)| (*x, *width, Type::bold(82, Ink::Grey))).collect();
        let titles: Vec<&str> = head.iter().map(|(title, _)| title.as_str()).collect();
        self.line(&labels, &titles);
        for row in rows {
            self.rule();
            let texts: Vec<&str> = row.iter().map(String::as_str).collect();
            self.line(&columns, &texts);
        }
        self.rule();
        self.y += 40;
    }

    fn rule(&mut self) {
        let y = self.y + 10;
        self.ornament(|page| page.line((LEFT, y), (LEFT + WIDTH, y), 3, Ink::Grey));
        self.y += 20;
    }

    /// A line of several columns, as high as the highest of them; longer than a page, it goes on on the next.
    fn line(&mut self, columns: &[(i32, i32, Type)], texts: &[&str]) {
        let wrapped: Vec<Vec<String>> = columns
            .iter()
            .zip(texts)
            .map(|((_, width, with), text)| {
                text.split('\n')
                    .flat_map(|text| with.font().wrap(text, with.size, *width))
                    .collect()
            })
            .collect();
        let most = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        let high = i32::try_from(most).unwrap_or(i32::MAX / 1000) * STEP;
        if high < BOTTOM - TOP - 200 {
            self.need(high + 20);
        }
        for index in 0..most {
            self.need(STEP);
            self.y += STEP;
            let y = self.y - 35;
            for ((x, _, with), lines) in columns.iter().zip(&wrapped) {
                if let Some(line) = lines.get(index) {
                    self.draw(StructRole::P, |page| page.text(*x, y, *with, line));
                }
            }
        }
        self.y += 20;
    }

    fn squares(&mut self, side: usize, dark: &[bool], words: &str) {
        let lines = i32::try_from(side).unwrap_or(1).max(1);
        let each = 1000 / lines;
        self.need(1150);
        let top = self.y + 60;
        self.ornament(|page| {
            let places = (0..lines).flat_map(|line| (0..lines).map(move |column| (line, column)));
            for ((line, column), dark) in places.zip(dark) {
                if *dark {
                    let at = (LEFT + column * each, top + line * each);
                    page.fill(at, (each, each), (0.0, 0.0, 0.0));
                }
            }
        });
        let mut y = top + 200;
        for line in LABEL.font().wrap(words, LABEL.size, WIDTH - 1200) {
            self.draw(StructRole::P, |page| page.text(LEFT + 1150, y, LABEL, &line));
            y += STEP;
        }
        self.y = top + 1090;
    }
}

/// A paper of somebody.
#[derive(Clone, Copy)]
pub enum Leaf<'a> {
    /// A picture.
    Jpeg(&'a [u8]),
    /// A PDF.
    Pdf(&'a [u8]),
}

impl std::fmt::Debug for Leaf<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Leaf(…)")
    }
}

/// The PDF of `leaves`, page after page, each above `foot` and its number; and how many pages that is.
///
/// Nothing of a PDF is kept but what its pages draw: no script, no field, no file.
///
/// # Errors
///
/// What cannot be read; nothing is left out.
pub fn bound(
    leaves: &[Leaf<'_>],
    (title, foot, house): (&str, &str, &str),
    at: Timestamp,
) -> Result<(Vec<u8>, usize), TemplateProblem> {
    let mut bound = Bound { next: Ref::new(FREE), under: Vec::new(), pages: Vec::new() };
    let mut chunk = Chunk::new();
    for leaf in leaves {
        match leaf {
            Leaf::Jpeg(bytes) => bound.picture(&mut chunk, bytes)?,
            Leaf::Pdf(bytes) => {
                let found = guarded(|| read(bytes, bound.next))?;
                bound.next = found.next;
                chunk.extend(&found.chunk);
                for (below, size) in found.pages {
                    bound.page_of_pdf(below, size);
                }
            }
        }
    }
    let Bound { under, mut pages, .. } = bound;
    let count = pages.len();
    for (number, page) in (1..).zip(&mut pages) {
        self::foot(page, &format!("{foot} · page {number}/{count}"));
    }
    Ok((write(pages, (title, foot, house), at, Some((&under, &chunk))), count))
}

struct Bound {
    next: Ref,
    under: Vec<Ref>,
    pages: Vec<Canvas>,
}

impl Bound {
    /// A picture as large as a page of A4 lets it be, upright or across as it is itself.
    fn picture(&mut self, chunk: &mut Chunk, bytes: &[u8]) -> Result<(), Problem> {
        let (width, height, colours) = frame(bytes).ok_or(Problem::NotAPdf)?;
        let id = self.next.bump();
        let mut image = chunk.image_xobject(id, bytes);
        image.filter(Filter::DctDecode);
        image.width(width).height(height).bits_per_component(8);
        match colours {
            1 => image.color_space().device_gray(),
            4 => image.color_space().device_cmyk(),
            _ => image.color_space().device_rgb(),
        }
        image.finish();
        let size = if width > height { (A4.1, A4.0) } else { A4 };
        let room = (size.0 - 2 * MARGIN, size.1 - MARGIN - STRIP);
        // Whole numbers: the picture is at most a tenth of a point smaller than it could be.
        let by_width = (room.0, scaled(height, room.0, width));
        let drawn =
            if by_width.1 <= room.1 { by_width } else { (scaled(width, room.1, height), room.1) };
        let mut page = Canvas::new(size);
        let at = ((size.0 - drawn.0) / 2, STRIP + (room.1 - drawn.1) / 2);
        page.ornament(|page| under(page, (drawn.0, drawn.1), at));
        self.under.push(id);
        self.pages.push(page);
        Ok(())
    }

    /// A page of a PDF as large as it is, with a strip below it.
    fn page_of_pdf(&mut self, below: Ref, size: (i32, i32)) {
        let mut page = Canvas::new((size.0, size.1 + STRIP));
        // It is drawn in points.
        page.ornament(|page| under(page, (10, 10), (0, STRIP)));
        self.under.push(below);
        self.pages.push(page);
    }
}

fn under(page: &mut Canvas, scale: (i32, i32), at: (i32, i32)) {
    use super::canvas::length;
    page.content.save_state();
    page.content.transform([
        length(scale.0),
        0.0,
        0.0,
        length(scale.1),
        length(at.0),
        length(at.1),
    ]);
    page.content.x_object(Name(b"Under"));
    page.content.restore_state();
}

/// `side` × `room` / `of`, which is at least 1.
fn scaled(side: i32, room: i32, of: i32) -> i32 {
    let product = i64::from(side) * i64::from(room) / i64::from(of.max(1));
    i32::try_from(product).unwrap_or(i32::MAX)
}

/// The pages of a PDF, as objects that another may show.
struct Read {
    pages: Vec<(Ref, (i32, i32))>,
    chunk: Chunk,
    next: Ref,
}

fn read(bytes: &[u8], first: Ref) -> Result<Read, Problem> {
    let pdf = Pdf::new(Arc::new(bytes.to_vec())).map_err(|_| Problem::NotAPdf)?;
    let mut next = first;
    let queries: Vec<_> = (0..pdf.pages().len()).map(ExtractionQuery::new_xobject).collect();
    let rgb = |group: &mut Group<'_>| {
        group.color_space().device_rgb();
    };
    let taken = extract(&pdf, Box::new(|| next.bump()), ChunkSettings::default(), rgb, &queries)
        .map_err(|_| Problem::NotAPdf)?;
    let ids: Vec<Ref> =
        taken.root_refs.into_iter().collect::<Result<_, _>>().map_err(|_| Problem::NotAPdf)?;
    let sizes = pdf.pages().iter().map(|page| {
        let (width, height) = page.render_dimensions();
        super::template::tenths(width).zip(super::template::tenths(height))
    });
    let sizes: Vec<(i32, i32)> = sizes.collect::<Option<_>>().ok_or(Problem::TooDemanding)?;
    if ids.is_empty()
        || sizes.iter().any(|(width, height)| *width.max(height) > i32::from(i16::MAX))
    {
        return Err(Problem::TooDemanding);
    }
    let next = taken.chunk.refs().map(|one| one.get() + 1).max().unwrap_or(first.get());
    Ok(Read {
        pages: ids.into_iter().zip(sizes).collect(),
        chunk: taken.chunk,
        next: Ref::new(next.max(first.get())),
    })
}

/// Width, height and number of colours of a JPEG, as its frame says.
fn frame(bytes: &[u8]) -> Option<(i32, i32, u8)> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let [0xff, marker, tail @ ..] = rest else { return None };
        if *marker == 0xff {
            rest = rest.get(1..)?;
            continue;
        }
        let length = usize::from(u16::from_be_bytes(*tail.first_chunk::<2>()?));
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let height = u16::from_be_bytes([*tail.get(3)?, *tail.get(4)?]);
            let width = u16::from_be_bytes([*tail.get(5)?, *tail.get(6)?]);
            let sides = (i32::from(width), i32::from(height));
            return (width > 0 && height > 0).then_some((sides.0, sides.1, *tail.get(7)?));
        }
        rest = tail.get(length..)?;
    }
}
