//! The facts and those that follow from others.

use std::collections::{BTreeMap, BTreeSet};

use simulator::facts::Fact;

use super::checks::Checks;
use crate::{
    derived::{Derived, DerivedRule},
    evaluate::DEMARCHE_FACT,
    facts::{FactRule, FactRules, FactType},
    kind::DemarcheKind,
    raw,
    refusal::Why,
    text::TextCheck,
};

/// Numbers that say no bounds: no count of the trade is negative or has seven digits.
const BOUNDS: (i64, i64) = (0, 999_999);

/// The facts, each with its type; which démarche it is comes with them.
pub(super) fn rules(checks: &mut Checks, raw: BTreeMap<String, raw::Fact>) -> FactRules {
    let mut rules = FactRules::new();
    let codes = DemarcheKind::IDS.iter().map(|id| (*id).to_owned()).collect();
    let demarche = FactRule { fact_type: FactType::Enum(codes), contract: None };
    rules.insert(DEMARCHE_FACT.to_owned(), demarche);
    for (name, fact) in raw {
        let at = format!("facts.{name}");
        let Some(fact_type) = fact_type(checks, &at, &fact) else { continue };
        let contract = fact
            .contract
            .and_then(|code| checks.code(&at, &code, "facts of a simulation", Fact::parse));
        if rules.insert(name.clone(), FactRule { fact_type, contract }).is_some() {
            checks.refuse(&at, Why::Twice(name));
        }
    }
    rules
}

fn fact_type(checks: &mut Checks, at: &str, fact: &raw::Fact) -> Option<FactType> {
    match fact.kind.as_str() {
        "bool" => Some(FactType::Bool),
        "int" => {
            let (min, max) = (fact.min.unwrap_or(BOUNDS.0), fact.max.unwrap_or(BOUNDS.1));
            if min > max {
                checks.refuse(at, Why::Bounds { min, max });
            }
            Some(FactType::Int { min, max })
        }
        "date" => Some(FactType::Date { past: fact.past }),
        "text" => {
            let check = fact.check.as_deref().unwrap_or_default();
            checks.code(at, check, "checks of a text", TextCheck::parse).map(FactType::Text)
        }
        "enum" if !fact.values.is_empty() => {
            let mut seen = BTreeSet::new();
            for value in &fact.values {
                if !seen.insert(value) {
                    checks.refuse(at, Why::Twice(value.clone()));
                }
            }
            Some(FactType::Enum(fact.values.clone()))
        }
        other => {
            checks.refuse(at, Why::Unknown(other.to_owned(), "types"));
            None
        }
    }
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
    let is_day = |fact: &String| {
        facts.get(fact).is_some_and(|rule| matches!(rule.fact_type, FactType::Date { .. }))
    };
    let is_int = |fact: &FactType| matches!(fact, FactType::Int { .. });
    let counts = |fact: &String| facts.get(fact).is_some_and(|rule| is_int(&rule.fact_type));
    let mut shapes = Vec::new();
    if let Some(text) = raw.expr {
        let expr = checks.expr(at, &text, facts)?;
        shapes.push((own.fact_type == FactType::Bool, DerivedRule::Expr(expr)));
    }
    if let Some(over) = raw.months_over {
        let fits = own.fact_type == FactType::Bool && is_day(&over.since);
        let rule = DerivedRule::MonthsOver { since: over.since, months: over.months };
        shapes.push((fits, rule));
    }
    let number = is_int(&own.fact_type);
    if let Some(fact) = raw.one_more_than {
        shapes.push((number && counts(&fact), DerivedRule::OneMoreThan(fact)));
    }
    for (fact, shape) in [
        (raw.years_since, DerivedRule::YearsSince as fn(String) -> DerivedRule),
        (raw.months_since, DerivedRule::MonthsSince),
        (raw.year_of, DerivedRule::YearOf),
    ] {
        if let Some(fact) = fact {
            shapes.push((number && is_day(&fact), shape(fact)));
        }
    }
    let (Some((true, rule)), None) = (shapes.pop(), shapes.pop()) else {
        checks.refuse(at, Why::Derivation);
        return None;
    };
    let unknown_when = raw.unknown_when.and_then(|expr| checks.expr(at, &expr, facts));
    Some(Derived { fact: raw.fact, rule, unknown_when })
}
