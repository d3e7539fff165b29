//! Who may go on: asked of the one table before any handler runs.

use access::may;
use accounts::Person;
use accounts::operations::limits;
use accounts::operations::sessions::{self, Method as Proof};
use app::site::Place;
use app::site::page::language_of;
use axum::extract::{FromRequestParts as _, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use sealing::Token;

use super::{Broken, Caller, Here, NeedsPage, SESSION, cookies};
use crate::routes::Reader;
use crate::state::State;
use crate::{clock, database, pages};

/// What is looked at of a request; its body stays where it is.
struct Asking {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
}

/// Lets a request through to a way in for `reader`, or answers in its place.
pub async fn guard(state: State, reader: Reader, request: Request, next: Next) -> Response {
    let asking = Asking {
        method: request.method().clone(),
        uri: request.uri().clone(),
        headers: essential(request.headers()),
    };
    if let Some(elsewhere) = to_name(&state, &asking) {
        return elsewhere;
    }
    let (mut parts, body) = request.into_parts();
    let mut response = match allowed(&state, reader, &asking, &mut parts).await {
        Ok(Allowed::Yes) => next.run(Request::from_parts(parts, body)).await,
        Ok(Allowed::No(answer)) => answer,
        Err(broken) => broken.into_response(),
    };
    if response.extensions().get::<NeedsPage>().is_some()
        && let Some(page) = pages::error(&state, &asking.headers, asking.uri.path(), 503)
    {
        response = page;
    }
    // Nobody keeps an answer to somebody, unless its handler says who may.
    if reader != Reader::Public {
        let said = response.headers_mut().entry(header::CACHE_CONTROL);
        said.or_insert(HeaderValue::from_static("private, no-store"));
    }
    response
}

enum Allowed {
    Yes,
    No(Response),
}

/// What the page of an error depends on, and who asks.
fn essential(headers: &HeaderMap) -> HeaderMap {
    [header::HOST, header::COOKIE, header::ACCEPT_ENCODING]
        .into_iter()
        .filter_map(|name| Some((name.clone(), headers.get(name)?.clone())))
        .collect()
}

/// An address of numbers has no passkeys and no cookie of a name: its visitor is sent to the name.
fn to_name(state: &State, asking: &Asking) -> Option<Response> {
    let host = asking.headers.get(header::HOST)?.to_str().ok()?;
    let numbers = host.starts_with("127.0.0.1") || host.starts_with("[::1]");
    if !numbers || asking.method != Method::GET {
        return None;
    }
    let (_, origin) = pages::tenant(state, &asking.headers)?;
    let path = asking.uri.path_and_query().map_or("/", |path| path.as_str());
    Some(Redirect::temporary(&format!("{origin}{path}")).into_response())
}

async fn allowed(
    state: &State,
    reader: Reader,
    asking: &Asking,
    parts: &mut Parts,
) -> Result<Allowed, Broken> {
    let act = match reader {
        Reader::Public | Reader::LinkHolder | Reader::Signature => return Ok(Allowed::Yes),
        Reader::Signed(act) | Reader::Staff(act) => act,
        // A cookie opens nothing there: `bearer` guards it.
        Reader::Bearer(..) => return Err(Broken),
    };
    let Some(caller) = caller(state, &asking.headers).await? else {
        let mut answer = sign_in(reader, asking);
        if cookies::get(&asking.headers, SESSION).is_some_and(|cookie| !cookie.is_empty()) {
            // Forged, ended, or of an account that was closed. The browser need not say it again.
            write_refusal(state, parts, None, "session").await?;
            cookies::clear(&mut answer, SESSION);
        }
        return Ok(Allowed::No(answer));
    };
    if may(&caller.person.roles, act).is_none() {
        write_refusal(state, parts, Some(&caller.person), act.id()).await?;
        // What a person may not see looks like what does not exist.
        let page = pages::error(state, &asking.headers, asking.uri.path(), 404);
        return Ok(Allowed::No(page.unwrap_or_else(pages::misdirected)));
    }
    if matches!(reader, Reader::Staff(_)) && caller.session.method != Proof::Passkey {
        return Ok(Allowed::No(sign_in(reader, asking)));
    }
    parts.extensions.insert(caller);
    Ok(Allowed::Yes)
}

async fn write_refusal(
    state: &State,
    parts: &mut Parts,
    person: Option<&Person>,
    way: &str,
) -> Result<(), Broken> {
    // A host that is no house has no audit; its answer is made elsewhere.
    let Ok(here) = Here::from_request_parts(parts, state).await else { return Ok(()) };
    let mut tx = here.begin().await?;
    limits::refused(&mut tx, &here.visit, person, way).await?;
    tx.commit().await?;
    Ok(())
}

/// The person of the cookie, when their session is alive in this house.
///
/// # Errors
///
/// When the database does not answer.
pub async fn caller(state: &State, headers: &HeaderMap) -> Result<Option<Caller>, Broken> {
    let Some(token) = cookies::get(headers, SESSION).and_then(Token::parse) else {
        return Ok(None);
    };
    let Some((tenant, _)) = pages::tenant(state, headers) else { return Ok(None) };
    let mut tx = database::begin(state, tenant.id).await?;
    let found = sessions::find(&mut tx, &token, clock::now()).await?;
    tx.commit().await?;
    Ok(found.map(|(session, person)| Caller { session, person }))
}

/// To the sign-in that goes with the way in, and back afterwards.
fn sign_in(reader: Reader, asking: &Asking) -> Response {
    let path = asking.uri.path();
    let place = match reader {
        Reader::Staff(_) => "/gestion/connexion",
        _ => Place::SignIn.path(language_of(path)),
    };
    // What was posted is not kept: its page is where the person comes back to.
    let next = match asking.method {
        Method::GET => asking.uri.path_and_query().map_or(path, |whole| whole.as_str()),
        _ => path,
    };
    let query = app::query::encode([("next", next)]);
    Redirect::to(&format!("{place}?{query}")).into_response()
}
