//! Where a rule was read.

use crate::model::{Confidence, Text};

/// A text that a rule comes from: an article, an official card, a trade note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its id in the rules.
    pub id: String,
    /// How it is cited.
    pub title: Text,
    /// How sure what was read there is.
    pub confidence: Confidence,
}
