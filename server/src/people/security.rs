//! Keys, password, codes, sessions, address; and the proof that they want.

use accounts::operations::links::{Looked, Purpose};
use accounts::operations::passkeys::Removed;
use accounts::operations::sign_in::SignIn;
use accounts::operations::sign_up::Asked as Letter;
use accounts::operations::{Failure, links, passkeys, people, second_factor, sessions, sign_in};
use accounts::{Password, Strength};
use app::site::Place;
use app::site::account::{
    AccountPage, CodesView, KeyLine, LinkKind, Problem, ProgramLine, SecurityDone, SecurityView,
    SessionLine,
};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use sealing::Token;
use uuid::Uuid;
use vocabulary::Email;

use super::account::done;
use super::{Answer, Broken, Here, cookies, entry, form, own_path, too_often, value};

/// What was done, as the address says it.
const DONE: &[(&str, SecurityDone)] = &[
    ("cle-ajoutee", SecurityDone::KeyAdded),
    ("cle-renommee", SecurityDone::KeyRenamed),
    ("cle-retiree", SecurityDone::KeyRemoved),
    ("mot-de-passe-correct", SecurityDone::Password(Strength::Fair)),
    ("mot-de-passe-bon", SecurityDone::Password(Strength::Good)),
    ("mot-de-passe-solide", SecurityDone::Password(Strength::Strong)),
    ("sans-mot-de-passe", SecurityDone::PasswordRemoved),
    ("sans-code", SecurityDone::CodesRemoved),
    ("deconnecte", SecurityDone::Ended),
    ("e-mail", SecurityDone::Email),
];

/// `GET /compte/securite`
///
/// # Errors
///
/// When the database does not answer.
pub async fn form_page(here: Here) -> Answer {
    if let Some(confirm) = here.unconfirmed()? {
        return Ok(confirm);
    }
    show(&here, Vec::new()).await
}

async fn show(here: &Here, problems: Vec<Problem>) -> Answer {
    let caller = here.caller()?;
    let (person, now) = (&caller.person, here.visit.now);
    let mut tx = here.begin().await?;
    let keys = passkeys::list(&mut tx, person.id).await?;
    let sessions = sessions::list(&mut tx, person.id, now).await?;
    let programs = tokens::operations::programs(&mut tx, person.id, now).await?;
    let codes_left = if person.has_totp {
        Some(second_factor::codes_left(&mut tx, person.id).await?)
    } else {
        None
    };
    tx.commit().await?;
    let what = here.asked.query.strip_prefix("fait=").unwrap_or_default();
    let view = SecurityView {
        email: person.email.as_str().to_owned(),
        keys: keys
            .into_iter()
            .map(|key| KeyLine {
                id: key.id.to_string(),
                name: key.name,
                created_at: key.created_at,
                last_used_at: key.last_used_at,
            })
            .collect(),
        has_password: person.has_password,
        codes_left,
        sessions: sessions
            .into_iter()
            .map(|session| SessionLine {
                current: session.id == caller.session.id,
                id: session.id.to_string(),
                device: session.device,
                network: session.network,
                last_seen_at: session.last_seen_at,
            })
            .collect(),
        programs: programs
            .into_iter()
            .map(|program| ProgramLine {
                id: program.id.to_string(),
                device: program.device,
                created_at: program.created_at,
            })
            .collect(),
        done: DONE.iter().find(|(name, _)| *name == what).map(|(_, done)| *done),
        problems,
    };
    Ok(here.page(&AccountPage::Security(Box::new(view))))
}

/// `POST /compte/securite`: one act, named by its button.
///
/// # Errors
///
/// When the database does not answer.
pub async fn act(here: Here, body: Bytes) -> Answer {
    if let Some(confirm) = here.unconfirmed()? {
        return Ok(confirm);
    }
    let form = form(&body);
    let id = value(&form, "id").parse::<Uuid>().unwrap_or_default();
    match value(&form, "act") {
        "rename_key" => rename_key(&here, id, value(&form, "name")).await,
        "remove_key" => remove_key(&here, id).await,
        "password" => change_password(&here, value(&form, "password")).await,
        "remove_password" => remove_password(&here).await,
        "new_codes" => new_codes(&here).await,
        "remove_codes" => remove_codes(&here).await,
        "email" => ask_email(&here, value(&form, "email")).await,
        "end_session" => end_sessions(&here, Some(id)).await,
        "end_program" => end_program(&here, id).await,
        "end_others" => end_sessions(&here, None).await,
        _ => Ok(here.error(422)),
    }
}

async fn rename_key(here: &Here, id: Uuid, name: &str) -> Answer {
    let mut tx = here.begin().await?;
    let renamed = passkeys::rename(&mut tx, here.caller()?.person.id, id, name).await?;
    tx.commit().await?;
    if renamed {
        return Ok(done(here, Place::Security, "cle-renommee"));
    }
    show(here, vec![Problem::KeyName]).await
}

