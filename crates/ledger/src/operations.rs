//! Booking and reading, in the caller's transaction and for the house that it entered.

mod store;

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Date};

use crate::{Account, Entry};

/// What kept us from answering.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The database did not answer, or refused.
    #[error("the ledger could not be reached")]
    Database(#[from] sqlx::Error),
    /// A row is none that this crate writes.
    #[error("the ledger holds what is never written: {0}")]
    Row(&'static str),
}

/// Books `entry`; `false` when its cause was booked before, and nothing is written then.
///
/// # Errors
///
/// [`Failed`].
pub async fn book(
    conn: &mut PgConnection,
    tenant: Uuid,
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Failed> {
    store::insert(conn, tenant, entry, now).await
}

/// What each account holds; those that hold nothing are absent.
///
/// # Errors
///
/// [`Failed`].
pub async fn balances(conn: &mut PgConnection) -> Result<BTreeMap<Account, Cents>, Failed> {
    store::balances(conn).await
}

/// The transactions of the days `from` to `to`, both in, oldest first.
///
/// # Errors
///
/// [`Failed`].
pub async fn between(conn: &mut PgConnection, from: Date, to: Date) -> Result<Vec<Entry>, Failed> {
    store::between(conn, from, to).await
}

/// Whether `cause` was booked.
///
/// # Errors
///
/// [`Failed`].
pub async fn is_booked(conn: &mut PgConnection, cause: &str) -> Result<bool, Failed> {
    Ok(store::is_booked(conn, cause).await?)
}
