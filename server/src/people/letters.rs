//! What became of a letter, as the page that follows its demand says it.

use app::site::account::LetterState;
use jiff::{SignedDuration, Timestamp};
use notifications::State;
use sqlx::PgConnection;
use uuid::Uuid;

/// How long a letter usually takes to leave.
const USUAL: SignedDuration = SignedDuration::from_secs(20);

/// What became of the letter `id` at `now`.
pub(super) async fn state(
    conn: &mut PgConnection,
    id: Uuid,
    now: Timestamp,
) -> Result<LetterState, sqlx::Error> {
    let Some((state, attempts)) = notifications::operations::state(conn, id).await? else {
        return Ok(LetterState::Unknown);
    };
    Ok(match state {
        // It failed once already, or takes longer than usual.
        State::Waiting if attempts > 0 => LetterState::Late,
        State::Waiting | State::Sending if is_late(id, now) => LetterState::Late,
        State::Waiting | State::Sending => LetterState::Leaving,
        State::Sent | State::Delivered => LetterState::Sent,
        State::Bounced | State::Failed | State::Complained => LetterState::Failed,
    })
}

/// Whether a letter should have left: its name says when it was written (UUID version 7).
fn is_late(id: Uuid, now: Timestamp) -> bool {
    let written = id.get_timestamp().and_then(|at| {
        let (seconds, nanoseconds) = at.to_unix();
        Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanoseconds).ok()?).ok()
    });
    written.is_some_and(|written| now.duration_since(written) > USUAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_late_after_a_while() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let at = uuid::Timestamp::from_unix(uuid::NoContext, 1_800_000_000, 0);
        let id = Uuid::new_v7(at);
        assert!(!is_late(id, now + SignedDuration::from_secs(20)));
        assert!(is_late(id, now + SignedDuration::from_secs(21)));
    }
}
