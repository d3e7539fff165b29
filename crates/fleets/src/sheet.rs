//! Lists of vehicles: read from what spreadsheets write, and written so that no spreadsheet runs anything of them.
//!
//! Nothing is lost: a line that cannot be read keeps its cells, and is written again as it was.

mod written;

use csv::ReaderBuilder;
use vocabulary::Date;

use crate::vehicle::Wrong;
use crate::{Column, Fault, Vehicle};

pub use written::{list, neutral, template};

/// The longest list, in bytes.
pub const MOST_BYTES: usize = 1024 * 1024;
/// The most vehicles of one list.
pub const MOST_LINES: usize = 2000;
/// Columns that are looked at.
const MOST_COLUMNS: usize = 100;

/// A list that was read, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// What parts its cells: `;`, `,` or a tab.
    pub separator: char,
    /// Its first line, as it is written.
    pub header: Vec<String>,
    /// The columns that mean nothing here.
    pub unknown: Vec<String>,
    /// Its vehicles.
    pub lines: Vec<Line>,
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its place in the text, from 1.
    pub number: u64,
    /// Its cells.
    pub cells: Vec<String>,
    /// What it says, or all that is wrong with it.
    pub read: Result<Vehicle, Vec<Wrong>>,
}

impl Line {
    /// The cell of `column` under `header`.
    #[must_use]
    pub fn cell(&self, header: &[String], column: Column) -> &str {
        let place = header.iter().position(|name| Column::called(name) == Some(column));
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str)
    }
}

/// Why a text is no list of vehicles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing is written in it.
    Empty,
    /// Longer than [`MOST_BYTES`].
    TooLong,
    /// More vehicles than [`MOST_LINES`].
    TooManyLines,
    /// The first line names neither a plate nor an identification number.
    NoHeader,
    /// The first line names a column twice.
    Twice(Column),
}

/// The text of a file: UTF-8 or UTF-16 where its first bytes say so, else UTF-8, else Windows-1252.
///
/// # Errors
///
/// [`Unreadable::TooLong`].
pub fn decoded(bytes: &[u8]) -> Result<String, Unreadable> {
    if bytes.len() > MOST_BYTES {
        return Err(Unreadable::TooLong);
    }
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return Ok(encoding.decode_without_bom_handling(rest).0.into_owned());
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    })
}

/// Reads the list `text` on the day `today`.
///
/// # Errors
///
/// [`Unreadable`] when it cannot be taken at all; what is wrong with a line stands with it.
pub fn read(text: &str, today: Date) -> Result<Sheet, Unreadable> {
    if text.len() > MOST_BYTES {
        return Err(Unreadable::TooLong);
    }
    // A browser sends lines that end in two signs, and some spreadsheets write one that is not a line's end elsewhere.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let separator = separator(&text);
    let mut places = Places { text: &text, at: 0, number: 1 };
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut header: Option<(Vec<String>, Vec<Option<Column>>)> = None;
    let mut lines = Vec::new();
    for record in reader.records() {
        // The text is UTF-8 and lines may be of any length: nothing is left to fail.
        let Ok(record) = record else { continue };
        let number = places.of(record.position().map_or(0, csv::Position::byte));
        let mut cells: Vec<String> = record.iter().map(written::plain).collect();
        let filled = filled(&cells);
        let says_nothing = header.is_none() && !record.iter().any(has_word);
        if filled == 0 || says_nothing {
            continue;
        }
        let Some((_, columns)) = &header else {
            // Its empty cells stay: what parts the cells is told by this line.
            let columns = columns(&cells[..filled])?;
            header = Some((cells, columns));
            continue;
        };
        cells.truncate(filled);
        if lines.len() == MOST_LINES {
            return Err(Unreadable::TooManyLines);
        }
        let read = line(&cells, columns, today);
        lines.push(Line { number, cells, read });
    }
    let Some((header, columns)) = header else { return Err(Unreadable::Empty) };
    if lines.is_empty() {
        return Err(Unreadable::Empty);
    }
    let unknown = header.iter().zip(&columns).filter(|(_, column)| column.is_none());
    let unknown = unknown.map(|(name, _)| name.clone()).filter(|name| !name.trim().is_empty());
    Ok(Sheet { separator: char::from(separator), unknown: unknown.collect(), header, lines })
}

/// How many cells there are up to the last that is not empty.
fn filled(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
}

/// The numbers of lines, asked for in their order.
struct Places<'text> {
    text: &'text str,
    at: usize,
    number: u64,
}

impl Places<'_> {
    /// The number of the line whose cells begin at the byte `start`, or after the empty lines that stand there.
    fn of(&mut self, start: u64) -> u64 {
        let start = usize::try_from(start).unwrap_or(usize::MAX).min(self.text.len());
        let bytes = self.text.as_bytes();
        while self.at < start || bytes.get(self.at) == Some(&b'\n') {
            self.number += u64::from(bytes[self.at] == b'\n');
            self.at += 1;
        }
        self.number
    }
}

/// Whatever stands most often in the first line that has a word; `;` where nothing does.
fn separator(text: &str) -> u8 {
    let line = text.lines().find(|line| has_word(line)).unwrap_or_default();
    let count = |sign: u8| line.bytes().filter(|byte| *byte == sign).count();
    let most = [b';', b',', b'\t'].into_iter().rev().max_by_key(|sign| count(*sign));
    most.filter(|sign| count(*sign) > 0).unwrap_or(b';')
}

/// Whether a text above the columns is one of them: a spreadsheet may write `sep=;` there, or nothing at all.
fn has_word(text: &str) -> bool {
    let words = text.trim_matches([';', ',', '"', ' ', '\t']);
    !words.is_empty() && !words.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("sep="))
}

fn columns(cells: &[String]) -> Result<Vec<Option<Column>>, Unreadable> {
    let mut columns: Vec<Option<Column>> = Vec::new();
    for cell in cells.iter().take(MOST_COLUMNS) {
        let column = Column::called(cell);
        if let Some(column) = column.filter(|column| columns.contains(&Some(*column))) {
            return Err(Unreadable::Twice(column));
        }
        columns.push(column);
    }
    columns.resize(cells.len(), None);
    let names = |column: &Option<Column>| matches!(column, Some(Column::Plate | Column::Vin));
    if columns.iter().any(names) { Ok(columns) } else { Err(Unreadable::NoHeader) }
}

fn line(cells: &[String], columns: &[Option<Column>], today: Date) -> Result<Vehicle, Vec<Wrong>> {
    if cells.len() > columns.len() {
        return Err(vec![(None, Fault::Cells)]);
    }
    let typed = |column: Column| {
        let place = columns.iter().position(|one| *one == Some(column));
        place.and_then(|place| cells.get(place)).map_or("", String::as_str)
    };
    Vehicle::read(typed, today)
}

#[cfg(test)]
mod tests;
