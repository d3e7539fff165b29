//! Storing and purging, in the caller's transaction, for the tenant that it entered.

mod store;

use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Message;

/// Hours in which one address may leave [`MOST_PER_WINDOW`] messages.
const WINDOW_HOURS: i64 = 1;
/// Messages that one address may leave in the window.
const MOST_PER_WINDOW: i64 = 5;
/// Days that a message is kept (issue: one year).
const KEPT_DAYS: i64 = 365;

/// Why a message was not stored.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The address left too many messages within the hour.
    #[error("too many messages from this address within the hour")]
    TooMany,
    /// The database did not answer, or refused.
    #[error("the message could not be stored")]
    Database(#[from] sqlx::Error),
}

/// Stores `message` for the tenant of the transaction, at `now`.
///
/// # Errors
///
/// [`Refused::TooMany`] when the same address left five messages within the hour; nothing is written then.
pub async fn leave(
    conn: &mut PgConnection,
    tenant: Uuid,
    message: &Message,
    now: Timestamp,
) -> Result<(), Refused> {
    let since = now - jiff::SignedDuration::from_hours(WINDOW_HOURS);
    if store::count_since(conn, &message.email, since).await? >= MOST_PER_WINDOW {
        return Err(Refused::TooMany);
    }
    Ok(store::insert(conn, tenant, message, now).await?)
}

/// Deletes what was kept for a year at `now`, and says how many messages went.
///
/// # Errors
///
/// When the database does not answer.
pub async fn purge(conn: &mut PgConnection, now: Timestamp) -> Result<u64, sqlx::Error> {
    store::delete_before(conn, now - jiff::SignedDuration::from_hours(KEPT_DAYS * 24)).await
}
