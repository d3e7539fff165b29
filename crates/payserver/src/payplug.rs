//! What PayPlug holds: payments, each with its hosted page, and refunds of them. No idempotency keys, no events, no
//! signatures: whoever is told of a payment reads it again.

pub(crate) mod api;
mod objects;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

pub(crate) use objects::left;

use crate::reports::{self, Delivery};
use crate::world::{Outcome, State, World};

/// Refusals of a card after which a payment has failed for good.
const TRIES: u32 = 3;
/// The kinds that objects are kept under.
const PAYMENT: &str = "payplug_payment";
const REFUND: &str = "payplug_refund";
const REPORT: &str = "payplug_report";

/// Whether `id` names a payment of PayPlug's.
pub(crate) fn is_payment(id: &str) -> bool {
    id.starts_with("pay_")
}

/// It takes money.
pub(crate) fn is_open(payment: &Value) -> bool {
    payment["is_paid"] == false && payment["failure"].is_null()
}

impl World {
    /// PayPlug's payments, oldest first.
    #[must_use]
    pub fn payments(&self) -> Vec<Value> {
        self.state().of(PAYMENT).cloned().collect()
    }

    /// PayPlug's payments that take money, oldest first.
    #[must_use]
    pub fn live_pages(&self) -> Vec<Value> {
        self.state().of(PAYMENT).filter(|it| is_open(it)).cloned().collect()
    }

    /// What was given back of PayPlug's payments, oldest first.
    #[must_use]
    pub fn payments_given_back(&self) -> Vec<Value> {
        self.state().of(REFUND).cloned().collect()
    }

    /// What came by PayPlug less what went, in cents.
    #[must_use]
    pub fn payplug_balance(&self) -> i64 {
        let state = self.state();
        let cents = |it: &Value| it["amount"].as_i64().unwrap_or(0);
        let came: i64 = state.of(PAYMENT).filter(|it| it["is_paid"] == true).map(cents).sum();
        came - state.of(REFUND).map(cents).sum::<i64>()
    }

    /// The page of the payment `id` is paid, or not; `false` when it takes no money any more.
    pub(crate) fn decide_payment(self: &Arc<Self>, id: &str, outcome: Outcome) -> bool {
        let mut state = self.state();
        let Some(mut payment) = state.objects.get(id).cloned() else { return false };
        if !is_open(&payment) {
            return false;
        }
        if outcome == Outcome::Paid {
            objects::pay(&mut payment);
        } else {
            let tries = state.tries.entry(id.to_owned()).or_default();
            *tries += 1;
            if *tries < TRIES {
                return true;
            }
            let declined = outcome == Outcome::Declined;
            objects::fail(&mut payment, if declined { "card_declined" } else { "3ds_declined" });
        }
        self.changed(&mut state, &payment);
        true
    }

    /// Whoever is on the page of the payment `id` gives up: it is over.
    pub fn give_up(self: &Arc<Self>, id: &str) {
        let mut state = self.state();
        let Some(mut payment) = state.objects.get(id).cloned() else { return };
        if is_open(&payment) {
            objects::fail(&mut payment, "aborted");
            self.changed(&mut state, &payment);
        }
    }

    /// Somebody gives `cents` of the payment `id` back in PayPlug's portal.
    pub(crate) fn refund_payment_outside(self: &Arc<Self>, id: &str, cents: i64) -> bool {
        let mut state = self.state();
        let Some(payment) = state.objects.get(id).cloned() else { return false };
        if cents <= 0 || cents > objects::left(&payment) {
            return false;
        }
        self.refunded(&mut state, payment, cents, &json!({}));
        true
    }

    fn refunded(
        self: &Arc<Self>,
        state: &mut State,
        mut payment: Value,
        cents: i64,
        metadata: &Value,
    ) -> Value {
        let refund = objects::refund(&payment, cents, metadata);
        objects::took(&mut payment, cents);
        state.add(REFUND, refund.clone());
        let id = payment["id"].as_str().unwrap_or_default().to_owned();
        let to = payment["notification"]["url"].clone();
        state.objects.insert(id, payment);
        self.told(state, &to, &refund);
        refund
    }

    fn changed(self: &Arc<Self>, state: &mut State, payment: &Value) {
        let id = payment["id"].as_str().unwrap_or_default().to_owned();
        state.objects.insert(id, payment.clone());
        self.told(state, &payment["notification"]["url"].clone(), payment);
    }

    /// A notification: the object as it is now, to the address that came with the payment.
    fn told(self: &Arc<Self>, state: &mut State, to: &Value, object: &Value) {
        if to.is_null() {
            return;
        }
        let report = objects::report(to, object);
        let id = report["id"].as_str().unwrap_or_default().to_owned();
        state.add(REPORT, report);
        match state.delivery {
            Delivery::Never => {}
            Delivery::Held => state.held.push(id),
            Delivery::Once => reports::later(self, id, Duration::ZERO),
            Delivery::Twice => {
                reports::later(self, id.clone(), Duration::ZERO);
                reports::later(self, id, Duration::from_millis(50));
            }
            Delivery::Late(by) => reports::later(self, id, by),
        }
    }
}
