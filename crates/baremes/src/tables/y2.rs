use serde::Deserialize;
use simulator::baremes::{Y2Bracket, Y2Kind, Y2Rule};
use simulator::facts::Genre;
use toml::Value;
use vocabulary::{Amount, Date};

use crate::check::{At, Checker, Dated, Period};
use crate::document::Document;
use crate::periods::{contiguous, cover};
use crate::refusal::Reason;
use crate::tables::Head;
use crate::tables::y1::{all_genres, genres};
use crate::{FIRST_DAY, LAST_DAY};

/// What `y2_transport.toml` holds.
pub(crate) struct Y2 {
    pub(crate) brackets: Vec<Y2Bracket>,
    pub(crate) kinds: Vec<Y2Kind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bracket {
    above_kg: u32,
    up_to_kg: Option<u32>,
    amount: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByKind {
    genres: Vec<String>,
    reads: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Alternate {
    source_other: Value,
    #[expect(dead_code, reason = "says to the reader of the tables what was not kept")]
    what: String,
    #[expect(dead_code, reason = "says to the reader of the tables what was not kept")]
    kept: String,
    #[expect(dead_code, reason = "says to the reader of the tables what was not kept")]
    other: String,
}

const RULES: [(&str, Y2Rule); 5] = [
    ("none", Y2Rule::None),
    ("first", Y2Rule::First),
    ("by_ptac", Y2Rule::ByPtac),
    ("first_or_last", Y2Rule::FirstOrLast),
    ("by_ptac_or_last", Y2Rule::ByPtacOrLast),
];

/// Reads `y2_transport.toml`.
pub(crate) fn read(check: &mut Checker, doc: &Document) -> Y2 {
    doc.only(check, &["law", "bracket", "by_kind", "alternate"]);
    let (head, _) = check.head::<Head>(doc, "law");
    let rows = check.dated::<Bracket>(doc, "bracket", &head);
    check_brackets(check, doc, &rows);
    let mut brackets = Vec::new();
    for row in &rows {
        let amount = check.cents(&row.at.key("amount"), &row.value.amount).unwrap_or_default();
        brackets.push(Y2Bracket {
            from: row.period.from,
            to: row.period.to,
            above_kg: row.value.above_kg,
            up_to_kg: row.value.up_to_kg,
            amount: Amount::from_cents(amount),
            carry_over_from: row.period.carry_over_from,
            cite: check.cite(&row.at, &row.cited),
        });
    }
    let mut kinds = Vec::new();
    let mut said: Vec<Genre> = Vec::new();
    for item in check.list::<ByKind>(doc, "by_kind", &head) {
        let own = genres(check, &item.at, &item.value.genres);
        for genre in own.iter().filter(|genre| said.contains(genre)) {
            check.refuse(&item.at.key("genres"), Reason::Twice(genre.id().to_owned()));
        }
        said.extend(own);
        let rule = check.word(&item.at.key("reads"), &item.value.reads, &RULES);
        let cite = check.cite(&item.at, &item.cited);
        if let Some(rule) = rule {
            kinds.push(Y2Kind { genres: item.value.genres, rule, cite });
        }
    }
    all_genres(check, doc, "by_kind", &said);
    for item in check.list::<Alternate>(doc, "alternate", &head) {
        check.sources_named(&item.at.key("source_other"), &item.value.source_other);
    }
    Y2 { brackets, kinds }
}

/// Brackets of the same period hang together; the periods follow one another.
fn check_brackets(check: &mut Checker, doc: &Document, rows: &[Dated<Bracket>]) {
    let list = At::file(doc.file).key("bracket");
    let mut periods: Vec<(&At, Period)> = Vec::new();
    for row in rows {
        let days = |period: &Period| (period.from, period.to);
        if !periods.iter().any(|(_, period)| days(period) == days(&row.period)) {
            periods.push((&row.at, row.period));
        }
    }
    for (_, period) in &periods {
        let days: (Date, Date) = (period.from, period.to);
        let own = rows.iter().filter(|row| (row.period.from, row.period.to) == days);
        let brackets: Vec<_> = own
            .map(|row| {
                let first = row.value.above_kg.saturating_add(1);
                (row.at.clone(), first, row.value.up_to_kg)
            })
            .collect();
        contiguous(check, Some(1), &brackets);
    }
    cover(check, &list, "the brackets", (FIRST_DAY, LAST_DAY), periods);
}
