//! What a provider reports: kept once, in the transaction that enqueues its reading.

use jiff::Timestamp;
use psp::{About, Notice};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Failure, enqueue, store};
use crate::{CheckoutState, ReadNotice, RefundState};

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

/// Whether what a report is about is, or belongs to, a page of this house: what nobody signed is heard then only.
///
/// # Errors
///
/// [`Failure`].
pub async fn is_ours(
    conn: &mut PgConnection,
    provider: &str,
    about: &About,
) -> Result<bool, Failure> {
    let Some(name) = about.under() else { return Ok(false) };
    Ok(store::by_reference(conn, provider, name, None).await?.is_some()
        || store::by_payment(conn, provider, name).await?.is_some())
}

/// Whether what a report is about is ours, and not known to have been paid or given back: whoever looks for what was missed
/// with a provider that keeps no reports asks of every payment that there is.
///
/// # Errors
///
/// [`Failure`].
pub async fn is_unsettled(
    conn: &mut PgConnection,
    provider: &str,
    about: &About,
) -> Result<bool, Failure> {
    let Some(name) = about.under() else { return Ok(false) };
    let Some(page) = store::by_reference(conn, provider, name, None).await? else {
        return Ok(false);
    };
    let About::Refund(refund) = about else { return Ok(page.state != CheckoutState::Paid) };
    let known = store::refund_by_reference(conn, page.id, refund).await?;
    Ok(known.is_none_or(|it| !matches!(it.state, RefundState::Done | RefundState::Failed)))
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
