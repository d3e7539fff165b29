//! Enqueueing, as the application; looking at the queue and mending it, as the role of the jobs.

pub mod of_house;
mod store;

use jiff::Timestamp;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgConnection, PgPool};

use crate::Task;

/// Days that the key of an effect is kept.
const EFFECT_KEPT_DAYS: i64 = 30;

/// When a job runs, and what it replaces. The default: now, and nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// A waiting job of the same key is replaced; a running one is left to end, and not tried again.
    pub key: Option<String>,
    /// Not before.
    pub at: Option<Timestamp>,
}

/// Adds a job to the transaction of `conn`: it is there when that commits.
///
/// # Errors
///
/// When the database refuses, or the task is not stored as an object.
pub async fn enqueue<T: Task>(
    conn: &mut PgConnection,
    task: &T,
    when: &When,
) -> Result<(), sqlx::Error> {
    let payload = serde_json::to_value(task).map_err(|error| sqlx::Error::Encode(error.into()))?;
    if !payload.is_object() {
        // The queue joins two lists of one key into one.
        return Err(sqlx::Error::Encode(format!("{} is not stored as an object", T::NAME).into()));
    }
    store::enqueue(conn, T::NAME, &payload, when, T::ATTEMPTS).await
}

/// Whether the effect `key` was not done before; from now on it was, if the transaction of `conn` commits.
///
/// A transaction that asks for the same key meanwhile waits for this one. Kept for 30 days.
///
/// # Errors
///
/// When the database does not answer.
pub async fn first_time(
    conn: &mut PgConnection,
    key: &str,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    store::insert_effect(conn, key, now).await
}

/// A job as its inspector sees it: what was asked for is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingJob {
    /// Which one.
    pub id: i64,
    /// Name of its kind.
    pub task: String,
    /// What it replaces, and is replaced by.
    pub key: Option<String>,
    /// One house's; else the platform's.
    pub of_a_house: bool,
    /// Attempts made or begun.
    pub attempts: i16,
    /// Attempts that it has.
    pub max_attempts: i16,
    /// Not before.
    pub run_at: Timestamp,
    /// When it was enqueued.
    pub created_at: Timestamp,
    /// Since when a worker has it.
    pub locked_since: Option<Timestamp>,
    /// What the last attempt said.
    pub last_error: Option<String>,
}

/// A part of a list, by identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Those after this one; 0 for the first page.
    pub after: i64,
    /// How many.
    pub limit: i64,
}

impl Default for Page {
    fn default() -> Self {
        Self { after: 0, limit: 50 }
    }
}

/// Jobs that wait or run.
///
/// # Errors
///
/// When the database does not answer, or the role is not that of the jobs.
pub async fn waiting(conn: &mut PgConnection, page: Page) -> Result<Vec<WaitingJob>, sqlx::Error> {
    store::list(conn, store::Which::Waiting, None, page).await
}

/// Jobs that failed at least once and will be tried again.
///
/// # Errors
///
/// As [`waiting`].
pub async fn failing(conn: &mut PgConnection, page: Page) -> Result<Vec<WaitingJob>, sqlx::Error> {
    store::list(conn, store::Which::Failing, None, page).await
}

/// Jobs that are not tried any more. One that was replaced by a later job of its key is none.
///
/// # Errors
///
/// As [`waiting`].
pub async fn dead_letters(
    conn: &mut PgConnection,
    page: Page,
) -> Result<Vec<WaitingJob>, sqlx::Error> {
    store::list(conn, store::Which::Dead, None, page).await
}

/// Tries the dead letters among `ids` again, at once and with all their attempts, and says how many there were.
///
/// Keys of effects are kept for 30 days: an older dead letter may do again what it did.
///
/// # Errors
///
/// As [`waiting`].
pub async fn replay(conn: &mut PgConnection, ids: &[i64]) -> Result<u64, sqlx::Error> {
    store::replay(conn, ids).await
}

/// Forgets the dead letters among `ids`, and says how many there were.
///
/// # Errors
///
/// As [`waiting`].
pub async fn discard(conn: &mut PgConnection, ids: &[i64]) -> Result<u64, sqlx::Error> {
    store::discard(conn, ids).await
}

