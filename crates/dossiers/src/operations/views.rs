//! Saved views: a filter of the lists that somebody of the staff keeps under a name of their own.

use accounts::{PersonId, Visit};
use sqlx::PgConnection;

use super::Failure;
use super::store::desk;
use crate::Refusal;

/// Most views of one person.
pub const MOST: i64 = 20;
/// Longest name of a view, in characters.
const NAME_MAX: usize = 60;
/// Longest filter, in characters.
const QUERY_MAX: usize = 500;

/// A view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its name.
    pub name: String,
    /// The filter, as the address of the list has it.
    pub query: String,
}

/// The views of `person`, by name.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of(conn: &mut PgConnection, person: PersonId) -> Result<Vec<View>, Failure> {
    Ok(desk::views(conn, person.0, MOST).await?)
}

/// Keeps `query` under `name` for `person`; one of that name is replaced. A name or a filter that is empty or too long,
/// and one view too many, are refused.
///
/// # Errors
///
/// When the database does not answer.
pub async fn keep(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
    (name, query): (&str, &str),
) -> Result<Result<(), Refusal>, Failure> {
    let name = name.trim();
    let fits = |text: &str, most: usize| {
        !text.is_empty() && text.chars().count() <= most && !text.contains('\0')
    };
    if !fits(name, NAME_MAX) || !fits(query, QUERY_MAX) {
        return Ok(Err(Refusal::BadText));
    }
    let kept = desk::views(conn, person.0, MOST).await?;
    let full = i64::try_from(kept.len()).is_ok_and(|kept| kept >= MOST);
    if full && kept.iter().all(|view| view.name != name) {
        return Ok(Err(Refusal::BadText));
    }
    desk::keep_view(conn, visit.tenant().0, person.0, (name, query), visit.now).await?;
    Ok(Ok(()))
}

/// Forgets the view `name` of `person`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn forget(conn: &mut PgConnection, person: PersonId, name: &str) -> Result<(), Failure> {
    Ok(desk::forget_view(conn, person.0, name).await?)
}
