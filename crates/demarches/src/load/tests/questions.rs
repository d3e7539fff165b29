//! Questions, blocks and delays that do not hold together.

use super::{refusals, refused};
use crate::refusal::{Refusal, Why};

fn name(text: &str) -> String {
    text.to_owned()
}

#[test]
fn a_question_is_refused_that_reads_what_is_asked_after_it() {
    let when = "ask_when = \"not vehicle.is_new\"\nlabel_fr = \"Quelle est la date de première";
    refused(
        when,
        &when.replace("not vehicle.is_new", "titulaire.is_minor"),
        "question.vehicle.first_registered_on",
        &Why::AskedLater(name("titulaire.is_minor")),
    );
    // Its own fact is no earlier one, and a derived fact is as late as what it follows from.
    for own in ["vehicle.is_leased", "vehicle.age_years > 3"] {
        let question = "fact = \"vehicle.first_registered_on\"\nask_when = \"not vehicle.is_new\"";
        let found = refusals(question, &question.replace("not vehicle.is_new", own));
        assert!(found.iter().any(|one| matches!(one.why, Why::AskedLater(_))), "{found:?}");
    }
}

#[test]
fn the_choices_are_the_values_of_the_fact_each_once() {
    let at = "question.succession.proof";
    let choice = "{ value = \"acte_notoriete\", fr";
    for other in ["{ value = \"acte\", fr", "{ value = \"attestation_notaire\", fr"] {
        refused(choice, other, at, &Why::Choices);
    }
    let fact = "values = [\"attestation_notaire\", \"acte_notoriete\",";
    refused(
        fact,
        "values = [\"testament\", \"attestation_notaire\", \"acte_notoriete\",",
        at,
        &Why::Choices,
    );
}

#[test]
fn a_fact_that_nobody_asks_for_is_refused_where_it_is_read() {
    let found = refusals("fact = \"cotitulaire.change\"", "fact = \"sale.nothing\"");
    assert!(!found.is_empty());
    let question = "[[question]]\nfact = \"company.same_siren\"";
    refused(
        question,
        &question.replace("company.same_siren", "sale.is_gift"),
        "question.sale.is_gift",
        &Why::Missing(name("facts.sale.is_gift")),
    );
    refused(
        "asks = [\"vehicle.plate\", \"vehicle.vin\", \"vehicle.make\"]",
        "asks = [\"vehicle.plate\", \"vehicle.colour\"]",
        "procedure.declaration_achat",
        &Why::NotAsked(name("vehicle.colour")),
    );
}

#[test]
fn a_question_that_nothing_leads_to_is_refused() {
    // A sale by a lessor never asks for the seller's address: two conditions that exclude each other.
    let question = "fact = \"wedding.on\"\nask_when = \"cotitulaire.change == 'ajout_mariage'\"";
    let never = question.replace(
        "cotitulaire.change == 'ajout_mariage'",
        "cotitulaire.change == 'ajout_mariage' and cotitulaire.change == 'ajout'",
    );
    let found = refusals(question, &never);
    assert!(
        found.contains(&Refusal { at: name("question.wedding.on"), why: Why::Unreachable }),
        "{found:?}"
    );
}

#[test]
fn a_condition_that_some_answers_leave_open_is_refused_with_the_answers() {
    let question = "fact = \"vehicle.foreign_ci_usable\"\nask_when = \"not vehicle.is_new and not vehicle.foreign_ci_withheld\"";
    let narrower =
        question.replace("not vehicle.foreign_ci_withheld", "vehicle.foreign_ci_withheld");
    let found = refusals(question, &narrower);
    let open = found.iter().find(|one| one.at == "procedure.import_ue.coc").map(|one| &one.why);
    let Some(Why::StaysOpen { condition, answers }) = open else { panic!("{found:?}") };
    assert!(condition.contains("not vehicle.foreign_ci_usable"), "{condition}");
    assert_eq!(answers, "vehicle.is_new = false, vehicle.foreign_ci_withheld = false");
    // A fact of an optional question decides nothing.
    let kind = "fact = \"seller.kind\"";
    let found = refusals(kind, &format!("{kind}\noptional = true"));
    assert!(found.iter().any(|one| matches!(one.why, Why::StaysOpen { .. })), "{found:?}");
}

