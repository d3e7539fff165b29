//! A line of the account, and what it is about.

use jiff::Timestamp;
use psp::{Failure, Movement, MovementKind};
use serde::Deserialize;
use uuid::Uuid;
use vocabulary::Cents;

use super::{Metadata, Named};
use crate::euros;

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
        #[serde(default)]
        metadata: Option<Metadata>,
    },
}

impl Source {
    /// Ours: a charge bears what its page was opened with, a refund what it was made with.
    fn ours(&self) -> Option<Uuid> {
        let Self::Object { metadata: Some(named), .. } = self else { return None };
        named.refund.as_ref().or(named.checkout.as_ref())?.parse().ok()
    }

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
        let at = Timestamp::from_second(self.created)
            .map_err(|_| Failure::Unreadable("a movement of no day"))?;
        let Ok(gross) = euros(self.amount, &self.currency) else {
            // Not in euros: nothing is booked of it, and whoever keeps the accounts sees it. It keeps no other from being read.
            return Ok(Movement {
                reference: self.id,
                kind: MovementKind::Other,
                source: None,
                ours: None,
                gross: Cents(self.amount),
                fee: Cents(0),
                at,
            });
        };
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
            gross,
            fee: Cents(self.fee),
            reference: self.id,
            kind,
            ours: self.source.as_ref().and_then(Source::ours),
            source: self.source.map(Source::name),
            at,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn line(change: &Value) -> Movement {
        let mut line = json!({
            "id": "txn_1", "amount": 500, "fee": 30, "currency": "eur", "created": 1_700_000_000, "type": "charge",
            "reporting_category": "charge", "source": { "id": "ch_1", "object": "charge", "payment_intent": "pi_1" },
        });
        for (name, value) in change.as_object().unwrap() {
            line[name] = value.clone();
        }
        serde_json::from_value::<BalanceTransaction>(line).unwrap().movement().unwrap()
    }

    #[test]
    fn a_line_that_is_not_in_euros_is_kept_and_nothing_is_booked_of_it() {
        let dollars = line(&json!({ "currency": "usd" }));
        assert_eq!(
            (dollars.kind, dollars.fee, dollars.source),
            (MovementKind::Other, Cents(0), None)
        );
        assert_eq!(dollars.gross, Cents(500), "it is seen");
        assert_eq!(line(&json!({})).kind, MovementKind::Payment);
    }

    #[test]
    fn a_line_says_which_page_or_refund_of_ours_it_is_about() {
        let id = Uuid::from_u128(7);
        let named = |object: &str, metadata: Value| {
            line(&json!({ "source": { "id": "x_1", "object": object, "metadata": metadata } })).ours
        };
        assert_eq!(named("charge", json!({ "checkout": id, "dossier": "CG-1" })), Some(id));
        assert_eq!(named("refund", json!({ "refund": id })), Some(id));
        for strange in [json!({}), json!({ "checkout": "nothing" }), json!(null)] {
            assert_eq!(named("charge", strange), None);
        }
        assert_eq!(line(&json!({ "source": "ch_1" })).ours, None);
    }
}
