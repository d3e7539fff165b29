//! PayPlug as a provider of payments: its hosted page, refunds, notifications, and the movements that its API tells.
//!
//! PayPlug's payment is a page and a payment in one: one name serves for both. A refund is found under its payment only, so
//! that its name here is `pay_…/re_…`. What its API has not, this crate does without, and says where:
//!
//! - **No idempotency key.** Every payment and refund bears our id in its metadata. Before a page is asked for, and again
//!   after it was made, PayPlug's list is read for that id; at most one live page is left, the others are aborted, and an
//!   address is given to nobody before that. So a call whose outcome is unknown is never repeated blindly, and of two windows
//!   that ask at once both get the same page ([`PayPlug::open`](Provider::open)). A refund is looked for before it is made.
//! - **No signature.** A notification is believed in nothing: it names a payment, which is read again with our key. Whoever
//!   sends one for a payment that we do not know is not heard ([`Provider::signs_reports`]).
//! - **No end of a page.** A hosted page takes no « until »: what is past its time is aborted by whoever reads it.
//! - **No events, disputes or fees.** What was missed is found in the list of payments; disputes are answered in PayPlug's
//!   portal; its fees stand on its invoices and are none of the movements.
//!
//! Read from PayPlug's public reference and its own libraries (version 2019-08-06 of the API, pinned at each call).

mod answers;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use outbound::{Outbound, exchange};
use psp::{
    About, CheckoutState, Demand, DisputeStanding, Failure, Headers, Movement, Notice, Opened,
    Provider, RefundOrder, RefundStanding, Standing, Unreadable,
};
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;
use vocabulary::Cents;

use crate::answers::{Listed, Payment, Problem, Refund};

/// The version of the API that this crate was written for; goes with each call.
const VERSION: &str = "2019-08-06";
/// Most of an answer that is read: a hundred payments fit.
const MOST: usize = 4 * 1024 * 1024;
/// Payments asked for at once.
const PAGE: usize = 100;
/// Pages read of one list at most: a hundred thousand payments.
const PAGES: usize = 1_000;
/// How far PayPlug's clock and ours may be apart.
const APART: SignedDuration = SignedDuration::from_mins(5);
/// How long before it is paid a page may have been made.
const LONGEST_PAGE: SignedDuration = SignedDuration::from_hours(24);
/// How long a payment may be given back.
const REFUNDABLE: SignedDuration = SignedDuration::from_hours(180 * 24);
/// Most of what the bank and the portal show of a payment, in characters.
const DESCRIPTION: usize = 80;

/// The least that PayPlug takes.
const LEAST: Cents = Cents(99);

/// An account with PayPlug.
#[derive(Debug)]
pub struct PayPlug {
    http: Outbound,
    base: String,
    key: SecretString,
    pages: Vec<String>,
}

impl PayPlug {
    /// Its name, as it is kept.
    pub const NAME: &'static str = "payplug";
    /// Where it is.
    pub const BASE: &'static str = "https://api.payplug.com";
    /// Where its pages are.
    pub const PAGES: &'static str = "https://secure.payplug.com";
    /// Where a house hears it, after its own origin.
    pub const REPORTS: &'static str = "/api/v1/payments/payplug";

