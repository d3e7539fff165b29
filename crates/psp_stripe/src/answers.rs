//! The fields of Stripe's objects that we rely on, and what they mean.

mod movement;

use jiff::Timestamp;
use psp::{
    About, CheckoutState, DisputeStanding, DisputeState, Failure, Notice, Opened, RefundStanding,
    RefundState, Standing, Taken,
};
use serde::Deserialize;
use uuid::Uuid;
use vocabulary::Cents;

use crate::euros;

pub(crate) use movement::BalanceTransaction;

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

/// Our own names, as they come back.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    checkout: Option<String>,
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
    payment_intent: Option<Intent>,
}

/// The payment of a page, which we ask for whole: its name alone, where the page has just been made or closed.
#[derive(Deserialize)]
#[serde(untagged)]
enum Intent {
    Name(String),
    Object {
        id: String,
        #[serde(default)]
        status: Option<String>,
    },
}

impl Intent {
    /// It took no money, and waits for none any more.
    fn has_failed(&self) -> bool {
        let Self::Object { status: Some(status), .. } = self else { return false };
        matches!(status.as_str(), "requires_payment_method" | "canceled")
    }

    fn name(self) -> String {
        match self {
            Self::Name(name) | Self::Object { id: name, .. } => name,
        }
    }
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
            // « complete » and unpaid: a means of payment that takes days, which has failed, or has not said its last word.
            (_, Some("complete"))
                if self.payment_intent.as_ref().is_some_and(Intent::has_failed) =>
            {
                CheckoutState::Closed
            }
            ("unpaid" | "no_payment_required", _) => CheckoutState::Open,
            _ => return Err(Failure::Unreadable("a page in a state that we do not know")),
        };
        Ok(Standing {
            ours: self.client_reference_id.and_then(|id| id.parse().ok()),
            reference: self.id,
            state,
            cents,
            payment: self.payment_intent.map(Intent::name),
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
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn ours(&self) -> Option<Uuid> {
        self.metadata.as_ref()?.refund.as_ref()?.parse().ok()
    }

    pub(crate) fn standing(self) -> Result<RefundStanding, Failure> {
        let state = match self.status.as_deref() {
            Some("succeeded") => RefundState::Done,
            Some("failed" | "canceled") => RefundState::Failed,
            Some("pending" | "requires_action") => RefundState::Pending,
            _ => return Err(Failure::Unreadable("a refund in a state that we do not know")),
        };
        Ok(RefundStanding {
            cents: euros(self.amount, &self.currency)?,
            ours: self.ours(),
            reference: self.id,
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
    balance_transactions: Vec<Moved>,
}

#[derive(Deserialize)]
struct Evidence {
    #[serde(default)]
    due_by: Option<i64>,
}

/// A line of the account that a dispute moved: less than nothing is from us.
#[derive(Deserialize)]
struct Moved {
    id: String,
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
        let moved = self.balance_transactions.into_iter();
        let lines = moved.map(|one| Taken { reference: one.id, cents: Cents(-one.amount) });
        Ok(DisputeStanding {
            cents: euros(self.amount, &self.currency)?,
            reference: self.id,
            payment: self.payment_intent.map(Named::name),
            state,
            lines: lines.collect(),
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn state(status: &str, payment_status: &str, intent: &Value) -> CheckoutState {
        let session = json!({
            "id": "cs_1", "url": null, "status": status, "payment_status": payment_status, "amount_total": 500,
            "currency": "eur", "client_reference_id": null, "payment_intent": intent,
        });
        serde_json::from_value::<Session>(session).unwrap().standing().unwrap().state
    }

    #[test]
    fn a_page_that_was_sent_off_and_whose_payment_failed_is_closed() {
        let intent =
            |status: &str| json!({ "id": "pi_1", "object": "payment_intent", "status": status });
        for failed in ["requires_payment_method", "canceled"] {
            assert_eq!(state("complete", "unpaid", &intent(failed)), CheckoutState::Closed);
            assert_eq!(
                state("open", "unpaid", &intent(failed)),
                CheckoutState::Open,
                "one tries again"
            );
        }
        assert_eq!(state("complete", "unpaid", &intent("processing")), CheckoutState::Open);
        assert_eq!(state("complete", "unpaid", &json!("pi_1")), CheckoutState::Open);
        assert_eq!(state("complete", "paid", &intent("succeeded")), CheckoutState::Paid);
        assert_eq!(state("expired", "unpaid", &json!(null)), CheckoutState::Closed);
    }

    #[test]
    fn a_dispute_says_each_line_that_it_moved_by_its_name() {
        let dispute = json!({
            "id": "du_1", "amount": 500, "currency": "eur", "status": "won",
            "balance_transactions": [{ "id": "txn_1", "amount": -500 }, { "id": "txn_2", "amount": 500 }],
        });
        let said = serde_json::from_value::<Dispute>(dispute).unwrap().standing().unwrap();
        let lines: Vec<_> =
            said.lines.iter().map(|it| (it.reference.as_str(), it.cents.0)).collect();
        assert_eq!(lines, [("txn_1", 500), ("txn_2", -500)]);
        assert_eq!(said.taken(), Cents(0));
    }
}
