//! Payments over HTTP and outside of requests: what a provider reports, what is read again, what is given back.
//!
//! A report is kept and answered at once; a job reads what it is about from the provider, and what follows is written in one
//! transaction. The calls to a provider stand outside of transactions.

mod hearing;
mod providers;
mod sweep;

use std::sync::Arc;

use accounts::Visit;
use dossiers::order::Means;
use jobs::{Attempt, Failed};
use notifications::Template;
use payments::operations::apply::{self, Followed};
use payments::operations::notices::{self, Outcome};
use payments::operations::{self as money, NotDone, checkout, refunds, sending};
use payments::{
    CheckoutId, CheckoutState, DisputeState, ReadCheckout, ReadNotice, RefundId, SendRefund,
};
use psp::{About, Careful, Failure, Provider as _};
use sqlx::{PgConnection, Postgres, Transaction};
use tenants::TenantId;

use crate::database::{self, Chain};
use crate::dossier::letters;
use crate::people::of_house;
use crate::state::State;
use crate::worker::Context;
use crate::{analytics, clock};

pub use hearing::hear;
pub use providers::Providers;
pub use sweep::{SweepPayments, sweep};

fn again(error: &dyn std::error::Error) -> Failed {
    Failed::Again(Chain(error).to_string())
}

/// What of a provider's failure a job makes: the database may be asked again at any time, a provider that refuses is not.
fn failed(failure: &Failure) -> Failed {
    match failure {
        Failure::Temporary { .. } => Failed::Again(failure.to_string()),
        Failure::Refused(_) | Failure::Misconfigured(_) | Failure::Unreadable(_) => {
            Failed::ForGood(failure.to_string())
        }
    }
}

impl From<NotDone> for Settled {
    fn from(not: NotDone) -> Self {
        match not {
            NotDone::Failed(money::Failure::Contradiction(what)) => {
                Self(Failed::ForGood(what.to_owned()))
            }
            other => Self(again(&other)),
        }
    }
}

/// Why a job that followed a provider's word did not do it.
struct Settled(Failed);

impl From<sqlx::Error> for Settled {
    fn from(error: sqlx::Error) -> Self {
        Self(error.into())
    }
}

/// Whoever took the money, and the house, as a worker sees them.
fn house(
    state: &State,
    tenant: uuid::Uuid,
    provider: &str,
) -> Result<(Visit, Arc<Careful>), Failed> {
    let Some(visit) = of_house(state, TenantId(tenant)) else {
        return Err(Failed::Again("the tenants are not read yet".to_owned()));
    };
    let by = state.providers().named(&visit.house, provider).cloned();
    let by = by.ok_or_else(|| Failed::Again("no such provider of payments is set".to_owned()))?;
    Ok((visit, by))
}

/// The handler of the job that reads what a report is about.
///
/// # Errors
///
/// When the provider or the database does not answer; for good when the provider says what cannot be.
pub async fn read_notice(
    context: Arc<Context>,
    task: ReadNotice,
    _: Attempt,
) -> Result<(), Failed> {
    let state = &context.state;
    let mut tx = database::begin(state, TenantId(task.tenant)).await?;
    let heard = notices::find(&mut tx, task.notice).await.map_err(|error| again(&error))?;
    tx.commit().await?;
    let Some(heard) = heard.filter(|heard| !heard.handled) else { return Ok(()) };
    let (visit, by) = house(state, task.tenant, &heard.provider)?;
    let said = said(&by, &heard.about).await.map_err(|failure| failed(&failure))?;
    let (mut tx, followed) = followed((state, &visit), &by, &said).await?;
    let outcome = match followed {
        None => Outcome::NotFollowed,
        Some(Followed::NotOurs) => Outcome::NotOurs,
        Some(Followed::Nothing) => Outcome::NoChange,
        Some(_) => Outcome::Applied,
    };
    notices::handled(&mut tx, (task.notice, &heard), outcome, clock::now()).await?;
    tx.commit().await?;
    Ok(())
}

/// What a provider says of what a report is about.
enum Said {
    Checkout(psp::Standing),
    Refund(psp::RefundStanding),
    Dispute(psp::DisputeStanding),
    Nothing,
}

