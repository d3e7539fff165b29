//! Calls to the provider: one client, no redirect, short answers, and only over TLS (but to this machine).

use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

/// Largest answer that is read.
const LARGEST: usize = 1024 * 1024;

/// Why a call brought nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoAnswer {
    /// The connection, or its TLS, or a time-out.
    #[error("the provider does not answer")]
    Network(#[from] reqwest::Error),
    /// An address that may not be called.
    #[error("the provider names an address without TLS")]
    Address,
    /// More than [`LARGEST`].
    #[error("the answer is too long")]
    TooLong,
    /// A status or a header that is none.
    #[error("the answer is no HTTP")]
    NoHttp(#[from] http::Error),
}

/// What calls the provider.
#[derive(Debug)]
pub(crate) struct Http(Client);

impl Http {
    /// A client whose every call ends within `patience`.
    pub(crate) fn new(patience: Duration) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(patience)
            .timeout(patience)
            .user_agent("carteclaire");
        client.build().map(Self)
    }
}

impl<'call> AsyncHttpClient<'call> for Http {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'call>>;

    fn call(&'call self, request: HttpRequest) -> Self::Future {
        Box::pin(call(&self.0, request))
    }
}

/// `url` may be called: over TLS, or on this machine (a provider of a developer).
pub(crate) fn may_call(url: &Url) -> bool {
    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    url.scheme() == "https" || url.scheme() == "http" && here
}

/// One call.
async fn call(client: &Client, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
    let request = reqwest::Request::try_from(request)?;
    if !may_call(request.url()) {
        return Err(NoAnswer::Address);
    }
    let mut response = client.execute(request).await?;
    let mut answer = http::Response::builder().status(response.status());
    for (name, value) in response.headers() {
        answer = answer.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LARGEST {
            return Err(NoAnswer::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(answer.body(body)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_sent_in_clear_to_another_machine() {
        for (address, allowed) in [
            ("https://login.example/token", true),
            ("http://localhost:8080/token", true),
            ("http://127.0.0.1/", true),
            ("http://login.example/token", false),
            ("http://localhost.evil.example/", false),
            ("http://10.0.0.1/", false),
            ("ftp://localhost/", false),
        ] {
            assert_eq!(may_call(&Url::parse(address).unwrap()), allowed, "{address}");
        }
    }
}
