//! Payments over HTTP and outside of requests: what a provider reports, what is read again, what is given back.
//!
//! A report is kept and answered at once; a job reads what it is about from the provider, and what follows is written in one
//! transaction. The calls to a provider stand outside of transactions.

use std::collections::BTreeMap;
use std::sync::Arc;

use accounts::Visit;
use axum::body::Bytes;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use jiff::SignedDuration;
use jobs::{Attempt, Failed, Task};
use notifications::Template;
use payments::operations::apply::{self, Followed};
use payments::operations::notices::{self, Outcome};
use payments::operations::{self as money, NotDone, checkout, refunds};
use payments::{CheckoutId, CheckoutState, ReadCheckout, ReadNotice, RefundId, SendRefund};
use psp::{About, Careful, Failure, Notice, Provider, Unreadable};
use psp_stripe::Stripe;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use tenants::{Tenant, TenantId};
use url::Url;

use crate::config::Config;
use crate::database::{self, Chain};
use crate::dossier::letters;
use crate::people::of_house;
use crate::state::State;
use crate::worker::Context;
use crate::{clock, pages};

/// Whoever takes money for each house.
#[derive(Debug, Default)]
pub struct Providers {
    usual: Option<Arc<Careful>>,
    of: BTreeMap<String, Arc<Careful>>,
}

impl Providers {
    /// Those of the settings: one for each host that they name, and one for all others.
    ///
    /// # Errors
    ///
    /// When the provider's address cannot be called.
    pub fn open(config: &Config) -> Result<Self, outbound::Unusable> {
        let Some(settings) = &config.payments.stripe else { return Ok(Self::default()) };
        // A second installation changes nothing: the program's first line does it, tests begin here.
        drop(rustls::crypto::ring::default_provider().install_default());
        let address = Url::parse(&settings.base).ok();
        let host = address.as_ref().and_then(Url::host_str).unwrap_or_default();
        let http = outbound::client([host])?;
        let account = |house: &str| {
            let key = settings.keys.of(house).first()?.clone();
            let secrets = settings.secrets.of(house).to_vec();
            let stripe = Stripe::new(http.clone(), &settings.base, key, secrets, &settings.pages);
            Some(Arc::new(Careful::new(Arc::new(stripe))))
        };
        let hosts = settings.keys.hosts();
        let of = hosts.filter_map(|host| Some((host.to_owned(), account(host)?))).collect();
        Ok(Self { usual: account(""), of })
    }

    /// Whoever takes money for `house`.
    #[must_use]
    pub fn of(&self, house: &Tenant) -> Option<&Arc<Careful>> {
        house.hosts.iter().find_map(|host| self.of.get(host)).or(self.usual.as_ref())
    }
}

