use serde::Deserialize;
use simulator::baremes::Source;
use vocabulary::Date;

use crate::check::Checker;
use crate::cites::Cited;
use crate::document::Document;
use crate::refusal::Reason;

/// The name of a set of tables.
pub(crate) struct Version {
    pub(crate) name: String,
    pub(crate) checked_on: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Meta {
    version: String,
    checked_on: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    id: String,
    kind: String,
    title: String,
    #[expect(dead_code, reason = "kept for whoever checks the tables again")]
    date: Option<String>,
    #[expect(dead_code, reason = "kept for whoever checks the tables again")]
    url: Option<String>,
    #[expect(dead_code, reason = "kept for whoever checks the tables again")]
    said: Option<String>,
}

const KINDS: [(&str, ()); 8] = [
    ("law", ()),
    ("official", ()),
    ("official_simulator", ()),
    ("official_copy", ()),
    ("real", ()),
    ("tool", ()),
    ("press", ()),
    ("knowledge", ()),
];

/// Reads `sources.toml`: all others refer to it.
pub(crate) fn read(check: &mut Checker, doc: &Document) -> Option<Version> {
    doc.only(check, &["meta", "source"]);
    let meta = check.table::<Meta>(doc, "meta", &Cited::default());
    let listed = check.list::<Listed>(doc, "source", &Cited::default());
    check.unique(listed.iter().map(|one| (&one.at, one.value.id.as_str())));
    if let Some(last) = listed.last().filter(|_| listed.len() > usize::from(u16::MAX)) {
        check.refuse(&last.at, Reason::TooMany);
        return None;
    }
    for one in listed {
        check.word(&one.at.key("kind"), &one.value.kind, &KINDS);
        check.sources.push(Source { id: one.value.id, title: one.value.title });
    }
    let meta = meta?;
    let checked_on = check.date(&meta.at.key("checked_on"), &meta.value.checked_on)?;
    if meta.value.version.is_empty() {
        check.refuse(&meta.at.key("version"), Reason::Missing);
    }
    Some(Version { name: meta.value.version, checked_on })
}
