//! Undoing within ten seconds: an event that puts back what the other one touched.

use std::collections::BTreeMap;

use accounts::Visit;
use sqlx::PgConnection;

use super::history::Entry;
use super::pieces::Seen;
use super::store::events;
use super::{DossierId, NotDone, Who, acting};
use crate::change::{Back, UNDO_SECONDS};
use crate::piece::SlotState;
use crate::{Change, Personal, Refusal, Slot, State};

/// Undoes the change that made the version `of`, of whoever made it, unless something about the same thing came after.
///
/// # Errors
///
/// [`Refusal::NothingToUndo`], [`Refusal::TooLateToUndo`].
pub async fn undo(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    of: i64,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    let rows = events::after(conn, id.0, 0).await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in &rows {
        entries.push(Entry::read(open.sealer(), row)?);
    }
    let place = entries.iter().position(|entry| entry.sequence == of);
    let (before, rest) = entries.split_at(place.ok_or(Refusal::NothingToUndo)?);
    let [undone, after @ ..] = rest else { return Err(Refusal::NothingToUndo.into()) };
    let own = undone.event.by.person.is_some() && undone.event.by.person == open.actor.person;
    let about = undone.event.change.about();
    let free = after.iter().all(|entry| !about.meets(&entry.event.change.about()));
    if !own || !undone.event.change.can_be_undone() || !free {
        return Err(Refusal::NothingToUndo.into());
    }
    if open.now > undone.event.at.plus_seconds(UNDO_SECONDS) {
        return Err(Refusal::TooLateToUndo.into());
    }
    let was = State::fold(before.iter().map(|entry| &entry.event))?;
    let (back, personal) = back(&undone.event.change, &was, &open.state)?;
    let change = Change::Undone { of, back: Box::new(back) };
    open.make_back(change, personal, was.promised_at)?;
    Ok(open.save(conn).await?)
}

/// What `change` touched, as it `was`; all else as it is `now`.
pub(super) fn back(change: &Change, was: &State, now: &State) -> Result<(Back, Personal), Refusal> {
    let mut back = Back {
        slots: BTreeMap::new(),
        pieces: now.pieces,
        round: now.round,
        filing: now.filing,
        assignee: now.assignee,
        priority: now.priority,
        open_tasks: Vec::new(),
        forms: BTreeMap::new(),
    };
    let mut personal = Personal::default();
    match change {
        Change::Read { slot, .. } => {
            let before = was.slots.get(slot).ok_or(Refusal::NothingToUndo)?;
            personal = beside(before);
            back.slots.insert(slot.clone(), before.clone());
        }
        Change::Accepted { slot } | Change::Refused { slot, .. } | Change::Waived { slot, .. } => {
            let before = was.slots.get(slot).ok_or(Refusal::NothingToUndo)?;
            personal = beside(before);
            back.slots.insert(slot.clone(), before.clone());
            // Another piece was refused meanwhile: the corrections stay open.
            let others = now.slots.iter().filter(|(name, _)| *name != slot);
            if others.map(|(_, one)| one.state).all(|state| state != SlotState::Refused) {
                (back.pieces, back.round) = (was.pieces, was.round);
            }
        }
        Change::SignatureAccepted { form } | Change::SignatureRefused { form, .. } => {
            let before = was.forms.get(form).ok_or(Refusal::NothingToUndo)?;
            back.forms.insert(form.clone(), before.clone());
        }
        Change::Validated => back.pieces = was.pieces,
        Change::Ready { .. } => back.filing = was.filing,
        Change::Assigned { .. } => back.assignee = was.assignee,
        Change::Prioritised { .. } => back.priority = was.priority,
        Change::TaskDone { task } => back.open_tasks.push(*task),
        _ => return Err(Refusal::NothingToUndo),
    }
    Ok((back, personal))
}

/// What of a piece is personal.
fn beside(slot: &Slot) -> Personal {
    Personal { words: slot.words.clone(), fields: slot.typed.clone(), ..Personal::default() }
}
