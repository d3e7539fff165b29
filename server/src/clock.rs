//! The one place that reads the clock.

use std::cell::Cell;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use vocabulary::Date;

/// Legal time of mainland France.
static PARIS: LazyLock<TimeZone> = LazyLock::new(|| {
    // The zone is compiled in; UTC stands in for it only if that ever failed, which a test would see.
    TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC)
});

/// Now.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads it")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// A day in Paris.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// Which one.
    pub date: Date,
    first: Timestamp,
    next: Timestamp,
}

impl Day {
    /// Seconds from `now` until the next midnight in Paris.
    #[must_use]
    pub fn seconds_left(&self, now: Timestamp) -> u64 {
        u64::try_from(self.next.duration_since(now).as_secs()).unwrap_or(0)
    }

    fn of(now: Timestamp) -> Self {
        let here = now.to_zoned(PARIS.clone());
        let midnight = |day: jiff::civil::Date| {
            day.to_zoned(PARIS.clone()).map_or(now, |start| start.timestamp())
        };
        let day = here.date();
        let part = |number: i8| u8::try_from(number).unwrap_or(1);
        let date = u16::try_from(day.year())
            .ok()
            .and_then(|year| Date::new(year, part(day.month()), part(day.day())).ok())
            .unwrap_or(baremes::LAST_DAY);
        Self { date, first: midnight(day), next: day.tomorrow().map_or(now, midnight) }
    }
}

thread_local! {
    /// The last day that was asked for: every answer asks, and the calendar of a zone is slow to read.
    static LAST: Cell<Option<Day>> = const { Cell::new(None) };
}

/// The day in Paris at `now`, for whoever counts with days.
#[must_use]
pub fn civil(now: Timestamp) -> jiff::civil::Date {
    now.to_zoned(PARIS.clone()).date()
}

/// The day in Paris at `now`.
#[must_use]
pub fn day(now: Timestamp) -> Day {
    LAST.with(|last| match last.get() {
        Some(day) if day.first <= now && now < day.next => day,
        _ => {
            let day = Day::of(now);
            last.set(Some(day));
            day
        }
    })
}

/// The day in Paris now.
#[must_use]
pub fn today() -> Date {
    day(now()).date
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_paris() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let seconds_left = |text| day(at(text)).seconds_left(at(text));
        assert_eq!(day(at("2026-12-31T22:59:59Z")).date.to_string(), "2026-12-31");
        assert_eq!(day(at("2026-12-31T23:00:00Z")).date.to_string(), "2027-01-01");
        assert_eq!(day(at("2026-07-01T21:59:59Z")).date.to_string(), "2026-07-01");
        assert_eq!(day(at("2026-07-01T22:00:00Z")).date.to_string(), "2026-07-02");
        assert_eq!(seconds_left("2026-12-31T22:59:50Z"), 10);
        // The night of 25 October 2026 has an hour more.
        assert_eq!(seconds_left("2026-10-24T22:00:00Z"), 25 * 3600);
    }
}
