//! What a simulation answers: six lines with their numbers, a total, and what is missing or in doubt.

use alloc::vec::Vec;

mod formula;
mod reason;
mod warning;

pub use formula::{
    AgeReduction, Co2Formula, Formula, MassFormula, MassSlice, Share, TableRef, Y1Formula,
    Y2Formula,
};
pub use reason::{NilReason, OutOfScope, UnknownReason};
pub use warning::Warning;

use vocabulary::{Amount, Cents, Date, codes};

use crate::baremes::CiteId;
use crate::facts::Fact;

codes! {
    /// The lines of the price, always all six and in this order.
    pub enum LineCode {
        /// Taxe régionale.
        Y1 = "y1",
        /// Majoration for transport training.
        Y2 = "y2",
        /// Malus CO₂.
        Y3Co2 = "y3_co2",
        /// Malus masse.
        Y3Mass = "y3_mass",
        /// Taxe fixe.
        Y4 = "y4",
        /// Redevance d'acheminement.
        Y5 = "y5",
    }
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulation {
    /// Day of issue that was used.
    pub issued_on: Date,
    /// The six lines, in the order of [`LineCode::ALL`].
    pub lines: [Line; 6],
    /// The total of the taxes.
    pub total: Total,
    /// What can be asked back afterwards; never deducted.
    pub refunds: Vec<Refund>,
    /// Facts without which a due line cannot be computed, each once.
    pub missing: Vec<Fact>,
    /// What the person must know besides.
    pub warnings: Vec<Warning>,
}

/// The total of the taxes, after the one rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// All lines are known.
    Known {
        /// Nearest euro of Y.1 to Y.4, plus Y.5.
        total: Cents,
        /// `total` less the sum of the lines, each rounded to a cent.
        rounding: Cents,
    },
    /// A fact is missing, and the lines that lack it are bounded.
    Between(Cents, Cents),
    /// A line can neither be computed nor bounded.
    Unknown,
}

/// One line of the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which line.
    pub code: LineCode,
    /// What it comes to.
    pub outcome: Outcome,
    /// How, with its numbers.
    pub formula: Formula,
    /// Articles that it rests on, most telling first; empty strings are unused places.
    pub basis: [&'static str; 6],
    /// First day of the rate that was applied.
    pub in_force_since: Option<Date>,
    /// Where the values were read.
    pub cites: [Option<CiteId>; 4],
}

impl Line {
    /// A line of `outcome`, without anything to cite yet.
    pub(crate) const fn new(
        code: LineCode,
        outcome: Outcome,
        formula: Formula,
        basis: [&'static str; 6],
    ) -> Self {
        Self { code, outcome, formula, basis, in_force_since: None, cites: [None; 4] }
    }

    pub(crate) const fn nil(code: LineCode, reason: NilReason, basis: [&'static str; 6]) -> Self {
        Self::new(code, Outcome::Due(Amount::ZERO), Formula::Nil(reason), basis)
    }

    pub(crate) const fn unknown(
        code: LineCode,
        reason: UnknownReason,
        basis: [&'static str; 6],
    ) -> Self {
        Self::new(code, Outcome::UnknownBareme, Formula::Unknown(reason), basis)
    }

    pub(crate) const fn lacks(
        code: LineCode,
        fact: Fact,
        range: Option<(Amount, Amount)>,
        basis: [&'static str; 6],
    ) -> Self {
        Self::new(code, Outcome::Missing(range), Formula::Lacks(fact), basis)
    }

    /// The line with its first day in force and its citations.
    pub(crate) fn read_in(self, since: Option<Date>, cites: [Option<CiteId>; 4]) -> Self {
        Self { in_force_since: since, cites, ..self }
    }

    /// The exact sum, where it is known.
    #[must_use]
    pub const fn amount(&self) -> Option<Amount> {
        match self.outcome {
            Outcome::Due(amount) => Some(amount),
            _ => None,
        }
    }
}

/// What a line comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An exact sum, nil included.
    Due(Amount),
    /// Facts are missing; the range that they leave open, where it can be bounded.
    Missing(Option<(Amount, Amount)>),
    /// No source gives the table: `unknown_bareme`.
    UnknownBareme,
}

/// A refund asked for afterwards at the tax office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Which one.
    pub code: RefundCode,
    /// What is expected back.
    pub amount: Amount,
}

codes! {
    /// Refunds that exist.
    pub enum RefundCode {
        /// Family abatement on the malus CO₂.
        FamilyCo2 = "family_co2",
        /// Family abatement on the malus masse.
        FamilyMass = "family_mass",
    }
}
