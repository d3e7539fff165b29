//! One question under examination: the facts with their defaults, and what was noted on the way.

use alloc::vec::Vec;
use core::cell::Cell;

use vocabulary::Date;

use crate::answer::{LineCode, Warning};
use crate::baremes::{
    Baremes, CiteId, Confidence, Due, Energy, EnergyGroup, EnergyMass, OperationRule, Y1Energy,
};
use crate::facts::{Code2, Fact, FactSet, Facts, Genre, Holder, Operation, Origin, code_text};
use crate::rates::{region_by_code, region_of_departement};

/// The facts of one question, read through their defaults.
pub(crate) struct Case<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) baremes: &'a Baremes,
    pub(crate) issued_on: Date,
    pub(crate) operation: Operation,
    pub(crate) rule: &'a OperationRule,
    /// Facts that a rule looked at.
    asked: Cell<FactSet>,
    /// Facts whose default a rule used, where it could change an amount.
    assumed: Cell<FactSet>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(
        facts: &'a Facts,
        baremes: &'a Baremes,
        today: Date,
        operation: Operation,
        rule: &'a OperationRule,
    ) -> Self {
        let issued_on = facts.issued_on.unwrap_or(today);
        let asked = Cell::new(FactSet::EMPTY.with(Fact::IssuedOn).with(Fact::Operation));
        let assumed = Cell::new(FactSet::EMPTY);
        Self { facts, baremes, issued_on, operation, rule, asked, assumed }
    }

    /// Notes that `fact` can matter.
    pub(crate) fn ask(&self, fact: Fact) {
        self.asked.set(self.asked.get().with(fact));
    }

    /// Notes that the default of `fact` is used, and that another value could change an amount.
    pub(crate) fn assume(&self, fact: Fact) {
        self.ask(fact);
        self.assumed.set(self.assumed.get().with(fact));
    }

    fn or_default<T>(&self, fact: Fact, said: Option<T>, default: T) -> T {
        self.ask(fact);
        said.unwrap_or_else(|| {
            self.assume(fact);
            default
        })
    }

    pub(crate) fn asked(&self) -> FactSet {
        self.asked.get()
    }

    pub(crate) fn assumed(&self) -> FactSet {
        self.assumed.get()
    }

    /// J.1, a passenger car where it is not said.
    pub(crate) fn genre(&self) -> Genre {
        self.or_default(Fact::Genre, self.facts.genre, Genre::Vp)
    }

    /// Whether the holder is the State or, with `legal`, any legal person.
    pub(crate) fn holder(&self) -> Holder {
        self.or_default(Fact::Holder, self.facts.holder, Holder::Person)
    }

    /// S.1, five where it is not said.
    pub(crate) fn seats(&self) -> u32 {
        self.or_default(Fact::Seats, self.facts.seats, 5)
    }

    /// The energy; `None` for an unlisted code and for none, which both count as thermal.
    pub(crate) fn energy(&self) -> Option<&'a Energy> {
        self.ask(Fact::Energy);
        let Some(code) = self.facts.energy else {
            self.assume(Fact::Energy);
            return None;
        };
        listed(self.baremes, code)
    }

    pub(crate) fn is_electric(&self) -> bool {
        self.energy().is_some_and(|energy| {
            matches!(energy.group, EnergyGroup::Electric | EnergyGroup::Hydrogen)
        })
    }

    /// What Y.1 looks up: a conversion to E85 counts as E85.
    pub(crate) fn y1_energy(&self) -> Y1Energy {
        match self.energy().map_or(Y1Energy::None, |energy| energy.y1) {
            Y1Energy::None if self.facts.e85_converted == Some(true) => Y1Energy::Alternative,
            class => class,
        }
    }

    pub(crate) fn mass_energy(&self) -> EnergyMass {
        self.energy().map_or(EnergyMass::None, |energy| energy.mass)
    }

    /// Where the vehicle comes from: said, or what the operation supposes.
    pub(crate) fn origin(&self) -> Origin {
        let either = self.rule.malus_co2 != Due::No || self.rule.malus_masse != Due::No;
        match self.facts.origin {
            Some(origin) if either => origin,
            _ => match self.operation {
                Operation::VehiculeNeuf
                | Operation::ImportNeuf
                | Operation::VehiculeDemonstration => Origin::New,
                Operation::ImportOccasion => Origin::UsedImport,
                _ => Origin::UsedFrance,
            },
        }
    }

    /// B: the day of issue for a new vehicle where it is not said.
    pub(crate) fn first_registered_on(&self) -> Option<Date> {
        self.ask(Fact::FirstRegisteredOn);
        self.facts
            .first_registered_on
            .or_else(|| (self.origin() == Origin::New).then_some(self.issued_on))
    }

    /// Index of the region that taxes, where it is known.
    pub(crate) fn region(&self) -> Option<usize> {
        self.ask(Fact::Departement);
        match (self.facts.region, self.facts.departement) {
            (Some(code), _) => region_by_code(self.baremes, code_text(&code)),
            (None, Some(code)) => region_of_departement(self.baremes, code_text(&code)),
            (None, None) => None,
        }
    }
}

/// The entry of the energy code, if it is listed.
pub(crate) fn listed(baremes: &Baremes, code: Code2) -> Option<&Energy> {
    baremes.energies.iter().find(|energy| energy.p3.as_bytes() == code)
}

/// What is missing and what must be said, each once, in the order of discovery.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) missing: Vec<Fact>,
    pub(crate) warnings: Vec<Warning>,
}

impl Notes {
    pub(crate) fn lacks(&mut self, fact: Fact) {
        if !self.missing.contains(&fact) {
            self.missing.push(fact);
        }
    }

    pub(crate) fn warn(&mut self, warning: Warning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Says that a value is indirect or in doubt, where its citation does.
    pub(crate) fn cite(&mut self, baremes: &Baremes, line: Option<LineCode>, cite: CiteId) {
        let Some(read) = baremes.cites.get(usize::from(cite.0)) else { return };
        if matches!(read.confidence, Confidence::Low | Confidence::Unknown) {
            self.warn(Warning::LowConfidence { line, cite });
        }
        if read.doubt.is_some() {
            self.warn(Warning::Doubt { line, cite });
        }
    }

    /// Says that a value is carried over past the last day of which it is published.
    pub(crate) fn carried(&mut self, case: &Case<'_>, line: LineCode, since: Option<Date>) {
        if let Some(since) = since.filter(|since| case.issued_on > *since) {
            self.warn(Warning::CarriedOver { line, since });
        }
    }
}

/// Whether `day` is in a period whose both ends are included.
pub(crate) fn within(day: Date, from: Date, to: Date) -> bool {
    from <= day && day <= to
}
