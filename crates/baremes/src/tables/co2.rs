use serde::Deserialize;
use simulator::baremes::{Bracket, CvTable, GramDoubt, GramScale, GramTable};
use toml::Value;
use vocabulary::Date;

use crate::LAST_DAY;
use crate::check::{At, Checker, Dated, Item, Period};
use crate::cites::Cited;
use crate::document::Document;
use crate::periods::{contiguous, cover, rising};
use crate::refusal::Reason;
use crate::tables::reductions::Reductions;

/// The three tables of the malus CO₂.
pub(crate) struct Co2 {
    pub(crate) wltp: Vec<GramTable>,
    pub(crate) nedc: Vec<GramTable>,
    pub(crate) cv: Vec<CvTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByGram {
    label: String,
    first_g: u32,
    cap_from_g: u32,
    cap: String,
    amounts: Vec<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByBracket {
    label: String,
    brackets: Vec<GramBracket>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GramBracket {
    from_g: u32,
    to_g: Option<u32>,
    amount: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Doubtful {
    table: String,
    g: u32,
    kept: String,
    other: String,
    source_other: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByCv {
    label: String,
    rows: Option<Vec<CvBracket>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CvBracket {
    from_cv: u32,
    to_cv: Option<u32>,
    amount: String,
}

/// First day of first registration of the oldest table (NEDC and CV).
const OLDEST: Date = match Date::new(2013, 1, 1) {
    Ok(day) => day,
    Err(_) => panic!("a day of the calendar"),
};

/// Reads the three files of the tables.
pub(crate) fn read(
    check: &mut Checker,
    wltp: &Document,
    nedc: &Document,
    cv: &Document,
    reductions: Option<&Reductions>,
) -> Co2 {
    wltp.only(check, &["wltp", "gram_doubt"]);
    nedc.only(check, &["nedc", "nedc_brackets", "before_2013"]);
    cv.only(check, &["cv"]);
    let none = Cited::default();

    let rows = check.dated::<ByGram>(wltp, "wltp", &none);
    let mut wltp_tables: Vec<_> = rows.into_iter().map(|row| by_gram(check, row)).collect();
    let list = At::file(wltp.file).key("wltp");
    if let Some(reductions) = reductions {
        cover_tables(check, &list, "WLTP", reductions.scope.wltp_from, &wltp_tables);
    }
    let doubts = check.list::<Doubtful>(wltp, "gram_doubt", &none);
    for item in doubts {
        gram_doubt(check, item, &mut wltp_tables);
    }

    let rows = check.dated::<ByGram>(nedc, "nedc", &none);
    let mut nedc_tables: Vec<_> = rows.into_iter().map(|row| by_gram(check, row)).collect();
    let rows = check.dated::<ByBracket>(nedc, "nedc_brackets", &none);
    nedc_tables.extend(rows.into_iter().map(|row| by_bracket(check, row)).collect::<Vec<_>>());
    cover_tables(check, &At::file(nedc.file).key("nedc"), "NEDC", OLDEST, &nedc_tables);
    check.table::<crate::tables::Head>(nedc, "before_2013", &none);

    let rows = check.dated::<ByCv>(cv, "cv", &none);
    let periods: Vec<_> = rows.iter().map(|row| (row.at.clone(), row.period)).collect();
    let list = At::file(cv.file).key("cv");
    let periods = periods.iter().map(|(at, period)| (at, *period));
    cover(check, &list, "the tables in CV", (OLDEST, LAST_DAY), periods);
    let cv = rows.into_iter().map(|row| by_cv(check, row)).collect();
    Co2 { wltp: only_tables(wltp_tables), nedc: only_tables(nedc_tables), cv }
}

fn only_tables(placed: Vec<(At, GramTable)>) -> Vec<GramTable> {
    let mut tables: Vec<_> = placed.into_iter().map(|(_, table)| table).collect();
    tables.sort_by_key(|table| table.from);
    tables
}

fn cover_tables(
    check: &mut Checker,
    list: &At,
    what: &str,
    first: Date,
    tables: &[(At, GramTable)],
) {
    let periods = tables
        .iter()
        .map(|(at, table)| (at, Period { from: table.from, to: table.to, carry_over_from: None }));
    cover(check, list, what, (first, LAST_DAY), periods);
}

fn by_gram(check: &mut Checker, row: Dated<ByGram>) -> (At, GramTable) {
    let Dated { at, cited, period, value } = row;
    let ByGram { label, first_g, cap_from_g, cap, amounts: written } = value;
    let expected = cap_from_g.saturating_sub(first_g);
    if u32::try_from(written.len()) != Ok(expected) || cap_from_g < first_g {
        let found = written.len();
        check.refuse(&at.key("amounts"), Reason::WrongLength { expected, found });
    }
    let cap = check.euros(&at.key("cap"), &cap).unwrap_or(u32::MAX);
    let mut amounts = Vec::new();
    for (i, euros) in written.into_iter().enumerate() {
        let place = at.key("amounts").nth(i);
        match u32::try_from(euros) {
            Ok(euros) => amounts.push(euros),
            Err(_) if euros < 0 => check.refuse(&place, Reason::Negative(euros.to_string())),
            Err(_) => check.refuse(&place, Reason::BadAmount(euros.to_string())),
        }
    }
    let each = amounts.iter().enumerate().map(|(i, euros)| (at.key("amounts").nth(i), *euros));
    rising(check, each.chain([(at.key("cap"), cap)]));
    let scale = GramScale::ByGram { first_g, cap_from_g, cap, amounts };
    let cite = check.cite(&at, &cited);
    let Period { from, to, .. } = period;
    (at, GramTable { label, from, to, scale, doubts: Vec::new(), cite })
}

fn by_bracket(check: &mut Checker, row: Dated<ByBracket>) -> (At, GramTable) {
    let Dated { at, cited, period, value } = row;
    let written = value.brackets.into_iter().map(|one| (one.from_g, one.to_g, one.amount));
    let scale = GramScale::ByBracket(brackets(check, &at.key("brackets"), None, "amount", written));
    let cite = check.cite(&at, &cited);
    let Period { from, to, .. } = period;
    (at, GramTable { label: value.label, from, to, scale, doubts: Vec::new(), cite })
}

fn by_cv(check: &mut Checker, row: Dated<ByCv>) -> CvTable {
    let Dated { at, cited, period, value } = row;
    if value.rows.is_none() != cited.is_unknown() {
        check.refuse(&at.key("rows"), Reason::Missing);
    }
    let rows = value.rows.map(|rows| {
        let written = rows.into_iter().map(|one| (one.from_cv, one.to_cv, one.amount));
        brackets(check, &at.key("rows"), None, "amount", written)
    });
    let cite = check.cite(&at, &cited);
    CvTable { label: value.label, from: period.from, to: period.to, rows, cite }
}

/// Brackets that hang together and rise, with whole euros under `key`.
pub(crate) fn brackets(
    check: &mut Checker,
    at: &At,
    start: Option<u32>,
    key: &str,
    written: impl Iterator<Item = (u32, Option<u32>, String)>,
) -> Vec<Bracket> {
    let mut brackets = Vec::new();
    let mut places = Vec::new();
    let mut amounts = Vec::new();
    for (i, (first, last, amount)) in written.enumerate() {
        places.push((at.nth(i), first, last));
        if let Some(euros) = check.euros(&at.nth(i).key(key), &amount) {
            amounts.push((at.nth(i).key(key), euros));
            brackets.push(Bracket { first, last, euros });
        }
    }
    if places.is_empty() {
        check.refuse(at, Reason::Missing);
    }
    contiguous(check, start, &places);
    rising(check, amounts);
    brackets
}

fn gram_doubt(check: &mut Checker, item: Item<Doubtful>, tables: &mut [(At, GramTable)]) {
    let Item { at, cited, value } = item;
    check.sources_named(&at.key("source_other"), &value.source_other);
    let kept = check.euros(&at.key("kept"), &value.kept);
    let other = check.euros(&at.key("other"), &value.other);
    let cite = check.cite(&at, &cited);
    let found = tables.iter_mut().find(|(_, table)| table.label == value.table);
    let Some((_, table)) = found else {
        let labels: Vec<&str> = tables.iter().map(|(_, table)| table.label.as_str()).collect();
        let reason = Reason::UnknownWord { word: value.table, allowed: labels.join(", ") };
        check.refuse(&at.key("table"), reason);
        return;
    };
    let (Some(kept), Some(other)) = (kept, other) else { return };
    let in_table = match &table.scale {
        GramScale::ByGram { first_g, amounts, .. } => value
            .g
            .checked_sub(*first_g)
            .and_then(|i| amounts.get(usize::try_from(i).ok()?))
            .copied()
            .unwrap_or_default(),
        GramScale::ByBracket(_) => 0,
    };
    if in_table != kept {
        check.refuse(&at.key("kept"), Reason::NotTheTable { table: in_table, kept });
    }
    table.doubts.push(GramDoubt { g: value.g, kept, other, cite });
}
