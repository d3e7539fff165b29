use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use crate::objects;
use crate::payplug;
use crate::reports::{self, Delivery, Target};

/// How it answers calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// As it should.
    Well,
    /// With 503, and does nothing.
    Down,
    /// After so long.
    Slow(Duration),
    /// It does what it is asked, and the answer is lost (500).
    Forgetful,
}

/// What a person, or their bank, does on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The card is charged.
    Paid,
    /// The card is refused: the page stays open.
    Declined,
    /// The bank does not know the person: the page stays open.
    NotAuthenticated,
}

/// What it holds.
#[derive(Debug)]
pub struct World {
    pub(crate) base: String,
    pub(crate) key: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    /// Objects by id, of every kind.
    pub(crate) objects: HashMap<String, Value>,
    /// Ids by kind, oldest first.
    pub(crate) order: Vec<(&'static str, String)>,
    /// Calls by their key: what was sent, what was answered.
    pub(crate) calls: HashMap<String, (String, u16, Value)>,
    pub(crate) mood: Option<Mood>,
    /// How it answers what makes a page, a payment or a refund, where not as all else.
    pub(crate) mood_of_making: Option<Mood>,
    pub(crate) delivery: Delivery,
    pub(crate) targets: Vec<Target>,
    /// Reports that are held back.
    pub(crate) held: Vec<String>,
    /// Refunds that will fail.
    pub(crate) refunds_fail: bool,
    /// Pages that are not opened.
    pub(crate) pages_fail: bool,
    /// Cards that a page of PayPlug's refused.
    pub(crate) tries: HashMap<String, u32>,
    /// Where an origin is found, as a file of hosts says it: PayPlug's reports name the site's public address.
    pub(crate) found_at: HashMap<String, SocketAddr>,
}

impl State {
    pub(crate) fn add(&mut self, kind: &'static str, object: Value) {
        let id = object["id"].as_str().unwrap_or_default().to_owned();
        self.order.push((kind, id.clone()));
        self.objects.insert(id, object);
    }

    pub(crate) fn of(&self, kind: &str) -> impl DoubleEndedIterator<Item = &Value> {
        self.order
            .iter()
            .filter(move |(of, _)| *of == kind)
            .filter_map(|(_, id)| self.objects.get(id))
    }

