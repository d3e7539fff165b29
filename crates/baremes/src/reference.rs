//! The cases that a set of tables is tried on before it is published, beside the one in force.

use std::sync::LazyLock;

use serde::Deserialize;
use simulator::answer::{LineCode, Total};
use simulator::facts::{Mode, Value, read};
use simulator::{Baremes, Simulation, simulate};
use vocabulary::{Cents, Date, Lang};

use crate::{FIRST_DAY, LAST_DAY, boundaries};

/// A case that a person recognises.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its name in addresses.
    pub id: String,
    fr: String,
    en: String,
    facts: String,
}

/// A case under two sets of tables, on a day.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Which.
    pub case: &'static Case,
    /// Each line, in cents; `None` where it cannot be computed on that day.
    pub lines: Vec<(LineCode, Option<Cents>, Option<Cents>)>,
    /// The total of the taxes.
    pub total: (Option<Cents>, Option<Cents>),
}

impl Compared {
    /// Whether any sum differs.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.total.0 != self.total.1 || self.lines.iter().any(|(_, before, after)| before != after)
    }
}

impl Case {
    /// What it is.
    #[must_use]
    pub fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.fr, &self.en)
    }

    /// The price of the case on `day`; `None` when it cannot be then, such as a vehicle that is not built yet.
    fn price(&self, baremes: &Baremes, day: Date) -> Option<Simulation> {
        let issued_on = day.to_string();
        let pairs = self.facts.split_whitespace().filter_map(|pair| pair.split_once('='));
        let given = pairs.chain([("issued_on", issued_on.as_str())]);
        let given = given.map(|(name, text)| (name, Value::Text(text)));
        let facts = read(Mode::Text, given, baremes, day).ok()?;
        Some(simulate(&facts, baremes, day))
    }

    fn compare(&'static self, before: &Baremes, after: &Baremes, day: Date) -> Compared {
        let (before, after) = (self.price(before, day), self.price(after, day));
        let line = |simulation: &Option<Simulation>, code: LineCode| {
            let lines = &simulation.as_ref()?.lines;
            Some(lines.iter().find(|line| line.code == code)?.amount()?.to_cents())
        };
        let total = |simulation: &Option<Simulation>| match simulation.as_ref()?.total {
            Total::Known { total, .. } => Some(total),
            Total::Between(..) | Total::Unknown => None,
        };
        let lines = LineCode::ALL.iter();
        Compared {
            case: self,
            lines: lines.map(|code| (*code, line(&before, *code), line(&after, *code))).collect(),
            total: (total(&before), total(&after)),
        }
    }
}

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

/// Every case, in the order in which they are shown.
///
/// # Panics
///
/// Never in a build that passed its tests: one of them reads the same file.
#[must_use]
pub fn cases() -> &'static [Case] {
    static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
        let file: Result<File, _> = toml::from_str(include_str!("../data/reference_cases.toml"));
        file.expect("our own file, read by a test").case
    });
    &CASES
}

/// Every case under both sets of tables, on `day`.
#[must_use]
pub fn compare(before: &Baremes, after: &Baremes, day: Date) -> Vec<Compared> {
    cases().iter().map(|case| case.compare(before, after, day)).collect()
}

