//! What is known of a case, typed by the `[facts]` of the rules.

use std::collections::BTreeMap;

use crate::expr::{Expr, Truth};

/// The type of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactType {
    /// Yes or no.
    Bool,
    /// A whole number, never negative in practice.
    Int,
    /// One of a closed list.
    Enum(Vec<String>),
}

/// The value of a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A code of the fact's list.
    Code(String),
}

impl FactType {
    /// Whether `value` is one that the type allows.
    #[must_use]
    pub fn allows(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Bool, Value::Bool(_)) | (Self::Int, Value::Int(_)) => true,
            (Self::Enum(codes), Value::Code(code)) => codes.contains(code),
            _ => false,
        }
    }

    /// Reads `text` as a form sends it: `true`, `12`, or a code of the list.
    #[must_use]
    pub fn parse(&self, text: &str) -> Option<Value> {
        match self {
            Self::Bool => text.parse().ok().map(Value::Bool),
            Self::Int => text.parse().ok().map(Value::Int),
            Self::Enum(codes) => {
                codes.iter().any(|code| code == text).then(|| Value::Code(text.to_owned()))
            }
        }
    }
}

/// A fact that the rules may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRule {
    /// Its type.
    pub fact_type: FactType,
    /// The fact of a simulation that says the same, where one does.
    pub contract: Option<simulator::facts::Fact>,
}

/// Every fact by its name.
pub type FactRules = BTreeMap<String, FactRule>;

/// What is known of a case. Made by [`crate::Demarches::facts`], so that every value has the type of its fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownFacts(BTreeMap<String, Value>);

/// A fact given from outside that the rules do not know, or a value that its type does not allow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactRefused {
    /// No such fact.
    #[error("no fact is named {0}")]
    Unknown(String),
    /// The text is no value of the fact.
    #[error("{value} is no value of {fact}")]
    BadValue {
        /// The fact.
        fact: String,
        /// What was given.
        value: String,
    },
}

impl KnownFacts {
    /// Nothing is known: what a public page starts from.
    #[must_use]
    pub const fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// The value of `fact`, where it is known.
    #[must_use]
    pub fn get(&self, fact: &str) -> Option<&Value> {
        self.0.get(fact)
    }

    /// Reads pairs as a form sends them, against `rules`.
    pub(crate) fn read<'a>(
        rules: &FactRules,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, FactRefused> {
        let mut known = BTreeMap::new();
        for (fact, text) in pairs {
            let rule = rules.get(fact).ok_or_else(|| FactRefused::Unknown(fact.to_owned()))?;
            let value = rule.fact_type.parse(text).ok_or_else(|| FactRefused::BadValue {
                fact: fact.to_owned(),
                value: text.to_owned(),
            })?;
            known.insert(fact.to_owned(), value);
        }
        Ok(Self(known))
    }

    /// The same, with every derived fact that follows. A value that was given wins over its derivation.
    pub(crate) fn with_derived(&self, derived: &[Derived]) -> Self {
        let mut known = self.clone();
        for rule in derived {
            if known.0.contains_key(&rule.fact) {
                continue;
            }
            if let Some(value) = rule.value(&known) {
                known.0.insert(rule.fact.clone(), value);
            }
        }
        known
    }
}

/// How a fact follows from others.
#[derive(Clone, Debug)]
pub(crate) struct Derived {
    /// The fact that follows.
    pub(crate) fact: String,
    /// From what.
    pub(crate) rule: DerivedRule,
    /// Where the rule is not modelled: the fact stays unknown there.
    pub(crate) unknown_when: Option<Expr>,
}

/// The two shapes of a derivation.
#[derive(Clone, Debug)]
pub(crate) enum DerivedRule {
    /// A condition.
    Expr(Expr),
    /// A count and the one that it leaves out.
    OneMoreThan(String),
}

impl Derived {
    fn value(&self, known: &KnownFacts) -> Option<Value> {
        if let Some(unknown) = &self.unknown_when
            && unknown.truth(known) == Truth::True
        {
            return None;
        }
        match &self.rule {
            DerivedRule::Expr(expr) => match expr.truth(known) {
                Truth::True => Some(Value::Bool(true)),
                Truth::False => Some(Value::Bool(false)),
                Truth::Unknown => None,
            },
            DerivedRule::OneMoreThan(fact) => match known.get(fact) {
                Some(Value::Int(count)) => count.checked_add(1).map(Value::Int),
                _ => None,
            },
        }
    }
}
