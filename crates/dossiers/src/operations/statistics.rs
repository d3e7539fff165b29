//! What comes of all dossiers: how many, how late, refused why, by whom. Counts alone: nobody's dossier is in them.

use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use super::Failure;
use super::store::statistics as store;
use crate::PublicStatus;

/// From one instant to before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// From here on.
    pub since: Timestamp,
    /// Before.
    pub until: Timestamp,
    /// Counted by week, from Monday to Sunday; else by day.
    pub by_week: bool,
}

/// What happened in a day or a week of Paris.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Volume {
    /// The day, or the Monday.
    pub day: Date,
    /// Dossiers begun.
    pub begun: i64,
    /// Dossiers filed.
    pub filed: i64,
}

/// How long dossiers wait in a status now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay {
    /// The status.
    pub status: PublicStatus,
    /// Dossiers in it.
    pub dossiers: i64,
    /// Those of them that a promise was made for.
    pub promised: i64,
    /// Those that are later than promised.
    pub late: i64,
    /// Half of them wait longer than so many seconds.
    pub median_seconds: i64,
    /// The longest wait, in seconds.
    pub longest_seconds: i64,
}

/// How often a reason was given, what was undone left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its code.
    pub reason: String,
    /// How often.
    pub times: i64,
}

/// What somebody of the staff decided, what was undone left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the acts, by their names")]
pub struct Work {
    pub person: Uuid,
    pub accepted: i64,
    pub refused: i64,
    pub validated: i64,
    pub ready: i64,
    pub messages: i64,
}

/// What comes of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// By day or week, the oldest first.
    pub volume: Vec<Volume>,
    /// By status, those that are our move first.
    pub delays: Vec<Delay>,
    /// By reason, the most frequent first.
    pub refused: Vec<Refused>,
    /// By member of the staff, whoever decided most first.
    pub work: Vec<Work>,
}

/// The statistics of `period` in the house that was entered, at `now`. Four queries, each over the period or over what is
/// open now.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of(
    conn: &mut PgConnection,
    period: Period,
    now: Timestamp,
) -> Result<Statistics, Failure> {
    Ok(Statistics {
        volume: store::volume(conn, period).await?,
        delays: store::delays(conn, now).await?,
        refused: store::refused(conn, period).await?,
        work: store::work(conn, period).await?,
    })
}
