//! That every path ends: whatever is answered, each condition of each démarche is settled once nothing is left to ask.
//!
//! Each condition is walked on its own, through the questions that it depends on and those that decide whether they are
//! asked. Of a closed list the values that some condition names are tried, and one that none names; of numbers and
//! days, those around the bounds that conditions name.

mod values;

use std::collections::{BTreeMap, BTreeSet};

use vocabulary::Date;

use super::{checks::Checks, questions::asked_facts};
use crate::{
    derived::Derived,
    evaluate::DEMARCHE_FACT,
    expr::{Expr, Truth},
    facts::{FactRules, KnownFacts, Value},
    model::Demarche,
    question::Question,
    refusal::Why,
};

/// Steps allowed for one condition: rules that need more are refused rather than awaited.
const MOST_STEPS: usize = 100_000;

/// What a démarche is walked with.
pub(super) struct Walk<'a> {
    pub(super) facts: &'a FactRules,
    pub(super) derived: &'a [Derived],
    pub(super) questions: &'a [Question],
    pub(super) on: Date,
}

/// The conditions of a démarche, each with its place.
pub(super) type Conditions<'a> = Vec<(String, &'a Expr)>;

impl Walk<'_> {
    /// The questions of a démarche: those that its conditions depend on, those that it names, and those that decide
    /// whether these are asked.
    pub(super) fn questions_of(
        &self,
        checks: &mut Checks,
        demarche: &Demarche,
        conditions: &Conditions<'_>,
        named: &BTreeSet<&str>,
    ) -> Vec<usize> {
        let start = start(demarche);
        let mut wanted = BTreeSet::new();
        let mut open: Vec<(String, &str)> = Vec::new();
        for (at, expr) in conditions {
            open.extend(expr.open_facts(&start).into_iter().map(|fact| (at.clone(), fact)));
        }
        let own = format!("procedure.{}", demarche.kind.id());
        open.extend(named.iter().map(|fact| (own.clone(), *fact)));
        let mut seen = BTreeSet::new();
        while let Some((at, fact)) = open.pop() {
            if start.get(fact).is_some() || !seen.insert(fact) {
                continue;
            }
            if let Some(rule) = self.derived.iter().find(|rule| rule.fact == fact) {
                open.extend(rule.reads().into_iter().map(|fact| (at.clone(), fact)));
            } else if let Some(place) = self.questions.iter().position(|one| one.fact == fact) {
                wanted.insert(place);
                if let Some(when) = self.questions.get(place).and_then(|one| one.ask_when.as_ref())
                {
                    let at = format!("question.{fact}.ask_when");
                    open.extend(when.open_facts(&start).into_iter().map(|fact| (at.clone(), fact)));
                }
            } else {
                checks.refuse(&at, Why::NotAsked(fact.to_owned()));
            }
        }
        wanted.into_iter().collect()
    }

    /// Walks every condition of the démarche, and those of its questions; notes the questions that were reached.
    pub(super) fn demarche(
        &self,
        checks: &mut Checks,
        demarche: &Demarche,
        conditions: &Conditions<'_>,
        reached: &mut BTreeSet<usize>,
    ) {
        let start = start(demarche);
        let own: Conditions<'_> = demarche
            .questions
            .iter()
            .filter_map(|place| self.questions.get(*place))
            .filter_map(|one| {
                Some((format!("question.{}.ask_when", one.fact), one.ask_when.as_ref()?))
            })
            .collect();
        let mut done: Vec<&Expr> = Vec::new();
        for (at, expr) in conditions.iter().chain(&own) {
            if !done.contains(expr) {
                done.push(expr);
                self.condition(checks, demarche, at, expr, &start, reached);
            }
        }
        // A question that nothing depends on is reached where its own condition allows, or always.
        for place in &demarche.questions {
            if self.questions.get(*place).is_some_and(|one| one.ask_when.is_none()) {
                reached.insert(*place);
            }
        }
    }

    fn condition(
        &self,
        checks: &mut Checks,
        demarche: &Demarche,
        at: &str,
        expr: &Expr,
        start: &KnownFacts,
        reached: &mut BTreeSet<usize>,
    ) {
        let way = self.way(demarche, expr);
        let tried: BTreeMap<usize, Vec<Value>> = way
            .places
            .iter()
            .filter_map(|place| {
                let question = self.questions.get(*place)?;
                Some((*place, values::tried(self, &way.exprs, &way.derived, &question.fact)))
            })
            .collect();
        let mut steps = 0;
        let mut open = vec![(0_usize, start.clone())];
        while let Some((next, known)) = open.pop() {
            steps += 1;
            if steps > MOST_STEPS {
                checks.refuse(at, Why::TooWide(expr.to_string()));
                return;
            }
            let derived = way.derive(&known, self.on);
            let Some(place) = way.places.get(next) else {
                let truth = expr.truth(&derived);
                if truth == Truth::Unknown && !way.left_open(&derived) {
                    let answers = self.answers(&way.places, &known);
                    let condition = format!("{}: {expr}", demarche.kind.id());
                    checks.refuse(at, Why::StaysOpen { condition, answers });
                    return;
                }
                // Where the condition is that of a question, the question is reached where it holds.
                if truth == Truth::True {
                    let asks = |one: &Question| one.ask_when.as_ref() == Some(expr);
                    let own = demarche
                        .questions
                        .iter()
                        .filter(|place| self.questions.get(**place).is_some_and(asks));
                    reached.extend(own.copied());
                }
                continue;
            };
            let Some(question) = self.questions.get(*place) else { continue };
            let asked =
                question.ask_when.as_ref().is_none_or(|when| when.truth(&derived) == Truth::True);
            if !asked {
                open.push((next + 1, known));
                continue;
            }
            if question.optional {
                open.push((next + 1, known.clone()));
            }
            for value in tried.get(place).into_iter().flatten() {
                let mut known = known.clone();
                known.insert(&question.fact, value.clone());
                open.push((next + 1, known));
            }
        }
    }

    /// The questions that the condition depends on, with all the conditions on the way.
    fn way<'b>(&'b self, demarche: &Demarche, expr: &'b Expr) -> Way<'b> {
        let (mut places, mut exprs) = (BTreeSet::new(), vec![expr]);
        let mut derived: BTreeSet<&str> = BTreeSet::new();
        let mut next = 0;
        while let Some(expr) = exprs.get(next).copied() {
            next += 1;
            for fact in asked_facts(&expr.facts(), self.derived) {
                if let Some(rule) = self.derived.iter().find(|rule| rule.fact == fact) {
                    if derived.insert(fact) {
                        exprs.extend(rule.unknown_when.as_ref());
                        if let crate::derived::DerivedRule::Expr(expr) = &rule.rule {
                            exprs.push(expr);
                        }
                    }
                    continue;
                }
                let mut asked = demarche.questions.iter().filter_map(|place| {
                    self.questions
                        .get(*place)
                        .filter(|one| one.fact == fact)
                        .map(|one| (place, one))
                });
                if let Some((place, question)) = asked.next()
                    && places.insert(*place)
                {
                    exprs.extend(question.ask_when.as_ref());
                }
            }
        }
        let derived = self.derived.iter().filter(|rule| derived.contains(rule.fact.as_str()));
        Way { places: places.into_iter().collect(), exprs, derived: derived.collect() }
    }

    fn answers(&self, places: &[usize], known: &KnownFacts) -> String {
        let facts =
            places.iter().filter_map(|place| self.questions.get(*place)).map(|one| &one.fact);
        let pairs =
            facts.filter_map(|fact| Some(format!("{fact} = {}", known.get(fact)?.to_text())));
        pairs.collect::<Vec<_>>().join(", ")
    }
}

