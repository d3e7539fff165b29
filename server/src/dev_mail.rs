//! `/dev/mail`: the letters that the provider « folder » wrote, so that a newcomer can finish a sign-up with no mail
//! server. Not in production, and not with another provider.

use app::site::letters::{Shown, list};
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use mailer::{Folder, Kept};

use crate::config::{AppEnv, MailBy};
use crate::pages;
use crate::state::State;

/// The folder of the letters, where they may be shown.
fn folder(state: &State) -> Option<Folder> {
    let config = state.config();
    match &config.mail.mail.0 {
        MailBy::Folder(path) if config.env != AppEnv::Production => Some(Folder::new(path)),
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
    match folder.kept().await {
        Ok(kept) => {
            let letters: Vec<Shown> = kept.into_iter().take(50).map(shown).collect();
            pages::uncached(&headers, list(&asked, &letters), "no-store")
        }
        Err(error) => {
            tracing::error!(%error, "the folder of letters cannot be read");
            pages::uncached(&headers, app::site::error_page(&asked, 500), "no-store")
        }
    }
}

fn shown(kept: Kept) -> Shown {
    let id = kept.id().to_string();
    match kept {
        Kept::Letter(letter) => Shown {
            id,
            to: letter.to.address,
            subject: letter.subject,
            text: letter.text,
            is_mail: true,
        },
        Kept::Text(text) => Shown {
            id,
            to: text.to.as_str().to_owned(),
            subject: String::new(),
            text: text.body,
            is_mail: false,
        },
    }
}

/// `GET /dev/mail/{id}`: a letter as a mail program shows it. Its style stands in it: no script, nothing from elsewhere.
pub async fn one(Extract(state): Extract<State>, Path(id): Path<String>) -> Response {
    let Some(folder) = folder(&state) else { return StatusCode::NOT_FOUND.into_response() };
    let kept = folder.kept().await.unwrap_or_default();
    let html = kept.into_iter().find_map(|kept| match kept {
        Kept::Letter(letter) if letter.id.to_string() == id => Some(letter.html),
        _ => None,
    });
    let Some(html) = html else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = html.into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    out.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(LETTER_POLICY));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A letter carries its style with it, as mail programs want it, and nothing else.
pub const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";
