//! What is known of a case, typed by the `[facts]` of the rules.

use std::{collections::BTreeMap, fmt};

use vocabulary::Date;

use crate::{
    derived::Derived,
    text::{InvalidText, TextCheck},
};

/// The type of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactType {
    /// Yes or no.
    Bool,
    /// A whole number between two bounds, both allowed.
    Int {
        /// The lowest.
        min: i64,
        /// The highest.
        max: i64,
    },
    /// One of a closed list.
    Enum(Vec<String>),
    /// A day.
    Date {
        /// It cannot lie after the day on which it is answered.
        past: bool,
    },
    /// A text that passes a check. No condition reads it.
    Text(TextCheck),
}

/// The value of a fact. Typed texts (a plate, a postcode) do not print: what is printed ends in a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A code of the fact's list.
    Code(String),
    /// A day.
    Day(Date),
    /// A text, in the one way in which it is kept.
    Text(String),
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(yes) => yes.fmt(f),
            Self::Int(number) => number.fmt(f),
            Self::Code(code) => code.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::Text(_) => f.write_str("…"),
        }
    }
}

impl Value {
    /// The value as a form sends it and a draft keeps it; the type of its fact reads it again.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Bool(yes) => yes.to_string(),
            Self::Int(number) => number.to_string(),
            Self::Code(text) | Self::Text(text) => text.clone(),
            Self::Day(day) => day.to_string(),
        }
    }
}

/// Why a text is no value of a fact. Says what is allowed, never what was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidValue {
    /// Yes or no was due.
    #[error("it is `true` or `false`")]
    NotYesOrNo,
    /// A whole number was due.
    #[error("it is a whole number from {min} to {max}")]
    NotANumber {
        /// The lowest.
        min: i64,
        /// The highest.
        max: i64,
    },
    /// One of these codes was due.
    #[error("it is one of {}", .0.join(", "))]
    NotListed(Vec<String>),
    /// A day was due.
    #[error("it is a day, written YYYY-MM-DD or DD/MM/YYYY")]
    NotADay,
    /// The day is not over yet, and must be.
    #[error("it is a day that has come already")]
    InTheFuture,
    /// The text does not pass its check.
    #[error("{0}")]
    Text(InvalidText),
}

impl FactType {
    /// Whether `value` is one that the type allows.
    #[must_use]
    pub fn allows(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Bool, Value::Bool(_)) | (Self::Date { .. }, Value::Day(_)) => true,
            (Self::Int { min, max }, Value::Int(number)) => (min..=max).contains(&number),
            (Self::Enum(codes), Value::Code(code)) => codes.contains(code),
            (Self::Text(check), Value::Text(text)) => check.read(text).as_ref() == Ok(text),
            _ => false,
        }
    }

    /// Whether values of both can stand on the two sides of a sign.
    pub(crate) fn compares_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Int { .. }, Self::Int { .. }) | (Self::Date { .. }, Self::Date { .. }) => true,
            (Self::Enum(left), Self::Enum(right)) => left == right,
            _ => false,
        }
    }

    /// Reads `text` as a form sends it: `true`, `12`, a code of the list, a day, or a text.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] with what is allowed. Whether a day has come, only [`crate::Demarches::answer`] knows.
    pub fn read(&self, text: &str) -> Result<Value, InvalidValue> {
        match self {
            Self::Bool => match text.trim() {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(InvalidValue::NotYesOrNo),
            },
            Self::Int { min, max } => {
                // People write 120 000 with a space.
                let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                let number = digits.parse().ok().filter(|number| (min..=max).contains(&number));
                number.map(Value::Int).ok_or(InvalidValue::NotANumber { min: *min, max: *max })
            }
            Self::Enum(codes) => {
                let code = codes.iter().find(|code| *code == text.trim());
                code.map(|code| Value::Code(code.clone()))
                    .ok_or_else(|| InvalidValue::NotListed(codes.clone()))
            }
            Self::Date { .. } => {
                Date::typed(text.trim()).map(Value::Day).map_err(|_| InvalidValue::NotADay)
            }
            Self::Text(check) => check.read(text).map(Value::Text).map_err(InvalidValue::Text),
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

    /// Whether `fact` is known to be true.
    #[must_use]
    pub fn is_true(&self, fact: &str) -> bool {
        self.get(fact) == Some(&Value::Bool(true))
    }

    /// The code of `fact`, where it is known and is one.
    #[must_use]
    pub fn code(&self, fact: &str) -> Option<&str> {
        match self.get(fact) {
            Some(Value::Code(code)) => Some(code),
            _ => None,
        }
    }

    /// The number of `fact`, where it is known and is one.
    #[must_use]
    pub fn int(&self, fact: &str) -> Option<i64> {
        match self.get(fact) {
            Some(Value::Int(number)) => Some(*number),
            _ => None,
        }
    }

    /// The day of `fact`, where it is known and is one.
    #[must_use]
    pub fn day(&self, fact: &str) -> Option<Date> {
        match self.get(fact) {
            Some(Value::Day(day)) => Some(*day),
            _ => None,
        }
    }

    /// The text of `fact`, where it is known and is one.
    #[must_use]
    pub fn text(&self, fact: &str) -> Option<&str> {
        match self.get(fact) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Reads pairs as a form sends them, against `rules`.
    pub(crate) fn read<'a>(
        rules: &FactRules,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, FactRefused> {
        let mut known = BTreeMap::new();
        for (fact, text) in pairs {
            let rule = rules.get(fact).ok_or_else(|| FactRefused::Unknown(fact.to_owned()))?;
            let value = rule.fact_type.read(text).map_err(|_| FactRefused::BadValue {
                fact: fact.to_owned(),
                value: text.to_owned(),
            })?;
            known.insert(fact.to_owned(), value);
        }
        Ok(Self(known))
    }

    pub(crate) fn insert(&mut self, fact: &str, value: Value) {
        self.0.insert(fact.to_owned(), value);
    }

    pub(crate) fn forget(&mut self, fact: &str) {
        self.0.remove(fact);
    }

    /// What is known as long as nobody said otherwise.
    pub(crate) fn insert_if_unknown(&mut self, fact: &str, value: &Value) {
        if !self.0.contains_key(fact) {
            self.0.insert(fact.to_owned(), value.clone());
        }
    }

    /// The same, with every derived fact that follows on the day `on`. A value that was given wins over its derivation.
    pub(crate) fn with_derived(&self, derived: &[Derived], on: Option<Date>) -> Self {
        let mut known = self.clone();
        for rule in derived.iter().filter(|rule| !self.0.contains_key(&rule.fact)) {
            if let Some(value) = rule.value(&known, on) {
                known.0.insert(rule.fact.clone(), value);
            }
        }
        known
    }
}
