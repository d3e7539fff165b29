//! What became of a letter, as the page that follows its demand says it.

use app::site::account::LetterState;
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

pub(super) async fn state(
    _conn: &mut PgConnection,
    _id: Uuid,
    _now: Timestamp,
) -> Result<LetterState, sqlx::Error> {
    Ok(LetterState::Leaving)
}
