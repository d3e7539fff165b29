//! Signing in with a password, a code, or a link. Passkeys: [`super::passkeys`].
//!
//! A password is compared outside any transaction: [`known`] in one, [`with_password`] in another.

pub mod program;

use access::Role;
use jiff::SignedDuration;
use sealing::Token;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Email;

use super::audited::{Act, Whose, note};
use super::limits::{self, Counted, Wait};
use super::links::{self, Looked, Purpose};
use super::sessions::{self, Method, Opened, Session};
use super::sign_up::{Asked, may_write};
use super::told::{self, Letter, To};
use super::{Failure, second_factor, store};
use crate::{Person, PersonId, Visit};

/// What a proof led to.
#[derive(Debug)]
pub enum SignIn {
    /// A session.
    Opened(Opened),
    /// A code is wanted too: the proof so far, under this secret, for five minutes.
    Code(Token),
    /// It is not right. Nothing says what: the address, the password, the key.
    Wrong,
    /// The link was used, or is no more.
    Link(Looked),
    /// Too often.
    Wait(Wait),
}

/// Who is said to sign in, and what the password is compared with. `None`s take as long.
#[derive(Clone)]
pub struct Known {
    email: Email,
    person: Option<(PersonId, Option<String>)>,
}

impl Known {
    /// The hash to compare with, when there is one.
    #[must_use]
    pub fn hash(&self) -> Option<&str> {
        self.person.as_ref()?.1.as_deref()
    }
}

/// How long a code may be typed after the password.
const CODE_WITHIN: SignedDuration = SignedDuration::from_mins(5);
const CODE: &str = "code";

/// Whoever has `email`, when a password may be tried for it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn known(
    conn: &mut PgConnection,
    visit: &Visit,
    email: &Email,
) -> Result<Result<Known, Wait>, Failure> {
    if let Some(wait) = limits::count(conn, visit, Counted::Network).await? {
        return Ok(Err(wait));
    }
    let folded = email.folded();
    if let Some(wait) = limits::count(conn, visit, Counted::Password(&folded)).await? {
        return Ok(Err(wait));
    }
    let person = store::people::by_email(conn, &folded).await?;
    let person = person.map(|(id, hash)| (PersonId(id), hash));
    Ok(Ok(Known { email: email.clone(), person }))
}

/// Signs in, when the password was `right` and is still the one that was compared.
///
/// # Errors
///
/// When the database fails.
pub async fn with_password(
    conn: &mut PgConnection,
    visit: &Visit,
    known: &Known,
    right: bool,
) -> Result<SignIn, Failure> {
    let still = store::people::by_email(conn, &known.email.folded()).await?;
    let person = match (&known.person, still) {
        (Some((id, hash)), Some((same, now))) if right && id.0 == same && *hash == now => *id,
        _ => {
            note(conn, visit, Act::SignInRefused, Whose::House, &json!({ "method": "password" }))
                .await?;
            return Ok(SignIn::Wrong);
        }
    };
    limits::forget(conn, visit, Counted::Password(&known.email.folded())).await?;
    proved(conn, visit, person, Method::Password).await
}

/// Goes on with `session` under another secret, when the password of its person was `right`. Whoever uses codes is
/// asked for one, and gets another session.
///
/// # Errors
///
/// When the database fails.
pub async fn again(
    conn: &mut PgConnection,
    visit: &Visit,
    session: &Session,
    known: &Known,
    right: bool,
) -> Result<SignIn, Failure> {
    let person = store::people::find(conn, session.person.0).await?;
    let person = person.ok_or(sqlx::Error::RowNotFound)?;
    if !right || person.has_totp {
        return with_password(conn, visit, known, right).await;
    }
    limits::forget(conn, visit, Counted::Password(&known.email.folded())).await?;
    sessions::confirm(conn, session, visit.now).await.map(SignIn::Opened)
}

/// The name of the proof that `secret` goes on with: half of its hash, which opens nothing by itself.
fn proof_under(secret: &Token) -> Uuid {
    let mut half = [0; 16];
    half.copy_from_slice(&secret.hash()[..16]);
    Uuid::from_bytes(half)
}

/// Signs `person` in, or asks for a code when they use them.
pub(super) async fn proved(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
    method: Method,
) -> Result<SignIn, Failure> {
    let person = store::people::find(conn, person.0).await?.ok_or(sqlx::Error::RowNotFound)?;
    if !person.has_totp {
        return enter(conn, visit, &person, method).await.map(SignIn::Opened);
    }
    let secret = Token::random();
    let ceremony = store::ceremonies::Ceremony {
        person: Some(person.id.0),
        state: json!({ "method": method.id() }),
    };
    let until = visit.now + CODE_WITHIN;
    let id = proof_under(&secret);
    store::ceremonies::insert(conn, visit.tenant().0, id, CODE, &ceremony, until).await?;
    Ok(SignIn::Code(secret))
}

