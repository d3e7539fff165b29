//! Lists as we write them.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};
use vocabulary::Lang;

use super::{Line, Sheet};
use crate::{Column, Vehicle};

/// What a spreadsheet takes for the beginning of a formula, wide letters of the East too.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// `cell` so that no spreadsheet takes it for a formula: an apostrophe stands before what would be one.
#[must_use]
pub fn neutral(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// A cell without the apostrophe that [`neutral`] put there.
pub(super) fn plain(cell: &str) -> String {
    let bare = cell.strip_prefix('\'').filter(|rest| is_formula(rest));
    bare.unwrap_or(cell).to_owned()
}

/// Also after spaces; apostrophes before it count for nothing, so that one more is told from those of before.
fn is_formula(cell: &str) -> bool {
    let bare = cell.trim_start_matches('\'');
    bare.starts_with(['\t', '\r', '\n']) || bare.trim_start().starts_with(FORMULA)
}

/// The lines of a text, each with its cells.
fn text<'a>(separator: char, lines: impl Iterator<Item = Vec<Cow<'a, str>>>) -> String {
    let mut writer = WriterBuilder::new()
        .delimiter(u8::try_from(separator).unwrap_or(b';'))
        .flexible(true)
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for cells in lines {
        // It is written to memory: nothing can fail.
        drop(writer.write_record(cells.iter().map(|cell| cell.as_bytes())));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

impl Sheet {
    /// The first line and `lines`, to be mended and sent again.
    #[must_use]
    pub fn again<'a>(&'a self, lines: impl IntoIterator<Item = &'a Line>) -> String {
        let all = std::iter::once(&self.header).chain(lines.into_iter().map(|line| &line.cells));
        text(self.separator, all.map(|cells| cells.iter().map(|cell| neutral(cell)).collect()))
    }
}

/// The columns that a template and a list begin with, in the words of `lang`.
fn header(lang: Lang) -> Vec<Cow<'static, str>> {
    Column::ALL.iter().map(|column| Cow::Borrowed(column.header(lang))).collect()
}

/// A list to fill in, with a vehicle as an example. Its first bytes say that it is UTF-8.
#[must_use]
pub fn template(lang: Lang) -> String {
    let example = Column::ALL.iter().map(|column| {
        Cow::Borrowed(match column {
            Column::Label => lang.pick("Exemple à effacer", "Example, to be deleted"),
            Column::Plate => "AB-123-CD",
            Column::Vin => "VF1BM0B0H12345678",
            Column::Make => "RENAULT",
            Column::Genre => "VP",
            Column::FirstRegisteredOn => "2021-05-14",
            Column::Energy => "ES",
            Column::FiscalCv => "6",
            Column::Co2GKm => "118",
            Column::Co2Norm => "wltp",
            Column::MassInRunningOrderKg => "1320",
            Column::PtacKg => "1800",
            Column::Seats => "5",
            _ => "",
        })
    });
    let lines = [header(lang), example.collect()];
    format!("\u{feff}{}", text(';', lines.into_iter()))
}

/// `vehicles` as a list that [`super::read`] takes back.
#[must_use]
pub fn list<'a>(lang: Lang, vehicles: impl IntoIterator<Item = &'a Vehicle>) -> String {
    let cells = |vehicle: &Vehicle| -> Vec<Cow<'static, str>> {
        let texts = Column::ALL.iter().map(|column| vehicle.text(*column));
        texts.map(|text| Cow::Owned(neutral(&text).into_owned())).collect()
    };
    let lines = std::iter::once(header(lang)).chain(vehicles.into_iter().map(cells));
    format!("\u{feff}{}", text(';', lines))
}
