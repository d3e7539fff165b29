//! The acts that a form may name, who may do them, and where what came of it is shown.

use access::Act;
use vocabulary::codes;

codes! {
    /// An act, as a form names it.
    pub enum Deed {
        /// Takes the dossier.
        Claim = "claim",
        /// Gives it back.
        Release = "release",
        /// Gives it to somebody.
        Assign = "assign",
        /// Makes it press more, or less.
        Prioritise = "prioritise",
        /// Begins the check.
        StartCheck = "start_check",
        /// Accepts a piece.
        Accept = "accept",
        /// Refuses a piece.
        Refuse = "refuse",
        /// Confirms a signature on paper.
        AcceptSignature = "accept_signature",
        /// Refuses a signature on paper.
        RefuseSignature = "refuse_signature",
        /// Asks for every signature again.
        VoidSignatures = "void_signatures",
        /// Does without a piece.
        Waive = "waive",
        /// Keeps what is read on a piece.
        Read = "read",
        /// Accepts what is left, and the whole.
        ValidateAll = "validate_all",
        /// Opens the check again.
        Reopen = "reopen",
        /// Marks it ready.
        Ready = "ready",
        /// Takes that back.
        NotReady = "not_ready",
        /// Records that it was filed.
        File = "file",
        /// Records what came of that.
        FilingStep = "filing_step",
        /// Puts right what was recorded of a step.
        FilingCorrection = "filing_correction",
        /// Records that the vault has its papers.
        Deposit = "deposit",
        /// Closes it before it is filed.
        Close = "close",
        /// Records a transfer.
        Transfer = "transfer",
        /// Records that money was given back by transfer.
        TransferBack = "transfer_back",
        /// Works the price out again.
        Reprice = "reprice",
        /// Gives back what was paid by card, or asks for it.
        GiveBack = "give_back",
        /// Decides on a refund that somebody else asked for.
        DecideRefund = "decide_refund",
        /// Adds a task.
        AddTask = "add_task",
        /// Finishes a task.
        FinishTask = "finish_task",
        /// Writes a note.
        Note = "note",
        /// Writes to the customer.
        Message = "message",
        /// Undoes the last act.
        Undo = "undo",
    }
}

impl Deed {
    /// Who may.
    #[must_use]
    pub const fn act(self) -> Act {
        match self {
            Self::Waive | Self::Reopen => Act::SuperviseDossiers,
            Self::File | Self::FilingStep | Self::FilingCorrection | Self::Deposit => {
                Act::FileDossiers
            }
            Self::Transfer => Act::RecordTransfers,
            Self::GiveBack | Self::TransferBack => Act::RefundPayments,
            Self::DecideRefund => Act::DecideRefunds,
            Self::Note | Self::Message => Act::WriteInDossiers,
            _ => Act::WorkDossiers,
        }
    }

    /// The part of the page that shows what came of it; a piece has its own.
    pub(super) const fn place(self) -> &'static str {
        match self {
            Self::Transfer
            | Self::TransferBack
            | Self::Reprice
            | Self::GiveBack
            | Self::DecideRefund => "money",
            Self::AddTask | Self::FinishTask => "tasks",
            Self::File | Self::FilingStep | Self::FilingCorrection | Self::Deposit => "filing",
            Self::Note => "notes",
            Self::Message => "messages",
            Self::AcceptSignature | Self::RefuseSignature | Self::VoidSignatures => "forms",
            _ => "",
        }
    }
}
