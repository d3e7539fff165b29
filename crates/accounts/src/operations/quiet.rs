//! Accounts that nobody uses any more: their people are warned, then they are closed (CNIL: three years after the last
//! contact). Whoever works for the house is not concerned: an admin takes their rights.

use jiff::SignedDuration;
use serde_json::json;
use sqlx::PgConnection;

use super::told::{self, Letter, To};
use super::{Failure, people, store};
use crate::{PersonId, Visit};

/// How long an account lives without its person.
pub const UNUSED: SignedDuration = SignedDuration::from_hours(24 * 365 * 3);
/// How long before its end they are warned.
pub const WARNED: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How many at once: the rest is for the next day.
const MOST: i64 = 500;

/// Warns whose account is about to be closed: how many.
///
/// # Errors
///
/// When the database fails.
pub async fn warn(conn: &mut PgConnection, visit: &Visit) -> Result<usize, Failure> {
    let quiet = store::people::quiet(conn, visit.now - UNUSED + WARNED, MOST).await?;
    for person in &quiet {
        let values = json!({
            "link": format!("{}{}", visit.origin, person.lang.pick("/connexion", "/en/sign-in")),
            "until": (visit.now + WARNED).to_string(),
        });
        told::tell(conn, visit, To::person(person), Letter::AccountQuiet, values).await?;
        store::people::warned(conn, person.id.0, visit.now).await?;
    }
    Ok(quiet.len())
}

/// Closes the accounts whose people were warned and did not come: whose they were.
///
/// # Errors
///
/// When the database fails.
pub async fn close(conn: &mut PgConnection, visit: &Visit) -> Result<Vec<PersonId>, Failure> {
    let warned = store::people::warned_before(conn, visit.now - WARNED, MOST).await?;
    for person in &warned {
        people::close(conn, visit, person).await?;
    }
    Ok(warned.iter().map(|person| person.id).collect())
}
