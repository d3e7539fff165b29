//! From answers to what a case comes to: the next question, the pieces, what stands in the way, the delays, the forms.

use vocabulary::Date;

use simulator::facts::Operation;

use crate::{
    answers::{Answer, Answers},
    block::{Block, Effect},
    delay::{Due, DueKind},
    expr::Truth,
    facts::{KnownFacts, Value},
    kind::DemarcheKind,
    model::{Demarche, Demarches},
    pieces::RequiredPiece,
    question::Question,
    signatures::{FormToSign, forms_for},
};

/// The fact that every condition may read: which démarche it is.
pub const DEMARCHE_FACT: &str = "demarche";

/// What a case comes to, on a day.
#[derive(Clone, Debug)]
pub struct Evaluation<'a> {
    /// The démarche.
    pub demarche: &'a Demarche,
    /// The questions that apply, in order, answered or not.
    pub questions: Vec<AskedQuestion<'a>>,
    /// Questions whose answers are kept and not counted: those that no longer apply, or that another version of the
    /// rules asked.
    pub set_aside: Vec<String>,
    /// The pieces: what is certain first, then what depends on an open question or on an operator.
    pub pieces: Vec<RequiredPiece<'a>>,
    /// What stands in the way, in the order of the rules.
    pub blocks: Vec<&'a Block>,
    /// The delays that run, the legal one first.
    pub dues: Vec<Due<'a>>,
    /// The forms and statements to sign, and by whom.
    pub forms: Vec<FormToSign<'a>>,
    /// What it is priced as; `None` while an open question decides.
    pub operation: Option<Operation>,
    /// What is known: what the démarche sets, the answers that count, and what follows from them on that day.
    pub facts: KnownFacts,
}

/// A question that applies.
#[derive(Clone, Copy, Debug)]
pub struct AskedQuestion<'a> {
    /// The question.
    pub question: &'a Question,
    /// Whether it was answered.
    pub state: QuestionState,
}

/// Whether a question was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionState {
    /// Its answer counts.
    Answered,
    /// It was passed over, which its being optional allows.
    PassedOver,
    /// It waits for an answer.
    Open,
}

impl<'a> Evaluation<'a> {
    /// The question to ask now: the first open one, optional or not.
    #[must_use]
    pub fn next_question(&self) -> Option<&'a Question> {
        let open = self.questions.iter().find(|one| one.state == QuestionState::Open);
        open.map(|one| one.question)
    }

    /// Whether every question that must be answered was: the list of pieces is final.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.questions.iter().all(|one| one.state != QuestionState::Open || one.question.optional)
    }

    /// Whether the démarche can be ordered: everything is answered and nothing stops it.
    #[must_use]
    pub fn can_be_ordered(&self) -> bool {
        self.is_answered() && self.blocks.iter().all(|block| block.effect != Effect::Stops)
    }
}

impl Demarches {
    /// Evaluates the démarche `kind` for `answers` on the day `on`, which tells ages and delays.
    ///
    /// Never fails: an answer that these rules do not know or do not allow counts as not given.
    #[must_use]
    pub fn evaluate(&self, kind: DemarcheKind, answers: &Answers, on: Date) -> Evaluation<'_> {
        let demarche = self.get(kind);
        let mut facts = self.given(kind, &KnownFacts::none());
        let mut questions = Vec::new();
        for question in self.questions_of(kind) {
            if !applies(question, &facts) {
                continue;
            }
            let state = match answers.answer(&question.fact) {
                Some(Answer::PassedOver) if question.optional => QuestionState::PassedOver,
                Some(Answer::Given(value)) if self.allows(&question.fact, value) => {
                    facts.insert(&question.fact, value.clone());
                    self.derive_again(&mut facts, on);
                    QuestionState::Answered
                }
                _ => QuestionState::Open,
            };
            questions.push(AskedQuestion { question, state });
        }
        let counted = |id: &str| questions.iter().any(|one| one.question.fact == id);
        let set_aside = answers.questions().filter(|id| !counted(id)).map(str::to_owned).collect();
        let pieces = self.pieces_for(kind, &facts);
        Evaluation {
            demarche,
            set_aside,
            blocks: self.blocks_for(kind, &facts),
            dues: self.dues_for(demarche, &facts),
            forms: forms_for(&pieces, kind, &facts),
            operation: demarche.operation_known(&facts),
            questions,
            pieces,
            facts,
        }
    }

    /// The questions that the démarche `kind` may ask, in order.
    pub fn questions_of(&self, kind: DemarcheKind) -> impl Iterator<Item = &Question> {
        self.get(kind).questions.iter().filter_map(|index| self.questions.get(*index))
    }

    /// `known`, with the démarche itself and the facts that it sets. What is known already wins.
    pub(crate) fn given(&self, kind: DemarcheKind, known: &KnownFacts) -> KnownFacts {
        let mut known = known.clone();
        known.insert(DEMARCHE_FACT, Value::Code(kind.id().to_owned()));
        for (fact, value) in &self.get(kind).sets {
            known.insert_if_unknown(fact, value);
        }
        known
    }

    fn allows(&self, fact: &str, value: &Value) -> bool {
        self.facts.get(fact).is_some_and(|rule| rule.fact_type.allows(value))
    }

    /// Works out every derived fact afresh: what followed from less may no longer follow from more.
    fn derive_again(&self, facts: &mut KnownFacts, on: Date) {
        for rule in &self.derived {
            match rule.value(facts, Some(on)) {
                Some(value) => facts.insert(&rule.fact, value),
                None => facts.forget(&rule.fact),
            }
        }
    }

    fn blocks_for(&self, kind: DemarcheKind, facts: &KnownFacts) -> Vec<&Block> {
        let holds =
            |block: &&Block| block.kinds.contains(&kind) && block.when.truth(facts) == Truth::True;
        self.blocks.iter().filter(holds).collect()
    }

    fn dues_for<'a>(&'a self, demarche: &'a Demarche, facts: &KnownFacts) -> Vec<Due<'a>> {
        let holds = |when: Option<&crate::expr::Expr>| {
            when.is_none_or(|when| when.truth(facts) == Truth::True)
        };
        let legal = demarche.deadline.iter().filter(|one| holds(one.when.as_ref())).map(|one| {
            let since = facts.day(&one.since);
            let last_day = since.and_then(|day| one.last_day(day));
            Due { what: DueKind::Legal(one), since, last_day }
        });
        let others = self.terms.iter().filter(|one| {
            one.kinds.contains(&demarche.kind) && one.since.is_some() && holds(one.when.as_ref())
        });
        let others = others.map(|one| {
            let since = one.since.as_ref().and_then(|fact| facts.day(fact));
            let last_day = since.and_then(|day| one.delay.last_day(day));
            Due { what: DueKind::Term(one), since, last_day }
        });
        legal.chain(others).collect()
    }
}

/// A question whose condition is still open waits behind the one that decides, which stands before it.
fn applies(question: &Question, facts: &KnownFacts) -> bool {
    question.ask_when.as_ref().is_none_or(|when| when.truth(facts) == Truth::True)
}
