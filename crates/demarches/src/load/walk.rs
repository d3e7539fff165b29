//! Gives each démarche its questions, and walks through all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    checks::Checks,
    paths::{Conditions, Walk, unreached},
};
use crate::{
    kind::Signer,
    model::{Demarche, Demarches},
    piece_kind::Per,
};

/// The count that a piece asked of each holder depends on.
const HOLDERS: &str = "titulaire.holder_count";

/// Gives each démarche the questions that its rules depend on and those that it names in `asks`, then refuses whatever
/// some answers would leave open, and every question that nothing leads to.
pub(super) fn through(
    checks: &mut Checks,
    rules: &mut Demarches,
    asks: &BTreeMap<String, Vec<String>>,
) {
    let mut reached = BTreeSet::new();
    let mut of_each = Vec::new();
    let walk = Walk {
        facts: &rules.facts,
        derived: &rules.derived,
        questions: &rules.questions,
        on: rules.checked_on,
    };
    for demarche in &rules.in_order {
        let code = demarche.kind.id();
        for (fact, _) in &demarche.sets {
            if walk.derived.iter().any(|rule| rule.fact == *fact) {
                let at = format!("procedure.{code}.sets.{fact}");
                checks.refuse(&at, crate::refusal::Why::Set(fact.clone()));
            }
        }
        let conditions = conditions(rules, demarche);
        let named = named(rules, demarche, asks.get(code).map_or(&[], Vec::as_slice));
        of_each.push(walk.questions_of(checks, demarche, &conditions, &named));
    }
    for (demarche, questions) in rules.in_order.iter_mut().zip(of_each) {
        demarche.questions = questions;
    }
    if !checks.refusals.is_empty() {
        return;
    }
    for demarche in &rules.in_order {
        let conditions = conditions(rules, demarche);
        let walk = Walk {
            facts: &rules.facts,
            derived: &rules.derived,
            questions: &rules.questions,
            on: rules.checked_on,
        };
        walk.demarche(checks, demarche, &conditions, &mut reached);
    }
    unreached(checks, &rules.questions, &reached);
}

/// Every condition that decides something in the démarche.
fn conditions<'a>(rules: &'a Demarches, demarche: &'a Demarche) -> Conditions<'a> {
    let at = format!("procedure.{}", demarche.kind.id());
    let pieces = demarche.requirements.iter().filter_map(|line| {
        let kind = line.any_of.first().map_or("", String::as_str);
        line.condition.as_ref().map(|one| (format!("{at}.{kind}"), &one.expr))
    });
    let prices = demarche
        .alternatives
        .iter()
        .map(|one| (format!("{at}.alternatives.{}", one.operation.id()), &one.when));
    let deadline = demarche.deadline.iter().filter_map(|one| one.when.as_ref());
    let deadline = deadline.map(|when| (format!("{at}.deadline"), when));
    let blocks = rules.blocks.iter().filter(|block| block.kinds.contains(&demarche.kind));
    let blocks = blocks.map(|block| (format!("block.{}", block.id), &block.when));
    let terms = rules.terms.iter().filter(|term| term.kinds.contains(&demarche.kind));
    let terms = terms.filter_map(|term| Some((format!("term.{}", term.id), term.when.as_ref()?)));
    pieces.chain(prices).chain(deadline).chain(blocks).chain(terms).collect()
}

/// The facts that the démarche needs without any condition reading them.
fn named<'a>(
    rules: &'a Demarches,
    demarche: &'a Demarche,
    asks: &'a [String],
) -> BTreeSet<&'a str> {
    let mut named: BTreeSet<&str> = asks.iter().map(String::as_str).collect();
    named.extend(demarche.deadline.iter().map(|one| one.since.as_str()));
    let terms = rules.terms.iter().filter(|term| term.kinds.contains(&demarche.kind));
    named.extend(terms.filter_map(|term| term.since.as_deref()));
    let kinds = demarche.requirements.iter().flat_map(|line| &line.any_of);
    let of_holders = kinds
        .filter_map(|id| rules.piece_kinds.get(id))
        .any(|kind| kind.per == Per::Holder || kind.signatures.contains(&Signer::Cotitulaires));
    if of_holders && rules.facts.contains_key(HOLDERS) {
        named.insert(HOLDERS);
    }
    named
}
