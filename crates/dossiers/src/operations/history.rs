//! What happened to a dossier, the state that follows from it, and whether it was tampered with.

use accounts::Visit;
use demarches::{Demarches, Versions};
use serde_json::{Value as Json, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::chain::{Row, Sealer};
use super::drafts::rules_of;
use super::store::{events, load};
use super::{DossierId, Failure, NotDone, Who, acting, queues, workspace};
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
    /// Whether both say the same. They do not once what was read on documents was forgotten with these: of that, the
    /// events tell until the key goes.
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
    rules: &Versions,
    person: &accounts::Person,
) -> Result<Json, Failure> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let rows = workspace::of_person_after(conn, person.id, after).await?;
        let Some(last) = rows.last() else { return Ok(all.into()) };
        after = Some(last.id);
        for row in rows {
            all.extend(copy_of_one(conn, visit, rules, person, &row).await?);
        }
    }
}

/// The copy of one dossier; none when it went since the list was read.
async fn copy_of_one(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    person: &accounts::Person,
    row: &queues::Row,
) -> Result<Option<Json>, Failure> {
    let written = |_| Failure::Row("an event that cannot be written");
    let sealer = sealer_of(conn, visit, row.id).await?;
    let Some(state) = load::state(conn, &sealer).await? else { return Ok(None) };
    let entries = match of(conn, visit, Who::Customer(person), row.id).await {
        Ok(entries) => entries,
        Err(NotDone::Failed(failure)) => return Err(failure),
        Err(_) => return Ok(None),
    };
    let rules = rules_of(rules, &state).ok();
    let mut events = Vec::with_capacity(entries.len());
    for entry in entries {
        let event = for_their_copy(entry.event, rules);
        events.push(json!({
            "at": super::time::instant(event.at)?.to_string(),
            "by": event.by.side.id(),
            "what": event.payload().map_err(written)?,
            "yours": serde_json::to_value(&event.personal).map_err(written)?,
        }));
    }
    Ok(Some(json!({
        "reference": row.reference.to_string(),
        "demarche": row.kind.id(),
        "status": row.status.id(),
        "events": events,
    })))
}

/// An event without what the staff keeps for itself: why a red rule was passed over, and a reason to refuse that is not
/// shown, with its words. Which reasons are shown, the rules of the dossier say: without them none is.
fn for_their_copy(mut event: Event, rules: Option<&Demarches>) -> Event {
    match &mut event.change {
        Change::Ready { despite } => {
            despite.clear();
            event.personal.words = None;
        }
        Change::Refused { reason, .. } | Change::SignatureRefused { reason, .. } => {
            let shown = rules.is_some_and(|rules| {
                rules.rejections().iter().any(|one| one.code == *reason && one.shown)
            });
            if !shown {
                NOT_SHOWN.clone_into(reason);
                event.personal.words = None;
            }
        }
        _ => {}
    }
    event
}

/// What stands in a copy for a reason that is not shown: that the piece is to be checked, and no more.
const NOT_SHOWN: &str = "a_verifier";

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

/// The dossier as it was begun, with its order: all that can be told for certain once its key is destroyed, and all that
/// money which moves then needs.
///
/// # Errors
///
/// [`NotDone::Missing`] when nothing ever happened to it.
pub async fn ordered(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
) -> Result<State, NotDone> {
    let sealer = sealer_of(conn, visit, id).await?;
    let entries = read(conn, &sealer).await?;
    if entries.is_empty() {
        return Err(NotDone::Missing);
    }
    Ok(State::ordered(entries.iter().map(|entry| &entry.event))?)
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
