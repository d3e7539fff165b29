//! The vault: whose papers it does not have yet, and the reference under which it has them.

use accounts::Visit;
use jiff::Timestamp;
use sqlx::PgConnection;

use super::super::pieces::{Seen, decide};
use super::super::{DossierId, NotDone, Who, acting, store, time};
use super::NUMBER_MAX;
use crate::items::Priority;
use crate::tracks::Archive;
use crate::{Change, Id, Personal, Refusal, State};

/// Dossiers whose papers the vault does not have, of which the ids alone are read: all of them.
const ALL: i64 = i64::MAX;

/// Dossiers that were filed before `before`, and whose papers the vault does not have yet: every one, for they stay in this
/// list once they were asked about.
///
/// # Errors
///
/// When the database does not answer.
pub async fn out_of_vault(
    conn: &mut PgConnection,
    before: Timestamp,
) -> Result<Vec<DossierId>, sqlx::Error> {
    let ids = store::filing::out_of_vault(conn, before, ALL).await?;
    Ok(ids.into_iter().map(DossierId).collect())
}

/// Adds a task that asks for the reference of the vault, once for each filing; `false` when it was asked for already, or
/// is there.
///
/// # Errors
///
/// [`Refusal::BadText`]; [`NotDone::Missing`].
pub async fn ask_for_vault(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
    words: &str,
) -> Result<bool, NotDone> {
    let mut open = acting::open(conn, visit, Who::House, id).await?;
    let Some(filed_at) = open.state.filed_at else { return Ok(false) };
    let task = Id(id.0.as_u128() ^ u128::from(filed_at.0.unsigned_abs()));
    if open.state.archive != Archive::ToDeposit || open.state.tasks.contains_key(&task) {
        return Ok(false);
    }
    let due_on = Some(time::paris(visit.now)?);
    let change = Change::TaskAdded { task, assignee: None, priority: Priority::High, due_on };
    open.make_with(change, Personal::of_words(words))?;
    open.save(conn).await?;
    Ok(true)
}

/// Records that the vault has the papers, under `reference`.
///
/// # Errors
///
/// [`Refusal::NoSuchStep`] unless it is filed and not deposited yet.
pub async fn deposit(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    reference: &str,
) -> Result<State, NotDone> {
    let vault = reference.trim().to_owned();
    if vault.is_empty() || vault.chars().count() > NUMBER_MAX || vault.contains('\0') {
        return Err(Refusal::BadText.into());
    }
    decide(conn, visit, seen, id, Change::Deposited { vault }, Personal::default()).await
}
