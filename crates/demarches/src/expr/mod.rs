//! The conditions of the rules: `== != < <= > >= in and or not ( )` over facts.
//!
//! A condition is checked against the types of the facts when it is read; its truth is three-valued, because a public
//! page knows nothing of the person and a question tree learns one fact at a time.

mod parse;
mod show;
#[cfg(test)]
mod tests;
mod token;

use std::collections::BTreeSet;

pub use parse::ExprError;

use crate::facts::{KnownFacts, Value};

/// True, false, or not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// Holds.
    True,
    /// Does not hold.
    False,
    /// A fact is missing, and the others do not settle it.
    Unknown,
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// A condition, read and checked. Made by [`Expr::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A yes-or-no fact.
    Fact(String),
    /// The contrary.
    Not(Box<Self>),
    /// All hold.
    All(Vec<Self>),
    /// One holds at least.
    Any(Vec<Self>),
    /// A comparison; a fact stands on its left.
    Compare {
        /// The fact on the left.
        fact: String,
        /// The sign.
        sign: Sign,
        /// What it is compared with.
        with: Operand,
    },
    /// The fact is one of the values.
    In {
        /// The fact.
        fact: String,
        /// The values.
        values: Vec<Value>,
    },
}

/// A sign of comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Sign {
    fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }

    /// Whether the sign orders its sides, which only numbers allow.
    const fn orders(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

/// The right side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Another fact.
    Fact(String),
    /// A number or a code.
    Value(Value),
}

impl Expr {
    /// Whether the condition holds for what is known.
    #[must_use]
    pub fn truth(&self, known: &KnownFacts) -> Truth {
        match self {
            Self::Fact(fact) => match known.get(fact) {
                Some(Value::Bool(holds)) => (*holds).into(),
                _ => Truth::Unknown,
            },
            Self::Not(expr) => !expr.truth(known),
            Self::All(parts) => settle(parts, known, Truth::False),
            Self::Any(parts) => settle(parts, known, Truth::True),
            Self::Compare { fact, sign, with } => {
                let right = match with {
                    Operand::Fact(other) => known.get(other),
                    Operand::Value(value) => Some(value),
                };
                match (known.get(fact), right) {
                    (Some(left), Some(right)) => sign.holds(left, right).into(),
                    _ => Truth::Unknown,
                }
            }
            Self::In { fact, values } => match known.get(fact) {
                Some(value) => values.contains(value).into(),
                None => Truth::Unknown,
            },
        }
    }

    /// The facts that the condition reads, each once, in alphabetical order.
    #[must_use]
    pub fn facts(&self) -> BTreeSet<&str> {
        let mut facts = BTreeSet::new();
        self.collect(&mut facts);
        facts
    }

    /// The facts on which the condition still depends once `known` is: none where that settles it.
    pub(crate) fn open_facts(&self, known: &KnownFacts) -> BTreeSet<&str> {
        if self.truth(known) != Truth::Unknown {
            return BTreeSet::new();
        }
        match self {
            Self::Not(expr) => expr.open_facts(known),
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().flat_map(|part| part.open_facts(known)).collect()
            }
            Self::Fact(_) | Self::Compare { .. } | Self::In { .. } => {
                self.facts().into_iter().filter(|fact| known.get(fact).is_none()).collect()
            }
        }
    }

    /// Adds the values that the condition compares `fact` with.
    pub(crate) fn values_of(&self, fact: &str, found: &mut BTreeSet<Value>) {
        match self {
            Self::Not(expr) => expr.values_of(fact, found),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.values_of(fact, found);
                }
            }
            Self::Compare { fact: own, with: Operand::Value(value), .. } if own == fact => {
                found.insert(value.clone());
            }
            Self::In { fact: own, values } if own == fact => found.extend(values.iter().cloned()),
            Self::Fact(_) | Self::Compare { .. } | Self::In { .. } => {}
        }
    }

    fn collect<'a>(&'a self, facts: &mut BTreeSet<&'a str>) {
        match self {
            Self::Fact(fact) | Self::In { fact, .. } => {
                facts.insert(fact);
            }
            Self::Not(expr) => expr.collect(facts),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.collect(facts);
                }
            }
            Self::Compare { fact, with, .. } => {
                facts.insert(fact);
                if let Operand::Fact(other) = with {
                    facts.insert(other);
                }
            }
        }
    }
}

/// One part equal to `settling` decides; else one unknown part leaves the whole unknown.
fn settle(parts: &[Expr], known: &KnownFacts, settling: Truth) -> Truth {
    let mut whole = !settling;
    for part in parts {
        let truth = part.truth(known);
        if truth == settling {
            return settling;
        }
        if truth == Truth::Unknown {
            whole = Truth::Unknown;
        }
    }
    whole
}
