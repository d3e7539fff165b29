//! The order of the computation (`simulate`), and what it looked at on the way (`questions`).

use alloc::vec::Vec;

use vocabulary::Date;

use crate::answer::{Formula, Line, LineCode, Outcome, Simulation, Total, UnknownReason, Warning};
use crate::baremes::{Baremes, OperationRule};
use crate::case::{Case, Notes, listed};
use crate::facts::{Fact, FactSet, Facts, Operation};
use crate::{fixed, malus, total, y1, y2};

/// What the certificate costs. `today` is the day of issue where the facts say none.
#[must_use]
pub fn simulate(facts: &Facts, baremes: &Baremes, today: Date) -> Simulation {
    examine(facts, baremes, today).0
}

/// The facts that can matter to the price, given those that are known: what a form has to ask.
///
/// It grows and shrinks with the answers: a moped is not asked for its CO₂.
#[must_use]
pub fn questions(facts: &Facts, baremes: &Baremes, today: Date) -> FactSet {
    examine(facts, baremes, today).1
}

fn examine(facts: &Facts, baremes: &Baremes, today: Date) -> (Simulation, FactSet) {
    let issued_on = facts.issued_on.unwrap_or(today);
    let Some(operation) = facts.operation else {
        return (without_operation(issued_on), FactSet::EMPTY.with(Fact::Operation));
    };
    let Some(rule) = rule(baremes, operation) else {
        let simulation = without_rule(issued_on, operation);
        return (simulation, FactSet::EMPTY.with(Fact::Operation));
    };
    let case = Case::new(facts, baremes, today, operation, rule);
    let mut notes = Notes::default();
    let y1 = y1::line(&case, &mut notes);
    let y2 = y2::line(&case, &mut notes);
    let malus = malus::lines(&case, &mut notes);
    let y4 = fixed::y4(&case, &mut notes);
    let y5 = fixed::y5(&case, &mut notes);
    let lines = [y1, y2, malus.co2, malus.mass, y4, y5];
    let total = total::of(&lines, malus.ceiling);
    notes.cite(baremes, None, rule.cite);
    if let Some(code) = facts.energy
        && listed(baremes, code).is_none()
    {
        notes.warn(Warning::UnknownEnergy(code));
    }
    for fact in case.assumed().iter() {
        notes.warn(Warning::Assumed(fact));
    }
    let Notes { missing, warnings } = notes;
    let refunds = malus.refunds;
    (Simulation { issued_on, lines, total, refunds, missing, warnings }, case.asked())
}

/// The rule of an operation: the tables list them in the order of [`Operation::ALL`], or in any other.
fn rule(baremes: &Baremes, operation: Operation) -> Option<&OperationRule> {
    let is = |rule: &&OperationRule| rule.id == operation.id();
    baremes
        .operations
        .get(operation as usize)
        .filter(is)
        .or_else(|| baremes.operations.iter().find(is))
}

fn without_operation(issued_on: Date) -> Simulation {
    let line = |code| Line::lacks(code, Fact::Operation, None, [""; 6]);
    let missing = Vec::from([Fact::Operation]);
    empty(issued_on, LineCode::ALL.iter().map(|code| line(*code)), missing)
}

fn without_rule(issued_on: Date, operation: Operation) -> Simulation {
    let line = |code| Line::unknown(code, UnknownReason::Operation(operation), [""; 6]);
    empty(issued_on, LineCode::ALL.iter().map(|code| line(*code)), Vec::new())
}

fn empty(issued_on: Date, given: impl Iterator<Item = Line>, missing: Vec<Fact>) -> Simulation {
    let blank = Line::new(LineCode::Y1, Outcome::UnknownBareme, Formula::Fixed, [""; 6]);
    let mut lines = [blank; 6];
    for (place, line) in lines.iter_mut().zip(given) {
        *place = line;
    }
    let (refunds, warnings) = (Vec::new(), Vec::new());
    Simulation { issued_on, lines, total: Total::Unknown, refunds, missing, warnings }
}
