//! What follows from what a provider says when it is asked. Said twice, late or out of order, it follows once.

use accounts::Visit;
use dossiers::State;
use dossiers::items::Priority;
use dossiers::operations::talk::{self, NewTask};
use dossiers::operations::{DossierId, Who, drafts, money};
use dossiers::tracks::{Payment, Reason};
use ledger::{Account, Entry, Kind};
use psp::{CheckoutState as Said, DisputeStanding, RefundStanding, RefundState as Given, Standing};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Cents;

use super::refunds::plan_excess;
use super::{Failure, NotDone, invoice_soon, paris, sales, store};
use crate::{
    Cause, Checkout, CheckoutId, CheckoutState, DisputeState, Refund, RefundId, RefundState,
    Refusal, shared,
};

/// Why a disputed payment moves the money of a dossier.
const DISPUTED: &str = "litige_bancaire";

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

/// What a refund became.
///
/// # Errors
///
/// [`Failure::Contradiction`] when another sum was given back than was asked for.
pub async fn refund(
    conn: &mut PgConnection,
    visit: &Visit,
    provider: &str,
    said: &RefundStanding,
) -> Result<Followed, NotDone> {
    let Some(known) = found_refund(conn, visit, provider, said).await? else {
        return Ok(Followed::NotOurs);
    };
    if said.cents != known.cents {
        return Err(Failure::Contradiction("another sum was given back than was asked for").into());
    }
    let checkout = store::find(conn, known.checkout).await?.ok_or(NotDone::Missing)?;
    match (known.state, said.state) {
        (RefundState::Done, Given::Done | Given::Pending)
        | (RefundState::Sent, Given::Pending)
        // What failed stays so, whatever is heard later: it was left to somebody.
        | (RefundState::Failed, _) => Ok(Followed::Nothing),
        (RefundState::Declined | RefundState::Asked, _) => {
            Err(Failure::Contradiction("a refund that nobody decided was made").into())
        }
        (RefundState::Planned, Given::Pending) => {
            store::refund_sent(conn, known.id, &said.reference).await?;
            let dossier = DossierId(known.dossier);
            let state = drafts::find(conn, visit, Who::House, dossier).await?;
            decided(conn, visit, &checkout, &known, &state).await?;
            Ok(Followed::Nothing)
        }
        (RefundState::Planned | RefundState::Sent, Given::Done) => {
            store::refund_done(conn, known.id, &said.reference, visit.now).await?;
            let dossier = DossierId(known.dossier);
            let state = money::record_refund(conn, visit, dossier, known.id.0, known.cents).await?;
            decided(conn, visit, &checkout, &known, &state).await?;
            let cause = (format!("refund:{}:gone", known.id.0), Kind::Refund);
            let accounts = (Account::Refunds, Account::Provider);
            book(conn, visit, &checkout, cause, accounts, known.cents).await?;
            invoice_soon(conn, visit.tenant().0, known.dossier, known.id.0).await?;
            Ok(Followed::GivenBack(Box::new(state), known.cents))
        }
        (RefundState::Planned | RefundState::Sent | RefundState::Done, Given::Failed) => {
            failed(conn, visit, &checkout, &known, Some(&said.reference), "provider").await
        }
    }
}

/// A refund could not be made, or came back: what was booked is booked back, and somebody is told.
pub(super) async fn failed(
    conn: &mut PgConnection,
    visit: &Visit,
    checkout: &Checkout,
    known: &Refund,
    reference: Option<&str>,
    problem: &str,
) -> Result<Followed, NotDone> {
    store::refund_failed(conn, known.id, reference, problem).await?;
    let dossier = DossierId(known.dossier);
    let cause = |what: &str| (format!("refund:{}:{what}", known.id.0), Kind::Refund);
    if known.state == RefundState::Done {
        let accounts = (Account::Provider, Account::Refunds);
        book(conn, visit, checkout, cause("returned"), accounts, known.cents).await?;
        money::refund_returned(conn, visit, dossier, known.id.0).await?;
    }
    let words = "Un remboursement par carte n’a pas pu aboutir\u{202f}: remboursez par virement.";
    let state = task(conn, visit, dossier, words).await?;
    if ledger::operations::is_booked(conn, &cause("decided").0).await? {
        let accounts = (Account::Refunds, Account::Customer);
        book(conn, visit, checkout, cause("undone"), accounts, known.cents).await?;
        let (again, share) = (format!("resale:{}", known.id.0), known.share);
        sales::sell(conn, visit, &state, again, (share.taxes, share.fee)).await?;
    }
    Ok(Followed::NotGivenBack(Box::new(state), known.cents))
}

/// Books that money is owed back, and takes back what it had been paid for: once, at the first sign that the provider has
/// it.
async fn decided(
    conn: &mut PgConnection,
    visit: &Visit,
    checkout: &Checkout,
    known: &Refund,
    state: &State,
) -> Result<(), NotDone> {
    let cause = (format!("refund:{}:decided", known.id.0), Kind::Refund);
    let accounts = (Account::Customer, Account::Refunds);
    book(conn, visit, checkout, cause, accounts, known.cents).await?;
    let (back, share) = (format!("unsale:{}", known.id.0), known.share);
    sales::sell(conn, visit, state, back, (-share.taxes, -share.fee)).await
}

