//! Signing in by another provider: to it, and back.

use accounts::operations::outside::{self, Entered, WITHIN, Waiting};
use accounts::operations::sign_in::SignIn;
use accounts::operations::sign_up::Asked as Letter;
use app::site::Place;
use app::site::account::{AccountPage, OutsideState, Problem};
use axum::response::{IntoResponse as _, Redirect, Response};
use oidc::{Failed, Identity, Provider, Secrets};
use sealing::Token;
use uuid::Uuid;

use super::{Answer, Broken, Caller, Here, cookies, guard, own_path, too_often, value};

/// Where the provider sends the browser back to: what is registered there, for each host and language.
fn back(here: &Here) -> String {
    format!("{}{}", here.asked.origin, Place::OutsideBack.path(here.asked.lang))
}

fn show(here: &Here, state: OutsideState) -> Response {
    here.page(&AccountPage::Outside { state })
}

fn waits(here: &Here, next: &str, problem: Problem) -> Response {
    here.page(&AccountPage::SignIn {
        email: String::new(),
        next: next.to_owned(),
        ended: false,
        problems: vec![problem],
    })
}

/// What the person sees of a failure; what it was is for the log, without what was sent.
fn failed(here: &Here, failed: &Failed) -> Response {
    match failed {
        Failed::Down(_) => {
            tracing::error!(error = %failed, "the other provider of sign-in cannot be used");
            show(here, OutsideState::Down)
        }
        Failed::Refused(_) => {
            tracing::warn!(error = %failed, "an answer of the other provider of sign-in is refused");
            show(here, OutsideState::Refused)
        }
    }
}

/// `GET /connexion/fournisseur`: to the provider.
///
/// # Errors
///
/// [`Broken`] when the database does not answer.
pub async fn start(here: Here) -> Answer {
    let Some(provider) = here.state().outside() else { return Ok(here.error(404)) };
    // A link of another site starts no sign-in: whoever comes by one chooses it here.
    let from = here.headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if from.is_some_and(|from| !matches!(from, "same-origin" | "none")) {
        return Ok(here.to(Place::SignIn));
    }
    let pairs = app::query::pairs(&here.asked.query);
    let next = own_path(value(&pairs, "next")).unwrap_or_default();
    let secrets = Secrets::random();
    let waiting = Waiting {
        state: secrets.state.clone(),
        nonce: secrets.nonce.clone(),
        verifier: secrets.verifier.clone(),
        next: next.to_owned(),
    };
    let mut tx = here.begin().await?;
    let begun = outside::begin(&mut tx, &here.visit, &waiting).await?;
    tx.commit().await?;
    let id = match begun {
        Ok(id) => id,
        Err(wait) => return Ok(waits(&here, next, too_often(wait))),
    };
    Ok(match provider.question(&back(&here), &secrets).await {
        Ok(address) => {
            let mut response = Redirect::to(&address).into_response();
            cookies::set(&mut response, cookies::STEP, &id.to_string(), WITHIN.as_secs());
            response
        }
        Err(error) => failed(&here, &error),
    })
}

/// `GET /connexion/fournisseur/retour`: what the provider answered, by the browser.
///
/// # Errors
///
/// [`Broken`] when the database does not answer.
pub async fn finish(here: Here) -> Answer {
    let Some(provider) = here.state().outside() else { return Ok(here.error(404)) };
    let mut response = answered(&here, provider).await?;
    // Whatever came of it, it is asked once. A code that is asked for next has set its own.
    let sets_own = response
        .headers()
        .get_all(axum::http::header::SET_COOKIE)
        .iter()
        .any(|cookie| cookie.as_bytes().starts_with(cookies::STEP.as_bytes()));
    if !sets_own {
        cookies::clear(&mut response, cookies::STEP);
    }
    Ok(response)
}

async fn answered(here: &Here, provider: &Provider) -> Answer {
    let pairs = app::query::pairs(&here.asked.query);
    let Some(waiting) = waiting(here, value(&pairs, "state")).await? else {
        // Another browser's, an old one, or one that was answered already.
        return Ok(show(here, OutsideState::Refused));
    };
    match value(&pairs, "error") {
        "" => {}
        // The person changed their mind.
        "access_denied" => return Ok(here.to(Place::SignIn)),
        _ => return Ok(show(here, OutsideState::Refused)),
    }
    let secrets = Secrets {
        state: waiting.state.clone(),
        nonce: waiting.nonce.clone(),
        verifier: waiting.verifier.clone(),
    };
    // Outside any transaction: it waits for others.
    let code = value(&pairs, "code");
    match provider.identity(&back(here), code, &secrets, here.visit.now).await {
        Ok(identity) => come_in(here, identity, &waiting.next).await,
        Err(error) => Ok(failed(here, &error)),
    }
}

/// The question that this browser was sent with, when `state` is its own.
async fn waiting(here: &Here, state: &str) -> Result<Option<Waiting>, Broken> {
    let step =
        cookies::get(&here.headers, cookies::STEP).and_then(|step| step.parse::<Uuid>().ok());
    let (Some(id), Some(state)) = (step, Token::parse(state)) else { return Ok(None) };
    let mut tx = here.begin().await?;
    let waiting = outside::take(&mut tx, &here.visit, id, &state).await?;
    tx.commit().await?;
    Ok(waiting)
}

async fn come_in(here: &Here, identity: Identity, next: &str) -> Answer {
    let caller: Option<Caller> = guard::caller(here.state(), &here.headers).await?;
    let now = here.visit.now;
    let caller = caller.as_ref().map(|caller| (&caller.person, caller.session.is_confirmed(now)));
    let identity = outside::Identity {
        issuer: identity.issuer,
        subject: identity.subject,
        email: identity.email,
        verified: identity.verified,
    };
    let mut tx = here.begin().await?;
    let entered = outside::come_in(&mut tx, &here.visit, &identity, caller).await?;
    tx.commit().await?;
    let again = || {
        let query = app::query::encode([("next", next)]);
        format!("{}?{query}", Place::Outside.path(here.asked.lang))
    };
    Ok(match entered {
        Entered::SignIn(sign_in) => match here.entered(sign_in, next) {
            Ok(response) => response,
            Err(SignIn::Wait(wait)) => waits(here, next, too_often(wait)),
            Err(_) => show(here, OutsideState::Refused),
        },
        Entered::Made(opened) => here.opened(&opened, next),
        Entered::Linked => {
            let to = own_path(next).unwrap_or(Place::Account.path(here.asked.lang));
            Redirect::to(to).into_response()
        }
        Entered::Known => {
            let query = app::query::encode([("next", again().as_str())]);
            let sign_in = format!("{}?{query}", Place::SignIn.path(here.asked.lang));
            show(here, OutsideState::Known { sign_in })
        }
        Entered::Unconfirmed => {
            let query = app::query::encode([("next", again().as_str())]);
            let confirm = format!("{}?{query}", Place::Confirm.path(here.asked.lang));
            Redirect::to(&confirm).into_response()
        }
        Entered::Letter(Letter::Told(told)) => {
            let address = Place::Letter.with(&told.0.to_string(), here.asked.lang);
            Redirect::to(&address).into_response()
        }
        Entered::Letter(Letter::Wait(wait)) => waits(here, next, too_often(wait)),
        Entered::NoAddress => show(here, OutsideState::NoAddress),
    })
}
