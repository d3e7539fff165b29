//! Money: ordered, paid, given back.

use crate::change::Change;
use crate::order::{Payment as Transfer, Refund};
use crate::state::State;
use crate::tracks::Payment;
use crate::{Event, Id, Refusal};

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
            Change::Refunded { refund, cents } => {
                self.refunded(*refund, Refund { cents: *cents, at: event.at })?;
            }
            Change::RefundReturned { refund } => {
                self.refunds.remove(refund).ok_or(Refusal::NoSuchThing)?;
            }
            Change::PaymentMoved { to, reason } => {
                self.payment = self.payment.to(*to, reason.as_ref())?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn transfer(&mut self, id: Id, transfer: Transfer) -> Result<(), Refusal> {
        let order = self.order.as_ref().ok_or(Refusal::NotOrdered)?;
        if transfer.cents.0 <= 0 {
            return Err(Refusal::BadSum);
        }
        let total = order.total.0;
        self.transfers.insert(id, transfer);
        let paid = self.paid();
        self.payment = match self.payment {
            // Refunds and disputes are another crate's: money that comes then changes no state.
            Payment::APayer if paid >= total => {
                let payee = self.payment.to(Payment::Payee, None)?;
                if paid > total { payee.to(Payment::TropPercu, None)? } else { payee }
            }
            Payment::Payee if paid > total => self.payment.to(Payment::TropPercu, None)?,
            same => same,
        };
        Ok(())
    }

    /// Nothing is given back twice, nor more than came. What the dossier owes, or is owed, follows.
    fn refunded(&mut self, id: Id, refund: Refund) -> Result<(), Refusal> {
        let total = self.order.as_ref().ok_or(Refusal::NotOrdered)?.total.0;
        if refund.cents.0 <= 0 || refund.cents.0 > self.paid() || self.refunds.contains_key(&id) {
            return Err(Refusal::BadSum);
        }
        self.refunds.insert(id, refund);
        let left = self.paid();
        let to = match self.payment {
            Payment::TropPercu if left > total => return Ok(()),
            Payment::TropPercu if left == total => Payment::Soldee,
            // What is disputed is the bank's to move; what was never whole owes no less.
            Payment::Contestee | Payment::APayer => return Ok(()),
            _ if left == 0 => Payment::Rembourse,
            Payment::RemboursePartiel => return Ok(()),
            _ => Payment::RemboursePartiel,
        };
        self.payment = self.payment.to(to, None)?;
        Ok(())
    }
}
