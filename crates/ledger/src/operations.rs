//! Booking and reading, in the caller's transaction and for the house that it entered.

mod store;

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Date};

use crate::fec::{Booked, Opening};
use crate::{Account, Chart, Entry, Numbered, Sale};

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
    let all = store::between(conn, from, to).await?;
    Ok(all.into_iter().map(|booked| booked.entry).collect())
}

/// Whether `cause` was booked.
///
/// # Errors
///
/// [`Failed`].
pub async fn is_booked(conn: &mut PgConnection, cause: &str) -> Result<bool, Failed> {
    Ok(store::is_booked(conn, cause).await?)
}

/// What was sold for the dossier `reference`, and not taken back. Nobody else sells for it, or takes back, until the end of the
/// transaction: whoever also locks the dossier does that before.
///
/// # Errors
///
/// [`Failed`].
pub async fn sold(conn: &mut PgConnection, reference: &str) -> Result<Sale, Failed> {
    Ok(store::sold(conn, reference).await?)
}

/// What an entry moved on one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// What caused it.
    pub cause: String,
    /// The reference of the dossier.
    pub reference: String,
    /// More than nothing is a debit.
    pub cents: Cents,
    /// When it was booked.
    pub at: Timestamp,
}

/// What was booked on `account` from `since` on, oldest first.
///
/// # Errors
///
/// [`Failed`].
pub async fn on_account(
    conn: &mut PgConnection,
    account: Account,
    since: Timestamp,
) -> Result<Vec<Moved>, Failed> {
    Ok(store::on_account(conn, account, since).await?)
}

/// The entries of the days `from` to `to`, both in, in the order in which they were booked.
///
/// # Errors
///
/// [`Failed`].
pub async fn booked(conn: &mut PgConnection, from: Date, to: Date) -> Result<Vec<Booked>, Failed> {
    let mut all = store::between(conn, from, to).await?;
    all.sort_by_key(|booked| booked.at);
    Ok(all)
}

/// What each account held before the day `first`, of customers each dossier; what holds nothing is absent.
///
/// # Errors
///
/// [`Failed`].
pub async fn openings(conn: &mut PgConnection, first: Date) -> Result<Vec<Opening>, Failed> {
    store::openings(conn, first).await
}

/// The numbers of accounts of the house.
///
/// # Errors
///
/// [`Failed`].
pub async fn chart(conn: &mut PgConnection) -> Result<Chart, Failed> {
    store::chart(conn).await
}

/// Numbers `account` otherwise than the general chart does; as it does, with `None`.
///
/// # Errors
///
/// [`Failed`].
pub async fn number(
    conn: &mut PgConnection,
    tenant: Uuid,
    account: Account,
    numbered: Option<&Numbered>,
) -> Result<(), Failed> {
    match numbered {
        Some(numbered) => store::number(conn, tenant, account, numbered).await?,
        None => store::unnumber(conn, account).await?,
    }
    Ok(())
}
