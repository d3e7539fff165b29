//! Pages: found by their address, rendered, kept until midnight in Paris.

use std::sync::Arc;

use app::site::page::{Page, language_of};
use app::site::{Asked, ContactForm, Rendered, Theme, error_page, render};
use axum::extract::{Request, State as Extract};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use sha2::{Digest as _, Sha256};
use tenants::Tenant;
use vocabulary::{Date, Lang};

use crate::clock;
use crate::files::{Effort, Encoded, hex, respond};
use crate::security::policy;
use crate::state::State;

/// What a rendered page depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageKey {
    page: Page,
    lang: Lang,
    theme: Theme,
    tenant: tenants::TenantId,
    today: Date,
    published: u64,
    degraded: bool,
    outdated: bool,
}

/// A rendered page.
#[derive(Debug)]
pub struct Cached {
    body: Encoded,
    etag: HeaderValue,
    policy: HeaderValue,
}

impl Cached {
    /// Bytes in memory.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.body.weight()
    }

    fn new(rendered: Rendered, effort: Effort) -> Self {
        let digest = hex(&Sha256::digest(rendered.html.as_bytes())[..12]);
        let text =
            |text: String| HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("\"\""));
        Self {
            etag: text(format!("\"{digest}\"")),
            policy: text(policy(
                &rendered.inline_scripts,
                rendered.sends_to.as_deref(),
                &rendered.leads_to,
            )),
            body: Encoded::new(rendered.html.into_bytes(), effort),
        }
    }
}

/// The type of every page.
const HTML: &str = "text/html; charset=utf-8";

/// Seconds that a browser may keep a page without asking.
const FRESH_SECONDS: u64 = 300;

/// The tenant of the host, and its canonical origin.
pub fn tenant(state: &State, headers: &HeaderMap) -> Option<(Arc<Tenant>, String)> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let directory = state.directory();
    let tenant = Arc::clone(directory.by_host(host)?);
    let origin = state.config().origin(tenant.hosts.first()?);
    Some((tenant, origin))
}

/// What was asked of `path`, for a host that is served.
#[must_use]
pub fn asked(state: &State, headers: &HeaderMap, path: &str, query: &str) -> Option<Asked> {
    let (tenant, origin) = tenant(state, headers)?;
    Some(Asked {
        lang: language_of(path),
        today: clock::today(),
        tenant,
        origin,
        published: state.published(),
        assets: state.assets(),
        degraded: state.degraded(),
        outdated: state.outdated(),
        theme: theme(headers),
        path: path.to_owned(),
        query: query.to_owned(),
        outside: state.config().oidc.as_ref().map(|provider| Arc::clone(&provider.name)),
    })
}

/// Name of the cookie that keeps the theme. It says nothing of a person, and is set only when asked for.
pub const THEME_COOKIE: &str = "__Host-theme";

fn theme(headers: &HeaderMap) -> Theme {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == THEME_COOKIE)
        .and_then(|(_, value)| Theme::parse(value))
        .unwrap_or(Theme::Auto)
}

/// Any address that no other route takes: a page, a file, or nothing.
pub async fn any(Extract(state): Extract<State>, request: Request) -> Response {
    let (path, query) = (request.uri().path(), request.uri().query().unwrap_or(""));
    let headers = request.headers();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let published = state.published();
    let page = published.routes.find(path).map(|(page, _)| page);
    // What a person typed is theirs: no cache keeps it.
    let own = page == Some(Page::Contact) || page == Some(Page::Simulator) && !query.is_empty();
    let key = page.filter(|_| !own).and_then(|page| key(&state, headers, page, path));
    if let Some(cached) = key.as_ref().and_then(|key| state.pages().get(key)) {
        state.tallies().kept.increment(1);
        return kept(&cached, headers);
    }
    let Some(asked) = asked(&state, headers, path, query) else { return misdirected() };
    match (page, key) {
        (Some(page), Some(key)) => rendered(&state, headers, &asked, page, key),
        (Some(page), None) => uncached(headers, render(&asked, page, None), "private, no-store"),
        (None, _) => file_or_nothing(&state, headers, &asked),
    }
}

