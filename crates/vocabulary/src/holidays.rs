use crate::Date;

/// Whether `day` is one of the holidays of code du travail L3133-1, as mainland France has them.
#[must_use]
pub fn is_holiday(day: Date) -> bool {
    let fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    if fixed.contains(&(day.month(), day.day())) {
        return true;
    }
    // Easter Monday, Ascension, Whit Monday.
    easter(day.year())
        .is_some_and(|easter| [1, 39, 50].iter().any(|days| after(easter, *days) == Some(day)))
}

fn after(day: Date, days: usize) -> Option<Date> {
    (0..days).try_fold(day, |day, _| day.tomorrow())
}

/// Easter Sunday of a year of the Gregorian calendar (Butcher).
fn easter(year: u16) -> Option<Date> {
    let of_year = u32::from(year);
    let (golden, century, rest) = (of_year % 19, of_year / 100, of_year % 100);
    let moon =
        (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let week = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let shift = (golden + 11 * moon + 22 * week) / 451;
    let day = moon + week + 114 - 7 * shift;
    Date::new(year, u8::try_from(day / 31).ok()?, u8::try_from(day % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn easter_is_where_the_calendar_has_it() {
        for day in ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"] {
            let day = Date::parse(day).unwrap();
            assert_eq!(easter(day.year()), Some(day));
        }
    }

    #[test]
    fn eleven_days_of_a_year_are_holidays() {
        let mut day = Date::parse("2027-01-01").unwrap();
        let mut found = Vec::new();
        while day.year() == 2027 {
            if is_holiday(day) {
                found.push(day.to_string());
            }
            day = day.tomorrow().unwrap();
        }
        assert_eq!(
            found,
            [
                "2027-01-01",
                "2027-03-29",
                "2027-05-01",
                "2027-05-06",
                "2027-05-08",
                "2027-05-17",
                "2027-07-14",
                "2027-08-15",
                "2027-11-01",
                "2027-11-11",
                "2027-12-25",
            ]
        );
    }
}
