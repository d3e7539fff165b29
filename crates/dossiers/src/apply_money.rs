//! Money: ordered, paid, given back.

use vocabulary::Cents;

use crate::change::Change;
use crate::order::{NewTaxes, Payment as Transfer, Refund};
use crate::state::State;
use crate::tracks::{Payment, Reason};
use crate::{At, Event, Id, Refusal};

impl State {
    /// Makes the change of `event` when it is about money; `false` when it is not.
    pub(crate) fn make_money(&mut self, event: &Event) -> Result<bool, Refusal> {
        match &event.change {
            Change::Ordered { order, pieces, due_on } => {
                self.is_draft()?;
                self.payment = self.payment.to(Payment::APayer, None)?;
                if order.total.0 == 0 {
                    self.payment = self.payment.to(Payment::Payee, None)?;
                }
                self.order = Some(order.clone());
                self.list(pieces);
                self.due_on = *due_on;
            }
            Change::TransferRecorded { payment, cents, received_on, means } => {
                let transfer = Transfer {
                    means: *means,
                    cents: *cents,
                    received_on: *received_on,
                    reference: event.personal.words.clone(),
                    at: event.at,
                };
                self.transfer(*payment, transfer)?;
            }
            Change::Refunded { refund, cents, above } => {
                self.refunded(*refund, (*cents, *above), event.at)?;
            }
            Change::Repriced { taxes, reason } => self.repriced(taxes.clone(), reason)?,
            Change::RefundReturned { refund } => {
                self.refunds.remove(refund).ok_or(Refusal::NoSuchThing)?;
                self.made_whole()?;
            }
            Change::PaymentMoved { to, reason } => {
                self.payment = self.payment.to(*to, reason.as_ref())?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn transfer(&mut self, id: Id, transfer: Transfer) -> Result<(), Refusal> {
        if self.order.is_none() {
            return Err(Refusal::NotOrdered);
        }
        if transfer.cents.0 <= 0 {
            return Err(Refusal::BadSum);
        }
        self.transfers.insert(id, transfer);
        self.made_whole()
    }

    /// Money is there again, or for the first time: what was due of the price may be paid by it.
    fn made_whole(&mut self) -> Result<(), Refusal> {
        let whole = self.owed() == 0;
        match self.payment {
            // What was given back or is disputed is another crate's: money that comes then changes no state.
            Payment::APayer if whole => self.payment = self.payment.to(Payment::Payee, None)?,
            Payment::ComplementDu if whole => {
                self.payment = self.payment.to(Payment::Soldee, None)?;
            }
            _ => {}
        }
        if self.excess() > 0 && matches!(self.payment, Payment::Payee | Payment::Soldee) {
            self.payment = self.payment.to(Payment::TropPercu, None)?;
        }
        Ok(())
    }

    /// The taxes are others, and our fee is the same: the rest is due before it is filed, or the difference goes back.
    fn repriced(&mut self, taxes: NewTaxes, reason: &Reason) -> Result<(), Refusal> {
        if self.filing.is_filed() {
            return Err(Refusal::AlreadyFiled);
        }
        let order = self.order.as_ref().ok_or(Refusal::NotOrdered)?;
        if taxes.taxes.0 < 0 {
            return Err(Refusal::BadSum);
        }
        // All of it was given back, or a bank is asked to: there is no price to work out.
        if matches!(self.payment, Payment::Rembourse | Payment::Contestee) {
            return Err(Refusal::NoSuchStep);
        }
        self.order = Some(order.with(taxes));
        let (owed, excess) = (self.owed(), self.excess());
        if self.payment == Payment::APayer {
            if owed > 0 {
                return Ok(());
            }
            self.payment = self.payment.to(Payment::Payee, None)?;
        }
        let to = match self.payment {
            _ if owed > 0 => Payment::ComplementDu,
            _ if excess > 0 => Payment::TropPercu,
            Payment::ComplementDu | Payment::TropPercu => Payment::Soldee,
            same => same,
        };
        if to != self.payment {
            self.payment = self.payment.to(to, Some(reason))?;
        }
        Ok(())
    }

    /// Nothing is given back twice, nor more than came. What the dossier owes, or is owed, follows.
    fn refunded(
        &mut self,
        id: Id,
        (cents, above): (Cents, Option<Cents>),
        at: At,
    ) -> Result<(), Refusal> {
        if self.order.is_none() {
            return Err(Refusal::NotOrdered);
        }
        if cents.0 <= 0 || cents.0 > self.paid() || self.refunds.contains_key(&id) {
            return Err(Refusal::BadSum);
        }
        if above.is_some_and(|above| above.0 < 0 || above > cents) {
            return Err(Refusal::BadSum);
        }
        // Nothing was paid above the price but the excess; what was never whole owes no less.
        let above = above.unwrap_or(cents).0.min(self.excess());
        let given = match self.payment {
            Payment::APayer => Cents(0),
            _ => Cents(cents.0.saturating_sub(above).max(0)),
        };
        self.refunds.insert(id, Refund { cents, given, at });
        let left = self.paid();
        let to = match self.payment {
            Payment::TropPercu if self.excess() > 0 => return Ok(()),
            Payment::TropPercu if given.0 == 0 => Payment::Soldee,
            // A gesture does not make up for what is due.
            Payment::ComplementDu if self.owed() > 0 && left > 0 => return Ok(()),
            // What is disputed is the bank's to move; what was never whole owes no less; what a bank took back, or what
            // came after all went back, is at its end already.
            Payment::Contestee | Payment::APayer | Payment::Rembourse => return Ok(()),
            _ if left == 0 => Payment::Rembourse,
            Payment::RemboursePartiel => return Ok(()),
            _ => Payment::RemboursePartiel,
        };
        self.payment = self.payment.to(to, None)?;
        Ok(())
    }
}
