//! What follows from what a provider says when it is asked. Said twice, late or out of order, it follows once.

use accounts::Visit;
use dossiers::State;
use dossiers::items::Priority;
use dossiers::operations::money::{self, GivenBack};
use dossiers::operations::talk::{self, NewTask};
use dossiers::operations::{DossierId, NotDone as NotMade, Who, drafts, history};
use dossiers::tracks::{Payment, Reason};
use ledger::{Account, Entry, Kind};
use psp::{CheckoutState as Said, DisputeStanding, RefundStanding, RefundState as Given, Standing};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Cents;

use super::reconciliation::{DifferenceKind, Disagreement};
use super::refunds::{plan_excess, settle_again};
use super::{Failure, NotDone, invoice_soon, paris, sales, store};
use crate::{
    Cause, Checkout, CheckoutId, CheckoutState, DisputeState, Refund, RefundId, RefundState,
    Refusal, shared,
};

/// Why a disputed payment moves the money of a dossier.
const DISPUTED: &str = "litige_bancaire";
/// What is said of a refund that waited for a second person, and has no place any more.
const GAVE_WAY: &str = "Le client a été remboursé chez le prestataire\u{202f}: la demande de remboursement en attente est retirée, redemandez ce qui reste dû.";

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
            let state = match there(drafts::find(conn, visit, Who::House, dossier).await)? {
                Some(state) => state,
                None => remembered(conn, visit, dossier).await?,
            };
            decided(conn, visit, &checkout, &known, &state).await?;
            Ok(Followed::Nothing)
        }
        (RefundState::Planned | RefundState::Sent, Given::Done) => {
            store::refund_done(conn, known.id, &said.reference, visit.now).await?;
            let dossier = DossierId(known.dossier);
            let back = GivenBack {
                refund: known.id.0,
                cents: known.cents,
                above: known.above(),
                reference: None,
            };
            let recorded = there(money::record_refund(conn, visit, dossier, back).await)?;
            let is_gone = recorded.is_none();
            let state = match recorded {
                Some(state) => state,
                None => remembered(conn, visit, dossier).await?,
            };
            decided(conn, visit, &checkout, &known, &state).await?;
            let cause = (format!("refund:{}:gone", known.id.0), Kind::Refund);
            let accounts = (Account::Refunds, Account::Provider);
            book(conn, visit, &checkout, cause, accounts, known.cents).await?;
            if is_gone {
                let what = format!("refund:{}:done", known.id.0);
                return left_over(conn, visit, &checkout, &what, -known.cents).await;
            }
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
        there(money::refund_returned(conn, visit, dossier, known.id.0).await)?;
    }
    let words = "Un remboursement par carte n’a pas pu aboutir\u{202f}: remboursez par virement.";
    let told = task(conn, visit, dossier, words).await?;
    let is_gone = told.is_none();
    let state = match told {
        Some(state) => state,
        None => remembered(conn, visit, dossier).await?,
    };
    if ledger::operations::is_booked(conn, &cause("decided").0).await? {
        let accounts = (Account::Refunds, Account::Customer);
        book(conn, visit, checkout, cause("undone"), accounts, known.cents).await?;
        let (again, share) = (format!("resale:{}", known.id.0), known.share);
        sales::sell(conn, visit, &state, again, (share.taxes, share.fee)).await?;
    }
    if is_gone {
        let what = format!("refund:{}:failed", known.id.0);
        return left_over(conn, visit, checkout, &what, known.cents).await;
    }
    settle_again(conn, visit, dossier, known).await?;
    // What is sold again is invoiced again; what waited for it to go back waits no more.
    invoice_soon(conn, visit.tenant().0, known.dossier, known.id.0).await?;
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
    // Heard late, it may have gone before a bank was asked to take the rest.
    let money = store::of_dossier(conn, checkout.dossier).await?;
    let mut share = shared(Cause::Outside, said.cents, money.kept_of(&checkout));
    let waits = |it: &&Refund| it.checkout == checkout.id && it.state == RefundState::Asked;
    let waiting: Vec<RefundId> = money.refunds.iter().filter(waits).map(|it| it.id).collect();
    for asked in waiting {
        if share.is_some() {
            break;
        }
        // What has gone has gone: what nobody has decided yet gives way to it.
        store::make_room(conn, asked, visit.now).await?;
        task(conn, visit, DossierId(checkout.dossier), GAVE_WAY).await?;
        let money = store::of_dossier(conn, checkout.dossier).await?;
        share = shared(Cause::Outside, said.cents, money.kept_of(&checkout));
    }
    // What is decided leaves too little for it: that is refused when it is sent, and this one is heard again.
    let share = share.ok_or(Refusal::TooMuch)?;
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
        decided_by: None,
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
    let mut taken = taken_before;
    for line in said.lines.iter().filter(|line| line.cents.0 != 0) {
        // Named by the provider's own line: each once, whatever is read twice, or late.
        let cause = (format!("dispute:{}:{}", said.reference, line.reference), Kind::Dispute);
        let accounts = (Account::Customer, Account::Provider);
        if book(conn, visit, &checkout, cause, accounts, line.cents).await? {
            taken = taken + line.cents;
        }
    }
    store::heard_dispute(conn, visit.tenant().0, &checkout, (said, taken), visit.now).await?;
    if was == Some(state) {
        return Ok(Followed::Nothing);
    }
    let dossier = DossierId(checkout.dossier);
    let to = match state {
        DisputeState::Open => Payment::Contestee,
        DisputeState::Won => after_won(conn, visit, dossier).await?,
        DisputeState::Lost => Payment::Rembourse,
    };
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
    let Some(now) = task(conn, visit, dossier, words).await? else {
        let what = format!("dispute:{}:{}", said.reference, state.id());
        return left_over(conn, visit, &checkout, &what, -taken).await;
    };
    Ok(Followed::Disputed(Box::new(now), state))
}

/// Where the money of a dossier is once a dispute of it is won: disputed as long as another is open.
async fn after_won(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
) -> Result<Payment, NotDone> {
    let disputes = store::of_dossier(conn, dossier.0).await?.disputes;
    if disputes.iter().any(|it| it.state == DisputeState::Open) {
        return Ok(Payment::Contestee);
    }
    let state = there(drafts::find(conn, visit, Who::House, dossier).await)?;
    Ok(state.map_or(Payment::Soldee, |state| state.after_dispute()))
}

/// What was made; `None` where the dossier was deleted. Money moves late: it is booked all the same.
fn there<T>(made: Result<T, NotMade>) -> Result<Option<T>, NotDone> {
    match made {
        Ok(made) => Ok(Some(made)),
        Err(NotMade::Missing) => Ok(None),
        Err(why) => Err(why.into()),
    }
}

/// A deleted dossier as its events tell it: its order, and nobody's name.
async fn remembered(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
) -> Result<State, NotDone> {
    Ok(history::rebuild(conn, visit, dossier).await?.events)
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
