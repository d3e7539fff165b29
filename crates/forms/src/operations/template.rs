//! An official form: a PDF that an admin uploaded, and the map of its fields.

use std::sync::Arc;

use hayro_syntax::object::Object;
use hayro_syntax::{LoadPdfError, Pdf};
use hayro_write::{ChunkSettings, ExtractionQuery, extract};
use jiff::Timestamp;
use pdf_writer::types::StructRole;
use pdf_writer::writers::Group;
use pdf_writer::{Chunk, Ref};

use super::canvas::{Canvas, Ink, Type};
use super::document::{self, About, FREE};
use super::wary::{guarded, modest, unpacked};
use crate::filled::in_cells;
use crate::map::{SIGNATURE, STAMP};
use crate::{FieldMap, Filled, Form, House, Place, Problem, Shape, TemplateProblem};

/// Longest file, in bytes.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Most pages.
const MOST_PAGES: usize = 8;
/// Most objects.
const MOST_OBJECTS: usize = 20_000;
/// Longest side of a page, in tenths of a point: A3.
const LONGEST_SIDE: i32 = 12_000;
/// Smallest letters, in tenths of a point.
const SMALLEST: i32 = 50;

/// An official form that was looked at, with its map: all that stands on the map stands on a page.
#[derive(Clone)]
pub struct Template {
    file: Arc<Vec<u8>>,
    map: FieldMap,
    form: Form,
    sizes: Vec<(i32, i32)>,
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Template({}, {} pages)", self.form.id(), self.sizes.len())
    }
}

impl Template {
    /// Reads the PDF and the map of `form`.
    ///
    /// The PDF is unpacked within limits; nothing of it is kept but what its pages draw: no script, no field, no file.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, in words for who uploaded it.
    pub fn read(file: Vec<u8>, map: &str, form: Form) -> Result<Self, Vec<TemplateProblem>> {
        let (sizes, map) = match (guarded(|| sizes(&file)), FieldMap::read(map, form)) {
            (Ok(sizes), Ok(map)) => (sizes, map),
            (Err(problem), Ok(_)) => return Err(vec![problem.into()]),
            (Ok(_), Err(problems)) => return Err(problems),
            (Err(problem), Err(mut problems)) => {
                problems.insert(0, problem.into());
                return Err(problems);
            }
        };
        let problems: Vec<_> =
            map.places.iter().filter_map(|place| misplaced(place, &sizes)).collect();
        if !problems.is_empty() {
            return Err(problems.into_iter().map(TemplateProblem).collect());
        }
        Ok(Self { file: Arc::new(file), map, form, sizes })
    }

    /// What is wrong with an upload; nothing, where it is good.
    #[must_use]
    pub fn check(file: Vec<u8>, map: &str, form: Form) -> Vec<TemplateProblem> {
        Self::read(file, map, form).err().unwrap_or_default()
    }

    /// What keeps a PDF from being a form, whatever the map.
    ///
    /// # Errors
    ///
    /// The one thing that was found first.
    pub fn check_pdf(file: &[u8]) -> Result<(), TemplateProblem> {
        guarded(|| sizes(file)).map(drop).map_err(TemplateProblem)
    }

    /// Which form it is.
    #[must_use]
    pub const fn form(&self) -> Form {
        self.form
    }

