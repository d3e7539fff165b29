//! When nobody is disturbed: by night nothing goes to a telephone and nobody is reminded; on Sundays and holidays nobody is
//! reminded. By the clock of Paris, or of where somebody lives, whatever it does in spring and in autumn.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use tenants::Tenant;

/// Days after which a moment is found in any year: more than ever follow each other without a working one.
const MOST_DAYS: usize = 14;

/// The hours in which nobody is disturbed, from `from` in the evening until `until` in the morning, in whole hours of Paris.
/// The same hour twice: never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// From that hour on, 0 to 23.
    pub from: u8,
    /// Until that hour, 0 to 23.
    pub until: u8,
}

/// What disturbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disturbing {
    /// News that somebody waits for: it keeps to the hours.
    News,
    /// A reminder: it keeps to the hours and to working days, Saturday among them.
    Reminder,
}

impl Quiet {
    /// Those of the house `tenant`.
    #[must_use]
    pub fn of(tenant: &Tenant) -> Self {
        let settings = &tenant.settings;
        Self { from: settings.quiet_from, until: settings.quiet_until }
    }

    /// The first moment from `now` on at which `what` may go, by the clock of Paris: `now` itself where it may.
    #[must_use]
    pub fn next(self, what: Disturbing, now: Timestamp) -> Timestamp {
        self.next_in(&zone_of(""), what, now)
    }

    /// The same, by the clock of `zone`.
    #[must_use]
    pub fn next_in(self, zone: &TimeZone, what: Disturbing, now: Timestamp) -> Timestamp {
        let here = now.to_zoned(zone.clone());
        let mut day = here.date();
        for _ in 0..MOST_DAYS {
            let allowed = what == Disturbing::News || is_working(day);
            let opens = |hour: u8| {
                let hour = i8::try_from(hour.min(23)).unwrap_or(0);
                let start = day.at(hour, 0, 0, 0).to_zoned(zone.clone());
                start.map_or(now, |start| start.timestamp())
            };
            // By night or by day, an hour at a time: a night may begin after midnight, and a clock may skip an hour.
            let moments = std::iter::once(now)
                .filter(|_| day == here.date())
                .chain(std::iter::once(opens(0)))
                .chain(std::iter::once(opens(self.until)));
            let found = moments
                .filter(|moment| *moment >= now)
                .find(|moment| allowed && self.is_open(*moment, zone));
            if let Some(moment) = found {
                return moment;
            }
            let Ok(next) = day.checked_add(1.day()) else { return now };
            day = next;
        }
        now
    }

    /// Whether `what` may go at `now`.
    #[must_use]
    pub fn allows(self, what: Disturbing, now: Timestamp) -> bool {
        self.next(what, now) == now
    }

    fn is_open(self, moment: Timestamp, zone: &TimeZone) -> bool {
        let hour = u8::try_from(moment.to_zoned(zone.clone()).hour()).unwrap_or(0);
        if self.from <= self.until {
            !(self.from..self.until).contains(&hour)
        } else {
            (self.until..self.from).contains(&hour)
        }
    }
}

/// The value of a message that says by which clock its reader lives: how their postcode begins.
pub const ZONE: &str = "zone";

