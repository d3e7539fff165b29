//! What can be done with tokens: free functions in the caller's transaction, for the tenant that it entered.
//!
//! What a program is answered is a value, to be committed whatever it is: a refused refresh has revoked a family.

mod audited;
pub mod grants;
mod holder;
pub mod keys;
mod store;

use access::{Act, may};
use accounts::operations::Failure;
use accounts::{Person, PersonId, Visit};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Scopes;

pub use holder::{Holder, holder};

/// Whether `person` may hold tokens at all. Whoever works for a house comes in with a passkey, and never by a program.
fn may_hold(person: &Person) -> bool {
    !person.is_staff() && may(&person.roles, Act::UseApi).is_some()
}

fn scopes_of(table: &'static str, ids: &[String]) -> Result<Scopes, Failure> {
    Scopes::parse(&ids.join(" ")).ok_or(Failure::Row { table, what: "scopes" })
}

/// A program that is signed in for somebody.
#[derive(Clone, Debug)]
pub struct Program {
    /// The sign-in, in forms.
    pub id: Uuid,
    /// The program and its system, as it names itself.
    pub device: String,
    /// Since when.
    pub created_at: Timestamp,
}

/// The programs that are signed in for `person`, latest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn programs(
    conn: &mut PgConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<Program>, sqlx::Error> {
    let found = store::families::of(conn, person.0, now).await?;
    let program = |row: store::families::Program| Program {
        id: row.id,
        device: row.device,
        created_at: row.created_at.to_jiff(),
    };
    Ok(found.into_iter().map(program).collect())
}

/// Ends one sign-in by a program of `person`; `false` when it is not theirs, or is no more.
///
/// # Errors
///
/// When the database or the audit fails.
pub async fn end_program(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    id: Uuid,
) -> Result<bool, Failure> {
    let ended = store::families::revoke_own(conn, person.id.0, id, visit.now).await?;
    if ended {
        audited::ended(conn, visit, person, id).await?;
    }
    Ok(ended)
}

/// Ends every sign-in by a program of `person`: how many. Their access tokens serve no more from then on.
///
/// A changed password does so by itself; the keys of [`keys`] are left alone.
///
/// # Errors
///
/// When the database does not answer.
pub async fn revoke_all(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
) -> Result<u64, sqlx::Error> {
    store::families::revoke_all(conn, person.0, visit.now).await
}

/// Deletes what is past its time: how many rows.
///
/// # Errors
///
/// When the database does not answer.
pub async fn purge(conn: &mut PgConnection, now: Timestamp) -> Result<u64, sqlx::Error> {
    let kept_since = now - grants::REVOKED_KEPT;
    Ok(store::families::purge(conn, now, kept_since).await?
        + store::keys::purge(conn, now - keys::DEAD_KEPT).await?)
}
