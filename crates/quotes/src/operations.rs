//! Keeping, finding and purging, in the caller's transaction, for the tenant that it entered.

mod store;

use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use sealing::Token;

use crate::KEPT_DAYS;

/// A simulation that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The facts, by their names, in the order they were given.
    pub facts: Vec<(String, String)>,
    /// Hash of the tables it was computed with.
    pub baremes_sha256: String,
    /// Language of the page it was kept from.
    pub lang: vocabulary::Lang,
    /// When it was kept.
    pub created_at: Timestamp,
    /// When it will be deleted.
    pub expires_at: Timestamp,
}

/// Keeps `facts`, computed with the tables `baremes_sha256`, under `token`, from `now` for [`KEPT_DAYS`].
///
/// # Errors
///
/// When the database does not answer.
pub async fn keep(
    conn: &mut PgConnection,
    tenant: Uuid,
    token: &Token,
    facts: &[(String, String)],
    baremes_sha256: &str,
    lang: vocabulary::Lang,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let quote = Quote {
        facts: facts.to_vec(),
        baremes_sha256: baremes_sha256.to_owned(),
        lang,
        created_at: now,
        expires_at: now + SignedDuration::from_hours(24 * KEPT_DAYS),
    };
    store::insert(conn, tenant, token.hash(), &quote).await
}

/// The quote under `token`, unless it expired at `now`. Another tenant's looks missing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn find(
    conn: &mut PgConnection,
    token: &Token,
    now: Timestamp,
) -> Result<Option<Quote>, sqlx::Error> {
    store::find(conn, token.hash(), now).await
}

/// Deletes what expired at `now`, and says how many went.
///
/// # Errors
///
/// When the database does not answer.
pub async fn purge(conn: &mut PgConnection, now: Timestamp) -> Result<u64, sqlx::Error> {
    store::delete_expired(conn, now).await
}
