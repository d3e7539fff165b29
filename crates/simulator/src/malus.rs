//! Both malus together: the gate that they share, their order, and what a family gets back.

use alloc::vec::Vec;

use vocabulary::{Amount, Date};

use crate::age::{self, Age, Aged};
use crate::answer::{Line, LineCode, NilReason, Refund, RefundCode, Warning};
use crate::baremes::Baremes;
use crate::case::{Case, Notes};
use crate::co2::{self, Co2};
use crate::facts::{Fact, Holder, Norm};
use crate::law;
use crate::mass::{self, Mass};
use crate::scope::{Gate, gate};

/// Both lines, and what is known of them together.
pub(crate) struct Malus {
    pub(crate) co2: Line,
    pub(crate) mass: Line,
    /// Most that both can come to.
    pub(crate) ceiling: Option<Amount>,
    pub(crate) refunds: Vec<Refund>,
}

/// First registration and age: what both malus stand on.
pub(crate) struct Ground {
    pub(crate) first: Date,
    pub(crate) aged: Aged,
}

impl Ground {
    /// Says what is in doubt about an age that took something off, or left something due.
    pub(crate) fn say(&self, case: &Case<'_>, notes: &mut Notes) {
        say_age(notes, &self.aged);
        let reduced = matches!(self.aged.age, Age::Reduced(_));
        if reduced && case.issued_on >= case.baremes.usage_coefficient_from {
            case.ask(Fact::MileageKm);
            notes.warn(Warning::UsageCoefficientUnknown);
        }
    }
}

fn say_age(notes: &mut Notes, aged: &Aged) {
    if let Some(cite) = aged.doubt {
        notes.warn(Warning::Doubt { line: Some(LineCode::Y3Co2), cite });
    }
}

pub(crate) fn lines(case: &Case<'_>, notes: &mut Notes) -> Malus {
    let co2_gate = gate(case, notes, case.rule.malus_co2);
    let mass_gate = if case.rule.malus_masse == case.rule.malus_co2 {
        co2_gate
    } else {
        gate(case, notes, case.rule.malus_masse)
    };
    let ground = match (co2_gate, mass_gate) {
        (Gate::Owed, _) | (_, Gate::Owed) => ground(case, notes),
        (gate, _) => Err(gate),
    };
    let (co2, sum) = match (co2_gate, &ground) {
        (Gate::Owed, Ok(ground)) => co2::line(case, notes, ground),
        (Gate::Owed, Err(gate)) => closed(case, notes, LineCode::Y3Co2, *gate),
        (gate, _) => closed(case, notes, LineCode::Y3Co2, gate),
    };
    let (mass, weighed) = match (mass_gate, &ground) {
        (Gate::Owed, Ok(ground)) => mass::line(case, notes, ground, &sum),
        (Gate::Owed, Err(gate)) => (closed(case, notes, LineCode::Y3Mass, *gate).0, None),
        (gate, _) => (closed(case, notes, LineCode::Y3Mass, gate).0, None),
    };
    let refunds = match &ground {
        Ok(ground) => refunds(case, ground, &sum, weighed.as_ref()),
        Err(_) => Vec::new(),
    };
    Malus { co2, mass, ceiling: sum.ceiling, refunds }
}

/// B and the age, or why the malus stops there.
fn ground(case: &Case<'_>, notes: &mut Notes) -> Result<Ground, Gate> {
    let Some(first) = case.first_registered_on() else {
        return Err(Gate::Lacks(Fact::FirstRegisteredOn));
    };
    let before = case.facts.first_registered_on.is_some() && first < case.issued_on;
    if before && case.origin() == crate::facts::Origin::New {
        notes.warn(Warning::NewButRegisteredEarlier);
    }
    let aged = age::of(case, first);
    match aged.age {
        Age::Before(day) => Err(Gate::Nil(NilReason::FirstRegisteredBefore(day))),
        Age::Whole { months } => {
            say_age(notes, &aged);
            Err(Gate::Nil(NilReason::Aged { months }))
        }
        _ => Ok(Ground { first, aged }),
    }
}

/// The line of a malus whose table is not read.
fn closed(case: &Case<'_>, notes: &mut Notes, code: LineCode, gate: Gate) -> (Line, Co2) {
    let is_mass = code == LineCode::Y3Mass;
    let monthly = case.issued_on >= case.baremes.age_zero_rule_from;
    match gate {
        Gate::Nil(reason) => {
            let line = Line::nil(code, reason, law::malus_nil(reason, is_mass, monthly));
            (line, Co2 { amount: Some(Amount::ZERO), ..Co2::default() })
        }
        Gate::Unknown(reason) => (Line::unknown(code, reason, law::malus(is_mass)), Co2::default()),
        Gate::Lacks(_) | Gate::Owed => {
            for fact in [Fact::Co2GKm, Fact::Co2Norm, Fact::MassInRunningOrderKg] {
                case.ask(fact);
            }
            let fact = Fact::FirstRegisteredOn;
            notes.lacks(fact);
            let ceiling = highest_ceiling(case);
            let range = ceiling.map(|most| (Amount::ZERO, most));
            let line = Line::lacks(code, fact, range, law::malus(is_mass));
            (line, Co2 { ceiling, ..Co2::default() })
        }
    }
}

