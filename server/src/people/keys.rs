//! Passkeys, in JSON: a question, then the browser's answer. The script of the page is the only caller.

use accounts::operations::links::Purpose;
use accounts::operations::passkeys::{self, Maker, Question};
use accounts::operations::sessions::{Method, Opened};
use accounts::operations::sign_in::SignIn;
use accounts::operations::sign_up::Joined;
use app::site::Place;
use app::site::account::Problem;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use sealing::Token;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use vocabulary::Lang;

use super::{Answer, Caller, Here, SESSION, cookies, own_path};

/// What the script asks, and then what the browser answered.
#[derive(Debug, Deserialize)]
pub struct Said {
    ask: String,
    #[serde(default)]
    token: String,
    #[serde(default)]
    conditional: bool,
    #[serde(default)]
    next: String,
    #[serde(default)]
    lang: String,
    ceremony: Option<Uuid>,
    #[serde(default)]
    answer: Value,
}

/// What is said to the person, in the language of their page.
fn refuse(said: &Said, problem: Problem) -> Response {
    let lang = Lang::parse(&said.lang).unwrap_or(Lang::Fr);
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    (status, Json(json!({ "said": problem.text(lang) }))).into_response()
}

fn question(question: &Question) -> Response {
    Json(json!({ "ceremony": question.ceremony, "options": question.options })).into_response()
}

/// The link that a key is made with, and its purpose.
fn link(said: &Said) -> Option<(Token, Purpose)> {
    let purpose = match said.ask.as_str() {
        "join" => Purpose::SignUp,
        "invite" => Purpose::StaffInvite,
        _ => return None,
    };
    Some((Token::parse(&said.token)?, purpose))
}

/// `POST /cles/question`: to sign in, or to make the account of a link.
///
/// # Errors
///
/// When the database does not answer.
pub async fn ask(here: Here, Json(said): Json<Said>) -> Answer {
    let Some(keys) = here.passkeys() else { return Ok(refuse(&said, Problem::WrongKey)) };
    let mut tx = here.begin().await?;
    let asked = match link(&said) {
        Some((token, purpose)) => {
            passkeys::ask_new(&mut tx, &here.visit, &keys, Maker::Link(&token, purpose)).await?
        }
        None => passkeys::ask(&mut tx, &here.visit, &keys, said.conditional).await?,
    };
    tx.commit().await?;
    Ok(asked.map_or_else(|| refuse(&said, Problem::WrongKey), |asked| question(&asked)))
}

/// `POST /cles/reponse`: the answer to [`ask`].
///
/// # Errors
///
/// When the database does not answer.
pub async fn answer(mut here: Here, Json(said): Json<Said>) -> Answer {
    here.visit.lang = Lang::parse(&said.lang).unwrap_or(here.visit.lang);
    let (Some(keys), Some(ceremony)) = (here.passkeys(), said.ceremony) else {
        return Ok(refuse(&said, Problem::WrongKey));
    };
    let mut tx = here.begin().await?;
    let opened = if let Some((token, purpose)) = link(&said) {
        let answered = (ceremony, said.answer.clone());
        let link = (&token, purpose);
        match passkeys::join(&mut tx, &here.visit, &keys, link, answered).await? {
            Some(Joined::Opened(opened)) => Some(opened),
            _ => None,
        }
    } else {
        let answer = said.answer.clone();
        match passkeys::sign_in(&mut tx, &here.visit, &keys, ceremony, answer).await? {
            SignIn::Opened(opened) => Some(opened),
            _ => None,
        }
    };
    // What was counted and written down is kept, whatever came of it.
    tx.commit().await?;
    Ok(opened.map_or_else(|| refuse(&said, Problem::WrongKey), |opened| go(&here, &said, &opened)))
}

/// Gives the session, and says where to go.
fn go(here: &Here, said: &Said, opened: &Opened) -> Response {
    let staff = matches!(said.ask.as_str(), "staff" | "invite");
    let home = if staff { "/gestion" } else { Place::Account.path(here.visit.lang) };
    let to = own_path(&said.next).unwrap_or(home);
    let mut response = Json(json!({ "go": to })).into_response();
    cookies::set(&mut response, SESSION, opened.token.reveal(), opened.seconds);
    response
}

/// Staff comes in with a key: what opens the account otherwise must not make one.
fn needs_other_key(caller: &Caller) -> bool {
    caller.person.is_staff() && caller.session.method != Method::Passkey
}

/// `POST /compte/cles/question`: one more key, or a proof of who it is.
///
/// # Errors
///
/// When the database does not answer.
pub async fn ask_own(here: Here, Json(said): Json<Said>) -> Answer {
    let Some(keys) = here.passkeys() else { return Ok(refuse(&said, Problem::WrongKey)) };
    let caller = here.caller()?;
    let making = said.ask == "new";
    if making && needs_other_key(caller) {
        return Ok(refuse(&said, Problem::StaffKey));
    }
    if making && !caller.session.is_confirmed(here.visit.now) {
        return Ok(refuse(&said, Problem::WrongKey));
    }
    let mut tx = here.begin().await?;
    let asked = if making {
        let maker = Maker::Person(&caller.person);
        passkeys::ask_new(&mut tx, &here.visit, &keys, maker).await?
    } else {
        passkeys::ask(&mut tx, &here.visit, &keys, false).await?
    };
    tx.commit().await?;
    Ok(asked.map_or_else(|| refuse(&said, Problem::WrongKey), |asked| question(&asked)))
}

/// `POST /compte/cles/reponse`: the answer to [`ask_own`].
///
/// # Errors
///
/// When the database does not answer.
pub async fn answer_own(mut here: Here, Json(said): Json<Said>) -> Answer {
    here.visit.lang = Lang::parse(&said.lang).unwrap_or(here.visit.lang);
    let (Some(keys), Some(ceremony)) = (here.passkeys(), said.ceremony) else {
        return Ok(refuse(&said, Problem::WrongKey));
    };
    let caller = here.caller()?.clone();
    let mut tx = here.begin().await?;
    let answer = said.answer.clone();
    if said.ask == "new" {
        let confirmed = caller.session.is_confirmed(here.visit.now) && !needs_other_key(&caller);
        let added = confirmed
            && passkeys::add(&mut tx, &here.visit, &keys, &caller.person, ceremony, answer).await?;
        tx.commit().await?;
        let place = Place::Security.path(here.visit.lang);
        return Ok(if added {
            Json(json!({ "go": format!("{place}?fait=cle-ajoutee") })).into_response()
        } else {
            refuse(&said, Problem::WrongKey)
        });
    }
    let session = &caller.session;
    let proved = passkeys::confirm(&mut tx, &here.visit, &keys, session, ceremony, answer).await?;
    tx.commit().await?;
    Ok(match proved {
        SignIn::Opened(opened) => go(&here, &said, &opened),
        _ => refuse(&said, Problem::WrongKey),
    })
}
