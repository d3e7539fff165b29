//! What a failed exchange or a status says about whether the message was taken.

use std::time::Duration;

use outbound::{Forbidden, Unanswered};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;

use crate::provider::Failure;

/// Most of an answer that is read: a provider's fits.
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

/// A request that got no status: certainly not taken when no connection was made, unknown otherwise.
impl From<Unanswered> for Failure {
    fn from(why: Unanswered) -> Self {
        match why {
            Unanswered::NotSent => Self::not_taken(why.to_string()),
            Unanswered::Impossible => Self::Misconfigured(why.to_string()),
            Unanswered::Late | Unanswered::Cut => Self::unknown(why.to_string()),
        }
    }
}

/// Sends the request and reads the answer; a body that cannot be read is null.
pub(crate) async fn exchange(request: RequestBuilder) -> Result<Answer, Failure> {
    let answer = outbound::exchange(request, MOST).await?;
    Ok(Answer { status: answer.status, retry_after: answer.retry_after, body: answer.json() })
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
