//! Accounts over HTTP: who asks, their cookie, the pages and the forms.
//!
//! Read [`Here`] (a request to one of these pages), [`guard`] (who may go on), then a module.

pub mod account;
pub mod api_keys;
mod asked_tokens;
pub mod bearer;
pub(crate) mod cookies;
pub mod entry;
pub mod exports;
pub mod guard;
pub mod keys;
mod letters;
mod looked;
#[cfg(feature = "oidc")]
pub mod outside;
pub mod security;
mod spoken;
pub mod tokens;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use accounts::operations::Failure;
use accounts::operations::limits::Wait;
use accounts::operations::sessions::{Opened, Session};
use accounts::operations::sign_in::SignIn;
use accounts::{Passkeys, Person, Visit};
use app::site::account::{AccountPage, Problem, account as render};
use app::site::{Asked, Place};
use audit::IpPrefix;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use sealing::Token;
use sqlx::{Postgres, Transaction};
use tenants::TenantId;

use crate::database::Chain;
use crate::state::State;
use crate::{clock, database, limits, pages};

pub use asked_tokens::GrantType;
pub use cookies::SESSION;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Their session.
    pub session: Session,
    /// Who.
    pub person: Person,
}

/// A request to a page of somebody's own.
#[derive(Clone, Debug)]
pub struct Here {
    state: State,
    headers: HeaderMap,
    /// What a page may know of it.
    pub asked: Asked,
    /// What an operation may know of it.
    pub visit: Visit,
    caller: Option<Caller>,
}

/// What kept us from answering: said once in the log, and as a page by [`guard`].
#[derive(Debug)]
pub struct Broken;

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        tracing::error!(error = %Chain(&failure), "an account could not be served");
        Self
    }
}

impl From<sqlx::Error> for Broken {
    fn from(error: sqlx::Error) -> Self {
        Failure::from(error).into()
    }
}

impl From<accounts::Busy> for Broken {
    fn from(busy: accounts::Busy) -> Self {
        Failure::from(busy).into()
    }
}

/// Marks an answer whose page [`guard`] makes.
#[derive(Clone, Copy)]
struct NeedsPage;

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
        response.extensions_mut().insert(NeedsPage);
        response
    }
}

/// What a handler of these pages answers.
pub type Answer = Result<Response, Broken>;

impl FromRequestParts<State> for Here {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or(""));
        let asked =
            pages::asked(state, &parts.headers, path, query).ok_or_else(pages::misdirected)?;
        let address = address(state, parts);
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let visit = Visit {
            house: Arc::clone(&asked.tenant),
            origin: asked.origin.clone(),
            now: clock::now(),
            lang: asked.lang,
            device: accounts::device(agent.unwrap_or_default()),
            network: address.map(IpPrefix::of),
            keys: state.keys(),
            tries_per_network: state.config().tries_per_network,
            came_with: cookies::get(&parts.headers, SESSION)
                .and_then(Token::parse)
                .map(|token| token.hash()),
        };
        Ok(Self {
            state: state.clone(),
            headers: parts.headers.clone(),
            asked,
            visit,
            caller: parts.extensions.get::<Caller>().cloned(),
        })
    }
}

/// The address of the client; `None` without a socket (tests).
fn address(state: &State, parts: &Parts) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip();
    Some(limits::client_address(peer, &parts.headers, &state.config().trusted_proxies))
}

