use serde::Deserialize;
use simulator::baremes::FiscalPower;
use simulator::facts::Fact;

use crate::check::{At, Checker};
use crate::document::Document;
use crate::refusal::Reason;
use crate::tables::Head;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    code: String,
    fact: Option<String>,
    #[expect(dead_code, reason = "says to the reader of the tables what the field is")]
    name: String,
    #[expect(dead_code, reason = "says to the reader of the tables what the field is")]
    unit: Option<String>,
    #[expect(dead_code, reason = "says to the reader of the tables what the field is")]
    output: Option<String>,
    #[expect(dead_code, reason = "says to the reader of the tables what the field is")]
    needed_for: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct M1 {
    from: String,
    square: String,
    linear: String,
    constant: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ElectricOther {
    per_kw: String,
    constant: String,
}

/// Reads `certificate_fields.toml`.
pub(crate) fn read(check: &mut Checker, doc: &Document) -> Option<FiscalPower> {
    let known = [
        "meta",
        "field",
        "fiscal_power_m1",
        "fiscal_power_electric_other",
        "fiscal_power_not_estimated",
    ];
    doc.only(check, &known);
    let (head, _) = check.head::<Head>(doc, "meta");
    let fields = check.list::<Field>(doc, "field", &head);
    check.unique(fields.iter().map(|field| (&field.at, field.value.code.as_str())));
    for field in &fields {
        let unknown = field.value.fact.as_ref().filter(|fact| Fact::parse(fact).is_none());
        if let Some(fact) = unknown {
            check.refuse(&field.at.key("fact"), Reason::UnknownFact(fact.clone()));
        }
    }
    check.list::<Head>(doc, "fiscal_power_not_estimated", &head);

    let m1 = check.table::<M1>(doc, "fiscal_power_m1", &head).and_then(|item| {
        let from = check.date(&item.at.key("from"), &item.value.from);
        let square = coefficient(check, &item.at.key("square"), &item.value.square, 2);
        let linear = coefficient(check, &item.at.key("linear"), &item.value.linear, 2);
        let constant = coefficient(check, &item.at.key("constant"), &item.value.constant, 2);
        let cite = check.cite(&item.at, &item.cited);
        Some((from?, [square?, linear?, constant?], cite))
    });
    let other = check.table::<ElectricOther>(doc, "fiscal_power_electric_other", &head);
    let other = other.and_then(|item| {
        let per_kw = coefficient(check, &item.at.key("per_kw"), &item.value.per_kw, 3);
        let constant = coefficient(check, &item.at.key("constant"), &item.value.constant, 3);
        let cite = check.cite(&item.at, &item.cited);
        Some(([constant?, per_kw?], cite))
    });
    let (m1_from, m1, m1_cite) = m1?;
    let (electric_other, electric_other_cite) = other?;
    Some(FiscalPower { m1_from, m1, electric_other, m1_cite, electric_other_cite })
}

fn coefficient(check: &mut Checker, at: &At, text: &str, places: u32) -> Option<u32> {
    let value = check.decimal(at, text, places)?;
    let small = u32::try_from(value).ok();
    if small.is_none() {
        check.refuse(at, Reason::BadAmount(text.to_owned()));
    }
    small
}