/// What is known of a démarche before anything is answered.
fn start(demarche: &Demarche) -> KnownFacts {
    let mut start = KnownFacts::none();
    start.insert(DEMARCHE_FACT, Value::Code(demarche.kind.id().to_owned()));
    for (fact, value) in &demarche.sets {
        start.insert(fact, value.clone());
    }
    start
}

struct Way<'a> {
    /// Places of the questions, in their order.
    places: Vec<usize>,
    exprs: Vec<&'a Expr>,
    derived: Vec<&'a Derived>,
}

impl Way<'_> {
    fn derive(&self, known: &KnownFacts, on: Date) -> KnownFacts {
        let mut all = known.clone();
        for rule in &self.derived {
            if all.get(&rule.fact).is_none()
                && let Some(value) = rule.value(&all, Some(on))
            {
                all.insert(&rule.fact, value);
            }
        }
        all
    }

    /// Whether the rules leave something here to an operator on purpose.
    fn left_open(&self, known: &KnownFacts) -> bool {
        self.derived.iter().any(|rule| rule.is_left_open(known))
    }
}

/// Refuses the questions that no way through any démarche leads to.
pub(super) fn unreached(checks: &mut Checks, questions: &[Question], reached: &BTreeSet<usize>) {
    for (place, question) in questions.iter().enumerate() {
        if !reached.contains(&place) {
            checks.refuse(&format!("question.{}", question.fact), Why::Unreachable);
        }
    }
}
