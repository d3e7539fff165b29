//! What came by transfer or card, what went back, and where the money of a dossier is then.

use accounts::Visit;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Date};

use super::super::{DossierId, NotDone, Who, acting, time};
use crate::order::Means;
use crate::tracks::{Payment, Reason};
use crate::{Change, Personal, Refusal, State};

/// Longest reference of a bank, in characters.
const BANK_REFERENCE_MAX: usize = 140;

/// A transfer that the staff saw on the account.
#[derive(Clone, Copy, Debug)]
pub struct Transfer<'a> {
    /// How much.
    pub cents: Cents,
    /// The day on which it came.
    pub received_on: Date,
    /// The bank's reference.
    pub reference: &'a str,
}

/// Records a transfer: the dossier is paid once they come to its total.
///
/// # Errors
///
/// [`Refusal::BadSum`], [`Refusal::BadText`], [`Refusal::NotOrdered`].
pub async fn record_transfer(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    transfer: Transfer<'_>,
) -> Result<State, NotDone> {
    let reference = bank_reference(transfer.reference)?;
    if transfer.received_on > time::paris(visit.now)? {
        return Err(Refusal::BadSum.into());
    }
    let mut open = acting::open_for_house(conn, visit, who, id).await?;
    // The same line of the statement recorded twice pays once.
    let again = open.state.transfers.values().any(|one| {
        one.cents == transfer.cents
            && one.received_on == transfer.received_on
            && one.reference.as_deref() == Some(reference)
    });
    if again {
        return Err(Refusal::SamePayment.into());
    }
    let change = Change::TransferRecorded {
        payment: Uuid::now_v7().into(),
        cents: transfer.cents,
        received_on: transfer.received_on,
        means: Means::Transfer,
    };
    open.make_with(change, Personal::of_words(reference))?;
    Ok(open.save(conn).await?)
}

/// Records that a card was charged `cents`, under the name `payment` of whoever charged it: twice is as once.
///
/// Whatever became of the dossier in the meantime, the money came: a closed one takes it too.
///
/// # Errors
///
/// [`Refusal::BadSum`], [`Refusal::NotOrdered`].
pub async fn record_card(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
    payment: Uuid,
    cents: Cents,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::House, id).await?;
    if !open.state.transfers.contains_key(&payment.into()) {
        let received_on = time::paris(visit.now)?;
        let means = Means::Card;
        open.make(Change::TransferRecorded { payment: payment.into(), cents, received_on, means })?;
    }
    Ok(open.save(conn).await?)
}

/// Money that was given back.
#[derive(Clone, Copy, Debug)]
pub struct GivenBack<'a> {
    /// How whoever gave it names it.
    pub refund: Uuid,
    /// How much.
    pub cents: Cents,
    /// What of it had been paid above the price.
    pub above: Cents,
    /// The bank's reference, where it went by transfer.
    pub reference: Option<&'a str>,
}

/// Records that money was given back: twice is as once.
///
/// # Errors
///
/// [`Refusal::BadSum`] for more than what is left, [`Refusal::BadText`].
pub async fn record_refund(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
    back: GivenBack<'_>,
) -> Result<State, NotDone> {
    let personal = match back.reference {
        Some(reference) => Personal::of_words(bank_reference(reference)?),
        None => Personal::default(),
    };
    let mut open = acting::open(conn, visit, Who::House, id).await?;
    if !open.state.refunds.contains_key(&back.refund.into()) {
        let (refund, above) = (back.refund.into(), Some(back.above));
        open.make_with(Change::Refunded { refund, cents: back.cents, above }, personal)?;
    }
    Ok(open.save(conn).await?)
}

/// The bank's reference as it is kept: trimmed, of some length.
///
/// # Errors
///
/// [`Refusal::BadText`].
pub fn bank_reference(text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    let told = !text.is_empty() && text.chars().count() <= BANK_REFERENCE_MAX;
    if told && !text.contains('\0') { Ok(text) } else { Err(Refusal::BadText) }
}

/// Records that what was given back under the name `refund` came back to us: twice is as once.
///
/// # Errors
///
/// Only what keeps us from answering.
pub async fn refund_returned(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
    refund: Uuid,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::House, id).await?;
    if open.state.refunds.contains_key(&refund.into()) {
        open.make(Change::RefundReturned { refund: refund.into() })?;
    }
    Ok(open.save(conn).await?)
}

/// Moves the money otherwise: a complement, a refund, a dispute. Whoever pays and refunds calls it.
///
/// # Errors
///
/// [`Refusal::NoSuchStep`], and [`Refusal::ReasonNeeded`] for a step back without one.
pub async fn move_payment(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    to: Payment,
    reason: Option<Reason>,
) -> Result<State, NotDone> {
    let mut open = acting::open_for_house(conn, visit, who, id).await?;
    open.make(Change::PaymentMoved { to, reason })?;
    Ok(open.save(conn).await?)
}