    /// How many pages it has.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.sizes.len()
    }

    /// How many bytes its PDF takes.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.file.len()
    }

    /// The version of the official form.
    #[must_use]
    pub const fn version(&self) -> u8 {
        self.map.version
    }

    pub(super) fn draw(
        &self,
        filled: &Filled,
        house: &House,
        at: Timestamp,
    ) -> Result<Vec<u8>, Vec<TemplateProblem>> {
        if filled.form != self.form {
            let named = filled.form.id().to_owned();
            return Err(vec![Problem::OtherForm { named, due: self.form }.into()]);
        }
        let mut pages: Vec<Canvas> = self.sizes.iter().map(|size| Canvas::new(*size)).collect();
        for page in &mut pages {
            let foot = page.size.1 - 40;
            page.ornament(|page| {
                page.content.save_state();
                // The page below is drawn in points.
                page.content.transform([10.0, 0.0, 0.0, 10.0, 0.0, 0.0]);
                page.content.x_object(pdf_writer::Name(b"Under"));
                page.content.restore_state();
                page.object(0, foot, b"Foot");
            });
        }
        let mut problems = Vec::new();
        for line in filled.lines() {
            let places = self.map.places.iter().filter(|place| place.field == line.id);
            let mut found = false;
            for place in places {
                found = true;
                let page =
                    usize::from(place.page).checked_sub(1).and_then(|page| pages.get_mut(page));
                let drawn = page.is_some_and(|page| put(page, place, &line.text));
                if !drawn {
                    problems.push(Problem::DoesNotFit { field: line.id.clone() }.into());
                }
            }
            if !found {
                problems.push(Problem::NoPlace { field: line.id.clone() }.into());
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut boxed = |field: &str, name: &[u8]| -> Option<(i32, i32)> {
            let place = self.map.places.iter().find(|place| place.field == field)?;
            let page = pages.get_mut(usize::from(place.page).checked_sub(1)?)?;
            let area = Area::of(place);
            page.ornament(|page| page.object(area.x, area.y + area.height, name));
            Some((area.width, area.height))
        };
        let signature = boxed(SIGNATURE, b"Mark").unwrap_or_default();
        let stamps = filled.signatory.stamps;
        let stamp = if stamps { boxed(STAMP, b"Stamp") } else { None };
        let under =
            guarded(|| below(&open(&self.file)?)).map_err(|problem| vec![problem.into()])?;
        let subject = match self.form.number() {
            Some(number) => format!("Formulaire n° {number}*{:02}", self.map.version),
            None => String::new(),
        };
        let (title, house) = (self.form.title(), house.brand.as_str());
        let about = About { title, subject: &subject, house, at, signature, stamp };
        Ok(document::write(pages, &about, Some((&under.0, &under.1))))
    }
}

/// Where a field stands, in tenths of a point.
#[derive(Clone, Copy)]
struct Area {
    x: i32,
    y: i32,
    width: i32,
    height: i32,
}

impl Area {
    fn of(place: &Place) -> Self {
        // Tenths of a millimetre: 254 are an inch of 720.
        let of = |tenths: u16| i32::from(tenths) * 720 / 254;
        Self { x: of(place.x), y: of(place.y), width: of(place.width), height: of(place.height) }
    }
}

/// Whether part of `place` is outside of its page, or there is no such page.
fn misplaced(place: &Place, sizes: &[(i32, i32)]) -> Option<Problem> {
    let field = place.field.chars().take(60).collect();
    let page = place.page;
    let size = usize::from(page).checked_sub(1).and_then(|page| sizes.get(page));
    let Some((width, height)) = size else {
        return Some(Problem::NoSuchPage { field, page, pages: sizes.len() });
    };
    let area = Area::of(place);
    let outside = area.x + area.width > *width || area.y + area.height > *height;
    outside.then_some(Problem::Outside { field, page })
}

/// Draws `text` into its place, and says whether it fits.
fn put(page: &mut Canvas, place: &Place, text: &str) -> bool {
    let area = Area::of(place);
    let mut with = Type::new(i32::from(place.size), Ink::Black);
    match place.shape {
        Shape::Text => loop {
            let lines = with.font().wrap(text, with.size, area.width);
            let step = with.size * 23 / 20;
            let count = i32::try_from(lines.len()).unwrap_or(i32::MAX / 1000);
            // A name that is parted in the middle of a word reads as two: smaller letters first.
            let whole =
                text.split(' ').all(|word| with.font().width(word, with.size) <= area.width);
            let high = count * step <= area.height || count == 1 && with.size <= area.height;
            if whole && high {
                let above = (area.height - (count - 1) * step - with.size * 2 / 3) / 2;
                page.part(StructRole::P, |page| {
                    for (index, line) in (0..).zip(&lines) {
                        let y = area.y + above + with.size * 2 / 3 + index * step;
                        page.text(area.x, y, with, line);
                    }
                });
                return true;
            }
            if with.size <= SMALLEST {
                return false;
            }
            with.size = (with.size - 5).max(SMALLEST);
        },
        Shape::Cells(count) => {
            let text = in_cells(text);
            if text.chars().count() > usize::from(count) {
                return false;
            }
            let y = area.y + i32::midpoint(area.height, with.size * 2 / 3);
            page.part(StructRole::P, |page| {
                for (cell, letter) in (0..).zip(text.chars()) {
                    let letter = letter.to_string();
                    let left = area.width * cell / i32::from(count);
                    let right = area.width * (cell + 1) / i32::from(count);
                    let spare = right - left - with.font().width(&letter, with.size);
                    page.text(area.x + left + spare / 2, y, with, &letter);
                }
            });
            true
        }
        Shape::Mark => {
            with.bold = true;
            let x = area.x + (area.width - with.font().width(text, with.size)) / 2;
            let y = area.y + i32::midpoint(area.height, with.size * 2 / 3);
            page.part(StructRole::P, |page| page.text(x, y, with, text));
            true
        }
    }
}

/// What its pages draw, each an object that another PDF may show, and all that those are made of.
fn below(pdf: &Pdf) -> Result<(Vec<Ref>, Chunk), Problem> {
    let mut next = Ref::new(FREE);
    let queries: Vec<_> = (0..pdf.pages().len()).map(ExtractionQuery::new_xobject).collect();
    let rgb = |group: &mut Group<'_>| {
        group.color_space().device_rgb();
    };
    let bump = Box::new(|| next.bump());
    let under = extract(pdf, bump, ChunkSettings::default(), rgb, &queries)
        .map_err(|_| Problem::NotAPdf)?;
    let ids: Result<_, _> = under.root_refs.into_iter().collect();
    Ok((ids.map_err(|_| Problem::NotAPdf)?, under.chunk))
}