    /// What of the payment `intent` is not given back.
    pub(crate) fn left(&self, intent: &str) -> i64 {
        let came =
            self.objects.get(intent).map_or(0, |it| it["amount_received"].as_i64().unwrap_or(0));
        let went: i64 = self
            .of("refund")
            .filter(|it| it["payment_intent"] == intent && it["status"] != "failed")
            .filter_map(|it| it["amount"].as_i64())
            .sum();
        // A bank that asks for a payment, or took it, leaves nothing of it to give back.
        let disputed: i64 = self
            .of("dispute")
            .filter(|it| it["payment_intent"] == intent && it["status"] != "won")
            .filter_map(|it| it["amount"].as_i64())
            .sum();
        came - went - disputed
    }
}

impl World {
    pub(crate) fn new(base: &str, key: &str) -> Self {
        Self { base: base.to_owned(), key: key.to_owned(), state: Mutex::default() }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends reports to `target`, too.
    pub fn report_to(&self, target: Target) {
        self.state().targets.push(target);
    }

    /// Finds `origin` (`http://localhost:3000`) at `address` from now on.
    pub fn find_at(&self, origin: &str, address: SocketAddr) {
        self.state().found_at.insert(origin.to_owned(), address);
    }

    /// Reports as `delivery` says from now on.
    pub fn deliver(&self, delivery: Delivery) {
        self.state().delivery = delivery;
    }

    /// Answers calls as `mood` says from now on.
    pub fn be(&self, mood: Mood) {
        self.state().mood = Some(mood);
    }

    /// Answers calls that make a page, a payment or a refund as `mood` says from now on, and others as ever.
    pub fn forget_what_is_made(&self, mood: Mood) {
        self.state().mood_of_making = Some(mood);
    }

    /// Knows no call again that was made until now: a day has passed.
    pub fn forget_keys(&self) {
        self.state().calls.clear();
    }

    /// Refunds fail from now on, or no more.
    pub fn refuse_refunds(&self, refuse: bool) {
        self.state().refunds_fail = refuse;
    }

    /// Pages of Stripe's are refused from now on, or no more.
    pub fn refuse_pages(&self, refuse: bool) {
        self.state().pages_fail = refuse;
    }

    pub(crate) fn mood(&self) -> Mood {
        self.state().mood.unwrap_or(Mood::Well)
    }

    /// The page `session` is paid, or not; `false` when it takes no money any more.
    pub fn decide(self: &Arc<Self>, session: &str, outcome: Outcome) -> bool {
        if payplug::is_payment(session) {
            return self.decide_payment(session, outcome);
        }
        let mut state = self.state();
        let Some(object) = state.objects.get(session).cloned() else { return false };
        if object["status"] != "open" || objects::is_over(&object) {
            return false;
        }
        let amount = object["amount_total"].as_i64().unwrap_or(0);
        match outcome {
            Outcome::Paid => {
                let (intent, charge) = objects::payment(&object);
                let intent_id = intent["id"].clone();
                state.add(
                    "movement",
                    objects::movement("charge", &charge["id"], amount, objects::fee(amount)),
                );
                state.add("intent", intent);
                state.add("charge", charge);
                let mut paid = object;
                paid["status"] = json!("complete");
                paid["payment_status"] = json!("paid");
                paid["payment_intent"] = intent_id;
                paid["url"] = Value::Null;
                state.objects.insert(session.to_owned(), paid.clone());
                self.happened(&mut state, "checkout.session.completed", &paid);
            }
            Outcome::Declined | Outcome::NotAuthenticated => {
                let intent = objects::failed_payment(&object, outcome);
                self.happened(&mut state, "payment_intent.payment_failed", &intent);
            }
        }
        true
    }

    /// A bank asks the payment `intent` back; the dispute's id.
    pub fn dispute(self: &Arc<Self>, intent: &str) -> Option<String> {
        let mut state = self.state();
        let left = state.left(intent);
        if left <= 0 {
            return None;
        }
        let charge = state.objects.get(intent)?["latest_charge"].clone();
        let (dispute, taken) = objects::dispute(intent, &charge, left);
        let id = dispute["id"].as_str()?.to_owned();
        state.add("movement", taken);
        state.add("dispute", dispute.clone());
        self.happened(&mut state, "charge.dispute.created", &dispute);
        Some(id)
    }

    /// The bank decides.
    pub fn close_dispute(self: &Arc<Self>, id: &str, won: bool) {
        let mut state = self.state();
        let Some(mut dispute) = state.objects.get(id).cloned() else { return };
        if dispute["status"] != "needs_response" {
            return;
        }
        let amount = dispute["amount"].as_i64().unwrap_or(0);
        dispute["status"] = json!(if won { "won" } else { "lost" });
        if won {
            let back = objects::movement("dispute_reversal", &dispute["id"], amount, 0);
            if let Some(lines) = dispute["balance_transactions"].as_array_mut() {
                lines.push(back.clone());
            }
            state.add("movement", back);
        }
        state.objects.insert(id.to_owned(), dispute.clone());
        self.happened(&mut state, "charge.dispute.closed", &dispute);
    }

    /// What of a payment, of whichever provider, is not given back, in cents.
    pub(crate) fn left_of(&self, payment: &str) -> i64 {
        let state = self.state();
        match state.objects.get(payment) {
            Some(object) if payplug::is_payment(payment) => payplug::left(object),
            _ => state.left(payment),
        }
    }

    /// Somebody gives `cents` of the payment `intent` back on the provider's own pages.
    pub fn refund_outside(self: &Arc<Self>, intent: &str, cents: i64) -> bool {
        if payplug::is_payment(intent) {
            return self.refund_payment_outside(intent, cents);
        }
        let mut state = self.state();
        if cents <= 0 || cents > state.left(intent) {
            return false;
        }
        self.given_back(&mut state, intent, cents, &json!({}));
        true
    }

    pub(crate) fn given_back(
        self: &Arc<Self>,
        state: &mut State,
        intent: &str,
        cents: i64,
        metadata: &Value,
    ) -> Value {
        let charge = state.objects.get(intent).map(|it| it["latest_charge"].clone());
        let refund = objects::refund(intent, &charge.unwrap_or_default(), cents, metadata);
        state.add("movement", objects::movement("refund", &refund["id"], -cents, 0));
        state.add("refund", refund.clone());
        self.happened(state, "refund.created", &refund);
        refund
    }

    /// The bank of the customer sends the refund `id` back.
    pub fn refund_comes_back(self: &Arc<Self>, id: &str) {
        let mut state = self.state();
        let Some(mut refund) = state.objects.get(id).cloned() else { return };
        if refund["status"] == "failed" {
            return;
        }
        refund["status"] = json!("failed");
        refund["failure_reason"] = json!("expired_or_canceled_card");
        let amount = refund["amount"].as_i64().unwrap_or(0);
        state.add("movement", objects::movement("refund_failure", &refund["id"], amount, 0));
        state.objects.insert(id.to_owned(), refund.clone());
        self.happened(&mut state, "refund.failed", &refund);
    }

    /// The pages that there are, oldest first.
    #[must_use]
    pub fn sessions(&self) -> Vec<Value> {
        self.state().of("session").cloned().collect()
    }

    /// The refunds that there are, oldest first.
    #[must_use]
    pub fn refunds(&self) -> Vec<Value> {
        self.state().of("refund").cloned().collect()
    }

    /// What the account holds, fees taken off, in cents.
    #[must_use]
    pub fn balance(&self) -> i64 {
        self.state().of("movement").filter_map(|it| it["net"].as_i64()).sum()
    }

    /// The reports that there are, oldest first, and forgets that they were to be sent.
    #[must_use]
    pub fn take_held(&self) -> Vec<Value> {
        let mut state = self.state();
        let held = std::mem::take(&mut state.held);
        held.iter().filter_map(|id| state.objects.get(id).cloned()).collect()
    }

    /// What the provider kept, in cents.
    #[must_use]
    pub fn fees(&self) -> i64 {
        self.state().of("movement").filter_map(|it| it["fee"].as_i64()).sum()
    }

    /// Sends what was held back, in any order.
    pub fn send_held(self: &Arc<Self>) {
        let mut held = std::mem::take(&mut self.state().held);
        fastrand::shuffle(&mut held);
        for id in held {
            self.report(&id);
        }
    }

    /// Something happened: it is kept among the events, and reported.
    pub(crate) fn happened(self: &Arc<Self>, state: &mut State, kind: &str, object: &Value) {
        let event = objects::event(kind, object);
        let id = event["id"].as_str().unwrap_or_default().to_owned();
        state.add("event", event);
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

    /// Reports the event `id` now.
    pub fn report(self: &Arc<Self>, id: &str) {
        reports::later(self, id.to_owned(), Duration::ZERO);
    }
}
