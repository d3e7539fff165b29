//! Blocks, delays, sources, signers.

use std::collections::BTreeMap;

use super::checks::Checks;
use crate::{
    block::{Block, Effect},
    delay::Term,
    facts::FactRules,
    kind::{DemarcheKind, Signer},
    model::Text,
    raw,
    refusal::Why,
    source::Source,
};

/// The sources by their id.
pub(super) fn sources(checks: &mut Checks, raw: Vec<raw::Source>) -> BTreeMap<String, Source> {
    let mut sources = BTreeMap::new();
    for one in raw {
        let at = format!("source.{}", one.id);
        let title = checks.text(&at, one.title_fr, one.title_en);
        let confidence = checks.confidence(&at, &one.confidence);
        let source = Source { id: one.id.clone(), title, confidence };
        if sources.insert(one.id.clone(), source).is_some() {
            checks.refuse(&at, Why::Twice(one.id));
        }
    }
    sources
}

/// The blocks, in their order.
pub(super) fn blocks(
    checks: &mut Checks,
    raw: Vec<raw::Block>,
    facts: &FactRules,
    sources: &BTreeMap<String, Source>,
) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for one in raw {
        let at = format!("block.{}", one.id);
        if blocks.iter().any(|other| other.id == one.id) {
            checks.refuse(&at, Why::Twice(one.id.clone()));
        }
        if one.kinds.is_empty() {
            checks.refuse(&at, Why::Nowhere);
        }
        if !sources.contains_key(&one.source) {
            checks.refuse(&at, Why::Unknown(one.source.clone(), "sources"));
        }
        let kinds = checks.kinds(&at, &one.kinds);
        let instead =
            one.instead.and_then(|code| checks.code(&at, &code, "démarches", DemarcheKind::parse));
        let message = checks.text(&at, one.message_fr, one.message_en);
        let way_out = checks.text(&at, one.way_out_fr, one.way_out_en);
        let confidence = checks.confidence(&at, &one.confidence);
        let effect = checks.code(&at, &one.effect, "effects", Effect::parse);
        let when = checks.expr(&format!("{at}.when"), &one.when, facts);
        let (Some(effect), Some(when)) = (effect, when) else { continue };
        blocks.push(Block {
            id: one.id,
            effect,
            message,
            way_out,
            instead,
            source: one.source,
            confidence,
            kinds,
            when,
        });
    }
    blocks
}

/// The delays other than the legal ones.
pub(super) fn terms(
    checks: &mut Checks,
    raw: Vec<raw::Term>,
    facts: &FactRules,
    sources: &BTreeMap<String, Source>,
) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for one in raw {
        let at = format!("term.{}", one.id);
        if terms.iter().any(|other| other.id == one.id) {
            checks.refuse(&at, Why::Twice(one.id.clone()));
        }
        if !sources.contains_key(&one.source) {
            checks.refuse(&at, Why::Unknown(one.source.clone(), "sources"));
        }
        // A delay that the answers start runs in named démarches; one that starts later in none.
        if one.since.is_some() == one.kinds.is_empty() {
            checks.refuse(&at, Why::Nowhere);
        }
        if let Some(since) = &one.since {
            checks.day_fact(&at, since, facts);
        }
        let kinds = checks.kinds(&at, &one.kinds);
        let label = checks.text(&at, one.label_fr, one.label_en);
        let when = one.when.and_then(|text| checks.expr(&format!("{at}.when"), &text, facts));
        let Some(delay) = checks.delay(&at, one.months, one.days) else { continue };
        terms.push(Term {
            id: one.id,
            label,
            delay,
            source: one.source,
            since: one.since,
            kinds,
            when,
        });
    }
    terms
}

/// The words for each signer.
pub(super) fn signers(checks: &mut Checks, raw: raw::BySigner) -> BTreeMap<Signer, Text> {
    let mut signers = BTreeMap::new();
    for (code, words) in raw {
        let at = format!("signer.{code}");
        let text = checks.text(&at, words.fr, words.en);
        if let Some(signer) = checks.code(&at, &code, "signers", Signer::parse) {
            signers.insert(signer, text);
        }
    }
    for signer in Signer::ALL {
        if !signers.contains_key(signer) {
            checks.refuse("signer", Why::Missing(signer.id().to_owned()));
        }
    }
    signers
}
