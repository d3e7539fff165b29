//! The cases that a draft of the rules is tried on before it is published, beside the rules in force.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;
use simulator::facts::Operation;
use vocabulary::Date;

use crate::{
    answers::Answers,
    facts::FactType,
    kind::DemarcheKind,
    model::{Demarches, Text},
    pieces::Need,
    question::Question,
    text::TextCheck,
};

/// Most questions of one case: no démarche asks nearly as many.
const MOST_QUESTIONS: usize = 200;

/// A case that a person recognises.
#[derive(Clone, Debug)]
pub struct Example {
    /// Which démarche.
    pub kind: DemarcheKind,
    /// What it is; `None`: the usual case of the démarche.
    pub label: Option<Text>,
    answers: BTreeMap<String, String>,
}

/// What a case comes to under a version of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The pieces, by kind.
    pub pieces: Vec<Asked>,
    /// What stands in its way, by id.
    pub blocks: Vec<String>,
    /// What it is priced as.
    pub operation: Option<Operation>,
    /// The last days of its delays.
    pub last_days: Vec<Date>,
}

/// A piece of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its kind.
    pub kind: String,
    /// What it is called.
    pub label: Text,
    /// How many.
    pub count: u32,
    /// Asked for politely.
    pub optional: bool,
    /// The other kinds that would do.
    pub or: Vec<String>,
}

/// A case under two versions of the rules.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Which.
    pub example: Example,
    /// Under the rules of before.
    pub before: Outcome,
    /// Under those of after.
    pub after: Outcome,
}

#[derive(Deserialize)]
struct File {
    example: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    kind: String,
    fr: String,
    en: String,
    answers: BTreeMap<String, String>,
}

/// Every example, by démarche: its usual case, then those that are told apart.
#[must_use]
pub fn examples() -> Vec<Example> {
    static TOLD: LazyLock<Vec<Example>> = LazyLock::new(|| {
        let file: Result<File, _> = toml::from_str(include_str!("../data/examples.toml"));
        // A test reads the same file.
        let raw = file.map(|file| file.example).unwrap_or_default();
        raw.into_iter()
            .filter_map(|raw| {
                let kind = DemarcheKind::parse(&raw.kind)?;
                let label = Some(Text { fr: raw.fr, en: raw.en });
                Some(Example { kind, label, answers: raw.answers })
            })
            .collect()
    });
    let usual = |kind| Example { kind, label: None, answers: BTreeMap::new() };
    DemarcheKind::ALL
        .iter()
        .flat_map(|kind| {
            let told = TOLD.iter().filter(move |example| example.kind == *kind).cloned();
            std::iter::once(usual(*kind)).chain(told)
        })
        .collect()
}

/// Every example under both versions, on the day `on`.
#[must_use]
pub fn compare(before: &Demarches, after: &Demarches, on: Date) -> Vec<Compared> {
    examples()
        .into_iter()
        .map(|example| Compared {
            before: example.outcome(before, on),
            after: example.outcome(after, on),
            example,
        })
        .collect()
}

impl Example {
    /// What the case comes to under `rules` on the day `on`.
    #[must_use]
    pub fn outcome(&self, rules: &Demarches, on: Date) -> Outcome {
        let mut answers = Answers::none();
        for _ in 0..MOST_QUESTIONS {
            let evaluation = rules.evaluate(self.kind, &answers, on);
            let Some(question) = evaluation.next_question() else { break };
            let said = self.answers.get(&question.fact).map(String::as_str);
            // An answer that these rules no longer take is that of the usual case.
            let taken = said
                .is_some_and(|said| rules.answer(&mut answers, &question.fact, said, on).is_ok());
            if !taken {
                let usual = usual(rules, question, on);
                if rules.answer(&mut answers, &question.fact, &usual, on).is_err() {
                    break;
                }
            }
        }
        let evaluation = rules.evaluate(self.kind, &answers, on);
        let certain = evaluation.pieces.iter().filter(|piece| piece.need != Need::Depends);
        Outcome {
            pieces: certain
                .map(|piece| Asked {
                    kind: piece.kind.id.clone(),
                    label: piece.kind.label.clone(),
                    count: piece.count.unwrap_or(1),
                    optional: piece.optional,
                    or: piece.or.iter().map(|kind| kind.id.clone()).collect(),
                })
                .collect(),
            blocks: evaluation.blocks.iter().map(|block| block.id.clone()).collect(),
            operation: evaluation.operation,
            last_days: evaluation.dues.iter().filter_map(|due| due.last_day).collect(),
        }
    }
}

