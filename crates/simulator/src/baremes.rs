//! The dated amounts that the rules read: what `crates/baremes` makes of the tables, and the browser receives.
//!
//! Every dated value names where it was read by a [`CiteId`]. Periods include both their ends.

mod energy;
mod malus;
mod regional;

use alloc::string::String;
use alloc::vec::Vec;

use vocabulary::{Amount, Date};

pub use energy::{Energy, EnergyGroup, EnergyMass, Y1Energy};
pub use malus::{
    AgeBands, AgeYearly, Bracket, CvTable, E85Abatement, EightSeats, Family, GramDoubt, GramScale,
    GramTable, MassClass, MassEffect, MassEightSeats, MassEnergy, MassScale, PriceCap,
};
pub use regional::{KindFactor, Rate, Waiver, Y2Bracket, Y2Kind, Y2Rule};

/// All tables, as one published version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baremes {
    /// Name of the version, shown to people: `2026-11-21`.
    pub version: String,
    /// The day the tables were last compared with their sources.
    pub checked_on: Date,
    /// The 18 regions with their départements.
    pub regions: Vec<Region>,
    /// Y.1, rate of one CV by region.
    pub rates: Vec<Rate>,
    /// Y.1, sums added to the rate of a region (Île-de-France Mobilités).
    pub surcharges: Vec<Rate>,
    /// Y.1, part waived for electricity or hydrogen alone. A regional entry prevails over the one for all regions.
    pub electric_waivers: Vec<Waiver>,
    /// Y.1, part waived for other alternative energies; a region that is missing waives nothing.
    pub alternative_waivers: Vec<Waiver>,
    /// Y.1, most that may be waived for a vehicle converted to E85 (CIBS L421-50).
    pub e85_conversion_cap: Amount,
    /// Citation of `e85_conversion_cap`.
    pub e85_conversion_cite: CiteId,
    /// Y.1, share due by genre and category.
    pub kind_factors: Vec<KindFactor>,
    /// Years after which Y.1 is halved where no other special tariff applies (L421-45).
    pub age_half_from_years: u16,
    /// Y.1, citation of the rule that factors are never multiplied, and its doubt on energy stacking.
    pub stacking_cite: CiteId,
    /// Y.2 brackets by PTAC, each period in rising order.
    pub y2_brackets: Vec<Y2Bracket>,
    /// Y.2 rules by genre.
    pub y2_kinds: Vec<Y2Kind>,
    /// Malus CO₂, WLTP tables.
    pub wltp: Vec<GramTable>,
    /// Malus CO₂, NEDC tables, both the gram by gram and the bracket ones.
    pub nedc: Vec<GramTable>,
    /// Malus CO₂, tables in CV.
    pub cv: Vec<CvTable>,
    /// Malus masse scales.
    pub mass: Vec<MassScale>,
    /// Malus masse, by energy.
    pub mass_energies: Vec<MassEnergy>,
    /// Malus masse, kilograms off for a legal person with eight seats or more.
    pub mass_eight_seats: Vec<MassEightSeats>,
    /// No mass malus for what was first registered before this day.
    pub mass_from: Date,
    /// Age reduction of both malus, by month begun.
    pub age_bands: Vec<AgeBands>,
    /// Age reduction of both malus before the monthly one.
    pub age_yearly: Vec<AgeYearly>,
    /// Age: first registered before this day, nothing is due, once issued from `age_zero_rule_from`.
    pub age_zero_before: Date,
    /// First day of issue of the rule above.
    pub age_zero_rule_from: Date,
    /// Whether the anniversary day opens a month (`age_reduction.months.anniversary_day_starts_a_month`).
    pub anniversary_opens_month: bool,
    /// Citation and doubt of the month count.
    pub age_months_cite: CiteId,
    /// Abatement for E85.
    pub e85: E85Abatement,
    /// CO₂ and CV abatement for a legal person with eight seats or more.
    pub eight_seats: EightSeats,
    /// Abatements of a family, refunded afterwards.
    pub family: Family,
    /// The cap at half of the price paid.
    pub price_cap: PriceCap,
    /// Citation of the cap on the sum of both malus.
    pub sum_cap_cite: CiteId,
    /// First day of issue from which a car that escaped its malus owes it (L421-36).
    pub anti_circumvention_from: Date,
    /// Citation of the rule above.
    pub anti_circumvention_cite: CiteId,
    /// First day of issue of the usage coefficient, whose formula is unknown.
    pub usage_coefficient_from: Date,
    /// Citation of the rule above.
    pub usage_coefficient_cite: CiteId,
    /// N1G off-road truck bodies are taxed when first registered from this day.
    pub truck_body_from: Date,
    /// Pick-ups of five seats or more are taxed when first registered from this day.
    pub pickup_from: Date,
    /// Citation of the scope, with the doubt on truck bodies.
    pub scope_cite: CiteId,
    /// First registration in France from which the WLTP table applies (complete new cars).
    pub wltp_from: Date,
    /// First registration in France of a car first registered abroad, from which WLTP applies.
    pub wltp_import_from: Date,
    /// Citation of the choice of the norm.
    pub norm_cite: CiteId,
    /// Energy codes (P.3).
    pub energies: Vec<Energy>,
    /// Lines due by operation.
    pub operations: Vec<OperationRule>,
    /// Y.4 taxe fixe.
    pub y4: Vec<FixedAmount>,
    /// Y.5 redevance d'acheminement.
    pub y5: Vec<FixedAmount>,
    /// Citation of « cyclomoteur: nothing is mailed » (Y.5).
    pub y5_moped_cite: CiteId,
    /// Citation of the rounding of the total.
    pub rounding_cite: CiteId,
    /// Estimates of P.6.
    pub fiscal_power: FiscalPower,
    /// What is cited by the values above.
    pub cites: Vec<Cite>,
    /// Sources named by the citations.
    pub sources: Vec<Source>,
}

