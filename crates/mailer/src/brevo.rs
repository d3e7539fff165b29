use std::time::Duration;

use async_trait::async_trait;
use outbound::Outbound;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value, json};

use crate::http::exchange;
use crate::message::{Letter, Party};
use crate::provider::{Accepted, Failure, Provider};

/// How long Brevo knows a key again. Its guide says 30 minutes, the note that announced it 15: the shorter counts.
const REMEMBERS: Duration = Duration::from_mins(15);

/// Mail by Brevo's HTTP API.
///
/// A repeated `idempotencyKey` is answered `duplicate_parameter` and sends nothing, so that this answer means: taken
/// before. The same id goes in `X-Mailin-custom`, which delivery reports bring back.
#[derive(Debug)]
pub struct Brevo {
    http: Outbound,
    base: String,
    key: SecretString,
}

impl Brevo {
    /// Its name in the log.
    pub const NAME: &'static str = "brevo";
    /// Where it is.
    pub const BASE: &'static str = "https://api.brevo.com";

    /// Calls `base` through `http` with the account's API key.
    #[must_use]
    pub fn new(http: Outbound, base: &str, key: SecretString) -> Self {
        Self { http, base: base.trim_end_matches('/').to_owned(), key }
    }
}

#[async_trait]
impl Provider<Letter> for Brevo {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn remembers(&self) -> Duration {
        REMEMBERS
    }

    async fn send(&self, letter: &Letter) -> Result<Accepted, Failure> {
        let request = self
            .http
            .post(&format!("{}/v3/smtp/email", self.base))?
            .header("api-key", self.key.expose_secret())
            .json(&body(letter));
        let answer = exchange(request).await?;
        let message_id = answer.body["messageId"].as_str().map(str::to_owned);
        if answer.status.is_success() {
            return Ok(Accepted { provider: Self::NAME, message_id });
        }
        let code = known_code(answer.body["code"].as_str().unwrap_or_default());
        match code {
            "duplicate_parameter" => Ok(Accepted { provider: Self::NAME, message_id: None }),
            "unauthorized"
            | "permission_denied"
            | "not_enough_credits"
            | "account_under_validation"
            | "not_acceptable" => Err(Failure::Misconfigured(reason(answer.status.as_u16(), code))),
            // The sentence is read, never kept: it quotes addresses.
            "invalid_parameter" | "missing_parameter" if names_the_sender(&answer.body) => {
                Err(Failure::Misconfigured(reason(answer.status.as_u16(), "sender")))
            }
            _ => Err(answer.failure(code)),
        }
    }
}

fn names_the_sender(body: &Value) -> bool {
    body["message"].as_str().is_some_and(|message| message.to_lowercase().contains("sender"))
}

/// The code, if it is one that Brevo documents for this call: what else stands there is not for the log.
fn known_code(code: &str) -> &'static str {
    [
        "duplicate_parameter",
        "invalid_parameter",
        "missing_parameter",
        "out_of_range",
        "unauthorized",
        "permission_denied",
        "not_enough_credits",
        "account_under_validation",
        "not_acceptable",
        "bad_request",
    ]
    .into_iter()
    .find(|known| *known == code)
    .unwrap_or_default()
}

fn reason(status: u16, code: &str) -> String {
    format!("{status} {code}")
}

fn body(letter: &Letter) -> Value {
    let id = letter.id.to_string();
    let mut headers = Map::new();
    headers.insert("idempotencyKey".into(), id.clone().into());
    headers.insert("X-Mailin-custom".into(), id.into());
    headers.insert("Content-Language".into(), letter.language.id().into());
    if let Some(address) = &letter.list_unsubscribe {
        headers.insert("List-Unsubscribe".into(), format!("<{address}>").into());
        headers.insert("List-Unsubscribe-Post".into(), "List-Unsubscribe=One-Click".into());
    }
    let mut body = json!({
        "sender": party(&letter.from),
        "to": [party(&letter.to)],
        "subject": letter.subject,
        "htmlContent": letter.html,
        "textContent": letter.text,
        "headers": headers,
    });
    if let Some(address) = &letter.reply_to {
        body["replyTo"] = json!({ "email": address });
    }
    body
}

/// An empty name is left out: Brevo refuses it.
fn party(party: &Party) -> Value {
    if party.name.is_empty() {
        json!({ "email": party.address })
    } else {
        json!({ "email": party.address, "name": party.name })
    }
}
