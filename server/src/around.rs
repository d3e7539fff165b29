//! What surrounds every answer: it is followed, counted and protected, and what may not go on is refused.

use std::panic::AssertUnwindSafe;

use axum::extract::{Request, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use tracing::Instrument as _;

use crate::state::State;
use crate::telemetry::Followed;
use crate::{limits, security};

/// The one layer around the router. One rather than one a concern: each boxes its future and copies the router
/// inside (`docs/decisions.md`).
pub async fn around(Extract(state): Extract<State>, request: Request, next: Next) -> Response {
    let followed = Followed::new(&request);
    let policy = security::policy_without_script(request.uri().path());
    let nature = security::Nature::of(request.uri().path());
    let span = followed.span().clone();
    let mut response = answer(&state, request, next).instrument(span).await;
    security::protect(&mut response, policy, nature);
    followed.answered(state.tallies(), &mut response);
    response
}

async fn answer(state: &State, request: Request, next: Next) -> Response {
    let counted = match limits::check(state, &request) {
        Ok(counted) => counted,
        Err(refused) => return *refused,
    };
    if let Some(refused) = security::refuse_posts_from_elsewhere(state, &request) {
        return refused;
    }
    let mut response = catch_panics(state, request, next).await;
    if let Some(limit) = counted {
        response.headers_mut().insert("ratelimit-limit", limit.into());
    }
    response
}

/// Turns a panic of a handler into the page of an error, and says so in the log: the connection is not just cut.
async fn catch_panics(state: &State, request: Request, next: Next) -> Response {
    // What the page of an error depends on, and no more.
    let uri = request.uri().clone();
    let known = [header::HOST, header::COOKIE].map(|name| {
        let value = request.headers().get(&name).cloned();
        (name, value)
    });
    if let Ok(response) = AssertUnwindSafe(next.run(request)).catch_unwind().await {
        return response;
    }
    metrics::counter!("panics_total").increment(1);
    tracing::error!("a handler panicked");
    let known: HeaderMap =
        known.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    crate::pages::error(state, &known, uri.path(), 500)
        .unwrap_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
