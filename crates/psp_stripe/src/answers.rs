//! The fields of Stripe's objects that we rely on, and what they mean.

use jiff::Timestamp;
use psp::{
    About, CheckoutState, DisputeStanding, DisputeState, Failure, Movement, MovementKind, Notice,
    Opened, RefundStanding, RefundState, Standing,
};
use serde::Deserialize;
use uuid::Uuid;
use vocabulary::Cents;

use crate::euros;

/// A page of a list.
#[derive(Deserialize)]
pub(crate) struct Listed<T> {
    pub(crate) data: Vec<T>,
    #[serde(default)]
    pub(crate) has_more: bool,
}

/// Why Stripe refused. Its sentence is not read: it quotes what was sent.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Problem {
    error: Cause,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cause {
    code: Option<String>,
    r#type: Option<String>,
}

impl Problem {
    /// A code of Stripe's, when it looks like one.
    pub(crate) fn code(&self) -> &str {
        let code = self.error.code.as_deref().or(self.error.r#type.as_deref()).unwrap_or_default();
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if code.len() <= 60 && code.bytes().all(fits) { code } else { "" }
    }
}

/// An object, or its name alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Named {
    Name(String),
    Object { id: String },
}

impl Named {
    fn name(self) -> String {
        match self {
            Self::Name(name) | Self::Object { id: name } => name,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    refund: Option<String>,
}

/// A Checkout Session.
#[derive(Deserialize)]
pub(crate) struct Session {
    id: String,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    status: Option<String>,
    payment_status: String,
    amount_total: i64,
    currency: String,
    #[serde(default)]
    client_reference_id: Option<String>,
    #[serde(default)]
    payment_intent: Option<Named>,
}

impl Session {
    /// The page to send somebody to, for `total`.
    pub(crate) fn opened(self, total: Cents) -> Result<Opened, Failure> {
        if euros(self.amount_total, &self.currency)? != total {
            return Err(Failure::Unreadable("a page that asks for another sum"));
        }
        let page = self.url.ok_or(Failure::Unreadable("a page without an address"))?;
        Ok(Opened { reference: self.id, page })
    }

    pub(crate) fn standing(self) -> Result<Standing, Failure> {
        let cents = euros(self.amount_total, &self.currency)?;
        let state = match (self.payment_status.as_str(), self.status.as_deref()) {
            ("paid", _) => CheckoutState::Paid,
            (_, Some("expired")) => CheckoutState::Closed,
            // « complete » and unpaid: a means of payment that takes days, which has not said its last word.
            ("unpaid" | "no_payment_required", _) => CheckoutState::Open,
            _ => return Err(Failure::Unreadable("a page in a state that we do not know")),
        };
        Ok(Standing {
            ours: self.client_reference_id.and_then(|id| id.parse().ok()),
            reference: self.id,
            state,
            cents,
            payment: self.payment_intent.map(Named::name),
        })
    }
}

/// A Refund.
#[derive(Deserialize)]
pub(crate) struct Refund {
    id: String,
    amount: i64,
    currency: String,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    payment_intent: Option<Named>,
    #[serde(default)]
    metadata: Option<Metadata>,
}

impl Refund {
    pub(crate) fn standing(self) -> Result<RefundStanding, Failure> {
        let state = match self.status.as_deref() {
            Some("succeeded") => RefundState::Done,
            Some("failed" | "canceled") => RefundState::Failed,
            Some("pending" | "requires_action") => RefundState::Pending,
            _ => return Err(Failure::Unreadable("a refund in a state that we do not know")),
        };
        let ours = self.metadata.and_then(|named| named.refund);
        Ok(RefundStanding {
            cents: euros(self.amount, &self.currency)?,
            reference: self.id,
            ours: ours.and_then(|id| id.parse::<Uuid>().ok()),
            payment: self.payment_intent.map(Named::name),
            state,
        })
    }
}

/// A Dispute.
#[derive(Deserialize)]
pub(crate) struct Dispute {
    id: String,
    amount: i64,
    currency: String,
    status: String,
    #[serde(default)]
    payment_intent: Option<Named>,
    #[serde(default)]
    evidence_details: Option<Evidence>,
    #[serde(default)]
    balance_transactions: Vec<Taken>,
}

#[derive(Deserialize)]
struct Evidence {
    #[serde(default)]
    due_by: Option<i64>,
}

#[derive(Deserialize)]
struct Taken {
    amount: i64,
}

impl Dispute {
    pub(crate) fn standing(self) -> Result<DisputeStanding, Failure> {
        let state = match self.status.as_str() {
            "lost" => DisputeState::Lost,
            "won" | "warning_closed" | "prevented" => DisputeState::Won,
            _ => DisputeState::Open,
        };
        let until = self.evidence_details.and_then(|details| details.due_by);
        let moved: i64 = self.balance_transactions.iter().map(|one| one.amount).sum();
        Ok(DisputeStanding {
            cents: euros(self.amount, &self.currency)?,
            reference: self.id,
            payment: self.payment_intent.map(Named::name),
            state,
            taken: Cents(-moved),
            answer_until: until.and_then(|seconds| Timestamp::from_second(seconds).ok()),
        })
    }
}

/// An Event: of its object only the name is read.
#[derive(Deserialize)]
pub(crate) struct Event {
    id: String,
    r#type: String,
    created: i64,
    data: EventData,
}

#[derive(Deserialize)]
struct EventData {
    object: EventObject,
}

#[derive(Deserialize)]
struct EventObject {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    object: Option<String>,
}

impl Event {
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// What it is about; `None` when its own day is none.
    pub(crate) fn notice(&self) -> Option<Notice> {
        let object = &self.data.object;
        let about = match (object.object.as_deref(), object.id.clone()) {
            (Some("checkout.session"), Some(id)) => About::Checkout(id),
            (Some("payment_intent"), Some(id)) => About::Payment(id),
            (Some("refund"), Some(id)) => About::Refund(id),
            (Some("dispute"), Some(id)) => About::Dispute(id),
            _ => About::Other,
        };
        Some(Notice {
            id: self.id.clone(),
            kind: self.r#type.clone(),
            about,
            at: Timestamp::from_second(self.created).ok()?,
        })
    }
}

/// A line of the account.
#[derive(Deserialize)]
pub(crate) struct BalanceTransaction {
    id: String,
    amount: i64,
    fee: i64,
    currency: String,
    created: i64,
    r#type: String,
    #[serde(default)]
    reporting_category: Option<String>,
    #[serde(default)]
    source: Option<Source>,
}

/// What a line of the account is about: we ask for it whole, for a charge is known to us by its payment.
#[derive(Deserialize)]
#[serde(untagged)]
enum Source {
    Name(String),
    Object {
        id: String,
        #[serde(default)]
        object: Option<String>,
        #[serde(default)]
        payment_intent: Option<Named>,
    },
}

impl Source {
    fn name(self) -> String {
        match self {
            Self::Object { object: Some(object), payment_intent: Some(payment), .. }
                if object == "charge" =>
            {
                payment.name()
            }
            Self::Name(name) | Self::Object { id: name, .. } => name,
        }
    }
}

impl BalanceTransaction {
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn movement(self) -> Result<Movement, Failure> {
        let kind = match (self.r#type.as_str(), self.reporting_category.as_deref()) {
            (_, Some("dispute")) => MovementKind::Dispute,
            (_, Some("dispute_reversal")) => MovementKind::DisputeWon,
            ("charge" | "payment", _) => MovementKind::Payment,
            ("refund" | "payment_refund", _) => MovementKind::Refund,
            ("refund_failure" | "payment_failure_refund", _) => MovementKind::RefundFailed,
            ("payout" | "payout_cancel" | "payout_failure", _) => MovementKind::Payout,
            ("stripe_fee", _) => MovementKind::Fee,
            _ => MovementKind::Other,
        };
        Ok(Movement {
            gross: euros(self.amount, &self.currency)?,
            fee: Cents(self.fee),
            reference: self.id,
            kind,
            source: self.source.map(Source::name),
            at: Timestamp::from_second(self.created)
                .map_err(|_| Failure::Unreadable("a movement of no day"))?,
        })
    }
}
