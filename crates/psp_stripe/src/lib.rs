//! Stripe as a provider of payments: its hosted page, refunds, disputes, events and the movements of the account.
//!
//! What is asked is written by async-stripe, whose API version goes with each call ([`stripe_shared::version::VERSION`]).
//! It leaves by the one client of the house, with a key that Stripe knows again. What is answered is read here, the few
//! fields that we rely on: an account of another version of the API adds and drops others.

mod answers;
mod signature;

use async_trait::async_trait;
use jiff::Timestamp;
use outbound::{Outbound, exchange};
use psp::{
    CheckoutState, Demand, DisputeStanding, Failure, Headers, Movement, Notice, Opened, Provider,
    RefundOrder, RefundStanding, Standing, Unreadable,
};
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionAllowedPaymentMethodTypes as Means,
    CreateCheckoutSessionLineItems, CreateCheckoutSessionLineItemsPriceData,
    CreateCheckoutSessionPaymentIntentData, ExpireCheckoutSession, ListCheckoutSession,
    ProductData, RetrieveCheckoutSession,
};
use stripe_client_core::{StripeMethod, StripeRequest};
use stripe_core::balance_transaction::ListBalanceTransaction;
use stripe_core::dispute::RetrieveDispute;
use stripe_core::event::ListEvent;
use stripe_core::refund::{CreateRefund, ListRefund, RetrieveRefund};
use stripe_shared::{CheckoutSessionLocale, CheckoutSessionMode};
use stripe_types::{Currency, RangeBoundsTs, RangeQueryTs};
use vocabulary::{Cents, Lang};

use crate::answers::{Listed, Problem, Session};

/// Most of an answer that is read: a hundred events fit.
const MOST: usize = 4 * 1024 * 1024;
/// Objects asked for at once.
const PAGE: i64 = 100;
/// Pages read of one list at most: a hundred thousand objects. They are latest first: of a list that goes on, what is oldest
/// would be lost, so that it is none.
const PAGES: usize = 1_000;
/// The least that Stripe takes in euros.
const LEAST: Cents = Cents(50);

/// An account with Stripe.
#[derive(Debug)]
pub struct Stripe {
    http: Outbound,
    base: String,
    key: SecretString,
    /// What signs its reports: the one in use, and the one before.
    secrets: Vec<SecretString>,
    pages: Vec<String>,
}

impl Stripe {
    /// Its name, as it is kept.
    pub const NAME: &'static str = "stripe";
    /// Where it is.
    pub const BASE: &'static str = "https://api.stripe.com";
    /// Where its pages are.
    pub const PAGES: &'static str = "https://checkout.stripe.com";

    /// Calls `base` through `http` with the account's `key`; reports are signed by one of `secrets`, and people are sent to
    /// `pages`, an origin.
    #[must_use]
    pub fn new(
        http: Outbound,
        base: &str,
        key: SecretString,
        secrets: Vec<SecretString>,
        pages: &str,
    ) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        Self { http, base, key, secrets, pages: vec![pages.to_owned()] }
    }

    /// Sends `request`, under `once` when Stripe must know it again.
    async fn ask<T: DeserializeOwned>(
        &self,
        request: &impl StripeRequest,
        once: Option<&str>,
    ) -> Result<T, Failure> {
        let parts = request.build();
        let mut address = format!("{}/v1{}", self.base, parts.path);
        if let Some(query) = parts.query.filter(|query| !query.is_empty()) {
            address.push('?');
            address.push_str(&query);
        }
        let method = match parts.method {
            StripeMethod::Get => Method::GET,
            StripeMethod::Post => Method::POST,
            StripeMethod::Delete => Method::DELETE,
        };
        let mut call = self
            .http
            .request(method, &address)?
            .bearer_auth(self.key.expose_secret())
            .header("Stripe-Version", stripe_shared::version::VERSION.as_str());
        if let Some(key) = once {
            call = call.header("Idempotency-Key", key);
        }
        if let Some(body) = parts.body {
            call = call.header("Content-Type", "application/x-www-form-urlencoded").body(body);
        }
        let answer = exchange(call, MOST).await?;
        let status = answer.status.as_u16();
        if !answer.status.is_success() {
            let problem: Problem = serde_json::from_slice(&answer.body).unwrap_or_default();
            return Err(Failure::of_status(status, problem.code(), answer.retry_after));
        }
        if answer.cut {
            return Err(Failure::Temporary {
                unknown: true,
                retry_after: None,
                reason: "answer cut".to_owned(),
            });
        }
        serde_json::from_slice(&answer.body)
            .map_err(|_| Failure::Unreadable("an object of Stripe has not the fields that we read"))
    }

    /// Every object of a list, as `page` asks for what comes after the one named.
    async fn all<T: DeserializeOwned, R: StripeRequest>(
        &self,
        page: impl Fn(Option<&str>) -> R + Send + Sync,
        name: impl Fn(&T) -> &str + Send + Sync,
    ) -> Result<Vec<T>, Failure> {
        let mut found: Vec<T> = Vec::new();
        for _ in 0..PAGES {
            // Built and sent in one go: what async-stripe writes is not kept over the wait.
            let request = page(found.last().map(&name));
            let next: Listed<T> = self.ask(&Built(request.build().into()), None).await?;
            let last = next.data.is_empty() || !next.has_more;
            found.extend(next.data);
            if last {
                return Ok(found);
            }
        }
        Err(Failure::Unreadable("a list without an end"))
    }

    /// The refunds of `payment`, latest first.
    async fn refunds_of(&self, payment: &str) -> Result<Vec<answers::Refund>, Failure> {
        let page = |after: Option<&str>| {
            let list = ListRefund::new().payment_intent(payment).limit(PAGE);
            match after {
                Some(after) => list.starting_after(after),
                None => list,
            }
        };
        self.all(page, answers::Refund::id).await
    }
}

