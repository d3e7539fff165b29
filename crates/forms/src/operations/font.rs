//! The house's typeface: widths of its letters, their codes in a PDF, the font itself in the file.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Chunk, Filter, Finish as _, Name, Rect, Ref, Str};
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef, MetadataProvider as _};
use vocabulary::plain;

/// A weight of the typeface. A thousand units are as wide as a letter is high.
pub(super) struct Font {
    name: &'static str,
    letters: BTreeMap<char, (u16, u16)>,
    widths: Vec<u16>,
    packed: Vec<u8>,
    length: usize,
}

pub(super) static REGULAR: LazyLock<Font> = LazyLock::new(|| {
    let name = "AtkinsonHyperlegibleNext-Regular";
    Font::read(name, include_bytes!("../../data/fonts/regular.ttf"))
});
pub(super) static BOLD: LazyLock<Font> = LazyLock::new(|| {
    let name = "AtkinsonHyperlegibleNext-Bold";
    Font::read(name, include_bytes!("../../data/fonts/bold.ttf"))
});

/// How high and deep the letters go.
const ASCENT: f32 = 984.0;
const DESCENT: f32 = -316.0;
const CAPITALS: f32 = 668.0;
const SYSTEM: SystemInfo<'_> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

impl Font {
    fn read(name: &'static str, file: &[u8]) -> Self {
        let font = FontRef::new(file).expect("our own file, read by every test");
        let metrics = font.hmtx().expect("our own file, read by every test");
        let count = font.maxp().map_or(0, |maxp| maxp.num_glyphs());
        let width = |glyph: u16| metrics.advance(glyph.into()).unwrap_or_default();
        let widths: Vec<u16> = (0..count).map(width).collect();
        let chars = font.charmap();
        let letters = ('\u{20}'..'\u{2300}')
            .filter_map(|letter| {
                let glyph = u16::try_from(chars.map(letter)?.to_u32()).ok()?;
                Some((letter, (glyph, width(glyph))))
            })
            .collect();
        Self { name, letters, widths, packed: packed(file), length: file.len() }
    }

    /// The code and the width of a letter; one without its accent where the typeface does not have it.
    fn letter(&self, letter: char) -> (u16, u16) {
        let known = |letter| self.letters.get(&letter).copied();
        let stand_in = || match letter {
            '\u{202f}' | '\u{2009}' => known('\u{a0}'),
            '\u{2010}' | '\u{2011}' => known('-'),
            _ => {
                let capital = plain::capitals(letter.encode_utf8(&mut [0; 4])).chars().next()?;
                known(if letter.is_lowercase() { capital.to_ascii_lowercase() } else { capital })
            }
        };
        known(letter).or_else(stand_in).or_else(|| known('?')).unwrap_or_default()
    }

    /// `text` as a PDF shows it.
    pub(super) fn codes(&self, text: &str) -> Vec<u8> {
        text.chars().flat_map(|letter| self.letter(letter).0.to_be_bytes()).collect()
    }

    /// How wide `text` is at `size`, in the unit of the size.
    pub(super) fn width(&self, text: &str, size: i32) -> i32 {
        let units: i32 = text.chars().map(|letter| i32::from(self.letter(letter).1)).sum();
        // Upwards: what is said to fit fits.
        (units * size).div_euclid(1000) + 1
    }

    /// `text` in lines no wider than `width`; a word that is wider is parted, never cut.
    pub(super) fn wrap(&self, text: &str, size: i32, width: i32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, size) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if self.width(&line, size) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// Writes the font from `first` on: five objects, the first of which is what pages name.
    pub(super) fn write(&self, chunk: &mut Chunk, first: i32) {
        let [font, cid, descriptor, file, unicode] =
            [0, 1, 2, 3, 4].map(|next| Ref::new(first + next));
        let name = Name(self.name.as_bytes());
        let mut written = chunk.type0_font(font);
        written.base_font(name).encoding_predefined(Name(b"Identity-H"));
        written.descendant_font(cid).to_unicode(unicode);
        written.finish();
        let mut written = chunk.cid_font(cid);
        written.subtype(CidFontType::Type2).base_font(name).system_info(SYSTEM);
        written.font_descriptor(descriptor).default_width(0.0);
        written.cid_to_gid_map_predefined(Name(b"Identity"));
        written.widths().consecutive(0, self.widths.iter().map(|width| f32::from(*width)));
        written.finish();
        let mut written = chunk.font_descriptor(descriptor);
        written.name(name).flags(FontFlags::NON_SYMBOLIC).italic_angle(0.0);
        written.bbox(Rect::new(-200.0, DESCENT, 1300.0, ASCENT)).stem_v(80.0);
        written.ascent(ASCENT).descent(DESCENT).cap_height(CAPITALS).font_file2(file);
        written.finish();
        let mut stream = chunk.stream(file, &self.packed);
        stream.filter(Filter::FlateDecode);
        stream.pair(Name(b"Length1"), i32::try_from(self.length).unwrap_or_default());
        stream.finish();
        let mut cmap = UnicodeCmap::new(Name(b"Letters"), SYSTEM);
        let mut seen = std::collections::BTreeSet::new();
        for (letter, (glyph, _)) in &self.letters {
            // A glyph that stands for two letters is read as the first: a space, not one that does not break.
            if seen.insert(*glyph) {
                cmap.pair(*glyph, *letter);
            }
        }
        let cmap = packed(&cmap.finish());
        chunk.cmap(unicode, &cmap).filter(Filter::FlateDecode);
    }
}

/// Deflated; the same bytes each time.
pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_french_and_of_its_neighbours_are_there() {
        for font in [&*REGULAR, &*BOLD] {
            for letter in "aZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸàâäçéèêëîïôöùûüÿŒœÆæ’«»–—…€°ñßøØłŁşğőžđ".chars()
            {
                assert!(font.letters.contains_key(&letter), "{letter}");
            }
        }
    }

    #[test]
    fn a_space_or_a_hyphen_that_does_not_break_is_drawn_as_one_and_no_letter_vanishes() {
        assert_eq!(REGULAR.codes("a\u{202f}b"), REGULAR.codes("a\u{a0}b"));
        assert_eq!(REGULAR.codes("a\u{2011}b"), REGULAR.codes("a-b"));
        assert_eq!(REGULAR.codes("a漢b"), REGULAR.codes("a?b"));
    }

    #[test]
    fn lines_are_no_wider_than_asked_and_hold_every_letter() {
        let text =
            "Anne-Charlotte Œuvrard de Montmorency-Luxembourg Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww";
        for width in [100, 300, 900, 5000] {
            let lines = REGULAR.wrap(text, 100, width);
            assert!(
                lines
                    .iter()
                    .all(|line| REGULAR.width(line, 100) <= width || line.chars().count() == 1)
            );
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
    }
}