#[test]
fn a_condition_too_wide_to_be_walked_through_is_refused() {
    let when = "when = \"not lease.sold_by_lessor\"";
    let numbers =
        |step: usize| (1..18).step_by(step).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let wide = format!(
        "when = \"vehicle.genre in ('VP', 'CL', 'CAM', 'REM', 'MTL', 'TRA', 'SREM', 'QM', 'TM', 'TCP') \
         and vehicle.age_years in ({years}) and titulaire.cotitulaire_count in ({count}) \
         and titulaire.kind in ('particulier', 'association') and seller.kind in ('encheres', 'autre') and vehicle.situation in ('gage', 'aucune', 'opposition')\"",
        years = numbers(1),
        count = numbers(2),
    );
    let found = refusals(when, &wide);
    assert!(found.iter().any(|one| matches!(one.why, Why::TooWide(_))), "{found:?}");
}

#[test]
fn the_largest_numbers_are_walked_through_without_harm() {
    let most = i64::MAX.to_string();
    let fact = "\"succession.heirs\" = { type = \"int\", min = 1, max = 50 }";
    let when = "when = \"titulaire.holder_count > succession.heirs\"";
    let text = super::BUILTIN
        .replacen(fact, &fact.replace("50", &most), 1)
        .replacen("\"titulaire.holder_count\" = { type = \"int\",", "\"titulaire.holder_count\" = { type = \"int\", max = 9223372036854775807,", 1)
        .replacen("\"vehicle.age_years\" = { type = \"int\",", "\"vehicle.age_years\" = { type = \"int\", max = 9223372036854775807,", 1)
        .replacen(
            when,
            &format!("when = \"titulaire.holder_count == {most} or succession.heirs == {most} or vehicle.age_years == {most}\""),
            1,
        );
    assert_ne!(text, super::BUILTIN);
    assert_eq!(crate::load(&text).err(), None);
}

#[test]
fn what_a_demarche_sets_is_a_value_of_a_fact_that_follows_from_nothing() {
    let sets = "sets = { \"vehicle.origin\" = \"ue\" }";
    let at = |fact: &str| format!("procedure.import_ue.sets.{fact}");
    for (to, fact, why) in [
        ("\"vehicle.origin\" = \"mars\"", "vehicle.origin", Why::Value(name("vehicle.origin"))),
        (
            "\"vehicle.colour\" = \"red\"",
            "vehicle.colour",
            Why::Missing(name("facts.vehicle.colour")),
        ),
        ("\"demarche\" = \"import_ue\"", "demarche", Why::Missing(name("facts.demarche"))),
        (
            "\"vehicle.origin\" = \"ue\", \"vehicle.is_moped\" = false",
            "vehicle.is_moped",
            Why::Set(name("vehicle.is_moped")),
        ),
    ] {
        refused(sets, &format!("sets = {{ {to} }}"), &at(fact), &why);
    }
}

#[test]
fn a_question_stands_once_and_asks_for_nothing_that_is_derived() {
    let question = "[[question]]\nfact = \"move.on\"";
    let twice = question.replace("move.on", "purchase.on");
    refused(question, &twice, "question.purchase.on", &Why::Twice(name("purchase.on")));
    let derived = question.replace("move.on", "vehicle.is_moped");
    refused(question, &derived, "question.vehicle.is_moped", &Why::Set(name("vehicle.is_moped")));
    let silent = "why_en = \"Otherwise a written authority is asked for.\"";
    let at = "question.titulaire.signatory_is_legal_representative";
    refused(silent, "why_en = \" \"", at, &Why::Silent("English"));
}