impl Here {
    /// A transaction that sees the rows of the house.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        database::begin(&self.state, self.visit.tenant()).await
    }

    /// A page of somebody's own: nobody keeps it.
    #[must_use]
    pub fn page(&self, page: &AccountPage) -> Response {
        self.rendered(render(&self.asked, page))
    }

    /// Something of somebody's own that is rendered: nobody keeps it.
    #[must_use]
    pub fn rendered(&self, rendered: app::site::Rendered) -> Response {
        let mut response = pages::uncached(&self.headers, rendered, "private, no-store");
        let out = response.headers_mut();
        out.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
        // The address of a link is its key: no other site may learn it.
        out.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        response
    }

    /// The page of an error.
    #[must_use]
    pub fn error(&self, status: u16) -> Response {
        let rendered = app::site::error_page(&self.asked, status);
        pages::uncached(&self.headers, rendered, "private, no-store")
    }

    /// Goes to `place` in the language of the request.
    #[must_use]
    pub fn to(&self, place: Place) -> Response {
        Redirect::to(place.path(self.asked.lang)).into_response()
    }

    /// Whoever asks. [`guard`] let nobody else through.
    ///
    /// # Errors
    ///
    /// [`Broken`] when the way in is not guarded: nothing is shown then.
    pub fn caller(&self) -> Result<&Caller, Broken> {
        self.caller.as_ref().ok_or_else(|| {
            tracing::error!("a page of somebody's own is not guarded");
            Broken
        })
    }

    /// Asks for a proof of who it is unless one is recent: then the answer is the page that asks.
    ///
    /// # Errors
    ///
    /// As [`Here::caller`].
    pub fn unconfirmed(&self) -> Result<Option<Response>, Broken> {
        if self.caller()?.session.is_confirmed(self.visit.now) {
            return Ok(None);
        }
        let path = self.asked.path.as_str();
        let query = app::query::encode([("next", path)]);
        let address = format!("{}?{query}", Place::Confirm.path(self.asked.lang));
        Ok(Some(Redirect::to(&address).into_response()))
    }

    /// Passkeys of the host that was asked. `None` where there are none: an address of numbers.
    #[must_use]
    pub fn passkeys(&self) -> Option<Passkeys> {
        let host = self.headers.get(header::HOST)?.to_str().ok()?;
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase();
        let origin = self.state.config().origin(&name);
        Passkeys::new(&name, &origin, &self.asked.tenant.identity.brand).ok()
    }

    /// The name of the house.
    fn brand(&self) -> &str {
        &self.asked.tenant.identity.brand
    }

    /// The program.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Where a proof led: a session and `next`, or the problem to show.
    fn entered(&self, sign_in: SignIn, next: &str) -> Result<Response, SignIn> {
        match sign_in {
            SignIn::Opened(opened) => Ok(self.opened(&opened, next)),
            SignIn::Code(ceremony) => {
                let query = app::query::encode([("next", next)]);
                let address = format!("{}?{query}", Place::Code.path(self.asked.lang));
                let mut response = Redirect::to(&address).into_response();
                cookies::set(&mut response, cookies::STEP, ceremony.reveal(), 300);
                Ok(response)
            }
            other => Err(other),
        }
    }

    /// Gives the cookie of a session, and goes to `next`.
    fn opened(&self, opened: &Opened, next: &str) -> Response {
        let to = own_path(next).unwrap_or(Place::Account.path(self.asked.lang));
        let mut response = Redirect::to(to).into_response();
        cookies::set(&mut response, SESSION, opened.token.reveal(), opened.seconds);
        response
    }
}

/// The house `tenant` itself, at work for somebody; `None` while it is not known.
pub(crate) fn of_house(state: &State, tenant: TenantId) -> Option<Visit> {
    let directory = state.directory();
    let house = Arc::clone(directory.tenants.iter().find(|one| one.id == tenant)?);
    let origin = state.config().origin(house.hosts.first()?);
    Some(Visit {
        house,
        origin,
        now: clock::now(),
        lang: vocabulary::Lang::Fr,
        device: String::new(),
        network: None,
        keys: state.keys(),
        tries_per_network: 0,
        came_with: None,
    })
}

/// Too often, in minutes.
fn too_often(wait: Wait) -> Problem {
    Problem::Wait((wait.0 + 59) / 60)
}

/// `text` when it is a path of this site: nobody is sent elsewhere.
#[must_use]
pub fn own_path(text: &str) -> Option<&str> {
    let own = text.starts_with('/')
        && !text.starts_with("//")
        && text.is_ascii()
        && !text.contains(['\\', '\r', '\n']);
    own.then_some(text)
}

/// The pairs of a form.
pub(crate) fn form(body: &axum::body::Bytes) -> Vec<(String, String)> {
    app::query::pairs(&String::from_utf8_lossy(body))
}

/// The value of `name` in a form, or nothing.
pub(crate) fn value<'form>(form: &'form [(String, String)], name: &str) -> &'form str {
    form.iter().find(|(one, _)| one == name).map_or("", |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for path in ["/compte", "/en/account?x=1", "/"] {
            assert_eq!(own_path(path), Some(path));
        }
        for path in
            ["", "compte", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb"]
        {
            assert_eq!(own_path(path), None, "{path}");
        }
    }
}
