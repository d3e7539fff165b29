use serde::Deserialize;
use simulator::baremes::{CiteId, KindFactor, Rate, Region, Waiver};
use simulator::facts::{EcCategory, Genre};
use vocabulary::{Amount, Cents};

use crate::check::{At, Checker, Dated, Item, Period};
use crate::document::Document;
use crate::periods::{cover, no_overlap};
use crate::refusal::Reason;
use crate::{FIRST_DAY, LAST_DAY};

/// What `y1_regional.toml` holds.
pub(crate) struct Y1 {
    pub(crate) rates: Vec<Rate>,
    pub(crate) surcharges: Vec<Rate>,
    pub(crate) electric_waivers: Vec<Waiver>,
    pub(crate) alternative_waivers: Vec<Waiver>,
    pub(crate) e85_conversion_cap: Amount,
    pub(crate) e85_conversion_cite: CiteId,
    pub(crate) kind_factors: Vec<KindFactor>,
    pub(crate) age_half_from_years: u16,
    pub(crate) stacking_cite: CiteId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Law {
    ceiling_per_cv: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionRates {
    region: String,
    periods: Vec<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PerCv {
    amount: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Surcharge {
    region: String,
    #[expect(dead_code, reason = "says to the reader of the tables who levies it")]
    name: String,
    amount_per_cv: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exempted {
    region: Option<String>,
    percent: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conversion {
    max_waived: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Factors {
    age_half_from_years: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Factor {
    genres: Vec<String>,
    categories: Vec<String>,
    under_3500_kg: Option<bool>,
    percent_before_10y: u32,
    percent_from_10y: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exemption {
    id: String,
}

/// Reads `y1_regional.toml`.
pub(crate) fn read(check: &mut Checker, doc: &Document, regions: &[Region]) -> Option<Y1> {
    let known = [
        "law",
        "rate",
        "surcharge",
        "electric_exemption",
        "alternative_exemption",
        "e85_conversion",
        "factors",
        "factor",
        "exemption",
    ];
    doc.only(check, &known);
    let (head, law) = check.head::<Law>(doc, "law");
    let ceiling = law.and_then(|law| {
        let at = At::file(doc.file).key("law").key("ceiling_per_cv");
        check.cents(&at, &law.ceiling_per_cv).map(|cents| (cents, law.ceiling_per_cv))
    });

    let lists = check.list::<RegionRates>(doc, "rate", &head);
    let rates = rates(check, lists, ceiling.as_ref(), regions);
    cover_regions(check, &At::file(doc.file).key("rate"), regions, &rates);

    let rows = check.dated::<Surcharge>(doc, "surcharge", &head);
    let surcharges: Vec<(At, Rate)> =
        rows.into_iter().filter_map(|row| surcharge(check, &row, regions)).collect();
    for (region, _) in (0_u8..).zip(regions) {
        let own = surcharges.iter().filter(|(_, rate)| rate.region == region);
        no_overlap(check, own.map(|(at, rate)| (at, span(rate.from, rate.to))));
    }

    let rows = check.dated::<Exempted>(doc, "electric_exemption", &head);
    let electric = waivers(check, &rows, regions);
    let list = At::file(doc.file).key("electric_exemption");
    let general = electric.iter().filter(|(_, waiver)| waiver.region.is_none());
    let general = general.map(|(at, waiver)| (at, span(waiver.from, waiver.to)));
    cover(check, &list, "all regions", (FIRST_DAY, LAST_DAY), general);
    no_regional_overlap(check, regions, &electric);

    let rows = check.dated::<Exempted>(doc, "alternative_exemption", &head);
    for row in rows.iter().filter(|row| row.value.region.is_none()) {
        check.refuse(&row.at.key("region"), Reason::Missing);
    }
    let alternative = waivers(check, &rows, regions);
    no_regional_overlap(check, regions, &alternative);

    let conversion = check.table::<Conversion>(doc, "e85_conversion", &head);
    let conversion = conversion.and_then(|item| {
        let cite = check.cite(&item.at, &item.cited);
        Some((check.cents(&item.at.key("max_waived"), &item.value.max_waived)?, cite))
    });
    let factors = check.table::<Factors>(doc, "factors", &head);
    let factors =
        factors.map(|item| (item.value.age_half_from_years, check.cite(&item.at, &item.cited)));
    let rows = check.list::<Factor>(doc, "factor", &head);
    let kind_factors = kind_factors(check, doc, &rows);
    let exemptions = check.list::<Exemption>(doc, "exemption", &head);
    check.unique(exemptions.iter().map(|one| (&one.at, one.value.id.as_str())));

    let (max_waived, e85_conversion_cite) = conversion?;
    let (age_half_from_years, stacking_cite) = factors?;
    Some(Y1 {
        rates: without_places(rates),
        surcharges: without_places(surcharges),
        electric_waivers: without_places(electric),
        alternative_waivers: without_places(alternative),
        e85_conversion_cap: Amount::from_cents(max_waived),
        e85_conversion_cite,
        kind_factors,
        age_half_from_years,
        stacking_cite,
    })
}

fn without_places<T>(placed: Vec<(At, T)>) -> Vec<T> {
    placed.into_iter().map(|(_, value)| value).collect()
}

fn span(from: vocabulary::Date, to: vocabulary::Date) -> Period {
    Period { from, to, carry_over_from: None }
}

fn region_number(check: &mut Checker, at: &At, code: &str, regions: &[Region]) -> Option<u8> {
    let found = (0_u8..).zip(regions).find(|(_, region)| region.code == code);
    if found.is_none() && !check.is_incomplete("regions.toml") {
        check.refuse(&at.key("region"), Reason::UnknownRegion(code.to_owned()));
    }
    found.map(|(number, _)| number)
}

fn rates(
    check: &mut Checker,
    lists: Vec<Item<RegionRates>>,
    ceiling: Option<&(Cents, String)>,
    regions: &[Region],
) -> Vec<(At, Rate)> {
    let mut rates = Vec::new();
    for Item { at, cited, value } in lists {
        let region = region_number(check, &at, &value.region, regions);
        for row in check.nested_dated::<PerCv>(&at.key("periods"), value.periods, &cited) {
            let place = row.at.key("amount");
            let per_cv = check.cents(&place, &row.value.amount);
            let cite = check.cite(&row.at, &row.cited);
            if let Some((_, ceiling)) = ceiling.filter(|(most, _)| per_cv > Some(*most)) {
                let (amount, ceiling) = (row.value.amount.clone(), ceiling.clone());
                check.refuse(&place, Reason::AboveCeiling { amount, ceiling });
            }
            let Period { from, to, carry_over_from } = row.period;
            let Some(region) = region else { continue };
            // A refused amount keeps its period: it is no gap besides.
            let per_cv = per_cv.unwrap_or_default();
            rates.push((row.at, Rate { region, from, to, per_cv, carry_over_from, cite }));
        }
    }
    rates
}

fn cover_regions(check: &mut Checker, list: &At, regions: &[Region], rates: &[(At, Rate)]) {
    for (number, region) in (0_u8..).zip(regions) {
        let own = rates.iter().filter(|(_, rate)| rate.region == number);
        let periods = own.map(|(at, rate)| (at, span(rate.from, rate.to)));
        cover(check, list, &format!("region {}", region.code), (FIRST_DAY, LAST_DAY), periods);
    }
}

fn surcharge(
    check: &mut Checker,
    row: &Dated<Surcharge>,
    regions: &[Region],
) -> Option<(At, Rate)> {
    let region = region_number(check, &row.at, &row.value.region, regions);
    let per_cv = check.cents(&row.at.key("amount_per_cv"), &row.value.amount_per_cv);
    let cite = check.cite(&row.at, &row.cited);
    let Period { from, to, carry_over_from } = row.period;
    let (region, per_cv) = (region?, per_cv?);
    Some((row.at.clone(), Rate { region, from, to, per_cv, carry_over_from, cite }))
}

fn waivers(check: &mut Checker, rows: &[Dated<Exempted>], regions: &[Region]) -> Vec<(At, Waiver)> {
    let mut waivers = Vec::new();
    for row in rows {
        let region = match &row.value.region {
            Some(code) => region_number(check, &row.at, code, regions).map(Some),
            None => Some(None),
        };
        let percent = check.percent(&row.at.key("percent"), row.value.percent).unwrap_or_default();
        let cite = check.cite(&row.at, &row.cited);
        let Period { from, to, carry_over_from } = row.period;
        if let Some(region) = region {
            let waiver = Waiver { region, from, to, percent, carry_over_from, cite };
            waivers.push((row.at.clone(), waiver));
        }
    }
    waivers
}

fn no_regional_overlap(check: &mut Checker, regions: &[Region], waivers: &[(At, Waiver)]) {
    for (number, _) in (0_u8..).zip(regions) {
        let own = waivers.iter().filter(|(_, waiver)| waiver.region == Some(number));
        no_overlap(check, own.map(|(at, waiver)| (at, span(waiver.from, waiver.to))));
    }
}

fn kind_factors(check: &mut Checker, doc: &Document, rows: &[Item<Factor>]) -> Vec<KindFactor> {
    let mut factors = Vec::new();
    let mut said: Vec<(Genre, Option<bool>)> = Vec::new();
    for Item { at, cited, value } in rows {
        for genre in genres(check, at, &value.genres) {
            if said.contains(&(genre, value.under_3500_kg)) {
                check.refuse(&at.key("genres"), Reason::Twice(genre.id().to_owned()));
            }
            said.push((genre, value.under_3500_kg));
        }
        for (i, code) in value.categories.iter().enumerate() {
            if EcCategory::parse(code).is_none() {
                let place = at.key("categories").nth(i);
                check.refuse(&place, Reason::UnknownCategory(code.clone()));
            }
        }
        let before = check.percent(&at.key("percent_before_10y"), value.percent_before_10y);
        let from = check.percent(&at.key("percent_from_10y"), value.percent_from_10y);
        factors.push(KindFactor {
            genres: value.genres.clone(),
            categories: value.categories.clone(),
            under_3500_kg: value.under_3500_kg,
            before_10y: before.unwrap_or_default(),
            from_10y: from.unwrap_or_default(),
            cite: check.cite(at, cited),
        });
    }
    let said: Vec<Genre> = said.into_iter().map(|(genre, _)| genre).collect();
    all_genres(check, doc, "factor", &said);
    factors
}

/// The genres written `codes`; others are refused.
pub(crate) fn genres(check: &mut Checker, at: &At, codes: &[String]) -> Vec<Genre> {
    let mut found = Vec::new();
    for (i, code) in codes.iter().enumerate() {
        match Genre::parse(code) {
            Some(genre) => found.push(genre),
            None => check.refuse(&at.key("genres").nth(i), Reason::UnknownGenre(code.clone())),
        }
    }
    found
}

/// Refuses a list that leaves a genre out.
pub(crate) fn all_genres(check: &mut Checker, doc: &Document, list: &str, said: &[Genre]) {
    if doc.unreadable || check.is_incomplete(doc.file) {
        return;
    }
    for genre in Genre::ALL.iter().filter(|genre| !said.contains(genre)) {
        check.refuse(&At::file(doc.file).key(list), Reason::MissingGenre(genre.id()));
    }
}