/// Our refund; one that somebody made on the provider's own pages becomes ours.
async fn found_refund(
    conn: &mut PgConnection,
    visit: &Visit,
    provider: &str,
    said: &RefundStanding,
) -> Result<Option<Refund>, NotDone> {
    let ours = match said.ours {
        Some(id) => store::refund(conn, RefundId(id)).await?,
        None => None,
    };
    if let Some(found) = ours {
        store::hold(conn, found.dossier).await?;
        return Ok(store::refund(conn, found.id).await?);
    }
    let Some(payment) = &said.payment else { return Ok(None) };
    let Some(checkout) = store::by_payment(conn, provider, payment).await? else { return Ok(None) };
    store::hold(conn, checkout.dossier).await?;
    if let Some(found) = store::refund_by_reference(conn, checkout.id, &said.reference).await? {
        return Ok(Some(found));
    }
    if said.state == Given::Failed {
        return Ok(None);
    }
    let held = store::of_dossier(conn, checkout.dossier).await?.held_of(&checkout);
    // What we plan to give back ourselves leaves too little for it: ours is refused then, and this one is heard again.
    let share = shared(Cause::Outside, said.cents, held).ok_or(Refusal::TooMuch)?;
    let made = Refund {
        id: RefundId(Uuid::now_v7()),
        dossier: checkout.dossier,
        checkout: checkout.id,
        cents: said.cents,
        share,
        cause: Cause::Outside,
        state: RefundState::Planned,
        provider_ref: Some(said.reference.clone()),
        asked_by: None,
        problem: None,
        asked_at: visit.now,
        done_at: None,
    };
    store::plan_refund(conn, visit.tenant().0, &made).await?;
    Ok(Some(made))
}

/// What a dispute became.
///
/// # Errors
///
/// As [`checkout`].
pub async fn dispute(
    conn: &mut PgConnection,
    visit: &Visit,
    provider: &str,
    said: &DisputeStanding,
) -> Result<Followed, NotDone> {
    let Some(payment) = &said.payment else { return Ok(Followed::NotOurs) };
    let Some(checkout) = store::by_payment(conn, provider, payment).await? else {
        return Ok(Followed::NotOurs);
    };
    store::hold(conn, checkout.dossier).await?;
    let before = store::dispute(conn, checkout.id, &said.reference).await?;
    let state = DisputeState::from(said.state);
    if before
        .as_ref()
        .is_some_and(|it| it.state != DisputeState::Open && state == DisputeState::Open)
    {
        // Older than what we know.
        return Ok(Followed::Nothing);
    }
    let (was, taken_before) = before.map_or((None, Cents(0)), |it| (Some(it.state), it.taken));
    store::heard_dispute(conn, visit.tenant().0, &checkout, said, visit.now).await?;
    let moved = said.taken - taken_before;
    if moved.0 != 0 {
        // Named by what was taken before and after: each movement once, whatever comes twice.
        let cause = format!("dispute:{}:{}:{}", said.reference, taken_before.0, said.taken.0);
        let accounts = (Account::Customer, Account::Provider);
        book(conn, visit, &checkout, (cause, Kind::Dispute), accounts, moved).await?;
    }
    if was == Some(state) {
        return Ok(Followed::Nothing);
    }
    let to = match state {
        DisputeState::Open => Payment::Contestee,
        DisputeState::Won => Payment::Soldee,
        DisputeState::Lost => Payment::Rembourse,
    };
    let dossier = DossierId(checkout.dossier);
    let why = Reason::new(DISPUTED);
    let moved = money::move_payment(conn, visit, Who::House, dossier, to, why).await;
    // A dossier whose money was given back already has no step to « contestée »: the task says it all the same.
    if let Err(dossiers::operations::NotDone::Failed(failure)) = moved {
        return Err(dossiers::operations::NotDone::Failed(failure).into());
    }
    let words = match state {
        DisputeState::Open => {
            "La banque du client conteste le paiement\u{202f}: répondez chez le prestataire avant la date limite."
        }
        DisputeState::Won => "La contestation du paiement est tranchée en notre faveur.",
        DisputeState::Lost => {
            "La contestation du paiement est perdue\u{202f}: le client a été remboursé par sa banque."
        }
    };
    let now = task(conn, visit, dossier, words).await?;
    Ok(Followed::Disputed(Box::new(now), state))
}

/// Leaves something to do to whoever works on the dossier. The house speaks French to itself.
async fn task(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
    words: &str,
) -> Result<State, NotDone> {
    let new = NewTask { words, assignee: None, priority: Priority::High, due_on: None };
    Ok(talk::add_task(conn, visit, Who::House, dossier, new).await?)
}

async fn book(
    conn: &mut PgConnection,
    visit: &Visit,
    checkout: &Checkout,
    (cause, kind): (String, Kind),
    accounts: (Account, Account),
    cents: Cents,
) -> Result<(), NotDone> {
    let on = paris(visit.now)?;
    let entry = Entry::moved(cause, kind, checkout.reference.clone(), on, accounts, cents);
    let entry = entry.map_err(Failure::from)?;
    ledger::operations::book(conn, visit.tenant().0, &entry, visit.now).await?;
    Ok(())
}

/// The page named `id` is closed: it was never given to anybody.
///
/// # Errors
///
/// When the database does not answer.
pub async fn never_opened(conn: &mut PgConnection, id: CheckoutId) -> Result<(), NotDone> {
    Ok(store::close(conn, id).await?)
}
