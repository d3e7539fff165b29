//! Signs of life, for machines.

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::config::AppEnv;
use crate::state::{Database, State};

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: whether everything that the service needs is there, and what is not.
///
/// 503 while the database does not answer, or, in production, while a tenant lacks a mention without which no order
/// may be taken. Simulations are answered all the same.
pub async fn ready(Extract(state): Extract<State>) -> (StatusCode, Json<Value>) {
    let database = match state.database() {
        Database::Up => "up",
        Database::Starting => "starting",
        Database::Down => "down",
        Database::Absent => "absent",
    };
    let production = state.config().env == AppEnv::Production;
    let mentions: Vec<Value> = state
        .directory()
        .tenants
        .iter()
        .filter(|_| production)
        .filter_map(|tenant| {
            let missing = tenant.identity.missing();
            let demo = tenant.identity.demo;
            (!missing.is_empty() || demo)
                .then(|| json!({ "tenant": tenant.slug, "missing": missing, "demo": demo }))
        })
        .collect();
    let is_ready = state.database() == Database::Up && mentions.is_empty();
    let published = state.published();
    let body = json!({
        "ready": is_ready,
        "database": database,
        "baremes": { "version": published.baremes.version, "hash": published.hash, "in_force": state.knows_prices() },
        "simulations": "up",
        "ordering_closed_by": mentions,
    });
    (if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, Json(body))
}
