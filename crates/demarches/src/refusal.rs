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
    /// A derivation has one shape, and its fact and the one that it reads have the types of that shape.
    #[error("a derived fact follows in one way, from a fact of the right type")]
    Derivation,
    /// A derivation reads a fact that is derived later.
    #[error("{0:?} is derived only later")]
    Order(String),
    /// The lower bound is the higher one.
    #[error("no number lies between {min} and {max}")]
    Bounds {
        /// The lowest.
        min: i64,
        /// The highest.
        max: i64,
    },
    /// A question reads a fact that a later question asks for, or its own.
    #[error("{0:?} is asked only later")]
    AskedLater(String),
    /// The choices of a question are not the values of its fact, each once.
    #[error("the choices are not the values of the fact, each once")]
    Choices,
    /// A fact that a rule of the démarche reads is neither asked for, nor derived, nor set.
    #[error("{0:?} is neither asked for, nor derived, nor set")]
    NotAsked(String),
    /// No way through any démarche leads to the question.
    #[error("no answers lead to this question")]
    Unreachable,
    /// Everything is answered, and still the condition is open.
    #[error("{condition} stays open with {answers}")]
    StaysOpen {
        /// The condition.
        condition: String,
        /// The answers that leave it open.
        answers: String,
    },
    /// A condition that depends on more answers than can be walked through.
    #[error("{0} depends on too many answers to be walked through")]
    TooWide(String),
    /// The value is none that the fact has.
    #[error("{0:?} has no such value")]
    Value(String),
    /// A fact that a démarche sets is asked for or derived by another rule of its own.
    #[error("{0:?} is derived and cannot be set")]
    Set(String),
    /// Two reasons that one kind of piece can have share a key.
    #[error("{shortcut:?} is also the key of {other:?} for {piece:?}")]
    Shortcut {
        /// The key.
        shortcut: char,
        /// The other reason.
        other: String,
        /// The kind of piece that can have both.
        piece: String,
    },
    /// A block that would stop every case, or a block without démarche.
    #[error("it concerns no démarche")]
    Nowhere,
}
