//! What is kept no longer than it may be.

use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;

use super::store::purging;
use super::{DossierId, Failure, time};

/// Days that a dossier that was never filed is kept after its last change.
const NEVER_FILED_DAYS: i64 = 90;
/// Full years that a filed dossier is kept: the papers of year N go on 1 January N + 6.
const FILED_YEARS: i16 = 5;
/// Years that an order and its payments are kept.
const ORDER_YEARS: i16 = 10;
/// Dossiers that go in one transaction.
const AT_ONCE: i64 = 500;

/// What went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Never filed: drafts, cancelled, expired.
    pub never_filed: Vec<DossierId>,
    /// Filed, deposited in the vault, and old enough.
    pub filed: Vec<DossierId>,
    /// Orders and payments.
    pub orders: u64,
}

impl Purged {
    /// Whether there may be more: to be called again, in another transaction.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let most = usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
        self.never_filed.len() >= most || self.filed.len() >= most
    }
}

/// Applies the retention rules at `now` to the house that the transaction has entered; every day. Rows go, keys are
/// destroyed, chains stay. Whoever keeps documents deletes those of what is said to have gone.
///
/// # Errors
///
/// When the database does not answer.
pub async fn purge(conn: &mut PgConnection, now: Timestamp) -> Result<Purged, Failure> {
    let quiet = now - SignedDuration::from_hours(24 * NEVER_FILED_DAYS);
    let year = i16::try_from(time::paris(now)?.year()).unwrap_or(i16::MAX);
    let never_filed = purging::never_filed(conn, quiet, AT_ONCE).await?;
    let filed = purging::filed(conn, first_of(year - FILED_YEARS)?, AT_ONCE).await?;
    for id in never_filed.iter().chain(&filed) {
        sealing::operations::erase(conn, *id, now).await?;
    }
    let orders = purging::orders(conn, first_of(year - ORDER_YEARS)?).await?;
    let ids = |ids: Vec<uuid::Uuid>| ids.into_iter().map(DossierId).collect();
    Ok(Purged { never_filed: ids(never_filed), filed: ids(filed), orders })
}

/// The first instant of `year`, in Paris.
fn first_of(year: i16) -> Result<Timestamp, Failure> {
    let bad = |_| Failure::Row("a year out of the calendar");
    let day = jiff::civil::Date::new(year, 1, 1).map_err(bad)?;
    let zone = jiff::tz::TimeZone::get("Europe/Paris").map_err(bad)?;
    Ok(day.to_zoned(zone).map_err(bad)?.timestamp())
}
