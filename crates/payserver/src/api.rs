//! The calls of Stripe's API that the product makes.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Form, Path, Query, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::objects::{self, problem};
use crate::world::{Mood, World};

type Given = HashMap<String, String>;
type Called = (u16, Value);

/// Does `act` once for a key, and answers as the mood of the moment says.
async fn call(
    world: &Arc<World>,
    headers: &HeaderMap,
    sent: &str,
    act: impl FnOnce(&Arc<World>) -> Called,
) -> Response {
    called(world, (headers, world.mood()), sent, act).await
}

/// The same for what makes something.
async fn make(
    world: &Arc<World>,
    headers: &HeaderMap,
    sent: &str,
    act: impl FnOnce(&Arc<World>) -> Called,
) -> Response {
    let mood = world.state().mood_of_making;
    let mood = mood.unwrap_or_else(|| world.mood());
    called(world, (headers, mood), sent, act).await
}

async fn called(
    world: &Arc<World>,
    (headers, mood): (&HeaderMap, Mood),
    sent: &str,
    act: impl FnOnce(&Arc<World>) -> Called,
) -> Response {
    let bearer = headers.get("authorization").and_then(|it| it.to_str().ok());
    if bearer != Some(&format!("Bearer {}", world.key)) {
        return said((401, problem("invalid_request_error", "api_key_invalid")));
    }
    match mood {
        Mood::Down => return said((503, problem("api_error", "unavailable"))),
        Mood::Slow(by) => tokio::time::sleep(by).await,
        Mood::Well | Mood::Forgetful => {}
    }
    let key = headers.get("idempotency-key").and_then(|it| it.to_str().ok()).map(str::to_owned);
    let known = key.as_ref().and_then(|key| world.state().calls.get(key).cloned());
    let answer = match known {
        Some((before, ..)) if before != sent => {
            (400, problem("idempotency_error", "idempotency_key_in_use"))
        }
        Some((_, status, body)) => (status, body),
        None => {
            let answer = act(world);
            if let Some(key) = key {
                world.state().calls.insert(key, (sent.to_owned(), answer.0, answer.1.clone()));
            }
            answer
        }
    };
    if mood == Mood::Forgetful {
        return said((500, problem("api_error", "lost")));
    }
    said(answer)
}

fn said((status, body): Called) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(body)).into_response()
}

fn missing() -> Called {
    (404, problem("invalid_request_error", "resource_missing"))
}

fn sent(path: &str, given: &Given) -> String {
    let mut pairs: Vec<_> = given.iter().collect();
    pairs.sort();
    format!("{path} {pairs:?}")
}

pub(crate) async fn open(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Response {
    make(&world, &headers, &sent("sessions", &given), |world| {
        if world.state().pages_fail {
            return (400, problem("invalid_request_error", "amount_too_large"));
        }
        match objects::session(&world.base, &|name| given.get(name).cloned()) {
            Ok(session) => {
                world.state().add("session", session.clone());
                (200, session)
            }
            Err(parameter) => (400, problem("invalid_request_error", parameter)),
        }
    })
    .await
}

/// An object that is there.
async fn one(world: &Arc<World>, headers: &HeaderMap, id: &str) -> Response {
    call(world, headers, id, |world| {
        let mut state = world.state();
        let over =
            state.objects.get(id).is_some_and(|it| it["status"] == "open" && objects::is_over(it));
        if over && let Some(session) = state.objects.get_mut(id) {
            session["status"] = json!("expired");
        }
        state.objects.get(id).map_or_else(missing, |object| (200, object.clone()))
    })
    .await
}

pub(crate) async fn session(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    one(&world, &headers, &id).await
}

pub(crate) async fn one_refund(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    one(&world, &headers, &id).await
}

pub(crate) async fn dispute(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    one(&world, &headers, &id).await
}

pub(crate) async fn expire(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    call(&world, &headers, &format!("expire {id}"), |world| {
        let mut state = world.state();
        let Some(mut session) = state.objects.get(&id).cloned() else { return missing() };
        if session["status"] != "open" {
            return (400, problem("invalid_request_error", "not_open"));
        }
        session["status"] = json!("expired");
        session["url"] = Value::Null;
        state.objects.insert(id.clone(), session.clone());
        world.happened(&mut state, "checkout.session.expired", &session);
        (200, session)
    })
    .await
}

pub(crate) async fn refund(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Response {
    make(&world, &headers, &sent("refunds", &given), |world| {
        let Some(intent) = given.get("payment_intent") else { return missing() };
        let Some(cents) = given.get("amount").and_then(|it| it.parse::<i64>().ok()) else {
            return (400, problem("invalid_request_error", "parameter_missing"));
        };
        let mut state = world.state();
        if !state.objects.contains_key(intent) {
            return missing();
        }
        if cents <= 0 || cents > state.left(intent) {
            return (400, problem("invalid_request_error", "amount_too_large"));
        }
        if state.refunds_fail {
            return (400, problem("invalid_request_error", "charge_already_refunded"));
        }
        let metadata = json!({ "refund": given.get("metadata[refund]") });
        (200, world.given_back(&mut state, intent, cents, &metadata))
    })
    .await
}

/// A page of the objects of `kind`, latest first.
async fn list(world: &Arc<World>, headers: &HeaderMap, kind: &str, given: &Given) -> Response {
    call(world, headers, "list", |world| {
        let state = world.state();
        let number = |name: &str| given.get(name).and_then(|it| it.parse::<i64>().ok());
        let (from, until) = (number("created[gte]"), number("created[lt]"));
        let at = |it: &Value| it["created"].as_i64().unwrap_or(0);
        let intent = given.get("payment_intent");
        let fits = |it: &&Value| {
            from.is_none_or(|from| at(it) >= from)
                && until.is_none_or(|until| at(it) < until)
                && intent.is_none_or(|intent| it["payment_intent"] == **intent)
        };
        let after = given.get("starting_after");
        let mut found: Vec<&Value> = state.of(kind).filter(fits).rev().collect();
        if let Some(after) = after {
            let place =
                found.iter().position(|it| it["id"] == **after).map_or(found.len(), |at| at + 1);
            found.drain(..place);
        }
        let most = number("limit").and_then(|it| usize::try_from(it).ok()).unwrap_or(10);
        let more = found.len() > most;
        found.truncate(most);
        let whole =
            given.iter().any(|(name, it)| name.starts_with("expand") && it == "data.source");
        let found: Vec<Value> = found
            .into_iter()
            .map(|one| {
                let source = one["source"].as_str().and_then(|id| state.objects.get(id));
                let mut one = one.clone();
                if let Some(source) = source.filter(|_| whole) {
                    one["source"] = source.clone();
                }
                one
            })
            .collect();
        (200, json!({ "object": "list", "data": found, "has_more": more, "url": "/v1" }))
    })
    .await
}

pub(crate) async fn sessions(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Query(given): Query<Given>,
) -> Response {
    list(&world, &headers, "session", &given).await
}

pub(crate) async fn refunds(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Query(given): Query<Given>,
) -> Response {
    list(&world, &headers, "refund", &given).await
}

pub(crate) async fn events(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Query(given): Query<Given>,
) -> Response {
    list(&world, &headers, "event", &given).await
}

pub(crate) async fn movements(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Query(given): Query<Given>,
) -> Response {
    list(&world, &headers, "movement", &given).await
}
