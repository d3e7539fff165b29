use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::hmac;
use secrecy::{ExposeSecret as _, SecretString};

use super::{Report, Reported, Unreadable};
use crate::Twilio;

/// Codes of numbers that no repetition will reach: blocked, unknown, a landline, filtered.
const NEVER: [&str; 5] = ["30004", "30005", "30006", "30007", "21610"];

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
    let given = signature
        .and_then(|text| STANDARD.decode(text.trim()).ok())
        .ok_or(Unreadable::NotTheirs)?;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.expose_secret().as_bytes());
    hmac::verify(&key, signed(url, form).as_bytes(), &given).map_err(|_| Unreadable::NotTheirs)?;
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
