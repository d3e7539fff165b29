//! Every way through the questions of every démarche ends with a complete list.

use std::collections::BTreeSet;

use demarches::{
    Answers, DemarcheKind, Demarches, Evaluation, Need, Question, block::Effect, builtin,
    evaluate::QuestionState, facts::FactType, text::TextCheck,
};
use vocabulary::Date;

use crate::journeys::today;

/// The most leaves that are walked one by one; a démarche with more is sampled.
const MOST_LEAVES: usize = 5_000;
/// Ways tried in a démarche that is sampled.
const SAMPLES: usize = 250;

/// Démarches with too many ways to walk them all: there a fixed sequence of samples goes through. The loader has walked
/// each of their conditions through all the answers that it depends on.
const SAMPLED: &[DemarcheKind] = &[
    DemarcheKind::ChangementTitulaire,
    DemarcheKind::VehiculeNeuf,
    DemarcheKind::ImportUe,
    DemarcheKind::ImportHorsUe,
    DemarcheKind::ImmatriculationProvisoireWw,
    DemarcheKind::DuplicataPerte,
    DemarcheKind::DuplicataVol,
    DemarcheKind::DuplicataDeterioration,
    DemarcheKind::ChangementEtatCivil,
    DemarcheKind::ChangementRaisonSociale,
    DemarcheKind::Cotitulaire,
    DemarcheKind::SuccessionConservation,
    DemarcheKind::SuccessionCession,
    DemarcheKind::Cyclomoteur,
    DemarcheKind::Collection,
    DemarcheKind::ModificationTechnique,
    DemarcheKind::FinLeasing,
    DemarcheKind::RemiseCirculation,
];

/// Answers worth giving to `question`.
fn worth(rules: &Demarches, question: &Question) -> Vec<String> {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let mut worth: Vec<String> = match &rules.fact_rules()[&question.fact].fact_type {
        FactType::Bool => texts(&["true", "false"]),
        FactType::Int { min, max } => {
            let near = [*min, 3, 14, 3_501, *max];
            let inside: BTreeSet<i64> =
                near.into_iter().filter(|n| (min..=max).contains(&n)).collect();
            inside.into_iter().map(|number| number.to_string()).collect()
        }
        FactType::Enum(_) => question.choices.iter().map(|choice| choice.value.clone()).collect(),
        FactType::Date { .. } => {
            texts(&["1959-07-01", "1990-01-01", "2021-11-22", "2026-02-28", "2026-11-01"])
        }
        FactType::Text(check) => texts(&[match check {
            TextCheck::Plate => "AB-123-CD",
            TextCheck::Vin => "VF1RFB00X56789012",
            TextCheck::Siren => "732829320",
            TextCheck::Siret => "73282932000074",
            TextCheck::Postcode => "75011",
            TextCheck::Time => "17:05",
            TextCheck::FormulaNumber => "2019AB12345",
            TextCheck::CessionCode => "12345",
            TextCheck::Line => "une ligne",
        }]),
    };
    if question.optional {
        worth = vec![String::new()];
    }
    worth
}

/// What must hold where nothing is left to ask.
fn ends_well(evaluation: &Evaluation<'_>, answers: &Answers) {
    let kind = evaluation.demarche.kind;
    assert!(evaluation.is_answered());
    assert!(evaluation.set_aside.is_empty(), "{:?}", evaluation.set_aside);
    // Somebody decides, or the démarche is the wrong one: only then may a piece depend on more than the answers.
    let excused = evaluation.blocks.iter().any(|block| block.effect != Effect::Warns);
    for piece in &evaluation.pieces {
        let open = piece.need == Need::Depends;
        assert!(!open || excused, "{kind:?}: {} stays open with {answers:?}", piece.kind.id);
        assert!(piece.count.is_some(), "{kind:?}: how many {}? {answers:?}", piece.kind.id);
    }
    let certain = evaluation.pieces.iter().filter(|one| one.need != Need::Depends && !one.optional);
    assert!(certain.count() >= 2, "{kind:?}");
    assert!(evaluation.operation.is_some(), "{kind:?} has no price with {answers:?}");
    assert!(evaluation.dues.iter().all(|due| due.since.is_some() && due.last_day.is_some()));
    assert!(evaluation.forms.iter().any(|form| form.piece.id == "mandat"), "{kind:?}");
    assert!(evaluation.forms.iter().all(|form| !form.signers.is_empty()), "{kind:?}");
    assert!(evaluation.facts.code("demarche") == Some(kind.id()));
}

/// Walks all ways; false once there are too many.
fn walk_all(kind: DemarcheKind, answers: &Answers, leaves: &mut usize) -> bool {
    let rules = builtin();
    let evaluation = rules.evaluate(kind, answers, today());
    let Some(question) = evaluation.next_question() else {
        ends_well(&evaluation, answers);
        *leaves += 1;
        return *leaves <= MOST_LEAVES;
    };
    worth(rules, question).into_iter().all(|text| {
        let mut answers = answers.clone();
        rules.answer(&mut answers, &question.fact, &text, today()).unwrap();
        walk_all(kind, &answers, leaves)
    })
}

