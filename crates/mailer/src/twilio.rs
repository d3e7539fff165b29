use std::time::Duration;

use async_trait::async_trait;
use outbound::Outbound;
use secrecy::{ExposeSecret as _, SecretString};

use crate::http::exchange;
use crate::message::Text;
use crate::provider::{Accepted, Failure, Provider};

/// Codes that blame us: credentials, a sender that is not ours, a country that we did not open.
const OURS: [u64; 8] = [20003, 21212, 21408, 21603, 21606, 21659, 21660, 30038];

/// SMS by Twilio's HTTP API. It keeps no key: a repeated request may arrive twice.
#[derive(Debug)]
pub struct Twilio {
    http: Outbound,
    base: String,
    account: String,
    token: SecretString,
    reports_to: Option<String>,
}

impl Twilio {
    /// Its name in the log.
    pub const NAME: &'static str = "twilio";
    /// Where it is.
    pub const BASE: &'static str = "https://api.twilio.com";

    /// Calls `base` through `http` for the account; delivery reports go to the address `reports_to`, with `id=` added.
    #[must_use]
    pub fn new(
        http: Outbound,
        base: &str,
        account: &str,
        token: SecretString,
        reports_to: Option<String>,
    ) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        Self { http, base, account: account.to_owned(), token, reports_to }
    }
}

#[async_trait]
impl Provider<Text> for Twilio {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn remembers(&self) -> Duration {
        Duration::ZERO
    }

    async fn send(&self, text: &Text) -> Result<Accepted, Failure> {
        let sender = if text.from.starts_with("MG") { "MessagingServiceSid" } else { "From" };
        let mut form = vec![
            ("To", text.to.as_str().to_owned()),
            (sender, text.from.clone()),
            ("Body", text.body.clone()),
        ];
        if let Some(address) = &self.reports_to {
            form.push(("StatusCallback", reports_to(address, text)?));
        }
        let path = format!("{}/2010-04-01/Accounts/{}/Messages.json", self.base, self.account);
        let request = self
            .http
            .post(&path)?
            .basic_auth(&self.account, Some(self.token.expose_secret()))
            .form(&form);
        let answer = exchange(request).await?;
        if answer.status.is_success() {
            let message_id = answer.body["sid"].as_str().map(str::to_owned);
            return Ok(Accepted { provider: Self::NAME, message_id });
        }
        match answer.body["code"].as_u64() {
            Some(code) if OURS.contains(&code) => {
                Err(Failure::Misconfigured(format!("{} {code}", answer.status.as_u16())))
            }
            Some(code) => Err(answer.failure(&code.to_string())),
            None => Err(answer.failure("")),
        }
    }
}

/// The address of reports with our id, so that a report finds its message even when we never read Twilio's name for it.
fn reports_to(address: &str, text: &Text) -> Result<String, Failure> {
    let mut url = url::Url::parse(address)
        .map_err(|_| Failure::Misconfigured("address of reports".into()))?;
    url.query_pairs_mut().append_pair("id", &text.id.to_string());
    Ok(url.into())
}
