//! The lists of the back-office: by queue, in the order in which they press, a page at a time.

use demarches::DemarcheKind;
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use super::store::queues;
use super::{DossierId, Failure};
use crate::items::Priority;
use crate::{PublicStatus, Reference};

vocabulary::codes! {
    /// A queue.
    pub enum Queue {
        /// Pieces wait for us.
        ToCheck = "to_check",
        /// The customer's move.
        Waiting = "waiting",
        /// Everything is accepted: to be filed.
        Ready = "ready",
        /// Later than promised.
        Late = "late",
        /// One's own.
        Mine = "mine",
        /// With the administration or the post.
        Filed = "filed",
        /// Not ordered.
        Draft = "draft",
        /// Nothing will change it any more.
        Closed = "closed",
        /// All of the house, the latest first.
        All = "all",
    }
}

/// Rows of a page.
pub const PAGE: i64 = 50;
/// Where counting ends: more than that is « 1 000+ », at the same cost however many there are.
pub const COUNTED: i64 = 1_000;

/// Which rows.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The queue.
    pub queue: Queue,
    /// Of one démarche alone.
    pub kind: Option<DemarcheKind>,
    /// Of one status alone.
    pub status: Option<PublicStatus>,
    /// Of one of the staff alone.
    pub assignee: Option<Uuid>,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of the state")]
pub struct Row {
    pub id: DossierId,
    pub version: i64,
    pub reference: Reference,
    pub kind: DemarcheKind,
    pub status: PublicStatus,
    pub status_since: Timestamp,
    pub promised_at: Option<Timestamp>,
    pub due_on: Option<Date>,
    pub priority: Priority,
    pub assignee: Option<Uuid>,
    pub holder: String,
    pub plate: String,
    pub vin: String,
}

impl Row {
    /// Later than promised at `now`.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.promised_at.is_some_and(|promised| promised < now)
    }
}

/// A place in a list: after this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// Its priority.
    pub priority: Priority,
    /// Since when it waits, or until when it was promised.
    pub since: Timestamp,
    /// Itself.
    pub id: DossierId,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its rows.
    pub rows: Vec<Row>,
    /// Where the next one begins; `None` after the last.
    pub next: Option<After>,
}

/// The page of `filter` after `after`, for the member `me` of the staff, at `now`. One query.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(
    conn: &mut PgConnection,
    filter: &Filter,
    me: Uuid,
    after: Option<After>,
    now: Timestamp,
) -> Result<Page, Failure> {
    let mut rows = match filter.queue {
        Queue::All => queues::latest(conn, filter, after).await?,
        Queue::Late => queues::late(conn, filter, after, now).await?,
        Queue::Mine => queues::mine(conn, filter, me, after).await?,
        queue => queues::of_queue(conn, queue, filter, after).await?,
    };
    let more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let since = |row: &Row| match filter.queue {
        Queue::Late => row.promised_at.unwrap_or(row.status_since),
        _ => row.status_since,
    };
    let next = rows.last().filter(|_| more).map(|row| After {
        priority: row.priority,
        since: since(row),
        id: row.id,
    });
    Ok(Page { rows, next })
}

/// How many stand in each queue, [`COUNTED`] at most: `COUNTED + 1` is « more ».
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the queues, by their names")]
pub struct Counts {
    pub to_check: i64,
    pub waiting: i64,
    pub ready: i64,
    pub late: i64,
    pub mine: i64,
    pub all: i64,
}

/// The counts, for the member `me` of the staff, at `now`. One query, whose cost does not grow with the house.
///
/// # Errors
///
/// When the database does not answer.
pub async fn counts(conn: &mut PgConnection, me: Uuid, now: Timestamp) -> Result<Counts, Failure> {
    Ok(queues::counts(conn, me, now).await?)
}

/// The dossiers that `wanted` names: by the beginning of a reference, else by words of plate, VIN, name and address in
/// any order, capitals and accents aside. The latest first, a page at most; words of fewer than three characters count
/// beside a longer one only. One query.
///
/// # Errors
///
/// When the database does not answer.
pub async fn search(conn: &mut PgConnection, wanted: &str) -> Result<Vec<Row>, Failure> {
    let wanted = wanted.trim().replace('\0', "");
    if let Some((low, high)) = beginning_of_reference(&wanted) {
        return queues::by_reference(conn, &low, &high).await;
    }
    queues::by_words(conn, &wanted).await
}

/// The references that begin like `wanted`: from, and before.
fn beginning_of_reference(wanted: &str) -> Option<(String, String)> {
    let text = wanted.to_ascii_uppercase();
    // A number that begins with a zero is the beginning of one; of any other, the zeros were left out.
    let number = text.splitn(3, '-').nth(2).unwrap_or_default();
    let whole = Reference::parse(&text).filter(|_| !number.starts_with('0'));
    let text = match whole {
        Some(reference) => reference.to_string(),
        None => text,
    };
    let shaped =
        text.strip_prefix("CG-")?.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    shaped.then(|| (text.clone(), format!("{text}~")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_may_be_typed_without_its_zeros_or_its_end() {
        let range = |text: &str| beginning_of_reference(text).map(|(low, _)| low);
        assert_eq!(range("cg-2026-12").as_deref(), Some("CG-2026-000012"));
        assert_eq!(range("CG-2026-000123").as_deref(), Some("CG-2026-000123"));
        assert_eq!(range("CG-2026-0042").as_deref(), Some("CG-2026-0042"));
        assert_eq!(range("CG-2026-1234567").as_deref(), Some("CG-2026-1234567"));
        assert_eq!(range("CG-2026").as_deref(), Some("CG-2026"));
        assert_eq!(range("durand"), None);
        assert_eq!(range("CG-DUR"), None);
    }
}
