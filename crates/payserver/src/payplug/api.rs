//! The calls of PayPlug's API that the product makes.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::objects::{self, problem};
use super::{PAYMENT, REFUND, is_open};
use crate::world::{Mood, World};

type Called = (u16, Value);

/// Most payments that it gives at once, whatever is asked.
const AT_ONCE: usize = 50;

/// Does `act`, each time that it is asked, and answers as the mood of the moment says.
async fn call(
    world: &Arc<World>,
    headers: &HeaderMap,
    act: impl FnOnce(&Arc<World>) -> Called,
) -> Response {
    called(world, headers, world.mood(), act).await
}

/// The same for what makes something.
async fn make(
    world: &Arc<World>,
    headers: &HeaderMap,
    act: impl FnOnce(&Arc<World>) -> Called,
) -> Response {
    let mood = world.state().mood_of_making;
    called(world, headers, mood.unwrap_or_else(|| world.mood()), act).await
}

async fn called(
    world: &Arc<World>,
    headers: &HeaderMap,
    mood: Mood,
    act: impl FnOnce(&Arc<World>) -> Called,
) -> Response {
    let header = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    if header("authorization") != Some(&format!("Bearer {}", world.key)) {
        return said((401, problem("authorization")));
    }
    // Without it PayPlug answers as it did years ago: the product must not.
    if header("payplug-version") != Some("2019-08-06") {
        return said((400, problem("version")));
    }
    match mood {
        Mood::Down => return said((503, problem("service"))),
        Mood::Slow(by) => {
            // Asked, it does it, however long its answer takes.
            let answer = act(world);
            tokio::time::sleep(by).await;
            return said(answer);
        }
        Mood::Well | Mood::Forgetful => {}
    }
    let answer = act(world);
    if mood == Mood::Forgetful {
        return said((500, problem("lost")));
    }
    said(answer)
}

fn said((status, body): Called) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(body)).into_response()
}

pub(crate) async fn create(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Json(asked): Json<Value>,
) -> Response {
    make(&world, &headers, |world| match objects::payment(&world.base, &asked) {
        Ok(payment) => {
            world.state().add(PAYMENT, payment.clone());
            (201, payment)
        }
        Err(field) => (400, problem(field)),
    })
    .await
}

pub(crate) async fn payment(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    call(&world, &headers, |world| one(world, &id)).await
}

fn one(world: &World, id: &str) -> Called {
    let found = world.state().objects.get(id).cloned();
    found.map_or_else(|| (404, problem("id")), |object| (200, object))
}

pub(crate) async fn change(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(asked): Json<Value>,
) -> Response {
    call(&world, &headers, |world| {
        let mut state = world.state();
        let Some(mut payment) = state.objects.get(&id).cloned() else {
            return (404, problem("id"));
        };
        if asked["aborted"] != true || !is_open(&payment) {
            return (400, problem("aborted"));
        }
        objects::fail(&mut payment, "aborted");
        world.changed(&mut state, &payment);
        (200, payment)
    })
    .await
}

/// Latest first, page by page; the first is number nothing.
pub(crate) async fn list(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Query(given): Query<HashMap<String, String>>,
) -> Response {
    call(&world, &headers, |world| {
        let number = |name: &str| given.get(name).and_then(|it| it.parse::<usize>().ok());
        let most = number("per_page").unwrap_or(10).clamp(1, AT_ONCE);
        let page = number("page").unwrap_or(0);
        let state = world.state();
        let found: Vec<Value> =
            state.of(PAYMENT).rev().skip(page * most).take(most).cloned().collect();
        (200, json!({ "type": "list", "page": page, "per_page": most, "data": found }))
    })
    .await
}

pub(crate) async fn refund(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(asked): Json<Value>,
) -> Response {
    make(&world, &headers, |world| {
        let mut state = world.state();
        let Some(payment) = state.objects.get(&id).cloned() else {
            return (404, problem("id"));
        };
        let left = objects::left(&payment);
        let cents = asked["amount"].as_i64().unwrap_or(left);
        if cents <= 0 || cents > left || state.refunds_fail {
            return (400, problem("amount"));
        }
        (201, world.refunded(&mut state, payment, cents, &asked["metadata"]))
    })
    .await
}

pub(crate) async fn refunds(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    call(&world, &headers, |world| {
        let state = world.state();
        if !state.objects.contains_key(&id) {
            return (404, problem("id"));
        }
        let found: Vec<Value> =
            state.of(REFUND).rev().filter(|it| it["payment_id"] == id).cloned().collect();
        (200, json!({ "type": "list", "data": found }))
    })
    .await
}

pub(crate) async fn one_refund(
    Extract(world): Extract<Arc<World>>,
    headers: HeaderMap,
    Path((payment, id)): Path<(String, String)>,
) -> Response {
    call(&world, &headers, |world| match one(world, &id) {
        (200, refund) if refund["payment_id"] == payment => (200, refund),
        _ => (404, problem("id")),
    })
    .await
}
