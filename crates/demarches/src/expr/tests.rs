use proptest::prelude::*;

use super::{Expr, ExprError, Truth};
use crate::{
    facts::{FactRule, FactRules, FactType, KnownFacts},
    text::TextCheck,
};

fn rules() -> FactRules {
    let fact = |fact_type| FactRule { fact_type, contract: None };
    let codes = ["VP", "CL", "REM"].map(str::to_owned).to_vec();
    FactRules::from([
        ("minor".to_owned(), fact(FactType::Bool)),
        ("hosted".to_owned(), fact(FactType::Bool)),
        ("age".to_owned(), fact(FactType::Int { min: 0, max: 200 })),
        ("heirs".to_owned(), fact(FactType::Int { min: 1, max: 20 })),
        ("plate".to_owned(), fact(FactType::Text(TextCheck::Plate))),
        ("genre".to_owned(), fact(FactType::Enum(codes))),
    ])
}

fn truth(text: &str, pairs: &[(&str, &str)]) -> Truth {
    let known = KnownFacts::read(&rules(), pairs.iter().copied()).unwrap();
    Expr::parse(text, &rules()).unwrap().truth(&known)
}

#[test]
fn signs_hold_on_both_sides_of_their_bound() {
    for (text, holds_at) in [
        ("age == 4", [false, true, false]),
        ("age != 4", [true, false, true]),
        ("age < 4", [true, false, false]),
        ("age <= 4", [true, true, false]),
        ("age > 4", [false, false, true]),
        ("age >= 4", [false, true, true]),
    ] {
        for (age, holds) in ["3", "4", "5"].into_iter().zip(holds_at) {
            assert_eq!(truth(text, &[("age", age)]), holds.into(), "{text} at {age}");
        }
    }
}

#[test]
fn not_binds_tighter_than_and_and_and_tighter_than_or() {
    let text = "hosted or not minor and age > 4";
    assert_eq!(truth(text, &[("hosted", "true"), ("minor", "true"), ("age", "0")]), Truth::True);
    assert_eq!(truth(text, &[("hosted", "false"), ("minor", "true"), ("age", "9")]), Truth::False);
    assert_eq!(truth("not (minor and hosted)", &[("minor", "false")]), Truth::True);
}

#[test]
fn an_unknown_fact_leaves_unknown_only_what_the_others_do_not_settle() {
    assert_eq!(truth("minor and hosted", &[("minor", "true")]), Truth::Unknown);
    assert_eq!(truth("minor and hosted", &[("hosted", "false")]), Truth::False);
    assert_eq!(truth("minor or hosted", &[("hosted", "true")]), Truth::True);
    assert_eq!(truth("minor or hosted", &[("hosted", "false")]), Truth::Unknown);
    assert_eq!(truth("not minor", &[]), Truth::Unknown);
    assert_eq!(truth("genre in ('VP', 'CL')", &[]), Truth::Unknown);
    assert_eq!(truth("age < heirs", &[("age", "1")]), Truth::Unknown);
    assert_eq!(truth("age < heirs", &[("age", "1"), ("heirs", "2")]), Truth::True);
}

#[test]
fn a_list_holds_for_its_members_only() {
    assert_eq!(truth("genre in ('VP', 'CL')", &[("genre", "CL")]), Truth::True);
    assert_eq!(truth("genre in ('VP', 'CL')", &[("genre", "REM")]), Truth::False);
}

#[test]
fn what_is_no_condition_is_refused_with_its_reason() {
    let name = |text: &str| text.to_owned();
    for (text, error) in [
        ("", ExprError::UnexpectedEnd),
        ("minor and", ExprError::UnexpectedEnd),
        ("minor hosted", ExprError::Unexpected(name("hosted"))),
        ("(minor", ExprError::UnexpectedEnd),
        ("minor)", ExprError::Unexpected(name(")"))),
        ("minr", ExprError::UnknownFact(name("minr"))),
        ("age", ExprError::NotYesOrNo(name("age"))),
        ("genre == 'XX'", ExprError::BadComparison(name("genre"))),
        ("genre < 'VP'", ExprError::BadComparison(name("genre"))),
        ("genre in ('VP', 3)", ExprError::BadComparison(name("genre"))),
        ("age == 'VP'", ExprError::BadComparison(name("age"))),
        ("age == genre", ExprError::BadComparison(name("age"))),
        ("minor == hosted", ExprError::BadComparison(name("minor"))),
        ("plate == 'AB-123-CD'", ExprError::BadComparison(name("plate"))),
        ("age > 201", ExprError::BadComparison(name("age"))),
        ("genre = 'VP'", ExprError::UnexpectedChar('=')),
        ("genre == 'VP", ExprError::UnclosedQuote),
        ("age > 99999999999999999999", ExprError::NumberTooLarge),
        ("minor & hosted", ExprError::UnexpectedChar('&')),
        ("3 < age", ExprError::Unexpected(name("3"))),
    ] {
        assert_eq!(Expr::parse(text, &rules()), Err(error), "{text}");
    }
}

#[test]
fn nesting_is_bounded() {
    let deep = |n: usize| format!("{}minor{}", "(".repeat(n), ")".repeat(n));
    assert!(Expr::parse(&deep(31), &rules()).is_ok());
    assert_eq!(Expr::parse(&deep(32), &rules()), Err(ExprError::TooDeep));
    assert_eq!(Expr::parse(&"not ".repeat(100_000), &rules()), Err(ExprError::TooDeep));
}

#[test]
fn a_condition_names_each_of_its_facts_once() {
    let expr = Expr::parse("minor and (age < heirs or not minor)", &rules()).unwrap();
    assert_eq!(expr.facts().into_iter().collect::<Vec<_>>(), ["age", "heirs", "minor"]);
}

#[test]
fn a_condition_is_written_as_it_was_read() {
    for text in [
        "minor",
        "not (minor and hosted)",
        "minor or hosted and age >= 4",
        "(minor or hosted) and not minor",
        "age < heirs",
        "genre in ('VP', 'CL')",
        "genre != 'VP'",
    ] {
        let expr = Expr::parse(text, &rules()).unwrap();
        let again = Expr::parse(&expr.to_string(), &rules());
        assert_eq!(again.as_ref(), Ok(&expr), "{text} became {expr}");
    }
}

proptest! {
    #[test]
    fn no_text_crashes_the_reader(text in any::<String>()) {
        let _read = Expr::parse(&text, &rules());
    }

    #[test]
    fn no_words_of_the_grammar_crash_the_reader(
        words in prop::collection::vec(
            prop::sample::select(vec!["minor", "age", "genre", "and", "or", "not", "in", "(", ")", "==", "<", "'VP'", "3", ","]),
            0..24,
        )
    ) {
        let _read = Expr::parse(&words.join(" "), &rules());
    }
}
