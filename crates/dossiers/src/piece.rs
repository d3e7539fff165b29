//! The pieces of a dossier, each in its slot.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Id;
use crate::code::in_json;

vocabulary::codes! {
    /// Where one piece is.
    pub enum SlotState {
        /// To come.
        Expected = "expected",
        /// There, not looked at.
        Received = "received",
        /// Being checked.
        Checking = "checking",
        /// Good.
        Accepted = "accepted",
        /// To be replaced.
        Refused = "refused",
        /// Not needed after all.
        Waived = "waived",
    }
}

in_json!(SlotState);

/// A piece that is asked for: named `piece_identite`, and `piece_identite/2` for the second of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its name in the dossier.
    pub slot: String,
    /// The kind that is proposed, an id of the rules.
    pub kind: String,
    /// The kinds that do as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub or: Vec<String>,
    /// Its absence blocks nothing.
    #[serde(default)]
    pub optional: bool,
}

/// A slot, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The kind: the one proposed, or the one that came.
    pub kind: String,
    /// The kinds that do as well.
    pub or: Vec<String>,
    /// Its absence blocks nothing.
    pub optional: bool,
    /// Where it is.
    pub state: SlotState,
    /// The documents, in the order of their pages.
    pub documents: Vec<Id>,
    /// Why it was refused or waived: a code.
    pub reason: Option<String>,
    /// What whoever refused added: the field, or the administration's words. Personal.
    #[serde(skip)]
    pub words: Option<String>,
    /// How many times it was refused.
    pub round: u16,
    /// What somebody read on the documents, by the fields of the rules. Personal.
    #[serde(skip)]
    pub typed: BTreeMap<String, String>,
    /// Who signed, by quality as codes of the rules, somebody of several as often as they are; `None` where nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<Vec<String>>,
}

impl Slot {
    /// Empty, waiting.
    #[must_use]
    pub fn new(asked: &Asked) -> Self {
        Self {
            kind: asked.kind.clone(),
            or: asked.or.clone(),
            optional: asked.optional,
            state: SlotState::Expected,
            documents: Vec::new(),
            reason: None,
            words: None,
            round: 0,
            typed: BTreeMap::new(),
            signed_by: None,
        }
    }

    /// Whether somebody read something on its documents.
    #[must_use]
    pub fn is_read(&self) -> bool {
        !self.typed.is_empty() || self.signed_by.is_some()
    }

    /// Other documents stand there, or none: what was read says nothing of them.
    pub(crate) fn unread(&mut self) {
        self.typed.clear();
        self.signed_by = None;
    }

    /// Nothing more is wanted of the customer here.
    #[must_use]
    pub fn is_filled(&self) -> bool {
        match self.state {
            SlotState::Expected => self.optional,
            SlotState::Refused => false,
            _ => true,
        }
    }

    /// Good, waived, or optional and not sent.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        match self.state {
            SlotState::Expected => self.optional,
            SlotState::Accepted | SlotState::Waived => true,
            _ => false,
        }
    }
}
