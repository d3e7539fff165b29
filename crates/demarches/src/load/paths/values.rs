//! The answers that are worth trying.

use std::collections::BTreeSet;

use vocabulary::Date;

use super::Walk;
use crate::{
    derived::{Derived, DerivedRule},
    expr::Expr,
    facts::{FactType, Value},
};

/// Values of `fact` between which the conditions can tell, one of each at least.
pub(super) fn tried(
    walk: &Walk<'_>,
    exprs: &[&Expr],
    derived: &[&Derived],
    fact: &str,
) -> Vec<Value> {
    let Some(rule) = walk.facts.get(fact) else { return Vec::new() };
    match &rule.fact_type {
        FactType::Bool => vec![Value::Bool(true), Value::Bool(false)],
        FactType::Enum(values) => {
            let named = named(exprs, fact);
            let code = |value: &String| Value::Code(value.clone());
            let (told, others): (Vec<Value>, Vec<Value>) =
                values.iter().map(code).partition(|value| named.contains(value));
            told.into_iter().chain(others.into_iter().take(1)).collect()
        }
        FactType::Int { min, max } => {
            let mut numbers =
                BTreeSet::from([*min, min.saturating_add(1), min.saturating_add(2), *max]);
            for number in bounds(exprs, fact).chain(
                derived
                    .iter()
                    .filter(|rule| matches!(&rule.rule, DerivedRule::OneMoreThan(of) if of == fact))
                    .flat_map(|rule| {
                        bounds(exprs, &rule.fact).map(|number| number.saturating_sub(1))
                    }),
            ) {
                numbers.extend([number.saturating_sub(1), number, number.saturating_add(1)]);
            }
            numbers.into_iter().filter(|one| (min..=max).contains(&one)).map(Value::Int).collect()
        }
        FactType::Date { .. } => {
            days(walk.on, exprs, derived, fact).into_iter().map(Value::Day).collect()
        }
        FactType::Text(_) => vec![Value::Text(String::new())],
    }
}

fn named(exprs: &[&Expr], fact: &str) -> BTreeSet<Value> {
    let mut found = BTreeSet::new();
    for expr in exprs {
        expr.values_of(fact, &mut found);
    }
    found
}

fn bounds<'a>(exprs: &'a [&'a Expr], fact: &'a str) -> impl Iterator<Item = i64> + 'a {
    named(exprs, fact).into_iter().filter_map(|value| match value {
        Value::Int(number) => Some(number),
        _ => None,
    })
}

/// Today, and the days on which what follows from the day changes sides.
fn days(on: Date, exprs: &[&Expr], derived: &[&Derived], fact: &str) -> BTreeSet<Date> {
    let mut days = BTreeSet::from([on]);
    for rule in derived {
        let (of, unit) = match &rule.rule {
            DerivedRule::YearsSince(of) => (of, 12),
            DerivedRule::MonthsSince(of) => (of, 1),
            DerivedRule::YearOf(of) => (of, 0),
            DerivedRule::MonthsOver { since, months } if since == fact => {
                let day = months_before(on, i64::from(*months));
                days.extend(day.into_iter().flat_map(|day| [day.yesterday(), Some(day)]).flatten());
                continue;
            }
            _ => continue,
        };
        if of != fact {
            continue;
        }
        for number in bounds(exprs, &rule.fact) {
            for near in [number.saturating_sub(1), number, number.saturating_add(1)] {
                let day = if unit == 0 {
                    u16::try_from(near).ok().and_then(|year| Date::new(year, 6, 15).ok())
                } else {
                    months_before(on, near.saturating_mul(unit))
                };
                days.extend(day.filter(|day| *day <= on));
            }
        }
    }
    days
}

fn months_before(on: Date, months: i64) -> Option<Date> {
    let index = i64::from(on.year()) * 12 + i64::from(on.month()) - 1;
    let index = index.saturating_sub(months);
    let year = u16::try_from(index.div_euclid(12)).ok()?;
    let month = u8::try_from(index.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, on.day().min(28)).ok()
}
