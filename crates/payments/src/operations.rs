//! What can be done about money, in the caller's transaction and for the house that it entered.

pub mod apply;
pub mod by_transfer;
pub mod checkout;
pub mod notices;
pub mod reconciliation;
pub mod refunds;
pub mod sales;
pub mod sending;
mod store;
pub mod taxes;

use jiff::Timestamp;
use jobs::Task;
use jobs::operations::When;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use crate::{IssueInvoice, Money, Refusal};

/// Why a thing was not done. Nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// There is no such page, refund, or payment of ours.
    #[error("no such payment of ours")]
    Missing,
    /// The rules say no.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The dossier says no, or cannot be had.
    #[error(transparent)]
    Dossier(#[from] dossiers::operations::NotDone),
    /// Something kept us from answering.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<sqlx::Error> for NotDone {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("payment_refund_fits") => Self::Refused(Refusal::TooMuch),
            Some("payment_refund_other_person" | "payment_back_transfer_other_person") => {
                Self::Refused(Refusal::SamePerson)
            }
            Some("payment_back_transfer_once") => Self::Refused(Refusal::SameTransfer),
            _ => Self::Failed(error.into()),
        }
    }
}

impl From<ledger::operations::Failed> for NotDone {
    fn from(error: ledger::operations::Failed) -> Self {
        Self::Failed(error.into())
    }
}

/// What kept us from answering.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database did not answer, or refused.
    #[error("the database did not answer, or refused")]
    Database(#[from] sqlx::Error),
    /// The accounts could not be written.
    #[error(transparent)]
    Ledger(#[from] ledger::operations::Failed),
    /// A transaction of the accounts would not add up.
    #[error(transparent)]
    Unbalanced(#[from] ledger::Unbalanced),
    /// What is kept is not what this crate writes.
    #[error("the payments hold what is never written: {0}")]
    Row(&'static str),
    /// The provider says what cannot be.
    #[error("the provider says what cannot be: {0}")]
    Contradiction(&'static str),
}

/// All that a provider moved for `dossier`.
///
/// # Errors
///
/// [`Failure`].
pub async fn of_dossier(conn: &mut PgConnection, dossier: Uuid) -> Result<Money, Failure> {
    store::of_dossier(conn, dossier).await
}

/// Holds the pages of `dossier` until the end of the transaction: taken before the dossier itself, always.
///
/// # Errors
///
/// When the database does not answer.
pub async fn hold(conn: &mut PgConnection, dossier: Uuid) -> Result<(), sqlx::Error> {
    store::hold(conn, dossier).await
}

/// Has the papers issued that `dossier` lacks now that `moved`, by its name, came, went or stayed; or by the name of the
/// dossier itself, now that more is known of it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn invoice_soon(
    conn: &mut PgConnection,
    tenant: Uuid,
    dossier: Uuid,
    moved: Uuid,
) -> Result<(), sqlx::Error> {
    enqueue(conn, &IssueInvoice { tenant, dossier }, format!("issue_invoice:{moved}")).await
}

/// Deletes the bodies of reports after thirty days, and their rows after a year; says how many rows.
///
/// # Errors
///
/// When the database does not answer.
pub async fn purge(conn: &mut PgConnection, now: Timestamp) -> Result<u64, sqlx::Error> {
    store::purge(conn, now).await
}

/// Years, after the end of their own, that accounts and payments are kept (code de commerce L123-22).
const YEARS: i16 = 10;

/// Forgets the accounts and the payments of the house that are past their time; says how many entries and pages.
///
/// # Errors
///
/// [`Failure`].
pub async fn forget_accounts(conn: &mut PgConnection, now: Timestamp) -> Result<i64, Failure> {
    let bad = Failure::Row("a year out of the calendar");
    let year = i16::try_from(paris(now)?.year()).unwrap_or(i16::MAX);
    let Ok(before) = jiff::civil::Date::new(year - YEARS, 1, 1) else { return Err(bad) };
    Ok(store::forget(conn, before).await?)
}

async fn enqueue<T: Task>(
    conn: &mut PgConnection,
    task: &T,
    key: String,
) -> Result<(), sqlx::Error> {
    jobs::operations::enqueue(conn, task, &When { key: Some(key), at: None }).await.map(drop)
}

/// The day in Paris: what accounts count in.
fn paris(now: Timestamp) -> Result<Date, Failure> {
    let bad = Failure::Row("an instant out of the calendar");
    let Ok(zone) = jiff::tz::TimeZone::get("Europe/Paris") else { return Err(bad) };
    Date::parse(&now.to_zoned(zone).date().to_string()).map_err(|_| bad)
}
