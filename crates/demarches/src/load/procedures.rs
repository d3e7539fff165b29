//! Kinds of piece, fines, and the rules of each démarche.

use std::collections::BTreeMap;

use simulator::facts::Operation;
use vocabulary::Cents;

use super::{Known, checks::Checks, reviews};
use crate::{
    delay::{Deadline, Fine},
    evaluate::DEMARCHE_FACT,
    facts::{FactRules, Value},
    field::Whose,
    kind::{AntsProcedure, DemarcheKind, FilingChannel, Quality, Signer},
    model::{Alternative, Demarche, Requirement, Validity},
    page::Page,
    piece_kind::{Ages, Cerfa, Per, PieceKind},
    raw,
    refusal::Why,
    source::Source,
};

/// The kinds of piece by their id.
pub(super) fn piece_kinds(
    checks: &mut Checks,
    raw: Vec<raw::PieceKind>,
    sources: &BTreeMap<String, Source>,
) -> BTreeMap<String, PieceKind> {
    let mut kinds = BTreeMap::new();
    for kind in raw {
        let at = format!("piece_kind.{}", kind.id);
        if !sources.contains_key(&kind.source) {
            checks.refuse(&at, Why::Unknown(kind.source.clone(), "sources"));
        }
        let kind = piece_kind(checks, &at, kind);
        let id = kind.id.clone();
        if kinds.insert(id.clone(), kind).is_some() {
            checks.refuse(&at, Why::Twice(id));
        }
    }
    kinds
}

fn piece_kind(checks: &mut Checks, at: &str, raw: raw::PieceKind) -> PieceKind {
    let per = match raw.per.as_deref() {
        None | Some("dossier") => Per::Dossier,
        Some("titulaire_principal") => Per::MainHolder,
        Some("titulaire+cotitulaires") => Per::Holder,
        Some("cotitulaires") => Per::CoHolder,
        Some(other) => {
            checks.refuse(at, Why::Unknown(other.to_owned(), "counts"));
            Per::Dossier
        }
    };
    let qualities = raw
        .qualities
        .iter()
        .filter_map(|code| checks.code(at, code, "qualities", Quality::parse))
        .collect();
    let signatures = raw
        .signatures
        .iter()
        .filter_map(|code| checks.code(at, code, "signers", Signer::parse))
        .collect();
    let bears =
        raw.bears.and_then(|code| checks.code(at, &code, "bearers of a name", Whose::parse));
    let extensions =
        raw.extensions.into_iter().map(|one| reviews::extension(checks, at, one)).collect();
    PieceKind {
        label: checks.text(at, raw.label_fr, raw.label_en),
        rule: checks.text_if_any(at, raw.rule_fr, raw.rule_en),
        cerfa: raw.cerfa.map(|number| Cerfa { number, version: raw.cerfa_version }),
        obsolete_forms: raw.obsolete_forms,
        ages: Ages {
            months: raw.max_age_months,
            months_on_transfer: raw.max_age_months_on_transfer,
            months_after_contre_visite: raw.max_age_months_if_contre_visite,
            days: raw.max_age_days,
        },
        qualities,
        per,
        signatures,
        mandatory_fields: raw.mandatory_fields,
        company_fields: raw.company_fields,
        marks: raw.marks,
        accepted: checks.texts(at, raw.accepted_fr, raw.accepted_en),
        special_cases: checks.texts(at, raw.special_cases_fr, raw.special_cases_en),
        typed_fields: raw.typed_fields,
        why: checks.text(&format!("{at}.why"), raw.why_fr, raw.why_en),
        source: raw.source,
        ageless: raw.ageless,
        extensions,
        bears,
        bears_company: raw.bears_company,
        confidence: checks.confidence(at, &raw.confidence),
        id: raw.id,
    }
}

/// The fines by their id.
pub(super) fn fines(
    checks: &mut Checks,
    raw: BTreeMap<String, raw::Fine>,
) -> BTreeMap<String, Fine> {
    raw.into_iter()
        .map(|(id, fine)| {
            let at = format!("fine.{id}");
            checks.confidence(&at, &fine.confidence);
            let text = checks.text(&at, fine.text_fr, fine.text_en);
            (id, Fine { text, fixed: Cents(fine.fixed_cents), max: Cents(fine.max_cents) })
        })
        .collect()
}

/// The lines of a list of pieces.
pub(super) fn requirements(
    checks: &mut Checks,
    at: &str,
    raw: Vec<raw::Requirement>,
    known: &Known,
) -> Vec<Requirement> {
    raw.into_iter()
        .enumerate()
        .map(|(index, line)| requirement(checks, &format!("{at}.requires[{index}]"), line, known))
        .collect()
}

fn requirement(checks: &mut Checks, at: &str, raw: raw::Requirement, known: &Known) -> Requirement {
    let any_of = match raw.any_of.first() {
        None => vec![raw.doc],
        Some(first) => {
            if *first != raw.doc {
                checks.refuse(at, Why::Alternatives);
            }
            raw.any_of
        }
    };
    for id in &any_of {
        if !known.kinds.contains_key(id) {
            checks.refuse(at, Why::Unknown(id.clone(), "kinds of piece"));
        }
    }
    let condition = raw.when.and_then(|when| {
        let found = known.conditions.get(&when).cloned();
        if found.is_none() {
            // The text may also be no condition at all: that reason is the more useful one.
            if checks.expr(&format!("{at}.when"), &when, &known.facts).is_some() {
                checks.refuse(&format!("{at}.when"), Why::Missing(format!("condition {when}")));
            }
        }
        found
    });
    if let Some(source) = raw.source.as_ref().filter(|id| !known.sources.contains_key(*id)) {
        checks.refuse(at, Why::Unknown(source.clone(), "sources"));
    }
    let note = checks.text_if_any(at, raw.note_fr, raw.note_en);
    Requirement { any_of, condition, optional: raw.optional, note, source: raw.source }
}

