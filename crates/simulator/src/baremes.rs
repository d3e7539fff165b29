//! The dated amounts that the rules read: what `crates/baremes` makes of the tables, and the browser receives.
//!
//! Every dated value names where it was read by a [`CiteId`]. Periods include both their ends.

use alloc::string::String;
use alloc::vec::Vec;

use vocabulary::{Amount, Cents, Date};

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

/// A sum per CV in a region while a period runs (dates of issue).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Index into [`Baremes::regions`].
    pub region: u8,
    /// First day of issue.
    pub from: Date,
    /// Last day of issue.
    pub to: Date,
    /// Cents per CV.
    pub per_cv: Cents,
    /// Last day of which the value is published; after it, it is carried over.
    pub carry_over_from: Option<Date>,
    /// Where it was read.
    pub cite: CiteId,
}

/// A part of Y.1 waived for an energy while a period runs (dates of issue).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Index into [`Baremes::regions`]; `None` for all regions without an entry of their own.
    pub region: Option<u8>,
    /// First day of issue.
    pub from: Date,
    /// Last day of issue.
    pub to: Date,
    /// Hundredths waived, 0 to 100.
    pub percent: u8,
    /// Last day of which the value is published.
    pub carry_over_from: Option<Date>,
    /// Where it was read.
    pub cite: CiteId,
}

/// Share of Y.1 due by genre (J.1) and category (J), in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindFactor {
    /// J.1 codes.
    pub genres: Vec<String>,
    /// J codes.
    pub categories: Vec<String>,
    /// VASP: applies under (`Some(true)`) or from (`Some(false)`) 3 500 kg of PTAC when J is not known.
    pub under_3500_kg: Option<bool>,
    /// Hundredths due before the tenth anniversary.
    pub before_10y: u8,
    /// Hundredths due from it on.
    pub from_10y: u8,
    /// Where it was read.
    pub cite: CiteId,
}

/// A Y.2 bracket by PTAC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Y2Bracket {
    /// First day of issue.
    pub from: Date,
    /// Last day of issue.
    pub to: Date,
    /// PTAC above which it applies, kg.
    pub above_kg: u32,
    /// PTAC up to which it applies, included; `None` for the last.
    pub up_to_kg: Option<u32>,
    /// The sum.
    pub amount: Amount,
    /// Last day of which the value is published.
    pub carry_over_from: Option<Date>,
    /// Where it was read.
    pub cite: CiteId,
}

/// How a genre reads the Y.2 brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Y2Kind {
    /// J.1 codes.
    pub genres: Vec<String>,
    /// The rule.
    pub rule: Y2Rule,
    /// Where it was read.
    pub cite: CiteId,
}

/// The four readings of the Y.2 brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Y2Rule {
    /// Nothing is due.
    None,
    /// The first bracket at once (CTTE is at most 3.5 t).
    First,
    /// By PTAC.
    ByPtac,
    /// The first bracket up to its bound, else the last (road tractors).
    FirstOrLast,
    /// By PTAC when known, else the last (coaches).
    ByPtacOrLast,
}

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

/// A P.3 code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Energy {
    /// P.3, two characters.
    pub p3: String,
    /// Its name.
    pub label: Text,
    /// Group.
    pub group: EnergyGroup,
    /// What Y.1 looks up.
    pub y1: Y1Energy,
    /// Class for the mass, before range and power are known.
    pub mass: EnergyMass,
    /// Gives the E85 abatement.
    pub e85: bool,
    /// Read in a source, not only trade knowledge.
    pub confirmed: bool,
}

/// Groups of energies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnergyGroup {
    /// Petrol, diesel and the like.
    Thermal,
    /// Electricity alone.
    Electric,
    /// Hydrogen, alone or with electricity.
    Hydrogen,
    /// Rechargeable hybrid.
    Phev,
    /// Other hybrid.
    Hev,
    /// E85.
    E85,
    /// LPG.
    Lpg,
    /// Natural gas.
    Cng,
}

/// Which waiver of Y.1 an energy looks up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Y1Energy {
    /// None.
    None,
    /// `electric_waivers`.
    Electric,
    /// `alternative_waivers`.
    Alternative,
}

/// What an energy is for the mass malus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnergyMass {
    /// No abatement, unless an electric machine is declared.
    None,
    /// Exempt.
    Exempt,
    /// Rechargeable hybrid.
    Phev,
    /// Other hybrid.
    Hybrid,
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
