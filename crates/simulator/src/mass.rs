//! Malus masse (CIBS L421-71 to L421-81): energy, holder, scale, age, and the cap on both malus.

use vocabulary::{Amount, Date};

use crate::age::Age;
use crate::answer::{
    Formula, Line, LineCode, MassFormula, MassSlice, NilReason, Outcome, UnknownReason, Warning,
};
use crate::baremes::{Baremes, CiteId, EnergyMass, MassClass, MassEffect, MassEnergy, MassScale};
use crate::case::{Case, Notes, within};
use crate::co2::Co2;
use crate::facts::Fact;
use crate::law::{self, MassWeighed};
use crate::malus::{Ground, seats_off};

const CODE: LineCode = LineCode::Y3Mass;
/// A rechargeable hybrid counts as such above this range in town (km).
const TOWN_KM: u32 = 50;
/// An electric machine under this power makes a micro-hybrid (kW).
const HYBRID_KW: u32 = 30;

/// A malus masse that was computed, for the refund.
pub(crate) struct Mass {
    pub(crate) amount: Amount,
    pub(crate) weight: Weight,
}

/// A mass on its scale.
#[derive(Clone, Copy)]
pub(crate) struct Weight {
    scale: u8,
    /// G.
    kg: u32,
    energy_off_kg: u32,
}

impl Weight {
    fn base(&self, off: u32) -> u32 {
        self.kg.saturating_sub(self.energy_off_kg).saturating_sub(off)
    }

    fn full(&self, baremes: &Baremes, off: u32) -> Amount {
        let scale = baremes.mass.get(usize::from(self.scale));
        scale.map_or(Amount::ZERO, |scale| mass_tax(scale, self.base(off)))
    }

    /// The malus with `off` more kilograms taken off, after age and, where it is known, what both malus leave.
    pub(crate) fn tax(
        &self,
        baremes: &Baremes,
        age: Age,
        off: u32,
        left: Option<Amount>,
    ) -> Amount {
        let aged = self.full(baremes, off).percent(age.percent_due());
        left.map_or(aged, |left| aged.min(left.max(Amount::ZERO)))
    }
}

pub(crate) fn line(
    case: &Case<'_>,
    notes: &mut Notes,
    ground: &Ground,
    co2: &Co2,
) -> (Line, Option<Mass>) {
    let baremes = case.baremes;
    let basis = law::mass(MassWeighed::default());
    let nil = |reason| (Line::nil(CODE, reason, law::malus_nil(reason, true, true)), None);
    let unknown = |reason| (Line::unknown(CODE, reason, basis), None);
    if ground.first < baremes.mass_from {
        return nil(NilReason::FirstRegisteredBefore(baremes.mass_from));
    }
    let scale = baremes.mass.iter().position(|scale| within(ground.first, scale.from, scale.to));
    let Some((scale, index)) =
        scale.and_then(|at| Some((&baremes.mass[at], u8::try_from(at).ok()?)))
    else {
        return unknown(UnknownReason::FirstRegisteredOn(ground.first));
    };
    let left = co2.ceiling.zip(co2.amount).map(|(ceiling, co2)| ceiling - co2);
    let effects = Effects::of(case, ground.first);
    if effects.all_exempt() {
        effects.cite(case, notes);
        return nil(NilReason::PhevRange);
    }
    case.ask(Fact::MassInRunningOrderKg);
    let weight = |effect: &Effect, kg| Weight { scale: index, kg, energy_off_kg: effect.off(kg) };
    if left.is_some_and(|left| left <= Amount::ZERO) {
        // Nothing is paid, but what a family gets back on the CO₂ makes room for the mass.
        let kg = case.facts.mass_in_running_order_kg;
        let amount = Amount::ZERO;
        let mass = kg.map(|kg| Mass { amount, weight: weight(&effects.one, kg) });
        return (nil(NilReason::SumCap).0, mass);
    }
    let most = left.or(co2.ceiling);
    let Some(kg) = case.facts.mass_in_running_order_kg else {
        if ground.aged.age == Age::Unknown {
            return unknown(UnknownReason::IssuedOn(case.issued_on));
        }
        notes.lacks(Fact::MassInRunningOrderKg);
        if effects.other.is_some() {
            notes.lacks(Fact::ElectricRangeKm);
        }
        let range = most.map(|most| (Amount::ZERO, most));
        return (Line::lacks(CODE, Fact::MassInRunningOrderKg, range, basis), None);
    };
    let weight = |effect: &Effect| weight(effect, kg);
    let matters = weight(&effects.one).full(baremes, 0) > Amount::ZERO;
    let allowed =
        baremes.mass_eight_seats.iter().find(|seats| within(ground.first, seats.from, seats.to));
    let seats_off = seats_off(case, allowed.map_or(0, |seats| seats.kg), matters);
    let tax = |effect: &Effect| match effect.does {
        MassEffect::Exempt => Amount::ZERO,
        _ => weight(effect).tax(baremes, ground.aged.age, seats_off, left),
    };
    if ground.aged.age == Age::Unknown && effects.any(|effect| tax(effect) > Amount::ZERO) {
        return unknown(UnknownReason::IssuedOn(case.issued_on));
    }
    if let Some(other) = &effects.other
        && tax(other) != tax(&effects.one)
    {
        notes.lacks(Fact::ElectricRangeKm);
        let (one, other) = (tax(&effects.one), tax(other));
        let range = (one.min(other), one.max(other));
        return (Line::lacks(CODE, Fact::ElectricRangeKm, Some(range), basis), None);
    }
    if effects.unsaid(|effect| weight(effect).full(baremes, seats_off)) {
        case.assume(Fact::ElectricPowerKw);
    }
    let found = Found { scale, weight: weight(&effects.one), seats_off, left, effects: &effects };
    let line = weighed(case, notes, ground, &found);
    let amount = line.amount().unwrap_or_default();
    (line, Some(Mass { amount, weight: found.weight }))
}

