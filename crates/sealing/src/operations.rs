//! The keys of persons: made once, read often, destroyed for good. In the caller's transaction, for its tenant.

mod store;

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{MasterKeys, PersonKey, Unopened};

/// Keys wrapped again in one go: a rotation never holds many rows.
const REWRAPPED_AT_ONCE: i64 = 500;

/// Why a person's key was not had.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The wrapped key does not open: another master, or an altered row.
    #[error("the key of a person does not open")]
    Unopened(#[from] Unopened),
    /// The id is another tenant's.
    #[error("the id belongs to another tenant")]
    Elsewhere,
    /// The database did not answer, or refused.
    #[error("the keys of persons could not be reached")]
    Database(#[from] sqlx::Error),
}

/// The key of `person`, made at the first call; `None` once the person was erased.
///
/// # Errors
///
/// [`Failed`] when it cannot be read, or the database does not answer.
pub async fn key_of(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    tenant: Uuid,
    person: Uuid,
    now: Timestamp,
) -> Result<Option<PersonKey>, Failed> {
    Ok(keys_of(conn, keys, tenant, &[person], now).await?.remove(&person))
}

/// [`key_of`] for several at once; the erased are absent.
///
/// # Errors
///
/// As [`key_of`].
pub async fn keys_of(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    tenant: Uuid,
    persons: &[Uuid],
    now: Timestamp,
) -> Result<HashMap<Uuid, PersonKey>, Failed> {
    let mut rows = store::find(conn, persons).await?;
    let mut wanting: Vec<Uuid> =
        persons.iter().copied().filter(|person| !rows.contains_key(person)).collect();
    if !wanting.is_empty() {
        wanting.sort_unstable(); // two transactions that make the same keys wait for each other in one order
        wanting.dedup();
        let wrapped: Vec<Vec<u8>> =
            wanting.iter().map(|person| PersonKey::draw(*person).wrap(keys, tenant)).collect();
        store::insert_missing(conn, tenant, &wanting, &wrapped, keys.current(), now).await?;
        // Read back: somebody else may have been first.
        rows.extend(store::find(conn, &wanting).await?);
        if wanting.iter().any(|person| !rows.contains_key(person)) {
            return Err(Failed::Elsewhere);
        }
    }
    opened(keys, rows)
}

/// The keys that exist of `persons`; none is made, the erased are absent.
///
/// # Errors
///
/// As [`key_of`].
pub async fn existing(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    persons: &[Uuid],
) -> Result<HashMap<Uuid, PersonKey>, Failed> {
    opened(keys, store::find(conn, persons).await?)
}

fn opened(
    keys: &MasterKeys,
    rows: HashMap<Uuid, store::Row>,
) -> Result<HashMap<Uuid, PersonKey>, Failed> {
    rows.into_iter()
        .filter_map(|(person, row)| {
            let wrapped = row.wrapped?;
            let key = PersonKey::unwrap_from(keys, row.tenant, person, &wrapped);
            Some(key.map(|key| (person, key)).map_err(Failed::from))
        })
        .collect()
}

/// `plain` sealed for `purpose` under the key of `person`; `None` once the person was erased: it must not be kept then.
///
/// # Errors
///
/// As [`key_of`].
pub async fn seal_for(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    (tenant, person): (Uuid, Uuid),
    (purpose, associated): (&str, &[u8]),
    plain: &[u8],
    now: Timestamp,
) -> Result<Option<Vec<u8>>, Failed> {
    let key = key_of(conn, keys, tenant, person, now).await?;
    Ok(key.map(|key| key.seal(purpose, associated, plain)))
}

/// What was sealed for `person`; `None` once the person was erased.
///
/// # Errors
///
/// [`Failed::Unopened`] when it was altered or sealed for something else; otherwise as [`key_of`].
pub async fn open_for(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    person: Uuid,
    (purpose, associated): (&str, &[u8]),
    sealed: &[u8],
) -> Result<Option<Vec<u8>>, Failed> {
    let key = existing(conn, keys, &[person]).await?.remove(&person);
    Ok(key.map(|key| key.open(purpose, associated, sealed)).transpose()?)
}

/// Destroys the key of `person` at `now`, also of one who never had any; `false` when that was done before.
///
/// No key can be made for that id again.
///
/// # Errors
///
/// When the database does not answer, or the id is another tenant's.
pub async fn erase(
    conn: &mut PgConnection,
    person: Uuid,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    store::erase(conn, person, now).await
}

/// Wraps under the current master keys of the tenant that are under a previous one, at most 500, and says how many: to be
/// called again, in another transaction, until there is none.
///
/// Safe to stop and to run again, and beside another one: each takes other rows.
///
/// # Errors
///
/// [`Failed::Unopened`] when a key does not open: its master must be among the previous ones.
pub async fn rewrap(conn: &mut PgConnection, keys: &MasterKeys) -> Result<u64, Failed> {
    let rows = store::lock_outdated(conn, keys.current(), REWRAPPED_AT_ONCE).await?;
    let mut persons = Vec::with_capacity(rows.len());
    let mut wrapped = Vec::with_capacity(rows.len());
    for (person, row) in rows {
        let bytes = row.wrapped.unwrap_or_default();
        let key = PersonKey::unwrap_from(keys, row.tenant, person, &bytes)?;
        persons.push(person);
        wrapped.push(key.wrap(keys, row.tenant));
    }
    Ok(store::save(conn, &persons, &wrapped, keys.current()).await?)
}
