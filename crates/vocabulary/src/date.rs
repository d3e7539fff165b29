use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day of the calendar, from 1900 to 2199: what the law counts in. No time, no zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// The text or the numbers are no day of the calendar between 1900 and 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidDate;

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a day of the calendar, written YYYY-MM-DD")
    }
}

impl core::error::Error for InvalidDate {}

impl Date {
    /// The first day that there is: 1 January 1900.
    pub const FIRST: Self = Self { year: 1900, month: 1, day: 1 };

    /// The day `day` of `month` of `year`.
    ///
    /// # Errors
    ///
    /// [`InvalidDate`] when the calendar has no such day, or the year is outside 1900–2199.
    pub const fn new(year: u16, month: u8, day: u8) -> Result<Self, InvalidDate> {
        if year < 1900 || year > 2199 || month < 1 || month > 12 {
            return Err(InvalidDate);
        }
        if day < 1 || day > days_in(year, month) {
            return Err(InvalidDate);
        }
        Ok(Self { year, month, day })
    }

    /// Reads `YYYY-MM-DD`, and nothing looser.
    ///
    /// # Errors
    ///
    /// [`InvalidDate`] when the text is anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidDate> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(InvalidDate);
        }
        let number = |from: usize, to: usize| -> Result<u16, InvalidDate> {
            bytes[from..to].iter().try_fold(0_u16, |sum, byte| {
                byte.is_ascii_digit().then(|| sum * 10 + u16::from(byte - b'0')).ok_or(InvalidDate)
            })
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        Self::new(
            year,
            u8::try_from(month).map_err(|_| InvalidDate)?,
            u8::try_from(day).map_err(|_| InvalidDate)?,
        )
    }

    /// Reads `2026-11-21`, or `21/11/2026` and `21.11.2026` as people write it.
    ///
    /// # Errors
    ///
    /// [`InvalidDate`] when the text is anything else.
    pub fn typed(text: &str) -> Result<Self, InvalidDate> {
        if let Ok(day) = Self::parse(text) {
            return Ok(day);
        }
        let mut parts = text.split(['/', '.']);
        let mut number = || {
            let part = parts.next().filter(|part| part.bytes().all(|sign| sign.is_ascii_digit()));
            part.and_then(|part| part.parse().ok()).ok_or(InvalidDate)
        };
        let (day, month, year) = (number()?, number()?, number()?);
        if parts.next().is_some() {
            return Err(InvalidDate);
        }
        let small = |number: u16| u8::try_from(number).map_err(|_| InvalidDate);
        Self::new(year, small(month)?, small(day)?)
    }

    /// The year, 1900 to 2199.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// The same day `months` later; the last day of the month where the day is missing.
    ///
    /// Legal delays are counted so, date to date. `None` past 2199.
    #[must_use]
    pub const fn plus_months(self, months: u16) -> Option<Self> {
        let index = self.year as u32 * 12 + (self.month as u32 - 1) + months as u32;
        let (year, month) = (index / 12, index % 12 + 1);
        if year > 2199 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "year ≤ 2199, month ≤ 12")]
        let (year, month) = (year as u16, month as u8);
        let last = days_in(year, month);
        let day = if self.day > last { last } else { self.day };
        Some(Self { year, month, day })
    }

    /// The `years`-th anniversary: 28 February for 29 February where it is missing.
    #[must_use]
    pub const fn plus_years(self, years: u16) -> Option<Self> {
        self.plus_months(years * 12)
    }

    /// The next day. `None` past 2199.
    #[must_use]
    pub const fn tomorrow(self) -> Option<Self> {
        if self.day < days_in(self.year, self.month) {
            return Some(Self { year: self.year, month: self.month, day: self.day + 1 });
        }
        match (self.month, self.year) {
            (12, 2199) => None,
            (12, _) => Some(Self { year: self.year + 1, month: 1, day: 1 }),
            _ => Some(Self { year: self.year, month: self.month + 1, day: 1 }),
        }
    }

    /// The day before. `None` before 1900.
    #[must_use]
    pub const fn yesterday(self) -> Option<Self> {
        match (self.day, self.month, self.year) {
            (1, 1, 1900) => None,
            (1, 1, year) => Some(Self { year: year - 1, month: 12, day: 31 }),
            (1, month, year) => {
                Some(Self { year, month: month - 1, day: days_in(year, month - 1) })
            }
            (day, month, year) => Some(Self { year, month, day: day - 1 }),
        }
    }

    /// Months between two days, the month begun on the day itself counted as begun:
    /// `12·Δyear + Δmonth + (1 if the day is reached)`; 0 when `self` is before `from`.
    #[must_use]
    pub const fn months_started_since(self, from: Self) -> u32 {
        let whole = (self.year as i32 - from.year as i32) * 12
            + (self.month as i32 - from.month as i32)
            + if self.day >= from.day { 1 } else { 0 };
        if whole < 0 { 0 } else { whole.cast_unsigned() }
    }

    /// Full months since `from`, date to date: 0 on `from` itself and before it.
    ///
    /// The month of 31 January is full on 28 February, as [`plus_months`](Self::plus_months) counts.
    #[must_use]
    pub fn full_months_since(self, from: Self) -> u16 {
        let begun = u16::try_from(self.months_started_since(from)).unwrap_or(u16::MAX);
        // One month more than the days tell, where the last day of a short month stands for a later one.
        let full = |months: &u16| from.plus_months(*months).is_some_and(|day| day <= self);
        [begun, begun.saturating_sub(1)].into_iter().find(full).unwrap_or(0)
    }

    /// Full years since `from`: an age.
    #[must_use]
    pub fn full_years_since(self, from: Self) -> u16 {
        self.full_months_since(from) / 12
    }

    /// The day as one number, `yyyymmdd`.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.year as u32 * 10_000 + self.month as u32 * 100 + self.day as u32
    }

    /// The day of a [`number`](Self::number).
    ///
    /// # Errors
    ///
    /// [`InvalidDate`] when the number is no such day.
    pub fn from_number(number: u32) -> Result<Self, InvalidDate> {
        let part = |value: u32| u8::try_from(value % 100).map_err(|_| InvalidDate);
        let year = u16::try_from(number / 10_000).map_err(|_| InvalidDate)?;
        Self::new(year, part(number / 100)?, part(number)?)
    }
}

