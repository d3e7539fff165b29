use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use super::{Report, Reported, Unreadable, same_secret};
use crate::Brevo;

/// Reads what Brevo posts: one event, or a list of them.
///
/// Brevo signs nothing: it is configured to send `Authorization: Bearer <token>`, and `authorization` is that header.
///
/// # Errors
///
/// [`Unreadable`] when the token is another, or the body is not JSON.
pub fn brevo(
    token: &SecretString,
    authorization: Option<&str>,
    body: &[u8],
    now: Timestamp,
) -> Result<Vec<Report>, Unreadable> {
    let given = authorization.and_then(|header| header.strip_prefix("Bearer ")).unwrap_or_default();
    if !same_secret(token.expose_secret(), given) {
        return Err(Unreadable::NotTheirs);
    }
    match serde_json::from_slice(body).map_err(|_| Unreadable::Malformed)? {
        Value::Array(events) => Ok(events.iter().filter_map(|event| report(event, now)).collect()),
        event @ Value::Object(_) => Ok(report(&event, now).into_iter().collect()),
        _ => Err(Unreadable::Malformed),
    }
}

/// None for events that change nothing: openings and clicks are no business of ours.
fn report(event: &Value, now: Timestamp) -> Option<Report> {
    let (state, detail) = match event["event"].as_str()? {
        "delivered" => (Reported::Delivered, "delivered"),
        "hard_bounce" => (Reported::Bounced { permanent: true }, "hard_bounce"),
        "invalid_email" => (Reported::Bounced { permanent: true }, "invalid_email"),
        "blocked" => (Reported::Bounced { permanent: true }, "blocked"),
        "error" => (Reported::Bounced { permanent: false }, "error"),
        "soft_bounce" => (Reported::Bounced { permanent: false }, "soft_bounce"),
        "spam" | "complaint" => (Reported::Complained, "spam"),
        "deferred" => (Reported::Deferred, "deferred"),
        _ => return None,
    };
    Some(Report {
        provider: Brevo::NAME,
        message_id: event["message-id"].as_str().map(str::to_owned),
        id: event["X-Mailin-custom"].as_str().and_then(|text| text.parse().ok()),
        state,
        at: event["ts_event"]
            .as_i64()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .unwrap_or(now),
        detail: detail.into(),
    })
}
