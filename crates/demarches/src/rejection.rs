//! Why a piece is refused: one list, for people and for machines.

use crate::model::Text;

vocabulary::codes! {
    /// What whoever refuses adds in their own words.
    pub enum Addition {
        /// The field that could not be read, or that is empty.
        Field = "field",
        /// The words of the administration, copied.
        Words = "words",
    }
}

/// A reason to refuse a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Its code: `heure_cession_absente`.
    pub code: String,
    /// The key that picks it; no two reasons that one kind of piece can have share theirs.
    pub shortcut: char,
    /// What the operator reads in the list.
    pub label: Text,
    /// What the customer is told.
    pub message: Text,
    /// What the customer does next.
    pub next: Text,
    /// What has to be added.
    pub addition: Option<Addition>,
    /// The reason is shown to the customer. Without, only [`next`](Self::next) is.
    pub shown: bool,
    /// Only a superviseur may give it.
    pub supervisor: bool,
    /// The kinds of piece that it can be given for; every kind when empty.
    pub(crate) pieces: Vec<String>,
}

impl Rejection {
    /// Whether the reason can be given for the kind of piece `piece`.
    #[must_use]
    pub fn applies_to(&self, piece: &str) -> bool {
        self.pieces.is_empty() || self.pieces.iter().any(|one| one == piece)
    }
}
