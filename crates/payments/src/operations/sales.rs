//! What money that comes pays for, and what money that goes back takes back: booked with it.
//!
//! A payment sells the taxes that were not paid yet, then our fee; what comes above the price sells nothing. Whoever locks
//! both locks the dossier before what is sold for it.

use accounts::Visit;
use dossiers::State;
use ledger::{Account, Entry, Kind, Sale};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Date};

use super::{Failure, NotDone, paris};
use crate::{Checkout, Share};

/// The parts of the page `known`, by which `state` was paid just now.
pub(super) async fn share_of(
    conn: &mut PgConnection,
    state: &State,
    known: &Checkout,
) -> Result<Share, NotDone> {
    parts(conn, state, known.id.0, known.cents).await
}

async fn parts(
    conn: &mut PgConnection,
    state: &State,
    payment: Uuid,
    cents: Cents,
) -> Result<Share, NotDone> {
    let mut before = state.clone();
    before.transfers.remove(&payment.into());
    // Once the dossier is closed nothing is sold any more.
    let due = if before.closed.is_some() { Cents(0) } else { Cents(before.owed()) };
    let sells = cents.min(due);
    let taxes = taxes_of(conn, state, sells).await?;
    Ok(Share { taxes, fee: sells - taxes, excess: cents - sells })
}

/// What of `cents` that are due on `state` are taxes: those that were not paid yet.
pub(super) async fn taxes_of(
    conn: &mut PgConnection,
    state: &State,
    cents: Cents,
) -> Result<Cents, NotDone> {
    let Some(order) = &state.order else { return Ok(Cents(0)) };
    let sold = ledger::operations::sold(conn, &state.reference.to_string()).await?;
    Ok(Cents((order.taxes - sold.taxes).0.clamp(0, cents.0)))
}

/// Books that `taxes` and `fee`, VAT included, were sold for `state`; below nothing, that they are taken back. Once for
/// `cause`.
pub(super) async fn sell(
    conn: &mut PgConnection,
    visit: &Visit,
    state: &State,
    cause: String,
    (taxes, fee): (Cents, Cents),
) -> Result<(), NotDone> {
    if (taxes.0, fee.0) == (0, 0) {
        return Ok(());
    }
    let reference = state.reference.to_string();
    let whole = state
        .order
        .as_ref()
        .map_or((Cents(0), Cents(0)), |order| (order.fee_net, order.fee_net + order.fee_vat));
    let sold = ledger::operations::sold(conn, &reference).await?;
    let sale = Sale::on_top(sold, taxes, fee, whole);
    let on = paris(visit.now)?;
    let entry = Entry::sold(cause, reference, on, sale).map_err(Failure::from)?;
    ledger::operations::book(conn, visit.tenant().0, &entry, visit.now).await?;
    Ok(())
}

/// Books a transfer that the staff saw on the account, recorded in `state` under the name `payment`, and what it sells.
///
/// # Errors
///
/// [`NotDone::Failed`].
pub async fn book_transfer(
    conn: &mut PgConnection,
    visit: &Visit,
    state: &State,
    payment: Uuid,
    (cents, on): (Cents, Date),
) -> Result<(), NotDone> {
    let accounts = (Account::Bank, Account::Customer);
    let (cause, reference) = (format!("transfer:{payment}"), state.reference.to_string());
    let entry = Entry::moved(cause, Kind::Payment, reference, on, accounts, cents);
    let entry = entry.map_err(Failure::from)?;
    ledger::operations::book(conn, visit.tenant().0, &entry, visit.now).await?;
    let share = parts(conn, state, payment, cents).await?;
    sell(conn, visit, state, format!("sale:{payment}"), (share.taxes, share.fee)).await
}
