//! The public API: `POST /api/v1/simulations`, its description, the tables.

use axum::body::Bytes;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value as Json;
use simulator::Baremes;
use simulator::facts::{Mode, Value, read};
use vocabulary::{Date, Lang};
use wording::answer::{Answer, Problem};

use crate::clock;
use crate::files::{Effort, Encoded, respond};
use crate::state::State;

/// Answers a question given as JSON, with the tables `baremes` of hash `hash`, on `today`, in `lang`.
///
/// # Errors
///
/// The [`Problem`] to send back: not a JSON object, or facts that cannot be used, all at once.
pub fn simulate(
    body: &[u8],
    baremes: &Baremes,
    hash: &str,
    today: Date,
    lang: Lang,
) -> Result<Answer, Problem> {
    let Ok(Json::Object(given)) = serde_json::from_slice::<Json>(body) else {
        return Err(Problem::not_json(lang));
    };
    let values = given.iter().map(|(name, value)| {
        let value = match value {
            Json::Null => Value::Null,
            Json::Bool(flag) => Value::Bool(*flag),
            Json::Number(number) => number.as_i64().map_or(Value::Other, Value::Int),
            Json::String(text) => Value::Text(text),
            Json::Array(_) | Json::Object(_) => Value::Other,
        };
        (name.as_str(), value)
    });
    let facts = read(Mode::Json, values, baremes, today)
        .map_err(|errors| Problem::invalid(&errors, lang))?;
    Ok(Answer::new(&simulator::simulate(&facts, baremes, today), baremes, hash, lang))
}

/// The first language of `Accept-Language` that the site has; French without one.
#[must_use]
pub fn language(headers: &HeaderMap) -> Lang {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .into_iter()
        .flat_map(|list| list.split(','))
        .find_map(|entry| {
            let tag = entry.split(';').next()?.trim();
            Lang::parse(&tag.split('-').next()?.to_ascii_lowercase())
        })
        .unwrap_or(Lang::Fr)
}

/// `POST /api/v1/simulations`
pub async fn simulations(
    Extract(state): Extract<State>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let lang = language(&headers);
    let published = state.published();
    let today = clock::today();
    let mut response = match simulate(&body, &published.baremes, &published.hash, today, lang) {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(problem) => self::problem(&problem),
    };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    out.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.id()));
    // Anybody's page may ask: no cookie is read here.
    out.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// `OPTIONS /api/v1/simulations`: what a browser asks before another site's page may post JSON.
pub async fn preflight() -> Response {
    (
        StatusCode::NO_CONTENT,
        [
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, accept-language"),
            (header::ACCESS_CONTROL_MAX_AGE, "86400"),
        ],
    )
        .into_response()
}

/// A problem with its status and media type.
#[must_use]
pub fn problem(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = (status, axum::Json(problem)).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(Problem::MEDIA_TYPE));
    response
}

/// `GET /api/openapi.json`
pub async fn description(Extract(state): Extract<State>, headers: HeaderMap) -> Response {
    let published = state.published();
    let document = crate::openapi::document(&published.baremes).to_string();
    let etag = HeaderValue::from_str(&format!("\"{}\"", published.hash))
        .unwrap_or(HeaderValue::from_static("\"0\""));
    let body = Encoded::plain(document.into_bytes());
    let mut response = respond(&body, "application/json", &etag, "public, max-age=300", &headers);
    response
        .headers_mut()
        .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// `GET /baremes/{sha256}.bin`: the tables as the browser computes with them.
pub async fn snapshot(
    Extract(state): Extract<State>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let published = state.published();
    if format!("/baremes/{name}") != published.snapshot_path() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let etag = HeaderValue::from_str(&format!("\"{}\"", published.hash))
        .unwrap_or(HeaderValue::from_static("\"0\""));
    let body = Encoded::new(published.snapshot.clone(), Effort::Best);
    respond(
        &body,
        "application/octet-stream",
        &etag,
        "public, max-age=31536000, immutable",
        &headers,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_is_spoken() {
        let of = |text: &'static str| {
            language(&HeaderMap::from_iter([(
                header::ACCEPT_LANGUAGE,
                HeaderValue::from_static(text),
            )]))
        };
        assert_eq!(of("en-GB,en;q=0.9,fr;q=0.8"), Lang::En);
        assert_eq!(of("de, FR;q=0.5"), Lang::Fr);
        assert_eq!(of("de"), Lang::Fr);
        assert_eq!(of("*"), Lang::Fr);
        assert_eq!(language(&HeaderMap::new()), Lang::Fr);
    }
}
