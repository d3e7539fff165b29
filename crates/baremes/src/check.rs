//! Reads entries into typed values, and collects every refusal on the way.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use simulator::baremes::{Cite, Source};
use toml::{Table, Value};
use vocabulary::Date;

use crate::cites::Cited;
use crate::document::Document;
use crate::refusal::{Reason, Refusal};

/// Keys that are there for the person who reads the tables: text or a list of texts, that no rule reads.
const PROSE: &[&str] = &[
    "applies_to",
    "article",
    "articles",
    "basis",
    "checks",
    "condition",
    "conversion",
    "counting",
    "date_rule",
    "due_for",
    "event",
    "expected_total",
    "formula",
    "half",
    "lines",
    "mass_rule",
    "missing_co2",
    "not_taxed",
    "note",
    "procedure",
    "rounding",
    "rule",
    "scope",
    "steps",
    "table_year",
    "taxed",
    "trap",
    "who_sets_region",
    "why",
    "y1_event",
];

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) file: &'static str,
    pub(crate) path: String,
}

impl At {
    pub(crate) fn file(file: &'static str) -> Self {
        Self { file, path: String::new() }
    }

    pub(crate) fn key(&self, key: &str) -> Self {
        let path =
            if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Self { file: self.file, path }
    }

    pub(crate) fn nth(&self, i: usize) -> Self {
        Self { file: self.file, path: format!("{}[{i}]", self.path) }
    }
}

/// First and last day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) carry_over_from: Option<Date>,
}

/// An entry, or a part of one, that has the shape asked for.
pub(crate) struct Item<T> {
    pub(crate) at: At,
    pub(crate) cited: Cited,
    pub(crate) value: T,
}

/// An [`Item`] in force while a period runs.
pub(crate) struct Dated<T> {
    pub(crate) at: At,
    pub(crate) cited: Cited,
    pub(crate) period: Period,
    pub(crate) value: T,
}

/// What has been read so far that other files refer to, and what is refused.
#[derive(Default)]
pub(crate) struct Checker {
    pub(crate) refusals: Vec<Refusal>,
    pub(crate) sources: Vec<Source>,
    pub(crate) cites: Vec<Cite>,
    /// Files with an entry that was left out: their gaps would only repeat it.
    incomplete: BTreeSet<&'static str>,
}

impl Checker {
    pub(crate) fn refuse(&mut self, at: &At, reason: Reason) {
        let said = self.refusals.iter().any(|one| {
            let inexact = matches!(one.reason, Reason::NotQuoted | Reason::ControlCharacter);
            inexact && one.file == at.file && one.key == at.path
        });
        if said {
            return; // the shape of what is not quoted says nothing more
        }
        let refusal = Refusal { file: at.file.to_owned(), key: at.path.clone(), reason };
        self.refusals.push(refusal);
    }

    /// Refuses the entry as a whole: it will be missing from what follows.
    pub(crate) fn leave_out(&mut self, at: &At, reason: Reason) {
        self.incomplete.insert(at.file);
        self.refuse(at, reason);
    }

    /// The file could not be read: what it leaves open is no fault of another.
    pub(crate) fn set_unreadable(&mut self, file: &'static str) {
        self.incomplete.insert(file);
    }

    pub(crate) fn is_incomplete(&self, file: &str) -> bool {
        self.incomplete.contains(file)
    }

    /// The table `key` of the file, which must be there.
    pub(crate) fn table<T: DeserializeOwned>(
        &mut self,
        doc: &Document,
        key: &str,
        parent: &Cited,
    ) -> Option<Item<T>> {
        let at = At::file(doc.file).key(key);
        match doc.table.get(key) {
            Some(Value::Table(table)) => self.item(at, table.clone(), parent),
            Some(_) => {
                self.leave_out(&at, Reason::Shape("a table is expected".to_owned()));
                None
            }
            None => {
                if !doc.unreadable {
                    self.leave_out(&at, Reason::Missing);
                }
                None
            }
        }
    }

    /// What the head table of a file says for the others: its sources, never its doubt.
    pub(crate) fn head<T: DeserializeOwned>(
        &mut self,
        doc: &Document,
        key: &str,
    ) -> (Cited, Option<T>) {
        match self.table::<T>(doc, key, &Cited::default()) {
            Some(item) => (item.cited.of_neighbours(), Some(item.value)),
            None => (Cited::default(), None),
        }
    }

    /// The elements of the array of tables `key` of the file.
    pub(crate) fn list<T: DeserializeOwned>(
        &mut self,
        doc: &Document,
        key: &str,
        parent: &Cited,
    ) -> Vec<Item<T>> {
        let tables = self.tables(doc, key);
        self.nested(&At::file(doc.file).key(key), tables, parent)
    }

