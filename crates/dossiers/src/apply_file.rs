//! The filing: ready, sent, answered step by step; and what becomes of the papers.

use crate::change::{Change, Personal};
use crate::piece::SlotState;
use crate::record::{Number, Record};
use crate::state::State;
use crate::tracks::filing::{InVault, Proofs, Step};
use crate::tracks::{Archive, Filing, Pieces, Reason};
use crate::{Event, Refusal};

impl State {
    /// Makes the change of `event` when it is about the filing; `false` when it is not.
    pub(crate) fn make_filing(&mut self, event: &Event) -> Result<bool, Refusal> {
        match &event.change {
            Change::Ready { .. } => {
                let clear = self.clear()?;
                let Filing::NonDepose(stage) = self.filing else { return Err(Refusal::NoSuchStep) };
                self.filing = stage.ready(&clear).into();
            }
            Change::NotReady { reason } => {
                let Filing::Pret(stage) = self.filing else { return Err(Refusal::NoSuchStep) };
                self.filing = stage.take_back(reason).into();
            }
            Change::FilingStepped { step, reason, record, gone } => {
                self.step(event, *step, (reason.as_ref(), record.as_ref()))?;
                if *step == Step::TakenUpAgain {
                    self.open_again(reason.as_ref(), gone)?;
                }
            }
            Change::FilingCorrected { step, until } => {
                let record = self.records.get_mut(step).ok_or(Refusal::NoSuchStep)?;
                record.until = *until;
                for number in Number::given_by(*step) {
                    self.numbers.remove(number.id());
                }
                self.numbers.extend(event.personal.numbers.clone());
            }
            Change::Deposited { vault } => {
                if self.archive != Archive::ToDeposit {
                    return Err(Refusal::NoSuchStep);
                }
                (self.archive, self.vault) = (Archive::Deposited, Some(vault.clone()));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn step(
        &mut self,
        event: &Event,
        step: Step,
        (why, record): (Option<&Reason>, Option<&Record>),
    ) -> Result<(), Refusal> {
        let (clear, in_vault) = (self.clear(), InVault::proved(self.archive));
        let proofs = Proofs { clear: &clear, in_vault: &in_vault };
        self.filing = self.filing.step(step, why, proofs)?;
        self.keep_numbers(step, &event.personal);
        if let Some(record) = record {
            self.records.insert(step, Record { by: event.by.person, ..*record });
        }
        match step {
            Step::File => {
                self.filed_at = Some(event.at);
                // What is sent anew is deposited anew.
                (self.archive, self.vault) = (Archive::ToDeposit, None);
                self.said = None;
                self.records.retain(|step, _| *step == Step::File);
            }
            Step::Refused | Step::AsksMore => self.said.clone_from(&event.personal.words),
            Step::Answered => self.said = None,
            _ => {}
        }
        Ok(())
    }

    /// Numbers of what is sent anew are those of the new operation.
    fn keep_numbers(&mut self, step: Step, personal: &Personal) {
        if step == Step::File {
            for number in Number::ALL {
                self.numbers.remove(number.id());
            }
        }
        self.numbers.extend(personal.numbers.clone());
    }

    /// The check is open again: what the administration refused is refused here, piece by piece, and replaced. The pieces
    /// `gone`, whose documents are not kept any more, are expected anew: nobody accepts what nobody can look at.
    fn open_again(&mut self, why: Option<&Reason>, gone: &[String]) -> Result<(), Refusal> {
        if self.pieces != Pieces::Validees {
            return Ok(());
        }
        self.pieces = self.pieces.to(Pieces::EnControle, why)?;
        for slot in self.slots.values_mut() {
            if slot.state == SlotState::Accepted {
                slot.state = SlotState::Checking;
            }
        }
        for name in gone {
            let slot = self.slots.get_mut(name).ok_or(Refusal::NoSuchPiece)?;
            (slot.state, slot.documents) = (SlotState::Expected, Vec::new());
            slot.unread();
        }
        match why.filter(|_| !gone.is_empty()) {
            Some(why) => self.expect_again(why),
            None => Ok(()),
        }
    }
}
