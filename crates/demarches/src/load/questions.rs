//! Questions: their words, their choices, and that each reads only what was asked before.

use std::collections::{BTreeMap, BTreeSet};

use super::checks::Checks;
use crate::{
    derived::Derived,
    evaluate::DEMARCHE_FACT,
    facts::{FactRules, FactType},
    question::{Choice, Question, Variant},
    raw,
    refusal::Why,
};

/// The questions, in their order.
pub(super) fn questions(
    checks: &mut Checks,
    raw: Vec<raw::Question>,
    facts: &FactRules,
    derived: &[Derived],
) -> Vec<Question> {
    let order: BTreeMap<String, usize> =
        raw.iter().enumerate().map(|(place, one)| (one.fact.clone(), place)).collect();
    let mut seen = BTreeSet::new();
    let mut questions = Vec::new();
    for (place, one) in raw.into_iter().enumerate() {
        let at = format!("question.{}", one.fact);
        if !seen.insert(one.fact.clone()) {
            checks.refuse(&at, Why::Twice(one.fact.clone()));
        }
        let question = question(checks, &at, one, facts);
        let Some(question) = question else { continue };
        if derived.iter().any(|rule| rule.fact == question.fact) || question.fact == DEMARCHE_FACT {
            checks.refuse(&at, Why::Set(question.fact.clone()));
        }
        for fact in question.ask_when.iter().flat_map(|expr| asked_facts(&expr.facts(), derived)) {
            if order.get(fact).is_some_and(|other| *other >= place) {
                checks.refuse(&at, Why::AskedLater(fact.to_owned()));
            }
        }
        questions.push(question);
    }
    questions
}

/// The facts that `facts` come down to, once what is derived is replaced by what it follows from.
pub(super) fn asked_facts<'a>(
    facts: &BTreeSet<&'a str>,
    derived: &'a [Derived],
) -> BTreeSet<&'a str> {
    let mut open: Vec<&str> = facts.iter().copied().collect();
    let mut all = BTreeSet::new();
    while let Some(fact) = open.pop() {
        if !all.insert(fact) {
            continue;
        }
        if let Some(rule) = derived.iter().find(|rule| rule.fact == fact) {
            open.extend(rule.reads());
        }
    }
    all
}

fn question(
    checks: &mut Checks,
    at: &str,
    raw: raw::Question,
    facts: &FactRules,
) -> Option<Question> {
    let Some(rule) = facts.get(&raw.fact) else {
        checks.refuse(at, Why::Missing(format!("facts.{}", raw.fact)));
        return None;
    };
    let values: &[String] = match &rule.fact_type {
        FactType::Enum(values) => values,
        _ => &[],
    };
    let given: Vec<&str> = raw.choices.iter().map(|choice| choice.value.as_str()).collect();
    let each_once = given.iter().collect::<BTreeSet<_>>().len() == given.len();
    let same = given.iter().all(|value| values.iter().any(|one| one == value));
    if given.len() != values.len() || !each_once || !same {
        checks.refuse(at, Why::Choices);
    }
    let ask_when =
        raw.ask_when.and_then(|text| checks.expr(&format!("{at}.ask_when"), &text, facts));
    let variants = raw.variants.into_iter().map(|variant| Variant {
        kinds: checks.kinds(at, &variant.kinds),
        label: checks.text(at, variant.fr, variant.en),
    });
    let variants = variants.collect();
    for value in raw.contract.keys() {
        if rule.contract.is_none() || rule.fact_type.read(value).is_err() {
            checks.refuse(&format!("{at}.contract"), Why::Value(value.clone()));
        }
    }
    Some(Question {
        label: checks.text(at, raw.label_fr, raw.label_en),
        help: checks.text_if_any(at, raw.help_fr, raw.help_en),
        why: checks.text(at, raw.why_fr, raw.why_en),
        choices: raw.choices.into_iter().map(|one| choice(checks, at, one)).collect(),
        optional: raw.optional,
        contract: raw.contract,
        ask_when,
        variants,
        fact: raw.fact,
    })
}

fn choice(checks: &mut Checks, at: &str, raw: raw::Choice) -> Choice {
    let label = checks.text(&format!("{at}.{}", raw.value), raw.fr, raw.en);
    Choice { value: raw.value, label }
}
