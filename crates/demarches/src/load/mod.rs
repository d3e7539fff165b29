//! Reads the rules and refuses what does not hold together, all at once.

mod checks;
mod facts;
mod guards;
mod hash;
mod pages;
mod paths;
mod procedures;
mod questions;
mod reviews;
#[cfg(test)]
mod tests;
mod walk;

use std::{collections::BTreeMap, sync::LazyLock};

use checks::Checks;

use crate::{
    delay::Fine,
    kind::DemarcheKind,
    model::{Condition, Demarches},
    piece_kind::PieceKind,
    raw,
    refusal::{Refusal, Why},
    source::Source,
};

/// Names and texts of the files compiled in, seed and fallback: read one after the other, they are the rules and the words
/// of the pages.
pub const BUILTIN_FILES: [(&str, &str); 6] = [
    ("demarches.toml", include_str!("../../data/demarches.toml")),
    ("questions.toml", include_str!("../../data/questions.toml")),
    ("blocks.toml", include_str!("../../data/blocks.toml")),
    ("sources.toml", include_str!("../../data/sources.toml")),
    ("reviews.toml", include_str!("../../data/reviews.toml")),
    ("pages.toml", include_str!("../../data/pages.toml")),
];

/// The same as one text.
pub const BUILTIN: &str = concat!(
    include_str!("../../data/demarches.toml"),
    "\n",
    include_str!("../../data/questions.toml"),
    "\n",
    include_str!("../../data/blocks.toml"),
    "\n",
    include_str!("../../data/sources.toml"),
    "\n",
    include_str!("../../data/reviews.toml"),
    "\n",
    include_str!("../../data/pages.toml")
);

/// The version of the rules' shape that is read here.
const SCHEMA_VERSION: u32 = 3;

/// The files `(name, text)` as the one text that [`load`] reads, in the order of [`BUILTIN_FILES`].
#[must_use]
pub fn joined(files: &[(&str, &str)]) -> String {
    let texts = BUILTIN_FILES
        .iter()
        .map(|(name, _)| files.iter().find(|(one, _)| one == name).map_or("", |(_, text)| *text));
    texts.collect::<Vec<_>>().join("\n")
}

/// Reads rules and pages written as one TOML text.
///
/// # Errors
///
/// Every [`Refusal`] found, with its place: a text that is no TOML of this shape, a condition that is none, a code that
/// is on no list, a text missing in one language, a slug used twice, a démarche missing or there twice, a question that
/// reads what is asked after it, that nothing leads to or whose choices are not those of its fact, a fact that nobody
/// asks for, a condition that some answers leave open for ever.
pub fn load(text: &str) -> Result<Demarches, Vec<Refusal>> {
    let raw: raw::Rules = toml::from_str(text).map_err(|error| {
        vec![Refusal { at: "toml".to_owned(), why: Why::Toml(error.to_string()) }]
    })?;
    if raw.schema_version != SCHEMA_VERSION {
        let why = Why::Version(raw.schema_version);
        return Err(vec![Refusal { at: "schema_version".to_owned(), why }]);
    }
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        vec![Refusal { at: "toml".to_owned(), why: Why::Toml(error.to_string()) }]
    })?;
    let mut checks = Checks::default();
    let rules = assemble(&mut checks, raw, hash::hash(&table));
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
    sources: BTreeMap<String, Source>,
}

fn assemble(checks: &mut Checks, raw: raw::Rules, hash: String) -> Option<Demarches> {
    if raw.version.trim().is_empty() {
        checks.refuse("version", Why::Missing("version".to_owned()));
    }
    let checked_on = checks.date("checked_on", raw.checked_on);
    let facts = facts::rules(checks, raw.facts);
    let derived = facts::derived(checks, raw.derived, &facts);
    let sources = guards::sources(checks, raw.source);
    let kinds = procedures::piece_kinds(checks, raw.piece_kind, &sources);
    let conditions = conditions(checks, raw.condition, &facts);
    let fines = procedures::fines(checks, raw.fine);
    let questions = questions::questions(checks, raw.question, &facts, &derived);
    let blocks = guards::blocks(checks, raw.block, &facts, &sources);
    let terms = guards::terms(checks, raw.term, &facts, &sources);
    let rejections = reviews::rejections(checks, raw.rejection, &kinds);
    let fields = reviews::fields(checks, raw.field, &kinds);
    let licences = reviews::licences(checks, raw.licence, &facts);
    let words = reviews::words(checks, raw.check);
    let signers = guards::signers(checks, raw.signer);
    let asks: BTreeMap<String, Vec<String>> =
        raw.procedure.iter().map(|one| (one.code.clone(), one.asks.clone())).collect();
    let known = Known { facts, kinds, conditions, fines, sources };

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
    let mut rules = Demarches {
        checked_on: checked_on?,
        version: raw.version,
        hash,
        facts: known.facts,
        derived,
        questions,
        blocks,
        terms,
        sources: known.sources,
        rejections,
        fields,
        licences,
        checks: words,
        signers,
        piece_kinds: known.kinds,
        groups,
        in_order: demarches.into_values().collect(),
    };
    // What is broken in its parts is not worth walking through.
    if checks.refusals.is_empty() {
        walk::through(checks, &mut rules, &asks);
    }
    Some(rules)
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
