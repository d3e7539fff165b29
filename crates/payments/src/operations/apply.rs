//! What follows from what a provider says when it is asked. Said twice, late or out of order, it follows once.

mod disputed;
mod given_back;

use accounts::Visit;
use dossiers::State;
use dossiers::items::Priority;
use dossiers::operations::money;
use dossiers::operations::talk::{self, NewTask};
use dossiers::operations::{DossierId, NotDone as NotMade, Who, history};
use ledger::{Account, Entry, Kind};
use psp::{CheckoutState as Said, Standing};
use sqlx::PgConnection;
use vocabulary::Cents;

use super::reconciliation::{DifferenceKind, Disagreement};
use super::refunds::plan_excess;
use super::{Failure, NotDone, invoice_soon, paris, sales, store};
use crate::{Checkout, CheckoutId, CheckoutState, DisputeState};

pub use disputed::dispute;
pub(super) use given_back::failed;
pub use given_back::refund;

/// What followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Followed {
    /// Nothing: it was known.
    Nothing,
    /// It is about a payment that is none of ours.
    NotOurs,
    /// The page was closed without money.
    Closed,
    /// It was paid: the dossier as it is now, and what came.
    Paid(Box<State>, Cents),
    /// Money went back: the dossier as it is now, and what went.
    GivenBack(Box<State>, Cents),
    /// Money could not be given back: the dossier as it is now, and what did not go.
    NotGivenBack(Box<State>, Cents),
    /// A bank is asked to take a payment back, or has decided.
    Disputed(Box<State>, DisputeState),
    /// It is booked, and the dossier was deleted before it came: it is shown to whoever keeps the accounts.
    DossierGone,
}

/// What a page became.
///
/// # Errors
///
/// [`Failure::Contradiction`] when what was paid is not what was asked for.
pub async fn checkout(
    conn: &mut PgConnection,
    visit: &Visit,
    provider: &str,
    said: &Standing,
) -> Result<Followed, NotDone> {
    let Some(known) = store::by_reference(conn, provider, &said.reference, said.ours).await? else {
        return Ok(Followed::NotOurs);
    };
    store::hold(conn, known.dossier).await?;
    // Under its lock it may be another than before.
    let known = store::find(conn, known.id).await?.ok_or(NotDone::Missing)?;
    if known.provider_ref.as_deref().is_some_and(|reference| reference != said.reference) {
        return Err(Failure::Contradiction("two pages bear one of our names").into());
    }
    match (known.state, said.state) {
        (CheckoutState::Paid, _) | (CheckoutState::Closed, Said::Closed | Said::Open) => {
            Ok(Followed::Nothing)
        }
        (CheckoutState::Open, Said::Open) => Ok(Followed::Nothing),
        (CheckoutState::Planned, Said::Open) => {
            // Its address never reached us: the page is asked for again by the same key.
            Ok(Followed::Nothing)
        }
        (_, Said::Closed) => {
            store::close(conn, known.id).await?;
            Ok(Followed::Closed)
        }
        // What was closed by us and paid all the same was paid.
        (_, Said::Paid) => paid(conn, visit, &known, said).await,
    }
}

async fn paid(
    conn: &mut PgConnection,
    visit: &Visit,
    known: &Checkout,
    said: &Standing,
) -> Result<Followed, NotDone> {
    if said.cents != known.cents {
        return Err(Failure::Contradiction("another sum was paid than was asked for").into());
    }
    let payment = said.payment.as_deref();
    let payment = payment.ok_or(Failure::Contradiction("a page was paid by no payment"))?;
    let dossier = DossierId(known.dossier);
    let state = money::record_card(conn, visit, dossier, known.id.0, known.cents).await?;
    let share = sales::share_of(conn, &state, known).await?;
    store::paid(conn, known.id, (&said.reference, payment), share, visit.now).await?;
    let known = &Checkout { taxes: share.taxes, excess: share.excess, ..known.clone() };
    let cause = (format!("payment:{}", known.id.0), Kind::Payment);
    book(conn, visit, known, cause, (Account::Provider, Account::Customer), known.cents).await?;
    let cause = format!("sale:{}", known.id.0);
    sales::sell(conn, visit, &state, cause, (share.taxes, share.fee)).await?;
    plan_excess(conn, visit, &state, known).await?;
    invoice_soon(conn, visit.tenant().0, known.dossier, known.id.0).await?;
    Ok(Followed::Paid(Box::new(state), known.cents))
}

/// What was made; `None` where the dossier was deleted. Money moves late: it is booked all the same.
fn there<T>(made: Result<T, NotMade>) -> Result<Option<T>, NotDone> {
    match made {
        Ok(made) => Ok(Some(made)),
        Err(NotMade::Missing) => Ok(None),
        Err(why) => Err(why.into()),
    }
}

/// A deleted dossier as its events tell it: its reference and its order, and nobody's name.
async fn remembered(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
) -> Result<State, NotDone> {
    Ok(history::ordered(conn, visit, dossier).await?)
}

/// Nobody works on a deleted dossier: whoever keeps the accounts is shown `what` came for it.
async fn left_over(
    conn: &mut PgConnection,
    visit: &Visit,
    checkout: &Checkout,
    what: &str,
    cents: Cents,
) -> Result<Followed, NotDone> {
    let found = Disagreement {
        kind: DifferenceKind::DossierGone,
        about: format!("gone:{what}"),
        reference: checkout.reference.clone(),
        booked: cents,
        moved: cents,
    };
    store::disagrees(conn, visit.tenant().0, &checkout.provider, &found, visit.now).await?;
    Ok(Followed::DossierGone)
}

/// Leaves something to do to whoever works on the dossier; `None` where it was deleted. The house speaks French to itself.
async fn task(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
    words: &str,
) -> Result<Option<State>, NotDone> {
    let new = NewTask { words, assignee: None, priority: Priority::High, due_on: None };
    there(talk::add_task(conn, visit, Who::House, dossier, new).await)
}

/// Books what moved; `false` when it was booked before.
async fn book(
    conn: &mut PgConnection,
    visit: &Visit,
    checkout: &Checkout,
    (cause, kind): (String, Kind),
    accounts: (Account, Account),
    cents: Cents,
) -> Result<bool, NotDone> {
    let on = paris(visit.now)?;
    let entry = Entry::moved(cause, kind, checkout.reference.clone(), on, accounts, cents);
    let entry = entry.map_err(Failure::from)?;
    Ok(ledger::operations::book(conn, visit.tenant().0, &entry, visit.now).await?)
}

/// The page named `id` is closed: it was never given to anybody.
///
/// # Errors
///
/// When the database does not answer.
pub async fn never_opened(conn: &mut PgConnection, id: CheckoutId) -> Result<(), NotDone> {
    Ok(store::close(conn, id).await?)
}
