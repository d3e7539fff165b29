//! Pieces: received, checked, refused, corrected, accepted.

use crate::change::{Change, Personal};
use crate::piece::{Asked, Slot, SlotState};
use crate::state::State;
use crate::tracks::{Pieces, Reason};
use crate::{Id, Refusal};

/// Why pieces are expected again without anybody saying so.
const TAKEN_BACK: &str = "piece_reprise";
/// Why a piece is not needed any more.
const NOT_ASKED_ANY_MORE: &str = "plus_demandee";

impl State {
    /// Makes `change` when it is about pieces; `false` when it is not.
    pub(crate) fn make_check(
        &mut self,
        change: &Change,
        personal: &Personal,
    ) -> Result<bool, Refusal> {
        match change {
            Change::Listed { pieces, due_on, reason } => {
                self.may_list()?;
                self.list(pieces);
                self.due_on = *due_on;
                self.expect_again(reason)?;
            }
            Change::Received { slot, kind, documents } => self.receive(slot, kind, documents)?,
            Change::TakenBack { slot } => {
                let one = self.slot_in(slot, &[SlotState::Received], Refusal::PieceInCheck)?;
                (one.state, one.documents) = (SlotState::Expected, Vec::new());
                one.unread();
                let why = Reason::new(TAKEN_BACK).ok_or(Refusal::ReasonNeeded)?;
                self.expect_again(&why)?;
            }
            Change::CheckStarted => {
                self.may_check()?;
                // A correction ends by being made, never by looking again.
                if self.pieces == Pieces::ACorriger {
                    return Err(Refusal::OpenCorrection);
                }
                self.pieces = self.pieces.to(Pieces::EnControle, None)?;
                self.look_at_received();
            }
            Change::Accepted { slot } => {
                self.may_check()?;
                self.in_check(slot)?.state = SlotState::Accepted;
            }
            Change::Read { slot, fields, signed_by } => {
                self.may_check()?;
                let there = [SlotState::Received, SlotState::Checking, SlotState::Accepted];
                let one = self.slot_in(slot, &there, Refusal::NoDocument)?;
                let value =
                    |field: &String| Some((field.clone(), personal.fields.get(field)?.clone()));
                one.typed = fields.iter().filter_map(value).collect();
                one.signed_by.clone_from(signed_by);
            }
            Change::Refused { slot, reason } => {
                self.may_check()?;
                let one = self.in_check(slot)?;
                one.state = SlotState::Refused;
                one.reason = Some(reason.clone());
                one.words.clone_from(&personal.words);
                one.round = one.round.saturating_add(1);
                if self.pieces == Pieces::EnControle {
                    let why = Reason::new(reason).ok_or(Refusal::ReasonNeeded)?;
                    self.pieces = self.pieces.to(Pieces::ACorriger, Some(&why))?;
                    self.round = self.round.saturating_add(1);
                }
            }
            Change::Waived { slot, reason } => {
                self.may_check()?;
                let settled = [SlotState::Accepted, SlotState::Waived];
                let one = self.slots.get_mut(slot).ok_or(Refusal::NoSuchPiece)?;
                if settled.contains(&one.state) {
                    return Err(Refusal::PieceNotInCheck);
                }
                one.state = SlotState::Waived;
                one.reason = Some(reason.as_str().to_owned());
                one.words = None;
                self.all_received()?;
            }
            Change::Corrected => {
                self.may_check()?;
                if self.slots.values().any(|slot| slot.state == SlotState::Refused) {
                    return Err(Refusal::OpenCorrection);
                }
                if !self.slots.values().all(Slot::is_filled) {
                    return Err(Refusal::PiecesMissing);
                }
                if self.pieces != Pieces::ACorriger {
                    return Err(Refusal::NoSuchStep);
                }
                self.pieces = self.pieces.to(Pieces::EnControle, None)?;
                self.look_at_received();
            }
            Change::Validated => {
                self.may_check()?;
                if self.slots.values().any(|slot| slot.state == SlotState::Refused) {
                    return Err(Refusal::OpenCorrection);
                }
                if !self.slots.values().all(Slot::is_settled) {
                    return Err(Refusal::NotAllAccepted);
                }
                self.pieces = self.pieces.to(Pieces::Validees, None)?;
            }
            Change::Reopened { reason } => {
                self.may_check()?;
                if self.pieces != Pieces::Validees {
                    return Err(Refusal::NoSuchStep);
                }
                self.pieces = self.pieces.to(Pieces::EnControle, Some(reason))?;
                for slot in self.slots.values_mut() {
                    if slot.state == SlotState::Accepted {
                        slot.state = SlotState::Checking;
                    }
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The list of pieces as the rules have it now: what came stays, what is not asked for any more is waived.
    pub(crate) fn list(&mut self, pieces: &[Asked]) {
        for asked in pieces {
            match self.slots.get_mut(&asked.slot) {
                Some(slot) => {
                    slot.optional = asked.optional;
                    slot.or.clone_from(&asked.or);
                    if slot.kind != asked.kind {
                        // One of those that were proposed came: what was asked for first does as well.
                        slot.or.retain(|one| *one != slot.kind);
                        slot.or.push(asked.kind.clone());
                    }
                    if slot.state == SlotState::Waived
                        && slot.reason.as_deref() == Some(NOT_ASKED_ANY_MORE)
                    {
                        *slot = Slot::new(asked);
                    }
                }
                None => {
                    self.slots.insert(asked.slot.clone(), Slot::new(asked));
                }
            }
        }
        let asked = |name: &String| pieces.iter().any(|one| one.slot == *name);
        self.slots.retain(|name, slot| asked(name) || slot.state != SlotState::Expected);
        for (name, slot) in &mut self.slots {
            if !asked(name) {
                slot.state = SlotState::Waived;
                slot.reason = Some(NOT_ASKED_ANY_MORE.to_owned());
                slot.words = None;
            }
        }
    }

    /// Pieces are asked for once they are ordered, and until the dossier is ready.
    fn may_list(&self) -> Result<(), Refusal> {
        if self.order.is_none() && self.slots.is_empty() {
            return Err(Refusal::NotOrdered);
        }
        self.may_change_case()
    }

    /// They are looked at once they are paid for.
    fn may_check(&self) -> Result<(), Refusal> {
        self.may_list()?;
        if !self.lets_work_begin() {
            return Err(Refusal::NotPaid);
        }
        Ok(())
    }

    fn receive(&mut self, name: &str, kind: &str, documents: &[Id]) -> Result<(), Refusal> {
        self.may_check()?;
        let open = [SlotState::Expected, SlotState::Received, SlotState::Refused];
        if documents.is_empty() {
            return Err(Refusal::NoDocument);
        }
        let in_check = self.pieces == Pieces::EnControle;
        let slot = self.slot_in(name, &open, Refusal::PieceInCheck)?;
        if slot.kind != kind && !slot.or.iter().any(|one| one == kind) {
            return Err(Refusal::WrongPiece);
        }
        let twice = documents.iter().enumerate().any(|(place, document)| {
            documents.iter().skip(place + 1).any(|other| other == document)
        });
        if twice || slot.documents == documents {
            return Err(Refusal::SameDocument);
        }
        if slot.kind != kind {
            // What was proposed does as well from now on, if the customer changes their mind.
            slot.or.retain(|one| one != kind);
            slot.or.push(std::mem::replace(&mut slot.kind, kind.to_owned()));
        }
        slot.documents = documents.to_vec();
        slot.unread();
        // What comes while the check is open, asked for politely or late, is looked at with the rest.
        slot.state = if in_check { SlotState::Checking } else { SlotState::Received };
        (slot.reason, slot.words) = (None, None);
        self.all_received()
    }

    fn slot_in(
        &mut self,
        name: &str,
        states: &[SlotState],
        otherwise: Refusal,
    ) -> Result<&mut Slot, Refusal> {
        let slot = self.slots.get_mut(name).ok_or(Refusal::NoSuchPiece)?;
        if states.contains(&slot.state) { Ok(slot) } else { Err(otherwise) }
    }

    /// The piece `name`, while the check is open.
    fn in_check(&mut self, name: &str) -> Result<&mut Slot, Refusal> {
        if !matches!(self.pieces, Pieces::EnControle | Pieces::ACorriger) {
            return Err(Refusal::PieceNotInCheck);
        }
        self.slot_in(name, &[SlotState::Checking], Refusal::PieceNotInCheck)
    }

    /// The last piece that was expected is there.
    fn all_received(&mut self) -> Result<(), Refusal> {
        if self.pieces == Pieces::Attendues && self.slots.values().all(Slot::is_filled) {
            self.pieces = self.pieces.to(Pieces::Recues, None)?;
        }
        Ok(())
    }

    /// A piece is missing again, or the last one that was is not asked for any more.
    pub(crate) fn expect_again(&mut self, why: &Reason) -> Result<(), Refusal> {
        let whole = self.slots.values().all(Slot::is_filled);
        match self.pieces {
            Pieces::Recues | Pieces::EnControle | Pieces::Validees if !whole => {
                self.pieces = self.pieces.to(Pieces::Attendues, Some(why))?;
                // What was being checked waits with the rest.
                for slot in self.slots.values_mut() {
                    if slot.state == SlotState::Checking {
                        slot.state = SlotState::Received;
                    }
                }
                Ok(())
            }
            _ => self.all_received(),
        }
    }

    fn look_at_received(&mut self) {
        for slot in self.slots.values_mut() {
            if slot.state == SlotState::Received {
                slot.state = SlotState::Checking;
            }
        }
    }
}
