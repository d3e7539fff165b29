//! What the two lines of the coupon answer.

use demarches::facts::Value;
use dossiers::State;
use dossiers::operations::drafts;
use vocabulary::mrz::CertificateMrz;
use vocabulary::{Date, Lang};

use super::super::Case;

/// The questions that the lines tell, those whose part has a check digit first; the others say nothing against an answer.
const TOLD: [(&str, bool); 6] = [
    ("vehicle.plate", true),
    ("vehicle.vin", true),
    ("vehicle.first_registered_on", true),
    ("vehicle.formula_number", true),
    ("vehicle.make", false),
    ("vehicle.genre", false),
];

/// Whether the coupon tells the answer to `question`: of a French certificate, which has a French plate.
pub(super) fn tells(case: &Case<'_>, question: &str) -> bool {
    let plate = |fact: &str| fact == "vehicle.plate";
    let mut questions = case.rules.questions_of(case.evaluation.demarche.kind);
    TOLD.iter().any(|(fact, _)| *fact == question) && questions.any(|one| plate(&one.fact))
}

/// The answers that `read` gives to questions that apply and may be answered now, as these take them.
pub(super) fn answers(
    case: &Case<'_>,
    state: &State,
    read: &CertificateMrz,
    today: Date,
) -> Vec<(&'static str, String)> {
    let mut given = Vec::new();
    for (fact, checked) in TOLD {
        let text = match fact {
            "vehicle.plate" => read.plate.clone(),
            "vehicle.vin" => read.vin.clone(),
            "vehicle.first_registered_on" => read.first_registered_on.to_string(),
            "vehicle.formula_number" => read.formula_number.clone(),
            "vehicle.make" => read.make.clone(),
            _ => read.genre.clone(),
        };
        let asked = case.rules.questions_of(state.kind).any(|one| one.fact == fact);
        let open = if state.order.is_some() {
            drafts::may_be_said_later(state, fact)
        } else {
            checked || state.answers.get(fact).is_none_or(String::is_empty)
        };
        let taken = case.rules.answer(&mut case.answers.clone(), fact, &text, today).is_ok();
        if asked && open && taken && !text.is_empty() {
            given.push((fact, text));
        }
    }
    given
}

/// What those questions are answered with now, as people are asked them.
pub(super) fn said(case: &Case<'_>, lang: Lang) -> Vec<(String, String)> {
    let facts = TOLD.iter().filter_map(|(fact, _)| {
        let asked = case.evaluation.questions.iter().find(|one| one.question.fact == *fact)?;
        let known = case.evaluation.facts.get(fact)?;
        let text = known.to_text();
        let choice = asked.question.choices.iter().find(|choice| choice.value == text);
        let answer = match (known, choice) {
            (Value::Day(day), _) => wording::numbers::date(*day, lang),
            (_, Some(choice)) => choice.label.in_lang(lang).to_owned(),
            (_, None) => text,
        };
        let kind = case.evaluation.demarche.kind;
        Some((asked.question.label_in(kind).in_lang(lang).to_owned(), answer))
    });
    facts.collect()
}