/// The highest ceiling of the tables that a vehicle first registered by the day of issue can fall under.
fn highest_ceiling(case: &Case<'_>) -> Option<Amount> {
    let baremes = case.baremes;
    let norms: &[Norm] = match case.facts.co2_norm {
        Some(Norm::None) => &[Norm::None],
        _ => &[Norm::Wltp, Norm::Nedc],
    };
    let mut highest = Amount::ZERO;
    for norm in norms {
        for first in starts(baremes, *norm).filter(|first| *first <= case.issued_on) {
            // One table without a ceiling leaves no bound.
            let table = co2::co2_table(baremes, *norm, first)?;
            highest = highest.max(co2::ceiling(baremes, table)?);
        }
    }
    Some(highest)
}

fn starts(baremes: &Baremes, norm: Norm) -> impl Iterator<Item = Date> {
    let (grams, cv): (&[_], &[_]) = match norm {
        Norm::Wltp => (&baremes.wltp, &[]),
        Norm::Nedc => (&baremes.nedc, &[]),
        Norm::None => (&[], &baremes.cv),
    };
    grams.iter().map(|table| table.from).chain(cv.iter().map(|table| table.from))
}

/// What a legal person takes off for eight seats or more: `allowed`, or nothing.
///
/// `matters`: something would be due without it, so that a default is worth saying.
pub(crate) fn seats_off(case: &Case<'_>, allowed: u32, matters: bool) -> u32 {
    const EIGHT: u32 = 8;
    case.ask(Fact::Holder);
    match (case.facts.holder, case.facts.seats) {
        (None | Some(Holder::Person), seats) => {
            let would = seats.is_some_and(|seats| seats >= EIGHT) && matters;
            if would && case.facts.holder.is_none() {
                case.assume(Fact::Holder);
            }
            0
        }
        (Some(Holder::Company | Holder::State), Some(seats)) => {
            case.ask(Fact::Seats);
            if seats >= EIGHT { allowed } else { 0 }
        }
        (Some(Holder::Company | Holder::State), None) => {
            case.ask(Fact::Seats);
            if matters {
                case.assume(Fact::Seats);
            }
            0
        }
    }
}

/// What the tax office gives back to a family of three children or more; never deducted here.
fn refunds(case: &Case<'_>, ground: &Ground, co2: &Co2, mass: Option<&Mass>) -> Vec<Refund> {
    let mut refunds = Vec::new();
    let paid_co2 = co2.amount.unwrap_or_default();
    let paid_mass = mass.map_or(Amount::ZERO, |mass| mass.amount);
    if (paid_co2, paid_mass) == (Amount::ZERO, Amount::ZERO) || !household(case) {
        return refunds;
    }
    // Cut to nothing by the ceiling, an unknown mass could still take up what the CO₂ leaves.
    let weighs = mass.is_some() || ground.first < case.baremes.mass_from;
    if !weighs && co2.amount.is_some() && co2.amount == co2.ceiling {
        return refunds;
    }
    let children = case.facts.dependent_children.unwrap_or(0);
    let (baremes, age) = (case.baremes, ground.aged.age);
    let due_co2 = co2
        .lookup
        .filter(|_| co2.amount.is_some())
        .map_or(paid_co2, |lookup| lookup.tax(baremes, age, lookup.family_off(baremes, children)));
    let off = children.saturating_mul(baremes.family.mass_kg_per_child);
    let left = co2.ceiling.filter(|_| co2.amount.is_some()).map(|ceiling| ceiling - due_co2);
    let due_mass = mass.map_or(Amount::ZERO, |mass| mass.weight.tax(baremes, age, off, left));
    let back = (paid_co2 + paid_mass) - (due_co2 + due_mass);
    // A malus CO₂ that shrinks leaves more room for the mass under the cap: both come back together or not at all.
    let back_mass = paid_mass.max(due_mass) - due_mass;
    for (code, amount) in
        [(RefundCode::FamilyCo2, back - back_mass), (RefundCode::FamilyMass, back_mass)]
    {
        if amount > Amount::ZERO {
            refunds.push(Refund { code, amount });
        }
    }
    refunds
}

/// Whether a household asks that has the children and the seats.
fn household(case: &Case<'_>) -> bool {
    let family = &case.baremes.family;
    if matches!(case.facts.holder, Some(Holder::Company | Holder::State)) {
        return false;
    }
    case.ask(Fact::DependentChildren);
    case.facts.dependent_children.is_some_and(|children| children >= family.min_children)
        && case.seats() >= family.min_seats
}