    /// The elements of the array of tables `key` of the file, each with its period.
    pub(crate) fn dated<T: DeserializeOwned>(
        &mut self,
        doc: &Document,
        key: &str,
        parent: &Cited,
    ) -> Vec<Dated<T>> {
        let tables = self.tables(doc, key);
        self.nested_dated(&At::file(doc.file).key(key), tables, parent)
    }

    fn tables(&mut self, doc: &Document, key: &str) -> Vec<Table> {
        let at = At::file(doc.file).key(key);
        match doc.table.get(key) {
            Some(Value::Array(list)) => {
                list.iter().filter_map(|one| one.as_table().cloned()).collect()
            }
            Some(_) => {
                self.leave_out(&at, Reason::Shape("a list of tables is expected".to_owned()));
                Vec::new()
            }
            None => {
                if !doc.unreadable {
                    self.leave_out(&at, Reason::Missing);
                }
                Vec::new()
            }
        }
    }

    /// The tables of a list inside an entry.
    pub(crate) fn nested<T: DeserializeOwned>(
        &mut self,
        at: &At,
        tables: Vec<Table>,
        parent: &Cited,
    ) -> Vec<Item<T>> {
        let each = tables.into_iter().enumerate();
        each.filter_map(|(i, table)| self.item(at.nth(i), table, parent)).collect()
    }

    /// The tables of a list inside an entry, each with its period.
    pub(crate) fn nested_dated<T: DeserializeOwned>(
        &mut self,
        at: &At,
        tables: Vec<Table>,
        parent: &Cited,
    ) -> Vec<Dated<T>> {
        let each = tables.into_iter().enumerate();
        each.filter_map(|(i, table)| self.one_dated(at.nth(i), table, parent)).collect()
    }

    /// A table inside an entry.
    pub(crate) fn inner<T: DeserializeOwned>(
        &mut self,
        at: At,
        table: Table,
        parent: &Cited,
    ) -> Option<Item<T>> {
        self.item(at, table, parent)
    }

    fn one_dated<T: DeserializeOwned>(
        &mut self,
        at: At,
        mut table: Table,
        parent: &Cited,
    ) -> Option<Dated<T>> {
        let from = self.take_date(&at, &mut table, "effective_from");
        let to = self.take_date(&at, &mut table, "effective_to");
        let carry_over_from = self.take_date(&at, &mut table, "carry_over_from");
        let item = self.item(at, table, parent);
        let (from, to, carry_over_from) = (from.ok()?, to.ok()?, carry_over_from.ok()?);
        let Item { at, cited, value } = item?;
        let Some(from) = from else {
            self.leave_out(&at.key("effective_from"), Reason::Missing);
            return None;
        };
        let to = to.unwrap_or(crate::LAST_DAY);
        if to < from {
            self.leave_out(&at, Reason::EndsBeforeItBegins { from, to });
            return None;
        }
        Some(Dated { at, cited, period: Period { from, to, carry_over_from }, value })
    }

    /// `Err` when the key is there and holds no date.
    fn take_date(&mut self, at: &At, table: &mut Table, key: &str) -> Result<Option<Date>, ()> {
        match table.remove(key) {
            None => Ok(None),
            Some(Value::String(text)) => self.date(&at.key(key), &text).map(Some).ok_or(()),
            Some(other) => {
                self.leave_out(&at.key(key), Reason::BadDate(other.to_string()));
                Err(())
            }
        }
    }

    fn item<T: DeserializeOwned>(
        &mut self,
        at: At,
        mut table: Table,
        parent: &Cited,
    ) -> Option<Item<T>> {
        let cited = self.take_cited(&at, &mut table, parent);
        for key in PROSE {
            let prose = table.remove(*key);
            if !prose.is_none_or(|value| is_prose(&value)) {
                self.refuse(&at.key(key), Reason::Shape("a text is expected".to_owned()));
            }
        }
        match serde_path_to_error::deserialize(Value::Table(table)) {
            Ok(value) => Some(Item { at, cited, value }),
            Err(error) => {
                let path = error.path().to_string();
                let place = if path == "." { at } else { at.key(&path) };
                let said = error.into_inner().message().to_owned();
                self.leave_out(&place, Reason::Shape(said));
                None
            }
        }
    }
}

fn is_prose(value: &Value) -> bool {
    match value {
        Value::String(_) => true,
        Value::Array(list) => list.iter().all(Value::is_str),
        _ => false,
    }
}
