//! What happened to a dossier, the state that follows from it, and whether it was tampered with.

use accounts::Visit;
use serde_json::Value as Json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::chain::{Row, Sealer};
use super::store::{events, load};
use super::{DossierId, Failure, NotDone, Who, acting};
use crate::{Actor, Change, Event, Id, Personal, Side, State};

/// An event and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The version that it made.
    pub sequence: i64,
    /// What.
    pub event: Event,
}

impl Entry {
    pub(super) fn read(sealer: &Sealer, row: &Row) -> Result<Self, Failure> {
        let personal: Personal = match &row.sealed {
            Some(bytes) => match sealer.open_event(row.sequence, bytes)? {
                Some(plain) => serde_json::from_slice(&plain)?,
                None => Personal::default(),
            },
            None => Personal::default(),
        };
        let by = Actor {
            side: Side::parse(&row.side).ok_or(Failure::Row("side of an event"))?,
            person: row.actor_person.map(Id::from),
            role: row.actor_role.clone(),
        };
        let payload: Json = serde_json::from_str(&row.payload)?;
        let event = Event::read(row.at, by, &payload, personal)?;
        Ok(Self { sequence: row.sequence, event })
    }
}

pub(super) async fn sealer_of(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
) -> Result<Sealer, Failure> {
    let mut keys = sealing::operations::existing(conn, &visit.keys, &[id.0]).await?;
    Ok(Sealer { tenant: visit.tenant().0, dossier: id.0, key: keys.remove(&id.0) })
}

/// Everything that happened to the dossier, oldest first. A customer is not given what the staff
/// keeps for itself, nor what it undid.
///
/// # Errors
///
/// [`NotDone::Missing`] when it is not `who`'s.
pub async fn of(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
) -> Result<Vec<Entry>, NotDone> {
    let sealer = sealer_of(conn, visit, id).await?;
    let state = load::state(conn, &sealer).await?.ok_or(NotDone::Missing)?;
    if !acting::is_theirs(&state, who) {
        return Err(NotDone::Missing);
    }
    let mut entries = read(conn, &sealer).await?;
    if !who.is_of_the_house() {
        // What was undone within seconds never was, for the customer.
        let undone: Vec<i64> = entries
            .iter()
            .filter_map(|entry| match entry.event.change {
                Change::Undone { of, .. } => Some(of),
                _ => None,
            })
            .collect();
        entries
            .retain(|entry| !entry.event.change.is_internal() && !undone.contains(&entry.sequence));
    }
    Ok(entries)
}

async fn read(conn: &mut PgConnection, sealer: &Sealer) -> Result<Vec<Entry>, Failure> {
    let rows = events::after(conn, sealer.dossier, 0).await?;
    rows.iter().map(|row| Entry::read(sealer, row)).collect()
}

/// The dossier as its tables have it, and as its events make it: the same, or something is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// From the tables; `None` once it was purged.
    pub tables: Option<State>,
    /// From the events.
    pub events: State,
}

impl Rebuilt {
    /// Whether both say the same.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.tables.as_ref().is_none_or(|tables| *tables == self.events)
    }
}

/// Everything that is kept of `person`'s dossiers and that a customer may see, for the copy of their data.
///
/// # Errors
///
/// When the database does not answer, or an event cannot be written.
pub async fn copy_of(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &accounts::Person,
) -> Result<serde_json::Value, Failure> {
    let who = Who::Customer(person);
    let written = |_| Failure::Row("an event that cannot be written");
    let mut all = Vec::new();
    for row in super::workspace::of_person(conn, person.id).await? {
        let entries = match of(conn, visit, who, row.id).await {
            Ok(entries) => entries,
            Err(NotDone::Failed(failure)) => return Err(failure),
            // Gone since the list was read.
            Err(_) => continue,
        };
        let mut events = Vec::with_capacity(entries.len());
        for entry in entries {
            events.push(serde_json::json!({
                "at": super::time::instant(entry.event.at)?.to_string(),
                "by": entry.event.by.side.id(),
                "what": entry.event.payload().map_err(written)?,
                "yours": serde_json::to_value(&entry.event.personal).map_err(written)?,
            }));
        }
        all.push(serde_json::json!({
            "reference": row.reference.to_string(),
            "demarche": row.kind.id(),
            "status": row.status.id(),
            "events": events,
        }));
    }
    Ok(all.into())
}

