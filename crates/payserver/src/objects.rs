//! Stripe's objects, with the fields that it sends.

use serde_json::{Value, json};

use crate::world::Outcome;

/// The least that Stripe takes in euros, in cents.
const LEAST: i64 = 50;

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
    let now = jiff::Timestamp::now();
    now.as_second()
}

/// A name that no other run of this program gives.
pub(crate) fn id(prefix: &str) -> String {
    format!("{prefix}_test_{:016x}{:08x}", fastrand::u64(..), fastrand::u32(..))
}

/// Hundredths of the sum, and cents, that the provider keeps of a payment.
pub(crate) fn fee(amount: i64) -> i64 {
    amount * 15 / 1_000 + 25
}

pub(crate) fn session(
    base: &str,
    given: &dyn Fn(&str) -> Option<String>,
) -> Result<Value, &'static str> {
    let mut total = 0_i64;
    let mut lines = 0;
    while let Some(amount) = given(&format!("line_items[{lines}][price_data][unit_amount]")) {
        let line = format!("line_items[{lines}]");
        let amount: i64 = amount.parse().map_err(|_| "line_items")?;
        let count: i64 =
            given(&format!("{line}[quantity]")).and_then(|it| it.parse().ok()).ok_or("quantity")?;
        if amount <= 0 || given(&format!("{line}[price_data][currency]")).as_deref() != Some("eur")
        {
            return Err("line_items");
        }
        given(&format!("{line}[price_data][product_data][name]")).ok_or("product_data")?;
        total += amount * count;
        lines += 1;
    }
    if lines == 0 {
        return Err("line_items");
    }
    if total < LEAST {
        return Err("amount_too_small");
    }
    if given("mode").as_deref() != Some("payment") {
        return Err("mode");
    }
    let expires: i64 = given("expires_at").and_then(|it| it.parse().ok()).unwrap_or(now() + 86_400);
    // As Stripe has it: thirty minutes to a day.
    if !(now() + 29 * 60..=now() + 86_460).contains(&expires) {
        return Err("expires_at");
    }
    let success = given("success_url").ok_or("success_url")?;
    let id = id("cs");
    Ok(json!({
        "id": id, "object": "checkout.session", "amount_subtotal": total, "amount_total": total,
        "automatic_tax": { "enabled": false, "liability": null, "status": null },
        "cancel_url": given("cancel_url"), "client_reference_id": given("client_reference_id"),
        "created": now(), "currency": "eur", "custom_fields": [],
        "custom_text": { "after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null },
        "customer": null, "customer_email": given("customer_email"), "expires_at": expires, "livemode": false,
        "locale": given("locale"), "allowed_payment_method_types": [given("allowed_payment_method_types[0]")],
        "metadata": { "checkout": given("metadata[checkout]"), "dossier": given("metadata[dossier]") },
        "mode": "payment", "payment_intent": null, "payment_method_types": ["card"], "payment_status": "unpaid",
        "shipping_options": [], "status": "open", "success_url": success, "url": format!("{base}/pay/{id}"),
    }))
}

pub(crate) fn is_over(session: &Value) -> bool {
    session["expires_at"].as_i64().is_some_and(|at| at <= now())
}

pub(crate) fn payment(session: &Value) -> (Value, Value) {
    let (intent, charge) = (id("pi"), id("ch"));
    let amount = &session["amount_total"];
    let whole = json!({
        "id": intent, "object": "payment_intent", "amount": amount, "amount_capturable": 0, "amount_received": amount,
        "capture_method": "automatic_async", "confirmation_method": "automatic", "created": now(), "currency": "eur",
        "last_payment_error": null, "latest_charge": charge, "livemode": false, "metadata": session["metadata"],
        "payment_method_types": ["card"], "status": "succeeded",
    });
    let taken = json!({
        "id": charge, "object": "charge", "amount": amount, "amount_refunded": 0, "created": now(), "currency": "eur",
        "disputed": false, "livemode": false, "metadata": session["metadata"], "paid": true, "payment_intent": intent,
        "refunded": false, "status": "succeeded",
    });
    (whole, taken)
}

pub(crate) fn failed_payment(session: &Value, outcome: Outcome) -> Value {
    let code = if outcome == Outcome::Declined {
        "card_declined"
    } else {
        "payment_intent_authentication_failure"
    };
    json!({
        "id": id("pi"), "object": "payment_intent", "amount": session["amount_total"], "amount_capturable": 0,
        "amount_received": 0, "confirmation_method": "automatic", "created": now(), "currency": "eur",
        "last_payment_error": { "code": code, "type": "card_error" }, "livemode": false,
        "metadata": session["metadata"], "payment_method_types": ["card"], "status": "requires_payment_method",
    })
}

pub(crate) fn refund(intent: &str, charge: &Value, cents: i64, metadata: &Value) -> Value {
    json!({
        "id": id("re"), "object": "refund", "amount": cents, "balance_transaction": null, "charge": charge,
        "created": now(), "currency": "eur", "metadata": metadata, "payment_intent": intent, "reason": null,
        "receipt_number": null, "status": "succeeded",
    })
}

/// What the provider keeps of a dispute, whoever wins, in cents.
pub(crate) const DISPUTE_FEE: i64 = 2_000;

/// A dispute, and the line of the account that took its sum away.
pub(crate) fn dispute(intent: &str, charge: &Value, cents: i64) -> (Value, Value) {
    let id = id("du");
    let taken = movement("dispute", &json!(id), -cents, DISPUTE_FEE);
    let dispute = whole_dispute(&id, (intent, charge), cents, &taken);
    (dispute, taken)
}

fn whole_dispute(id: &str, (intent, charge): (&str, &Value), cents: i64, taken: &Value) -> Value {
    json!({
        "id": id, "object": "dispute", "amount": cents, "balance_transactions": [taken], "charge": charge,
        "created": now(), "currency": "eur", "evidence": {},
        "evidence_details": { "due_by": now() + 7 * 86_400, "has_evidence": false, "past_due": false, "submission_count": 0 },
        "is_charge_refundable": false, "livemode": false, "metadata": {}, "payment_intent": intent,
        "reason": "fraudulent", "status": "needs_response",
    })
}

pub(crate) fn movement(category: &str, source: &Value, amount: i64, fee: i64) -> Value {
    let details = if fee == 0 {
        json!([])
    } else {
        json!([{ "amount": fee, "application": null, "currency": "eur", "description": "fees", "type": "stripe_fee" }])
    };
    let kind = match category {
        "dispute" | "dispute_reversal" => "adjustment",
        other => other,
    };
    json!({
        "id": id("txn"), "object": "balance_transaction", "amount": amount, "available_on": now() + 2 * 86_400,
        "created": now(), "currency": "eur", "description": null, "exchange_rate": null, "fee": fee, "fee_details": details,
        "net": amount - fee, "reporting_category": category, "source": source, "status": "pending", "type": kind,
    })
}

pub(crate) fn event(kind: &str, object: &Value) -> Value {
    json!({
        "id": id("evt"), "object": "event", "api_version": "2026-09-30.endive", "created": now(),
        "data": { "object": object }, "livemode": false, "pending_webhooks": 1,
        "request": { "id": null, "idempotency_key": null }, "type": kind,
    })
}

pub(crate) fn problem(kind: &str, code: &str) -> Value {
    json!({ "error": { "type": kind, "code": code, "message": "a sentence that nobody reads", "doc_url": "" } })
}
