//! Answers: kept, counted where they apply, refused by name.

use demarches::{
    AnswerRefused, Answers, DemarcheKind, Versions, builtin,
    evaluate::QuestionState,
    facts::{InvalidValue, Value},
    load::{BUILTIN, load},
    versions::kept,
};
use proptest::prelude::*;
use simulator::facts::Fact;
use vocabulary::Date;

use crate::journeys::today;

const HOLDER: DemarcheKind = DemarcheKind::ChangementTitulaire;

fn answers(pairs: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::none();
    for (question, text) in pairs {
        builtin().answer(&mut answers, question, text, today()).unwrap();
    }
    answers
}

fn refusal(question: &str, text: &str) -> AnswerRefused {
    builtin().answer(&mut Answers::none(), question, text, today()).unwrap_err()
}

#[test]
fn an_answer_that_no_longer_applies_is_kept_and_counts_again_when_it_does() {
    let mut given = answers(&[
        ("titulaire.kind", "particulier"),
        ("titulaire.is_minor", "true"),
        ("titulaire.minor_age", "15"),
    ]);
    let counted = |given: &Answers| {
        let case = builtin().evaluate(DemarcheKind::Cyclomoteur, given, today());
        (case.facts.int("titulaire.minor_age"), case.set_aside)
    };
    assert_eq!(counted(&given), (Some(15), vec![]));
    builtin().answer(&mut given, "titulaire.kind", "association", today()).unwrap();
    let aside = vec!["titulaire.is_minor".to_owned(), "titulaire.minor_age".to_owned()];
    assert_eq!(counted(&given), (None, aside));
    assert_eq!(given.get("titulaire.minor_age"), Some(&Value::Int(15)), "kept");
    builtin().answer(&mut given, "titulaire.kind", "particulier", today()).unwrap();
    assert_eq!(counted(&given), (Some(15), vec![]));
}

#[test]
fn an_unknown_question_or_value_is_refused_with_what_is_allowed() {
    assert_eq!(
        refusal("titulaire.age", "3"),
        AnswerRefused::UnknownQuestion("titulaire.age".into())
    );
    let derived = "vehicle.age_years";
    assert_eq!(refusal(derived, "3"), AnswerRefused::UnknownQuestion(derived.into()));
    for (question, text, said) in [
        (
            "seller.kind",
            "martien",
            "seller.kind: it is one of particulier, professionnel_auto, bailleur, encheres, autre",
        ),
        ("titulaire.is_minor", "peut-être", "titulaire.is_minor: it is `true` or `false`"),
        ("titulaire.minor_age", "18", "titulaire.minor_age: it is a whole number from 0 to 17"),
        ("cession.on", "31/11/2026", "cession.on: it is a day, written YYYY-MM-DD or DD/MM/YYYY"),
        ("cession.on", "2026-11-22", "cession.on: it is a day that has come already"),
        ("vehicle.plate", "AB-123-CO", "vehicle.plate: the letter O is not used in this register"),
        (
            "titulaire.siren",
            "732829321",
            "titulaire.siren: the key of the number does not match its digits",
        ),
        ("titulaire.postcode", "7500", "titulaire.postcode: a postcode has 5 digits"),
        ("cession.at", "25h", "cession.at: a time is written like 17:05"),
        ("seller.kind", " ", "seller.kind must be answered"),
    ] {
        assert_eq!(refusal(question, text).to_string(), said);
    }
}

#[test]
fn a_refused_answer_changes_nothing_and_is_not_repeated() {
    let mut given = answers(&[("vehicle.plate", "AB-123-CD")]);
    assert!(!format!("{given:?}").contains("123"), "what prints ends in a log");
    let before = given.clone();
    let refused = builtin().answer(&mut given, "vehicle.plate", "DURAND", today()).unwrap_err();
    assert!(!format!("{refused} {refused:?}").contains("DURAND"));
    assert_eq!(given, before);
    assert!(matches!(refused, AnswerRefused::Invalid { why: InvalidValue::Text(_), .. }));
}

