//! Entries as TOML again: what a person edits for the next version.

use std::fmt::Write as _;

use toml::{Table, Value};

use crate::document::{Entry, FILES};

/// Keys that come first in an entry, in this order.
const FIRST: [&str; 16] = [
    "id",
    "code",
    "version",
    "p3",
    "label",
    "label_en",
    "class",
    "table",
    "genres",
    "categories",
    "region",
    "kind",
    "title",
    "name",
    "effective_from",
    "effective_to",
];

/// Keys that come last in an entry, in this order.
const LAST: [&str; 11] = [
    "amount",
    "percent",
    "carry_over_from",
    "confidence",
    "source",
    "source_other",
    "rule",
    "doubt",
    "doubt_fr",
    "note",
    "amounts",
];

/// The files that `entries` make up, `(name, text)`, in the order of [`FILES`].
///
/// [`crate::load`] makes of them what the entries came from; comments and the order of keys are not kept.
#[must_use]
pub fn export(entries: &[Entry]) -> Vec<(String, String)> {
    let texts = FILES.iter().map(|file| {
        let mut own: Vec<&Entry> = entries.iter().filter(|entry| entry.file == *file).collect();
        own.sort_by_key(|entry| entry.position);
        ((*file).to_owned(), own.iter().map(|entry| entry_text(entry)).collect())
    });
    texts.collect()
}

fn entry_text(entry: &Entry) -> String {
    let header = match entry.key.split_once('[') {
        Some((list, _)) => format!("[[{list}]]"),
        None => format!("[{}]", entry.key),
    };
    let mut text = format!("{header}\n");
    for (key, value) in in_order(&entry.body) {
        let _ = writeln!(text, "{key} = {}", value_text(value)); // a String takes every write
    }
    text.push('\n');
    text
}

fn in_order(table: &Table) -> Vec<(&String, &Value)> {
    let place = |key: &str| {
        let first = FIRST.iter().position(|one| *one == key);
        let last = LAST.iter().position(|one| *one == key);
        first.or(last.map(|i| FIRST.len() + 1 + i)).unwrap_or(FIRST.len())
    };
    let mut keys: Vec<(&String, &Value)> = table.iter().collect();
    keys.sort_by_key(|(key, _)| (place(key), key.as_str()));
    keys
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Array(list) if list.iter().any(Value::is_table) => {
            let rows: Vec<String> = list.iter().map(value_text).collect();
            format!("[\n  {},\n]", rows.join(",\n  "))
        }
        Value::Array(list) => {
            let values: Vec<String> = list.iter().map(value_text).collect();
            let lines: Vec<String> = values.chunks(20).map(|line| line.join(", ")).collect();
            match lines.as_slice() {
                [] | [_] => format!("[{}]", lines.join("")),
                _ => format!("[\n  {},\n]", lines.join(",\n  ")),
            }
        }
        Value::Table(table) => {
            let pairs = in_order(table);
            let pairs = pairs.iter().map(|(key, value)| format!("{key} = {}", value_text(value)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}
