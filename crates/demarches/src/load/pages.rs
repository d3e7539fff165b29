//! The words of the pages.

use std::collections::{BTreeMap, BTreeSet};

use simulator::facts::Fact;

use super::checks::Checks;
use crate::{
    page::{Example, Faq, Group, Page},
    raw,
    refusal::Why,
};

/// The groups of the index page, in order.
pub(super) fn groups(checks: &mut Checks, raw: Vec<raw::Group>) -> Vec<Group> {
    raw.into_iter()
        .map(|group| {
            let label = checks.text(&format!("group.{}", group.id), group.label_fr, group.label_en);
            Group { id: group.id, label }
        })
        .collect()
}

/// The pages by the code of their démarche.
pub(super) fn pages(
    checks: &mut Checks,
    raw: BTreeMap<String, raw::Page>,
    groups: &[Group],
    procedures: &[raw::Procedure],
) -> BTreeMap<String, Page> {
    let mut slugs = [BTreeSet::new(), BTreeSet::new()];
    let mut pages = BTreeMap::new();
    for (code, raw) in raw {
        let at = format!("page.{code}");
        for (seen, slug) in slugs.iter_mut().zip([&raw.slug_fr, &raw.slug_en]) {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if !slug.chars().all(plain) {
                checks.refuse(&at, Why::Unknown(slug.clone(), "plain slugs"));
            }
            if !seen.insert(slug.clone()) {
                checks.refuse(&at, Why::Twice(slug.clone()));
            }
        }
        if !groups.iter().any(|group| group.id == raw.group) {
            checks.refuse(&at, Why::Unknown(raw.group.clone(), "groups"));
        }
        let operation = procedures
            .iter()
            .find(|procedure| procedure.code == code)
            .map_or("", |procedure| procedure.operation.as_str());
        pages.insert(code, page(checks, &at, raw, operation));
    }
    pages
}

fn page(checks: &mut Checks, at: &str, raw: raw::Page, operation: &str) -> Page {
    Page {
        group: raw.group,
        slug: checks.text(at, raw.slug_fr, raw.slug_en),
        label: checks.text(at, raw.label_fr, raw.label_en),
        summary: checks.text(at, raw.summary_fr, raw.summary_en),
        who: checks.text(at, raw.who_fr, raw.who_en),
        deadline: checks.text(at, raw.deadline_fr, raw.deadline_en),
        result: checks.text(at, raw.result_fr, raw.result_en),
        steps: checks.texts(at, raw.steps_fr, raw.steps_en),
        free_route: checks.text(at, raw.free_route_fr, raw.free_route_en),
        faq: raw
            .faq
            .into_iter()
            .map(|faq| Faq {
                question: checks.text(at, faq.question_fr, faq.question_en),
                answer: checks.text(at, faq.answer_fr, faq.answer_en),
            })
            .collect(),
        examples: raw.example.into_iter().map(|one| example(checks, at, one, operation)).collect(),
    }
}

/// The operation of the démarche stands unless the example names another.
fn example(checks: &mut Checks, at: &str, raw: raw::Example, operation: &str) -> Example {
    let at = &format!("{at}.example");
    let label = checks.text(at, raw.label_fr, raw.label_en);
    let mut facts = BTreeMap::from([(Fact::Operation, operation.to_owned())]);
    for (name, value) in raw.facts {
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(yes) => yes.to_string(),
            toml::Value::Datetime(date) => date.to_string(),
            other => {
                checks.refuse(at, Why::Unknown(other.to_string(), "values of a fact"));
                continue;
            }
        };
        if let Some(fact) = checks.code(at, &name, "facts of a simulation", Fact::parse) {
            facts.insert(fact, text);
        }
    }
    Example { label, facts: facts.into_iter().collect() }
}