#[test]
fn an_optional_question_can_be_passed_over() {
    let given = answers(&[("vehicle.plate", "")]);
    let case = builtin().evaluate(HOLDER, &given, today());
    let state = |case: &demarches::Evaluation<'_>| {
        case.questions.iter().find(|one| one.question.fact == "vehicle.plate").unwrap().state
    };
    assert_eq!(state(&case), QuestionState::PassedOver);
    assert_eq!(given.get("vehicle.plate"), None);
    assert_eq!(given.iter().collect::<Vec<_>>(), [("vehicle.plate", String::new())]);
}

#[test]
fn the_facts_of_a_simulation_are_not_asked_again() {
    let given = builtin().answers_of_simulation([
        (Fact::Genre, "MTT2"),
        (Fact::Holder, "person"),
        (Fact::FirstRegisteredOn, "2019-05-02"),
        (Fact::DisabilityCard, "true"),
        (Fact::Origin, "used_import"),
        (Fact::FiscalCv, "6"),
    ]);
    let text = |question: &str| given.get(question).map(Value::to_text);
    assert_eq!(text("vehicle.genre").as_deref(), Some("MTT2"));
    assert_eq!(text("titulaire.kind").as_deref(), Some("particulier"));
    assert_eq!(text("vehicle.first_registered_on").as_deref(), Some("2019-05-02"));
    assert_eq!(text("vehicle.is_new").as_deref(), Some("false"));
    // Registered abroad, but where? Asked.
    assert_eq!((text("vehicle.origin"), given.iter().count()), (None, 5));
    // A company may be of three kinds: that is left to be asked.
    assert_eq!(builtin().answers_of_simulation([(Fact::Holder, "company")]), Answers::none());
    let case = builtin().evaluate(HOLDER, &given, today());
    assert_ne!(case.next_question().unwrap().fact, "vehicle.genre");
}

#[test]
fn a_version_is_named_by_its_rules_and_not_by_its_layout_or_pages() {
    let rules = builtin();
    // Whoever changes the rules gives them a new name here and in the file: dossiers keep both.
    assert_eq!(rules.version, "2026-11-22");
    assert_eq!(
        rules.hash, "sha256:21050c1830cb353244e282c288ed21d227e6db2fb60f838e314d267ffdd04455",
        "the rules changed: give them a new version, and write its hash here"
    );
    let changed = |from: &str, to: &str| {
        assert!(BUILTIN.contains(from), "{from}");
        load(&BUILTIN.replacen(from, to, 1)).unwrap().hash
    };
    assert_eq!(changed("[[question]]\n", "# a comment\n[[question]]\n\n"), rules.hash);
    assert_eq!(
        changed("label_en = \"Correct an error\"", "label_en = \"Correct errors\""),
        rules.hash
    );
    assert_ne!(changed("months = 24", "months = 25"), rules.hash);
}

#[test]
fn a_dossier_finds_the_version_that_it_was_filled_under() {
    let text = BUILTIN.replacen("version = \"2026-11-22\"", "version = \"2025-01-01\"", 1);
    let old = kept(&text).unwrap();
    assert!(std::ptr::eq(old, kept(&text).unwrap()), "the same text is kept once");
    let (old_hash, hash) = (old.hash.clone(), builtin().hash.clone());
    assert_ne!(old_hash, hash);
    let mut versions = Versions::new(old);
    versions.publish(builtin());
    assert_eq!(versions.in_force().hash, hash);
    assert_eq!(versions.by_version(&old_hash).unwrap().version, "2025-01-01");
    assert_eq!(versions.by_version(&hash).unwrap().version, builtin().version);
    assert!(versions.by_version("sha256:0").is_none());
}