/// A request that was built, to be sent as it is.
struct Built(Parts);

struct Parts {
    method: StripeMethod,
    path: String,
    query: Option<String>,
    body: Option<String>,
}

impl From<stripe_client_core::RequestBuilder> for Parts {
    fn from(parts: stripe_client_core::RequestBuilder) -> Self {
        Self { method: parts.method, path: parts.path, query: parts.query, body: parts.body }
    }
}

impl StripeRequest for Built {
    type Output = ();

    fn build(&self) -> stripe_client_core::RequestBuilder {
        let mut parts = stripe_client_core::RequestBuilder::new(self.0.method, self.0.path.clone());
        parts.query.clone_from(&self.0.query);
        parts.body.clone_from(&self.0.body);
        parts
    }
}

fn session(demand: &Demand) -> CreateCheckoutSession {
    let id = demand.id.to_string();
    let lines: Vec<CreateCheckoutSessionLineItems> = demand
        .lines
        .iter()
        .map(|line| {
            let mut price = CreateCheckoutSessionLineItemsPriceData::new(Currency::EUR);
            price.unit_amount = Some(line.cents.0);
            price.product_data = Some(ProductData::new(line.label.clone()));
            let mut item = CreateCheckoutSessionLineItems::new();
            item.price_data = Some(price);
            item.quantity = Some(1);
            item
        })
        .collect();
    let named =
        [("checkout".to_owned(), id.clone()), ("dossier".to_owned(), demand.reference.clone())];
    let mut payment = CreateCheckoutSessionPaymentIntentData::new();
    payment.description = Some(demand.reference.clone());
    payment.metadata = Some(named.clone().into());
    let locale = match demand.lang {
        Lang::Fr => CheckoutSessionLocale::Fr,
        Lang::En => CheckoutSessionLocale::En,
    };
    let mut session = CreateCheckoutSession::new()
        .mode(CheckoutSessionMode::Payment)
        // What takes days is not known when the customer comes back, and may fail after it.
        .allowed_payment_method_types(vec![Means::Card])
        .client_reference_id(id)
        .line_items(lines)
        .locale(locale)
        .metadata(std::collections::HashMap::from(named))
        .payment_intent_data(payment)
        .success_url(demand.back.clone())
        .cancel_url(demand.given_up.clone())
        .expires_at(demand.until.as_second());
    if let Some(email) = &demand.email {
        session = session.customer_email(email.clone());
    }
    session
}

fn between(from: Timestamp, until: Option<Timestamp>) -> RangeQueryTs {
    RangeQueryTs::Bounds(RangeBoundsTs {
        gte: Some(from.as_second()),
        lt: until.map(Timestamp::as_second),
        ..RangeBoundsTs::default()
    })
}

#[async_trait]
impl Provider for Stripe {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn pages(&self) -> &[String] {
        &self.pages
    }

    fn least(&self) -> Cents {
        LEAST
    }

    async fn open(&self, demand: &Demand) -> Result<Opened, Failure> {
        let request = Built(session(demand).build().into());
        let made: Session = self.ask(&request, Some(&format!("checkout-{}", demand.id))).await?;
        made.opened(demand.total())
    }

