//! What is kept no longer than it may be.

use accounts::PersonId;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::purging;
use super::{DossierId, Failure, time};

/// Days that a dossier that was never filed is kept after its last change.
pub const NEVER_FILED_DAYS: i64 = 90;
/// Days that a draft is kept at least once its owner was told that it will be forgotten.
pub const NOTICE_DAYS: i64 = 7;
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
    /// The proofs of signatures whose rows went with them: their files are to be deleted.
    pub proofs: Vec<Uuid>,
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
    let told = now - SignedDuration::from_hours(24 * NOTICE_DAYS);
    let year = i16::try_from(time::paris(now)?.year()).unwrap_or(i16::MAX);
    let never_filed = purging::never_filed(conn, (quiet, told), AT_ONCE).await?;
    let filed = purging::filed(conn, first_of(year - FILED_YEARS)?, AT_ONCE).await?;
    let gone: Vec<Uuid> = never_filed.iter().chain(&filed).copied().collect();
    let proofs = forget(conn, &gone, now).await?;
    let orders = purging::orders(conn, first_of(year - ORDER_YEARS)?).await?;
    let ids = |ids: Vec<Uuid>| ids.into_iter().map(DossierId).collect();
    Ok(Purged { never_filed: ids(never_filed), filed: ids(filed), orders, proofs })
}

/// Deletes the rows of `ids` and destroys their keys; gives back the proofs of their signatures.
async fn forget(
    conn: &mut PgConnection,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<Vec<Uuid>, Failure> {
    let proofs = purging::delete(conn, ids).await?;
    for id in ids {
        sealing::operations::erase(conn, *id, now).await?;
    }
    Ok(proofs)
}

/// Forgets at once the drafts of `person`, whose account is closed. What was ordered stays as long as the law wants it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn forget_drafts(
    conn: &mut PgConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<DossierId>, Failure> {
    let drafts = purging::drafts_of(conn, person.0).await?;
    // A draft has no signature.
    forget(conn, &drafts, now).await?;
    Ok(drafts.into_iter().map(DossierId).collect())
}

/// Forgets what was read on each of `documents`, named with its dossier, which are about to be destroyed: how many pieces
/// that was. It is no event: the history keeps what was read, sealed, until the key of the dossier is destroyed.
///
/// # Errors
///
/// When the database does not answer.
pub async fn forget_readings(
    conn: &mut PgConnection,
    documents: &[(Uuid, DossierId)],
) -> Result<u64, sqlx::Error> {
    let dossiers: Vec<Uuid> = documents.iter().map(|(_, dossier)| dossier.0).collect();
    let documents: Vec<Uuid> = documents.iter().map(|(document, _)| *document).collect();
    purging::forget_readings(conn, &dossiers, &documents).await
}

/// The references of `person`'s dossiers that are ordered and not at their end: while there is one, the account that it is
/// followed by stays open.
///
/// # Errors
///
/// When the database does not answer.
pub async fn under_way(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Vec<String>, sqlx::Error> {
    purging::under_way(conn, person.0).await
}

/// Where a dossier stands, for whoever keeps its documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It lives.
    Living,
    /// Filed then; the vault has it, or not yet.
    Filed(Timestamp, bool),
    /// Closed then, without being filed.
    NotFiled(Timestamp),
    /// There is no such dossier any more.
    Gone,
}

/// What became of each of `ids`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn fates(
    conn: &mut PgConnection,
    ids: &[DossierId],
) -> Result<Vec<(DossierId, Fate)>, Failure> {
    let wanted: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = purging::endings(conn, &wanted).await?;
    let mut fates = Vec::with_capacity(ids.len());
    for id in ids {
        let row = rows.iter().find(|row| row.id == id.0);
        let fate = match row.map(|row| (row.filed_at, row.closed_at, row.in_vault)) {
            None => Fate::Gone,
            Some((Some(filed), _, in_vault)) => Fate::Filed(filed, in_vault),
            Some((None, Some(closed), _)) => Fate::NotFiled(closed),
            Some((None, None, _)) => Fate::Living,
        };
        fates.push((*id, fate));
    }
    Ok(fates)
}

/// The first instant of `year`, in Paris.
fn first_of(year: i16) -> Result<Timestamp, Failure> {
    let bad = |_| Failure::Row("a year out of the calendar");
    let day = jiff::civil::Date::new(year, 1, 1).map_err(bad)?;
    let zone = jiff::tz::TimeZone::get("Europe/Paris").map_err(bad)?;
    Ok(day.to_zoned(zone).map_err(bad)?.timestamp())
}
