use std::collections::BTreeMap;
use std::fmt::Write as _;

use simulator::answer::{Formula, Line, Outcome, Total};
use simulator::facts::{Mode, Value, read};
use simulator::{Facts, Simulation, simulate};
use vocabulary::{Amount, Cents};

/// One case of the law.
pub(crate) struct Case {
    /// A sentence.
    pub(crate) name: &'static str,
    /// Where the expected result was read.
    pub(crate) source: &'static str,
    /// What it starts from.
    pub(crate) base: &'static str,
    /// `name=value` pairs over the base; `+` stands for a space, `-` takes a fact away.
    pub(crate) given: &'static str,
    /// `key=value` pairs; only the keys named are compared. See [`show`].
    pub(crate) expected: &'static str,
}

/// `case!(base; "name", "source", "given" => "expected")`, several of them.
macro_rules! cases {
    ($base:expr; $( $name:literal, $source:literal, $given:literal => $expected:literal; )+) => {
        crate::case::check(&[ $( crate::case::Case {
            name: $name, source: $source, base: $base, given: $given, expected: $expected,
        } ),+ ])
    };
}
pub(crate) use cases;

/// A used car that changes hands in Paris: the example of the contract.
pub(crate) const USED: &str = "issued_on=2026-11-21 operation=changement_titulaire departement=75 genre=VP energy=ES \
    fiscal_cv=6 first_registered_on=2021-05-14 origin=used_france co2_g_km=118 co2_norm=wltp \
    mass_in_running_order_kg=1320 ptac_kg=1800 seats=5 holder=person";

/// A new car in a region without surcharge, under every malus.
pub(crate) const NEW: &str = "issued_on=2026-06-15 operation=vehicule_neuf region=84 genre=VP ec_category=M1 body=AA \
    energy=ES fiscal_cv=5 co2_g_km=100 co2_norm=wltp mass_in_running_order_kg=1200 electric_power_kw=0 seats=5 \
    holder=person";

/// A used car from abroad, three years old.
pub(crate) const IMPORT: &str = "issued_on=2026-06-15 operation=import_occasion region=84 genre=VP ec_category=M1 \
    body=AA energy=ES fiscal_cv=5 first_registered_on=2023-06-20 co2_g_km=100 co2_norm=wltp \
    mass_in_running_order_kg=1200 electric_power_kw=0 seats=5 holder=person";

/// The facts of `base` and `given`, read as a query string is.
pub(crate) fn facts(base: &str, given: &str) -> Facts {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for pair in base.split_whitespace().chain(given.split_whitespace()) {
        let (name, value) = pair.split_once('=').unwrap_or_else(|| panic!("no pair: {pair}"));
        pairs.retain(|(known, _)| known != name);
        if value != "-" {
            pairs.push((name.to_owned(), value.replace('+', " ")));
        }
    }
    let values = pairs.iter().map(|(name, value)| (name.as_str(), Value::Text(value)));
    read(Mode::Text, values, baremes::builtin(), crate::day("2026-11-21"))
        .unwrap_or_else(|errors| panic!("{given}: {errors:?}"))
}

/// Runs every case, and says all that differs.
pub(crate) fn check(cases: &[Case]) {
    let mut wrong = String::new();
    for case in cases {
        let facts = facts(case.base, case.given);
        let simulation = simulate(&facts, baremes::builtin(), crate::day("2026-11-21"));
        let shown = show(&simulation);
        for pair in case.expected.split_whitespace() {
            let (key, expected) = pair.split_once('=').unwrap_or_else(|| panic!("no pair: {pair}"));
            let found = match key.strip_prefix("says.") {
                // One warning among others.
                Some(code) => {
                    let codes = shown["warnings"].split(',');
                    codes.filter(|said| *said == code).count().to_string()
                }
                None => shown.get(key).cloned().unwrap_or_default(),
            };
            if found != expected {
                let _ = writeln!(
                    wrong,
                    "{} ({})\n  {key}: expected {expected}, found {found}\n  {:?}\n  {:?}",
                    case.name, case.source, shown, simulation.warnings
                );
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The answer as text: `y1=413.70`; `?` or `low..high` for a missing fact, `!` for an unknown barème; `why.y1` for a
/// nil or uncomputed line; `total`, `rounding`, `missing`, `warnings`, `refund.family_co2`, `law.y1`, `since.y1`,
/// `cites.y1` (how many).
pub(crate) fn show(simulation: &Simulation) -> BTreeMap<String, String> {
    let mut shown = BTreeMap::new();
    for line in &simulation.lines {
        let code = line.code.id();
        shown.insert(code.to_owned(), outcome(line));
        if let Some(why) = why(line) {
            shown.insert(format!("why.{code}"), why.replace(' ', ""));
        }
        let law: Vec<_> =
            line.basis.iter().filter(|article| !article.is_empty()).copied().collect();
        shown.insert(format!("law.{code}"), law.join(","));
        let cites = line.cites.iter().flatten().count();
        shown.insert(format!("cites.{code}"), cites.to_string());
        if let Some(since) = line.in_force_since {
            shown.insert(format!("since.{code}"), since.to_string());
        }
    }
    let (total, rounding) = match simulation.total {
        Total::Known { total, rounding } => (euros(total), euros(rounding)),
        Total::Between(low, high) => (format!("{}..{}", euros(low), euros(high)), "?".to_owned()),
        Total::Unknown => ("?".to_owned(), "?".to_owned()),
    };
    shown.insert("total".to_owned(), total);
    shown.insert("rounding".to_owned(), rounding);
    let missing: Vec<_> = simulation.missing.iter().map(|fact| fact.id()).collect();
    shown.insert("missing".to_owned(), missing.join(","));
    let warnings: Vec<_> = simulation.warnings.iter().map(|warning| warning.code()).collect();
    shown.insert("warnings".to_owned(), warnings.join(","));
    for refund in &simulation.refunds {
        shown.insert(format!("refund.{}", refund.code.id()), exact(refund.amount));
    }
    shown
}

fn outcome(line: &Line) -> String {
    match line.outcome {
        Outcome::Due(amount) => exact(amount),
        Outcome::Missing(None) => "?".to_owned(),
        Outcome::Missing(Some((low, high))) => format!("{}..{}", exact(low), exact(high)),
        Outcome::UnknownBareme => "!".to_owned(),
    }
}

fn why(line: &Line) -> Option<String> {
    match line.formula {
        Formula::Nil(reason) => Some(format!("{reason:?}")),
        Formula::Lacks(fact) => Some(fact.id().to_owned()),
        Formula::Unknown(reason) => Some(format!("{reason:?}")),
        _ => None,
    }
}

/// Euros with two decimals, or more where the amount is finer than a cent.
fn exact(amount: Amount) -> String {
    let fine = amount.millicents() % 1_000;
    let cents = euros(Cents(amount.millicents().div_euclid(1_000)));
    if fine == 0 { cents } else { format!("{cents}{fine:03}") }
}

fn euros(cents: Cents) -> String {
    let sign = if cents.0 < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.0.abs() / 100, cents.0.abs() % 100)
}
