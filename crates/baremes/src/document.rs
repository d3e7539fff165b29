//! A file as entries: what the database keeps a row of, and the checks read one by one.

use toml::{Table, Value};

use crate::check::{At, Checker};
use crate::refusal::Reason;

/// The files that the tables are made of, in the order they are read in.
pub const FILES: [&str; 13] = [
    "sources.toml",
    "regions.toml",
    "y1_regional.toml",
    "y2_transport.toml",
    "y3_co2_wltp.toml",
    "y3_co2_nedc.toml",
    "y3_co2_cv.toml",
    "y3_reductions.toml",
    "malus_masse.toml",
    "y4_y5_fixed.toml",
    "energies.toml",
    "operations.toml",
    "certificate_fields.toml",
];

/// One entry of a file: a table, or an element of an array of tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Name of the file.
    pub file: String,
    /// `law`, or `rate[3]`.
    pub key: String,
    /// Place in the file, from 0.
    pub position: u32,
    /// The table itself.
    pub body: Table,
}

/// A file read as TOML, not yet understood.
pub(crate) struct Document {
    pub(crate) file: &'static str,
    pub(crate) table: Table,
    /// Nothing more is said of a file that could not be read.
    pub(crate) unreadable: bool,
}

impl Document {
    /// Reads `text`; what is no TOML, or has a value that the database could not give back exactly, is refused.
    pub(crate) fn parse(file: &'static str, text: &str, check: &mut Checker) -> Self {
        let at = At::file(file);
        let table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                let line = error.span().map_or(0, |span| 1 + newlines_before(text, span.start));
                let said = format!("line {line}: {}", error.message());
                check.refuse(&at, Reason::Syntax(said));
                return Self::unreadable(file, check);
            }
        };
        for (key, value) in &table {
            exact(check, &at.key(key), value);
            let is_entry = match value {
                Value::Table(_) => true,
                Value::Array(list) => list.iter().all(Value::is_table),
                _ => false,
            };
            if !is_entry {
                check.refuse(&at.key(key), Reason::KeyUnknown);
            }
        }
        Self { file, table, unreadable: false }
    }

    /// Stands for a file that is not there or cannot be read.
    pub(crate) fn unreadable(file: &'static str, check: &mut Checker) -> Self {
        check.set_unreadable(file);
        Self { file, table: Table::new(), unreadable: true }
    }

    /// Refuses the keys that are not among `known`.
    pub(crate) fn only(&self, check: &mut Checker, known: &[&str]) {
        for key in self.table.keys().filter(|key| !known.contains(&key.as_str())) {
            check.refuse(&At::file(self.file).key(key), Reason::KeyUnknown);
        }
    }

    /// The entries, in the order of the file.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry> {
        let numbered = self.table.iter().flat_map(|(key, value)| match value {
            Value::Table(body) => vec![(key.clone(), body.clone())],
            Value::Array(list) => list
                .iter()
                .enumerate()
                .filter_map(|(i, one)| Some((format!("{key}[{i}]"), one.as_table()?.clone())))
                .collect(),
            _ => Vec::new(),
        });
        numbered.zip(0_u32..).map(|((key, body), position)| Entry {
            file: self.file.to_owned(),
            key,
            position,
            body,
        })
    }
}

fn newlines_before(text: &str, end: usize) -> usize {
    text.bytes().take(end).filter(|byte| *byte == b'\n').count()
}

/// Refuses what would not come back from the database as it went in: floats, bare dates, control characters.
fn exact(check: &mut Checker, at: &At, value: &Value) {
    match value {
        Value::Float(_) | Value::Datetime(_) => check.refuse(at, Reason::NotQuoted),
        Value::String(text) if text.contains(|c: char| c.is_control() && c != '\n') => {
            check.refuse(at, Reason::ControlCharacter);
        }
        Value::Array(list) => {
            for (i, one) in list.iter().enumerate() {
                exact(check, &at.nth(i), one);
            }
        }
        Value::Table(table) => {
            for (key, one) in table {
                if key.contains(char::is_control) {
                    check.refuse(at, Reason::ControlCharacter);
                }
                exact(check, &at.key(key), one);
            }
        }
        Value::String(_) | Value::Integer(_) | Value::Boolean(_) => {}
    }
}