/// The rules of one démarche, which wait for the words of its page.
pub(super) fn demarche(
    checks: &mut Checks,
    at: &str,
    kind: DemarcheKind,
    raw: raw::Procedure,
    bundles: &BTreeMap<String, Vec<Requirement>>,
    known: &Known,
) -> Option<impl FnOnce(Page) -> Demarche + use<>> {
    let mut lines = requirements(checks, at, raw.requires, known);
    for id in raw.bundles {
        match bundles.get(&id) {
            Some(bundle) => lines.extend(bundle.iter().cloned()),
            None => checks.refuse(at, Why::Unknown(id, "bundles")),
        }
    }
    let channels: Vec<_> = raw
        .channel
        .iter()
        .filter_map(|code| checks.code(at, code, "channels", FilingChannel::parse))
        .collect();
    let ants_procedure =
        raw.ants.and_then(|code| checks.code(at, &code, "téléprocédures", AntsProcedure::parse));
    if channels.contains(&FilingChannel::AntsTp) && ants_procedure.is_none() {
        checks.refuse(at, Why::Missing("ants_procedure".to_owned()));
    }
    let deadline = raw.deadline.and_then(|one| deadline(checks, at, one, known));
    let validity = raw.validity.and_then(|one| validity(checks, at, one));
    let alternatives: Vec<_> = raw
        .alternatives
        .into_iter()
        .filter_map(|one| alternative(checks, at, one, known))
        .collect();
    let sets = sets(checks, at, raw.sets, &known.facts);
    let confidence = checks.confidence(at, &raw.confidence);
    let operation = checks.code(at, &raw.operation, "operations", Operation::parse)?;
    Some(move |page| Demarche {
        kind,
        channels,
        ants_procedure,
        deadline,
        validity,
        operation,
        alternatives,
        checks: raw.checks,
        typed: raw.data,
        outputs: raw.outputs,
        guard: raw.guard,
        confidence,
        page,
        is_transfer: raw.transfer,
        requirements: lines,
        sets,
        questions: Vec::new(),
    })
}

/// The facts that the démarche settles by itself.
fn sets(
    checks: &mut Checks,
    at: &str,
    raw: BTreeMap<String, toml::Value>,
    facts: &FactRules,
) -> Vec<(String, Value)> {
    let mut sets = Vec::new();
    for (fact, value) in raw {
        let at = format!("{at}.sets.{fact}");
        let text = match &value {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let Some(rule) = facts.get(&fact).filter(|_| fact != DEMARCHE_FACT) else {
            checks.refuse(&at, Why::Missing(format!("facts.{fact}")));
            continue;
        };
        match rule.fact_type.read(&text) {
            Ok(value) => sets.push((fact, value)),
            Err(_) => checks.refuse(&at, Why::Value(fact)),
        }
    }
    sets
}

fn deadline(checks: &mut Checks, at: &str, raw: raw::Deadline, known: &Known) -> Option<Deadline> {
    let at = &format!("{at}.deadline");
    let fine = match raw.fine {
        None => None,
        Some(id) => {
            let fine = known.fines.get(&id).cloned();
            if fine.is_none() {
                checks.refuse(at, Why::Unknown(id, "fines"));
            }
            fine
        }
    };
    let from = checks.text(at, raw.from_fr, raw.from_en);
    checks.day_fact(at, &raw.since, &known.facts);
    let when = raw.when.and_then(|text| checks.expr(&format!("{at}.when"), &text, &known.facts));
    let delay = checks.delay(at, raw.months, raw.days)?;
    Some(Deadline { delay, from, basis: raw.basis, fine, since: raw.since, when })
}

fn validity(checks: &mut Checks, at: &str, raw: raw::Validity) -> Option<Validity> {
    let at = &format!("{at}.validity");
    match raw {
        raw::Validity::Months { renewable: true, .. } => {
            checks.refuse(at, Why::Unknown("renewable".to_owned(), "modelled validities"));
            None
        }
        raw::Validity::Months { months, special_months, since, special_fr, special_en, .. } => {
            let special = checks.texts(at, special_fr, special_en);
            let since = checks.date(at, since)?;
            Some(Validity::Months { months, special_months, special, since })
        }
        raw::Validity::Until { until_fr, until_en, renewal_window_fr, renewal_window_en } => {
            let until = checks.text(at, until_fr, until_en);
            let renewal = checks.text(at, renewal_window_fr, renewal_window_en);
            Some(Validity::Until { until, renewal })
        }
    }
}

fn alternative(
    checks: &mut Checks,
    at: &str,
    raw: raw::Alternative,
    known: &Known,
) -> Option<Alternative> {
    let at = &format!("{at}.alternatives.{}", raw.operation);
    let words = checks.text(at, raw.when_fr, raw.when_en);
    let operation = checks.code(at, &raw.operation, "operations", Operation::parse);
    let when = checks.expr(at, &raw.when, &known.facts);
    Some(Alternative { operation: operation?, when: when?, words })
}
