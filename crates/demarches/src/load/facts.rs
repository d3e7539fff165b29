//! The facts and those that follow from others.

use std::collections::{BTreeMap, BTreeSet};

use simulator::facts::Fact;

use super::checks::Checks;
use crate::{
    facts::{Derived, DerivedRule, FactRule, FactRules, FactType},
    raw,
    refusal::Why,
};

/// The facts, each with its type.
pub(super) fn rules(checks: &mut Checks, raw: BTreeMap<String, raw::Fact>) -> FactRules {
    let mut rules = FactRules::new();
    for (name, fact) in raw {
        let at = format!("facts.{name}");
        let fact_type = match fact.kind.as_str() {
            "bool" => FactType::Bool,
            "int" => FactType::Int,
            "enum" if !fact.values.is_empty() => FactType::Enum(fact.values),
            other => {
                checks.refuse(&at, Why::Unknown(other.to_owned(), "types"));
                continue;
            }
        };
        let contract = fact
            .contract
            .and_then(|code| checks.code(&at, &code, "facts of a simulation", Fact::parse));
        rules.insert(name, FactRule { fact_type, contract });
    }
    rules
}

/// The derived facts, in their order.
pub(super) fn derived(
    checks: &mut Checks,
    raw: Vec<raw::Derived>,
    facts: &FactRules,
) -> Vec<Derived> {
    let mut later: BTreeSet<String> = raw.iter().map(|one| one.fact.clone()).collect();
    let mut derived = Vec::new();
    for one in raw {
        let at = format!("derived.{}", one.fact);
        checks.confidence(&at, &one.confidence);
        if let Some(rule) = derive(checks, &at, one, facts) {
            for fact in rule.reads() {
                if later.contains(fact) {
                    checks.refuse(&at, Why::Order(fact.to_owned()));
                }
            }
            if !later.remove(&rule.fact) {
                checks.refuse(&at, Why::Twice(rule.fact.clone()));
            }
            derived.push(rule);
        }
    }
    derived
}

fn derive(checks: &mut Checks, at: &str, raw: raw::Derived, facts: &FactRules) -> Option<Derived> {
    let Some(own) = facts.get(&raw.fact) else {
        checks.refuse(at, Why::Missing(format!("facts.{}", raw.fact)));
        return None;
    };
    let is_int = |fact: &str| facts.get(fact).is_some_and(|rule| rule.fact_type == FactType::Int);
    let rule = match (raw.expr, raw.one_more_than) {
        (Some(expr), None) if own.fact_type == FactType::Bool => {
            DerivedRule::Expr(checks.expr(at, &expr, facts)?)
        }
        (None, Some(count)) if own.fact_type == FactType::Int && is_int(&count) => {
            DerivedRule::OneMoreThan(count)
        }
        _ => {
            checks.refuse(at, Why::Derivation);
            return None;
        }
    };
    let unknown_when = raw.unknown_when.and_then(|expr| checks.expr(at, &expr, facts));
    Some(Derived { fact: raw.fact, rule, unknown_when })
}

impl Derived {
    /// The facts that the derivation reads.
    fn reads(&self) -> BTreeSet<&str> {
        let mut reads = match &self.rule {
            DerivedRule::Expr(expr) => expr.facts(),
            DerivedRule::OneMoreThan(fact) => BTreeSet::from([fact.as_str()]),
        };
        if let Some(expr) = &self.unknown_when {
            reads.extend(expr.facts());
        }
        reads
    }
}