    /// Calls `base` through `http` with the account's secret `key`; people are sent to `pages`, an origin.
    #[must_use]
    pub fn new(http: Outbound, base: &str, key: SecretString, pages: &str) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        Self { http, base, key, pages: vec![pages.to_owned()] }
    }

    /// What PayPlug answers to `path`, asked with `body`.
    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T, Failure> {
        let mut call = self
            .http
            .request(method, &format!("{}/v1{path}", self.base))?
            .bearer_auth(self.key.expose_secret())
            .header("PayPlug-Version", VERSION);
        if let Some(body) = body {
            call = call.json(body);
        }
        let answer = exchange(call, MOST).await?;
        if !answer.status.is_success() {
            let problem: Problem = serde_json::from_slice(&answer.body).unwrap_or_default();
            let status = answer.status.as_u16();
            return Err(Failure::of_status(status, &problem.fields(), answer.retry_after));
        }
        if answer.cut {
            return Err(Failure::Temporary {
                unknown: true,
                retry_after: None,
                reason: "answer cut".to_owned(),
            });
        }
        serde_json::from_slice(&answer.body).map_err(|_| {
            Failure::Unreadable("an object of PayPlug has not the fields that we read")
        })
    }

    async fn payment(&self, reference: &str) -> Result<Payment, Failure> {
        let id = named("pay_", reference)?;
        self.ask(Method::GET, &format!("/payments/{id}"), None).await
    }

    /// Every payment made since `from`, as PayPlug lists them: latest first, so that one made meanwhile moves others to the
    /// next page, where they are read twice and kept once, and never out of sight.
    async fn payments_since(&self, from: Timestamp) -> Result<Vec<Payment>, Failure> {
        let mut found: Vec<Payment> = Vec::new();
        for page in 0..PAGES {
            // The first page is the one that is got without asking for any, whatever its number.
            let which = if page == 0 { String::new() } else { format!("&page={page}") };
            let path = format!("/payments?per_page={PAGE}{which}");
            let next: Listed<Payment> = self.ask(Method::GET, &path, None).await?;
            let last = next.is_last(PAGE)
                || next.data.last().is_some_and(|it| it.made_at() < from.as_second());
            for payment in next.data {
                let known = found.iter().rev().take(2 * PAGE).any(|it| it.id() == payment.id());
                if !known && payment.made_at() >= from.as_second() {
                    found.push(payment);
                }
            }
            if last {
                return Ok(found);
            }
        }
        Err(Failure::Unreadable("a list of payments without an end"))
    }

    /// The payments that bear the name of `demand`.
    async fn of_demand(&self, demand: &Demand) -> Result<Vec<Payment>, Failure> {
        let mut found = self.payments_since(demand.since - APART).await?;
        found.retain(|it| it.ours() == Some(demand.id));
        Ok(found)
    }

    /// Leaves one live page of those `found` under one of our names, and says which: one that was paid, else the oldest that
    /// asks for `total`, whoever looks and in whatever order they were made. All others are aborted.
    async fn one_of(&self, mut found: Vec<Payment>, total: Cents) -> Result<Opened, Failure> {
        found.sort_by_key(|it| (it.made_at(), it.id().to_owned()));
        let paid = found.iter().find(|it| it.state() == CheckoutState::Paid);
        let live = |it: &&Payment| it.state() == CheckoutState::Open;
        let kept = paid.or_else(|| {
            found.iter().filter(live).find(|it| it.cents().is_ok_and(|cents| cents == total))
        });
        let name = kept.map(Payment::id);
        for other in found.iter().filter(live).filter(|it| Some(it.id()) != name) {
            if self.close(other.id()).await?.state == CheckoutState::Paid {
                return self.payment(other.id()).await?.opened(total);
            }
        }
        match kept {
            Some(kept) => kept.opened(total),
            None => Err(Failure::Refused("page that is over".to_owned())),
        }
    }

    async fn refunds_of(&self, payment: &str) -> Result<Vec<Refund>, Failure> {
        let id = named("pay_", payment)?;
        let path = format!("/payments/{id}/refunds");
        Ok(self.ask::<Listed<Refund>>(Method::GET, &path, None).await?.data)
    }
}

/// `reference`, when it is a name that PayPlug gives: it becomes part of an address.
fn named<'a>(prefix: &str, reference: &'a str) -> Result<&'a str, Failure> {
    let rest = reference.strip_prefix(prefix).unwrap_or_default();
    let fits = (1..=64).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if fits { Ok(reference) } else { Err(Failure::Refused("no name of PayPlug's".to_owned())) }
}

fn wanted(demand: &Demand) -> Result<Value, Failure> {
    let back = Url::parse(&demand.back);
    let back = back.map_err(|_| Failure::Misconfigured("no address to come back to".to_owned()))?;
    let origin = back.origin().ascii_serialization();
    let description: String = demand.reference.chars().take(DESCRIPTION).collect();
    Ok(json!({
        "amount": demand.total().0,
        "currency": "EUR",
        "description": description,
        "billing": { "email": demand.email, "language": demand.lang.id() },
        // What is sold is no good that is shipped.
        "shipping": { "email": demand.email, "delivery_type": "OTHER" },
        "hosted_payment": { "return_url": demand.back, "cancel_url": demand.given_up },
        "notification_url": format!("{origin}{}", PayPlug::REPORTS),
        "metadata": { "checkout": demand.id, "dossier": demand.reference },
    }))
}

#[async_trait]
impl Provider for PayPlug {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn pages(&self) -> &[String] {
        &self.pages
    }

    fn signs_reports(&self) -> bool {
        false
    }

    fn least(&self) -> Cents {
        LEAST
    }

    async fn open(&self, demand: &Demand) -> Result<Opened, Failure> {
        let total = demand.total();
        let found = self.of_demand(demand).await?;
        if !found.is_empty() {
            return self.one_of(found, total).await;
        }
        let made: Payment = self.ask(Method::POST, "/payments", Some(&wanted(demand)?)).await?;
        // Another window may have asked at the same moment, or a call that we gave up arrived late.
        let mut found = self.of_demand(demand).await?;
        if !found.iter().any(|it| it.id() == made.id()) {
            found.push(made);
        }
        self.one_of(found, total).await
    }

