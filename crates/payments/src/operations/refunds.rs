//! Money to give back: decided first, then sent, never more than came.

mod closed;
mod repriced;

use accounts::{Person, Visit};
use demarches::delay::Delay;
use dossiers::State;
use dossiers::items::Priority;
use dossiers::operations::talk::{self, NewTask};
use dossiers::operations::{DossierId, Who, closing, drafts};
use psp::{Failure as Refused, RefundOrder, RefundStanding};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Cents;

use super::{Failure, NotDone, apply, enqueue, invoice_soon, paris, store};
use crate::{
    Cause, Checkout, CheckoutState, Known, Money, Refund, RefundId, RefundState, Refusal,
    SendRefund, Share, proposed, shared,
};

pub use closed::{owed, settle_closed};
pub(super) use repriced::settle_again;
pub use repriced::settle_repriced;

/// Who asks that money be given back.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// The house itself: by its own rules, without a second person.
    House,
    /// Somebody of the staff, who decides alone up to a sum.
    Staff(&'a Person, Cents),
}

/// Gives back `cents` of what was paid by card for `dossier`, from the latest payments; says whether a second person must
/// decide: above the limit, what was asked before for the same dossier counted. What exceeds a payment is taken from the one
/// before.
///
/// # Errors
///
/// [`Refusal::TooMuch`], [`Refusal::BadSum`].
pub async fn give_back(
    conn: &mut PgConnection,
    visit: &Visit,
    by: By<'_>,
    dossier: DossierId,
    (cents, cause): (Cents, Cause),
) -> Result<RefundState, NotDone> {
    if cents.0 <= 0 {
        return Err(Refusal::BadSum.into());
    }
    store::hold(conn, dossier.0).await?;
    let known = store::of_dossier(conn, dossier.0).await?;
    let (asked_by, state) = match by {
        By::House => (None, RefundState::Planned),
        By::Staff(person, limit) => {
            let alone = known.by_one_person() + cents <= limit;
            (Some(person.id.0), if alone { RefundState::Planned } else { RefundState::Asked })
        }
    };
    give(conn, visit, &known, (cents, cause), (asked_by, state)).await?;
    Ok(state)
}

/// Plans a refund of each payment that `cents` are taken from.
async fn give(
    conn: &mut PgConnection,
    visit: &Visit,
    known: &Money,
    (cents, cause): (Cents, Cause),
    by: (Option<Uuid>, RefundState),
) -> Result<(), NotDone> {
    let mut left = shared(cause, cents, known.held()).ok_or(Refusal::TooMuch)?;
    for checkout in known.checkouts.iter().filter(|it| it.state == CheckoutState::Paid) {
        let part = left.within(known.held_of(checkout));
        if part.sum().0 > 0 {
            plan(conn, visit, checkout, (part, cause), by).await?;
            left = left.less(part);
        }
    }
    Ok(())
}

/// What the table of B5 gives back of `money` for each cause that somebody of the staff chooses from, as `state` is.
#[must_use]
pub fn proposals(visit: &Visit, state: &State, money: &Money) -> Vec<(Cause, Share)> {
    let known = known(visit, state, money);
    Cause::AT_THE_DESK.iter().map(|cause| (*cause, proposed(*cause, known))).collect()
}

pub(super) fn known(visit: &Visit, state: &State, money: &Money) -> Known {
    let there = state.paid() - (money.on_its_way().sum() + money.disputed()).0;
    let due = state.excess() - money.above_on_its_way().0;
    Known {
        held: money.held(),
        work: closing::work_done(state),
        kept: visit.house.settings.silent_fee,
        filed: closing::was_filed(state),
        difference: Cents(due.min(there).max(0)),
    }
}

async fn plan(
    conn: &mut PgConnection,
    visit: &Visit,
    checkout: &Checkout,
    (share, cause): (Share, Cause),
    (asked_by, state): (Option<Uuid>, RefundState),
) -> Result<(), NotDone> {
    let refund = Refund {
        id: RefundId(Uuid::now_v7()),
        dossier: checkout.dossier,
        checkout: checkout.id,
        cents: share.sum(),
        share,
        cause,
        state,
        provider_ref: None,
        asked_by,
        decided_by: None,
        problem: None,
        asked_at: visit.now,
        done_at: None,
    };
    store::plan_refund(conn, visit.tenant().0, &refund).await?;
    if state == RefundState::Planned {
        send_soon(conn, visit, refund.id).await?;
    }
    Ok(())
}

async fn send_soon(
    conn: &mut PgConnection,
    visit: &Visit,
    id: RefundId,
) -> Result<(), sqlx::Error> {
    let task = SendRefund { tenant: visit.tenant().0, refund: id.0 };
    enqueue(conn, &task, format!("send_refund:{}", id.0)).await
}

/// Days within which what is owed is given back (code de la consommation L221-24).
const REFUND_DAYS: u16 = 14;

/// Leaves money to give back to somebody, within the days of the law.
pub(super) async fn task(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
    words: &str,
) -> Result<(), NotDone> {
    let due_on = Delay::Days(REFUND_DAYS).last_day(paris(visit.now)?);
    let task = NewTask { words, assignee: None, priority: Priority::High, due_on };
    talk::add_task(conn, visit, Who::House, dossier, task).await?;
    Ok(())
}

/// A sum, as the house writes it to itself.
pub(super) fn euros(cents: Cents) -> String {
    format!("{},{:02}\u{a0}€", cents.0 / 100, cents.0 % 100)
}

