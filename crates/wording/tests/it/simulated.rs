//! Whole answers on the tables in force: what the simulator computes, in the words of the API.

use baremes::builtin;
use simulator::Facts;
use simulator::facts::{Genre, Holder, Norm, Operation, Origin};
use vocabulary::Lang;
use wording::answer::Answer;

use crate::cases::day;

/// The answer as JSON, without what is data: titles of sources, and doubts. Each line that has a rate must have a source.
fn answer(facts: &Facts, lang: Lang) -> serde_json::Value {
    let simulation = simulator::simulate(facts, builtin(), day("2026-11-21"));
    let answer = Answer::new(&simulation, builtin(), "sha256:00", lang);
    let mut json = serde_json::to_value(answer).unwrap();
    for line in json["lines"].as_array_mut().unwrap() {
        let source = line.as_object_mut().unwrap().shift_remove("source").unwrap();
        if line["amount_cents"].as_i64() > Some(0) {
            assert_ne!(source, "", "{line}");
        }
    }
    for warning in json["warnings"].as_array_mut().unwrap() {
        if warning["code"] == "doubt" {
            let message = warning.as_object_mut().unwrap().shift_remove("message").unwrap();
            assert!(message.as_str().unwrap().contains(": "), "{message}");
        }
    }
    json
}

fn check(facts: &Facts, lang: Lang, expected: &str) {
    let text = serde_json::to_string_pretty(&answer(facts, lang)).unwrap();
    assert_eq!(text, expected.trim(), "{text}");
}

/// The request of the contract.
fn contract() -> Facts {
    Facts {
        issued_on: Some(day("2026-11-21")),
        operation: Some(Operation::ChangementTitulaire),
        departement: Some(*b"75\0"),
        genre: Some(Genre::Vp),
        energy: Some(*b"ES"),
        fiscal_cv: Some(6),
        first_registered_on: Some(day("2021-05-14")),
        origin: Some(Origin::UsedFrance),
        co2_g_km: Some(118),
        co2_norm: Some(Norm::Wltp),
        mass_in_running_order_kg: Some(1_320),
        ptac_kg: Some(1_800),
        seats: Some(5),
        ..Facts::default()
    }
}

#[test]
fn the_request_of_the_contract_gets_its_answer() {
    check(&contract(), Lang::Fr, include_str!("simulated/contract.fr.json"));
}

#[test]
fn a_moped_is_told_why_most_lines_are_nil() {
    let facts = Facts {
        operation: Some(Operation::ChangementTitulaire),
        departement: Some(*b"2A\0"),
        genre: Some(Genre::Cl),
        first_registered_on: Some(day("2019-02-01")),
        ..Facts::default()
    };
    check(&facts, Lang::En, include_str!("simulated/moped.en.json"));
}

#[test]
fn a_heavy_import_shows_both_malus_step_by_step() {
    let facts = Facts {
        operation: Some(Operation::ImportOccasion),
        departement: Some(*b"59\0"),
        genre: Some(Genre::Vp),
        energy: Some(*b"GO"),
        fiscal_cv: Some(11),
        first_registered_on: Some(day("2024-06-10")),
        co2_g_km: Some(165),
        co2_norm: Some(Norm::Wltp),
        mass_in_running_order_kg: Some(1_950),
        seats: Some(5),
        holder: Some(Holder::Person),
        dependent_children: Some(3),
        ..Facts::default()
    };
    check(&facts, Lang::Fr, include_str!("simulated/import.fr.json"));
}

#[test]
fn what_is_missing_leaves_ranges_and_names() {
    let facts = Facts {
        operation: Some(Operation::ImportOccasion),
        departement: Some(*b"75\0"),
        genre: Some(Genre::Vp),
        energy: Some(*b"ES"),
        first_registered_on: Some(day("2024-06-10")),
        fiscal_cv: Some(6),
        ..Facts::default()
    };
    check(&facts, Lang::En, include_str!("simulated/missing.en.json"));
}
