//! Ready to be filed, filed, followed to the title; or closed before.

use std::collections::BTreeMap;

use accounts::Visit;
use sqlx::PgConnection;

use super::pieces::{Seen, decide};
use super::{DossierId, NotDone, Who, acting, withdrawal};
use crate::status::Closing;
use crate::tracks::Reason;
use crate::tracks::filing::Step;
use crate::{Change, Personal, Refusal, State};

/// Longest number of the administration, and longest reference of a vault, in characters.
const NUMBER_MAX: usize = 80;

/// Marks it ready to be filed.
///
/// # Errors
///
/// What is open, by name; [`NotDone::Changed`].
pub async fn ready(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
) -> Result<State, NotDone> {
    decide(conn, visit, seen, id, Change::Ready, Personal::default()).await
}

/// Takes that back.
///
/// # Errors
///
/// [`NotDone::Changed`], or a [`Refusal`].
pub async fn not_ready(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    reason: Reason,
) -> Result<State, NotDone> {
    decide(conn, visit, seen, id, Change::NotReady { reason }, Personal::default()).await
}

/// Records a step of the filing, with the numbers that it gave by name (`ants_dossier_number`, `cpi_numero`, …).
///
/// # Errors
///
/// [`Refusal::NoSuchStep`], [`Refusal::ReasonNeeded`], [`Refusal::BadText`]; [`NotDone::Changed`].
pub async fn step(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    (step, reason): (Step, Option<Reason>),
    numbers: BTreeMap<String, String>,
) -> Result<State, NotDone> {
    let fits = |text: &String| text.chars().count() <= NUMBER_MAX && !text.contains('\0');
    if !numbers.iter().all(|(name, number)| fits(name) && fits(number)) {
        return Err(Refusal::BadText.into());
    }
    let numbers = numbers.into_iter().map(|(name, number)| (name, number.trim().to_owned()));
    let personal = Personal { numbers: numbers.collect(), ..Personal::default() };
    decide(conn, visit, seen, id, Change::FilingStepped { step, reason }, personal).await
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

/// Cancels it, by the customer or the staff, before it is filed.
///
/// # Errors
///
/// [`Refusal::AlreadyFiled`], [`Refusal::Closed`].
pub async fn cancel(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    reason: Reason,
) -> Result<State, NotDone> {
    close(conn, visit, who, id, (Closing::Annule, reason)).await
}

/// Withdraws from the contract until [`withdrawal::ends`]. What is refunded, payments say.
///
/// # Errors
///
/// [`Refusal::TooLateToWithdraw`], [`Refusal::AlreadyFiled`], [`Refusal::NotOrdered`].
pub async fn withdraw(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    reason: Reason,
) -> Result<State, NotDone> {
    close(conn, visit, who, id, (Closing::Retracte, reason)).await
}

/// Gives it up, after reminders without an answer or because the house cannot do it.
///
/// # Errors
///
/// [`Refusal::AlreadyFiled`], [`Refusal::Closed`].
pub async fn give_up(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    (how, reason): (Closing, Reason),
) -> Result<State, NotDone> {
    if !who.is_of_the_house() {
        return Err(NotDone::Missing);
    }
    close(conn, visit, who, id, (how, reason)).await
}

async fn close(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    (how, reason): (Closing, Reason),
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    if how == Closing::Retracte {
        let ordered = open.state.order.as_ref().ok_or(Refusal::NotOrdered)?.at;
        if open.now >= withdrawal::ends(ordered)?.into() {
            return Err(Refusal::TooLateToWithdraw.into());
        }
    }
    open.make(Change::Closed { how, reason })?;
    Ok(open.save(conn).await?)
}
