//! Opening a dossier under its lock, changing it by its rules, and writing what became of it.

use accounts::Visit;
use sqlx::PgConnection;
use uuid::Uuid;

use super::chain::Sealer;
use super::history::Entry;
use super::store::{events, load, save};
use super::{Changed, DossierId, Failure, NotDone, Who};
use crate::about::About;
use crate::status::Move;
use crate::{Actor, At, Change, Event, Personal, PublicStatus, Refusal, Side, State};

/// Hours within which we look at pieces that wait for us.
const CHECK_HOURS: i64 = 24;
/// Hours within which we file what is ready.
const FILE_HOURS: i64 = 24;

/// A dossier under the lock of its row, and what was done to it.
pub(super) struct Open {
    pub(super) id: DossierId,
    pub(super) state: State,
    pub(super) actor: Actor,
    pub(super) now: At,
    before: Option<State>,
    sealer: Sealer,
    events: Vec<Event>,
}

/// The dossier `id`, locked until the end of the transaction, for `who`.
pub(super) async fn open(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
) -> Result<Open, NotDone> {
    if !load::lock(conn, id.0).await? {
        return Err(NotDone::Missing);
    }
    let key =
        sealing::operations::key_of(conn, &visit.keys, visit.tenant().0, id.0, visit.now).await;
    let key = key.map_err(Failure::from)?;
    let sealer = Sealer { tenant: visit.tenant().0, dossier: id.0, key };
    let state = load::state(conn, &sealer).await?.ok_or(NotDone::Missing)?;
    if !is_theirs(&state, who) {
        return Err(NotDone::Missing);
    }
    Ok(Open {
        id,
        before: Some(state.clone()),
        state,
        actor: who.actor(),
        now: visit.now.into(),
        sealer,
        events: Vec::new(),
    })
}

/// The same for what the house alone may do: looks missing to anybody else.
pub(super) async fn open_for_house(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
) -> Result<Open, NotDone> {
    if who.is_of_the_house() { open(conn, visit, who, id).await } else { Err(NotDone::Missing) }
}

/// A dossier that does not exist yet, begun by `change`.
pub(super) async fn begin(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    change: Change,
    personal: Personal,
) -> Result<Open, NotDone> {
    let id = DossierId(Uuid::now_v7());
    let key =
        sealing::operations::key_of(conn, &visit.keys, visit.tenant().0, id.0, visit.now).await;
    let sealer =
        Sealer { tenant: visit.tenant().0, dossier: id.0, key: key.map_err(Failure::from)? };
    let now: At = visit.now.into();
    let event = Event { personal, ..Event::new(now, who.actor(), change) };
    let state = State::begun(&event)?;
    let actor = who.actor();
    Ok(Open { id, before: None, state, actor, now, sealer, events: vec![event] })
}

/// Whether `who` may see and change `state`.
pub(super) fn is_theirs(state: &State, who: Who<'_>) -> bool {
    match who {
        Who::Link(token) => {
            state.person.is_none() && state.link.as_deref() == Some(hex(&token.hash()).as_str())
        }
        Who::Customer(person) => state.person == Some(person.id.0.into()),
        Who::Staff(person) => person.is_staff(),
        Who::House => true,
    }
}

/// `bytes` in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Bytes from hexadecimal digits; `None` when they are none.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|place| u8::from_str_radix(text.get(place..place + 2)?, 16).ok())
        .collect()
}

impl Open {
    /// Makes `change`, with nothing personal.
    pub(super) fn make(&mut self, change: Change) -> Result<(), Refusal> {
        self.make_with(change, Personal::default())
    }

    /// Makes `change`: the state goes on, and the event is kept for [`save`](Self::save).
    pub(super) fn make_with(&mut self, change: Change, personal: Personal) -> Result<(), Refusal> {
        let mut event = Event { personal, ..Event::new(self.now, self.actor.clone(), change) };
        let mut next = self.state.clone().apply(&event)?;
        if next.status != self.state.status && next.status.whose_move() == Move::House {
            let hours =
                if next.status == PublicStatus::EnControle { CHECK_HOURS } else { FILE_HOURS };
            event.promised_at = Some(self.now.plus_seconds(hours * 3600));
            next.promised_at = event.promised_at;
        }
        self.state = next;
        self.events.push(event);
        Ok(())
    }

    /// Makes `change`, keeping the promise `promised_at` that was made before.
    pub(super) fn make_back(
        &mut self,
        change: Change,
        personal: Personal,
        promised_at: Option<At>,
    ) -> Result<(), Refusal> {
        let event =
            Event { personal, promised_at, ..Event::new(self.now, self.actor.clone(), change) };
        self.state = self.state.clone().apply(&event)?;
        self.events.push(event);
        Ok(())
    }

    /// Refuses when somebody else did something about `about` since the version `seen`, and says what.
    pub(super) async fn unless_changed(
        &self,
        conn: &mut PgConnection,
        seen: Option<i64>,
        about: &About<'_>,
    ) -> Result<(), NotDone> {
        let Some(seen) = seen.filter(|seen| *seen < self.state.version) else { return Ok(()) };
        let rows = events::after(conn, self.id.0, seen).await?;
        let mut since = Vec::new();
        for row in rows {
            let entry = Entry::read(&self.sealer, &row)?;
            let own = self.actor.person.is_some() && entry.event.by.person == self.actor.person;
            if !own && about.meets(&entry.event.change.about()) {
                since.push(entry);
            }
        }
        if since.is_empty() {
            return Ok(());
        }
        Err(NotDone::Changed(Box::new(Changed { version: self.state.version, since })))
    }

    /// Writes what changed, and the events that say so; gives back what whoever asked may see.
    pub(super) async fn save(mut self, conn: &mut PgConnection) -> Result<State, Failure> {
        self.write(conn).await?;
        let house = matches!(self.actor.side, Side::Staff | Side::Machine);
        Ok(if house { self.state } else { self.state.for_customer() })
    }

    /// Writes what changed so far, and goes on.
    pub(super) async fn write(&mut self, conn: &mut PgConnection) -> Result<(), Failure> {
        if self.events.is_empty() {
            return Ok(());
        }
        save::state(conn, &self.sealer, self.before.as_ref(), &self.state).await?;
        let first = self.state.version - i64::try_from(self.events.len()).unwrap_or(i64::MAX) + 1;
        events::append(conn, &self.sealer, first, &self.events).await?;
        self.events.clear();
        self.before = Some(self.state.clone());
        Ok(())
    }

    pub(super) fn sealer(&self) -> &Sealer {
        &self.sealer
    }
}
