use std::time::Duration;

use async_trait::async_trait;
use outbound::Outbound;
use reqwest::header::AUTHORIZATION;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use crate::http::exchange;
use crate::message::Text;
use crate::provider::{Accepted, Failure, Provider};

/// SMS by MessageBird's HTTP API. It keeps no key: a repeated request may arrive twice.
#[derive(Debug)]
pub struct MessageBird {
    http: Outbound,
    base: String,
    key: SecretString,
    reports_to: Option<String>,
}

impl MessageBird {
    /// Its name in the log.
    pub const NAME: &'static str = "messagebird";
    /// Where it is.
    pub const BASE: &'static str = "https://rest.messagebird.com";

    /// Calls `base` through `http` with the account's access key; delivery reports go to the address `reports_to`.
    #[must_use]
    pub fn new(http: Outbound, base: &str, key: SecretString, reports_to: Option<String>) -> Self {
        Self { http, base: base.trim_end_matches('/').to_owned(), key, reports_to }
    }
}

#[async_trait]
impl Provider<Text> for MessageBird {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn remembers(&self) -> Duration {
        Duration::ZERO
    }

    async fn send(&self, text: &Text) -> Result<Accepted, Failure> {
        let mut body = json!({
            "recipients": [text.to.digits()],
            "originator": text.from,
            "body": text.body,
            "datacoding": "auto",
            // Reports bring it back.
            "reference": text.id.to_string(),
        });
        if let Some(address) = &self.reports_to {
            body["reportUrl"] = address.as_str().into();
        }
        let request = self
            .http
            .post(&format!("{}/messages", self.base))?
            .header(AUTHORIZATION, format!("AccessKey {}", self.key.expose_secret()))
            .json(&body);
        let answer = exchange(request).await?;
        if answer.status.is_success() {
            let message_id = answer.body["id"].as_str().map(str::to_owned);
            return Ok(Accepted { provider: Self::NAME, message_id });
        }
        let error = &answer.body["errors"][0];
        let code = error["code"].as_u64();
        let shown = code.map(|code| code.to_string()).unwrap_or_default();
        let ours = Failure::Misconfigured(format!("{} {shown}", answer.status.as_u16()));
        match (code, error["parameter"].as_str()) {
            // 2: access key; 25: no credit left.
            (Some(2 | 25), _) | (Some(9 | 10), Some("originator" | "reportUrl")) => Err(ours),
            _ => Err(answer.failure(&shown)),
        }
    }
}
