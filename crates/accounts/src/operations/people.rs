//! People: found, listed, changed; their rights; closing.

use access::Role;
use jiff::Timestamp;
use sealing::Token;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Email, Lang};

use super::audited::{Act, Whose, note};
use super::links::{self, Looked, Purpose};
use super::sign_up::{Asked, may_write};
use super::told::{self, Letter, To};
use super::{Failure, sessions, store};
use crate::{Person, PersonId, Profile, Tell, Visit};

/// The person `id` of this house.
///
/// # Errors
///
/// When the database does not answer.
pub async fn find(conn: &mut PgConnection, id: PersonId) -> Result<Option<Person>, Failure> {
    store::people::find(conn, id.0).await
}

/// Those of `ids` who are people of this house, in no order.
///
/// # Errors
///
/// When the database does not answer.
pub async fn several(conn: &mut PgConnection, ids: &[PersonId]) -> Result<Vec<Person>, Failure> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    store::people::several(conn, &ids).await
}

/// The person who has `email` in this house.
///
/// # Errors
///
/// When the database does not answer.
pub async fn by_email(conn: &mut PgConnection, email: &Email) -> Result<Option<Person>, Failure> {
    match store::people::by_email(conn, &email.folded()).await? {
        Some((id, _)) => store::people::find(conn, id).await,
        None => Ok(None),
    }
}

/// What `person`'s password is compared with, when they have one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn password_of(
    conn: &mut PgConnection,
    person: &Person,
) -> Result<Option<String>, sqlx::Error> {
    let found = store::people::by_email(conn, &person.email.folded()).await?;
    Ok(found.and_then(|(_, hash)| hash))
}

/// Keeps what `person` says of themselves.
///
/// # Errors
///
/// When the database does not answer.
pub async fn save_profile(
    conn: &mut PgConnection,
    person: PersonId,
    profile: &Profile,
    lang: Lang,
    tell: Tell,
) -> Result<(), sqlx::Error> {
    store::people::set_profile(conn, person.0, profile, lang, tell).await
}

/// Nobody of the house who has the telephone `phone`, in international form, is told by SMS any more; says how many there
/// were.
///
/// # Errors
///
/// When the database does not answer.
pub async fn stop_texts(conn: &mut PgConnection, phone: &str) -> Result<u64, sqlx::Error> {
    store::people::stop_texts(conn, phone).await
}

/// Another password for `person`, or none any more: every other session ends, and they are told.
///
/// # Errors
///
/// When the database does not answer.
pub async fn change_password(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
    hash: Option<&str>,
    but: Option<Uuid>,
) -> Result<(), Failure> {
    let found = store::people::find(conn, person.0).await?.ok_or(sqlx::Error::RowNotFound)?;
    store::people::set_password(conn, person.0, hash, visit.now).await?;
    sessions::end_all(conn, person, but).await?;
    links::use_up_of(conn, person, Purpose::Reset, visit.now).await?;
    links::use_up_of(conn, person, Purpose::SignIn, visit.now).await?;
    // Whoever did not ask for another address stops it by choosing another password.
    links::use_up_of(conn, person, Purpose::ChangeEmail, visit.now).await?;
    note(
        conn,
        visit,
        Act::PasswordChanged,
        Whose::own(&found),
        &json!({ "removed": hash.is_none() }),
    )
    .await?;
    let values = json!({ "link": forgot(visit, found.lang) });
    told::tell(conn, visit, To::person(&found), Letter::PasswordChanged, values).await?;
    Ok(())
}

/// Where another password is chosen by a letter: it ends every session and every link of before.
fn forgot(visit: &Visit, lang: Lang) -> String {
    format!("{}{}", visit.origin, lang.pick("/mot-de-passe", "/en/password"))
}

/// Sends a link to the new address of `person`. The answer is the same when somebody has that address.
///
/// # Errors
///
/// When the database fails.
pub async fn ask_email(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    new: &Email,
) -> Result<Asked, Failure> {
    if let Some(wait) = may_write(conn, visit, new).await? {
        return Ok(Asked::Wait(wait));
    }
    links::use_up_of(conn, person.id, Purpose::ChangeEmail, visit.now).await?;
    let told = match store::people::by_email(conn, &new.folded()).await? {
        Some((other, _)) if other != person.id.0 => {
            let other = (Some(PersonId(other)), new);
            links::send(conn, visit, Purpose::SignIn, other, Letter::AccountExists).await?
        }
        _ => {
            let here = (Some(person.id), new);
            let told =
                links::send(conn, visit, Purpose::ChangeEmail, here, Letter::EmailChangeConfirm)
                    .await?;
            // The old address is told before it changes: its holder can still object.
            let values = json!({
                "link": forgot(visit, person.lang),
                "new_address": new.masked(),
                "until": (visit.now + Purpose::ChangeEmail.lives()).to_string(),
            });
            told::tell(conn, visit, To::person(person), Letter::EmailChangeTold, values).await?;
            told
        }
    };
    Ok(Asked::Told(told))
}