async fn remove_key(here: &Here, id: Uuid) -> Answer {
    let mut tx = here.begin().await?;
    let removed = passkeys::remove(&mut tx, &here.visit, &here.caller()?.person, id).await?;
    tx.commit().await?;
    match removed {
        Removed::Yes => Ok(done(here, Place::Security, "cle-retiree")),
        Removed::LastOfStaff => show(here, vec![Problem::LastKey]).await,
        Removed::Unknown => Ok(here.error(404)),
    }
}

async fn change_password(here: &Here, typed: &str) -> Answer {
    let caller = here.caller()?;
    let password = match Password::choose(typed, &caller.person.email, here.brand()) {
        Ok(password) => password,
        Err(weakness) => return show(here, vec![Problem::Weak(weakness)]).await,
    };
    let hash = here.state().hasher().hash(&password).await?;
    let mut tx = here.begin().await?;
    let (person, but) = (caller.person.id, Some(caller.session.id));
    people::change_password(&mut tx, &here.visit, person, Some(&hash), but).await?;
    tokens::operations::revoke_all(&mut tx, &here.visit, person).await?;
    let opened = sessions::confirm(&mut tx, &caller.session, here.visit.now).await?;
    tx.commit().await?;
    let mut response = done(here, Place::Security, chosen(password.strength()));
    cookies::set(&mut response, super::SESSION, opened.token.reveal(), opened.seconds);
    Ok(response)
}

/// How the address says that a password of this strength was chosen.
fn chosen(strength: Strength) -> &'static str {
    let said = |done: &SecurityDone| *done == SecurityDone::Password(strength);
    DONE.iter().find(|(_, done)| said(done)).map_or("", |(name, _)| name)
}

async fn remove_password(here: &Here) -> Answer {
    let caller = here.caller()?;
    let mut tx = here.begin().await?;
    let (person, but) = (caller.person.id, Some(caller.session.id));
    people::change_password(&mut tx, &here.visit, person, None, but).await?;
    tokens::operations::revoke_all(&mut tx, &here.visit, person).await?;
    tx.commit().await?;
    Ok(done(here, Place::Security, "sans-mot-de-passe"))
}

async fn new_codes(here: &Here) -> Answer {
    let person = &here.caller()?.person;
    if !person.has_totp {
        return Ok(here.error(404));
    }
    let mut tx = here.begin().await?;
    let codes = second_factor::renew_codes(&mut tx, &here.visit, person).await?;
    tx.commit().await?;
    Ok(shown(here, &codes))
}

/// The codes on paper, shown once.
fn shown(here: &Here, codes: &[accounts::RecoveryCode]) -> Response {
    let codes = codes.iter().map(accounts::RecoveryCode::reveal).collect();
    here.page(&AccountPage::Codes(Box::new(CodesView::Done { codes })))
}

async fn remove_codes(here: &Here) -> Answer {
    let mut tx = here.begin().await?;
    second_factor::remove(&mut tx, &here.visit, &here.caller()?.person).await?;
    tx.commit().await?;
    Ok(done(here, Place::Security, "sans-code"))
}

async fn ask_email(here: &Here, typed: &str) -> Answer {
    let email = match Email::parse(typed) {
        Ok(email) => email,
        Err(error) => return show(here, vec![Problem::Email(error)]).await,
    };
    let mut tx = here.begin().await?;
    let asked = people::ask_email(&mut tx, &here.visit, &here.caller()?.person, &email).await?;
    tx.commit().await?;
    match asked {
        Letter::Told(told) => {
            let address = Place::Letter.with(&told.0.to_string(), here.asked.lang);
            Ok(Redirect::to(&address).into_response())
        }
        Letter::Wait(wait) => show(here, vec![too_often(wait)]).await,
    }
}

async fn end_sessions(here: &Here, one: Option<Uuid>) -> Answer {
    let caller = here.caller()?;
    let mut tx = here.begin().await?;
    let ended = if let Some(id) = one {
        sessions::end(&mut tx, &here.visit, &caller.person, id).await?
    } else {
        let but = Some(caller.session.id);
        sessions::end_others(&mut tx, &here.visit, &caller.person, but).await?;
        true
    };
    tx.commit().await?;
    Ok(if ended { done(here, Place::Security, "deconnecte") } else { here.error(404) })
}

async fn end_program(here: &Here, id: Uuid) -> Answer {
    let mut tx = here.begin().await?;
    let person = &here.caller()?.person;
    let ended = tokens::operations::end_program(&mut tx, &here.visit, person, id).await?;
    tx.commit().await?;
    Ok(if ended { done(here, Place::Security, "deconnecte") } else { here.error(404) })
}

/// `GET /compte/securite/code`
///
/// # Errors
///
/// When the database does not answer.
pub async fn codes_form(here: Here) -> Answer {
    if let Some(confirm) = here.unconfirmed()? {
        return Ok(confirm);
    }
    begin_codes(&here, Vec::new()).await
}

async fn begin_codes(here: &Here, problems: Vec<Problem>) -> Answer {
    let person = &here.caller()?.person;
    if person.has_totp {
        return Ok(here.to(Place::Security));
    }
    let mut tx = here.begin().await?;
    let secret = second_factor::begin(&mut tx, &here.visit, person).await?;
    tx.commit().await?;
    let view = CodesView::Begin {
        secret: secret.grouped(),
        drawing: secret.drawing(&here.asked.tenant.identity.brand, person.email.as_str()),
        problems,
    };
    Ok(here.page(&AccountPage::Codes(Box::new(view))))
}

