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
/// A page is begun with while more than this is left of it: that must do to pay, and be what a provider admits.
const WORTH: SignedDuration = SignedDuration::from_mins(35);

/// A page that is there is gone back to while more than this is left of it.
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
    if !is_due(state.payment, owed) {
        return Err(Refusal::NothingDue.into());
    }
    let taxes = sales::taxes_of(conn, &state, owed).await?;
    if let Some(open) = store::open_of(conn, dossier.0).await? {
        let fits = open.cents == owed && open.provider == provider;
        let left = open.until.duration_since(visit.now);
        match next(open.state, fits, left) {
            Next::GoBack => return Ok(Begun::Ready(open)),
            Next::Open => return Ok(Begun::ToOpen(open, Box::new(state))),
            Next::Close => return Ok(Begun::ToClose(open)),
            Next::Forget => store::close(conn, open.id).await?,
        }
    }
    let planned = plan(conn, visit, (dossier, &state), provider, (owed, taxes)).await?;
    Ok(Begun::ToOpen(planned, Box::new(state)))
}

/// Whether there is something to pay.
fn is_due(payment: Payment, owed: Cents) -> bool {
    matches!(payment, Payment::APayer | Payment::ComplementDu) && owed.0 > 0
}

/// What is done with the page that a dossier has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// The customer goes back to it.
    GoBack,
    /// The provider is asked for it.
    Open,
    /// It is closed at the provider, before another is begun.
    Close,
    /// Another takes its place: nobody was ever given its address, it cannot have been paid.
    Forget,
}

/// What is done with a page of which so much time is `left`; it `fits` when its sum is due, by whoever takes cards now.
fn next(state: CheckoutState, fits: bool, left: SignedDuration) -> Next {
    match state {
        CheckoutState::Open if fits && left > ENOUGH => Next::GoBack,
        CheckoutState::Open => Next::Close,
        CheckoutState::Planned if fits && left > WORTH => Next::Open,
        _ => Next::Forget,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn so_long(seconds: i64) -> SignedDuration {
        SignedDuration::from_secs(seconds)
    }

    #[test]
    fn only_who_owes_something_goes_to_pay() {
        for payment in [Payment::APayer, Payment::ComplementDu] {
            assert!(is_due(payment, Cents(1)), "{payment:?}");
            assert!(!is_due(payment, Cents(0)), "{payment:?}");
        }
        for payment in [Payment::Devis, Payment::Rembourse, Payment::Contestee] {
            assert!(!is_due(payment, Cents(100)), "{payment:?}");
        }
    }

    #[test]
    fn an_open_page_is_gone_back_to_while_more_than_two_minutes_are_left_to_pay_what_is_due() {
        let open = |fits, left| next(CheckoutState::Open, fits, so_long(left));
        assert_eq!(open(true, 121), Next::GoBack);
        assert_eq!(open(true, 120), Next::Close);
        assert_eq!(open(true, -1), Next::Close);
        assert_eq!(open(false, 4 * 3_600), Next::Close, "another sum, or another provider");
    }

    #[test]
    fn a_page_that_was_never_opened_is_asked_for_while_the_provider_takes_it_and_another_then() {
        let planned = |fits, left| next(CheckoutState::Planned, fits, so_long(left));
        assert_eq!(planned(true, 2_101), Next::Open);
        assert_eq!(planned(true, 2_100), Next::Forget, "thirty-five minutes");
        assert_eq!(planned(false, 4 * 3_600), Next::Forget, "another sum, or another provider");
        assert_eq!(planned(false, 60), Next::Forget);
    }
}
