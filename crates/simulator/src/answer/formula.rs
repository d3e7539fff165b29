use vocabulary::{Amount, Cents};

use super::{NilReason, UnknownReason};
use crate::facts::{Fact, Norm};

/// How a line was computed, with every number that its sentence prints. It holds no text: `wording` makes the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formula {
    /// Nothing is due, and why.
    Nil(NilReason),
    /// Not computed: a fact of [`super::Simulation::missing`] is lacking. The first one that this line lacks.
    Lacks(Fact),
    /// Not computed: no source gives the value.
    Unknown(UnknownReason),
    /// Taxe régionale.
    Y1(Y1Formula),
    /// Majoration transport: the bracket that holds the PTAC.
    Y2(Y2Formula),
    /// Malus CO₂.
    Co2(Co2Formula),
    /// Malus masse.
    Mass(MassFormula),
    /// A fixed sum, the amount of the line (Y.4, Y.5).
    Fixed,
}

/// `cv × (rate + surcharge) × share × (100 − waived) %`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Y1Formula {
    /// P.6.
    pub cv: u32,
    /// Whether `cv` is an estimate (a warning says so too).
    pub cv_estimated: bool,
    /// Index into [`crate::Baremes::regions`].
    pub region: u8,
    /// Rate of the region, per CV.
    pub rate: Cents,
    /// Surcharge of the region, per CV.
    pub surcharge: Option<Cents>,
    /// Share due by kind and age.
    pub share: Share,
    /// Hundredths waived for the energy, 0 to 99 (a line waived whole is nil).
    pub waived_percent: u8,
    /// The most that could be waived, when it cut the waiver (E85 conversion).
    pub waived_cap: Option<Amount>,
}

/// Share of Y.1 that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// All of it.
    Full,
    /// Half, by the kind of vehicle: motorcycle, lorry, coach.
    HalfByKind,
    /// Half, from the tenth anniversary of B on.
    HalfByAge,
    /// Another share of the tables, in hundredths.
    Percent(u8),
}

/// The bracket of Y.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Y2Formula {
    /// F.2, when the rule of the genre reads it.
    pub ptac_kg: Option<u32>,
    /// Kilograms above which the bracket applies.
    pub above_kg: u32,
    /// Kilograms up to which it applies, included; `None` for the last.
    pub up_to_kg: Option<u32>,
}

/// A malus CO₂ table of [`crate::Baremes`]: the norm says which list, `index` where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableRef {
    /// `Wltp`: `baremes.wltp`; `Nedc`: `baremes.nedc`; `None`: `baremes.cv`, counted in CV.
    pub norm: Norm,
    /// Index into that list; its `label` names the table.
    pub index: u8,
}

/// `table(base) × (100 − age) %`, at most half of the price. Grams, or CV when the table counts in CV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Co2Formula {
    /// The table that was read.
    pub table: TableRef,
    /// V.7 (g/km) or P.6 (CV).
    pub measured: u32,
    /// What the E85 abatement took off (0: none).
    pub e85_off: u32,
    /// What the abatement of a legal person with eight seats took off (0: none).
    pub seats_off: u32,
    /// Value looked up: `measured − e85_off − seats_off`.
    pub base: u32,
    /// What the table says, before the age.
    pub full: Amount,
    /// Age reduction, if any.
    pub age: Option<AgeReduction>,
    /// Half of the price paid, when it cut the malus.
    pub price_cap: Option<Amount>,
}

/// The age reduction of both malus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeReduction {
    /// Months begun since B.
    pub months: u32,
    /// Hundredths taken off, 1 to 99 (a malus of 100 % off is nil).
    pub percent: u8,
    /// Counted by year begun (issued before 2025-03-01), not by month.
    pub yearly: bool,
}

/// `Σ rate × kilograms of the band`, less the age reduction, cut so that both malus stay under the ceiling.
///
/// The bands are read with [`crate::mass::slices`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MassFormula {
    /// Index into [`crate::Baremes::mass`].
    pub scale: u8,
    /// G.
    pub mass_kg: u32,
    /// Kilograms off by the energy.
    pub energy_off_kg: u32,
    /// Kilograms off for a legal person with eight seats.
    pub seats_off_kg: u32,
    /// Kilograms taxed: the difference.
    pub base_kg: u32,
    /// What the scale says, before the age.
    pub full: Amount,
    /// Age reduction, if any.
    pub age: Option<AgeReduction>,
    /// What the cap on both malus left for the mass, when it cut it.
    pub sum_cap: Option<Amount>,
}

/// Kilograms of one band of a mass scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MassSlice {
    /// Kilograms that fall in the band.
    pub kg: u32,
    /// Euros a kilogram.
    pub euros: u32,
}