/// `POST /api/v1/payments/{provider}`: a report, signed, kept as it came, answered at once.
pub async fn hear(
    Extract(state): Extract<State>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some((house, _)) = pages::tenant(&state, &headers) else {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    };
    let by = state.providers().of(&house).filter(|it| it.name() == provider);
    let Some(by) = by else { return StatusCode::NOT_FOUND.into_response() };
    let header =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let notice = match by.notice(&header, &body, clock::now()) {
        Ok(notice) => notice,
        Err(Unreadable::NotTheirs) => {
            metrics::counter!("payment_notices_total", "result" => "refused").increment(1);
            return StatusCode::UNAUTHORIZED.into_response();
        }
        Err(Unreadable::Malformed) => {
            // Signed, and not what is documented: sent again it would be no better, and the sweeper reads it.
            metrics::counter!("payment_notices_total", "result" => "unreadable").increment(1);
            tracing::error!(provider, "a signed report of a payment cannot be read");
            return StatusCode::OK.into_response();
        }
    };
    match kept(&state, house.id, &provider, &notice, Some(&body)).await {
        Ok(new) => {
            let result = if new { "new" } else { "known" };
            metrics::counter!("payment_notices_total", "result" => result).increment(1);
            StatusCode::OK.into_response()
        }
        Err(error) => {
            tracing::error!(error = %Chain(&error), "a report of a payment could not be kept");
            // The provider sends it again.
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn kept(
    state: &State,
    tenant: TenantId,
    provider: &str,
    notice: &Notice,
    body: Option<&[u8]>,
) -> Result<bool, sqlx::Error> {
    let mut tx = database::begin(state, tenant).await?;
    let new = notices::hear(&mut tx, tenant.0, provider, notice, body, clock::now()).await?;
    tx.commit().await?;
    Ok(new)
}

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
    let by = state.providers().of(&visit.house).filter(|it| it.name() == provider).cloned();
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
    let mut tx = database::begin(state, visit.tenant()).await?;
    let outcome = match said {
        Said::Nothing => Outcome::NotFollowed,
        said => {
            let mut followed =
                follow(&mut tx, &visit, by.name(), &said).await.map_err(|it| it.0)?;
            if followed == Followed::NotOurs
                && let Some(page) = page_of(&by, &said).await.map_err(|failure| failed(&failure))?
            {
                // It was heard of before its payment: the payment first, then what became of it.
                follow(&mut tx, &visit, by.name(), &page).await.map_err(|it| it.0)?;
                followed = follow(&mut tx, &visit, by.name(), &said).await.map_err(|it| it.0)?;
            }
            match followed {
                Followed::NotOurs => Outcome::NotOurs,
                Followed::Nothing => Outcome::NoChange,
                _ => Outcome::Applied,
            }
        }
    };
    notices::handled(&mut tx, task.notice, outcome, clock::now()).await?;
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

/// The page of the payment that a refund or a dispute is about.
async fn page_of(by: &Careful, said: &Said) -> Result<Option<Said>, Failure> {
    let payment = match said {
        Said::Refund(said) => said.payment.as_deref(),
        Said::Dispute(said) => said.payment.as_deref(),
        Said::Checkout(_) | Said::Nothing => None,
    };
    let Some(payment) = payment else { return Ok(None) };
    Ok(by.checkout_of(payment).await?.map(Said::Checkout))
}

/// Writes what follows, and tells whom it concerns, in the same transaction.
async fn follow(
    conn: &mut PgConnection,
    visit: &Visit,
    provider: &str,
    said: &Said,
) -> Result<Followed, Settled> {
    let followed = match said {
        Said::Checkout(said) => apply::checkout(conn, visit, provider, said).await?,
        Said::Refund(said) => apply::refund(conn, visit, provider, said).await?,
        Said::Dispute(said) => apply::dispute(conn, visit, provider, said).await?,
        Said::Nothing => Followed::Nothing,
    };
    told(conn, visit, &followed).await?;
    Ok(followed)
}

async fn told(conn: &mut PgConnection, visit: &Visit, followed: &Followed) -> Result<(), Settled> {
    let done = match followed {
        Followed::Paid(dossier, _) if dossier.lets_work_begin() && dossier.closed.is_none() => {
            letters::short(conn, visit, dossier, Template::DossierPaid).await
        }
        Followed::GivenBack(dossier, cents) => {
            letters::refunded(conn, visit, dossier, *cents).await
        }
        _ => Ok(()),
    };
    done.map_err(|error| Settled(again(&error)))
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
    let said = by.checkout(reference).await.map_err(|failure| failed(&failure))?;
    let mut tx = database::begin(state, visit.tenant()).await?;
    follow(&mut tx, visit, by.name(), &Said::Checkout(said)).await.map_err(|it| it.0)?;
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
    tx.commit().await?;
    let Some((provider, order)) = order else { return Ok(()) };
    let (visit, by) = house(state, task.tenant, &provider)?;
    let answer = by.refund(&order).await;
    let answer = match &answer {
        Ok(said) => Ok(said),
        // Refused for good: somebody gives it back otherwise. All else is asked again.
        Err(failure @ Failure::Refused(_)) => Err(failure),
        Err(failure) => return Err(failed(failure)),
    };
    let mut tx = database::begin(state, visit.tenant()).await?;
    let followed = refunds::answered(&mut tx, &visit, &provider, id, answer).await;
    let followed = followed.map_err(|error| Settled::from(error).0)?;
    told(&mut tx, &visit, &followed).await.map_err(|it| it.0)?;
    tx.commit().await?;
    Ok(())
}

/// Days of reports that are read again: what never reached us is found.
const SWEPT: SignedDuration = SignedDuration::from_hours(3 * 24);

/// Looks for what was missed: reports of the last three days, pages whose time is over, refunds that wait.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SweepPayments {}

impl Task for SweepPayments {
    const NAME: &'static str = "sweep_payments";
    const TIME_LIMIT: std::time::Duration = std::time::Duration::from_mins(10);
}

/// The handler of that job. A house whose provider does not answer keeps nobody else from being looked at.
///
/// # Errors
///
/// When a provider or the database does not answer.
pub async fn sweep(context: Arc<Context>, _: SweepPayments, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let mut last = Ok(());
    for tenant in &state.directory().tenants {
        if let Err(why) = swept(state, tenant.id).await {
            last = Err(why);
        }
    }
    last
}

async fn swept(state: &State, tenant: TenantId) -> Result<(), Failed> {
    let Some(visit) = of_house(state, tenant) else { return Ok(()) };
    let Some(by) = state.providers().of(&visit.house).cloned() else { return Ok(()) };
    let mut tx = database::begin(state, tenant).await?;
    let pages = checkout::read_overdue(&mut tx, tenant.0, visit.now).await;
    let pages = pages.map_err(|error| again(&error))?;
    let waiting = refunds::send_overdue(&mut tx, &visit).await.map_err(|error| again(&error))?;
    money::purge(&mut tx, visit.now).await?;
    tx.commit().await?;
    let reported = by.notices_since(visit.now - SWEPT).await.map_err(|failure| failed(&failure))?;
    let mut missed = 0_usize;
    for notice in &reported {
        if matches!(notice.about, About::Other) {
            continue;
        }
        if kept(state, tenant, by.name(), notice, None).await? {
            missed += 1;
        }
    }
    if pages + waiting + missed > 0 {
        tracing::warn!(pages, waiting, missed, "payments that nobody told us of are read now");
    }
    metrics::counter!("payment_notices_missed_total")
        .increment(u64::try_from(missed).unwrap_or(u64::MAX));
    Ok(())
}
