//! A customer goes to pay: a row first, then the provider's page, then they come back.

use accounts::Visit;
use dossiers::State;
use dossiers::operations::{DossierId, Who, drafts};
use dossiers::tracks::Payment;
use jiff::{SignedDuration, Timestamp};
use psp::Opened;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Cents;

use super::{Failure, NotDone, enqueue, sales, store};
use crate::{Checkout, CheckoutId, CheckoutState, ReadCheckout, Refusal};

/// How long a page takes money: within what Stripe admits, thirty minutes to a day.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(4);
/// A page of less time than this is not begun with: what is left must do to pay, and be what a provider admits.
const WORTH: SignedDuration = SignedDuration::from_mins(35);

/// A page that is there is gone back to while so much is left of it.
const ENOUGH: SignedDuration = SignedDuration::from_mins(2);

/// What is to be done so that somebody can pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// The page is there.
    Ready(Checkout),
    /// The provider is to be asked for the page, after the commit; then [`opened`]. The dossier is what the sum is due on: what
    /// is asked for is told of it, and of no other reading.
    ToOpen(Checkout, Box<State>),
    /// This page must be closed first, and what became of it applied: another sum is due, or its time is nearly over.
    ToClose(Checkout),
}

/// Begins a payment by `provider` for what is due on a dossier of whoever asks.
///
/// # Errors
///
/// [`Refusal::NothingDue`], [`Refusal::Closed`]; a dossier that is not theirs is missing.
pub async fn begin(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    dossier: DossierId,
    provider: &str,
) -> Result<Begun, NotDone> {
    store::hold(conn, dossier.0).await?;
    let state = drafts::find(conn, visit, who, dossier).await?;
    if state.closed.is_some() {
        return Err(Refusal::Closed.into());
    }
    if state.order.is_none() {
        return Err(Refusal::NothingDue.into());
    }
    let owed = Cents(state.owed());
    let taxes = sales::taxes_of(conn, &state, owed).await?;
    if !matches!(state.payment, Payment::APayer | Payment::ComplementDu) || owed.0 == 0 {
        return Err(Refusal::NothingDue.into());
    }
    if let Some(open) = store::open_of(conn, dossier.0).await? {
        let fits = open.cents == owed && open.provider == provider;
        let left = open.until.duration_since(visit.now);
        return match open.state {
            CheckoutState::Open if fits && left > ENOUGH => Ok(Begun::Ready(open)),
            CheckoutState::Planned if fits && left > WORTH => {
                Ok(Begun::ToOpen(open, Box::new(state)))
            }
            CheckoutState::Open => Ok(Begun::ToClose(open)),
            // Nobody was ever given its address: it cannot have been paid.
            _ => {
                store::close(conn, open.id).await?;
                let planned = plan(conn, visit, (dossier, &state), provider, (owed, taxes)).await?;
                Ok(Begun::ToOpen(planned, Box::new(state)))
            }
        };
    }
    let planned = plan(conn, visit, (dossier, &state), provider, (owed, taxes)).await?;
    Ok(Begun::ToOpen(planned, Box::new(state)))
}

async fn plan(
    conn: &mut PgConnection,
    visit: &Visit,
    (dossier, state): (DossierId, &State),
    provider: &str,
    (cents, taxes): (Cents, Cents),
) -> Result<Checkout, NotDone> {
    let planned = Checkout {
        id: CheckoutId(Uuid::now_v7()),
        dossier: dossier.0,
        reference: state.reference.to_string(),
        provider: provider.to_owned(),
        cents,
        taxes,
        excess: Cents(0),
        state: CheckoutState::Planned,
        provider_ref: None,
        page: None,
        payment_ref: None,
        opened_at: visit.now,
        // To the second, as providers count: the same call must say the same.
        until: whole_second(visit.now + OPEN_FOR)?,
        paid_at: None,
    };
    store::plan(conn, visit.tenant().0, &planned).await?;
    Ok(planned)
}

fn whole_second(at: Timestamp) -> Result<Timestamp, Failure> {
    Timestamp::from_second(at.as_second()).map_err(|_| Failure::Row("an instant out of time"))
}

/// The provider opened the page.
///
/// # Errors
///
/// [`NotDone::Missing`] when there is no such page.
pub async fn opened(
    conn: &mut PgConnection,
    id: CheckoutId,
    opened: &Opened,
) -> Result<Checkout, NotDone> {
    store::opened(conn, id, opened).await?;
    store::find(conn, id).await?.ok_or(NotDone::Missing)
}

/// The page that somebody comes back from: what became of it will be read, whatever the provider reports.
///
/// # Errors
///
/// When the database does not answer.
pub async fn came_back(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
) -> Result<Option<Checkout>, NotDone> {
    let latest = store::latest_of(conn, dossier.0).await?;
    if let Some(open) = latest.as_ref().filter(|it| it.state == CheckoutState::Open) {
        read_soon(conn, visit.tenant().0, open.id).await?;
    }
    Ok(latest)
}

/// Reads again, soon, what became of the page `id`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn read_soon(
    conn: &mut PgConnection,
    tenant: Uuid,
    id: CheckoutId,
) -> Result<(), sqlx::Error> {
    let task = ReadCheckout { tenant, checkout: id.0 };
    enqueue(conn, &task, format!("read_checkout:{}", id.0)).await
}

/// The page `id`.
///
/// # Errors
///
/// [`NotDone::Missing`].
pub async fn find(conn: &mut PgConnection, id: CheckoutId) -> Result<Checkout, NotDone> {
    store::find(conn, id).await?.ok_or(NotDone::Missing)
}

/// Will read every page of the house that took money until now and did not say what became of it; says how many.
///
/// # Errors
///
/// [`Failure`].
pub async fn read_overdue(
    conn: &mut PgConnection,
    tenant: Uuid,
    now: Timestamp,
) -> Result<usize, Failure> {
    let overdue = store::overdue(conn, now).await?;
    for id in &overdue {
        read_soon(conn, tenant, *id).await?;
    }
    Ok(overdue.len())
}
