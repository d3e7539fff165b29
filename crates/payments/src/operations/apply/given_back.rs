//! What follows when a refund was made, failed, or was made on the provider's own pages.

use accounts::Visit;
use dossiers::State;
use dossiers::operations::money::{self, GivenBack};
use dossiers::operations::{DossierId, Who, drafts};
use ledger::{Account, Kind};
use psp::{RefundStanding, RefundState as Given};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Cents;

use super::super::refunds::{known, settle_again};
use super::super::{Failure, NotDone, invoice_soon, sales, store};
use super::{Followed, book, left_over, remembered, task, there};
use crate::{Cause, Checkout, Refund, RefundId, RefundState, Refusal, Share, shared_outside};

/// What is said of a refund that waited for a second person, and has no place any more.
const GAVE_WAY: &str = "Le client a été remboursé chez le prestataire\u{202f}: la demande de remboursement en attente est retirée, redemandez ce qui reste dû.";

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
pub(in crate::operations) async fn failed(
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
    let mut share = share_outside(conn, visit, &checkout, said.cents).await?;
    let waits = |it: &&Refund| it.checkout == checkout.id && it.state == RefundState::Asked;
    // The same difference, given back before anybody decided on it.
    let same = |it: &Refund| it.cause == Cause::Repriced && it.cents == said.cents;
    let mut waiting: Vec<(bool, RefundId)> =
        money.refunds.iter().filter(waits).map(|it| (same(it), it.id)).collect();
    waiting.sort_by_key(|(is_same, _)| !is_same);
    let mut is_replaced = false;
    for (is_same, asked) in waiting {
        if share.is_some() && (is_replaced || !is_same) {
            break;
        }
        is_replaced = true;
        // What has gone has gone: what nobody has decided yet gives way to it.
        store::make_room(conn, asked, visit.now).await?;
        task(conn, visit, DossierId(checkout.dossier), GAVE_WAY).await?;
        share = share_outside(conn, visit, &checkout, said.cents).await?;
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

/// The parts of `cents` that somebody gave back of `checkout` at the provider: what its dossier is owed back comes first.
async fn share_outside(
    conn: &mut PgConnection,
    visit: &Visit,
    checkout: &Checkout,
    cents: Cents,
) -> Result<Option<Share>, NotDone> {
    let money = store::of_dossier(conn, checkout.dossier).await?;
    let dossier = DossierId(checkout.dossier);
    let state = there(drafts::find(conn, visit, Who::House, dossier).await)?;
    let due = state.map_or(Cents(0), |state| known(visit, &state, &money).difference);
    Ok(shared_outside(cents, money.kept_of(checkout), due))
}
