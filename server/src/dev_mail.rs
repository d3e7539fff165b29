//! `/dev/mail`: the letters that the provider « folder » wrote, so that a newcomer can finish a sign-up with no mail
//! server. Not in production, and not with another provider.

use std::path::PathBuf;

use app::site::letters::{Shown, list};
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use uuid::Uuid;

use crate::config::{AppEnv, MailBy};
use crate::pages;
use crate::state::State;

/// The folder of the letters, where they may be shown.
fn folder(state: &State) -> Option<PathBuf> {
    let config = state.config();
    match &config.mail.mail.0 {
        MailBy::Folder(path) if config.env != AppEnv::Production => Some(path.clone()),
        _ => None,
    }
}

/// `GET /dev/mail`: the letters, the latest first.
pub async fn all(Extract(state): Extract<State>, headers: HeaderMap) -> Response {
    let Some(asked) = pages::asked(&state, &headers, "/dev/mail", "") else {
        return pages::misdirected();
    };
    let Some(folder) = folder(&state) else {
        return pages::uncached(&headers, app::site::error_page(&asked, 404), "no-store");
    };
    let mut letters: Vec<Shown> = Vec::new();
    let mut files = match tokio::fs::read_dir(&folder).await {
        Ok(files) => files,
        // Nothing was written yet.
        Err(_) => return pages::uncached(&headers, list(&asked, &letters), "no-store"),
    };
    while let Ok(Some(file)) = files.next_entry().await {
        if let Some(letter) = read(&file.path()).await {
            letters.push(letter);
        }
    }
    letters.sort_by(|one, other| other.id.cmp(&one.id));
    letters.truncate(50);
    pages::uncached(&headers, list(&asked, &letters), "no-store")
}

async fn read(path: &std::path::Path) -> Option<Shown> {
    let id = path.file_name()?.to_str()?.strip_suffix(".json")?.parse::<Uuid>().ok()?;
    let bytes = tokio::fs::read(path).await.ok()?;
    let letter: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    let text = |name: &str| letter.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    let to = text("to").or_else(|| letter.get("to")?.get("address")?.as_str().map(str::to_owned));
    let is_mail = letter.get("html").is_some();
    Some(Shown {
        id: id.to_string(),
        to: to.unwrap_or_default(),
        subject: text("subject").unwrap_or_default(),
        text: text("text").or_else(|| text("body")).unwrap_or_default(),
        is_mail,
    })
}

/// `GET /dev/mail/{id}`: a letter as a mail program shows it. Its style stands in it: no script, nothing from elsewhere.
pub async fn one(Extract(state): Extract<State>, Path(id): Path<String>) -> Response {
    let id = id.parse::<Uuid>().ok();
    let (Some(folder), Some(id)) = (folder(&state), id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let bytes = tokio::fs::read(folder.join(format!("{id}.json"))).await.unwrap_or_default();
    let letter: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let Some(html) = letter.get("html").and_then(|html| html.as_str()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = html.to_owned().into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    out.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(LETTER_POLICY));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A letter carries its style with it, as mail programs want it, and nothing else.
pub const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";
