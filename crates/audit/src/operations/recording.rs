use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use sealing::{MasterKeys, PersonKey};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::append;
use super::{Failed, PURPOSE, place};
use crate::chain::{Event, Subject, sha256};
use crate::{Entry, Thing};

/// Records `entry` at `now`, in the caller's transaction: it is there if and only if what it tells of is.
///
/// The transaction must be read committed, as they are. Whoever else records in the same chain waits for the end of the transaction, so this comes last in it; several
/// entries of one transaction are best recorded together, by [`record_all`].
///
/// # Errors
///
/// [`Failed`] when it cannot be sealed or the database does not answer: then nothing of the transaction may stand.
pub async fn record(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    entry: &Entry,
    now: Timestamp,
) -> Result<(), Failed> {
    record_all(conn, keys, std::slice::from_ref(entry), now).await
}

/// [`record`] for several, in their order. All of one house.
///
/// # Errors
///
/// As [`record`].
pub async fn record_all(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    entries: &[Entry],
    now: Timestamp,
) -> Result<(), Failed> {
    let Some(tenant) = entries.first().map(|entry| entry.tenant) else { return Ok(()) };
    let subjects: Vec<Thing> =
        entries.iter().map(|entry| entry.subject).collect::<BTreeSet<_>>().into_iter().collect();
    // Persons first: their keys are kept by row, and every caller takes keys before chains.
    let persons: BTreeSet<Uuid> =
        entries.iter().filter(|entry| entry.payload.is_some()).filter_map(|it| it.about).collect();
    let persons: Vec<Uuid> = persons.into_iter().collect();
    let persons = sealing::operations::keys_of(conn, keys, tenant, &persons, now).await?;

    // In the order of the numbers, whoever asks: two batches never wait for each other both.
    let locks: BTreeSet<i64> = subjects.iter().map(|subject| lock(tenant, *subject)).collect();
    append::lock(conn, &locks.into_iter().collect::<Vec<_>>()).await?;
    let mut ends = append::heads(conn, tenant, &subjects).await?;

    let mut events = Vec::with_capacity(entries.len());
    for entry in entries {
        let id = Uuid::now_v7();
        let subject = Subject { kind: entry.subject.kind.id().to_owned(), id: entry.subject.id };
        let (sequence, previous) = match ends.remove(&subject) {
            Some(end) => (end.0 + 1, Some(end.1)),
            None => (1, None),
        };
        let mut event = Event {
            id,
            tenant,
            subject: subject.clone(),
            sequence,
            at: now, // hashed as PostgreSQL keeps it, to the microsecond
            actor_person: entry.actor.person,
            actor_role: entry.actor.role.map(|role| role.id().to_owned()),
            act: entry.act.id().to_owned(),
            object_kind: entry.object.map(|object| object.kind.id().to_owned()),
            object_id: entry.object.map(|object| object.id),
            payload: sealed(keys, &persons, entry, id)?,
            key_person: entry.about,
            ip_prefix: entry.ip.as_ref().map(|ip| ip.as_str().to_owned()),
            previous,
            hash: Vec::new(),
        };
        event.hash = event.computed().to_vec();
        ends.insert(subject, (sequence, event.hash.clone()));
        events.push(event);
    }
    Ok(append::insert(conn, &events).await?)
}

/// The payload under the key of whom it is about; nothing once that person was erased.
fn sealed(
    keys: &MasterKeys,
    persons: &HashMap<Uuid, PersonKey>,
    entry: &Entry,
    id: Uuid,
) -> Result<Option<Vec<u8>>, serde_json::Error> {
    let Some(payload) = &entry.payload else { return Ok(None) };
    let plain = serde_json::to_vec(payload)?;
    let place = place(entry.tenant, entry.subject, id);
    Ok(match entry.about {
        Some(person) => persons.get(&person).map(|key| key.seal(PURPOSE, &place, &plain)),
        None => Some(keys.seal(PURPOSE, &place, &plain)),
    })
}

/// The number under which those who append to a chain wait for each other.
fn lock(tenant: Uuid, subject: Thing) -> i64 {
    let text = format!("audit chain {tenant} {} {}", subject.kind.id(), subject.id);
    number(&text)
}

/// A number of PostgreSQL's advisory locks for `text`.
pub(super) fn number(text: &str) -> i64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&sha256(text.as_bytes())[..8]);
    i64::from_be_bytes(eight)
}
