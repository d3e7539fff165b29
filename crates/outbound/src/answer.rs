use std::time::Duration;

use reqwest::{RequestBuilder, Response, StatusCode, header};
use serde_json::Value;

/// What a service answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// How long it wants to be left alone.
    pub retry_after: Option<Duration>,
    /// What it said; empty when it said more than was read.
    pub body: Vec<u8>,
    /// It said more than was read, or stopped in the middle.
    pub cut: bool,
}

/// Why there is no status: above all, whether the request may have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// No connection was made: it certainly did not.
    #[error("no connection")]
    NotSent,
    /// The request cannot be made at all.
    #[error("request cannot be made")]
    Impossible,
    /// No answer in time: it may have.
    #[error("no answer in time")]
    Late,
    /// The connection was cut: it may have.
    #[error("connection cut")]
    Cut,
}

impl Answer {
    /// What it said as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Sends `request` and reads at most `most` bytes of the answer: a page of an interposed proxy may not fill the memory.
///
/// Once a status has come the body is a courtesy: one that cannot be read whole is empty, and [`Answer::cut`] says so.
///
/// # Errors
///
/// [`Unanswered`] when no status came.
pub async fn exchange(request: RequestBuilder, most: usize) -> Result<Answer, Unanswered> {
    let mut response = request.send().await.map_err(|error| failed(&error))?;
    let status = response.status();
    let retry_after = retry_after(&response);
    let mut body = Vec::new();
    let cut = loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= most => body.extend_from_slice(&chunk),
            Ok(None) => break false,
            Ok(Some(_)) | Err(_) => {
                body.clear();
                break true;
            }
        }
    };
    Ok(Answer { status, retry_after, body, cut })
}

fn failed(error: &reqwest::Error) -> Unanswered {
    if error.is_connect() {
        Unanswered::NotSent
    } else if error.is_builder() {
        Unanswered::Impossible
    } else if error.is_timeout() {
        Unanswered::Late
    } else {
        Unanswered::Cut
    }
}

/// Seconds that the service asks to be left alone: `Retry-After`, or Brevo's own header; dates are not used by any.
fn retry_after(response: &Response) -> Option<Duration> {
    [header::RETRY_AFTER.as_str(), "x-sib-ratelimit-reset"]
        .into_iter()
        .find_map(|name| response.headers().get(name)?.to_str().ok()?.trim().parse().ok())
        .map(Duration::from_secs)
}