/// One way, each answer chosen by the next number of a fixed sequence.
fn walk_one(kind: DemarcheKind, seed: &mut u64) {
    let rules = builtin();
    let mut answers = Answers::none();
    loop {
        let evaluation = rules.evaluate(kind, &answers, today());
        let Some(question) = evaluation.next_question() else {
            return ends_well(&evaluation, &answers);
        };
        *seed =
            seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let worth = worth(rules, question);
        let text = &worth[usize::try_from(*seed >> 33).unwrap() % worth.len()];
        rules.answer(&mut answers, &question.fact, text, today()).unwrap();
    }
}

#[test]
fn every_demarche_reaches_a_complete_list_along_every_branch() {
    let mut seed = 20_261_121;
    for kind in DemarcheKind::ALL {
        if SAMPLED.contains(kind) {
            for _ in 0..SAMPLES {
                walk_one(*kind, &mut seed);
            }
        } else {
            assert!(walk_all(*kind, &Answers::none(), &mut 0), "{kind:?} has too many ways");
        }
    }
}

#[test]
fn every_fact_of_the_rules_is_asked_derived_or_set() {
    let rules = builtin();
    let asked: BTreeSet<&str> = DemarcheKind::ALL
        .iter()
        .flat_map(|kind| rules.questions_of(*kind))
        .map(|question| question.fact.as_str())
        .collect();
    // What a case knows once every question is answered covers what is derived and set.
    let mut known: BTreeSet<String> = asked.iter().map(|fact| (*fact).to_owned()).collect();
    let mut seed = 7;
    for kind in DemarcheKind::ALL {
        for _ in 0..30 {
            let mut answers = Answers::none();
            loop {
                let evaluation = rules.evaluate(*kind, &answers, today());
                let facts = rules.fact_rules().keys();
                known.extend(facts.filter(|fact| evaluation.facts.get(fact).is_some()).cloned());
                let Some(question) = evaluation.next_question() else { break };
                let worth = worth(rules, question);
                seed = (seed * 31 + 17) % 1_000_003;
                let text = &worth[seed % worth.len()];
                rules.answer(&mut answers, &question.fact, text, today()).unwrap();
            }
        }
    }
    let unused: Vec<_> = rules.fact_rules().keys().filter(|fact| !known.contains(*fact)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn a_question_is_asked_only_once_what_decides_is_known() {
    for kind in DemarcheKind::ALL {
        let evaluation = builtin().evaluate(*kind, &Answers::none(), today());
        assert!(evaluation.questions.iter().all(|one| one.state == QuestionState::Open));
        assert!(!evaluation.is_answered() && !evaluation.can_be_ordered(), "{kind:?}");
        assert!(evaluation.blocks.is_empty(), "{kind:?}: nothing is known yet");
        let asked: Vec<_> = evaluation.questions.iter().map(|one| &one.question.fact).collect();
        assert!(!asked.iter().any(|fact| *fact == "titulaire.minor_age"), "{asked:?}");
    }
}

#[test]
fn every_block_can_stand_in_the_way() {
    let rules = builtin();
    let mut met: BTreeSet<&str> = BTreeSet::new();
    let mut seed = 11_u64;
    for kind in DemarcheKind::ALL {
        for _ in 0..150 {
            let mut answers = Answers::none();
            loop {
                let evaluation = rules.evaluate(*kind, &answers, today());
                met.extend(evaluation.blocks.iter().map(|block| block.id.as_str()));
                let Some(question) = evaluation.next_question() else { break };
                let worth = worth(rules, question);
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let text = &worth[usize::try_from(seed >> 33).unwrap() % worth.len()];
                rules.answer(&mut answers, &question.fact, text, today()).unwrap();
            }
        }
    }
    let never: Vec<_> = rules
        .blocks()
        .iter()
        .map(|block| block.id.as_str())
        .filter(|id| !met.contains(id))
        .collect();
    assert!(never.is_empty(), "{never:?}");
}

#[test]
fn a_day_is_the_day_of_the_evaluation() {
    let rules = builtin();
    let mut answers = Answers::none();
    let on = |text: &str| Date::parse(text).unwrap();
    rules.answer(&mut answers, "vehicle.genre", "VP", today()).unwrap();
    rules.answer(&mut answers, "vehicle.first_registered_on", "2022-12-01", today()).unwrap();
    let asks = |day: &str| {
        let evaluation = rules.evaluate(DemarcheKind::FinLeasing, &answers, on(day));
        evaluation.pieces.iter().any(|piece| piece.kind.id == "pv_controle_technique")
    };
    assert!(!asks("2026-11-30") && asks("2026-12-01"), "four full years");
}
