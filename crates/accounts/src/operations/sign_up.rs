//! Signing up: an address first. Whoever holds its letters chooses how to come back.

use access::Role;
use sealing::Token;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Email;

use super::audited::{Act, Whose, note};
use super::limits::{self, Counted, Wait};
use super::links::{self, Link, Looked, Purpose};
use super::sessions::{self, Method, Opened};
use super::told::{self, Letter, Told};
use super::{Failure, store};
use crate::passkeys::Made;
use crate::{PersonId, Visit};

/// What became of a demand for a letter. The same whether somebody has the address or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A letter is under way.
    Told(Told),
    /// Too often.
    Wait(Wait),
}

/// Somebody at `email` wants an account: the letter to that address says how to go on, or that there is one.
///
/// # Errors
///
/// When the database fails.
pub async fn ask(conn: &mut PgConnection, visit: &Visit, email: &Email) -> Result<Asked, Failure> {
    if let Some(wait) = may_write(conn, visit, email).await? {
        return Ok(Asked::Wait(wait));
    }
    let folded = email.folded();
    let told = match store::people::by_email(conn, &folded).await? {
        None => {
            links::send(conn, visit, Purpose::SignUp, (None, email), Letter::VerifyEmail).await?
        }
        Some((person, _)) => {
            // A link as well: the one who forgot that they had an account comes in, and both cases take as long.
            let person = Some(PersonId(person));
            links::send(conn, visit, Purpose::SignIn, (person, email), Letter::AccountExists)
                .await?
        }
    };
    Ok(Asked::Told(told))
}

/// Counts a letter to an address, from a network.
pub(super) async fn may_write(
    conn: &mut PgConnection,
    visit: &Visit,
    email: &Email,
) -> Result<Option<Wait>, Failure> {
    if let Some(wait) = limits::count(conn, visit, Counted::Network).await? {
        return Ok(Some(wait));
    }
    Ok(limits::count(conn, visit, Counted::Letter(&email.folded())).await?)
}

/// How a new person will come back.
#[derive(Debug)]
pub enum Credential {
    /// With a passkey, made for this identifier.
    Passkey(PersonId, Made, String),
    /// With a password: its hash.
    Password(String),
}

/// What became of an account to be made.
#[derive(Debug)]
pub enum Joined {
    /// The account is there, and a session of it.
    Opened(Opened),
    /// The link was used, or is no more.
    Refused(Looked),
    /// This link does not go with this credential: staff comes with a passkey.
    PasskeyOnly,
}

/// Makes the account that the link under `token` is for.
///
/// # Errors
///
/// When the database fails.
pub async fn join(
    conn: &mut PgConnection,
    visit: &Visit,
    token: &Token,
    purpose: Purpose,
    credential: Credential,
) -> Result<Joined, Failure> {
    let link = match links::look(conn, token, purpose, visit.now).await? {
        Looked::Fresh(link) => link,
        other => {
            note(conn, visit, Act::SignInRefused, Whose::House, &json!({ "method": "sign_up" }))
                .await?;
            return Ok(Joined::Refused(other));
        }
    };
    if purpose == Purpose::StaffInvite && matches!(credential, Credential::Password(_)) {
        return Ok(Joined::PasskeyOnly);
    }
    links::use_up(conn, token, visit.now).await?;
    let Some(person) = account(conn, visit, &link, &credential).await? else {
        return Ok(Joined::Refused(Looked::Used));
    };
    let method = keep(conn, visit, person, credential).await?;
    for role in roles(&link) {
        if store::people::grant(conn, visit.tenant().0, person.0, role, None, visit.now).await? {
            note(
                conn,
                visit,
                Act::RoleGranted,
                Whose::Own(person, role),
                &json!({ "role": role.id() }),
            )
            .await?;
        }
    }
    let found = store::people::find(conn, person.0).await?.ok_or(sqlx::Error::RowNotFound)?;
    if link.person.is_some() {
        // Sessions of before had other rights and other lives; and a key that is added is told.
        sessions::end_all(conn, person, None).await?;
        let values = json!({ "label": super::passkeys::key_name(visit) });
        told::tell(conn, visit, told::To::person(&found), Letter::PasskeyAdded, values).await?;
    }
    let opened = sessions::open(conn, visit, &found, method).await?;
    let role = found.roles.first().copied().unwrap_or(Role::Client);
    note(conn, visit, Act::SignIn, Whose::Own(person, role), &json!({ "method": method.id() }))
        .await?;
    Ok(Joined::Opened(opened))
}

/// The account of the link: a new one, or (an invitation of somebody who has one) theirs.
async fn account(
    conn: &mut PgConnection,
    visit: &Visit,
    link: &Link,
    credential: &Credential,
) -> Result<Option<PersonId>, Failure> {
    let id = match (link.person, credential) {
        (Some(person), _) => return Ok(Some(person)),
        (None, Credential::Passkey(id, ..)) => *id,
        (None, Credential::Password(_)) => PersonId(Uuid::now_v7()),
    };
    let made =
        store::people::insert(conn, visit.tenant().0, id.0, &link.email, visit.lang, visit.now)
            .await?;
    Ok(made.then_some(id))
}

async fn keep(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
    credential: Credential,
) -> Result<Method, Failure> {
    Ok(match credential {
        Credential::Password(hash) => {
            store::people::set_password(conn, person.0, Some(&hash), visit.now).await?;
            Method::Password
        }
        Credential::Passkey(_, made, name) => {
            super::passkeys::insert(conn, visit, person, &made, &name).await?;
            Method::Passkey
        }
    })
}

/// The roles that a link gives: those of the invitation, else a customer's.
fn roles(link: &Link) -> Vec<Role> {
    match link.purpose {
        Purpose::StaffInvite => invited_roles(&link.state),
        _ => vec![Role::Client],
    }
}

/// The roles that are written in an invitation.
pub(super) fn invited_roles(state: &serde_json::Value) -> Vec<Role> {
    let roles = state.get("roles").and_then(|roles| roles.as_array());
    roles.into_iter().flatten().filter_map(|role| Role::parse(role.as_str()?)).collect()
}

/// Invites `email` to work for the house with `roles` by a letter: the address of its link, and whether somebody has an
/// account there already.
///
/// # Errors
///
/// When the database fails.
pub async fn invite(
    conn: &mut PgConnection,
    visit: &Visit,
    email: &Email,
    roles: &[Role],
) -> Result<(String, bool), Failure> {
    let person = store::people::by_email(conn, &email.folded()).await?.map(|(id, _)| PersonId(id));
    let names: Vec<&str> = roles.iter().map(|role| role.id()).collect();
    let state = json!({ "roles": names });
    let made = links::make(conn, visit, Purpose::StaffInvite, (person, email), state).await?;
    let address = made.address;
    let values = json!({
        "link": address,
        "until": (visit.now + Purpose::StaffInvite.lives()).to_string(),
        "inviter": visit.house.identity.brand,
        "role": names.join(", "),
    });
    let to = told::To { person, email, lang: visit.lang };
    told::tell(conn, visit, to, Letter::StaffInvitation, values).await?;
    Ok((address, person.is_some()))
}
