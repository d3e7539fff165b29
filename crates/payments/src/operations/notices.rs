//! What a provider reports: kept once, in the transaction that enqueues its reading.

use jiff::Timestamp;
use psp::{About, Notice};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Failure, enqueue, store};
use crate::ReadNotice;

/// A report that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Of which provider.
    pub provider: String,
    /// The provider's word for what happened.
    pub kind: String,
    /// What it is about.
    pub about: About,
    /// It was handled.
    pub handled: bool,
}

vocabulary::codes! {
    /// What came of a report.
    pub enum Outcome {
        /// What it is about was read, and what followed is written.
        Applied = "applied",
        /// It changes nothing: heard before, or overtaken.
        NoChange = "no_change",
        /// It is about nothing that we follow.
        NotFollowed = "not_followed",
        /// It is about a payment that is none of ours.
        NotOurs = "not_ours",
    }
}

/// Keeps `notice`, as it came in `body`, and will read what it is about; `false` when it was kept before.
///
/// # Errors
///
/// When the database does not answer.
pub async fn hear(
    conn: &mut PgConnection,
    tenant: Uuid,
    provider: &str,
    notice: &Notice,
    body: Option<&[u8]>,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let id = Uuid::now_v7();
    if !store::hear(conn, (tenant, id), provider, notice, body, now).await? {
        return Ok(false);
    }
    let task = ReadNotice { tenant, notice: id };
    enqueue(conn, &task, format!("read_notice:{id}")).await?;
    Ok(true)
}

/// The report `id`, if it is there.
///
/// # Errors
///
/// [`Failure`].
pub async fn find(conn: &mut PgConnection, id: Uuid) -> Result<Option<Heard>, Failure> {
    Ok(store::heard(conn, id).await?)
}

/// The report `id` was handled.
///
/// # Errors
///
/// When the database does not answer.
pub async fn handled(
    conn: &mut PgConnection,
    id: Uuid,
    outcome: Outcome,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    store::handled(conn, id, outcome.id(), now).await
}
