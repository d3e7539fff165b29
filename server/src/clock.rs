//! The one place that reads the clock.

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

/// The day in Paris at `now`.
#[must_use]
pub fn paris_day(now: Timestamp) -> Date {
    let day = now.to_zoned(PARIS.clone()).date();
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    u16::try_from(day.year())
        .ok()
        .and_then(|year| Date::new(year, part(day.month()), part(day.day())).ok())
        .unwrap_or(baremes::LAST_DAY)
}

/// Seconds from `now` until the next midnight in Paris.
#[must_use]
pub fn seconds_to_midnight(now: Timestamp) -> u64 {
    let here = now.to_zoned(PARIS.clone());
    let next = here.date().tomorrow().and_then(|day| day.to_zoned(PARIS.clone()));
    next.ok()
        .and_then(|next| u64::try_from(next.timestamp().duration_since(now).as_secs()).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_paris() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(paris_day(at("2026-12-31T22:59:59Z")).to_string(), "2026-12-31");
        assert_eq!(paris_day(at("2026-12-31T23:00:00Z")).to_string(), "2027-01-01");
        assert_eq!(paris_day(at("2026-07-01T21:59:59Z")).to_string(), "2026-07-01");
        assert_eq!(paris_day(at("2026-07-01T22:00:00Z")).to_string(), "2026-07-02");
        assert_eq!(seconds_to_midnight(at("2026-12-31T22:59:50Z")), 10);
        // The night of 25 October 2026 has an hour more.
        assert_eq!(seconds_to_midnight(at("2026-10-24T22:00:00Z")), 25 * 3600);
    }
}
