//! Cookies of accounts: for this host alone (`__Host-`), never for a script.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

/// The session.
pub const SESSION: &str = "__Host-session";
/// The links of drafts that were begun in this browser, the latest first.
pub(crate) const DRAFTS: &str = "__Host-drafts";
/// The links for one task each that were opened in this browser, the latest first.
pub(crate) const TASKS: &str = "__Host-tasks";
/// A proof under way between two pages.
pub(super) const STEP: &str = "__Host-step";

/// The cookie `name` of a request.
pub(crate) fn get<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(one, _)| *one == name)
        .map(|(_, value)| value)
}

/// Sets `name` for so many seconds; 0 takes it back.
pub(crate) fn set(response: &mut Response, name: &str, value: &str, seconds: i64) {
    let cookie =
        format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Takes the session back, and what the browser kept of its pages. Not its storage, which holds the simulator for when
/// there is no network.
pub(super) fn leave(response: &mut Response) {
    clear(response, SESSION);
    let kept = HeaderValue::from_static("\"cache\"");
    response.headers_mut().insert("clear-site-data", kept);
}

/// Takes `name` back.
pub(super) fn clear(response: &mut Response, name: &str) {
    set(response, name, "", 0);
}