/// The sizes of the pages of a PDF that is fit to be a form.
fn sizes(file: &[u8]) -> Result<Vec<(i32, i32)>, Problem> {
    if file.len() > MOST_BYTES {
        return Err(Problem::TooLong { most: MOST_BYTES });
    }
    if !file.starts_with(b"%PDF-") {
        return Err(Problem::NotAPdf);
    }
    // Before anything unpacks it.
    unpacked(file)?;
    let pdf = open(&Arc::new(file.to_vec()))?;
    if pdf.len() > MOST_OBJECTS {
        return Err(Problem::TooDemanding);
    }
    for object in pdf.objects() {
        if let Object::Stream(stream) = &object {
            modest(stream.dict())?;
        }
    }
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(Problem::NotAPdf);
    }
    if pages.len() > MOST_PAGES {
        return Err(Problem::TooManyPages { most: MOST_PAGES });
    }
    // What cannot be drawn is said to who uploads it, and not to a customer.
    below(&pdf)?;
    pages
        .iter()
        .map(|page| {
            let (width, height) = page.render_dimensions();
            let (width, height) = (tenths(width)?, tenths(height)?);
            let good = |side: i32| (500..=LONGEST_SIDE).contains(&side);
            (good(width) && good(height)).then_some((width, height))
        })
        .collect::<Option<_>>()
        .ok_or(Problem::TooDemanding)
}

fn open(file: &Arc<Vec<u8>>) -> Result<Pdf, Problem> {
    Pdf::new(Arc::clone(file)).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Problem::Locked,
        LoadPdfError::Invalid => Problem::NotAPdf,
    })
}

/// Points as tenths of one.
pub(super) fn tenths(points: f32) -> Option<i32> {
    if !points.is_finite() {
        return None;
    }
    format!("{points:.1}").replace('.', "").parse().ok()
}