async fn said(by: &Careful, about: &About) -> Result<Said, Failure> {
    Ok(match about {
        About::Checkout(reference) => Said::Checkout(by.checkout(reference).await?),
        About::Refund(reference) => Said::Refund(by.refund_standing(reference).await?),
        About::Dispute(reference) => Said::Dispute(by.dispute(reference).await?),
        // The page says more than the payment: it knows which dossier it is for.
        About::Payment(reference) => {
            by.checkout_of(reference).await?.map_or(Said::Nothing, Said::Checkout)
        }
        About::Other => Said::Nothing,
    })
}

/// Writes what follows from what `by` says, in a transaction that is not ended yet. What is heard of before its own payment is
/// none of ours until the payment is read.
async fn followed(
    (state, visit): (&State, &Visit),
    by: &Careful,
    said: &Said,
) -> Result<(Transaction<'static, Postgres>, Option<Followed>), Failed> {
    let mut tx = database::begin(state, visit.tenant()).await?;
    if matches!(said, Said::Nothing) {
        return Ok((tx, None));
    }
    let first = follow(&mut tx, (state, visit), by.name(), said).await.map_err(|it| it.0)?;
    let payment = match said {
        Said::Refund(said) => said.payment.as_deref(),
        Said::Dispute(said) => said.payment.as_deref(),
        Said::Checkout(_) | Said::Nothing => None,
    };
    let Some(payment) = payment.filter(|_| first == Followed::NotOurs) else {
        return Ok((tx, Some(first)));
    };
    tx.rollback().await?;
    let page = by.checkout_of(payment).await.map_err(|failure| failed(&failure))?;
    let mut tx = database::begin(state, visit.tenant()).await?;
    let Some(page) = page else { return Ok((tx, Some(first))) };
    follow(&mut tx, (state, visit), by.name(), &Said::Checkout(page)).await.map_err(|it| it.0)?;
    let then = follow(&mut tx, (state, visit), by.name(), said).await.map_err(|it| it.0)?;
    Ok((tx, Some(then)))
}

/// Writes what follows, and tells whom it concerns, in the same transaction.
async fn follow(
    conn: &mut PgConnection,
    (state, visit): (&State, &Visit),
    provider: &str,
    said: &Said,
) -> Result<Followed, Settled> {
    let followed = match said {
        Said::Checkout(said) => apply::checkout(conn, visit, provider, said).await?,
        Said::Refund(said) => apply::refund(conn, visit, provider, said).await?,
        Said::Dispute(said) => apply::dispute(conn, visit, provider, said).await?,
        Said::Nothing => Followed::Nothing,
    };
    told(conn, (state, visit), &followed).await?;
    Ok(followed)
}

/// Writes what follows from what the provider says of a page, and tells whom it concerns, in the same transaction.
///
/// # Errors
///
/// [`Failed`].
pub(crate) async fn follow_page(
    conn: &mut PgConnection,
    (state, visit): (&State, &Visit),
    provider: &str,
    said: psp::Standing,
) -> Result<(), Failed> {
    let said = Said::Checkout(said);
    follow(conn, (state, visit), provider, &said).await.map(drop).map_err(|it| it.0)
}

async fn told(
    conn: &mut PgConnection,
    (state, visit): (&State, &Visit),
    followed: &Followed,
) -> Result<(), Settled> {
    tally(followed);
    if let Followed::Paid(dossier, _) = followed {
        analytics::count(conn, state, &visit.house, dossier, visit.now).await?;
    }
    let done = match followed {
        Followed::Paid(dossier, _) if dossier.lets_work_begin() && dossier.closed.is_none() => {
            letters::short(conn, visit, dossier, Template::DossierPaid).await
        }
        Followed::GivenBack(dossier, cents) => {
            letters::refunded(conn, visit, dossier, (*cents, Means::Card)).await
        }
        _ => Ok(()),
    };
    done.map_err(|error| Settled(again(&error)))
}

