//! What a person has answered: kept as given, counted only where the question applies.

use std::collections::BTreeMap;

use simulator::facts::Fact;
use vocabulary::Date;

use crate::{
    facts::{FactType, InvalidValue, Value},
    model::Demarches,
};

/// Answers by question, in the alphabetical order of their ids.
///
/// An answer is never lost: when one given earlier changes, those that no longer apply stay here, and
/// [`crate::Evaluation::set_aside`] names them; they count again as soon as their question applies again.
/// As text it is a plain map, `question id → value`: what a form sends, and what a draft keeps as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<String, Answer>);

/// What was answered to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Given(Value),
    /// An optional question that was passed over.
    PassedOver,
}

/// A question that the rules do not ask, or an answer that they do not take. The answer itself is not repeated: it
/// may name a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefused {
    /// No such question.
    #[error("no question is named {0}")]
    UnknownQuestion(String),
    /// The question takes something else.
    #[error("{question}: {why}")]
    Invalid {
        /// The question.
        question: String,
        /// What is allowed.
        why: InvalidValue,
    },
    /// The question must be answered, and the answer is empty.
    #[error("{0} must be answered")]
    Empty(String),
}

impl Answers {
    /// Nothing is answered yet.
    #[must_use]
    pub const fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// The answers as text, by question. [`Demarches::answers`] reads them again.
    pub fn iter(&self) -> impl Iterator<Item = (&str, String)> {
        self.0.iter().map(|(question, answer)| (question.as_str(), answer.to_text()))
    }

    /// The answer to `question`, counted or not; `None` where it was passed over or never asked.
    #[must_use]
    pub fn get(&self, question: &str) -> Option<&Value> {
        match self.0.get(question) {
            Some(Answer::Given(value)) => Some(value),
            Some(Answer::PassedOver) | None => None,
        }
    }

    /// Takes the answer to `question` away.
    pub fn remove(&mut self, question: &str) {
        self.0.remove(question);
    }

    pub(crate) fn answer(&self, question: &str) -> Option<&Answer> {
        self.0.get(question)
    }

    pub(crate) fn questions(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl Answer {
    fn to_text(&self) -> String {
        match self {
            Self::Given(value) => value.to_text(),
            Self::PassedOver => String::new(),
        }
    }
}

impl Demarches {
    /// Takes the answer `text` to `question`, given on the day `on`, into `answers`. An empty text passes over an
    /// optional question. Nothing else changes: what no longer applies is kept, and not counted.
    ///
    /// # Errors
    ///
    /// [`AnswerRefused`] says which question, and what it takes; `answers` is left as it was.
    pub fn answer(
        &self,
        answers: &mut Answers,
        question: &str,
        text: &str,
        on: Date,
    ) -> Result<(), AnswerRefused> {
        let (answer, fact_type) = self.read_answer(question, text)?;
        if let (Answer::Given(Value::Day(day)), FactType::Date { past: true }) =
            (&answer, fact_type)
            && *day > on
        {
            let why = InvalidValue::InTheFuture;
            return Err(AnswerRefused::Invalid { question: question.to_owned(), why });
        }
        answers.0.insert(question.to_owned(), answer);
        Ok(())
    }

    /// Reads a whole map of answers, as it was kept.
    ///
    /// # Errors
    ///
    /// Every [`AnswerRefused`]; a map that [`Answers::iter`] gave under the same version of the rules has none.
    pub fn answers<'a>(
        &self,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Answers, Vec<AnswerRefused>> {
        let (mut answers, mut refused) = (Answers::none(), Vec::new());
        for (question, text) in pairs {
            match self.read_answer(question, text) {
                Ok((answer, _)) => {
                    answers.0.insert(question.to_owned(), answer);
                }
                Err(why) => refused.push(why),
            }
        }
        if refused.is_empty() { Ok(answers) } else { Err(refused) }
    }

    /// The answers that the facts of a simulation already give. Facts that no question asks for, or whose value has no
    /// counterpart here, are left to be asked.
    #[must_use]
    pub fn answers_of_simulation<'a>(
        &self,
        facts: impl IntoIterator<Item = (Fact, &'a str)>,
    ) -> Answers {
        let mut answers = Answers::none();
        for (contract, text) in facts {
            for question in &self.questions {
                let Some(rule) = self.facts.get(&question.fact) else { continue };
                if rule.contract != Some(contract) {
                    continue;
                }
                let same = |codes: &Vec<String>| codes.iter().any(|code| code == text);
                let value = question.contract.iter().find(|(_, codes)| same(codes));
                let text = value.map_or(text, |(value, _)| value.as_str());
                if let Ok(value) = rule.fact_type.read(text) {
                    answers.0.insert(question.fact.clone(), Answer::Given(value));
                }
            }
        }
        answers
    }

    fn read_answer(
        &self,
        question: &str,
        text: &str,
    ) -> Result<(Answer, &FactType), AnswerRefused> {
        let unknown = || AnswerRefused::UnknownQuestion(question.to_owned());
        let asked = self.question(question).ok_or_else(unknown)?;
        let rule = self.facts.get(question).ok_or_else(unknown)?;
        if text.trim().is_empty() {
            return if asked.optional {
                Ok((Answer::PassedOver, &rule.fact_type))
            } else {
                Err(AnswerRefused::Empty(question.to_owned()))
            };
        }
        match rule.fact_type.read(text) {
            Ok(value) => Ok((Answer::Given(value), &rule.fact_type)),
            Err(why) => Err(AnswerRefused::Invalid { question: question.to_owned(), why }),
        }
    }
}