/// All that the line of a known mass is made of.
struct Found<'a> {
    scale: &'a MassScale,
    weight: Weight,
    seats_off: u32,
    left: Option<Amount>,
    effects: &'a Effects,
}

fn weighed(case: &Case<'_>, notes: &mut Notes, ground: &Ground, found: &Found<'_>) -> Line {
    let baremes = case.baremes;
    let Found { scale, weight, seats_off, left, effects } = found;
    let energy_off_kg = weight.energy_off_kg;
    let seats_off_kg = (*seats_off).min(weight.kg.saturating_sub(energy_off_kg));
    let base_kg = weight.base(seats_off_kg);
    let full = weight.full(baremes, seats_off_kg);
    let energy_cite = effects.one.cite.filter(|_| energy_off_kg > 0);
    if energy_off_kg > 0 {
        effects.cite(case, notes);
    }
    if full == Amount::ZERO {
        let first_kg = scale.bands.first().map_or(0, |band| band.first);
        let basis = law::mass(MassWeighed { energy: energy_off_kg > 0, ..MassWeighed::default() });
        return Line::nil(CODE, NilReason::UnderFirstKg { base_kg, first_kg }, basis)
            .read_in(Some(scale.from), [Some(scale.cite), energy_cite, None, None]);
    }
    notes.cite(baremes, Some(CODE), scale.cite);
    ground.say(case, notes);
    let age = ground.aged.age.reduction();
    let aged = full.percent(ground.aged.age.percent_due());
    let amount = weight.tax(baremes, ground.aged.age, seats_off_kg, *left);
    let capped = amount < aged;
    if left.is_none() {
        notes.warn(Warning::SumCapNotApplied);
    }
    let formula = MassFormula {
        scale: weight.scale,
        mass_kg: weight.kg,
        energy_off_kg,
        seats_off_kg,
        base_kg,
        full,
        age,
        sum_cap: capped.then_some(amount),
    };
    let basis = law::mass(MassWeighed { energy: energy_off_kg > 0, age, sum_cap: capped });
    let cap_cite = capped.then_some(baremes.sum_cap_cite);
    Line::new(CODE, Outcome::Due(amount), Formula::Mass(formula), basis)
        .read_in(Some(scale.from), [Some(scale.cite), energy_cite, ground.aged.cite, cap_cite])
}

/// What the energy does to the mass.
#[derive(Clone, Copy)]
struct Effect {
    does: MassEffect,
    /// First day of first registration, and where it was read.
    from: Option<Date>,
    cite: Option<CiteId>,
}

impl Effect {
    const NONE: Self = Self { does: MassEffect::None, from: None, cite: None };