/// Takes the address that the link under `token` proves; the old one is told.
///
/// # Errors
///
/// When the database does not answer.
pub async fn change_email(
    conn: &mut PgConnection,
    visit: &Visit,
    token: &Token,
) -> Result<Looked, Failure> {
    let looked = links::look(conn, token, Purpose::ChangeEmail, visit.now).await?;
    let Looked::Fresh(link) = &looked else {
        note(conn, visit, Act::Refused, Whose::House, &json!({ "way": "change_email" })).await?;
        return Ok(looked);
    };
    links::use_up(conn, token, visit.now).await?;
    let id = link.person.ok_or(sqlx::Error::RowNotFound)?;
    let before = store::people::find(conn, id.0).await?.ok_or(sqlx::Error::RowNotFound)?;
    if !store::people::set_email(conn, id.0, &link.email).await? {
        // Somebody took it meanwhile.
        return Ok(Looked::Gone);
    }
    // What was sent to the old address opens nothing any more.
    links::use_up_of(conn, id, Purpose::SignIn, visit.now).await?;
    links::use_up_of(conn, id, Purpose::Reset, visit.now).await?;
    note(conn, visit, Act::EmailChanged, Whose::own(&before), &json!({})).await?;
    Ok(looked)
}

/// A line of the list of people.
#[derive(Clone, Debug)]
pub struct Line {
    /// Who.
    pub id: PersonId,
    /// Address.
    pub email: String,
    /// Name, when they said it.
    pub name: String,
    /// Rights.
    pub roles: Vec<Role>,
    /// Passkeys.
    pub passkeys: i64,
    /// Since when.
    pub created_at: Timestamp,
    /// Last sign of life.
    pub last_seen_at: Timestamp,
}

/// Lines of a page of the list.
pub const PAGE: i64 = 50;

/// People whose address or name holds `words`, newest first, a page after `after`; staff only when asked.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(
    conn: &mut PgConnection,
    words: &str,
    only_staff: bool,
    after: Option<Uuid>,
) -> Result<Vec<Line>, sqlx::Error> {
    let staff: Vec<String> =
        Role::ALL.iter().filter(|role| role.is_staff()).map(|role| role.id().to_owned()).collect();
    let staff = only_staff.then_some(staff.as_slice());
    let rows = store::people::list(conn, words.trim(), staff, after, PAGE).await?;
    Ok(rows
        .into_iter()
        .map(|row| Line {
            id: PersonId(row.id),
            email: row.email,
            name: row.name,
            roles: row.roles.iter().filter_map(|role| Role::parse(role)).collect(),
            passkeys: row.passkeys,
            created_at: row.created_at.to_jiff(),
            last_seen_at: row.last_seen_at.to_jiff(),
        })
        .collect())
}

/// What became of a change of rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Righted {
    /// Done.
    Done,
    /// It was so already.
    Already,
    /// The house would have no admin any more.
    LastAdmin,
    /// One's own right to change rights is somebody else's to take.
    OneSelf,
}

/// Gives `role` to `person`, or takes it. Their sessions end: rights are those of a new sign-in.
///
/// # Errors
///
/// When the database does not answer.
pub async fn set_right(
    conn: &mut PgConnection,
    visit: &Visit,
    actor: &Person,
    person: &Person,
    (role, given): (Role, bool),
) -> Result<Righted, Failure> {
    if role == Role::Admin && !given {
        if actor.id == person.id {
            return Ok(Righted::OneSelf);
        }
        if store::people::lock_holders(conn, Role::Admin).await? <= 1 {
            return Ok(Righted::LastAdmin);
        }
    }
    let tenant = visit.tenant().0;
    let changed = if given {
        store::people::grant(conn, tenant, person.id.0, role, Some(actor.id.0), visit.now).await?
    } else {
        store::people::revoke(conn, person.id.0, role).await?
    };
    if !changed {
        return Ok(Righted::Already);
    }
    if actor.id != person.id {
        sessions::end_all(conn, person.id, None).await?;
    }
    let act = if given { Act::RoleGranted } else { Act::RoleRevoked };
    note(conn, visit, act, Whose::By(actor, person.id), &json!({ "role": role.id() })).await?;
    Ok(Righted::Done)
}

/// Closes `person`'s account and erases it: nothing is left but what a rule of conservation keeps, and the chain of
/// the audit, whose payloads nobody can open any more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn close(conn: &mut PgConnection, visit: &Visit, person: &Person) -> Result<(), Failure> {
    note(conn, visit, Act::PersonClosed, Whose::own(person), &json!({})).await?;
    notifications::operations::forget_person(
        conn,
        person.id.0,
        Some(person.email.as_str()),
        visit.now,
    )
    .await?;
    store::links::forget(conn, person.email.as_str()).await?;
    store::people::delete(conn, person.id.0).await?;
    note(conn, visit, Act::PersonErased, Whose::Erased(person.id), &json!({})).await?;
    sealing::operations::erase(conn, person.id.0, visit.now).await?;
    // To nobody's account: the last letter, which is itself forgotten with its address.
    let to = To { person: None, email: &person.email, lang: person.lang };
    let values = json!({ "link": visit.address("/", "/en") });
    told::tell(conn, visit, to, Letter::AccountClosed, values).await?;
    Ok(())
}
