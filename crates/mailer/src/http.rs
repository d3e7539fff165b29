//! What a failed exchange or a status says about whether the message was taken.

use std::time::Duration;

use reqwest::{RequestBuilder, Response, StatusCode, header};
use serde_json::Value;

use crate::outbound::Forbidden;
use crate::provider::Failure;

/// Most of an answer that is read: a provider's fits, and a page of an interposed proxy may not fill the memory.
const MOST: usize = 64 * 1024;

/// A provider's answer: its status, how long it wants to be left alone, and what it said, if that was JSON.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Value,
}

impl From<Forbidden> for Failure {
    fn from(forbidden: Forbidden) -> Self {
        Self::Misconfigured(forbidden.to_string())
    }
}

/// Sends the request and reads the answer.
///
/// Once a status has come the body is a courtesy: one that cannot be read is null.
pub(crate) async fn exchange(request: RequestBuilder) -> Result<Answer, Failure> {
    let mut response = request.send().await.map_err(|error| failed(&error))?;
    let status = response.status();
    let retry_after = retry_after(&response);
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MOST {
            break;
        }
    }
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    Ok(Answer { status, retry_after, body })
}

/// A request that got no status: certainly not taken when no connection was made, unknown otherwise.
fn failed(error: &reqwest::Error) -> Failure {
    if error.is_connect() {
        Failure::not_taken("no connection")
    } else if error.is_builder() {
        Failure::Misconfigured("request cannot be made".into())
    } else if error.is_timeout() {
        Failure::unknown("no answer in time")
    } else {
        Failure::unknown("connection cut")
    }
}

impl Answer {
    /// What a status means where the provider says nothing closer; `code` is the provider's own.
    pub(crate) fn failure(&self, code: &str) -> Failure {
        let reason = format!("{} {code}", self.status.as_u16()).trim_end().to_owned();
        let temporary = |unknown| Failure::Temporary {
            unknown,
            retry_after: self.retry_after,
            reason: reason.clone(),
        };
        match self.status.as_u16() {
            // A gateway speaks, and does not know what became of the request behind it.
            502 | 504 => temporary(true),
            408 | 425 | 429 | 500..=599 => temporary(false),
            400 | 404 | 406 | 409..=422 => Failure::Refused(reason),
            _ => Failure::Misconfigured(reason),
        }
    }
}

/// Seconds that the provider asks to be left alone: `Retry-After`, or Brevo's own header; dates are not used by any.
fn retry_after(response: &Response) -> Option<Duration> {
    [header::RETRY_AFTER.as_str(), "x-sib-ratelimit-reset"]
        .into_iter()
        .find_map(|name| response.headers().get(name)?.to_str().ok()?.trim().parse().ok())
        .map(Duration::from_secs)
}
