use std::collections::BTreeSet;
use std::fmt;

use access::Role;
use jiff::Timestamp;
use sealing::MasterKeys;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::show;
use super::{Failed, PURPOSE, place};
use crate::{Act, Thing};

/// Who looked at a person's data: as what, never who.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// When.
    pub at: Timestamp,
    /// As what; `None` for the house itself.
    pub role: Option<Role>,
    /// What was done.
    pub act: Act,
    /// What was opened.
    pub object: Option<Thing>,
}

/// Views of the data of `person` by others, latest first, at most `most`.
///
/// # Errors
///
/// When the database does not answer, or holds what this crate never writes.
pub async fn seen_by(
    conn: &mut PgConnection,
    person: Uuid,
    most: i64,
) -> Result<Vec<Seen>, sqlx::Error> {
    let views: Vec<String> =
        Act::ALL.iter().filter(|act| act.is_view()).map(|act| act.id().to_owned()).collect();
    show::seen_by(conn, person, &views, most).await
}

/// Which events are wanted; each part narrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this chain.
    pub subject: Option<Thing>,
    /// About this person.
    pub about: Option<Uuid>,
    /// By this person.
    pub actor: Option<Uuid>,
    /// This act.
    pub act: Option<Act>,
    /// From here on.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// Where a page ended. Written in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(super) at: Timestamp,
    pub(super) id: Uuid,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.as_microsecond(), self.id)
    }
}

impl Cursor {
    /// The cursor written `text`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
        Some(Self { at, id: id.parse().ok()? })
    }
}

/// What can be told of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// There is none.
    None,
    /// It.
    Open(serde_json::Value),
    /// The person whom it was about was erased.
    Erased,
    /// It does not open: altered, or its master key was given up.
    Closed,
}

/// An event as the staff sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in Entry and Event")]
pub struct Recorded {
    pub id: Uuid,
    pub at: Timestamp,
    pub subject: Thing,
    pub sequence: i64,
    pub actor: crate::Actor,
    pub act: Act,
    pub object: Option<Thing>,
    pub about: Option<Uuid>,
    pub payload: Payload,
    pub ip_prefix: Option<String>,
}

/// Some events, latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// They.
    pub events: Vec<Recorded>,
    /// Where the next page begins, if there is more.
    pub next: Option<Cursor>,
}

/// The events of the house that `filter` wants, after `cursor`, at most `most`, with their payloads opened.
///
/// # Errors
///
/// [`Failed`] when the database does not answer, or holds what this crate never writes.
pub async fn search(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    filter: &Filter,
    cursor: Option<Cursor>,
    most: u16,
) -> Result<Page, Failed> {
    let mut rows = show::search(conn, filter, cursor, i64::from(most) + 1).await?;
    let more = rows.len() > usize::from(most);
    rows.truncate(usize::from(most));
    let next = rows.last().filter(|_| more).map(|(_, it, _)| Cursor { at: it.at, id: it.id });

    let sealed = rows.iter().filter(|(_, _, payload)| payload.is_some());
    let persons: BTreeSet<Uuid> = sealed.filter_map(|(_, it, _)| it.about).collect();
    let persons: Vec<Uuid> = persons.into_iter().collect();
    let persons = sealing::operations::existing(conn, keys, &persons).await?;
    let opened = |tenant: Uuid, it: &Recorded, payload: Option<Vec<u8>>| {
        let Some(bytes) = payload else { return Payload::None };
        let place = place(tenant, it.subject, it.id);
        let plain = match it.about.map(|person| persons.get(&person)) {
            Some(None) => return Payload::Erased,
            Some(Some(key)) => key.open(PURPOSE, &place, &bytes),
            None => keys.open(PURPOSE, &place, &bytes),
        };
        let json = plain.ok().and_then(|plain| serde_json::from_slice(&plain).ok());
        json.map_or(Payload::Closed, Payload::Open)
    };
    let events = rows.into_iter().map(|(tenant, mut it, payload)| {
        it.payload = opened(tenant, &it, payload);
        it
    });
    Ok(Page { events: events.collect(), next })
}
