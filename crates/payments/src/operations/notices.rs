//! What a provider reports: kept once, in the transaction that enqueues its reading.

use jiff::{SignedDuration, Timestamp};
use psp::{About, Notice};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Failure, enqueue, paris, store};
use crate::{CheckoutState, ReadNotice, RefundState};

/// A report that was not handled for so long is read again, each time that somebody looks.
const WAITS: SignedDuration = SignedDuration::from_hours(1);
/// Until it is so old: then it is read once a day.
const READ_OFTEN: SignedDuration = SignedDuration::from_hours(24);
/// Until it is so old: somebody has been told of it every day.
const READ_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How often somebody looks: whoever looks first on a day reads what is old.
const LOOKS: SignedDuration = SignedDuration::from_mins(15);

/// A report that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Of which provider.
    pub provider: String,
    /// The provider's word for what happened.
    pub kind: String,
    /// What it is about.
    pub about: About,
    /// When it came, the last time.
    pub at: Timestamp,
    /// It was handled.
    pub handled: bool,
}

/// A refund that a provider has, and of which it did not say what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Of which provider.
    pub provider: String,
    /// Its name for it.
    pub reference: String,
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
    read_soon(conn, tenant, id).await?;
    Ok(true)
}

/// Hears a `notice` that nobody signed: only that what it is about is to be read again. However many come, and whatever they
/// hold, there is one row of what they are about, and one reading that waits.
///
/// # Errors
///
/// When the database does not answer.
pub async fn hear_unsigned(
    conn: &mut PgConnection,
    tenant: Uuid,
    provider: &str,
    notice: &Notice,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let id = store::hear_again(conn, (tenant, Uuid::now_v7()), provider, notice, now).await?;
    read_soon(conn, tenant, id).await
}

async fn read_soon(conn: &mut PgConnection, tenant: Uuid, id: Uuid) -> Result<(), sqlx::Error> {
    let task = ReadNotice { tenant, notice: id };
    enqueue(conn, &task, format!("read_notice:{id}")).await
}

/// Will read again every report of the house that waits since long, whatever kept it from being read, and every refund that a
/// bank has since more than a day; what is older than a day once a day. Says how many.
///
/// # Errors
///
/// [`Failure`].
pub async fn read_overdue(
    conn: &mut PgConnection,
    tenant: Uuid,
    now: Timestamp,
) -> Result<usize, Failure> {
    let today = paris(now)?;
    let mut waiting = store::unhandled(conn, (now - READ_OFTEN, now - WAITS)).await?;
    if paris(now - LOOKS)? != today {
        waiting.extend(store::unhandled(conn, (now - READ_FOR, now - READ_OFTEN)).await?);
    }
    for id in &waiting {
        read_soon(conn, tenant, *id).await?;
    }
    let mut again = 0;
    for Sent { provider, reference } in store::sent_refunds(conn, now).await? {
        let id = format!("{reference}:read:{today}");
        let notice =
            Notice { id, kind: "refund.sent".to_owned(), about: About::Refund(reference), at: now };
        if hear(conn, tenant, &provider, &notice, None, now).await? {
            again += 1;
        }
    }
    Ok(waiting.len() + again)
}

/// The report `id`, if it is there.
///
/// # Errors
///
/// [`Failure`].
pub async fn find(conn: &mut PgConnection, id: Uuid) -> Result<Option<Heard>, Failure> {
    Ok(store::heard(conn, id).await?)
}

/// The report `id` was handled, as it was `heard`: what came again meanwhile is read again.
///
/// # Errors
///
/// When the database does not answer.
pub async fn handled(
    conn: &mut PgConnection,
    (id, heard): (Uuid, &Heard),
    outcome: Outcome,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    store::handled(conn, (id, heard.at), outcome.id(), now).await
}
