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
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    let year = u16::try_from(day.year()).unwrap_or(0);
    let holiday = vocabulary::Date::new(year, part(day.month()), part(day.day()))
        .is_ok_and(vocabulary::is_holiday);
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !holiday
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
