//! Who may go on: asked of the one table before any handler runs.

use access::{Act, may};
use accounts::operations::sessions::{self, Method as Proof};
use app::site::Place;
use app::site::page::language_of;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use sealing::Token;

use super::{Broken, Caller, NeedsPage, SESSION, cookies};
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
pub async fn guard(state: State, reader: Reader, mut request: Request, next: Next) -> Response {
    let asking = Asking {
        method: request.method().clone(),
        uri: request.uri().clone(),
        headers: essential(request.headers()),
    };
    if let Some(elsewhere) = to_name(&state, &asking) {
        return elsewhere;
    }
    let mut response = match allowed(&state, reader, &asking).await {
        Ok(Allowed::Anybody) => next.run(request).await,
        Ok(Allowed::Caller(caller)) => {
            request.extensions_mut().insert(*caller);
            next.run(request).await
        }
        Ok(Allowed::No(answer)) => answer,
        Err(broken) => broken.into_response(),
    };
    if response.extensions().get::<NeedsPage>().is_some()
        && let Some(page) = pages::error(&state, &asking.headers, asking.uri.path(), 503)
    {
        response = page;
    }
    response
}

enum Allowed {
    Anybody,
    Caller(Box<Caller>),
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

async fn allowed(state: &State, reader: Reader, asking: &Asking) -> Result<Allowed, Broken> {
    let act = match reader {
        Reader::Public | Reader::LinkHolder | Reader::Signature => return Ok(Allowed::Anybody),
        Reader::Signed(act) | Reader::Staff(act) => act,
        // A cookie opens nothing there: `bearer` guards it.
        Reader::Bearer(..) => return Err(Broken),
    };
    let Some(caller) = caller(state, &asking.headers).await? else {
        return Ok(Allowed::No(sign_in(reader, asking)));
    };
    Ok(check(state, reader, act, caller, asking))
}

fn check(state: &State, reader: Reader, act: Act, caller: Caller, asking: &Asking) -> Allowed {
    if may(&caller.person.roles, act).is_none() {
        // What a person may not see looks like what does not exist.
        let page = pages::error(state, &asking.headers, asking.uri.path(), 404);
        return Allowed::No(page.unwrap_or_else(pages::misdirected));
    }
    if matches!(reader, Reader::Staff(_)) && caller.session.method != Proof::Passkey {
        return Allowed::No(sign_in(reader, asking));
    }
    Allowed::Caller(Box::new(caller))
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
