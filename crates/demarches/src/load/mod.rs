//! Reads the rules and refuses what does not hold together, all at once.

mod checks;
mod facts;
mod pages;
mod procedures;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::LazyLock};

use checks::Checks;

use crate::{
    kind::DemarcheKind,
    model::{Condition, Demarches, Fine, PieceKind},
    raw,
    refusal::{Refusal, Why},
};

/// The rules and the words of the pages, compiled in: seed and fallback.
const BUILTIN: &str =
    concat!(include_str!("../../data/demarches.toml"), "\n", include_str!("../../data/pages.toml"));

/// The version of the rules' shape that is read here.
const SCHEMA_VERSION: u32 = 2;

/// Reads rules and pages written as one TOML text.
///
/// # Errors
///
/// Every [`Refusal`] found, with its place: a text that is no TOML of this shape, a condition that is none, a code that
/// is on no list, a text missing in one language, a slug used twice, a démarche missing or there twice.
pub fn load(text: &str) -> Result<Demarches, Vec<Refusal>> {
    let raw: raw::Rules = toml::from_str(text).map_err(|error| {
        vec![Refusal { at: "toml".to_owned(), why: Why::Toml(error.to_string()) }]
    })?;
    if raw.schema_version != SCHEMA_VERSION {
        let why = Why::Version(raw.schema_version);
        return Err(vec![Refusal { at: "schema_version".to_owned(), why }]);
    }
    let mut checks = Checks::default();
    let rules = assemble(&mut checks, raw);
    match rules {
        Some(rules) if checks.refusals.is_empty() => Ok(rules),
        _ => Err(checks.refusals),
    }
}

/// The rules compiled in.
///
/// # Panics
///
/// Never in a program that was tested: a test loads them.
#[must_use]
pub fn builtin() -> &'static Demarches {
    static RULES: LazyLock<Demarches> = LazyLock::new(|| {
        load(BUILTIN).unwrap_or_else(|refusals| panic!("the rules compiled in: {refusals:?}"))
    });
    &RULES
}

/// What the démarches are checked against.
struct Known {
    facts: crate::facts::FactRules,
    kinds: BTreeMap<String, PieceKind>,
    conditions: BTreeMap<String, Condition>,
    fines: BTreeMap<String, Fine>,
}

fn assemble(checks: &mut Checks, raw: raw::Rules) -> Option<Demarches> {
    let checked_on = checks.date("checked_on", raw.checked_on);
    let facts = facts::rules(checks, raw.facts);
    let derived = facts::derived(checks, raw.derived, &facts);
    let kinds = procedures::piece_kinds(checks, raw.piece_kind);
    let conditions = conditions(checks, raw.condition, &facts);
    let fines = procedures::fines(checks, raw.fine);
    let known = Known { facts, kinds, conditions, fines };

    let groups = pages::groups(checks, raw.group);
    let mut pages = pages::pages(checks, raw.page, &groups, &raw.procedure);
    let bundles: BTreeMap<_, _> = raw
        .bundle
        .into_iter()
        .map(|(id, bundle)| {
            let at = format!("bundle.{id}");
            let lines = procedures::requirements(checks, &at, bundle.requires, &known);
            (id, lines)
        })
        .collect();

    let mut demarches = BTreeMap::new();
    for procedure in raw.procedure {
        let at = format!("procedure.{}", procedure.code);
        let Some(kind) = checks.code(&at, &procedure.code, "démarches", DemarcheKind::parse)
        else {
            continue;
        };
        let page = pages.remove(&procedure.code);
        if page.is_none() {
            checks.refuse(&at, Why::Missing(format!("page.{}", procedure.code)));
        }
        let demarche = procedures::demarche(checks, &at, kind, procedure, &bundles, &known);
        if let (Some(demarche), Some(page)) = (demarche, page)
            && demarches.insert(kind, demarche(page)).is_some()
        {
            checks.refuse(&at, Why::Twice(kind.id().to_owned()));
        }
    }
    for kind in DemarcheKind::ALL {
        if !demarches.contains_key(kind) {
            checks.refuse("procedure", Why::Missing(kind.id().to_owned()));
        }
    }
    for orphan in pages.keys() {
        checks.refuse(&format!("page.{orphan}"), Why::Unknown(orphan.clone(), "démarches"));
    }
    Some(Demarches {
        checked_on: checked_on?,
        facts: known.facts,
        derived,
        piece_kinds: known.kinds,
        groups,
        in_order: demarches.into_values().collect(),
    })
}

/// The conditions by their text: a requirement writes the same text as its entry here.
fn conditions(
    checks: &mut Checks,
    raw: Vec<raw::Condition>,
    facts: &crate::facts::FactRules,
) -> BTreeMap<String, Condition> {
    let mut conditions = BTreeMap::new();
    for (index, condition) in raw.into_iter().enumerate() {
        let at = format!("condition[{index}]");
        let words = checks.text(&at, condition.fr, condition.en);
        if let Some(expr) = checks.expr(&at, &condition.when, facts)
            && conditions.insert(condition.when.clone(), Condition { expr, words }).is_some()
        {
            checks.refuse(&at, Why::Twice(condition.when));
        }
    }
    conditions
}
