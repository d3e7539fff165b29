//! Why rules are refused, and where.

use std::fmt;

use crate::expr::ExprError;

/// One thing that does not hold in the rules. [`crate::load`] reports them all together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Where: `procedure.changement_titulaire.requires[3].when`.
    pub at: String,
    /// What.
    pub why: Why,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.why)
    }
}

impl std::error::Error for Refusal {}

/// What does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The text is no TOML, or not of this shape.
    #[error("{0}")]
    Toml(String),
    /// A version of the rules that this program does not read.
    #[error("version {0} of the rules is not the one that is read here")]
    Version(u32),
    /// A condition that is no condition.
    #[error("{0}")]
    Condition(#[from] ExprError),
    /// A code that its list does not hold.
    #[error("{0:?} is not on the list of {1}")]
    Unknown(String, &'static str),
    /// Something that must stand once stands twice.
    #[error("{0:?} stands twice")]
    Twice(String),
    /// Something that must stand does not.
    #[error("{0:?} is missing")]
    Missing(String),
    /// A text without words in one language.
    #[error("nothing is written in {0}")]
    Silent(&'static str),
    /// The two languages do not have as many entries.
    #[error("{fr} entries in French, {en} in English")]
    Uneven {
        /// In French.
        fr: usize,
        /// In English.
        en: usize,
    },
    /// A delay is in months or in days.
    #[error("a delay is a number of months or of days, one of the two")]
    Delay,
    /// The first of `any_of` is the piece of the line.
    #[error("the alternatives do not begin with the piece itself")]
    Alternatives,
    /// A derivation is a condition or a count, and its fact has that type.
    #[error("a derived fact is a yes-or-no condition or a count, one of the two")]
    Derivation,
    /// A derivation reads a fact that is derived later.
    #[error("{0:?} is derived only later")]
    Order(String),
}
