mod abatements;

use serde::Deserialize;
use simulator::baremes::{AgeBands, AgeYearly, Bracket, CiteId};
use vocabulary::Date;

use crate::check::{At, Checker, Dated, Item, Period};
use crate::cites::Cited;
use crate::document::Document;
use crate::periods::{contiguous, cover, rising};
use crate::refusal::Reason;
use crate::{FIRST_DAY, LAST_DAY};

pub(crate) use abatements::Abatements;

/// What `y3_reductions.toml` holds.
pub(crate) struct Reductions {
    pub(crate) scope: Scope,
    pub(crate) age: Age,
    pub(crate) abatements: Abatements,
    pub(crate) later: Later,
}

/// Which vehicles, by which norm.
pub(crate) struct Scope {
    pub(crate) pickup_from: Date,
    pub(crate) truck_body_from: Date,
    pub(crate) cite: CiteId,
    pub(crate) wltp_from: Date,
    pub(crate) wltp_import_from: Date,
    pub(crate) norm_cite: CiteId,
}

/// The reduction for age.
pub(crate) struct Age {
    pub(crate) bands: Vec<AgeBands>,
    pub(crate) yearly: Vec<AgeYearly>,
    pub(crate) zero_before: Date,
    pub(crate) zero_rule_from: Date,
    pub(crate) anniversary_opens_month: bool,
    pub(crate) months_cite: CiteId,
}

