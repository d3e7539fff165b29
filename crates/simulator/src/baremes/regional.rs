//! What Y.1 and Y.2 look up.

use alloc::string::String;
use alloc::vec::Vec;

use vocabulary::{Amount, Cents, Date};

use super::CiteId;

/// A sum per CV in a region while a period runs (dates of issue).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Index into [`super::Baremes::regions`].
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
    /// Index into [`super::Baremes::regions`]; `None` for all regions without an entry of their own.
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
