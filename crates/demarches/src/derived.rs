//! Facts that follow from others.

use std::collections::BTreeSet;

use vocabulary::Date;

use crate::{
    expr::{Expr, Truth},
    facts::{KnownFacts, Value},
};

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

/// The shapes of a derivation.
#[derive(Clone, Debug)]
pub(crate) enum DerivedRule {
    /// A condition.
    Expr(Expr),
    /// A count and the one that it leaves out.
    OneMoreThan(String),
    /// Full years since a day.
    YearsSince(String),
    /// Full months since a day.
    MonthsSince(String),
    /// The year of a day.
    YearOf(String),
    /// Whether a delay of months, date to date, is over: its last day is before today.
    MonthsOver {
        /// The day that it runs from.
        since: String,
        /// Its length.
        months: u16,
    },
}

impl Derived {
    /// The value on the day `on`, where what is known settles it.
    pub(crate) fn value(&self, known: &KnownFacts, on: Option<Date>) -> Option<Value> {
        if self.is_left_open(known) {
            return None;
        }
        let number = |number: u16| Value::Int(i64::from(number));
        match &self.rule {
            DerivedRule::Expr(expr) => match expr.truth(known) {
                Truth::True => Some(Value::Bool(true)),
                Truth::False => Some(Value::Bool(false)),
                Truth::Unknown => None,
            },
            DerivedRule::OneMoreThan(fact) => known.int(fact)?.checked_add(1).map(Value::Int),
            DerivedRule::YearsSince(fact) => Some(number(on?.full_years_since(known.day(fact)?))),
            DerivedRule::MonthsSince(fact) => Some(number(on?.full_months_since(known.day(fact)?))),
            DerivedRule::YearOf(fact) => Some(number(known.day(fact)?.year())),
            DerivedRule::MonthsOver { since, months } => {
                let last = known.day(since)?.plus_months(*months)?;
                Some(Value::Bool(last < on?))
            }
        }
    }

    /// Whether the rules leave the fact to an operator here.
    pub(crate) fn is_left_open(&self, known: &KnownFacts) -> bool {
        self.unknown_when.as_ref().is_some_and(|expr| expr.truth(known) == Truth::True)
    }

    /// The facts that the derivation reads.
    pub(crate) fn reads(&self) -> BTreeSet<&str> {
        let mut reads = match &self.rule {
            DerivedRule::Expr(expr) => expr.facts(),
            DerivedRule::OneMoreThan(fact)
            | DerivedRule::YearsSince(fact)
            | DerivedRule::MonthsSince(fact)
            | DerivedRule::YearOf(fact)
            | DerivedRule::MonthsOver { since: fact, .. } => BTreeSet::from([fact.as_str()]),
        };
        if let Some(expr) = &self.unknown_when {
            reads.extend(expr.facts());
        }
        reads
    }
}
