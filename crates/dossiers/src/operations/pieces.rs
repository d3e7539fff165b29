//! Pieces: sent, taken back, checked one by one, refused with a reason, corrected, accepted.

use access::Act;
use accounts::{Person, Visit};
use demarches::{Demarches, Versions};
use sqlx::PgConnection;

use super::drafts::rules_of;
use super::{DossierId, NotDone, Who, acting, money, time};
use crate::piece::SlotState;
use crate::tracks::{Pieces, Reason};
use crate::{Change, Id, Personal, Refusal, State};

/// Longest words added to a refusal, in characters.
const WORDS_MAX: usize = 2_000;

/// What a refusal or a decision of the staff is about: which version of the dossier its page showed.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Who decides.
    pub by: &'a Person,
    /// The version that the page showed; `None` where whatever came since does not matter.
    pub version: Option<i64>,
}

/// Makes one change of the staff, unless somebody else did something about the same thing since.
pub(super) async fn decide(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    change: Change,
    personal: Personal,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    open.unless_changed(conn, seen.version, &change.about()).await?;
    open.make_with(change, personal)?;
    Ok(open.save(conn).await?)
}

/// Puts `documents`, which are of the kind `kind`, where the piece `slot` is waited for; those of before are replaced.
///
/// # Errors
///
/// [`Refusal::NotPaid`], [`Refusal::PieceInCheck`], [`Refusal::WrongPiece`], [`Refusal::SameDocument`].
pub async fn receive(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    (slot, kind): (&str, &str),
    documents: Vec<Id>,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    open.make(Change::Received { slot: slot.to_owned(), kind: kind.to_owned(), documents })?;
    Ok(open.save(conn).await?)
}

/// Puts `new` documents, which are of the kind `kind`, after those that the piece `slot` has; those that were refused make
/// place for them, and are given back. Two who send at once both find their files there.
///
/// # Errors
///
/// As [`receive`]; [`Refusal::SameDocument`] when all were there before.
pub async fn add(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    (slot, kind): (&str, &str),
    new: &[Id],
) -> Result<Vec<Id>, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    let (documents, replaced) = gathered(&open.state, slot, new)?;
    open.make(Change::Received { slot: slot.to_owned(), kind: kind.to_owned(), documents })?;
    open.save(conn).await?;
    Ok(replaced)
}

/// The documents that the piece `slot` has with `new` ones, and those that make place for them.
pub(super) fn gathered(
    state: &State,
    slot: &str,
    new: &[Id],
) -> Result<(Vec<Id>, Vec<Id>), Refusal> {
    let piece = state.slots.get(slot).ok_or(Refusal::NoSuchPiece)?;
    let stay = if piece.state == SlotState::Received { piece.documents.as_slice() } else { &[] };
    let mut documents = stay.to_vec();
    for document in new {
        if !documents.contains(document) {
            documents.push(*document);
        }
    }
    if documents.len() == stay.len() {
        return Err(Refusal::SameDocument);
    }
    let replaced = piece.documents.iter().copied().filter(|old| !documents.contains(old)).collect();
    Ok((documents, replaced))
}

/// Takes `document` out of the piece `slot`, while nobody looks at it; what else is there, or came meanwhile, stays.
///
/// # Errors
///
/// [`Refusal::PieceInCheck`], [`Refusal::NoSuchPiece`]; [`Refusal::NoSuchThing`] when it is not there.
pub async fn remove(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    slot: &str,
    document: Id,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    let piece = open.state.slots.get(slot).ok_or(Refusal::NoSuchPiece)?;
    if !piece.documents.contains(&document) {
        return Err(Refusal::NoSuchThing.into());
    }
    if piece.state != SlotState::Received {
        return Err(Refusal::PieceInCheck.into());
    }
    let left = piece.documents.iter().copied().filter(|one| *one != document);
    let (documents, kind, slot) = (left.collect::<Vec<_>>(), piece.kind.clone(), slot.to_owned());
    open.make(if documents.is_empty() {
        Change::TakenBack { slot }
    } else {
        Change::Received { slot, kind, documents }
    })?;
    Ok(open.save(conn).await?)
}

/// « I have made the corrections »: what was replaced is checked.
///
/// # Errors
///
/// [`Refusal::OpenCorrection`] when a refused piece was not replaced.
pub async fn corrected(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    open.make(Change::Corrected)?;
    Ok(open.save(conn).await?)
}

/// Begins the check of what came.
///
/// # Errors
///
/// [`NotDone::Changed`], or a [`Refusal`].
pub async fn start_check(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
) -> Result<State, NotDone> {
    decide(conn, visit, seen, id, Change::CheckStarted, Personal::default()).await
}

