use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::{RenderCache, RenderSettings};
use hayro_syntax::Pdf;
use image::RgbImage;
use pdf_writer::{Content, Finish as _, Name, Pdf as Writer, Rect, Ref, Str};
use serde::{Deserialize, Serialize};
use vocabulary::Date;

/// The longest text, in characters.
const LONGEST: usize = 140;

/// Words laid over a picture, slanting, again and again: whoever comes by a copy sees what it was given for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watermark(String);

impl Watermark {
    /// What is laid over an identity piece that `house` was given for the dossier `reference`, on `day`.
    #[must_use]
    pub fn identity(house: &str, reference: &str, day: Date) -> Self {
        let day = format!("{:02}/{:02}/{}", day.day(), day.month(), day.year());
        Self::new(&format!("{house}, dossier {reference}, usage carte grise uniquement, {day}"))
    }

    /// Any other words. Signs that are not of western Europe become question marks.
    #[must_use]
    pub fn new(words: &str) -> Self {
        Self(words.chars().filter(|sign| !sign.is_control()).take(LONGEST).collect())
    }

    /// The words.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.0
    }
}

/// The words drawn once, from left to right: how opaque each dot is.
pub(crate) struct Strip {
    dots: Vec<u8>,
    width: i64,
    height: i64,
    /// Where the next copy begins.
    period: i64,
}

impl Strip {
    /// `watermark` in letters `size` pixels high; `None` when nothing of it can be seen.
    fn draw(watermark: &Watermark, size: u16) -> Option<Self> {
        let letters: Vec<u8> = watermark.0.chars().map(western).collect();
        let count = u16::try_from(letters.len()).ok()?;
        // No letter is wider than its size, and text is about half as wide: the rest is cut off below.
        let width = u32::from(count) * u32::from(size) * 3 / 4;
        let width = u16::try_from(width.min(32_000)).ok()?;
        let height = size.checked_mul(3)? / 2;
        let pdf = Pdf::new(Arc::new(page(&letters, size, width, height))).ok()?;
        let page = pdf.pages().first()?;
        let settings = RenderSettings::default();
        let drawn =
            hayro::render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
        let (wide, high) = (usize::from(drawn.width()), usize::from(drawn.height()));
        let dots: Vec<u8> = drawn.data_as_u8_slice().iter().skip(3).step_by(4).copied().collect();
        let last = (0..wide)
            .rev()
            .find(|x| (0..high).any(|y| dots.get(y * wide + x).is_some_and(|dot| *dot > 0)))?;
        let (width, height) = (i64::try_from(wide).ok()?, i64::try_from(high).ok()?);
        let period = i64::try_from(last).ok()? + i64::from(size) * 2;
        Some(Self { dots, width, height, period })
    }

    fn opacity(&self, x: i64, y: i64) -> u8 {
        if x >= self.width || y >= self.height {
            return 0;
        }
        usize::try_from(y * self.width + x)
            .ok()
            .and_then(|at| self.dots.get(at))
            .map_or(0, |dot| *dot)
    }
}

/// Lays `watermark` over `picture`, upwards from left to right.
pub(crate) fn lay(watermark: &Watermark, picture: &mut RgbImage) {
    let short = picture.width().min(picture.height());
    let size = u16::try_from((short / 34).clamp(12, 90)).unwrap_or(90);
    let Some(strip) = Strip::draw(watermark, size) else { return };
    let lines = i64::from(size) * 5;
    for (x, y, dot) in picture.enumerate_pixels_mut() {
        let (x, y) = (i64::from(x), i64::from(y));
        // Turned by the angle of the triangle 3, 4, 5: whole numbers are enough.
        let (along, across) = ((4 * x - 3 * y).div_euclid(5), (3 * x + 4 * y).div_euclid(5));
        let line = across.div_euclid(lines);
        // Every other line begins half-way, so that no strip of the picture is free of words.
        let along = (along + line * (strip.period / 2)).rem_euclid(strip.period);
        let opacity = u32::from(strip.opacity(along, across.rem_euclid(lines))) * 75 / 255;
        if opacity > 0 {
            let [red, green, blue] = dot.0;
            let light = (u32::from(red) * 3 + u32::from(green) * 6 + u32::from(blue)) / 10;
            let ink = if light > 110 { 0 } else { 255 };
            dot.0 = dot.0.map(|part| mixed(part, ink, opacity));
        }
    }
}

fn mixed(part: u8, ink: u32, opacity: u32) -> u8 {
    u8::try_from((u32::from(part) * (255 - opacity) + ink * opacity) / 255).unwrap_or(u8::MAX)
}

/// The sign's byte in the encoding of western Europe's PDFs.
fn western(sign: char) -> u8 {
    match sign {
        ' '..='~' | '\u{A0}'..='\u{FF}' => u8::try_from(u32::from(sign)).unwrap_or(b'?'),
        '€' => 0x80,
        '…' => 0x85,
        'Œ' => 0x8C,
        '‘' => 0x91,
        '’' => 0x92,
        '–' => 0x96,
        '—' => 0x97,
        'œ' => 0x9C,
        'Ÿ' => 0x9F,
        '\u{202F}' => 0xA0,
        _ => b'?',
    }
}

/// A page that holds the words and nothing else: the reader of PDFs has letters, so no other drawing of them is needed.
fn page(letters: &[u8], size: u16, width: u16, height: u16) -> Vec<u8> {
    let [catalog, pages, page, font, content] = [1, 2, 3, 4, 5].map(Ref::new);
    let mut text = Content::new();
    text.begin_text();
    text.set_font(Name(b"F"), f32::from(size));
    text.next_line(0.0, f32::from(size / 2));
    text.show(Str(letters));
    text.end_text();
    let mut pdf = Writer::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut written = pdf.page(page);
    written.media_box(Rect::new(0.0, 0.0, f32::from(width), f32::from(height)));
    written.parent(pages).contents(content);
    written.resources().fonts().pair(Name(b"F"), font);
    written.finish();
    pdf.type1_font(font)
        .base_font(Name(b"Helvetica-Bold"))
        .encoding_predefined(Name(b"WinAnsiEncoding"));
    pdf.stream(content, &text.finish());
    pdf.finish()
}

#[cfg(test)]
mod tests;