/// The clock of the place whose postcode is or begins with `postcode`; that of Paris where it is none of overseas.
#[must_use]
pub fn zone_of(postcode: &str) -> TimeZone {
    let name = match postcode.trim().get(..3) {
        Some("971") => "America/Guadeloupe",
        Some("972") => "America/Martinique",
        Some("973") => "America/Cayenne",
        Some("974") => "Indian/Reunion",
        Some("975") => "America/Miquelon",
        Some("976") => "Indian/Mayotte",
        Some("986") => "Pacific/Wallis",
        Some("987") => "Pacific/Tahiti",
        Some("988") => "Pacific/Noumea",
        _ => "Europe/Paris",
    };
    // The zones are compiled in; UTC stands in for one only if that ever failed.
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// Neither a Sunday nor a holiday.
fn is_working(day: Date) -> bool {
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    let year = u16::try_from(day.year()).unwrap_or(0);
    let holiday = vocabulary::Date::new(year, part(day.month()), part(day.day()))
        .is_ok_and(vocabulary::is_holiday);
    day.weekday() != Weekday::Sunday && !holiday
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Quiet = Quiet { from: 21, until: 8 };

    fn next(what: Disturbing, now: &str) -> String {
        USUAL.next(what, now.parse().unwrap()).to_string()
    }

    #[test]
    fn what_comes_by_night_waits_for_the_morning() {
        for (now, then) in [
            // By day it goes at once, to the second.
            ("2026-11-23T09:15:42Z", "2026-11-23T09:15:42Z"),
            ("2026-11-23T07:00:00Z", "2026-11-23T07:00:00Z"),
            ("2026-11-23T19:59:59Z", "2026-11-23T19:59:59Z"),
            ("2026-11-23T20:00:00Z", "2026-11-24T07:00:00Z"),
            ("2026-11-23T23:30:00Z", "2026-11-24T07:00:00Z"),
            ("2026-11-24T06:59:59Z", "2026-11-24T07:00:00Z"),
            // In summer eight o'clock is an hour earlier.
            ("2026-07-01T19:00:00Z", "2026-07-02T06:00:00Z"),
        ] {
            assert_eq!(next(Disturbing::News, now), then, "{now}");
        }
    }

    #[test]
    fn who_lives_overseas_is_told_by_their_own_clock() {
        let now = "2026-11-23T07:00:00Z".parse().unwrap();
        for (postcode, then) in [
            ("", "2026-11-23T07:00:00Z"),
            ("75011", "2026-11-23T07:00:00Z"),
            ("97110", "2026-11-23T12:00:00Z"),
            ("97200", "2026-11-23T12:00:00Z"),
            ("97300", "2026-11-23T11:00:00Z"),
            ("97400", "2026-11-23T07:00:00Z"),
            ("97500", "2026-11-23T11:00:00Z"),
            ("97600", "2026-11-23T07:00:00Z"),
            ("98600", "2026-11-23T07:00:00Z"),
            // Nine in the evening of the day before; six in the evening.
            ("98714", "2026-11-23T18:00:00Z"),
            ("98800", "2026-11-23T07:00:00Z"),
        ] {
            let at = USUAL.next_in(&zone_of(postcode), Disturbing::News, now);
            assert_eq!(at.to_string(), then, "{postcode}");
        }
    }

    #[test]
    fn the_clock_that_changes_by_night_is_followed() {
        // The night of 25 October 2026 has an hour more, that of 28 March 2027 one less.
        assert_eq!(next(Disturbing::News, "2026-10-24T21:00:00Z"), "2026-10-25T07:00:00Z");
        assert_eq!(next(Disturbing::News, "2027-03-27T21:00:00Z"), "2027-03-28T06:00:00Z");
        // An hour that the clock skips is no reason to wait a day.
        let night = Quiet { from: 21, until: 2 };
        let now = "2027-03-27T21:00:00Z".parse().unwrap();
        assert_eq!(night.next(Disturbing::News, now).to_string(), "2027-03-28T01:00:00Z");
    }

    #[test]
    fn a_reminder_waits_for_a_day_that_is_neither_a_sunday_nor_a_holiday() {
        for (now, then) in [
            ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"),
            // Saturday evening, Sunday.
            ("2026-11-21T20:30:00Z", "2026-11-23T07:00:00Z"),
            ("2026-11-22T10:00:00Z", "2026-11-23T07:00:00Z"),
            // Christmas on a Friday; Easter Monday after its Sunday.
            ("2026-12-24T21:00:00Z", "2026-12-26T07:00:00Z"),
            ("2027-03-27T20:30:00Z", "2027-03-30T06:00:00Z"),
        ] {
            assert_eq!(next(Disturbing::Reminder, now), then, "{now}");
        }
        assert_eq!(next(Disturbing::News, "2026-11-22T10:00:00Z"), "2026-11-22T10:00:00Z");
    }

    #[test]
    fn a_house_may_have_other_hours_or_none() {
        let at = |quiet: Quiet, now: &str| quiet.next(Disturbing::News, now.parse().unwrap());
        let none = Quiet { from: 0, until: 0 };
        assert_eq!(at(none, "2026-11-23T02:00:00Z").to_string(), "2026-11-23T02:00:00Z");
        let after_midnight = Quiet { from: 1, until: 6 };
        assert_eq!(at(after_midnight, "2026-11-23T23:30:00Z").to_string(), "2026-11-23T23:30:00Z");
        assert_eq!(at(after_midnight, "2026-11-24T01:00:00Z").to_string(), "2026-11-24T05:00:00Z");
    }

    #[test]
    fn the_moment_found_is_always_one_at_which_it_may_go() {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        for hours in 0..(24 * 500) {
            let now = start + jiff::SignedDuration::from_mins(hours * 60 + 17);
            for what in [Disturbing::News, Disturbing::Reminder] {
                let then = USUAL.next(what, now);
                assert!(then >= now && USUAL.allows(what, then), "{now}");
                assert!(then.duration_since(now).as_hours() <= 84, "{now}");
            }
        }
    }
}