    async fn checkout(&self, reference: &str) -> Result<Standing, Failure> {
        let request = RetrieveCheckoutSession::new(reference).expand(["payment_intent".to_owned()]);
        let request = Built(request.build().into());
        self.ask::<Session>(&request, None).await?.standing()
    }

    async fn close(&self, reference: &str) -> Result<Standing, Failure> {
        let request = Built(ExpireCheckoutSession::new(reference).build().into());
        match self.ask::<Session>(&request, None).await {
            Ok(session) => session.standing(),
            // It is not open any more: paid, or closed already.
            Err(Failure::Refused(_)) => {
                let standing = self.checkout(reference).await?;
                if standing.state == CheckoutState::Open {
                    return Err(Failure::Refused("page that does not close".to_owned()));
                }
                Ok(standing)
            }
            Err(failure) => Err(failure),
        }
    }

    async fn checkout_of(&self, payment: &str) -> Result<Option<Standing>, Failure> {
        let request = ListCheckoutSession::new()
            .payment_intent(payment)
            .expand(["data.payment_intent".to_owned()]);
        let request = Built(request.build().into());
        let found: Listed<Session> = self.ask(&request, None).await?;
        found.data.into_iter().next().map(Session::standing).transpose()
    }

    /// Looks among the refunds of the payment for one that bears our id before it asks for another: Stripe may forget a key
    /// after a day, and an answer may be lost for longer.
    async fn refund(&self, order: &RefundOrder) -> Result<RefundStanding, Failure> {
        let known = self.refunds_of(&order.payment).await?;
        if let Some(known) = known.into_iter().find(|it| it.ours() == Some(order.id)) {
            return known.standing();
        }
        let named = std::collections::HashMap::from([("refund".to_owned(), order.id.to_string())]);
        let request = CreateRefund::new()
            .payment_intent(order.payment.clone())
            .amount(order.cents.0)
            .metadata(named);
        let request = Built(request.build().into());
        let made: answers::Refund =
            self.ask(&request, Some(&format!("refund-{}", order.id))).await?;
        made.standing()
    }

    async fn refund_standing(&self, reference: &str) -> Result<RefundStanding, Failure> {
        let request = Built(RetrieveRefund::new(reference).build().into());
        self.ask::<answers::Refund>(&request, None).await?.standing()
    }

    async fn dispute(&self, reference: &str) -> Result<DisputeStanding, Failure> {
        let request = Built(RetrieveDispute::new(reference).build().into());
        self.ask::<answers::Dispute>(&request, None).await?.standing()
    }

    fn notice(
        &self,
        headers: Headers<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notice, Unreadable> {
        let header = headers("stripe-signature").ok_or(Unreadable::NotTheirs)?;
        signature::check(&header, body, &self.secrets, now)?;
        let event: answers::Event =
            serde_json::from_slice(body).map_err(|_| Unreadable::Malformed)?;
        event.notice().ok_or(Unreadable::Malformed)
    }

    async fn notices_since(&self, from: Timestamp) -> Result<Vec<Notice>, Failure> {
        let page = |after: Option<&str>| {
            let list = ListEvent::new().created(between(from, None)).limit(PAGE);
            match after {
                Some(after) => list.starting_after(after),
                None => list,
            }
        };
        let events: Vec<answers::Event> = self.all(page, answers::Event::id).await?;
        let mut notices: Vec<Notice> = events.iter().filter_map(answers::Event::notice).collect();
        notices.reverse();
        Ok(notices)
    }

    async fn movements(&self, from: Timestamp, until: Timestamp) -> Result<Vec<Movement>, Failure> {
        let page = |after: Option<&str>| {
            let list = ListBalanceTransaction::new()
                .created(between(from, Some(until)))
                .expand(["data.source".to_owned()])
                .limit(PAGE);
            match after {
                Some(after) => list.starting_after(after),
                None => list,
            }
        };
        let lines: Vec<answers::BalanceTransaction> =
            self.all(page, answers::BalanceTransaction::id).await?;
        lines.into_iter().rev().map(answers::BalanceTransaction::movement).collect()
    }
}

/// A sum of Stripe, which must be of euros.
fn euros(cents: i64, currency: &str) -> Result<Cents, Failure> {
    if currency.eq_ignore_ascii_case("eur") {
        Ok(Cents(cents))
    } else {
        Err(Failure::Unreadable("a sum that is not in euros"))
    }
}
