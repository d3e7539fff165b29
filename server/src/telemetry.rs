//! Logs, traces and metrics of requests. A query string is never written down: it may hold a person's facts.

mod names;

use std::collections::HashMap;
use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use metrics::{Counter, Histogram};
use tracing::{Level, Span};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::{AppEnv, Config};
use crate::routes::ROUTES;

pub use names::{Kind, METRICS, Metric, begin};

/// Starts logs: JSON in production, readable elsewhere, on standard error.
///
/// A second call changes nothing: tests start many servers.
pub fn start_logs(config: &Config) {
    let registry = tracing_subscriber::registry().with(filter(&config.log));
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = if config.env == AppEnv::Production {
        registry.with(layer.json().flatten_event(true)).try_init()
    } else {
        registry.with(layer.compact().with_target(false)).try_init()
    };
    drop(started);
}

/// Levels by target, and no more: a filter that can look into spans is asked at each of them.
///
/// The library that runs jobs logs payloads, whatever level is asked for: what it has to say, `crates/jobs` says.
fn filter(asked: &str) -> Targets {
    let asked: Targets = asked.parse().unwrap_or_else(|_| Targets::new().with_default(Level::INFO));
    let default = asked.default_level();
    let rest = asked.into_iter().filter(|(target, _)| !target.starts_with(JOB_LIBRARY));
    let filter = rest.collect::<Targets>().with_target(JOB_LIBRARY, LevelFilter::OFF);
    default.map_or_else(|| filter.clone(), |level| filter.clone().with_default(level))
}

/// Where the names of the job library's crates begin.
const JOB_LIBRARY: &str = "graphile_worker";

/// Starts the port on which metrics are read.
///
/// # Errors
///
/// When the port is taken.
pub fn start_metrics(address: SocketAddr) -> Result<(), metrics_exporter_prometheus::BuildError> {
    metrics_exporter_prometheus::PrometheusBuilder::new().with_http_listener(address).install()?;
    begin();
    Ok(())
}

/// What is counted, by route and by class of status.
///
/// Kept at hand: finding a metric by its name and labels costs more than answering a page from memory.
#[derive(Debug)]
pub struct Tallies {
    by_route: HashMap<&'static str, Tally>,
    pages: Tally,
    /// Pages served from the cache.
    pub kept: Counter,
    /// Pages rendered to be kept.
    pub rendered: Counter,
}

#[derive(Debug)]
struct Tally {
    /// 2xx and below, 3xx, 4xx, 5xx.
    answered: [Counter; 4],
    seconds: Histogram,
}

impl Tally {
    fn new(route: &'static str) -> Self {
        let answered = ["2xx", "3xx", "4xx", "5xx"]
            .map(|class| metrics::counter!("requests_total", "route" => route, "status" => class));
        Self { answered, seconds: metrics::histogram!("request_seconds", "route" => route) }
    }
}

impl Tallies {
    /// Counters of every route. Those made before [`start_metrics`] count nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            by_route: ROUTES.iter().map(|route| (route.path, Tally::new(route.path))).collect(),
            pages: Tally::new("page"),
            kept: metrics::counter!("pages_total", "from" => "cache"),
            rendered: metrics::counter!("pages_total", "from" => "render"),
        }
    }

    fn of(&self, route: Option<&MatchedPath>) -> &Tally {
        route.and_then(|route| self.by_route.get(route.as_str())).unwrap_or(&self.pages)
    }
}

impl Default for Tallies {
    fn default() -> Self {
        Self::new()
    }
}

/// A request that is followed: one line when it is answered, its count and its time.
#[derive(Debug)]
pub struct Followed {
    began: Instant,
    trace_id: String,
    route: Option<MatchedPath>,
    span: Span,
}

impl Followed {
    /// Begins to follow `request`.
    #[must_use]
    pub fn new(request: &Request) -> Self {
        let began = Instant::now();
        let trace_id = trace_id(request);
        let route = request.extensions().get::<MatchedPath>().cloned();
        // The path of a private link is its key: the route stands for it, and nothing for a path that has none (a link
        // that was copied with a sign too many).
        let path = route.as_ref().map_or("(no route)", MatchedPath::as_str);
        let method = request.method();
        let span = tracing::info_span!("request", trace_id = %trace_id, http.method = %method, http.path = %path);
        Self { began, trace_id, route, span }
    }

    /// What is logged meanwhile belongs here.
    #[must_use]
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// The answer is known.
    pub fn answered(self, tallies: &Tallies, response: &mut Response) {
        let status = response.status();
        let elapsed = self.began.elapsed();
        self.span.in_scope(|| {
            let duration_ms = elapsed.as_millis();
            // 503 is said once, by what is down, and not at each request that finds it so.
            if status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE {
                tracing::error!(http.status = status.as_u16(), duration_ms, "answered");
            } else {
                tracing::debug!(http.status = status.as_u16(), duration_ms, "answered");
            }
        });
        let tally = tallies.of(self.route.as_ref());
        let class = usize::from(status.as_u16() / 100).clamp(2, 5) - 2;
        tally.answered[class].increment(1);
        tally.seconds.record(elapsed);
        if let Ok(value) = HeaderValue::try_from(self.trace_id) {
            response.headers_mut().insert(TRACE_ID, value);
        }
    }
}

const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");

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

/// Told apart from the others: it guards nothing.
fn new_trace_id() -> String {
    crate::files::hex(&fastrand::u128(1..).to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jobs_payload_is_never_logged_whatever_is_asked_for() {
        for asked in
            ["trace", "graphile_worker::runner=trace,info", "graphile_worker_queries=info", "?"]
        {
            let filter = filter(asked);
            for target in ["graphile_worker::runner::release", "graphile_worker_queries::add_job"] {
                assert!(!filter.would_enable(target, &Level::ERROR), "{asked}: {target}");
            }
        }
        assert!(filter("info,sqlx=warn").would_enable("jobs::attempt", &Level::INFO));
        assert!(!filter("info,sqlx=warn").would_enable("sqlx", &Level::INFO));
    }
}
