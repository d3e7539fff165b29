//! Logs, traces and metrics of requests. A query string is never written down: it may hold a person's facts.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use tracing::Instrument as _;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::{AppEnv, Config};

/// Starts logs: JSON in production, readable elsewhere, on standard error.
///
/// A second call changes nothing: tests start many servers.
pub fn start_logs(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let started = if config.env == AppEnv::Production {
        registry.with(layer.json().flatten_event(true)).try_init()
    } else {
        registry.with(layer.compact().with_target(false)).try_init()
    };
    drop(started);
}

/// Starts the port on which metrics are read.
///
/// # Errors
///
/// When the port is taken.
pub fn start_metrics(address: SocketAddr) -> Result<(), metrics_exporter_prometheus::BuildError> {
    metrics_exporter_prometheus::PrometheusBuilder::new().with_http_listener(address).install()?;
    metrics::describe_counter!("requests_total", "Requests answered, by route and status class");
    metrics::describe_histogram!("request_seconds", "Time to answer, by route");
    metrics::describe_counter!("pages_total", "Pages served, from the cache or rendered");
    metrics::describe_counter!("csp_reports_total", "Parts of a page that a browser refused");
    Ok(())
}

/// Follows a request: one line when it is answered, its count and its time.
pub async fn trace(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let trace_id = trace_id(&request);
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "page".to_owned(), |path| path.as_str().to_owned());
    // The path of a private link is its key: the route stands for it.
    let path = if route.contains('{') { route.clone() } else { request.uri().path().to_owned() };
    let span = tracing::info_span!("request", trace_id = %trace_id, http.method = %method, http.path = %path);
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status();
    let elapsed = start.elapsed();
    span.in_scope(|| {
        let duration_ms = elapsed.as_millis();
        if status.is_server_error() {
            tracing::error!(http.status = status.as_u16(), duration_ms, "answered");
        } else {
            tracing::debug!(http.status = status.as_u16(), duration_ms, "answered");
        }
    });
    let class = match status.as_u16() / 100 {
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    };
    metrics::counter!("requests_total", "route" => route.clone(), "status" => class).increment(1);
    metrics::histogram!("request_seconds", "route" => route).record(elapsed);
    if let Ok(value) = HeaderValue::from_str(&trace_id) {
        response.headers_mut().insert("x-trace-id", value);
    }
    response
}

/// Turns a panic of a handler into the page of an error, and says so in the log: the connection is not just cut.
pub async fn catch_panics(
    Extract(state): Extract<crate::State>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    // What the page of an error depends on, and no more.
    let known: HeaderMap = [header::HOST, header::COOKIE]
        .into_iter()
        .filter_map(|name| request.headers().get(&name).cloned().map(|value| (name, value)))
        .collect();
    if let Ok(response) = AssertUnwindSafe(next.run(request)).catch_unwind().await {
        return response;
    }
    metrics::counter!("panics_total").increment(1);
    tracing::error!(http.path = %path, "a handler panicked");
    crate::pages::error(&state, &known, &path, 500)
        .unwrap_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// The trace that the caller began (W3C `traceparent`), or a new one.
fn trace_id(request: &Request) -> String {
    request
        .headers()
        .get("traceparent")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split('-').nth(1))
        .filter(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .map_or_else(new_trace_id, str::to_owned)
}

fn new_trace_id() -> String {
    let mut random = [0; 16];
    // Without randomness the identifier is all zeros, which the standard reads as « none ».
    if getrandom::fill(&mut random).is_err() {
        random = [0; 16];
    }
    crate::files::hex(&random)
}
