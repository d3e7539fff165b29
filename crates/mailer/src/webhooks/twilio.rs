use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::hmac;
use secrecy::{ExposeSecret as _, SecretString};

use super::{Report, Reported, Unreadable};
use crate::{Phone, Twilio};

/// Codes of numbers that no repetition will reach: blocked, unknown, a landline, filtered.
const NEVER: [&str; 5] = ["30004", "30005", "30006", "30007", "21610"];

/// Words that end texts, as people send them: the whole of a message, without accents or capitals.
const STOP: [&str; 9] =
    ["STOP", "STOPALL", "STOPPER", "ARRET", "ARRÊT", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"];

/// Reads a message that Twilio hands on, as [`twilio`] reads reports: the telephone of somebody who wants no more texts.
///
/// # Errors
///
/// [`Unreadable`] when the signature is not by that token, or nobody sent it.
pub fn twilio_stop(
    token: &SecretString,
    url: &str,
    form: &[(String, String)],
    signature: Option<&str>,
) -> Result<Option<Phone>, Unreadable> {
    verified(token, url, form, signature)?;
    let field =
        |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let from = Phone::parse(field("From").unwrap_or_default());
    let from = from.map_err(|_| Unreadable::Malformed)?;
    let words = field("Body").unwrap_or_default().trim().trim_end_matches(['.', '!']);
    let stops =
        field("OptOutType") == Some("STOP") || STOP.contains(&words.to_uppercase().as_str());
    Ok(stops.then_some(from))
}

/// The signature is the provider's.
fn verified(
    token: &SecretString,
    url: &str,
    form: &[(String, String)],
    signature: Option<&str>,
) -> Result<(), Unreadable> {
    let given = signature
        .and_then(|text| STANDARD.decode(text.trim()).ok())
        .ok_or(Unreadable::NotTheirs)?;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.expose_secret().as_bytes());
    hmac::verify(&key, signed(url, form).as_bytes(), &given).map_err(|_| Unreadable::NotTheirs)
}

/// Reads what Twilio posts: `url` is the whole public address that it called, `form` its fields as sent, decoded.
///
/// The signature (`X-Twilio-Signature`) is an HMAC-SHA1, by the account's token, of the address and the sorted fields.
///
/// # Errors
///
/// [`Unreadable`] when the signature is not by that token, or there is no status.
pub fn twilio(
    token: &SecretString,
    url: &str,
    form: &[(String, String)],
    signature: Option<&str>,
    now: Timestamp,
) -> Result<Option<Report>, Unreadable> {
    verified(token, url, form, signature)?;
    let field =
        |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let code = field("ErrorCode").filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
    let permanent = code.is_some_and(|code| NEVER.contains(&code));
    let (state, word) = match field("MessageStatus").ok_or(Unreadable::Malformed)? {
        "delivered" | "read" => (Reported::Delivered, "delivered"),
        "undelivered" => (Reported::Bounced { permanent }, "undelivered"),
        "failed" => (Reported::Bounced { permanent }, "failed"),
        _ => return Ok(None),
    };
    let detail = code.map_or_else(|| word.to_owned(), |code| format!("{word} {code}"));
    let message_id = field("MessageSid").map(str::to_owned);
    Ok(Some(Report { provider: Twilio::NAME, message_id, id: our_id(url), state, at: now, detail }))
}

/// The address followed by each field and its value, by name.
fn signed(url: &str, form: &[(String, String)]) -> String {
    let mut fields: Vec<_> = form.iter().collect();
    fields.sort();
    fields.dedup();
    fields.iter().fold(url.to_owned(), |text, (name, value)| text + name + value)
}

/// The `id` that we put in the address of reports.
fn our_id(url: &str) -> Option<uuid::Uuid> {
    let url = url::Url::parse(url).ok()?;
    url.query_pairs().find(|(name, _)| name == "id").and_then(|(_, value)| value.parse().ok())
}
