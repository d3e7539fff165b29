//! Until when a contract may be withdrawn from (code de la consommation L221-18, L221-19).

use jiff::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::Failure;
use super::time::instant;
use crate::At;

/// Days after that of the order.
const DAYS: i64 = 14;

/// The first instant at which it is too late: the day of the order is not counted, the last day is whole, and one that is
/// no working day is followed by the next that is. By the clock of Paris.
///
/// # Errors
///
/// [`Failure::Row`] for an instant out of the calendar.
pub fn ends(ordered: At) -> Result<Timestamp, Failure> {
    let bad = |_| Failure::Row("an order out of the calendar");
    let paris = TimeZone::get("Europe/Paris").map_err(bad)?;
    let ordered = instant(ordered)?.to_zoned(paris.clone()).date();
    let mut last = ordered.checked_add(DAYS.days()).map_err(bad)?;
    while !is_worked(last) {
        last = last.tomorrow().map_err(bad)?;
    }
    let after = last.tomorrow().map_err(bad)?;
    Ok(after.to_zoned(paris).map_err(bad)?.timestamp())
}

fn is_worked(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(day)
}

/// The holidays of code du travail L3133-1.
fn is_holiday(day: Date) -> bool {
    let fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    // Easter Monday, Ascension, Whit Monday.
    let movable = easter(day.year()).is_some_and(|easter| {
        [1, 39, 50].iter().any(|after| easter.checked_add(after.days()).is_ok_and(|it| it == day))
    });
    movable || fixed.contains(&(day.month(), day.day()))
}

/// Easter Sunday of a year of the Gregorian calendar (Butcher).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let moon =
        (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let week = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let shift = (golden + 11 * moon + 22 * week) / 451;
    let day = moon + week - 7 * shift + 114;
    let (month, day) = (i8::try_from(day / 31).ok()?, i8::try_from(day % 31 + 1).ok()?);
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last_day(ordered: &str) -> String {
        let ordered: Timestamp = ordered.parse().unwrap();
        let after = ends(ordered.into()).unwrap();
        let paris = after.to_zoned(TimeZone::get("Europe/Paris").unwrap());
        assert_eq!((paris.hour(), paris.minute()), (0, 0), "the last day is whole");
        paris.date().yesterday().unwrap().to_string()
    }

    #[test]
    fn the_last_day_is_whole_and_is_a_working_day() {
        for (ordered, last) in [
            // Fourteen days after a Monday, whatever the hour.
            ("2026-11-23T09:00:00Z", "2026-12-07"),
            ("2026-11-23T22:59:00Z", "2026-12-07"),
            // Past midnight in Paris it is the next day.
            ("2026-11-23T23:01:00Z", "2026-12-08"),
            // A Saturday and a Sunday lead to Monday.
            ("2026-11-21T12:00:00Z", "2026-12-07"),
            ("2026-11-22T12:00:00Z", "2026-12-07"),
            // Christmas on a Friday leads to Monday.
            ("2026-12-11T12:00:00Z", "2026-12-28"),
            // Easter Monday, the Ascension, Whit Monday of 2027.
            ("2027-03-15T12:00:00Z", "2027-03-30"),
            ("2027-04-22T12:00:00Z", "2027-05-07"),
            ("2027-05-03T12:00:00Z", "2027-05-18"),
        ] {
            assert_eq!(last_day(ordered), last, "{ordered}");
        }
    }
}
