//! What is changed by two people: one writes a draft, another one looks at it, and it is in force from a day on.
//!
//! Barèmes, rules of démarches, prices, official forms and letters all come this way. Decides: who may do which step, in which
//! order, and which revision is in force on a day. Leaves out: what the documents say and whether they are sound (whoever
//! reads them), who has the right to write or to look (`access`), what is written in the audit.
//!
//! Read in this order: [`Revision`] and its steps, `operations`, then [`differences`] and [`line_of`], which show a draft.

mod differences;
#[cfg(not(target_arch = "wasm32"))]
pub mod operations;
mod place;
mod refused;
mod revision;

use vocabulary::codes;

pub use differences::{Difference, Side, differences};
pub use place::{line_of, not_toml};
pub use refused::Refused;
pub use revision::{Returned, Revision, RevisionId, State, Step, in_force};

codes! {
    /// What is changed.
    pub enum Subject {
        /// The tables of the taxes: of every house.
        Baremes = "baremes",
        /// The rules of the démarches: of every house.
        Demarches = "demarches",
        /// What a house charges.
        Fees = "fees",
        /// An official form that a house fills.
        Form = "form",
        /// What a letter of a house says.
        Letter = "letter",
    }
}

impl Subject {
    /// There are several of it, each with revisions of its own.
    #[must_use]
    pub const fn has_parts(self) -> bool {
        matches!(self, Self::Form | Self::Letter)
    }

    /// It is of every house, and not of one.
    #[must_use]
    pub const fn is_global(self) -> bool {
        matches!(self, Self::Baremes | Self::Demarches)
    }
}

/// Longest reason and longest remark, in characters.
pub const WORDS_MAX: usize = 500;

/// Longest document, in bytes.
pub const DOCUMENT_MAX: usize = 1024 * 1024;

/// Longest file, in bytes.
pub const FILE_MAX: usize = 8 * 1024 * 1024;

/// A text of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its name: `y1_regional.toml`.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// A file of a revision that is no text, such as an official form; a revision has one at most.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its name: `formulaire.pdf`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "File({}, {} bytes)", self.name, self.bytes.len())
    }
}