const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let text = alloc::string::String::deserialize(from)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn a_month_begins_on_its_day() {
        // y3_reductions.toml, age_reduction.months.checks
        for (from, to, months) in [
            ("2023-02-13", "2025-04-10", 26),
            ("2019-02-13", "2025-03-01", 73),
            ("2019-09-13", "2026-09-13", 85),
            ("2025-09-01", "2026-09-20", 13),
            ("2026-09-20", "2026-09-20", 1),
            ("2026-09-20", "2026-09-19", 0),
            ("2026-09-20", "2025-09-19", 0),
        ] {
            assert_eq!(day(to).months_started_since(day(from)), months, "{from} -> {to}");
        }
    }

    #[test]
    fn delays_run_from_date_to_date() {
        assert_eq!(day("2026-01-31").plus_months(1), Some(day("2026-02-28")));
        assert_eq!(day("2016-02-29").plus_years(10), Some(day("2026-02-28")));
        assert_eq!(day("2026-11-30").plus_months(1), Some(day("2026-12-30")));
        assert_eq!(day("2199-12-01").plus_months(1), None);
        assert_eq!(day("2026-12-31").tomorrow(), Some(day("2027-01-01")));
        assert_eq!(day("2028-02-28").tomorrow(), Some(day("2028-02-29")));
        assert_eq!(day("2199-12-31").tomorrow(), None);
        assert_eq!(day("2027-01-01").yesterday(), Some(day("2026-12-31")));
        assert_eq!(day("2028-03-01").yesterday(), Some(day("2028-02-29")));
        assert_eq!(day("2026-03-02").yesterday(), Some(day("2026-03-01")));
        assert_eq!(day("1900-01-01").yesterday(), None);
    }

    #[test]
    fn a_full_month_ends_on_the_day_of_the_delay() {
        for (from, to, months) in [
            ("2026-01-31", "2026-02-27", 0),
            ("2026-01-31", "2026-02-28", 1),
            ("2026-01-31", "2026-03-30", 1),
            ("2026-01-31", "2026-03-31", 2),
            ("2026-05-10", "2026-06-09", 0),
            ("2026-05-10", "2026-06-10", 1),
            ("2026-05-10", "2026-05-10", 0),
            ("2026-05-10", "2025-05-10", 0),
            ("1959-12-31", "2026-12-30", 66 * 12 + 11),
        ] {
            assert_eq!(day(to).full_months_since(day(from)), months, "{from} -> {to}");
        }
        assert_eq!(day("2026-02-28").full_years_since(day("2016-02-29")), 10);
        assert_eq!(day("2026-02-27").full_years_since(day("2016-02-29")), 9);
    }

    #[test]
    fn a_day_is_read_as_people_type_it() {
        for text in ["2026-11-21", "21/11/2026", "21.11.2026"] {
            assert_eq!(Date::typed(text), Ok(day("2026-11-21")), "{text}");
        }
        assert_eq!(Date::typed("1/2/2026"), Ok(day("2026-02-01")));
        for text in
            ["11/21/2026", "21/11/26", "21/11", "21/11/2026/1", "//", "+1/2/2026", "257/1/2026"]
        {
            assert_eq!(Date::typed(text), Err(InvalidDate), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "2026-02-29",
            "2026-13-01",
            "26-01-01",
            "2026/01/01",
            "2026-1-01",
            "éé26-1-01",
            "1899-01-01",
        ] {
            assert_eq!(Date::parse(text), Err(InvalidDate), "{text}");
        }
    }
}
