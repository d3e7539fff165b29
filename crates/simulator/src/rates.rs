//! The price of one CV by region and day: what Y.1 reads, and the pages print.

use alloc::string::String;

use vocabulary::{Cents, Date};

use crate::baremes::{Baremes, Rate, Waiver, Y1Energy};
use crate::case::within;

/// Index into [`Baremes::regions`] of the region of that INSEE code (`11`).
#[must_use]
pub fn region_by_code(baremes: &Baremes, code: &str) -> Option<usize> {
    baremes.regions.iter().position(|region| region.code == code)
}

/// Index into [`Baremes::regions`] of the region that holds the département of that INSEE code (`75`, `2A`, `971`).
#[must_use]
pub fn region_of_departement(baremes: &Baremes, code: &str) -> Option<usize> {
    let holds = |departements: &[String]| departements.iter().any(|held| held == code);
    baremes.regions.iter().position(|region| holds(&region.departements))
}

/// The price of one CV in a region on a day of issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PricePerCv<'a> {
    /// What the region voted.
    pub rate: &'a Rate,
    /// What is added to it (Île-de-France Mobilités).
    pub surcharge: Option<&'a Rate>,
}

impl PricePerCv<'_> {
    /// Both together.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.rate.per_cv + self.surcharge.map_or(Cents::ZERO, |surcharge| surcharge.per_cv)
    }

    /// First day of the price as it stands.
    #[must_use]
    pub fn since(&self) -> Date {
        self.surcharge.map_or(self.rate.from, |surcharge| surcharge.from.max(self.rate.from))
    }

    /// Last day of the price as it stands, as far as the tables say.
    #[must_use]
    pub fn until(&self) -> Date {
        self.surcharge.map_or(self.rate.to, |surcharge| surcharge.to.min(self.rate.to))
    }
}

/// The price of one CV in the region of that index into [`Baremes::regions`]; `None` outside the tables.
#[must_use]
pub fn price_per_cv(baremes: &Baremes, region: usize, day: Date) -> Option<PricePerCv<'_>> {
    Some(PricePerCv {
        rate: in_force(&baremes.rates, region, day)?,
        surcharge: in_force(&baremes.surcharges, region, day),
    })
}

fn in_force(rates: &[Rate], region: usize, day: Date) -> Option<&Rate> {
    rates.iter().find(|rate| usize::from(rate.region) == region && within(day, rate.from, rate.to))
}

/// Every price of one CV that the tables hold for a region, oldest first, a price a day on which it changed.
///
/// The rate and the surcharge change on days of their own: each entry says both.
pub fn rate_history(baremes: &Baremes, region: usize) -> impl Iterator<Item = PricePerCv<'_>> {
    let first = baremes
        .rates
        .iter()
        .filter(|rate| usize::from(rate.region) == region)
        .map(|rate| rate.from)
        .min();
    core::iter::successors(first.and_then(|day| price_at(baremes, region, day)), move |now| {
        price_at(baremes, region, now.1.tomorrow()?)
    })
    .map(|(price, _)| price)
}

/// The price on `day` and the last day on which nothing in it changes.
fn price_at(baremes: &Baremes, region: usize, day: Date) -> Option<(PricePerCv<'_>, Date)> {
    let price = price_per_cv(baremes, region, day)?;
    let next_surcharge = baremes
        .surcharges
        .iter()
        .filter(|surcharge| usize::from(surcharge.region) == region && surcharge.from > day)
        .map(|surcharge| surcharge.from)
        .min();
    let before_next = next_surcharge.and_then(Date::yesterday);
    let last = before_next.map_or(price.until(), |day| day.min(price.until()));
    Some((price, last))
}

/// The part of Y.1 waived for an energy in a region on a day of issue; `None` when nothing says so.
///
/// A region's own entry prevails over the one for all regions.
#[must_use]
pub fn waiver(baremes: &Baremes, energy: Y1Energy, region: usize, day: Date) -> Option<&Waiver> {
    let waivers = match energy {
        Y1Energy::None => return None,
        Y1Energy::Electric => &baremes.electric_waivers,
        Y1Energy::Alternative => &baremes.alternative_waivers,
    };
    let at = |of: Option<usize>| {
        waivers.iter().find(|waiver| {
            waiver.region.map(usize::from) == of && within(day, waiver.from, waiver.to)
        })
    };
    at(Some(region)).or_else(|| at(None))
}