/// Counts what followed.
fn tally(followed: &Followed) {
    let (what, cents) = match followed {
        Followed::Nothing | Followed::NotOurs => return,
        Followed::Closed => ("closed", 0),
        Followed::Paid(_, cents) => ("paid", cents.0),
        Followed::GivenBack(_, cents) => ("given_back", cents.0),
        Followed::NotGivenBack(_, cents) => ("not_given_back", cents.0),
        Followed::Disputed(_, DisputeState::Open) => ("disputed", 0),
        Followed::Disputed(..) => ("dispute_decided", 0),
        Followed::DossierGone => ("dossier_gone", 0),
    };
    metrics::counter!("payments_total", "what" => what).increment(1);
    let cents = u64::try_from(cents).unwrap_or(0);
    metrics::counter!("payments_cents_total", "what" => what).increment(cents);
}

/// Asks `by` what became of the page `id`, and writes what follows.
///
/// # Errors
///
/// As [`read_notice`].
async fn read(state: &State, visit: &Visit, by: &Careful, id: CheckoutId) -> Result<(), Failed> {
    let mut tx = database::begin(state, visit.tenant()).await?;
    let known = checkout::find(&mut tx, id).await.map_err(|error| Settled::from(error).0)?;
    tx.commit().await?;
    let Some(reference) =
        known.provider_ref.as_ref().filter(|_| known.state == CheckoutState::Open)
    else {
        // Its address was never given to anybody: past its time it is over.
        if known.state == CheckoutState::Planned && known.until < visit.now {
            let mut tx = database::begin(state, visit.tenant()).await?;
            apply::never_opened(&mut tx, id).await.map_err(|error| Settled::from(error).0)?;
            tx.commit().await?;
        }
        return Ok(());
    };
    let mut said = by.checkout(reference).await.map_err(|failure| failed(&failure))?;
    if said.state == psp::CheckoutState::Open && known.until < visit.now {
        // Not every provider ends a page by itself.
        said = by.close(reference).await.map_err(|failure| failed(&failure))?;
    }
    let mut tx = database::begin(state, visit.tenant()).await?;
    follow_page(&mut tx, (state, visit), by.name(), said).await?;
    tx.commit().await?;
    Ok(())
}

/// The handler of the job that reads a page again.
///
/// # Errors
///
/// As [`read_notice`].
pub async fn read_checkout(
    context: Arc<Context>,
    task: ReadCheckout,
    _: Attempt,
) -> Result<(), Failed> {
    let state = &context.state;
    let mut tx = database::begin(state, TenantId(task.tenant)).await?;
    let known = checkout::find(&mut tx, CheckoutId(task.checkout)).await;
    tx.commit().await?;
    let Ok(known) = known else { return Ok(()) };
    let (visit, by) = house(state, task.tenant, &known.provider)?;
    read(state, &visit, &by, known.id).await
}

/// The handler of the job that gives money back.
///
/// # Errors
///
/// When the provider or the database does not answer: the same key is asked again.
pub async fn send_refund(
    context: Arc<Context>,
    task: SendRefund,
    _: Attempt,
) -> Result<(), Failed> {
    let state = &context.state;
    let id = RefundId(task.refund);
    let mut tx = database::begin(state, TenantId(task.tenant)).await?;
    let order = refunds::to_send(&mut tx, id).await.map_err(|error| again(&error))?;
    let Some((provider, order)) = order else { return Ok(()) };
    let (visit, by) = house(state, task.tenant, &provider)?;
    // Written before the call: a second one waits, whoever makes it.
    if !sending::claim(&mut tx, id, clock::now()).await.map_err(|error| again(&error))? {
        return Err(Failed::Again(
            "it was asked for minutes ago, and may be on its way".to_owned(),
        ));
    }
    tx.commit().await?;
    let answer = by.refund(&order).await;
    let answer = match &answer {
        Ok(said) => Ok(said),
        // Refused for good: somebody gives it back otherwise. All else is asked again.
        Err(failure @ Failure::Refused(_)) => Err(failure),
        Err(failure) => {
            if failure.did_nothing() {
                let mut tx = database::begin(state, visit.tenant()).await?;
                sending::release(&mut tx, id).await.map_err(|error| again(&error))?;
                tx.commit().await?;
            }
            return Err(failed(failure));
        }
    };
    let mut tx = database::begin(state, visit.tenant()).await?;
    let followed = refunds::answered(&mut tx, &visit, &provider, id, answer).await;
    let followed = followed.map_err(|error| Settled::from(error).0)?;
    told(&mut tx, (state, &visit), &followed).await.map_err(|it| it.0)?;
    tx.commit().await?;
    Ok(())
}
