//! Customers who must act: why, since when, and what is said of it next. Letters are for others to write.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use super::purge::{NEVER_FILED_DAYS, NOTICE_DAYS};
use super::store::reminders;
use super::{DossierId, Failure};
use crate::status::PublicStatus;
use crate::{SlotState, State};

vocabulary::codes! {
    /// Why somebody is reminded.
    pub enum Cause {
        /// The order is not paid, or not whole.
        Payment = "payment",
        /// Pieces are missing.
        Pieces = "pieces",
        /// Pieces or forms are to be replaced.
        Correction = "correction",
        /// A signature is missing, and nothing else.
        Signature = "signature",
        /// A draft is about to be forgotten.
        Draft = "draft",
    }
}

/// Days after the beginning of a wait on which its customer is reminded.
pub const STEPS: [i16; 4] = [3, 7, 15, 30];
/// Days after which the customer is silent: the last reminder was given time to be answered.
pub const SILENT: i16 = 33;
/// Days without a change after which the owner of a draft is told that it will be forgotten: two weeks before.
pub const DRAFT: i16 = 76;
/// Dossiers looked at in one query.
pub const AT_ONCE: i64 = 200;

/// A customer who must act, and who was told nothing of the next step yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Of which dossier.
    pub dossier: DossierId,
    /// Since when: the status, or what they did last.
    pub since: Timestamp,
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing, or it was done.
    Nothing,
    /// A reminder, so many days after the beginning.
    Reminder(i16),
    /// The staff decides: the reminders had no answer.
    Silent,
}

/// For what the customer of `state` is waited for; `None` where the move is not theirs.
#[must_use]
pub fn cause(state: &State) -> Option<Cause> {
    match state.status {
        PublicStatus::APayer => Some(Cause::Payment),
        PublicStatus::ACorriger => Some(Cause::Correction),
        PublicStatus::ACompleter => {
            let missing = |slot: &crate::Slot| slot.state == SlotState::Expected && !slot.optional;
            let any = state.slots.values().any(missing);
            Some(if any { Cause::Pieces } else { Cause::Signature })
        }
        _ => None,
    }
}

/// The step that is reached at `now` of a wait since `since`, by the days of Paris; none before the first.
#[must_use]
pub fn step(since: Timestamp, now: Timestamp) -> Option<i16> {
    let days = paris(since).until(paris(now)).map_or(0, |span| span.get_days());
    let reached = |step: &i16| i32::from(*step) <= days;
    [SILENT].into_iter().chain(STEPS.into_iter().rev()).find(reached)
}

/// When a draft is forgotten that did not change since `since`, and whose owner is told so at `now`: not before the day that
/// every draft has, nor too soon after the letter.
#[must_use]
pub fn forgotten_at(since: Timestamp, now: Timestamp) -> Timestamp {
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    (since + days(NEVER_FILED_DAYS)).max(now + days(NOTICE_DAYS))
}

fn paris(at: Timestamp) -> Date {
    // The zone is compiled in; UTC stands in for it only if that ever failed.
    at.to_zoned(TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC)).date()
}

/// Dossiers after `after` whose customer may have to be told something at `now`: at most [`AT_ONCE`], by their ids.
///
/// # Errors
///
/// When the database does not answer.
pub async fn waiting(
    conn: &mut PgConnection,
    after: Uuid,
    now: Timestamp,
) -> Result<Vec<DossierId>, Failure> {
    let [first, ..] = STEPS;
    // A day less: the days of Paris are counted, and no hours.
    let before = now - SignedDuration::from_hours(24 * (i64::from(first) - 1));
    let ids = reminders::waiting(conn, before, after, AT_ONCE).await?;
    Ok(ids.into_iter().map(DossierId).collect())
}

/// Drafts after `after` that will be forgotten in two weeks at the most, and whose owner was not told: with their last
/// change.
///
/// # Errors
///
/// When the database does not answer.
pub async fn drafts(
    conn: &mut PgConnection,
    after: Uuid,
    now: Timestamp,
) -> Result<Vec<Waiting>, Failure> {
    let before = now - SignedDuration::from_hours(24 * i64::from(DRAFT));
    let found = reminders::drafts(conn, before, after, (DRAFT, AT_ONCE)).await?;
    let draft = |(id, since)| Waiting { dossier: DossierId(id), since };
    Ok(found.into_iter().map(draft).collect())
}