    async fn checkout(&self, reference: &str) -> Result<Standing, Failure> {
        self.payment(reference).await?.standing()
    }

    async fn close(&self, reference: &str) -> Result<Standing, Failure> {
        let id = named("pay_", reference)?;
        let path = format!("/payments/{id}");
        let asked: Result<Payment, Failure> =
            self.ask(Method::PATCH, &path, Some(&json!({ "aborted": true }))).await;
        match asked {
            Ok(payment) => payment.standing(),
            // It cannot be aborted any more: paid, or over already. PayPlug says so with 400 or 403.
            Err(Failure::Refused(_) | Failure::Misconfigured(_)) => {
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
        match self.checkout(payment).await {
            Ok(standing) => Ok(Some(standing)),
            Err(Failure::Refused(_)) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Looks among the refunds of the payment for one that bears our id before it asks for another. Whoever asks again does
    /// so after the time that a call may take: `payments::operations::sending` keeps it.
    async fn refund(&self, order: &RefundOrder) -> Result<RefundStanding, Failure> {
        let id = named("pay_", &order.payment)?;
        let known = self.refunds_of(id).await?.into_iter().find(|it| it.ours() == Some(order.id));
        if let Some(known) = known {
            return known.standing(&order.payment);
        }
        let body = json!({ "amount": order.cents.0, "metadata": { "refund": order.id } });
        let path = format!("/payments/{id}/refunds");
        let made: Refund = self.ask(Method::POST, &path, Some(&body)).await?;
        made.standing(&order.payment)
    }

    async fn refund_standing(&self, reference: &str) -> Result<RefundStanding, Failure> {
        let (payment, refund) = reference.split_once('/').unwrap_or_default();
        let path =
            format!("/payments/{}/refunds/{}", named("pay_", payment)?, named("re_", refund)?);
        self.ask::<Refund>(Method::GET, &path, None).await?.standing(payment)
    }

    /// PayPlug's API tells of no dispute: they are answered in its portal.
    async fn dispute(&self, _: &str) -> Result<DisputeStanding, Failure> {
        Err(Failure::Refused("PayPlug tells of no dispute".to_owned()))
    }

    /// Believes nothing: of what came, only the name of what is to be read again is taken, and names the report. What bears no
    /// such name is not PayPlug's.
    fn notice(&self, _: Headers<'_>, body: &[u8], now: Timestamp) -> Result<Notice, Unreadable> {
        let said: answers::Report =
            serde_json::from_slice(body).map_err(|_| Unreadable::NotTheirs)?;
        let (kind, about) = said.about().ok_or(Unreadable::NotTheirs)?;
        let id = about.reference().unwrap_or(&kind).to_owned();
        Ok(Notice { id, kind, about, at: now })
    }

    /// What the list of payments tells: those paid, and what was given back of them, made since a day before `from`. A page
    /// that is over is found when its time is; a refund of an older payment, by the movements.
    async fn notices_since(&self, from: Timestamp) -> Result<Vec<Notice>, Failure> {
        let mut notices = Vec::new();
        for payment in self.payments_since(from - LONGEST_PAGE).await?.iter().rev() {
            notices.extend(payment.notice()?);
            if payment.was_given_back() {
                for refund in self.refunds_of(payment.id()).await? {
                    notices.push(refund.notice(payment.id())?);
                }
            }
        }
        Ok(notices)
    }

    /// What the API tells of the account: payments, and refunds of those of the last 180 days. Fees and payouts are not told.
    async fn movements(&self, from: Timestamp, until: Timestamp) -> Result<Vec<Movement>, Failure> {
        let mut lines = Vec::new();
        for payment in self.payments_since(from - REFUNDABLE).await? {
            lines.extend(payment.movement()?);
            if payment.was_given_back() {
                for refund in self.refunds_of(payment.id()).await? {
                    lines.push(refund.movement(payment.id())?);
                }
            }
        }
        lines.retain(|line| (from..until).contains(&line.at));
        lines.sort_by_key(|line| line.at);
        Ok(lines)
    }
}

/// What a report is about, by its name.
fn about(payment: &str, refund: Option<&str>) -> Option<About> {
    named("pay_", payment).ok()?;
    match refund {
        None => Some(About::Checkout(payment.to_owned())),
        Some(refund) => {
            named("re_", refund).ok()?;
            Some(About::Refund(format!("{payment}/{refund}")))
        }
    }
}
