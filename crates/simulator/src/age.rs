//! The age reduction of both malus (L421-7-2 since March 2025; L421-60 and L421-73 before).

use vocabulary::Date;

use crate::answer::AgeReduction;
use crate::baremes::{Baremes, Bracket, CiteId};
use crate::case::{Case, within};
use crate::facts::Origin;

/// What the age takes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// Nothing: a new vehicle, an operation without reduction, or too young.
    None,
    /// A part.
    Reduced(AgeReduction),
    /// All of it.
    Whole {
        /// Months begun since B.
        months: u32,
    },
    /// All of it: first registered before that day.
    Before(Date),
    /// No method is known for the day of issue.
    Unknown,
}

/// The age of a vehicle, with what must be cited and said of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aged {
    pub(crate) age: Age,
    pub(crate) cite: Option<CiteId>,
    /// The citation that says how another reading gives another percentage.
    pub(crate) doubt: Option<CiteId>,
}

impl Age {
    /// The reduction to print.
    pub(crate) const fn reduction(self) -> Option<AgeReduction> {
        match self {
            Self::Reduced(reduction) => Some(reduction),
            _ => None,
        }
    }

    /// Hundredths that stay due.
    pub(crate) const fn percent_due(self) -> i64 {
        match self {
            Self::None | Self::Unknown => 100,
            Self::Reduced(reduction) => 100 - reduction.percent as i64,
            Self::Whole { .. } | Self::Before(_) => 0,
        }
    }
}

/// The age at the day of issue of a vehicle first registered on `first`.
pub(crate) fn of(case: &Case<'_>, first: Date) -> Aged {
    let baremes = case.baremes;
    let without = |age| Aged { age, cite: None, doubt: None };
    if !case.rule.age_reduction || case.origin() == Origin::New {
        return without(Age::None);
    }
    if case.issued_on >= baremes.age_zero_rule_from && first < baremes.age_zero_before {
        return without(Age::Before(baremes.age_zero_before));
    }
    let anniversary = case.issued_on.day() == first.day();
    let opened = case.issued_on.months_started_since(first);
    let months = if anniversary && !baremes.anniversary_opens_month {
        opened.saturating_sub(1)
    } else {
        opened
    };
    let Some(method) = method(baremes, case.issued_on) else { return without(Age::Unknown) };
    let percent = method.percent(months);
    let doubt = match method {
        // The anniversary day itself opens a month or not: it matters at the edge of a band.
        Method::Monthly { .. } => (anniversary
            && method.percent(opened) != method.percent(opened.saturating_sub(1)))
        .then_some(baremes.age_months_cite),
        // The other reading opens the first period after the free months.
        Method::Yearly { per_period, period, free, cite } => {
            let late = per_period * months.saturating_sub(free).div_ceil(period);
            (whole(late) != percent).then_some(cite)
        }
    };
    let age = match percent {
        0 => Age::None,
        100 => Age::Whole { months },
        percent => Age::Reduced(AgeReduction {
            months,
            percent,
            yearly: matches!(method, Method::Yearly { .. }),
        }),
    };
    Aged { age, cite: Some(method.cite()), doubt }
}

/// How the age is counted on a day of issue.
#[derive(Clone, Copy)]
enum Method<'a> {
    Monthly { bands: &'a [Bracket], cite: CiteId },
    Yearly { per_period: u32, period: u32, free: u32, cite: CiteId },
}

fn method(baremes: &Baremes, issued_on: Date) -> Option<Method<'_>> {
    let monthly = baremes.age_bands.iter().find(|bands| within(issued_on, bands.from, bands.to));
    if let Some(monthly) = monthly {
        return Some(Method::Monthly { bands: &monthly.bands, cite: monthly.cite });
    }
    let yearly =
        baremes.age_yearly.iter().find(|yearly| within(issued_on, yearly.from, yearly.to))?;
    Some(Method::Yearly {
        per_period: u32::from(yearly.percent_per_period),
        period: yearly.period_months.max(1),
        free: yearly.no_reduction_up_to_month,
        cite: yearly.cite,
    })
}

impl Method<'_> {
    const fn cite(self) -> CiteId {
        match self {
            Self::Monthly { cite, .. } | Self::Yearly { cite, .. } => cite,
        }
    }

    fn percent(self, months: u32) -> u8 {
        match self {
            Self::Monthly { bands, .. } => {
                whole(bands.iter().rfind(|band| band.first <= months).map_or(0, |band| band.euros))
            }
            Self::Yearly { free, .. } if months <= free => 0,
            Self::Yearly { per_period, period, .. } => whole(per_period * months.div_ceil(period)),
        }
    }
}

/// A percentage, at most the whole.
fn whole(percent: u32) -> u8 {
    u8::try_from(percent.min(100)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_stays_due_of_what_is_aged_away() {
        assert_eq!(Age::None.percent_due(), 100);
        assert_eq!(Age::Whole { months: 181 }.percent_due(), 0);
        assert_eq!(Age::Before(Date::FIRST).percent_due(), 0);
        assert_eq!(Age::Unknown.percent_due(), 100);
    }
}