/// `POST /compte/securite/code`: the first code.
///
/// # Errors
///
/// When the database does not answer.
pub async fn codes(here: Here, body: Bytes) -> Answer {
    if let Some(confirm) = here.unconfirmed()? {
        return Ok(confirm);
    }
    let form = form(&body);
    let person = &here.caller()?.person;
    let mut tx = here.begin().await?;
    let codes = second_factor::confirm(&mut tx, &here.visit, person, value(&form, "code")).await?;
    tx.commit().await?;
    match codes {
        Some(codes) => Ok(shown(&here, &codes)),
        None => begin_codes(&here, vec![Problem::WrongCode]).await,
    }
}

/// `GET /compte/e-mail/{token}`: before it is used.
///
/// # Errors
///
/// When the database does not answer.
pub async fn change_email_form(here: Here, Path(token): Path<String>) -> Answer {
    let Some(token) = Token::parse(&token) else { return Ok(entry::dead(&here, &Looked::Gone)) };
    let mut tx = here.begin().await?;
    let looked = links::look(&mut tx, &token, Purpose::ChangeEmail, here.visit.now).await?;
    tx.commit().await?;
    Ok(match looked {
        Looked::Fresh(link) => here.page(&AccountPage::UseLink {
            kind: LinkKind::ChangeEmail,
            email: link.email.as_str().to_owned(),
        }),
        other => entry::dead(&here, &other),
    })
}

/// `POST /compte/e-mail/{token}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn change_email(here: Here, Path(token): Path<String>) -> Answer {
    let Some(token) = Token::parse(&token) else { return Ok(entry::dead(&here, &Looked::Gone)) };
    let mut tx = here.begin().await?;
    let looked = people::change_email(&mut tx, &here.visit, &token).await?;
    tx.commit().await?;
    Ok(match looked {
        Looked::Fresh(_) => done(&here, Place::Security, "e-mail"),
        other => entry::dead(&here, &other),
    })
}

fn next_of(text: &str) -> String {
    own_path(text).unwrap_or_default().to_owned()
}

async fn ask_proof(here: &Here, next: String, problems: Vec<Problem>) -> Answer {
    let person = &here.caller()?.person;
    let mut tx = here.begin().await?;
    let has_keys = !passkeys::list(&mut tx, person.id).await?.is_empty();
    tx.commit().await?;
    let (email, has_password) = (person.email.as_str().to_owned(), person.has_password);
    Ok(here.page(&AccountPage::Confirm { email, next, has_password, has_keys, problems }))
}

/// `GET /compte/confirmer`
///
/// # Errors
///
/// When the database does not answer.
pub async fn confirm_form(here: Here) -> Answer {
    let pairs = app::query::pairs(&here.asked.query);
    let next = next_of(value(&pairs, "next"));
    ask_proof(&here, next, Vec::new()).await
}

/// `POST /compte/confirmer`: the password, or a link by mail.
///
/// # Errors
///
/// When the database does not answer.
pub async fn confirm(here: Here, body: Bytes) -> Answer {
    let form = form(&body);
    let next = next_of(value(&form, "next"));
    let caller = here.caller()?;
    if value(&form, "act") == "letter" {
        let mut tx = here.begin().await?;
        let asked = sign_in::ask_link(&mut tx, &here.visit, &caller.person.email).await?;
        tx.commit().await?;
        return match asked {
            Letter::Told(told) => {
                let address = Place::Letter.with(&told.0.to_string(), here.asked.lang);
                Ok(Redirect::to(&address).into_response())
            }
            Letter::Wait(wait) => ask_proof(&here, next, vec![too_often(wait)]).await,
        };
    }
    match prove(&here, value(&form, "password")).await {
        Ok(Ok(proved)) => match here.entered(proved, &next) {
            Ok(response) => Ok(response),
            Err(_) => ask_proof(&here, next, vec![Problem::WrongPassword]).await,
        },
        Ok(Err(problem)) => ask_proof(&here, next, vec![problem]).await,
        Err(failure) => Err(Broken::from(failure)),
    }
}

/// Compares the password of whoever is signed in, as often as at sign-in and no more. Whoever uses codes is asked for
/// one after it.
async fn prove(here: &Here, typed: &str) -> Result<Result<SignIn, Problem>, Failure> {
    let Ok(caller) = here.caller() else { return Ok(Err(Problem::Unavailable)) };
    let mut tx = here.begin().await?;
    let known = sign_in::known(&mut tx, &here.visit, &caller.person.email).await?;
    tx.commit().await?;
    let known = match known {
        Ok(known) => known,
        Err(wait) => return Ok(Err(too_often(wait))),
    };
    let right = here.state().hasher().verify(&Password::typed(typed), known.hash()).await?;
    let mut tx = here.begin().await?;
    let proved = sign_in::again(&mut tx, &here.visit, &caller.session, &known, right).await?;
    tx.commit().await?;
    Ok(Ok(proved))
}