    fn off(&self, mass: u32) -> u32 {
        match self.does {
            MassEffect::None | MassEffect::Exempt => 0,
            MassEffect::Off { kg, max_percent } => {
                max_percent.map_or(kg, |percent| kg.min(mass * u32::from(percent) / 100))
            }
        }
    }
}

/// What the energy does, as far as range and power are known.
struct Effects {
    one: Effect,
    /// The other possibility of a rechargeable hybrid whose range is not said.
    other: Option<Effect>,
    /// What another power of the electric machine would do, where its default is used.
    unsaid: [Option<Effect>; 2],
    first: Date,
}

impl Effects {
    fn of(case: &Case<'_>, first: Date) -> Self {
        let at = |class| effect(case.baremes, class, first);
        let one = |one, unsaid| Self { one, other: None, unsaid, first };
        let energy = case.mass_energy();
        if energy == EnergyMass::Exempt {
            return one(at(MassClass::ElectricHydrogen), [None; 2]);
        }
        if energy == EnergyMass::Phev {
            case.ask(Fact::ElectricRangeKm);
            match case.facts.electric_range_km {
                Some(km) if km > TOWN_KM => return one(at(MassClass::Phev), [None; 2]),
                Some(_) => {}
                None => {
                    let (ordinary, unsaid) = by_power(case, true, at);
                    return Self { one: ordinary, other: Some(at(MassClass::Phev)), unsaid, first };
                }
            }
        }
        let (effect, unsaid) = by_power(case, energy != EnergyMass::None, at);
        one(effect, unsaid)
    }

    fn any(&self, is: impl Fn(&Effect) -> bool) -> bool {
        is(&self.one) || self.other.as_ref().is_some_and(is)
    }

    fn all_exempt(&self) -> bool {
        !self.any(|effect| effect.does != MassEffect::Exempt)
    }

    /// Whether another power than the default would change what is due.
    fn unsaid(&self, full: impl Fn(&Effect) -> Amount) -> bool {
        let due = full(&self.one);
        self.unsaid.iter().flatten().any(|effect| full(effect) != due)
    }

    fn cite(&self, case: &Case<'_>, notes: &mut Notes) {
        crate::y1::confirm(case, notes);
        let Some(cite) = self.one.cite else { return };
        // The doubt of a period is about the day on which it starts.
        let turning = self.one.from.and_then(|from| from.plus_months(2));
        if turning.is_some_and(|until| self.first < until) {
            notes.cite(case.baremes, Some(CODE), cite);
        }
    }
}

/// Ordinary hybrid or micro-hybrid by the electric machine; none where neither P.3 nor a power says hybrid.
fn by_power(
    case: &Case<'_>,
    hybrid: bool,
    at: impl Fn(MassClass) -> Effect,
) -> (Effect, [Option<Effect>; 2]) {
    case.ask(Fact::ElectricPowerKw);
    let (full, micro) = (at(MassClass::Hybrid), at(MassClass::MicroHybrid));
    match case.facts.electric_power_kw {
        Some(0) if !hybrid => (Effect::NONE, [None; 2]),
        Some(kw) if kw < HYBRID_KW => (micro, [None; 2]),
        Some(_) => (full, [None; 2]),
        None if hybrid => (full, [Some(micro), None]),
        None => (Effect::NONE, [Some(full), Some(micro)]),
    }
}

fn effect(baremes: &Baremes, class: MassClass, first: Date) -> Effect {
    let applies =
        |energy: &&MassEnergy| energy.class == class && within(first, energy.from, energy.to);
    baremes.mass_energies.iter().find(applies).map_or(Effect::NONE, |energy| Effect {
        does: energy.effect,
        from: Some(energy.from),
        cite: Some(energy.cite),
    })
}

/// The euros that a scale asks for a mass, before age and caps: every kilogram of a band is taxed, its first included.
#[must_use]
pub fn mass_tax(scale: &MassScale, kg: u32) -> Amount {
    let euros: i64 =
        slices(scale, kg).map(|slice| i64::from(slice.kg) * i64::from(slice.euros)).sum();
    Amount::from_euros(euros)
}

/// The kilograms that fall in each band of a scale, the lowest band first.
pub fn slices(scale: &MassScale, kg: u32) -> impl Iterator<Item = MassSlice> + '_ {
    scale.bands.iter().take_while(move |band| kg >= band.first).map(move |band| MassSlice {
        kg: band.last.map_or(kg, |last| kg.min(last)) - band.first + 1,
        euros: band.euros,
    })
}