/// The stretches of days, first and last, on which some case costs something else, looked for wherever a period of either
/// set begins or has ended, and on the 1st and the 15th of each month: a vehicle ages between two periods.
#[must_use]
pub fn days_that_change(before: &Baremes, after: &Baremes) -> Vec<(Date, Date)> {
    let years = FIRST_DAY.year()..=LAST_DAY.year();
    let monthly = years
        .flat_map(|year| (1..=12).flat_map(move |month| [(year, month, 1), (year, month, 15)]))
        .filter_map(|(year, month, day)| Date::new(year, month, day).ok());
    let mut looked_at = boundaries::of(before);
    looked_at.extend(boundaries::of(after));
    looked_at.extend(monthly);
    looked_at.retain(|day| (FIRST_DAY..=LAST_DAY).contains(day));
    let looked_at: Vec<Date> = looked_at.into_iter().collect();
    let mut stretches: Vec<(Date, Date)> = Vec::new();
    let mut open = false;
    for (place, first) in looked_at.iter().enumerate() {
        let changes = cases().iter().any(|case| case.compare(before, after, *first).changes());
        // What a day costs holds until the day before the next one that is looked at.
        let last = looked_at.get(place + 1).and_then(|next| next.yesterday()).unwrap_or(LAST_DAY);
        match (changes, stretches.last_mut()) {
            (true, Some(stretch)) if open => stretch.1 = last,
            (true, _) => stretches.push((*first, last)),
            (false, _) => {}
        }
        open = changes;
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BUILTIN_FILES, builtin, load};

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn tables(from: &str, to: &str) -> Baremes {
        let files = BUILTIN_FILES.map(|(name, text)| (name, text.replacen(from, to, 1)));
        assert!(files.iter().zip(BUILTIN_FILES).any(|(new, old)| new.1 != old.1), "{from}");
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        load(&files).unwrap().baremes
    }

    #[test]
    fn every_case_has_a_price_in_2026_and_a_name_of_its_own() {
        for case in cases() {
            let price = case.price(builtin(), day("2026-11-21"));
            let price = price.unwrap_or_else(|| panic!("{} cannot be", case.id));
            assert!(matches!(price.total, Total::Known { .. }), "{}: {price:?}", case.id);
            let same = |one: &&Case| one.id == case.id || one.fr == case.fr || one.en == case.en;
            assert_eq!(cases().iter().filter(same).count(), 1, "{}", case.id);
        }
        for region in &builtin().regions {
            let has = |departement: &String| {
                let wanted = format!(" departement={departement} ");
                cases().iter().any(|case| case.facts.contains(&wanted))
            };
            assert!(region.departements.iter().any(has), "{}", region.name);
        }
    }

    #[test]
    fn a_rate_that_changes_is_seen_where_it_is_due_and_nowhere_else() {
        let after = tables("amount = \"54.95\"", "amount = \"55.95\"");
        let changed: Vec<&str> = compare(builtin(), &after, day("2026-11-21"))
            .iter()
            .filter(|one| one.changes())
            .map(|one| one.case.id.as_str())
            .collect();
        assert!(changed.contains(&"used_75") && changed.contains(&"motorcycle"), "{changed:?}");
        assert!(!changed.contains(&"used_69") && !changed.contains(&"duplicata"), "{changed:?}");
        let used = compare(builtin(), &after, day("2026-11-21"));
        let used = used.iter().find(|one| one.case.id == "used_75").unwrap();
        assert_eq!(used.lines[0], (LineCode::Y1, Some(Cents(41_370)), Some(Cents(41_970))));
        assert_eq!(used.total, (Some(Cents(42_776)), Some(Cents(43_376))));
    }

    #[test]
    fn the_days_on_which_something_changes_are_found() {
        assert_eq!(days_that_change(builtin(), builtin()), []);
        let after = tables("amount = \"54.95\"", "amount = \"55.95\"");
        let found = days_that_change(builtin(), &after);
        let [(first, last)] = found[..] else { panic!("{found:?}") };
        assert_eq!((first, last), (day("2024-01-01"), LAST_DAY));
    }

    #[test]
    fn a_change_of_some_days_is_found_from_its_first_to_its_last() {
        for (first, last) in [("2026-06-16", "2026-06-29"), ("2026-12-03", "2026-12-31")] {
            let (first, last) = (day(first), day(last));
            let mut after = builtin().clone();
            let is_it = |rate: &simulator::baremes::Rate| {
                builtin().regions[usize::from(rate.region)].code == "11"
                    && (rate.from..=rate.to).contains(&first)
            };
            let place = after.rates.iter().position(is_it).unwrap();
            let whole = after.rates.remove(place);
            let mut dearer = whole.clone();
            dearer.per_cv = Cents(dearer.per_cv.0 + 100);
            (dearer.from, dearer.to) = (first, last);
            let (mut early, mut late) = (whole.clone(), whole);
            early.to = first.yesterday().unwrap();
            late.from = last.tomorrow().unwrap();
            after.rates.extend([early, dearer]);
            after.rates.extend(Some(late).filter(|late| late.from <= late.to));
            assert_eq!(days_that_change(builtin(), &after), [(first, last)]);
        }
    }
}
