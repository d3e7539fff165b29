//! What a change is about, and which changes are in the way of each other.

use crate::{Change, Id};

/// What a change is about: two changes about the same thing, made without seeing each other, are in conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About<'change> {
    /// One piece.
    Slot(&'change str),
    /// Every piece, and what is ready.
    Check,
    /// The answers, and all that follows from them.
    Case,
    /// Order and payment.
    Money,
    /// All forms.
    Forms,
    /// One form.
    Form(&'change str),
    /// The filing.
    Filing,
    /// Who works on it.
    Assignment,
    /// One task.
    Task(Id),
    /// Everything: closed.
    Whole,
    /// Nothing that another could change: a note, a message, a link.
    Talk,
}

impl About<'_> {
    /// Whether a change about `other`, not seen, is in the way of one about this.
    #[must_use]
    pub fn meets(&self, other: &About<'_>) -> bool {
        use About::{Case, Check, Filing, Form, Forms, Money, Slot, Talk, Whole};
        match (self, other) {
            (Talk, _) | (_, Talk) => false,
            (Whole, _)
            | (_, Whole)
            | (Check, Slot(_))
            | (Slot(_), Check)
            | (Forms, Form(_))
            | (Form(_), Forms)
            | (Case, Slot(_) | Check | Forms | Form(_) | Filing | Money)
            | (Slot(_) | Check | Forms | Form(_) | Filing | Money, Case)
            | (Filing, Slot(_) | Check | Forms | Form(_) | Money)
            | (Slot(_) | Check | Forms | Form(_) | Money, Filing) => true,
            (one, other) => one == other,
        }
    }
}

impl Change {
    /// What it is about.
    #[must_use]
    pub fn about(&self) -> About<'_> {
        match self {
            Self::Received { slot, .. }
            | Self::TakenBack { slot }
            | Self::Accepted { slot }
            | Self::Refused { slot, .. }
            | Self::Waived { slot, .. }
            | Self::Read { slot, .. } => About::Slot(slot),
            Self::CheckStarted
            | Self::Corrected
            | Self::Validated
            | Self::Reopened { .. }
            | Self::Listed { .. } => About::Check,
            Self::Answered { .. }
            | Self::DemarcheChanged { .. }
            | Self::PartySet { .. }
            | Self::PartyRemoved { .. } => About::Case,
            Self::Ordered { .. }
            | Self::Repriced { .. }
            | Self::TransferRecorded { .. }
            | Self::Refunded { .. }
            | Self::RefundReturned { .. }
            | Self::PaymentMoved { .. } => About::Money,
            Self::SignaturesAsked { .. } | Self::SignaturesVoided { .. } => About::Forms,
            Self::Signed { form, .. }
            | Self::SignedOnPaper { form, .. }
            | Self::SignatureAccepted { form }
            | Self::SignatureRefused { form, .. } => About::Form(form),
            Self::Ready { .. }
            | Self::NotReady { .. }
            | Self::FilingStepped { .. }
            | Self::FilingCorrected { .. }
            | Self::Deposited { .. } => About::Filing,
            Self::Assigned { .. } | Self::Prioritised { .. } => About::Assignment,
            Self::TaskDone { task } => About::Task(*task),
            Self::Closed { .. } | Self::Begun { .. } | Self::TakenOver { .. } | Self::Unknown => {
                About::Whole
            }
            // What was undone is in the way of whoever had seen it done.
            Self::Undone { .. } => About::Whole,
            Self::LinkRenewed { .. }
            | Self::Attached { .. }
            | Self::TaskAdded { .. }
            | Self::NoteAdded { .. }
            | Self::MessageSent { .. }
            | Self::LinkGiven { .. }
            | Self::LinkUsed { .. }
            | Self::LinkRevoked { .. } => About::Talk,
        }
    }
}
