//! The name of a version: the hash of its rules, whatever their layout.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use toml::{Table, Value};

/// Tables that are words of the public pages: they change without changing what a dossier is filled under.
const PAGES: [&str; 2] = ["page", "group"];

/// `sha256:` and the hash of `rules` without the words of the pages, comments and the order of keys.
pub(super) fn hash(rules: &Table) -> String {
    let mut hasher = Sha256::new();
    for (key, value) in in_order(rules) {
        if !PAGES.contains(&key.as_str()) {
            feed(&mut hasher, key, value);
        }
    }
    let mut text = "sha256:".to_owned();
    for byte in hasher.finalize() {
        let _ = write!(text, "{byte:02x}"); // a String takes every write
    }
    text
}

/// Each piece with its kind and its length before it, so that no two trees read the same.
fn feed(hasher: &mut Sha256, key: &str, value: &Value) {
    let mut piece = |kind: u8, bytes: &[u8]| {
        hasher.update([kind]);
        hasher.update((bytes.len() as u64).to_be_bytes()); // the same on 32 bits
        hasher.update(bytes);
    };
    piece(b'k', key.as_bytes());
    match value {
        Value::String(text) => piece(b's', text.as_bytes()),
        Value::Integer(number) => piece(b'i', &number.to_be_bytes()),
        Value::Boolean(yes) => piece(b'b', &[u8::from(*yes)]),
        Value::Datetime(day) => piece(b'd', day.to_string().as_bytes()),
        Value::Float(number) => piece(b'f', &number.to_be_bytes()),
        Value::Array(list) => {
            piece(b'a', &(list.len() as u64).to_be_bytes());
            for one in list {
                feed(hasher, "", one);
            }
        }
        Value::Table(table) => {
            piece(b't', &(table.len() as u64).to_be_bytes());
            for (key, one) in in_order(table) {
                feed(hasher, key, one);
            }
        }
    }
}

/// By key: a program that keeps the order of the file and one that does not give the same name.
fn in_order(table: &Table) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    entries
}
