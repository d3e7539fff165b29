use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::{digest, hmac};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::{Report, Reported, Unreadable};
use crate::MessageBird;

/// Seconds by which clocks may differ.
const LEEWAY: i64 = 5;

#[derive(Deserialize)]
struct Header {
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    nbf: i64,
    exp: i64,
    url_hash: String,
    payload_hash: Option<String>,
}

/// Reads what MessageBird asks for: `url` is the whole public address with the report in its query, `body` mostly empty.
///
/// The signature (`MessageBird-Signature-JWT`) is a token, HS256 by the account's signing key, that holds the hashes of
/// the address and of the body and lives for a minute.
///
/// # Errors
///
/// [`Unreadable`] when the token is not by that key, is too old or too new, is about something else, or there is no status.
pub fn messagebird(
    key: &SecretString,
    url: &str,
    body: &[u8],
    jwt: Option<&str>,
    now: Timestamp,
) -> Result<Option<Report>, Unreadable> {
    let claims = jwt.and_then(|jwt| claims(key, jwt)).ok_or(Unreadable::NotTheirs)?;
    let second = now.as_second();
    let in_time = claims.nbf - LEEWAY <= second && second < claims.exp + LEEWAY;
    let of_body = (!body.is_empty()).then(|| sha256(body));
    let ours = claims.iss == "MessageBird"
        && claims.url_hash.eq_ignore_ascii_case(&sha256(url.as_bytes()))
        && claims.payload_hash.map(|hash| hash.to_ascii_lowercase()) == of_body;
    if !(in_time && ours) {
        return Err(Unreadable::NotTheirs);
    }
    report(url, now)
}

/// The claims, if the key signed them.
fn claims(key: &SecretString, jwt: &str) -> Option<Claims> {
    let (signed, signature) = jwt.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let read = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    let header: Header = serde_json::from_slice(&read(header)?).ok()?;
    if header.alg != "HS256" {
        return None;
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.expose_secret().as_bytes());
    hmac::verify(&key, signed.as_bytes(), &read(signature)?).ok()?;
    serde_json::from_slice(&read(claims)?).ok()
}

fn report(url: &str, now: Timestamp) -> Result<Option<Report>, Unreadable> {
    let url = url::Url::parse(url).map_err(|_| Unreadable::Malformed)?;
    let field = |name: &str| {
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let (state, word) = match field("status").ok_or(Unreadable::Malformed)?.as_str() {
        "delivered" => (Reported::Delivered, "delivered"),
        "delivery_failed" => (Reported::Bounced { permanent: true }, "delivery_failed"),
        "expired" => (Reported::Bounced { permanent: false }, "expired"),
        "buffered" => (Reported::Deferred, "buffered"),
        _ => return Ok(None),
    };
    let code = field("statusErrorCode").and_then(|code| code.parse::<u32>().ok());
    Ok(Some(Report {
        provider: MessageBird::NAME,
        message_id: field("id"),
        id: field("reference").and_then(|text| text.parse().ok()),
        state,
        at: field("statusDatetime").and_then(|text| text.parse().ok()).unwrap_or(now),
        detail: code.map_or_else(|| word.to_owned(), |code| format!("{word} {code}")),
    }))
}

fn sha256(bytes: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, bytes);
    hash.as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
