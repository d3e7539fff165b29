use serde::Deserialize;
use simulator::baremes::Region;

use crate::check::{At, Checker};
use crate::document::Document;
use crate::refusal::Reason;
use crate::tables::Head;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: String,
    #[expect(dead_code, reason = "kept for exchanges that name regions so")]
    iso: String,
    #[expect(dead_code, reason = "kept for exchanges that name regions so")]
    iso_old: Option<String>,
    name: String,
    departements: Vec<String>,
}

/// Reads `regions.toml`.
pub(crate) fn read(check: &mut Checker, doc: &Document) -> Vec<Region> {
    doc.only(check, &["meta", "region"]);
    let (head, _) = check.head::<Head>(doc, "meta");
    let rows = check.list::<Row>(doc, "region", &head);
    check.unique(rows.iter().map(|row| (&row.at, row.value.code.as_str())));
    let departements: Vec<(At, &str)> = rows
        .iter()
        .flat_map(|row| {
            let list = row.value.departements.iter().enumerate();
            list.map(|(i, code)| (row.at.key("departements").nth(i), code.as_str()))
        })
        .collect();
    check.unique(departements.iter().map(|(at, code)| (at, *code)));
    for (at, code) in departements.iter().filter(|(_, code)| !is_departement(code)) {
        check.refuse(at, Reason::BadCode((*code).to_owned()));
    }
    for row in &rows {
        let code = &row.value.code;
        if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            check.refuse(&row.at.key("code"), Reason::BadCode(code.clone()));
        }
        if row.value.departements.is_empty() {
            check.refuse(&row.at.key("departements"), Reason::Missing);
        }
        check.cite(&row.at, &row.cited);
    }
    if rows.len() > usize::from(u8::MAX) {
        check.refuse(&At::file(doc.file).key("region"), Reason::TooMany);
    }
    let rows = rows.into_iter().map(|row| row.value);
    rows.map(|Row { code, name, departements, .. }| Region { code, name, departements }).collect()
}

/// `01` to `95`, `2A`, `2B`, `971` to `976`; the postal prefix `20` is none.
fn is_departement(code: &str) -> bool {
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    match code {
        "2A" | "2B" => true,
        "00" | "20" => false,
        _ if code.len() == 2 => digits && code <= "95",
        _ => code.len() == 3 && digits && ("971"..="976").contains(&code),
    }
}
