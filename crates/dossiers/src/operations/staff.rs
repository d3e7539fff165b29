//! Who works on what: taken, given back, given to somebody, one or many.

use accounts::{PersonId, Visit};
use sqlx::PgConnection;

use super::pieces::{Seen, decide};
use super::{DossierId, Failure, NotDone, Who, acting};
use crate::items::Priority;
use crate::{Change, Id, Personal, Refusal, State};

/// Takes the dossier, unless somebody else has it.
///
/// # Errors
///
/// [`Refusal::Taken`].
pub async fn claim(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    let me = Id::from(seen.by.id.0);
    match open.state.assignee {
        Some(other) if other != me => return Err(Refusal::Taken.into()),
        Some(_) => {}
        None => open.make(Change::Assigned { to: Some(me) })?,
    }
    Ok(open.save(conn).await?)
}

/// Gives it back, if one has it.
///
/// # Errors
///
/// [`Refusal::Taken`] when somebody else has it.
pub async fn release(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    match open.state.assignee {
        Some(other) if other != Id::from(seen.by.id.0) => return Err(Refusal::Taken.into()),
        Some(_) => open.make(Change::Assigned { to: None })?,
        None => {}
    }
    Ok(open.save(conn).await?)
}

/// Gives it to `to`, whoever has it.
///
/// # Errors
///
/// [`NotDone::Changed`] when somebody else gave it since.
pub async fn assign(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    to: Option<PersonId>,
) -> Result<State, NotDone> {
    let to = to.map(|person| Id::from(person.0));
    decide(conn, visit, seen, id, Change::Assigned { to }, Personal::default()).await
}

/// What became of each of several: given, or why not.
pub type Each = Vec<(DossierId, Result<i64, NotDone>)>;

/// Gives several dossiers to `to`, each with the version that the list showed. One that cannot be given stays as it is.
///
/// # Errors
///
/// Only when the database does not answer.
pub async fn assign_all(
    conn: &mut PgConnection,
    visit: &Visit,
    by: &accounts::Person,
    dossiers: &[(DossierId, i64)],
    to: Option<PersonId>,
) -> Result<Each, Failure> {
    // In one order, whoever asks: two that give the same dossiers wait for each other, never both.
    let mut ordered = dossiers.to_vec();
    ordered.sort_unstable();
    ordered.dedup_by_key(|(id, _)| *id);
    let mut each = Vec::with_capacity(ordered.len());
    for (id, version) in ordered {
        let seen = Seen { by, version: Some(version) };
        match assign(conn, visit, seen, id, to).await {
            Err(NotDone::Failed(failure)) => return Err(failure),
            other => each.push((id, other.map(|state| state.version))),
        }
    }
    Ok(each)
}

/// Makes it press more, or less.
///
/// # Errors
///
/// [`NotDone::Changed`], or a [`Refusal`].
pub async fn prioritise(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    priority: Priority,
) -> Result<State, NotDone> {
    decide(conn, visit, seen, id, Change::Prioritised { priority }, Personal::default()).await
}