/// Index into [`Baremes::cites`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CiteId(pub u16);

/// Where a value was read, how sure it is, and what is in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cite {
    /// Indexes into [`Baremes::sources`].
    pub sources: Vec<u16>,
    /// How sure the value is.
    pub confidence: Confidence,
    /// Where sources disagree, and which value is kept.
    pub doubt: Option<Text>,
}

/// How sure a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// Law, official table or two independent sources.
    Solid,
    /// One good source, or a dated reading.
    Medium,
    /// Indirect.
    Low,
    /// No figure: an error, never a guess.
    Unknown,
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

/// A document that a value was read in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its identifier in `sources.toml`.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// A region, by its INSEE code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// INSEE code, two digits: `11`.
    pub code: String,
    /// Its name in French.
    pub name: String,
    /// INSEE codes of its départements: `75`, `2A`, `971`.
    pub departements: Vec<String>,
}

/// Which lines an operation owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationRule {
    /// Its identifier, as in [`crate::facts::Operation`].
    pub id: String,
    /// Taxe régionale.
    pub y1: Due,
    /// Majoration transport.
    pub y2: Due,
    /// Malus CO₂.
    pub malus_co2: Due,
    /// Malus masse.
    pub malus_masse: Due,
    /// Taxe fixe.
    pub y4: Due,
    /// Redevance d'acheminement.
    pub y5: Due,
    /// Whether both malus are reduced by age.
    pub age_reduction: bool,
    /// Where it was read.
    pub cite: CiteId,
}

/// Whether an operation owes a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Computed.
    Due,
    /// Nothing.
    No,
    /// By the rule of the operation.
    If,
}

/// A fixed sum while a period runs (dates of issue).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedAmount {
    /// First day of issue.
    pub from: Date,
    /// Last day of issue.
    pub to: Date,
    /// The sum.
    pub amount: Amount,
    /// Last day of which the value is published.
    pub carry_over_from: Option<Date>,
    /// Where it was read.
    pub cite: CiteId,
}

/// Coefficients of the estimate of P.6 from P.2, in hundredths: `c2·(kW/100)² + c1·(kW/100) + c0`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiscalPower {
    /// Cars first registered from this day follow `m1`; before it the rule of 1998, which is not estimated exactly.
    pub m1_from: Date,
    /// Hundredths of the square term, linear term and constant (M1).
    pub m1: [u32; 3],
    /// Thousandths: constant and factor per kW (electric other than M1).
    pub electric_other: [u32; 2],
    /// Where the M1 formula was read.
    pub m1_cite: CiteId,
    /// Where the other one was read.
    pub electric_other_cite: CiteId,
}
