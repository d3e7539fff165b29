//! PayPlug's objects, with the fields that it sends.

use serde_json::{Value, json};

use crate::objects::{id, now};

/// The least and the most that PayPlug takes, in cents.
const SUMS: std::ops::RangeInclusive<i64> = 99..=2_000_000;
/// The ways of delivery that PayPlug knows.
const DELIVERIES: [&str; 9] = [
    "BILLING",
    "VERIFIED",
    "NEW",
    "SHIP_TO_STORE",
    "DIGITAL_GOODS",
    "TRAVEL_OR_EVENT",
    "OTHER",
    "CARRIER",
    "NETWORKED_PICKUP",
];

/// The payment asked for, or the field that is wrong.
pub(super) fn payment(base: &str, asked: &Value) -> Result<Value, &'static str> {
    let amount = asked["amount"].as_i64().filter(|it| SUMS.contains(it)).ok_or("amount")?;
    if asked["currency"] != "EUR" {
        return Err("currency");
    }
    let address =
        |value: &Value| value.as_str().filter(|it| it.starts_with("http")).map(str::to_owned);
    let hosted = &asked["hosted_payment"];
    let back = address(&hosted["return_url"]).ok_or("hosted_payment")?;
    let cancel = address(&hosted["cancel_url"]).ok_or("hosted_payment")?;
    if !asked["billing"].is_object() {
        return Err("billing");
    }
    let delivery = asked["shipping"]["delivery_type"].as_str().unwrap_or_default();
    if !DELIVERIES.contains(&delivery) {
        return Err("shipping");
    }
    let named = &asked["metadata"];
    if named.as_object().is_some_and(|it| it.len() > 10) {
        return Err("metadata");
    }
    let id = id("pay");
    Ok(json!({
        "id": id, "object": "payment", "is_live": false, "amount": amount, "amount_refunded": 0, "authorization": null,
        "currency": "EUR", "installment_plan_id": null, "created_at": now(), "paid_at": null, "refundable_after": null,
        "refundable_until": null, "description": asked["description"], "is_paid": false, "is_refunded": false,
        "is_3ds": null, "save_card": false,
        "card": { "last4": null, "country": null, "exp_month": null, "exp_year": null, "brand": null, "id": null, "metadata": null },
        "billing": asked["billing"], "shipping": asked["shipping"],
        "hosted_payment": {
            "payment_url": format!("{base}/pay/{id}"), "return_url": back, "cancel_url": cancel, "sent_by": null, "paid_at": null,
        },
        "notification": { "url": address(&asked["notification_url"]), "response_code": null },
        "failure": null, "metadata": named,
    }))
}

pub(super) fn pay(payment: &mut Value) {
    payment["is_paid"] = json!(true);
    payment["is_3ds"] = json!(true);
    payment["paid_at"] = json!(now());
    payment["hosted_payment"]["paid_at"] = json!(now());
    payment["refundable_after"] = json!(now());
    payment["refundable_until"] = json!(now() + 180 * 86_400);
    payment["card"] = json!({
        "last4": "0001", "country": "FR", "exp_month": 12, "exp_year": 2030, "brand": "CB", "id": null, "metadata": null,
    });
}

pub(super) fn fail(payment: &mut Value, code: &str) {
    payment["failure"] =
        json!({ "code": code, "message": "a sentence that nobody reads", "details": null });
}

pub(crate) fn left(payment: &Value) -> i64 {
    if payment["is_paid"] != true {
        return 0;
    }
    let of = |name: &str| payment[name].as_i64().unwrap_or(0);
    of("amount") - of("amount_refunded")
}

pub(super) fn took(payment: &mut Value, cents: i64) {
    payment["amount_refunded"] = json!(payment["amount_refunded"].as_i64().unwrap_or(0) + cents);
    payment["is_refunded"] = json!(left(payment) == 0);
}

pub(super) fn refund(payment: &Value, cents: i64, metadata: &Value) -> Value {
    json!({
        "id": id("re"), "payment_id": payment["id"], "object": "refund", "is_live": false, "amount": cents,
        "currency": "EUR", "created_at": now(), "metadata": metadata,
    })
}

/// What is sent, and where; PayPlug's API does not show it.
pub(super) fn report(to: &Value, object: &Value) -> Value {
    json!({ "id": id("ipn"), "object": "report", "to": to, "body": object })
}

pub(super) fn problem(field: &str) -> Value {
    json!({ "object": "error", "message": "a sentence that nobody reads", "details": { field: "is wrong" } })
}
