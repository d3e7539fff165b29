//! What becomes of pieces when people change their minds and dossiers end. Everything here is said by the dossier's crate,
//! which knows; [`purging`](super::purging) does it.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store;
use crate::retention::after;
use crate::{Class, Ending, Rule, State};

/// Days that a piece which was taken back is kept, for whoever did so by mistake.
const WITHDRAWN_DAYS: i32 = 7;

/// Why a piece cannot be taken back.
#[derive(Debug, thiserror::Error)]
pub enum NotWithdrawn {
    /// No such piece, or it is gone.
    #[error("no such piece")]
    Missing,
    /// It was filed with the administration: the law keeps it.
    #[error("it was filed")]
    Filed,
    /// The database did not answer.
    #[error("the database could not be reached")]
    Database(#[from] sqlx::Error),
}

/// Takes the piece `id` back at `now`: it is shown to nobody from then on, and destroyed after a week. `by`: what takes
/// its place. Done twice, it is as once.
///
/// # Errors
///
/// [`NotWithdrawn`]; nothing changes then.
pub async fn withdraw(
    conn: &mut PgConnection,
    id: Uuid,
    by: Option<Uuid>,
    (now, today): (Timestamp, Date),
) -> Result<(), NotWithdrawn> {
    if !store::documents::lock(conn, id).await? {
        return Err(NotWithdrawn::Missing);
    }
    let kept = store::documents::find(conn, id).await?.ok_or(NotWithdrawn::Missing)?;
    if matches!(kept.document.state, State::Destroyed(_)) {
        return Err(NotWithdrawn::Missing);
    }
    if kept.document.destroyed.is_some_and(|(_, rule)| rule.is_kept_by_law()) {
        return Err(NotWithdrawn::Filed);
    }
    let goes = (after(today, WITHDRAWN_DAYS), Rule::WithdrawnSevenDays);
    Ok(store::documents::withdraw(conn, id, by, goes, now).await?)
}

/// The dossier ended: each of its pieces is kept as long as its [`Class`] says, and what the law keeps no shorter than
/// before. To be called again when another piece came to it since.
///
/// # Errors
///
/// When the database does not answer.
pub async fn ended(
    conn: &mut PgConnection,
    dossier: Uuid,
    ending: Ending,
) -> Result<u64, sqlx::Error> {
    let mut pieces = 0;
    for class in Class::ALL {
        pieces += store::documents::end(conn, dossier, *class, class.destroyed_on(ending)).await?;
    }
    Ok(pieces)
}

/// The dossier lives again, or ends anew: its pieces are kept until it ends, from then on. What was destroyed stays so.
///
/// # Errors
///
/// When the database does not answer.
pub async fn reopened(conn: &mut PgConnection, dossier: Uuid) -> Result<u64, sqlx::Error> {
    store::documents::reopen(conn, dossier).await
}

/// Nothing of the dossier is destroyed while it is `held`: the vault has not answered for it yet (decision 10). What is
/// about health never waits for that: it goes at the filing (decision 11).
///
/// # Errors
///
/// When the database does not answer.
pub async fn hold(conn: &mut PgConnection, dossier: Uuid, held: bool) -> Result<u64, sqlx::Error> {
    store::documents::hold(conn, dossier, held).await
}

/// The dossiers after `after`, at most `most`, of which a piece has no day to be destroyed on, or is held: to be asked what
/// became of them.
///
/// # Errors
///
/// When the database does not answer.
pub async fn unsettled(
    conn: &mut PgConnection,
    after: Uuid,
    most: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    store::documents::unsettled(conn, after, most).await
}

/// The person asks for the pieces of a dossier to be destroyed: all that no law keeps goes at the next purge, which may
/// follow at once. How many that is; the others keep their day.
///
/// # Errors
///
/// When the database does not answer.
pub async fn ask_destruction(
    conn: &mut PgConnection,
    dossier: Uuid,
    today: Date,
) -> Result<u64, sqlx::Error> {
    store::documents::ask(conn, dossier, today).await
}
