mod questions;
mod reviews;

use super::{BUILTIN, builtin, load};
use crate::{
    expr::ExprError,
    kind::DemarcheKind,
    refusal::{Refusal, Why},
};

/// The places and reasons found in the rules once `from` has become `to`.
fn refusals(from: &str, to: &str) -> Vec<Refusal> {
    assert!(BUILTIN.contains(from), "{from}");
    load(&BUILTIN.replacen(from, to, 1)).err().unwrap_or_default()
}

fn refused(from: &str, to: &str, at: &str, why: &Why) {
    let found = refusals(from, to);
    assert!(found.iter().any(|one| one.at == at && one.why == *why), "{found:?}");
}

#[test]
fn the_rules_compiled_in_hold_together() {
    assert_eq!(load(BUILTIN).err(), None);
    assert_eq!(builtin().all().len(), DemarcheKind::ALL.len());
    for (demarche, kind) in builtin().all().iter().zip(DemarcheKind::ALL) {
        assert_eq!(demarche.kind, *kind);
        assert_eq!(builtin().get(*kind).kind, *kind);
    }
}

#[test]
fn an_unknown_kind_of_piece_is_refused_where_it_stands() {
    refused(
        r#"{ doc = "recepisse_declaration_achat", when = "seller.kind == 'professionnel_auto'" }"#,
        r#"{ doc = "recepise", when = "seller.kind == 'professionnel_auto'" }"#,
        "procedure.changement_titulaire.requires[5]",
        &Why::Unknown("recepise".to_owned(), "kinds of piece"),
    );
}

#[test]
fn an_unknown_fact_in_a_condition_is_refused() {
    let fact = "vehicle.is_leasd".to_owned();
    let found = refusals("when = \"vehicle.is_leased\"", "when = \"vehicle.is_leasd\"");
    assert!(
        found.iter().any(|one| one.why == Why::Condition(ExprError::UnknownFact(fact.clone()))),
        "{found:?}"
    );
}

#[test]
fn a_condition_without_its_plain_words_is_refused() {
    let found = refusals(
        r#"{ doc = "mandat_bailleur", when = "vehicle.is_leased" }"#,
        r#"{ doc = "mandat_bailleur", when = "not not vehicle.is_leased" }"#,
    );
    assert!(matches!(&found[..], [Refusal { why: Why::Missing(_), .. }]), "{found:?}");
}

#[test]
fn two_pages_cannot_share_a_slug() {
    refused(
        r#"slug_en = "duplicate-after-theft""#,
        r#"slug_en = "duplicate-after-loss""#,
        "page.duplicata_vol",
        &Why::Twice("duplicate-after-loss".to_owned()),
    );
}

#[test]
fn an_operation_that_the_simulator_does_not_know_is_refused() {
    refused(
        r#"operation = "rachat_leasing""#,
        r#"operation = "rachat_de_leasing""#,
        "procedure.fin_leasing",
        &Why::Unknown("rachat_de_leasing".to_owned(), "operations"),
    );
}

#[test]
fn a_text_missing_in_one_language_is_refused() {
    refused(
        r#"label_en = "Correct an error""#,
        r#"label_en = "" "#,
        "page.correction",
        &Why::Silent("English"),
    );
}

#[test]
fn a_missing_or_doubled_demarche_is_refused() {
    refused(
        "code = \"remise_circulation\"",
        "code = \"retrait_circulation\"",
        "procedure",
        &Why::Missing("remise_circulation".to_owned()),
    );
    refused(
        "code = \"remise_circulation\"",
        "code = \"remise\"",
        "procedure.remise",
        &Why::Unknown("remise".to_owned(), "démarches"),
    );
}

#[test]
fn a_delay_counts_months_or_days_and_not_both() {
    refused(
        "deadline = { days = 15, since = \"cession.on\"",
        "deadline = { days = 15, months = 1, since = \"cession.on\"",
        "procedure.declaration_cession.deadline",
        &Why::Delay,
    );
}

#[test]
fn a_fact_cannot_follow_from_one_that_is_derived_later() {
    refused(
        "expr = \"vehicle.ct_subject_on_transfer\"",
        "expr = \"vehicle.ct_subject\"",
        "derived.vehicle.ct_subject",
        &Why::Order("vehicle.ct_subject".to_owned()),
    );
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let text = BUILTIN.replacen("operation = \"rachat_leasing\"", "operation = \"x\"", 1).replacen(
        "label_en = \"Correct an error\"",
        "label_en = \"\"",
        1,
    );
    assert_eq!(load(&text).err().map(|found| found.len()), Some(3));
}

#[test]
fn what_is_no_toml_or_another_version_is_refused() {
    assert!(matches!(&load("= 3").unwrap_err()[..], [Refusal { why: Why::Toml(_), .. }]));
    refused("schema_version = 3", "schema_version = 4", "schema_version", &Why::Version(4));
    let found = refusals("[facts]", "[facts]\n\"x\" = { type = \"bool\", colour = \"red\" }");
    assert!(matches!(&found[..], [Refusal { why: Why::Toml(_), .. }]), "{found:?}");
}
