//! The queue as the staff of one house sees and mends it: its own jobs, and those of the platform, which are nobody's.
//!
//! A job is a house's when its payload names it as `tenant`. As the role of the jobs.

use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::codes;

use super::{Depth, Page, WaitingJob, store};

codes! {
    /// A list of jobs.
    pub enum List {
        /// Jobs that are not tried any more.
        Dead = "dead",
        /// Jobs that failed at least once and will be tried again.
        Failing = "failing",
        /// Jobs that wait or run.
        Waiting = "waiting",
    }
}

/// The jobs of `which` that `house` may see.
///
/// # Errors
///
/// When the database does not answer, or the role is not that of the jobs.
pub async fn list(
    conn: &mut PgConnection,
    house: Uuid,
    which: List,
    page: Page,
) -> Result<Vec<WaitingJob>, sqlx::Error> {
    let which = match which {
        List::Dead => store::Which::Dead,
        List::Failing => store::Which::Failing,
        List::Waiting => store::Which::Waiting,
    };
    store::list(conn, which, Some(house), page).await
}

/// How many jobs `house` may see, by task.
///
/// # Errors
///
/// As [`list`].
pub async fn depth(conn: &mut PgConnection, house: Uuid) -> Result<Vec<Depth>, sqlx::Error> {
    store::depth(conn, Some(house)).await
}

/// Tries the dead letter `id` again, if `house` may see it; `false` when there is none.
///
/// # Errors
///
/// As [`list`].
pub async fn replay(conn: &mut PgConnection, house: Uuid, id: i64) -> Result<bool, sqlx::Error> {
    let ids = store::dead_among(conn, &[id], house, true).await?;
    Ok(store::replay(conn, &ids).await? > 0)
}

/// Forgets the dead letter `id`, if it is of `house`; `false` when there is none. The platform's are not a house's to drop.
///
/// # Errors
///
/// As [`list`].
pub async fn discard(conn: &mut PgConnection, house: Uuid, id: i64) -> Result<bool, sqlx::Error> {
    let ids = store::dead_among(conn, &[id], house, false).await?;
    Ok(store::discard(conn, &ids).await? > 0)
}