#[test]
fn an_answer_that_another_version_does_not_allow_counts_as_not_given() {
    let older =
        answers(&[("titulaire.kind", "particulier"), ("titulaire.cotitulaire_count", "15")]);
    let (from, to) = ("{ type = \"int\", max = 20, note", "{ type = \"int\", max = 2, note");
    let newer = load(&BUILTIN.replacen(from, to, 1)).unwrap();
    let counted = |rules: &demarches::Demarches| {
        rules.evaluate(HOLDER, &older, today()).facts.int("titulaire.cotitulaire_count")
    };
    assert_eq!((counted(builtin()), counted(&newer)), (Some(15), None));
    let pairs: Vec<(&str, String)> = older.iter().collect();
    let refused = newer.answers(pairs.iter().map(|(id, text)| (*id, text.as_str()))).unwrap_err();
    assert_eq!(refused.len(), 1);
}

/// A question of the rules with a text that may or may not be an answer.
fn any_answer() -> impl Strategy<Value = (String, String)> {
    let questions: Vec<String> = DemarcheKind::ALL
        .iter()
        .flat_map(|kind| builtin().questions_of(*kind))
        .map(|question| question.fact.clone())
        .collect();
    let text = prop_oneof![
        4 => prop::sample::select(vec![
            "true", "false", "0", "1", "2", "3", "15", "particulier", "personne_morale", "association", "VP", "CL",
            "MTL", "REM", "CAM", "2021-03-15", "1958-01-01", "2026-11-20", "obtained", "requested", "ajout",
            "ajout_mariage", "aucune", "opposition", "AB-123-CD", "17:05", "ue", "fr", "mariage", "notable", "",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,20}",
    ];
    (prop::sample::select(questions), text)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_answers_does_not_matter(
        given in prop::collection::btree_map(any_answer().prop_map(|(id, _)| id), any_answer().prop_map(|(_, text)| text), 0..40),
        swap in any::<u64>(),
        kind in prop::sample::select(DemarcheKind::ALL),
    ) {
        let mut pairs: Vec<(String, String)> = given.into_iter().collect();
        let fill = |pairs: &[(String, String)]| {
            let mut answers = Answers::none();
            for (question, text) in pairs {
                let _refused = builtin().answer(&mut answers, question, text, today());
                let _so_far = builtin().evaluate(kind, &answers, today()).next_question();
            }
            answers
        };
        let forward = fill(&pairs);
        pairs.sort_by_key(|(question, _)| question.bytes().fold(swap, |sum, c| sum.wrapping_mul(31) ^ u64::from(c)));
        let other = fill(&pairs);
        prop_assert_eq!(&forward, &other);
        let case = |answers: &Answers| format!("{:?}", builtin().evaluate(kind, answers, today()));
        prop_assert_eq!(case(&forward), case(&other));
    }

    #[test]
    fn what_is_kept_is_read_again(pairs in prop::collection::vec(any_answer(), 0..40)) {
        let mut given = Answers::none();
        for (question, text) in &pairs {
            let _refused = builtin().answer(&mut given, question, text, today());
        }
        let kept: Vec<(&str, String)> = given.iter().collect();
        let again = builtin().answers(kept.iter().map(|(question, text)| (*question, text.as_str())));
        prop_assert_eq!(again, Ok(given.clone()));
    }

    #[test]
    fn evaluation_never_panics_and_asks_no_answered_question(
        pairs in prop::collection::vec(any_answer(), 0..60),
        kind in prop::sample::select(DemarcheKind::ALL),
        year in 1900_u16..2200,
    ) {
        let on = Date::new(year, 2, 28).unwrap();
        let mut given = Answers::none();
        for (question, text) in &pairs {
            let _refused = builtin().answer(&mut given, question, text, on);
        }
        let case = builtin().evaluate(kind, &given, on);
        if let Some(next) = case.next_question() {
            prop_assert!(given.get(&next.fact).is_none());
        }
        // Every answer counts or is set aside, and none is both.
        let counted = case.questions.iter().filter(|one| one.state != QuestionState::Open).count();
        prop_assert_eq!(counted + case.set_aside.len(), given.iter().count());
    }
}
