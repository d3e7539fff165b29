//! Who signs in by a program: the same proofs as in a browser, counted alike, and no session.

use access::Role;
use serde_json::json;
use sqlx::PgConnection;

use super::{Known, PersonId};
use crate::operations::audited::{Act, Whose, note};
use crate::operations::limits::{self, Counted, Wait};
use crate::operations::second_factor::{self, Used};
use crate::operations::sessions::Method;
use crate::operations::told::{self, Letter, To};
use crate::operations::{Failure, store};
use crate::{Person, Visit};

/// What a proof led to.
#[derive(Debug)]
pub enum Proved {
    /// It is this person, by this proof.
    Person(Box<Person>, Method),
    /// The password is right, and a code is wanted too.
    CodeWanted,
    /// The password is right, the code is not.
    CodeWrong,
    /// It is not right. Nothing says what: the address, the password, or that it may not be used here.
    Wrong,
    /// Too often.
    Wait(Wait),
}

/// Who it is, when the password was `right` and is still the one that was compared, the `code` is right where one is
/// wanted, and `admitted` lets them through.
///
/// # Errors
///
/// When the database fails.
pub async fn prove(
    conn: &mut PgConnection,
    visit: &Visit,
    known: &Known,
    right: bool,
    code: Option<&str>,
    admitted: fn(&Person) -> bool,
) -> Result<Proved, Failure> {
    let still = store::people::by_email(conn, &known.email.folded()).await?;
    let person = match (&known.person, still) {
        (Some((id, hash)), Some((same, now))) if right && id.0 == same && *hash == now => {
            store::people::find(conn, same).await?.filter(admitted)
        }
        _ => None,
    };
    let Some(person) = person else {
        let payload = json!({ "method": "password", "api": true });
        note(conn, visit, Act::SignInRefused, Whose::House, &payload).await?;
        return Ok(Proved::Wrong);
    };
    limits::forget(conn, visit, Counted::Password(&known.email.folded())).await?;
    if !person.has_totp {
        return Ok(Proved::Person(Box::new(person), Method::Password));
    }
    let Some(code) = code else { return Ok(Proved::CodeWanted) };
    with_code(conn, visit, person, code).await
}

async fn with_code(
    conn: &mut PgConnection,
    visit: &Visit,
    person: Person,
    code: &str,
) -> Result<Proved, Failure> {
    let PersonId(id) = person.id;
    if let Some(wait) = limits::count(conn, visit, Counted::Code(id)).await? {
        return Ok(Proved::Wait(wait));
    }
    let Some(used) = second_factor::accepts(conn, visit, person.id, code).await? else {
        let payload = json!({ "method": "code", "api": true });
        note(conn, visit, Act::SignInRefused, Whose::Somebody(person.id), &payload).await?;
        return Ok(Proved::CodeWrong);
    };
    limits::forget(conn, visit, Counted::Code(id)).await?;
    let method = match used {
        Used::Application => Method::Totp,
        Used::Paper => Method::Recovery,
    };
    Ok(Proved::Person(Box::new(person), method))
}

/// Writes down that `person` signed in by a program, and tells them when it is a new one.
///
/// # Errors
///
/// When the database fails.
pub async fn entered(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    method: Method,
    is_new: bool,
) -> Result<(), Failure> {
    let role = person.roles.first().copied().unwrap_or(Role::Client);
    let payload = json!({ "method": method.id(), "api": true });
    note(conn, visit, Act::SignIn, Whose::Own(person.id, role), &payload).await?;
    if is_new {
        let unnamed = person.lang.pick("un programme (API)", "a program (API)");
        let device = if visit.device.is_empty() { unnamed } else { &visit.device };
        let values = json!({ "device": device });
        told::tell(conn, visit, To::person(person), Letter::NewSignIn, values).await?;
    }
    Ok(())
}