/// What came by `checkout` and was not due goes back: all of it when the dossier is closed, else what exceeds the price.
pub(super) async fn plan_excess(
    conn: &mut PgConnection,
    visit: &Visit,
    state: &State,
    checkout: &Checkout,
) -> Result<(), NotDone> {
    if checkout.excess.0 == 0 {
        return Ok(());
    }
    let cause = if state.closed.is_some() { Cause::TooLate } else { Cause::Excess };
    let share = Share { excess: checkout.excess, ..Share::default() };
    plan(conn, visit, checkout, (share, cause), (None, RefundState::Planned)).await
}

/// A second person decides on a refund that somebody asked for.
///
/// # Errors
///
/// [`Refusal::Decided`], [`Refusal::SamePerson`], [`Refusal::TooMuch`] when a bank took it meanwhile, or is asked to;
/// [`NotDone::Missing`].
pub async fn decide(
    conn: &mut PgConnection,
    visit: &Visit,
    by: &Person,
    id: RefundId,
    yes: bool,
) -> Result<Refund, NotDone> {
    let found = store::refund(conn, id).await?.ok_or(NotDone::Missing)?;
    store::hold(conn, found.dossier).await?;
    let found = store::refund(conn, id).await?.ok_or(NotDone::Missing)?;
    if found.state != RefundState::Asked {
        return Err(Refusal::Decided.into());
    }
    if found.asked_by == Some(by.id.0) {
        return Err(Refusal::SamePerson.into());
    }
    if yes && is_disputed(conn, &found).await? {
        return Err(Refusal::TooMuch.into());
    }
    let to = if yes { RefundState::Planned } else { RefundState::Declined };
    store::decide_refund(conn, id, to, by.id.0, visit.now).await?;
    if yes {
        send_soon(conn, visit, id).await?;
    } else {
        declined(conn, visit, &found).await?;
        // What waited for it to go back waits no more.
        invoice_soon(conn, visit.tenant().0, found.dossier, id.0).await?;
    }
    store::refund(conn, id).await?.ok_or(NotDone::Missing)
}

/// What a second person declined may be owed all the same: of a closed dossier, somebody weighs it again.
async fn declined(conn: &mut PgConnection, visit: &Visit, refund: &Refund) -> Result<(), NotDone> {
    let dossier = DossierId(refund.dossier);
    let state = drafts::find(conn, visit, Who::House, dossier).await?;
    if state.closed.is_none() {
        return settle_again(conn, visit, dossier, refund).await;
    }
    let words = format!(
        "Un remboursement de {} a été refusé et le dossier est clos\u{202f}: décider de ce qui revient au client.",
        euros(refund.cents),
    );
    task(conn, visit, dossier, &words).await
}

/// Whether banks took, or are asked to take, more of its payment than is left without it.
async fn is_disputed(conn: &mut PgConnection, refund: &Refund) -> Result<bool, NotDone> {
    let money = store::of_dossier(conn, refund.dossier).await?;
    let page = money.checkouts.iter().find(|it| it.id == refund.checkout);
    Ok(page.is_some_and(|page| money.disputed_of(page.id) > money.kept_of(page).sum()))
}

/// What the provider is to be asked for the refund `id`; `None` when it was, or is not decided.
///
/// # Errors
///
/// [`Failure`].
pub async fn to_send(
    conn: &mut PgConnection,
    id: RefundId,
) -> Result<Option<(String, RefundOrder)>, Failure> {
    let Some(refund) = store::refund(conn, id).await? else { return Ok(None) };
    if refund.state != RefundState::Planned || refund.provider_ref.is_some() {
        return Ok(None);
    }
    let checkout = store::find(conn, refund.checkout).await?;
    let checkout = checkout.ok_or(Failure::Row("a refund of no page"))?;
    let payment =
        checkout.payment_ref.ok_or(Failure::Row("a refund of a page that was not paid"))?;
    Ok(Some((checkout.provider, RefundOrder { id: id.0, payment, cents: refund.cents })))
}

/// What the provider answered when it was asked for the refund `id`: made, or refused for good.
///
/// # Errors
///
/// As [`apply::refund`].
pub async fn answered(
    conn: &mut PgConnection,
    visit: &Visit,
    provider: &str,
    id: RefundId,
    answer: Result<&RefundStanding, &Refused>,
) -> Result<apply::Followed, NotDone> {
    match answer {
        Ok(said) => {
            // Whatever it calls it, it is ours.
            let said = RefundStanding { ours: Some(id.0), ..said.clone() };
            apply::refund(conn, visit, provider, &said).await
        }
        Err(why) => {
            let found = store::refund(conn, id).await?.ok_or(NotDone::Missing)?;
            store::hold(conn, found.dossier).await?;
            let found = store::refund(conn, id).await?.ok_or(NotDone::Missing)?;
            if found.state != RefundState::Planned {
                return Ok(apply::Followed::Nothing);
            }
            let checkout = store::find(conn, found.checkout).await?.ok_or(NotDone::Missing)?;
            apply::failed(conn, visit, &checkout, &found, None, &why.to_string()).await
        }
    }
}

/// Will send again every refund of the house that waits since long; says how many.
///
/// # Errors
///
/// [`Failure`].
pub async fn send_overdue(conn: &mut PgConnection, visit: &Visit) -> Result<usize, Failure> {
    let overdue = store::refunds_overdue(conn, visit.now).await?;
    for id in &overdue {
        send_soon(conn, visit, *id).await?;
    }
    Ok(overdue.len())
}

#[cfg(test)]
mod tests;
