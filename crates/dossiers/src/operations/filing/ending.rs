//! Closed before it is filed.

use accounts::Visit;
use sqlx::PgConnection;

use super::super::{DossierId, NotDone, Who, acting, withdrawal};
use crate::status::Closing;
use crate::tracks::Reason;
use crate::{Change, Refusal, State};

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
