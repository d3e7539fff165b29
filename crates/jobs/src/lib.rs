//! What is done outside a request: enqueued in the transaction that causes it, done at least once.
//!
//! A [`Task`] is a kind of job and its payload. [`operations::enqueue`] adds a job to the caller's transaction: no commit, no
//! job. A [`Worker`] runs the handlers it was given; a handler that fails runs again later, and after its last attempt the job
//! is a dead letter, kept until somebody replays or discards it. A worker may die after the effect and before it says so: a
//! handler that must not do a thing twice asks [`operations::first_time`] in its own transaction.
//!
//! A payload holds identifiers, never a name or an address: it outlives what it is about, and people read it.
//!
//! Read [`operations`], then [`Worker`]. Left out: what the jobs are, which each crate says for itself.

mod attempt;
pub mod operations;
mod sample;
mod worker;

use std::time::Duration;

pub use worker::{BadSchedule, Worker};

/// A kind of job, and what one of them needs to know.
///
/// It is stored as a JSON object and read back by later releases: a new field has a default.
pub trait Task: serde::Serialize + serde::de::DeserializeOwned + Send + Sync + 'static {
    /// Its name in the database, in logs and in metrics.
    const NAME: &'static str;
    /// How often it is tried before it is a dead letter; twelve take sixteen hours.
    const ATTEMPTS: i16 = 12;
    /// How long one attempt may take.
    const TIME_LIMIT: Duration = Duration::from_mins(1);
}

/// Why a handler did not do its job. The text is stored and logged: nothing in it tells of a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// It may work later: it is tried again, up to [`Task::ATTEMPTS`].
    #[error("{0}")]
    Again(String),
    /// It will never work: a dead letter at once.
    #[error("{0}")]
    ForGood(String),
}

impl From<sqlx::Error> for Failed {
    /// A database that does not answer will answer later. What it says of a row may quote the row, so its code stands for it.
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        Self::Again(match code {
            Some(code) => format!("the database refused ({code})"),
            None => "the database did not answer".to_owned(),
        })
    }
}

/// Which attempt at which job a handler is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The job, the same at each attempt.
    pub job: i64,
    /// The first is 1.
    pub number: i16,
    /// Whether the job is a dead letter if this one fails.
    pub last: bool,
}
