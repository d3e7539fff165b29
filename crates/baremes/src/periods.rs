//! No day without a value, and none with two.

use vocabulary::Date;

use crate::check::{At, Checker, Period};
use crate::refusal::Reason;

/// Refuses days on which two of `periods` are in force.
pub(crate) fn no_overlap<'a>(
    check: &mut Checker,
    periods: impl IntoIterator<Item = (&'a At, Period)>,
) {
    let mut periods: Vec<_> = periods.into_iter().collect();
    periods.sort_by_key(|(_, period)| period.from);
    let mut before: Option<(&At, Date)> = None;
    for (at, period) in periods {
        if let Some((with, last)) = before.filter(|(_, last)| *last >= period.from) {
            let (from, to) = (period.from, last.min(period.to));
            check.refuse(at, Reason::Overlap { with: with.path.clone(), from, to });
        }
        if before.is_none_or(|(_, last)| last < period.to) {
            before = Some((at, period.to));
        }
    }
}

/// Refuses days from `first` to `last` on which none, or two, of `periods` are in force for `what`.
pub(crate) fn cover<'a>(
    check: &mut Checker,
    place: &At,
    what: &str,
    (first, last): (Date, Date),
    periods: impl IntoIterator<Item = (&'a At, Period)>,
) {
    let mut periods: Vec<_> = periods.into_iter().collect();
    no_overlap(check, periods.iter().copied());
    if check.is_incomplete(place.file) {
        return; // an entry was left out: the gap it leaves is no second fault
    }
    periods.sort_by_key(|(_, period)| period.from);
    let mut next = Some(first); // first day not yet covered
    for (_, period) in periods {
        let Some(day) = next.filter(|day| *day <= last) else { return };
        if period.from > day {
            let to = yesterday(period.from).min(last);
            check.refuse(place, Reason::Gap { what: what.to_owned(), from: day, to });
        }
        if period.to >= day {
            next = period.to.tomorrow();
        }
    }
    if let Some(from) = next.filter(|day| *day <= last) {
        check.refuse(place, Reason::Gap { what: what.to_owned(), from, to: last });
    }
}

fn yesterday(day: Date) -> Date {
    let (year, month) = match day.month() {
        _ if day.day() > 1 => (day.year(), day.month()),
        1 => (day.year() - 1, 12),
        month => (day.year(), month - 1),
    };
    let last = if day.day() > 1 { day.day() - 1 } else { 31 };
    (28.min(last)..=last).rev().find_map(|d| Date::new(year, month, d).ok()).unwrap_or(day)
}

/// Refuses brackets `(first, last)` that leave a hole, overlap, or do not end open. `start`: where they must begin.
pub(crate) fn contiguous(
    check: &mut Checker,
    start: Option<u32>,
    brackets: &[(At, u32, Option<u32>)],
) {
    let mut expected = start;
    for (i, (at, first, last)) in brackets.iter().enumerate() {
        if let Some(expected) = expected.filter(|expected| expected != first) {
            check.refuse(at, Reason::NotContiguous { expected, found: *first });
        }
        if last.is_none() != (i + 1 == brackets.len()) {
            check.refuse(at, Reason::OpenBracket);
        }
        if let Some(before) = last.filter(|last| last < first) {
            check.refuse(at, Reason::NotContiguous { expected: before, found: *first });
        }
        expected = last.and_then(|last| last.checked_add(1));
    }
}

/// Refuses a scale that falls.
pub(crate) fn rising(check: &mut Checker, values: impl IntoIterator<Item = (At, u32)>) {
    let mut before = 0;
    for (at, value) in values {
        if value < before {
            check.refuse(&at, Reason::Falls { before, after: value });
        }
        before = value;
    }
}