/// How many jobs of a kind there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Depth {
    /// Name of the kind.
    pub task: String,
    /// Jobs that wait, for their hour or for a worker.
    pub waiting: i64,
    /// Jobs that a worker has.
    pub running: i64,
    /// Dead letters.
    pub dead: i64,
    /// Seconds since the hour of the oldest that waits; 0 when none is late.
    pub oldest_seconds: i64,
}

/// How many jobs there are, by task, by the database's clock, which is the queue's.
///
/// # Errors
///
/// As [`waiting`].
pub async fn depth(conn: &mut PgConnection) -> Result<Vec<Depth>, sqlx::Error> {
    store::depth(conn, None).await
}

/// Kinds of jobs that wait though no handler in `known` is theirs: nobody will ever run them.
#[must_use]
pub fn unknown<'depths>(depths: &'depths [Depth], known: &[&str]) -> Vec<&'depths Depth> {
    depths.iter().filter(|it| it.waiting > 0 && !known.contains(&it.task.as_str())).collect()
}

/// Forgets the keys of effects that are past their time at `now`, and jobs that were replaced while they failed.
///
/// As the role of the jobs. Says how many keys went.
///
/// # Errors
///
/// As [`waiting`].
pub async fn purge(conn: &mut PgConnection, now: Timestamp) -> Result<u64, sqlx::Error> {
    store::delete_replaced(conn).await?;
    let before = now - jiff::SignedDuration::from_hours(EFFECT_KEPT_DAYS * 24);
    store::delete_effects(conn, before).await
}

/// Makes the job at hand its own last attempt.
pub(crate) async fn give_up(conn: &mut PgConnection, job: i64) -> Result<(), sqlx::Error> {
    store::give_up(conn, job).await
}

/// Connections of the role of the jobs, opened when they are needed.
///
/// `options` are those of that role, or of one that may take it, as the owner may.
#[must_use]
pub fn pool(options: PgConnectOptions, most: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(most)
        .min_connections(0)
        .acquire_timeout(std::time::Duration::from_secs(2))
        .after_connect(|conn, _| Box::pin(store::take_role(conn)))
        .connect_lazy_with(options)
}

/// Why the tables of the jobs could not be made.
#[derive(Debug, thiserror::Error)]
pub enum NotMigrated {
    /// The database did not answer, or refused.
    #[error("the tables of the jobs could not be made")]
    Database(#[from] sqlx::Error),
    /// The library's own migrations failed.
    #[error("the migrations of the job library failed")]
    Library(#[from] graphile_worker::WorkerBuildError),
}

/// Makes the library's tables, or brings them up to date, and puts the trigger that spreads retries on them.
///
/// Run after the migrations of `crates/db`, with the `options` of the owner or of the role of the jobs.
///
/// # Errors
///
/// [`NotMigrated`] with what failed.
pub async fn migrate(options: &PgConnectOptions) -> Result<(), NotMigrated> {
    let pool = pool(options.clone(), 2);
    let done = prepare(&pool).await;
    pool.close().await;
    done
}

/// As [`migrate`], on a pool of the role of the jobs that has at least two connections.
pub(crate) async fn prepare(pool: &PgPool) -> Result<(), NotMigrated> {
    let mut tx = pool.begin().await?;
    store::lock_migrations(&mut tx).await?;
    graphile_worker::WorkerUtils::new(pool, graphile_worker::Schema::default())
        .migrate()
        .await
        .map_err(graphile_worker::WorkerBuildError::from)?;
    store::spread_retries(&mut tx).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_that_no_handler_knows_is_told_only_while_it_waits() {
        let depth = |task: &str, waiting| Depth {
            task: task.to_owned(),
            waiting,
            running: 0,
            dead: 1,
            oldest_seconds: 0,
        };
        let depths = [depth("known", 3), depth("gone", 2), depth("done", 0)];
        let told: Vec<&str> =
            unknown(&depths, &["known"]).iter().map(|it| it.task.as_str()).collect();
        assert_eq!(told, ["gone"]);
    }
}