impl Compared {
    /// Whether the case comes to something else.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.before != self.after
    }
}

/// What is answered where a case does not say.
fn usual(rules: &Demarches, question: &Question, on: Date) -> String {
    if question.optional {
        return String::new();
    }
    match rules.facts.get(&question.fact).map(|rule| &rule.fact_type) {
        Some(FactType::Bool) => "false".to_owned(),
        Some(FactType::Int { min, .. }) => min.to_string(),
        Some(FactType::Enum(codes)) => {
            let first = question.choices.first().map(|choice| choice.value.clone());
            first.or_else(|| codes.first().cloned()).unwrap_or_default()
        }
        Some(FactType::Date { .. }) => on.to_string(),
        Some(FactType::Text(check)) => sample(*check).to_owned(),
        None => String::new(),
    }
}

/// A text that passes the check.
const fn sample(check: TextCheck) -> &'static str {
    match check {
        TextCheck::Plate => "AB-123-CD",
        TextCheck::Vin => "VF1RFB00X56789012",
        TextCheck::Siren => "732829320",
        TextCheck::Siret => "73282932000074",
        TextCheck::Postcode => "75011",
        TextCheck::Time => "17:05",
        TextCheck::FormulaNumber => "2019AB12345",
        TextCheck::CessionCode => "12345",
        TextCheck::Line => "Exemple",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{BUILTIN, builtin, load};

    fn today() -> Date {
        Date::parse("2026-11-21").unwrap()
    }

    #[test]
    fn every_example_is_of_a_demarche_and_is_answered_to_the_end() {
        let file: File = toml::from_str(include_str!("../data/examples.toml")).unwrap();
        let told = examples().iter().filter(|example| example.label.is_some()).count();
        assert_eq!(file.example.len(), told);
        for example in examples() {
            for (fact, text) in &example.answers {
                let pair = [(fact.as_str(), text.as_str())];
                assert!(builtin().answers(pair).is_ok(), "{:?} {fact} = {text}", example.label);
            }
            let pieces = example.outcome(builtin(), today()).pieces;
            let id = example.kind.id();
            assert!(pieces.iter().any(|piece| piece.kind == "mandat"), "{id}: {pieces:?}");
        }
    }

    #[test]
    fn samples_pass_their_checks() {
        for check in TextCheck::ALL {
            assert!(check.read(sample(*check)).is_ok(), "{}", check.id());
        }
    }

    #[test]
    fn a_piece_that_is_asked_for_no_more_is_seen_where_it_was() {
        let line = "  { doc = \"recepisse_declaration_achat\", when = \"seller.kind == 'professionnel_auto'\" },\n";
        assert_eq!(BUILTIN.matches(line).count(), 1);
        let after = load(&BUILTIN.replacen(line, "", 1)).unwrap();
        let compared = compare(builtin(), &after, today());
        let changed: Vec<_> = compared.iter().filter(|one| one.changes()).collect();
        let [only] = &changed[..] else { panic!("{} examples change", changed.len()) };
        assert_eq!(only.example.kind, DemarcheKind::ChangementTitulaire);
        let has = |outcome: &Outcome| {
            outcome.pieces.iter().any(|piece| piece.kind == "recepisse_declaration_achat")
        };
        assert!(has(&only.before) && !has(&only.after));
        assert!(compare(builtin(), builtin(), today()).iter().all(|one| !one.changes()));
    }
}
