//! What both malus look up.

use alloc::string::String;
use alloc::vec::Vec;

use vocabulary::Date;

use super::CiteId;

/// A CO₂ table: grams to euros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GramTable {
    /// Its name: `2024`, `2014-2016`.
    pub label: String,
    /// First day of first registration.
    pub from: Date,
    /// Last day of first registration.
    pub to: Date,
    /// Scale.
    pub scale: GramScale,
    /// Single values in doubt.
    pub doubts: Vec<GramDoubt>,
    /// Where it was read.
    pub cite: CiteId,
}

/// How a CO₂ table is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GramScale {
    /// `amounts[i]` whole euros at `first_g + i` g/km; `cap` from `cap_from_g`.
    ByGram {
        /// First taxed gram.
        first_g: u32,
        /// First gram at the ceiling.
        cap_from_g: u32,
        /// The ceiling, euros.
        cap: u32,
        /// Euros, one a gram.
        amounts: Vec<u32>,
    },
    /// Brackets of grams, both ends included; the last one is open.
    ByBracket(Vec<Bracket>),
}

/// A bracket of a table, both ends included: grams, or CV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bracket {
    /// First value.
    pub first: u32,
    /// Last value; `None` when it is open.
    pub last: Option<u32>,
    /// Euros.
    pub euros: u32,
}

/// A gram whose amount sources disagree on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GramDoubt {
    /// The gram.
    pub g: u32,
    /// Euros kept.
    pub kept: u32,
    /// Euros of the other reading.
    pub other: u32,
    /// Where the one that is kept was read, with the doubt in words.
    pub cite: CiteId,
}

/// A CO₂ table in CV.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CvTable {
    /// Its name.
    pub label: String,
    /// First day of first registration.
    pub from: Date,
    /// Last day of first registration.
    pub to: Date,
    /// Rows by CV; `None` when no source gives the table (an error, never a guess).
    pub rows: Option<Vec<Bracket>>,
    /// Where it was read.
    pub cite: CiteId,
}

/// A mass scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MassScale {
    /// Its name.
    pub label: String,
    /// First day of first registration.
    pub from: Date,
    /// Last day of first registration.
    pub to: Date,
    /// Bands in rising order; `euros` is the rate per kilogram.
    pub bands: Vec<Bracket>,
    /// Where it was read.
    pub cite: CiteId,
}

/// What an energy changes to the mass (dates of first registration).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MassEnergy {
    /// Which vehicles.
    pub class: MassClass,
    /// First day of first registration.
    pub from: Date,
    /// Last day of first registration.
    pub to: Date,
    /// What it does.
    pub effect: MassEffect,
    /// Where it was read.
    pub cite: CiteId,
}

/// Classes of vehicles that the mass malus knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MassClass {
    /// Electricity, hydrogen or both alone.
    ElectricHydrogen,
    /// Rechargeable hybrid of more than 50 km in town.
    Phev,
    /// Other hybrid, electric machine of at least 30 kW.
    Hybrid,
    /// Electric machine under 30 kW.
    MicroHybrid,
}

/// What an energy does to the mass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MassEffect {
    /// Nothing.
    None,
    /// No mass malus.
    Exempt,
    /// Kilograms off, at most `max_percent` of G.
    Off {
        /// Kilograms.
        kg: u32,
        /// Hundredths of G, when the law caps it.
        max_percent: Option<u8>,
    },
}

/// Kilograms off for a legal person with eight seats or more (dates of first registration).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MassEightSeats {
    /// First day of first registration.
    pub from: Date,
    /// Last day of first registration.
    pub to: Date,
    /// Kilograms.
    pub kg: u32,
    /// Where it was read.
    pub cite: CiteId,
}

/// Age reduction by month begun (dates of issue).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeBands {
    /// First day of issue.
    pub from: Date,
    /// Last day of issue.
    pub to: Date,
    /// Months to hundredths; `euros` is the percentage.
    pub bands: Vec<Bracket>,
    /// Where it was read.
    pub cite: CiteId,
}

/// Age reduction by year begun (dates of issue).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeYearly {
    /// First day of issue.
    pub from: Date,
    /// Last day of issue.
    pub to: Date,
    /// Hundredths per period begun.
    pub percent_per_period: u8,
    /// Months of a period.
    pub period_months: u32,
    /// Nothing up to this month.
    pub no_reduction_up_to_month: u32,
    /// Where it was read.
    pub cite: CiteId,
}

/// Abatement for E85.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct E85Abatement {
    /// Hundredths of the grams taken off.
    pub co2_percent: u8,
    /// Lost above this many grams.
    pub excluded_above_g: u32,
    /// CV taken off.
    pub cv: u32,
    /// Lost above this many CV.
    pub excluded_above_cv: u32,
    /// Where it was read.
    pub cite: CiteId,
}

/// Abatement for a legal person with eight seats or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EightSeats {
    /// Grams taken off.
    pub co2_g: u32,
    /// CV taken off.
    pub cv: u32,
    /// Where it was read.
    pub cite: CiteId,
}

/// Abatements of a family, refunded after payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Grams a child.
    pub co2_g_per_child: u32,
    /// CV a child.
    pub cv_per_child: u32,
    /// Kilograms a child.
    pub mass_kg_per_child: u32,
    /// From so many children.
    pub min_children: u32,
    /// From so many seats.
    pub min_seats: u32,
    /// Where it was read.
    pub cite: CiteId,
}

/// The cap at half of the price paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceCap {
    /// First day of first registration.
    pub first_registered_from: Date,
    /// Last day of first registration.
    pub first_registered_to: Date,
    /// Last day of issue.
    pub issued_to: Date,
    /// Hundredths of the price.
    pub percent: u8,
    /// Where it was read.
    pub cite: CiteId,
}