/// What the rendering of a page depends on, for a host that is served.
fn key(state: &State, headers: &HeaderMap, page: Page, path: &str) -> Option<PageKey> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let published = state.published();
    Some(PageKey {
        page,
        lang: language_of(path),
        theme: theme(headers),
        tenant: state.directory().by_host(host)?.id,
        today: clock::today(),
        published: published.serial,
        degraded: state.degraded(),
        outdated: state.outdated(),
    })
}

fn file_or_nothing(state: &State, headers: &HeaderMap, asked: &Asked) -> Response {
    if let Some(response) = state.files().serve(&asked.path, headers) {
        return response;
    }
    if let Some(shorter) = asked.path.strip_suffix('/')
        && asked.published.routes.find(shorter).is_some()
    {
        return Redirect::permanent(shorter).into_response();
    }
    uncached(headers, error_page(asked, 404), "no-cache")
}

fn rendered(
    state: &State,
    headers: &HeaderMap,
    asked: &Asked,
    page: Page,
    key: PageKey,
) -> Response {
    state.tallies().rendered.increment(1);
    let rendered = render(asked, page, None);
    if rendered.status != 200 {
        tracing::error!(
            http.path = %asked.path,
            error = rendered.fault.as_deref().unwrap_or_default(),
            "a page could not be rendered"
        );
        return uncached(headers, rendered, "no-store");
    }
    let cached = Arc::new(Cached::new(rendered, Effort::Quick));
    // Between the key and the rendering a version may have been published: what is kept is what was asked for.
    if key.published == asked.published.serial
        && key.today == asked.today
        && key.degraded == asked.degraded
        && key.outdated == asked.outdated
    {
        state.pages().insert(key, Arc::clone(&cached));
    }
    kept(&cached, headers)
}

/// A page that caches may keep, but never past midnight in Paris, when rates may change.
fn kept(cached: &Cached, headers: &HeaderMap) -> Response {
    let now = clock::now();
    let left = clock::day(now).seconds_left(now);
    let fresh = FRESH_SECONDS.min(left);
    let caching = format!("public, max-age={fresh}, stale-while-revalidate={}", left - fresh);
    let mut response = respond(&cached.body, HTML, &cached.etag, &caching, headers);
    let out = response.headers_mut();
    out.insert(header::CONTENT_SECURITY_POLICY, cached.policy.clone());
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Cookie"));
    response
}

/// A page that nobody keeps.
#[must_use]
pub fn uncached(headers: &HeaderMap, rendered: Rendered, caching: &'static str) -> Response {
    let status = StatusCode::from_u16(rendered.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let policy = policy(&rendered.inline_scripts, rendered.sends_to.as_deref(), &rendered.leads_to);
    let compress = headers.contains_key(header::ACCEPT_ENCODING);
    let html = rendered.html.into_bytes();
    let body = if compress { Encoded::new(html, Effort::Quick) } else { Encoded::plain(html) };
    let (bytes, coding) = body.for_client(headers);
    let mut response = (status, bytes).into_response();
    let out = response.headers_mut();
    if let Some(coding) = coding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Cookie"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        out.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The page of an error, for a host that is served.
#[must_use]
pub fn error(state: &State, headers: &HeaderMap, path: &str, status: u16) -> Option<Response> {
    let asked = asked(state, headers, path, "")?;
    Some(uncached(headers, error_page(&asked, status), "no-store"))
}

/// The contact page after its form was sent.
#[must_use]
pub fn contact(headers: &HeaderMap, asked: &Asked, form: &ContactForm) -> Response {
    uncached(headers, render(asked, Page::Contact, Some(form)), "private, no-store")
}

/// 421: no tenant answers under this host.
#[must_use]
pub fn misdirected() -> Response {
    (
        StatusCode::MISDIRECTED_REQUEST,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        "No site answers under this host.\nAucun site ne répond sous ce nom.\n",
    )
        .into_response()
}