/// What is due at `now` for the customer of the dossier `id`, whose move it is for `cause`, and since when it is waited for.
/// It is written down as done, with every step before it: who was not reminded in time is reminded once. `told`: whether a
/// reminder is written to somebody, or only would be.
///
/// Two that ask at once: one is told that nothing is due.
///
/// # Errors
///
/// When the database does not answer.
pub async fn take(
    conn: &mut PgConnection,
    id: DossierId,
    (cause, told): (Cause, bool),
    now: Timestamp,
) -> Result<(Due, Timestamp), Failure> {
    let since = reminders::since(conn, id.0).await?.unwrap_or(now);
    let Some(mut reached) = step(since, now) else { return Ok((Due::Nothing, since)) };
    let [.., last] = STEPS;
    if reached == SILENT {
        // Nobody is silent who was not asked, or was asked a moment ago.
        let asked = reminders::reminded(conn, (id.0, cause.id()), since, last).await?;
        let patience = SignedDuration::from_hours(24 * i64::from(SILENT - last) - 12);
        if asked.is_none_or(|asked| now.duration_since(asked) < patience) {
            reached = last;
        }
    }
    let steps: Vec<i16> =
        STEPS.into_iter().chain([SILENT]).filter(|step| *step <= reached).collect();
    let told = Some(reached).filter(|step| told && *step != SILENT);
    let new = reminders::take(conn, (id.0, cause.id()), since, (&steps, told), now).await?;
    let due = match new.into_iter().max() {
        Some(SILENT) => Due::Silent,
        // What was reached before is not told after what came later.
        Some(step) if step == reached => Due::Reminder(step),
        _ => Due::Nothing,
    };
    Ok((due, since))
}

/// How many reminders were written to the customer of the dossier `id` in the wait for `cause` since `since`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn written(
    conn: &mut PgConnection,
    id: DossierId,
    cause: Cause,
    since: Timestamp,
) -> Result<i64, Failure> {
    Ok(reminders::written(conn, (id.0, cause.id()), since).await?)
}

/// Whether the owner of the draft `waiting` is to be told that it will be forgotten: once a stillness.
///
/// # Errors
///
/// When the database does not answer.
pub async fn take_draft(
    conn: &mut PgConnection,
    waiting: Waiting,
    now: Timestamp,
) -> Result<bool, Failure> {
    let which = (waiting.dossier.0, Cause::Draft.id());
    let new = reminders::take(conn, which, waiting.since, (&[DRAFT], None), now).await?;
    Ok(!new.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_not_forgotten_before_its_day_nor_a_week_after_the_letter() {
        let since = "2027-01-05T09:00:00Z".parse().unwrap();
        let told = |now: &str| forgotten_at(since, now.parse().unwrap()).to_string();
        assert_eq!(told("2027-03-22T09:00:00Z"), "2027-04-05T09:00:00Z");
        // A Sunday and a holiday later it is still that day.
        assert_eq!(told("2027-03-24T09:00:00Z"), "2027-04-05T09:00:00Z");
        assert_eq!(told("2027-04-04T09:00:00Z"), "2027-04-11T09:00:00Z");
        assert_eq!(told("2027-05-01T09:00:00Z"), "2027-05-08T09:00:00Z");
    }

    #[test]
    fn days_are_those_of_paris_and_a_step_lasts_until_the_next() {
        let since = "2026-11-02T22:30:00Z".parse().unwrap();
        let reached = |now: &str| step(since, now.parse().unwrap());
        for (now, expected) in [
            ("2026-11-05T22:59:00Z", Some(3)),
            ("2026-11-04T22:59:59Z", None),
            ("2026-11-04T23:00:00Z", Some(3)),
            ("2026-11-09T12:00:00Z", Some(7)),
            ("2026-11-17T12:00:00Z", Some(15)),
            ("2026-12-02T12:00:00Z", Some(30)),
            ("2026-12-04T12:00:00Z", Some(30)),
            ("2026-12-05T12:00:00Z", Some(SILENT)),
            ("2027-12-05T12:00:00Z", Some(SILENT)),
        ] {
            assert_eq!(reached(now), expected, "{now}");
        }
    }
}
