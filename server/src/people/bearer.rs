//! Who may go on by a token of the API: `Authorization: Bearer …`, and nothing else of the request.

use access::{Act, may};
use axum::extract::{FromRequestParts as _, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tokens::Scope;
use tokens::operations::{Holder, holder};
use vocabulary::Lang;
use wording::answer::Problem;

use super::{Broken, Here};
use crate::api;
use crate::state::State;

/// What a client reads to know how to come in.
const REALM: &str = "Bearer realm=\"carteclaire-api\"";

/// A problem of the API: nobody keeps it.
pub(super) fn refuse(problem: &Problem) -> Response {
    let mut response = api::problem(problem);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The same, with how to come in.
pub(super) fn challenge(problem: &Problem, why: &str) -> Response {
    let mut response = refuse(problem);
    if let Ok(value) = HeaderValue::from_str(&format!("{REALM}{why}")) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    response
}

/// 503: nothing was decided.
pub(super) fn unavailable(lang: Lang) -> Response {
    refuse(&Problem::new(
        StatusCode::SERVICE_UNAVAILABLE.as_u16(),
        lang.pick("Service indisponible", "Service unavailable"),
        lang.pick(
            "Rien n’a été fait\u{202f}: recommencez dans quelques minutes.",
            "Nothing was done: try again in a few minutes.",
        ),
    ))
}

fn unauthorized(lang: Lang, given: bool) -> Response {
    let detail = if given {
        lang.pick(
            "Ce jeton ne sert pas ou ne sert plus. Demandez-en un autre à POST /api/v1/tokens.",
            "This token does not serve, or no longer. Ask for another at POST /api/v1/tokens.",
        )
    } else {
        lang.pick(
            "Envoyez un jeton dans l’en-tête Authorization. Demandez-en un à POST /api/v1/tokens.",
            "Send a token in the Authorization header. Ask for one at POST /api/v1/tokens.",
        )
    };
    let title = lang.pick("Identification nécessaire", "Authentication needed");
    let why = if given { ", error=\"invalid_token\"" } else { "" };
    challenge(&Problem::new(401, title, detail), why)
}

fn not_found(lang: Lang) -> Response {
    refuse(&Problem::new(
        404,
        lang.pick("Introuvable", "Not found"),
        lang.pick(
            "Rien ne se trouve à cette adresse, ou rien qui vous soit ouvert.",
            "Nothing is at this address, or nothing that is open to you.",
        ),
    ))
}

fn too_narrow(lang: Lang, scope: Scope) -> Response {
    let detail = format!(
        "{} {}.",
        lang.pick("Ce jeton n’a pas la portée", "This token lacks the scope"),
        scope.id()
    );
    let problem = Problem::new(403, lang.pick("Portée insuffisante", "Scope missing"), &detail);
    challenge(&problem, &format!(", error=\"insufficient_scope\", scope=\"{}\"", scope.id()))
}

/// What follows `Bearer` in the request, when that is what it says. Twice is never.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let (first, second) = (given.next()?, given.next());
    let (scheme, token) = first.to_str().ok()?.split_once(' ')?;
    let is_bearer = scheme.eq_ignore_ascii_case("bearer") && second.is_none();
    is_bearer.then(|| token.trim())
}

/// Lets a request through to a way in for holders of a token with `scope` whose person may do `act`.
///
/// What the person may not do looks like what does not exist, whatever the token is for.
pub async fn guard(
    state: State,
    (act, scope): (Act, Scope),
    request: Request,
    next: Next,
) -> Response {
    let lang = api::language(request.headers());
    let (mut parts, body) = request.into_parts();
    let here = match Here::from_request_parts(&mut parts, &state).await {
        Ok(here) => here,
        Err(misdirected) => return misdirected,
    };
    let given = parts.headers.contains_key(header::AUTHORIZATION);
    let Some(token) = bearer(&parts.headers) else { return unauthorized(lang, given) };
    let holder = match look(&here, token).await {
        Ok(Some(holder)) => holder,
        Ok(None) => return unauthorized(lang, true),
        Err(Broken) => return unavailable(lang),
    };
    if may(&holder.person.roles, act).is_none() {
        return not_found(lang);
    }
    if !holder.scopes.contains(scope) {
        return too_narrow(lang, scope);
    }
    parts.extensions.insert(holder);
    next.run(Request::from_parts(parts, body)).await
}

async fn look(here: &Here, token: &str) -> Result<Option<Holder>, Broken> {
    let mut tx = here.begin().await?;
    let found = holder(&mut tx, &here.visit, token).await?;
    tx.commit().await?;
    Ok(found)
}
