use serde::Deserialize;
use simulator::baremes::{CiteId, E85Abatement, EightSeats, Family, PriceCap};

use crate::check::{Checker, Item};
use crate::cites::Cited;
use crate::document::Document;
use crate::refusal::Reason;
use crate::tables::Head;

/// Abatements and caps.
pub(crate) struct Abatements {
    pub(crate) e85: E85Abatement,
    pub(crate) eight_seats: EightSeats,
    pub(crate) family: Family,
    pub(crate) price_cap: PriceCap,
    pub(crate) sum_cap_cite: CiteId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct E85Row {
    co2_percent: u32,
    excluded_above_g: u32,
    cv: u32,
    excluded_above_cv: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EightSeatsRow {
    co2_g: u32,
    cv: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyRow {
    co2_g_per_child: u32,
    cv_per_child: u32,
    mass_kg_per_child: u32,
    min_children: u32,
    min_seats: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceCapRow {
    first_registered_from: String,
    first_registered_to: String,
    issued_to: String,
    percent: u32,
}

/// Reads them.
pub(super) fn read(check: &mut Checker, doc: &Document) -> Option<Abatements> {
    let none = Cited::default();
    let e85 = check.table::<E85Row>(doc, "e85", &none).map(|item| {
        let Item { at, cited, value } = item;
        let percent = check.percent(&at.key("co2_percent"), value.co2_percent);
        E85Abatement {
            co2_percent: percent.unwrap_or_default(),
            excluded_above_g: value.excluded_above_g,
            cv: value.cv,
            excluded_above_cv: value.excluded_above_cv,
            cite: check.cite(&at, &cited),
        }
    });
    let seats = check.table::<EightSeatsRow>(doc, "eight_seats_legal_person", &none);
    let eight_seats = seats.map(|item| {
        let cite = check.cite(&item.at, &item.cited);
        EightSeats { co2_g: item.value.co2_g, cv: item.value.cv, cite }
    });
    let family = check.table::<FamilyRow>(doc, "family", &none).map(|item| Family {
        co2_g_per_child: item.value.co2_g_per_child,
        cv_per_child: item.value.cv_per_child,
        mass_kg_per_child: item.value.mass_kg_per_child,
        min_children: item.value.min_children,
        min_seats: item.value.min_seats,
        cite: check.cite(&item.at, &item.cited),
    });
    let price_cap = check.table::<PriceCapRow>(doc, "price_cap", &none);
    let price_cap = price_cap.and_then(|item| price_cap_of(check, &item));
    let sum_cap = check.table::<Head>(doc, "sum_cap", &none);
    let sum_cap_cite = sum_cap.map(|item| check.cite(&item.at, &item.cited));
    Some(Abatements {
        e85: e85?,
        eight_seats: eight_seats?,
        family: family?,
        price_cap: price_cap?,
        sum_cap_cite: sum_cap_cite?,
    })
}

fn price_cap_of(check: &mut Checker, item: &Item<PriceCapRow>) -> Option<PriceCap> {
    let Item { at, cited, value } = item;
    let from = check.date(&at.key("first_registered_from"), &value.first_registered_from);
    let to = check.date(&at.key("first_registered_to"), &value.first_registered_to);
    let issued_to = check.date(&at.key("issued_to"), &value.issued_to);
    let percent = check.percent(&at.key("percent"), value.percent);
    let cite = check.cite(at, cited);
    let (first_registered_from, first_registered_to) = (from?, to?);
    if first_registered_to < first_registered_from {
        let (from, to) = (first_registered_from, first_registered_to);
        check.refuse(at, Reason::EndsBeforeItBegins { from, to });
    }
    Some(PriceCap {
        first_registered_from,
        first_registered_to,
        issued_to: issued_to?,
        percent: percent?,
        cite,
    })
}
