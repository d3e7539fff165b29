//! Texts that are made of the same facts as the pages, for programs: crawlers, readers of news, calendars.

use app::site::Asked;
use axum::extract::{Query, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use vocabulary::Date;

use crate::files::{Effort, Encoded, hex, respond};
use crate::pages;
use crate::state::State;

/// A text made of the same facts as the pages, kept by caches for five minutes.
fn text(
    asked: &Asked,
    headers: &HeaderMap,
    kind: &'static str,
    make: fn(&Asked) -> String,
) -> Response {
    let body = make(asked).into_bytes();
    let etag = HeaderValue::from_str(&format!("\"{}\"", hex(&Sha256::digest(&body)[..8])))
        .unwrap_or(HeaderValue::from_static("\"0\""));
    respond(&Encoded::new(body, Effort::Quick), kind, &etag, "public, max-age=300", headers)
}

macro_rules! texts {
    ($($name:ident, $kind:literal, $make:path;)+) => {
        $(
            /// The text, for the house that is asked.
            pub async fn $name(Extract(state): Extract<State>, uri: Uri, headers: HeaderMap) -> Response {
                match pages::asked(&state, &headers, uri.path(), "") {
                    Some(asked) => text(&asked, &headers, $kind, $make),
                    None => pages::misdirected(),
                }
            }
        )+
    };
}

texts! {
    sitemap, "application/xml; charset=utf-8", app::site::sitemap;
    robots, "text/plain; charset=utf-8", app::site::robots;
    feed, "application/rss+xml; charset=utf-8", app::site::feed;
    service_worker, "text/javascript; charset=utf-8", app::site::service_worker;
}

/// From which day a delay runs.
#[derive(Deserialize)]
pub struct From {
    from: String,
}

/// `GET /echeance.ics?from=2026-11-21`: the last day of the delay of a month, for a calendar.
pub async fn deadline(
    Extract(state): Extract<State>,
    uri: Uri,
    headers: HeaderMap,
    from: Result<Query<From>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let Some(asked) = pages::asked(&state, &headers, uri.path(), "") else {
        return pages::misdirected();
    };
    let day = from.ok().and_then(|Query(query)| Date::parse(&query.from).ok());
    let Some(file) = day.and_then(|day| app::site::calendar(&asked, day)) else {
        let message = asked.say(
            "La date de la vente manque ou n’existe pas. Écrivez-la ainsi\u{202f}: from=2026-11-21.\n",
            "The date of the sale is missing or does not exist. Write it so: from=2026-11-21.\n",
        );
        return (StatusCode::UNPROCESSABLE_ENTITY, message.to_owned()).into_response();
    };
    (
        [
            (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"carte-grise.ics\""),
            (header::CACHE_CONTROL, "no-store"),
        ],
        file,
    )
        .into_response()
}
