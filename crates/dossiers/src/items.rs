//! What hangs on a dossier besides pieces: forms, tasks, notes, messages, one-time links.

use serde::{Deserialize, Serialize};
use vocabulary::Date;

use crate::code::in_json;
use crate::{At, Id, Side};

vocabulary::codes! {
    /// How much a dossier or a task presses.
    pub enum Priority {
        /// Before all others.
        Urgent = "urgent",
        /// Before most.
        High = "high",
        /// As it comes.
        Normal = "normal",
        /// When there is time.
        Low = "low",
    }
}

vocabulary::codes! {
    /// Where one form is.
    pub enum FormState {
        /// Waits for its signature.
        ToSign = "to_sign",
        /// Signed by hand, and its photograph to be looked at.
        ToCheck = "to_check",
        /// Looked at, and to be signed again.
        Refused = "refused",
        /// Signed.
        Signed = "signed",
        /// Signed, and no longer true.
        Void = "void",
    }
}

vocabulary::codes! {
    /// What somebody may do through a one-time link, and nothing else.
    pub enum LinkTask {
        /// Send one piece.
        Upload = "upload",
        /// Sign one form.
        Sign = "sign",
    }
}

in_json!(Priority, FormState, LinkTask);

impl Priority {
    /// Its place in a queue, the most pressing first.
    #[must_use]
    pub const fn rank(self) -> i16 {
        match self {
            Self::Urgent => 0,
            Self::High => 1,
            Self::Normal => 2,
            Self::Low => 3,
        }
    }

    /// The priority of that place.
    #[must_use]
    pub fn of_rank(rank: i16) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.rank() == rank)
    }
}

/// A form that somebody signs: named `mandat/titulaire`, `demande_immatriculation/cotitulaires/2`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Where it is.
    pub state: FormState,
    /// The evidence of its signature: the proof of one on a screen, the photograph of one on paper.
    pub evidence: Option<Id>,
    /// Why it is to be signed again: a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What whoever refused it added. Personal.
    #[serde(skip)]
    pub words: Option<String>,
}

impl Form {
    /// In `state`, with the evidence that there is of it.
    #[must_use]
    pub const fn new(state: FormState, evidence: Option<Id>) -> Self {
        Self { state, evidence, reason: None, words: None }
    }

    /// It waits for whoever signs it.
    #[must_use]
    pub const fn waits(&self) -> bool {
        matches!(self.state, FormState::ToSign | FormState::Refused)
    }
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// By whom; `None`: by whoever takes it.
    pub assignee: Option<Id>,
    /// How much it presses.
    pub priority: Priority,
    /// Until when.
    pub due_on: Option<Date>,
    /// Done at.
    pub done_at: Option<At>,
    /// What. Personal: it may name people.
    #[serde(skip)]
    pub words: Option<String>,
    /// Since when.
    pub at: At,
}

/// A note of the staff, never shown to the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// By whom.
    pub by: Option<Id>,
    /// What. Personal.
    pub words: Option<String>,
    /// When.
    pub at: At,
}

/// A message between the customer and us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// From which side.
    pub from: Side,
    /// By whom.
    pub by: Option<Id>,
    /// What. Personal.
    pub words: Option<String>,
    /// When.
    pub at: At,
}

/// A link that opens one task, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// SHA-256 of the secret, in hexadecimal digits: it opens nothing.
    pub token_hash: String,
    /// For whom.
    pub party: Option<Id>,
    /// What it is for.
    pub task: LinkTask,
    /// Which piece or form.
    pub target: String,
    /// Where it was sent. Personal.
    #[serde(skip)]
    pub email: Option<String>,
    /// Since when.
    pub given_at: At,
    /// Until when.
    pub expires_at: At,
    /// Used or taken back at.
    pub ended_at: Option<At>,
    /// It was used, by whoever is named as its party.
    pub used: bool,
}