/// Makes the dossier again from its events alone. Of one whose key is destroyed, only what is nobody's comes back.
///
/// # Errors
///
/// [`NotDone::Refused`] when an event does not follow from those before it.
pub async fn rebuild(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
) -> Result<Rebuilt, NotDone> {
    let sealer = sealer_of(conn, visit, id).await?;
    let entries = read(conn, &sealer).await?;
    if entries.is_empty() {
        return Err(NotDone::Missing);
    }
    let events = State::fold(entries.iter().map(|entry| &entry.event))?;
    Ok(Rebuilt { tables: load::state(conn, &sealer).await?, events })
}

/// What is wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The event is not what was hashed.
    Altered,
    /// An event is missing, doubled or moved before it.
    OutOfSequence,
    /// It does not follow from the event before.
    Unlinked,
    /// Events are missing at the end, or were added beside.
    OtherEnd,
}

/// The first broken event of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Whose chain.
    pub dossier: DossierId,
    /// Its number.
    pub sequence: i64,
    /// What.
    pub fault: Fault,
}

/// Checks the chain of one dossier, whether or not its key is left. `None`: it is whole.
///
/// # Errors
///
/// When the database does not answer.
pub async fn verify_chain(
    conn: &mut PgConnection,
    id: DossierId,
) -> Result<Option<Broken>, Failure> {
    let rows = events::after(conn, id.0, i64::MIN).await?;
    let head = events::head(conn, id.0).await?;
    Ok(check(&rows, head.as_ref()).map(|(sequence, fault)| Broken { dossier: id, sequence, fault }))
}

fn check(rows: &[Row], head: Option<&(i64, Vec<u8>)>) -> Option<(i64, Fault)> {
    let mut last: Option<&Row> = None;
    for row in rows {
        let expected = last.map_or(1, |last| last.sequence + 1);
        let fault = if row.sequence != expected {
            Fault::OutOfSequence
        } else if row.previous.as_deref() != last.map(|last| last.hash.as_slice()) {
            Fault::Unlinked
        } else if row.computed() != row.hash[..] {
            Fault::Altered
        } else {
            last = Some(row);
            continue;
        };
        return Some((row.sequence, fault));
    }
    let end = last.map(|last| (last.sequence, &last.hash));
    let sequence = last.map_or(0, |last| last.sequence);
    (end != head.map(|(sequence, hash)| (*sequence, hash))).then_some((sequence, Fault::OtherEnd))
}

/// What a check of a house found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Chains that were read.
    pub chains: u64,
    /// Those that are broken, at most a thousand.
    pub broken: Vec<Broken>,
}

/// Checks every chain of the house, those of purged dossiers too.
///
/// # Errors
///
/// When the database does not answer.
pub async fn verify(conn: &mut PgConnection) -> Result<Checked, Failure> {
    let (mut checked, mut after) = (Checked::default(), Uuid::nil());
    loop {
        let chains = events::chains(conn, after, 1_000).await?;
        let Some(last) = chains.last() else { return Ok(checked) };
        after = *last;
        for dossier in chains {
            checked.chains += 1;
            if let Some(broken) = verify_chain(conn, DossierId(dossier)).await?
                && checked.broken.len() < 1_000
            {
                checked.broken.push(broken);
            }
        }
    }
}

/// Makes the parts of the events for this month and the next three, and says how many; every day, for all houses at once.
///
/// # Errors
///
/// When the database does not answer.
pub async fn make_partitions(
    conn: &mut PgConnection,
    now: jiff::Timestamp,
) -> Result<i32, sqlx::Error> {
    let day = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    events::make_partitions(conn, day, 3).await
}
