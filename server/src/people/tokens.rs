//! `POST`, `DELETE /api/v1/tokens` and `GET /api/v1/me`: programs come in, leave, and ask who they are.

use accounts::Password;
use accounts::operations::limits::Wait;
use accounts::operations::{Failure, sign_in};
use axum::body::Bytes;
use axum::extract::Extension;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sealing::Token;
use serde_json::json;
use tokens::operations::Holder;
use tokens::operations::grants::{self, Granted, Tokens};
use tokens::{Scopes, Secret};
use vocabulary::{Email, Lang};
use wording::answer::{Problem, ProblemError};

use super::asked_tokens::{Asked, asked, asked_back};
use super::bearer::{challenge, refuse, unavailable};
use super::{Broken, Here};
use crate::api;

/// `POST /api/v1/tokens`
pub async fn grant(mut here: Here, headers: HeaderMap, body: Bytes) -> Response {
    let lang = api::language(&headers);
    here.visit.lang = lang;
    let answer = match asked(&body, lang) {
        Ok(Asked::Password { email, password, code, scopes }) => {
            by_password(&here, &email, &password, (code.as_deref(), &scopes)).await
        }
        Ok(Asked::Refresh(token)) => by_refresh(&here, token.as_ref()).await,
        Ok(Asked::Key { secret, scopes }) => by_key(&here, secret.as_ref(), scopes.as_ref()).await,
        Err(problem) => return refuse(&problem),
    };
    match answer {
        Ok(granted) => said(granted, lang),
        Err(failure) => {
            drop(Broken::from(failure));
            unavailable(lang)
        }
    }
}

async fn by_password(
    here: &Here,
    email: &Email,
    password: &str,
    (code, scopes): (Option<&str>, &Scopes),
) -> Result<Granted, Failure> {
    let mut tx = here.begin().await?;
    let known = sign_in::known(&mut tx, &here.visit, email).await?;
    tx.commit().await?;
    let known = match known {
        Ok(known) => known,
        Err(wait) => return Ok(Granted::Wait(wait)),
    };
    // Outside any transaction: it takes a while, as long for an address that nobody has.
    let right = here.state().hasher().verify(&Password::typed(password), known.hash()).await?;
    let mut tx = here.begin().await?;
    let granted =
        grants::with_password(&mut tx, &here.visit, &known, (right, code), scopes).await?;
    tx.commit().await?;
    Ok(granted)
}

async fn by_refresh(here: &Here, token: Option<&Token>) -> Result<Granted, Failure> {
    let Some(token) = token else { return Ok(Granted::Wrong) };
    let mut tx = here.begin().await?;
    let granted = grants::refresh(&mut tx, &here.visit, token).await?;
    tx.commit().await?;
    if let Granted::Reused(person) = &granted {
        // The one place where a stolen token shows.
        tracing::warn!(person.id = %person.0, "a refresh token was used twice: its family is revoked");
    }
    Ok(granted)
}

async fn by_key(
    here: &Here,
    secret: Option<&Secret>,
    scopes: Option<&Scopes>,
) -> Result<Granted, Failure> {
    let Some(secret) = secret else { return Ok(Granted::Wrong) };
    let mut tx = here.begin().await?;
    let granted = grants::with_key(&mut tx, &here.visit, secret, scopes).await?;
    tx.commit().await?;
    Ok(granted)
}

fn said(granted: Granted, lang: Lang) -> Response {
    match granted {
        Granted::Tokens(tokens) => given(&tokens),
        // A stolen token learns no more than a wrong one.
        Granted::Wrong | Granted::Reused(_) => refused(
            lang,
            ("", "invalid_grant"),
            lang.pick(
                "Ce qui a été envoyé n’ouvre rien\u{202f}: adresse et mot de passe, jeton ou clé.",
                "What was sent opens nothing: address and password, token or key.",
            ),
        ),
        Granted::CodeWanted => refused(
            lang,
            ("/code", "required"),
            lang.pick(
                "Ce compte demande aussi un code à usage unique.",
                "This account asks for a one-time code too.",
            ),
        ),
        Granted::CodeWrong => refused(
            lang,
            ("/code", "invalid_grant"),
            lang.pick(
                "Ce code n’est pas le bon, ou il a déjà servi.",
                "This code is not right, or was used already.",
            ),
        ),
        Granted::Wait(wait) => too_often(wait, lang),
    }
}

fn given(tokens: &Tokens) -> Response {
    let mut body = json!({
        "access_token": tokens.access,
        "token_type": "Bearer",
        "expires_in": tokens.seconds,
        "scope": tokens.scopes.text(),
    });
    if let Some(refresh) = &tokens.refresh {
        body["refresh_token"] = refresh.reveal().into();
    }
    private(axum::Json(body).into_response())
}

/// An answer that nobody keeps.
fn private(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn refused(lang: Lang, (pointer, code): (&str, &'static str), message: &str) -> Response {
    let title = lang.pick("Identification refusée", "Authentication refused");
    let mut problem = Problem::new(401, title, message);
    problem.errors =
        vec![ProblemError { pointer: pointer.to_owned(), code, message: problem.detail.clone() }];
    challenge(&problem, "")
}

fn too_often(wait: Wait, lang: Lang) -> Response {
    let mut response = refuse(&Problem::new(
        429,
        lang.pick("Trop d’essais", "Too many tries"),
        lang.pick(
            "Attendez le nombre de secondes de Retry-After, puis recommencez.",
            "Wait for the seconds of Retry-After, then try again.",
        ),
    ));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.0));
    response
}

/// `DELETE /api/v1/tokens`: ends a sign-in. The same answer for a token that is none (RFC 7009).
pub async fn revoke(here: Here, headers: HeaderMap, body: Bytes) -> Response {
    let lang = api::language(&headers);
    let token = match asked_back(&body, lang) {
        Ok(token) => token,
        Err(problem) => return refuse(&problem),
    };
    let done = async {
        let Some(token) = token else { return Ok(()) };
        let mut tx = here.begin().await?;
        grants::revoke(&mut tx, &here.visit, &token).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => private(StatusCode::NO_CONTENT.into_response()),
        Err(error) => {
            drop(Broken::from(error));
            unavailable(lang)
        }
    }
}

/// `GET /api/v1/me`: whose the token is.
pub async fn me(Extension(holder): Extension<Holder>) -> Response {
    let person = &holder.person;
    let roles: Vec<&str> = person.roles.iter().map(|role| role.id()).collect();
    private(
        axum::Json(json!({
            "id": person.id.0,
            "email": person.email.as_str(),
            "language": person.lang.id(),
            "roles": roles,
            "scope": holder.scopes.text(),
        }))
        .into_response(),
    )
}