#[test]
fn facts_have_a_type_with_bounds_and_checks_that_exist() {
    let fact = "\"titulaire.minor_age\" = { type = \"int\", min = 0, max = 17 }";
    let upside_down = fact.replace("min = 0", "min = 18");
    refused(fact, &upside_down, "facts.titulaire.minor_age", &Why::Bounds { min: 18, max: 17 });
    refused(
        "check = \"postcode\"",
        "check = \"zip\"",
        "facts.titulaire.postcode",
        &Why::Unknown(name("zip"), "checks of a text"),
    );
    refused(
        "\"move.on\" = { type = \"date\"",
        "\"move.on\" = { type = \"hour\"",
        "facts.move.on",
        &Why::Unknown(name("hour"), "types"),
    );
    refused(
        "contract = { fr = [\"used_france\"] }",
        "contract = { mars = [\"used_france\"] }",
        "question.vehicle.origin.contract",
        &Why::Value(name("mars")),
    );
    refused(
        "values = [\"fr\", \"ue\", \"hors_ue\"]",
        "values = [\"fr\", \"ue\", \"ue\"]",
        "facts.vehicle.origin",
        &Why::Twice(name("ue")),
    );
    refused(
        "years_since = \"vehicle.first_registered_on\"",
        "years_since = \"vehicle.genre\"",
        "derived.vehicle.age_years",
        &Why::Derivation,
    );
    let one = "year_of = \"vehicle.first_registered_on\"";
    let two = format!("{one}\nyears_since = \"vehicle.first_registered_on\"");
    refused(one, &two, "derived.vehicle.first_registration_year", &Why::Derivation);
}

#[test]
fn a_block_has_demarches_an_effect_a_source_and_a_way_out() {
    let at = "block.quitus_attendu";
    let head = "id = \"quitus_attendu\"\nin = [\"import_ue\"]";
    refused(head, "id = \"quitus_attendu\"\nin = []", at, &Why::Nowhere);
    let twice = "id = \"quitus_attendu\"\nin = [\"import_ue\", \"import_ue\"]";
    refused(head, twice, at, &Why::Twice(name("import_ue")));
    refused("id = \"quitus_attendu\"", "id = \"gage\"", "block.gage", &Why::Twice(name("gage")));
    let block = "effect = \"stops\"\nmessage_fr = \"La carte grise définitive attend le quitus";
    let effect = block.replace("stops", "explodes");
    refused(block, &effect, at, &Why::Unknown(name("explodes"), "effects"));
    let way_out = "way_out_en = \"First ask for a provisional WW registration to drive, or come back with the clearance.\"";
    refused(way_out, "way_out_en = \"\"", at, &Why::Silent("English"));
    let source = "instead = \"immatriculation_provisoire_ww\"\nsource = \"f10519\"";
    let unknown = source.replace("f10519", "f0");
    refused(source, &unknown, at, &Why::Unknown(name("f0"), "sources"));
    let instead = source.replace("immatriculation_provisoire_ww", "ww");
    refused(source, &instead, at, &Why::Unknown(name("ww"), "démarches"));
}

#[test]
fn a_delay_runs_from_a_day_that_is_known() {
    refused(
        "days = 15, since = \"purchase.on\"",
        "days = 15, since = \"seller.kind\"",
        "procedure.declaration_achat.deadline",
        &Why::Unknown(name("seller.kind"), "days"),
    );
    let term = "id = \"cpi\"\nmonths = 1";
    refused(term, "id = \"cpi\"\nmonths = 1\ndays = 30", "term.cpi", &Why::Delay);
    refused(term, "id = \"ww\"\nmonths = 1", "term.ww", &Why::Twice(name("ww")));
    // Without a day that the answers give it runs in no démarche, and with one in some.
    let since = "id = \"cpi\"\nsince = \"move.on\"\nmonths = 1";
    refused(term, since, "term.cpi", &Why::Nowhere);
}
