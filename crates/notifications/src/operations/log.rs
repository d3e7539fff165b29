use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store;
use crate::notice::State;

/// Most entries of a page of the log.
const MOST: i64 = 200;

/// Which messages of the log are looked for; all of them by default.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this person.
    pub person: Option<Uuid>,
    /// To this address or number, whole; its case does not matter.
    pub recipient: Option<String>,
    /// Of this template, by its code.
    pub template: Option<String>,
    /// In this state.
    pub state: Option<State>,
}

/// The last entry of a page, after which the next one begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// When it was told.
    pub created_at: Timestamp,
    /// Its id.
    pub id: Uuid,
}

/// A message in the log of the staff. What it said is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the log: the names say it")]
pub struct Entry {
    pub id: Uuid,
    pub person: Option<Uuid>,
    pub channel: String,
    pub template: String,
    pub language: String,
    /// `a…@example.org`; none once it is erased.
    pub recipient: Option<String>,
    pub subject: Option<String>,
    pub state: State,
    pub attempts: i16,
    pub last_error: Option<String>,
    pub provider: Option<String>,
    pub provider_message_id: Option<String>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// The revision of its words; none for those that come with the program.
    pub version: Option<Uuid>,
}

impl Entry {
    /// Where the page after this entry begins.
    #[must_use]
    pub const fn after(&self) -> After {
        After { created_at: self.created_at, id: self.id }
    }
}

/// The messages of the tenant that fit `filter`, latest first, at most `limit` (and 200) of those after `after`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(
    conn: &mut PgConnection,
    filter: &Filter,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Entry>, sqlx::Error> {
    store::list(conn, filter, after, limit.clamp(1, MOST)).await
}

/// How many messages of the tenant told since `since` came back or were given up.
///
/// # Errors
///
/// When the database does not answer.
pub async fn undelivered(conn: &mut PgConnection, since: Timestamp) -> Result<i64, sqlx::Error> {
    store::undelivered(conn, since).await
}
