use serde::Deserialize;
use simulator::baremes::{Due, OperationRule};
use simulator::facts::Operation;

use crate::check::{At, Checker, Item};
use crate::document::Document;
use crate::refusal::Reason;
use crate::tables::Head;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    y1: String,
    y2: String,
    malus_co2: String,
    malus_masse: String,
    y4: String,
    y5: String,
    #[serde(default)]
    age_reduction: bool,
}

const WORDS: [(&str, Due); 3] = [("due", Due::Due), ("no", Due::No), ("if", Due::If)];

/// Reads `operations.toml`: one rule for each operation of the simulator, and for no other.
pub(crate) fn read(check: &mut Checker, doc: &Document) -> Vec<OperationRule> {
    doc.only(check, &["rule", "operation"]);
    let (head, _) = check.head::<Head>(doc, "rule");
    let rows = check.list::<Row>(doc, "operation", &head);
    check.unique(rows.iter().map(|row| (&row.at, row.value.id.as_str())));
    let list = At::file(doc.file).key("operation");
    if !doc.unreadable && !check.is_incomplete(doc.file) {
        for known in Operation::ALL {
            if !rows.iter().any(|row| row.value.id == known.id()) {
                check.refuse(&list, Reason::MissingOperation(known.id()));
            }
        }
    }
    let mut rules = Vec::new();
    for Item { at, cited, value } in rows {
        if Operation::parse(&value.id).is_none() {
            check.refuse(&at.key("id"), Reason::UnknownOperation(value.id.clone()));
        }
        let cite = check.cite(&at, &cited);
        let mut due = |key, word: &str| check.word(&at.key(key), word, &WORDS).unwrap_or(Due::If);
        rules.push(OperationRule {
            y1: due("y1", &value.y1),
            y2: due("y2", &value.y2),
            malus_co2: due("malus_co2", &value.malus_co2),
            malus_masse: due("malus_masse", &value.malus_masse),
            y4: due("y4", &value.y4),
            y5: due("y5", &value.y5),
            age_reduction: value.age_reduction,
            id: value.id,
            cite,
        });
    }
    rules
}