/// Rules that begin in 2027.
pub(crate) struct Later {
    pub(crate) anti_circumvention_from: Date,
    pub(crate) anti_circumvention_cite: CiteId,
    pub(crate) usage_coefficient_from: Date,
    pub(crate) usage_coefficient_cite: CiteId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopeRow {
    pickup_from: String,
    truck_body_from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the keys of the table, days from which all")]
struct NormRow {
    new_from: String,
    special_from: String,
    import_first_registered_from: String,
    import_registered_in_france_from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgeRow {
    zero_if_first_registered_before: String,
    zero_rule_from: String,
    months: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MonthsRow {
    anniversary_day_starts_a_month: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandsRow {
    bands: Vec<BandRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandRow {
    from_month: u32,
    to_month: Option<u32>,
    percent: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearlyRow {
    percent_per_period: u32,
    period_months: u32,
    no_reduction_up_to_month: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UsageRow {
    from: String,
    bands_km_per_year: Vec<UsageBand>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UsageBand {
    up_to: Option<u32>,
    above: Option<u32>,
    value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FromRow {
    from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExemptionRow {
    id: String,
}

/// Reads `y3_reductions.toml`.
pub(crate) fn read(check: &mut Checker, doc: &Document) -> Option<Reductions> {
    let known = [
        "scope",
        "norm_choice",
        "age_reduction",
        "age_band",
        "age_yearly",
        "usage_coefficient",
        "anti_circumvention",
        "e85",
        "eight_seats_legal_person",
        "family",
        "exemption",
        "price_cap",
        "sum_cap",
    ];
    doc.only(check, &known);
    let scope = scope(check, doc);
    let age = age(check, doc);
    let abatements = abatements::read(check, doc);
    let later = later(check, doc);
    let exemptions = check.list::<ExemptionRow>(doc, "exemption", &Cited::default());
    check.unique(exemptions.iter().map(|one| (&one.at, one.value.id.as_str())));
    for item in &exemptions {
        check.cite(&item.at, &item.cited);
    }
    Some(Reductions { scope: scope?, age: age?, abatements: abatements?, later: later? })
}

fn scope(check: &mut Checker, doc: &Document) -> Option<Scope> {
    let scope = check.table::<ScopeRow>(doc, "scope", &Cited::default()).map(|item| {
        let Item { at, cited, value } = item;
        (
            check.date(&at.key("pickup_from"), &value.pickup_from),
            check.date(&at.key("truck_body_from"), &value.truck_body_from),
            check.cite(&at, &cited),
        )
    });
    let norm = check.table::<NormRow>(doc, "norm_choice", &Cited::default()).map(|item| {
        let Item { at, cited, value } = item;
        check.date(&at.key("special_from"), &value.special_from);
        let key = "import_first_registered_from";
        check.date(&at.key(key), &value.import_first_registered_from);
        let key = "import_registered_in_france_from";
        (
            check.date(&at.key("new_from"), &value.new_from),
            check.date(&at.key(key), &value.import_registered_in_france_from),
            check.cite(&at, &cited),
        )
    });
    let (pickup_from, truck_body_from, cite) = scope?;
    let (wltp_from, wltp_import_from, norm_cite) = norm?;
    Some(Scope {
        pickup_from: pickup_from?,
        truck_body_from: truck_body_from?,
        cite,
        wltp_from: wltp_from?,
        wltp_import_from: wltp_import_from?,
        norm_cite,
    })
}

fn age(check: &mut Checker, doc: &Document) -> Option<Age> {
    let none = Cited::default();
    let rule = check.table::<AgeRow>(doc, "age_reduction", &none).map(|item| {
        let Item { at, cited, value } = item;
        let key = "zero_if_first_registered_before";
        let before = check.date(&at.key(key), &value.zero_if_first_registered_before);
        let from = check.date(&at.key("zero_rule_from"), &value.zero_rule_from);
        let months = check.inner::<MonthsRow>(at.key("months"), value.months, &cited);
        let months = months.map(|months| {
            let cite = check.cite(&months.at, &months.cited);
            (months.value.anniversary_day_starts_a_month, cite)
        });
        (before, from, months)
    });
    let monthly = check.dated::<BandsRow>(doc, "age_band", &none);
    let yearly = check.dated::<YearlyRow>(doc, "age_yearly", &none);
    let periods = monthly.iter().map(|row| (&row.at, row.period));
    let periods = periods.chain(yearly.iter().map(|row| (&row.at, row.period)));
    let list = At::file(doc.file).key("age_band");
    cover(check, &list, "the age reduction", (FIRST_DAY, LAST_DAY), periods);
    let bands = monthly.into_iter().map(|row| age_bands(check, row)).collect();
    let yearly = yearly.into_iter().map(|row| age_yearly(check, row)).collect();
    let (zero_before, zero_rule_from, months) = rule?;
    let (anniversary_opens_month, months_cite) = months?;
    Some(Age {
        bands,
        yearly,
        zero_before: zero_before?,
        zero_rule_from: zero_rule_from?,
        anniversary_opens_month,
        months_cite,
    })
}

fn age_bands(check: &mut Checker, row: Dated<BandsRow>) -> AgeBands {
    let Dated { at, cited, period, value } = row;
    let list = at.key("bands");
    let places: Vec<_> = value
        .bands
        .iter()
        .enumerate()
        .map(|(i, band)| (list.nth(i), band.from_month, band.to_month))
        .collect();
    if places.is_empty() {
        check.refuse(&list, Reason::Missing);
    }
    contiguous(check, Some(1), &places);
    let percents = value.bands.iter().enumerate();
    let percents = percents.map(|(i, band)| (list.nth(i).key("percent"), band.percent));
    rising(check, percents);
    let mut bands = Vec::new();
    for (i, BandRow { from_month, to_month, percent }) in value.bands.into_iter().enumerate() {
        let percent = check.percent(&list.nth(i).key("percent"), percent).unwrap_or_default();
        bands.push(Bracket { first: from_month, last: to_month, euros: u32::from(percent) });
    }
    let Period { from, to, .. } = period;
    AgeBands { from, to, bands, cite: check.cite(&at, &cited) }
}

fn age_yearly(check: &mut Checker, row: Dated<YearlyRow>) -> AgeYearly {
    let Dated { at, cited, period, value } = row;
    let percent = check.percent(&at.key("percent_per_period"), value.percent_per_period);
    if value.period_months == 0 {
        check.refuse(&at.key("period_months"), Reason::Shape("0 months".to_owned()));
    }
    AgeYearly {
        from: period.from,
        to: period.to,
        percent_per_period: percent.unwrap_or_default(),
        period_months: value.period_months,
        no_reduction_up_to_month: value.no_reduction_up_to_month,
        cite: check.cite(&at, &cited),
    }
}

fn later(check: &mut Checker, doc: &Document) -> Option<Later> {
    let none = Cited::default();
    let usage = check.table::<UsageRow>(doc, "usage_coefficient", &none).map(|item| {
        let Item { at, cited, value } = item;
        let list = at.key("bands_km_per_year");
        let mut reached = 0;
        for (i, band) in value.bands_km_per_year.iter().enumerate() {
            check.decimal(&list.nth(i).key("value"), &band.value, 1);
            match (band.up_to, band.above) {
                (Some(up_to), None) if up_to > reached => reached = up_to,
                (None, Some(above)) if above == reached => reached = u32::MAX,
                _ => check.refuse(&list.nth(i), Reason::OpenBracket),
            }
        }
        (check.date(&at.key("from"), &value.from), check.cite(&at, &cited))
    });
    let closed = check.table::<FromRow>(doc, "anti_circumvention", &none).map(|item| {
        let Item { at, cited, value } = item;
        (check.date(&at.key("from"), &value.from), check.cite(&at, &cited))
    });
    let (usage_coefficient_from, usage_coefficient_cite) = usage?;
    let (anti_circumvention_from, anti_circumvention_cite) = closed?;
    Some(Later {
        anti_circumvention_from: anti_circumvention_from?,
        anti_circumvention_cite,
        usage_coefficient_from: usage_coefficient_from?,
        usage_coefficient_cite,
    })
}
