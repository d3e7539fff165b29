//! Passkeys of people: made, used, listed, given up. The state of a ceremony is kept here, for one use and five minutes.

use jiff::{SignedDuration, Timestamp};
use sealing::Token;
use serde_json::{Value as Json, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::audited::{Act, Whose, note};
use super::limits::{self, Counted};
use super::links::{self, Looked, Purpose};
use super::sessions::{self, Method, Session};
use super::sign_in::{SignIn, enter};
use super::sign_up::{self, Credential, Joined};
use super::store::ceremonies::{self, Ceremony};
use super::told::{self, Letter, To};
use super::{Failure, store};
use crate::passkeys::{Made, Passkeys, Unusable};
use crate::{Person, PersonId, Visit};

/// Time to answer.
const WITHIN: SignedDuration = SignedDuration::from_mins(5);
const USING: &str = "passkey_use";
const MAKING: &str = "passkey_make";

/// A passkey, as its owner knows it.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// Its name in forms.
    pub id: Uuid,
    /// The name its owner gave it.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// A question to a browser, and the name under which its answer comes back.
#[derive(Debug)]
pub struct Question {
    /// The ceremony.
    pub ceremony: Uuid,
    /// Options of `navigator.credentials`.
    pub options: Json,
}

/// Who makes a key.
#[derive(Clone, Copy, Debug)]
pub enum Maker<'who> {
    /// Somebody who is signed in.
    Person(&'who Person),
    /// Whoever holds a link to an account that is not there yet.
    Link(&'who Token, Purpose),
}

async fn keep(
    conn: &mut PgConnection,
    visit: &Visit,
    kind: &'static str,
    ceremony: Ceremony,
) -> Result<Uuid, Failure> {
    let id = Uuid::new_v4();
    let until = visit.now + WITHIN;
    ceremonies::insert(conn, visit.tenant().0, id, kind, &ceremony, until).await?;
    Ok(id)
}

/// What the library refuses of our own making, and not of a browser's answer.
fn ours(error: &Unusable) -> Failure {
    Failure::Sealed(error.to_string())
}

/// Asks for any key of this house. `None`: too often.
///
/// # Errors
///
/// When the database fails.
pub async fn ask(
    conn: &mut PgConnection,
    visit: &Visit,
    passkeys: &Passkeys,
    conditional: bool,
) -> Result<Option<Question>, Failure> {
    if limits::count(conn, visit, Counted::Question).await?.is_some() {
        return Ok(None);
    }
    let (options, state) = passkeys.start_using(conditional).map_err(|error| ours(&error))?;
    let ceremony = keep(conn, visit, USING, Ceremony { person: None, state }).await?;
    Ok(Some(Question { ceremony, options }))
}

/// The person whose key answers rightly; `None` when it does not, which is written down.
async fn proved(
    conn: &mut PgConnection,
    visit: &Visit,
    passkeys: &Passkeys,
    ceremony: Uuid,
    answer: Json,
) -> Result<Option<Person>, Failure> {
    // Taken out first: whatever the answer is worth, it is asked once.
    let Some(asked) = ceremonies::take(conn, ceremony, USING, visit.now).await? else {
        return refuse(conn, visit, "no challenge").await;
    };
    let Ok((person, credential_id)) = passkeys.whose(&answer) else {
        return refuse(conn, visit, "no credential").await;
    };
    let Some((id, credential)) = store::passkeys::lock(conn, person.0, &credential_id).await?
    else {
        return refuse(conn, visit, "unknown key").await;
    };
    let Ok(changed) = passkeys.finish_using(answer, asked.state, credential) else {
        return refuse(conn, visit, "not proved").await;
    };
    store::passkeys::used(conn, id, changed.as_ref(), visit.now).await?;
    store::people::find(conn, person.0).await
}

async fn refuse(
    conn: &mut PgConnection,
    visit: &Visit,
    why: &'static str,
) -> Result<Option<Person>, Failure> {
    note(
        conn,
        visit,
        Act::SignInRefused,
        Whose::House,
        &json!({ "method": "passkey", "why": why }),
    )
    .await?;
    Ok(None)
}

/// Signs in with the key that answers.
///
/// # Errors
///
/// When the database fails.
pub async fn sign_in(
    conn: &mut PgConnection,
    visit: &Visit,
    passkeys: &Passkeys,
    ceremony: Uuid,
    answer: Json,
) -> Result<SignIn, Failure> {
    let Some(person) = proved(conn, visit, passkeys, ceremony, answer).await? else {
        return Ok(SignIn::Wrong);
    };
    enter(conn, visit, &person, Method::Passkey).await.map(SignIn::Opened)
}

/// Proves again who it is, for a sensitive act: the key must be one of the session's person.
///
/// # Errors
///
/// When the database fails.
pub async fn confirm(
    conn: &mut PgConnection,
    visit: &Visit,
    passkeys: &Passkeys,
    session: &Session,
    ceremony: Uuid,
    answer: Json,
) -> Result<SignIn, Failure> {
    match proved(conn, visit, passkeys, ceremony, answer).await? {
        Some(person) if person.id == session.person => {
            sessions::confirm(conn, session, visit.now).await.map(SignIn::Opened)
        }
        _ => Ok(SignIn::Wrong),
    }
}

/// Asks for a new key. `None`: the link is not good any more.
///
/// # Errors
///
/// When the database fails.
pub async fn ask_new(
    conn: &mut PgConnection,
    visit: &Visit,
    passkeys: &Passkeys,
    maker: Maker<'_>,
) -> Result<Option<Question>, Failure> {
    let (person, email) = match maker {
        Maker::Person(person) => (Some(person.id), person.email.clone()),
        Maker::Link(token, purpose) => match links::look(conn, token, purpose, visit.now).await? {
            Looked::Fresh(link) => (link.person, link.email),
            Looked::Used | Looked::Gone => return Ok(None),
        },
    };
    let known = match person {
        Some(person) => store::passkeys::ids_of(conn, person.0).await?,
        None => Vec::new(),
    };
    let handle = person.unwrap_or_else(|| PersonId(Uuid::now_v7()));
    let (options, state) =
        passkeys.start_making(handle, email.as_str(), known).map_err(|error| ours(&error))?;
    let state = json!({ "handle": handle.0, "state": state });
    let person = person.map(|person| person.0);
    let ceremony = keep(conn, visit, MAKING, Ceremony { person, state }).await?;
    Ok(Some(Question { ceremony, options }))
}

/// The key that was made, and for whom.
async fn made(
    conn: &mut PgConnection,
    visit: &Visit,
    passkeys: &Passkeys,
    ceremony: Uuid,
    answer: Json,
) -> Result<Option<(PersonId, Made)>, Failure> {
    let Some(asked) = ceremonies::take(conn, ceremony, MAKING, visit.now).await? else {
        return Ok(None);
    };
    let handle =
        asked.state.get("handle").and_then(Json::as_str).and_then(|text| text.parse().ok());
    let Some(handle) = handle else {
        return Err(Failure::Row { table: "ceremonies", what: "handle" });
    };
    let state = asked.state.get("state").cloned().unwrap_or_default();
    Ok(passkeys.finish_making(answer, state).ok().map(|made| (PersonId(handle), made)))
}

/// Makes the account of the link with the key that a browser made; `None` when the key is not usable.
///
/// # Errors
///
/// When the database fails.
pub async fn join(
    conn: &mut PgConnection,
    visit: &Visit,
    passkeys: &Passkeys,
    (token, purpose): (&Token, Purpose),
    (ceremony, answer): (Uuid, Json),
) -> Result<Option<Joined>, Failure> {
    let Some((person, made)) = made(conn, visit, passkeys, ceremony, answer).await? else {
        return Ok(None);
    };
    let credential = Credential::Passkey(person, made, key_name(visit));
    sign_up::join(conn, visit, token, purpose, credential).await.map(Some)
}

/// The name of a new key until its owner gives it another: the device it was made on.
pub(super) fn key_name(visit: &Visit) -> String {
    if visit.device.is_empty() {
        return visit.lang.pick("Clé d’accès", "Passkey").to_owned();
    }
    visit.device.chars().take(60).collect()
}

/// Adds the key that a browser made to `person`'s; `false` when it is not usable, or is there already.
///
/// # Errors
///
/// When the database fails.
pub async fn add(
    conn: &mut PgConnection,
    visit: &Visit,
    passkeys: &Passkeys,
    person: &Person,
    ceremony: Uuid,
    answer: Json,
) -> Result<bool, Failure> {
    let Some((owner, made)) = made(conn, visit, passkeys, ceremony, answer).await? else {
        return Ok(false);
    };
    if owner != person.id || !insert(conn, visit, person.id, &made, &key_name(visit)).await? {
        return Ok(false);
    }
    let values = json!({ "label": key_name(visit) });
    told::tell(conn, visit, To::person(person), Letter::PasskeyAdded, values).await?;
    Ok(true)
}

pub(super) async fn insert(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
    made: &Made,
    name: &str,
) -> Result<bool, Failure> {
    let new = store::passkeys::New {
        person: person.0,
        credential_id: &made.credential_id,
        credential: &made.credential,
        name,
    };
    let kept = store::passkeys::insert(conn, visit.tenant().0, &new, visit.now).await?;
    if kept {
        note(conn, visit, Act::PasskeyAdded, Whose::Somebody(person), &json!({ "name": name }))
            .await?;
    }
    Ok(kept)
}

/// The keys of `person`, oldest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(conn: &mut PgConnection, person: PersonId) -> Result<Vec<Passkey>, sqlx::Error> {
    let rows = store::passkeys::of(conn, person.0).await?;
    Ok(rows
        .into_iter()
        .map(|row| Passkey {
            id: row.id,
            name: row.name,
            created_at: row.created_at.to_jiff(),
            last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
        .collect())
}

/// Gives a key of `person` another name; `false` when it is not theirs, or the name is empty or too long.
///
/// # Errors
///
/// When the database does not answer.
pub async fn rename(
    conn: &mut PgConnection,
    person: PersonId,
    id: Uuid,
    name: &str,
) -> Result<bool, sqlx::Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Ok(false);
    }
    store::passkeys::rename(conn, person.0, id, name).await
}

/// What became of a key to be given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// It is gone.
    Yes,
    /// It is not theirs.
    Unknown,
    /// It is the last way in of a member of staff, who comes with a passkey only.
    LastOfStaff,
}

/// Gives up a key of `person`. A customer without keys still has the letter; staff would have nothing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn remove(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    id: Uuid,
) -> Result<Removed, Failure> {
    let left = store::passkeys::ids_of(conn, person.id.0).await?.len();
    if person.is_staff() && left <= 1 {
        return Ok(Removed::LastOfStaff);
    }
    let Some(name) = store::passkeys::delete(conn, person.id.0, id).await? else {
        return Ok(Removed::Unknown);
    };
    note(conn, visit, Act::PasskeyRemoved, Whose::own(person), &json!({})).await?;
    let values = json!({ "label": name });
    told::tell(conn, visit, To::person(person), Letter::PasskeyRemoved, values).await?;
    Ok(Removed::Yes)
}
