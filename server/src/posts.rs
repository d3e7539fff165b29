//! Forms that write: contact, a simulation to keep, the theme. Each works without script, and loses nothing typed.

use app::live::{PRIVATE, SHARE_PRIVATE};
use app::site::page::{Page, language_of};
use app::site::simulation::{KeptSimulation as Kept, readable};
use app::site::{Asked, ContactForm, Theme, kept_simulation};
use axum::body::Bytes;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use contact::{Field, Message};
use sealing::Token;
use simulator::facts::Fact;

use crate::clock;
use crate::database::{self, Chain};
use crate::pages::{self, THEME_COOKIE};
use crate::people::{form, own_path, value};
use crate::state::State;

/// Name of the field that people leave empty and programs fill.
const TRAP: &str = "website";

/// `POST /contact`
pub async fn contact(
    Extract(state): Extract<State>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(asked) = pages::asked(&state, &headers, uri.path(), "") else {
        return pages::misdirected();
    };
    let form = form(&body);
    let sent = || {
        let address = format!("{}?envoye=1", asked.href(Page::Contact));
        Redirect::to(&address).into_response()
    };
    if !value(&form, TRAP).is_empty() {
        // A program: it is told what a person would be, and nothing is kept.
        return sent();
    }
    let typed: Vec<(Field, String)> =
        Field::ALL.iter().map(|field| (*field, value(&form, field.id()).to_owned())).collect();
    let of = |field: Field| value(&form, field.id());
    let message = match Message::read(
        of(Field::Name),
        of(Field::Email),
        of(Field::Topic),
        of(Field::Body),
        asked.lang,
    ) {
        Ok(message) => message,
        Err(faults) => {
            return pages::contact(&headers, &asked, &ContactForm::Refused { typed, faults });
        }
    };
    match store_message(&state, &asked, &message).await {
        Ok(()) => sent(),
        Err(contact::operations::Refused::TooMany) => {
            pages::contact(&headers, &asked, &ContactForm::TooMany { typed })
        }
        Err(contact::operations::Refused::Database(error)) => {
            tracing::error!(error = %Chain(&error), "a message could not be stored");
            pages::contact(&headers, &asked, &ContactForm::Unavailable { typed })
        }
    }
}

async fn store_message(
    state: &State,
    asked: &Asked,
    message: &Message,
) -> Result<(), contact::operations::Refused> {
    let mut tx = database::begin(state, asked.tenant.id).await?;
    contact::operations::leave(&mut tx, asked.tenant.id.0, message, clock::now()).await?;
    Ok(tx.commit().await?)
}

/// `POST /simulateur/enregistrer`: keeps a simulation under a private link.
pub async fn keep(
    Extract(state): Extract<State>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(asked) = pages::asked(&state, &headers, uri.path(), "") else {
        return pages::misdirected();
    };
    let form = form(&body);
    // Family and health are kept only when the person ticks to include them, as in a link.
    let include = !value(&form, SHARE_PRIVATE).is_empty();
    let facts: Vec<(String, String)> = form
        .into_iter()
        .filter(|(name, value)| {
            let fact = Fact::parse(name);
            !value.is_empty() && fact.is_some_and(|fact| include || !PRIVATE.contains(&fact))
        })
        .collect();
    if !readable(&asked, &facts) {
        // The simulator says what is wrong, with everything that was typed.
        let query =
            app::query::encode(facts.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let address = format!("{}?{query}", asked.href(Page::Simulator));
        return Redirect::to(&address).into_response();
    }
    match store_quote(&state, &asked, &facts).await {
        Ok(token) => {
            let folder = asked.lang.pick("/simulation/", "/en/simulation/");
            Redirect::to(&format!("{folder}{}", token.reveal())).into_response()
        }
        Err(error) => {
            tracing::error!(error = %Chain(&error), "a simulation could not be kept");
            pages::uncached(&headers, app::site::error_page(&asked, 503), "no-store")
        }
    }
}

async fn store_quote(
    state: &State,
    asked: &Asked,
    facts: &[(String, String)],
) -> Result<Token, sqlx::Error> {
    let token = Token::random();
    let mut tx = database::begin(state, asked.tenant.id).await?;
    quotes::operations::keep(
        &mut tx,
        asked.tenant.id.0,
        &token,
        facts,
        &asked.published.hash,
        asked.lang,
        clock::now(),
    )
    .await?;
    tx.commit().await?;
    Ok(token)
}

/// `GET /simulation/{token}`: comes back to a simulation.
pub async fn kept(
    Extract(state): Extract<State>,
    Path(token): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    // The token is not kept in what is rendered: the theme form would send it back.
    let folder = language_of(uri.path()).pick("/simulation", "/en/simulation");
    let Some(asked) = pages::asked(&state, &headers, folder, "") else {
        return pages::misdirected();
    };
    let found = match Token::parse(&token) {
        None => Ok(None),
        Some(token) => find_quote(&state, &asked, &token).await,
    };
    let rendered = match found {
        Ok(Some(quote)) => kept_simulation(
            &asked,
            &Kept {
                pairs: quote.facts,
                kept_on: clock::day(quote.created_at).date,
                expires_on: clock::day(quote.expires_at).date,
                same_baremes: *quote.baremes_sha256 == *asked.published.hash,
            },
        ),
        Ok(None) => app::site::error_page(&asked, 404),
        Err(error) => {
            tracing::error!(error = %Chain(&error), "a kept simulation could not be read");
            app::site::error_page(&asked, 503)
        }
    };
    let mut response = pages::uncached(&headers, rendered, "private, no-store");
    let out = response.headers_mut();
    // The address is the key: no other site may learn it.
    out.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    out.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    response
}

async fn find_quote(
    state: &State,
    asked: &Asked,
    token: &Token,
) -> Result<Option<quotes::operations::Quote>, sqlx::Error> {
    let mut tx = database::begin(state, asked.tenant.id).await?;
    let quote = quotes::operations::find(&mut tx, token, clock::now()).await?;
    tx.commit().await?;
    Ok(quote)
}

/// `POST /theme`: keeps the theme in a cookie for a year, and goes back to the page.
pub async fn theme(body: Bytes) -> Response {
    let form = form(&body);
    let Some(theme) = Theme::parse(value(&form, "theme")) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let back = own_path(value(&form, "back")).unwrap_or("/");
    let age = if theme == Theme::Auto { 0 } else { 31_536_000 };
    let cookie = format!(
        "{THEME_COOKIE}={}; Path=/; Max-Age={age}; Secure; HttpOnly; SameSite=Lax",
        theme.id()
    );
    let mut response = Redirect::to(back).into_response();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// `POST /csp-reports`: counts what a browser refused; the report itself may hold an address, and is not kept.
pub async fn csp_report(body: Bytes) -> StatusCode {
    let blocked = serde_json::from_slice::<serde_json::Value>(&body).ok().and_then(|report| {
        Some(
            report
                .get("csp-report")?
                .get("effective-directive")?
                .as_str()?
                .chars()
                .take(40)
                .collect::<String>(),
        )
    });
    metrics::counter!("csp_reports_total").increment(1);
    tracing::warn!(csp.directive = blocked.unwrap_or_default(), "a browser refused part of a page");
    StatusCode::NO_CONTENT
}
