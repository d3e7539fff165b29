//! What keeps two calls for one refund apart.
//!
//! A provider may end a call long after we gave it up, and one that knows no call again would make a second refund of the next.
//! When a refund was last asked for stands on its row, written before the call: the next waits longer than any call takes.

use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::{Failure, store};
use crate::RefundId;

/// Longer than a provider takes to end a call that we gave up after seconds.
pub const APART: SignedDuration = SignedDuration::from_mins(5);

/// Whether the refund `id` may be asked for at `now`: nobody has asked within [`APART`]. From then on somebody has, if the
/// transaction commits: the call comes after it.
///
/// # Errors
///
/// [`Failure`].
pub async fn claim(conn: &mut PgConnection, id: RefundId, now: Timestamp) -> Result<bool, Failure> {
    let Some(refund) = store::refund(conn, id).await? else { return Ok(false) };
    // Its pages first, always: the database looks at them when a refund changes.
    store::hold(conn, refund.dossier).await?;
    Ok(store::claim_refund(conn, id, (now, now - APART)).await?)
}

/// The provider certainly did nothing: the refund `id` may be asked for at once.
///
/// # Errors
///
/// [`Failure`].
pub async fn release(conn: &mut PgConnection, id: RefundId) -> Result<(), Failure> {
    let Some(refund) = store::refund(conn, id).await? else { return Ok(()) };
    store::hold(conn, refund.dossier).await?;
    Ok(store::release_refund(conn, id).await?)
}