/// Accepts the piece `slot`.
///
/// # Errors
///
/// [`NotDone::Changed`], or a [`Refusal`].
pub async fn accept(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    slot: &str,
) -> Result<State, NotDone> {
    let change = Change::Accepted { slot: slot.to_owned() };
    decide(conn, visit, seen, id, change, Personal::default()).await
}

/// Refuses the piece `slot` for the reason `code` of the rules, with what it wants added.
///
/// # Errors
///
/// [`Refusal::UnknownReason`], [`Refusal::SupervisorOnly`], [`Refusal::WordsNeeded`]; [`NotDone::Changed`].
pub async fn refuse(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    seen: Seen<'_>,
    id: DossierId,
    slot: &str,
    (code, words): (&str, &str),
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    let change = Change::Refused { slot: slot.to_owned(), reason: code.to_owned() };
    open.unless_changed(conn, seen.version, &change.about()).await?;
    let kind = open.state.slots.get(slot).ok_or(Refusal::NoSuchPiece)?.kind.clone();
    let rules = rules_of(rules, &open.state)?;
    let words = reason_given(rules, seen, &kind, (code, words))?;
    open.make_with(change, Personal { words, ..Personal::default() })?;
    Ok(open.save(conn).await?)
}

/// What is added to the refusal of a piece or of a form of the kind `kind`, where `code` is a reason for it.
pub(super) fn reason_given(
    rules: &Demarches,
    seen: Seen<'_>,
    kind: &str,
    (code, words): (&str, &str),
) -> Result<Option<String>, Refusal> {
    let mut reasons = rules.rejections_for(kind);
    let reason = reasons.find(|one| one.code == code).ok_or(Refusal::UnknownReason)?;
    if reason.supervisor && access::may(&seen.by.roles, Act::SuperviseDossiers).is_none() {
        return Err(Refusal::SupervisorOnly);
    }
    let words = words.trim();
    if words.is_empty() && reason.addition.is_some() {
        return Err(Refusal::WordsNeeded);
    }
    if words.chars().count() > WORDS_MAX || words.contains('\0') {
        return Err(Refusal::BadText);
    }
    Ok((!words.is_empty()).then(|| words.to_owned()))
}

/// Does without the piece `slot`.
///
/// # Errors
///
/// [`NotDone::Changed`], or a [`Refusal`].
pub async fn waive(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    slot: &str,
    reason: Reason,
) -> Result<State, NotDone> {
    let change = Change::Waived { slot: slot.to_owned(), reason };
    decide(conn, visit, seen, id, change, Personal::default()).await
}

/// Accepts every piece that is still being checked, and the whole.
///
/// # Errors
///
/// [`Refusal::OpenCorrection`], [`Refusal::NotAllAccepted`]; [`NotDone::Changed`].
pub async fn validate_all(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    open.unless_changed(conn, seen.version, &Change::Validated.about()).await?;
    let checking: Vec<String> = open
        .state
        .slots
        .iter()
        .filter(|(_, slot)| slot.state == SlotState::Checking)
        .map(|(name, _)| name.clone())
        .collect();
    for slot in checking {
        open.make(Change::Accepted { slot })?;
    }
    if open.state.pieces == Pieces::ACorriger
        && open.state.slots.values().all(|slot| slot.state != SlotState::Refused)
    {
        open.make(Change::Corrected)?;
    }
    open.make(Change::Validated)?;
    Ok(open.save(conn).await?)
}

/// Opens the check again.
///
/// # Errors
///
/// [`NotDone::Changed`], or a [`Refusal`].
pub async fn reopen(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    reason: Reason,
) -> Result<State, NotDone> {
    decide(conn, visit, seen, id, Change::Reopened { reason }, Personal::default()).await
}

/// Asks the rules again which pieces the case takes, after a fact changed: what came stays.
///
/// # Errors
///
/// A [`Refusal`].
pub async fn list_again(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    who: Who<'_>,
    id: DossierId,
    reason: Reason,
) -> Result<State, NotDone> {
    let mut open = acting::open_for_house(conn, visit, who, id).await?;
    let rules = rules_of(rules, &open.state)?;
    let case = money::evaluate(&open.state, rules, time::paris(visit.now)?)?;
    let (pieces, due_on) = (money::pieces_asked(&case), money::due_on(&case));
    open.make(Change::Listed { pieces, due_on, reason })?;
    Ok(open.save(conn).await?)
}