/// Opens the session, writes it down, and tells the person when the device is new.
pub(super) async fn enter(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    method: Method,
) -> Result<Opened, Failure> {
    let known = store::sessions::knows_device(conn, person.id.0, &visit.device).await?;
    let opened = sessions::open(conn, visit, person, method).await?;
    let role = person.roles.first().copied().unwrap_or(Role::Client);
    note(conn, visit, Act::SignIn, Whose::Own(person.id, role), &json!({ "method": method.id() }))
        .await?;
    if !known {
        let values = json!({ "device": visit.device });
        told::tell(conn, visit, To::person(person), Letter::NewSignIn, values).await?;
    }
    Ok(opened)
}

/// Goes on after a password with a code of the application, or one written on paper.
///
/// # Errors
///
/// When the database fails.
pub async fn with_code(
    conn: &mut PgConnection,
    visit: &Visit,
    secret: &Token,
    typed: &str,
) -> Result<SignIn, Failure> {
    let ceremony = proof_under(secret);
    let Some(found) = store::ceremonies::find(conn, ceremony, CODE, visit.now).await? else {
        return Ok(SignIn::Link(Looked::Gone));
    };
    let person = PersonId(found.person.ok_or(sqlx::Error::RowNotFound)?);
    if let Some(wait) = limits::count(conn, visit, Counted::Code(person.0)).await? {
        return Ok(SignIn::Wait(wait));
    }
    let Some(used) = second_factor::accepts(conn, visit, person, typed).await? else {
        note(
            conn,
            visit,
            Act::SignInRefused,
            Whose::Somebody(person),
            &json!({ "method": "code" }),
        )
        .await?;
        return Ok(SignIn::Wrong);
    };
    store::ceremonies::take(conn, ceremony, CODE, visit.now).await?;
    limits::forget(conn, visit, Counted::Code(person.0)).await?;
    let person = store::people::find(conn, person.0).await?.ok_or(sqlx::Error::RowNotFound)?;
    let method = match used {
        second_factor::Used::Application => Method::Totp,
        second_factor::Used::Paper => Method::Recovery,
    };
    enter(conn, visit, &person, method).await.map(SignIn::Opened)
}

/// Sends a link to sign in with; to an address without an account, how to make one.
///
/// # Errors
///
/// When the database fails.
pub async fn ask_link(
    conn: &mut PgConnection,
    visit: &Visit,
    email: &Email,
) -> Result<Asked, Failure> {
    ask_letter(conn, visit, email, Purpose::SignIn, Letter::SignInLink).await
}

/// Sends a link to choose another password; to an address without an account, how to make one.
///
/// # Errors
///
/// When the database fails.
pub async fn ask_reset(
    conn: &mut PgConnection,
    visit: &Visit,
    email: &Email,
) -> Result<Asked, Failure> {
    ask_letter(conn, visit, email, Purpose::Reset, Letter::PasswordReset).await
}

async fn ask_letter(
    conn: &mut PgConnection,
    visit: &Visit,
    email: &Email,
    purpose: Purpose,
    letter: Letter,
) -> Result<Asked, Failure> {
    if let Some(wait) = may_write(conn, visit, email).await? {
        return Ok(Asked::Wait(wait));
    }
    let known = store::people::by_email(conn, &email.folded()).await?;
    let told = match known {
        Some((person, _)) => {
            links::send(conn, visit, purpose, (Some(PersonId(person)), email), letter).await?
        }
        // Whoever forgot which address they used learns it; and both cases take as long.
        None => {
            links::send(conn, visit, Purpose::SignUp, (None, email), Letter::SignUpInvitation)
                .await?
        }
    };
    Ok(Asked::Told(told))
}

/// Signs in by the link under `token`.
///
/// # Errors
///
/// When the database fails.
pub async fn with_link(
    conn: &mut PgConnection,
    visit: &Visit,
    token: &Token,
) -> Result<SignIn, Failure> {
    match links::look(conn, token, Purpose::SignIn, visit.now).await? {
        Looked::Fresh(link) => {
            links::use_up(conn, token, visit.now).await?;
            let person = link.person.ok_or(sqlx::Error::RowNotFound)?;
            proved(conn, visit, person, Method::Link).await
        }
        other => {
            note(conn, visit, Act::SignInRefused, Whose::House, &json!({ "method": "link" }))
                .await?;
            Ok(SignIn::Link(other))
        }
    }
}

/// Chooses another password by the link under `token`: every session ends, and the person is told.
///
/// # Errors
///
/// When the database fails.
pub async fn reset(
    conn: &mut PgConnection,
    visit: &Visit,
    token: &Token,
    hash: &str,
) -> Result<Looked, Failure> {
    let looked = links::look(conn, token, Purpose::Reset, visit.now).await?;
    let Looked::Fresh(link) = &looked else {
        note(conn, visit, Act::SignInRefused, Whose::House, &json!({ "method": "reset" })).await?;
        return Ok(looked);
    };
    links::use_up(conn, token, visit.now).await?;
    let person = link.person.ok_or(sqlx::Error::RowNotFound)?;
    super::people::change_password(conn, visit, person, Some(hash), None).await?;
    limits::forget(conn, visit, Counted::Password(&link.email.folded())).await?;
    Ok(looked)
}
