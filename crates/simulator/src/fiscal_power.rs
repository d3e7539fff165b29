//! P.6 (puissance administrative): read, or estimated from P.2 for a vehicle without French papers.

use crate::answer::Warning;
use crate::baremes::{Baremes, CiteId, EnergyGroup};
use crate::case::{Case, Notes, listed};
use crate::facts::{EcCategory, Fact, Facts, Genre, Operation};

/// P.6, with where it comes from.
#[derive(Clone, Copy, Default)]
pub(crate) struct FiscalCv {
    pub(crate) cv: u32,
    pub(crate) estimated: bool,
}

/// P.6 of the case: what was said, else an estimate for an import, which a warning says.
pub(crate) fn read(case: &Case<'_>, notes: &mut Notes) -> Option<FiscalCv> {
    case.ask(Fact::FiscalCv);
    if let Some(cv) = case.facts.fiscal_cv {
        return Some(FiscalCv { cv, estimated: false });
    }
    if !matches!(case.operation, Operation::ImportNeuf | Operation::ImportOccasion) {
        return None;
    }
    case.ask(Fact::NetPowerKw);
    let first = case.first_registered_on();
    let facts = Facts { first_registered_on: first, ..*case.facts };
    let (cv, cite) = estimate(&facts, case.baremes)?;
    notes.warn(Warning::EstimatedFiscalCv { cv, cite });
    Some(FiscalCv { cv, estimated: true })
}

/// Estimates P.6 from P.2 (kW), half up: passenger cars of the rules in force since 2021, and other electric vehicles.
///
/// `None` where no formula that was read applies: the rule of 1998 (older cars) and motorcycles.
fn estimate(facts: &Facts, baremes: &Baremes) -> Option<(u32, CiteId)> {
    let power = &baremes.fiscal_power;
    let kw = u64::from(facts.net_power_kw?);
    let passenger = match facts.ec_category {
        Some(category) => matches!(category, EcCategory::M1 | EcCategory::M1G),
        None => facts.genre.is_none_or(|genre| genre == Genre::Vp),
    };
    if passenger {
        if facts.first_registered_on? < power.m1_from {
            return None;
        }
        // c2·(kW/100)² + c1·(kW/100) + c0 in hundredths, so everything in millionths.
        let [square, linear, constant] = power.m1.map(u64::from);
        let millionths = square * kw * kw + linear * kw * 100 + constant * 10_000;
        return Some((whole(millionths, 1_000_000), power.m1_cite));
    }
    let energy = listed(baremes, facts.energy?)?;
    if energy.group != EnergyGroup::Electric {
        return None;
    }
    let [constant, per_kw] = power.electric_other.map(u64::from);
    Some((whole(constant + per_kw * kw, 1_000), power.electric_other_cite))
}

/// `value / of`, to the nearest whole, half up.
fn whole(value: u64, of: u64) -> u32 {
    u32::try_from((value + of / 2) / of).unwrap_or(u32::MAX)
}
