//! Money to give back: decided first, then sent, never more than came.

use accounts::{Person, Visit};
use demarches::delay::Delay;
use dossiers::State;
use dossiers::items::Priority;
use dossiers::operations::talk::{self, NewTask};
use dossiers::operations::{DossierId, Who, closing};
use psp::{Failure as Refused, RefundOrder, RefundStanding};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Cents;

use super::{Failure, NotDone, apply, enqueue, paris, store};
use crate::{Cause, Checkout, CheckoutState, Refund, RefundId, RefundState, Refusal, SendRefund};

/// Who asks that money be given back.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// The house itself: by its own rules, without a second person.
    House,
    /// Somebody of the staff, who decides alone up to a sum.
    Staff(&'a Person, Cents),
}

/// Gives back `cents` of what was paid by card for `dossier`, from the latest payments; says whether a second person must
/// decide. What exceeds a payment is taken from the one before.
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
    if cents > known.left() {
        return Err(Refusal::TooMuch.into());
    }
    let (asked_by, state) = match by {
        By::House => (None, RefundState::Planned),
        By::Staff(person, limit) => {
            let alone = cents <= limit;
            (Some(person.id.0), if alone { RefundState::Planned } else { RefundState::Asked })
        }
    };
    let mut left = cents;
    for checkout in known.checkouts.iter().filter(|it| it.state == CheckoutState::Paid) {
        let gone = |it: &&Refund| {
            it.checkout == checkout.id
                && !matches!(it.state, RefundState::Failed | RefundState::Declined)
        };
        let went: Cents = known.refunds.iter().filter(gone).map(|it| it.cents).sum();
        let part = left.min(checkout.cents - went);
        if part.0 > 0 {
            plan(conn, visit, checkout, (part, cause), (asked_by, state)).await?;
            left = left - part;
        }
    }
    if left.0 > 0 {
        return Err(Refusal::TooMuch.into());
    }
    Ok(state)
}

async fn plan(
    conn: &mut PgConnection,
    visit: &Visit,
    checkout: &Checkout,
    (cents, cause): (Cents, Cause),
    (asked_by, state): (Option<Uuid>, RefundState),
) -> Result<(), NotDone> {
    let refund = Refund {
        id: RefundId(Uuid::now_v7()),
        dossier: checkout.dossier,
        checkout: checkout.id,
        cents,
        cause,
        state,
        provider_ref: None,
        asked_by,
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

/// What follows for the money when the dossier that was `before` is closed for `why`: what is certainly owed goes back to the
/// card at once, what remains to be decided, or came by transfer, is left to somebody. Says what goes back by itself.
///
/// Whoever closes it called [`super::hold`] before.
///
/// # Errors
///
/// [`Failure`].
pub async fn settle_closed(
    conn: &mut PgConnection,
    visit: &Visit,
    before: &State,
    dossier: DossierId,
    (why, cause): (closing::Cause, Cause),
) -> Result<Cents, NotDone> {
    let owed = closing::owed(before, why);
    if owed.most.0 <= 0 {
        return Ok(Cents(0));
    }
    let by_card = store::of_dossier(conn, dossier.0).await?.left();
    let back = owed.least.min(by_card);
    if back.0 > 0 {
        give_back(conn, visit, By::House, dossier, (back, cause)).await?;
    }
    if back < owed.most {
        // The house speaks French to itself.
        let words = format!(
            "Rembourser le client\u{202f}: le dossier est clos, il lui revient entre {} et {}, dont {} rendus d’office par carte.",
            euros(owed.least),
            euros(owed.most),
            euros(back),
        );
        let due_on = Delay::Days(REFUND_DAYS).last_day(paris(visit.now)?);
        let task = NewTask { words: &words, assignee: None, priority: Priority::High, due_on };
        talk::add_task(conn, visit, Who::House, dossier, task).await?;
    }
    Ok(back)
}

/// A sum, as the house writes it to itself.
fn euros(cents: Cents) -> String {
    format!("{},{:02}\u{a0}€", cents.0 / 100, cents.0 % 100)
}

/// What came by `checkout` and was not due: all of it when the dossier is closed, else what exceeds the price.
pub(super) async fn plan_excess(
    conn: &mut PgConnection,
    visit: &Visit,
    state: &State,
    checkout: &Checkout,
) -> Result<(), NotDone> {
    let total = state.order.as_ref().map_or(0, |order| order.total.0);
    let (excess, cause) = if state.closed.is_some() {
        (checkout.cents, Cause::Closed)
    } else {
        (Cents((state.paid() - total).clamp(0, checkout.cents.0)), Cause::Excess)
    };
    if excess.0 == 0 {
        return Ok(());
    }
    plan(conn, visit, checkout, (excess, cause), (None, RefundState::Planned)).await
}

/// A second person decides on a refund that somebody asked for.
///
/// # Errors
///
/// [`Refusal::Decided`], [`Refusal::SamePerson`]; [`NotDone::Missing`].
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
    let to = if yes { RefundState::Planned } else { RefundState::Declined };
    store::decide_refund(conn, id, to, by.id.0, visit.now).await?;
    if yes {
        send_soon(conn, visit, id).await?;
    }
    store::refund(conn, id).await?.ok_or(NotDone::Missing)
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
