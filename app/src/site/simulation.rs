//! Questions that pages and prose ask of the tables.

use simulator::answer::{Simulation, TableRef};
use simulator::baremes::{GramScale, GramTable, MassScale};
use simulator::facts::{FactError, Mode, Norm, Operation, Value, read};
use simulator::{Baremes, Facts};
use vocabulary::{Amount, Cents, Date, FeeRule};

use super::asked::Asked;
pub use super::pages::kept::Kept as KeptSimulation;

/// Price of a CV in a region, its surcharge included.
#[derive(Clone, Debug)]
pub struct RegionRate {
    /// Place in the list of regions.
    pub index: usize,
    /// INSEE code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Price of a CV.
    pub per_cv: Cents,
}

/// Price of a CV in each region, today, in the order of the tables.
#[must_use]
pub fn rates(asked: &Asked) -> Vec<RegionRate> {
    rates_on(&asked.published.baremes, asked.today)
}

/// Price of a CV in each region on `day`.
#[must_use]
pub fn rates_on(baremes: &Baremes, day: Date) -> Vec<RegionRate> {
    baremes
        .regions
        .iter()
        .enumerate()
        .filter_map(|(index, region)| {
            Some(RegionRate {
                index,
                code: region.code.clone(),
                name: region.name.clone(),
                per_cv: per_cv(baremes, index, day)?,
            })
        })
        .collect()
}

/// Price of a CV in the region `index` on `day`, its surcharge included.
#[must_use]
pub fn per_cv(baremes: &Baremes, index: usize, day: Date) -> Option<Cents> {
    simulator::price_per_cv(baremes, index, day).map(|price| price.total())
}

/// The simulation that a query string describes; `Err` names what is wrong in it.
///
/// # Errors
///
/// Every fact that cannot be used.
pub fn from_query(asked: &Asked, query: &str) -> Result<Simulation, Vec<FactError>> {
    let pairs = crate::query::pairs(query);
    let given = pairs.iter().map(|(name, value)| (name.as_str(), Value::Text(value.as_str())));
    let baremes = &asked.published.baremes;
    let facts = read(Mode::Text, given, baremes, asked.today)?;
    Ok(simulator::simulate(&facts, baremes, asked.today))
}

/// The change of holder of a car of `cv` CV, `age` years old today, in the département `code`.
#[must_use]
pub fn used_car(asked: &Asked, code: &str, cv: u32, years: u16) -> Simulation {
    let born = Date::new(asked.today.year().saturating_sub(years), 1, 15).ok();
    let departement = departement_code(code);
    let facts = Facts {
        operation: Some(Operation::ChangementTitulaire),
        departement,
        energy: Some(*b"ES"),
        fiscal_cv: Some(cv),
        first_registered_on: born,
        ..Facts::default()
    };
    simulator::simulate(&facts, &asked.published.baremes, asked.today)
}

/// A département's code as the facts hold it.
#[must_use]
pub fn departement_code(code: &str) -> Option<[u8; 3]> {
    let mut padded = [0; 3];
    padded.get_mut(..code.len())?.copy_from_slice(code.as_bytes());
    Some(padded)
}

/// The WLTP table that names itself after `year`.
#[must_use]
pub fn wltp_of(baremes: &Baremes, year: u16) -> Option<&GramTable> {
    baremes.wltp.iter().find(|table| table.label == year.to_string())
}

/// The mass scale of what is first registered on 1 March of `year`: January and February 2025 are apart.
#[must_use]
pub fn scale_of(baremes: &Baremes, year: u16) -> Option<&MassScale> {
    let day = Date::new(year, 3, 1).ok()?;
    baremes.mass.iter().find(|scale| scale.from <= day && day <= scale.to)
}

/// The malus of `grams` in the WLTP `table`, before any age reduction.
#[must_use]
pub fn at_gram(baremes: &Baremes, table: &GramTable, grams: u32) -> Amount {
    let index = baremes.wltp.iter().position(|one| one.from == table.from);
    index
        .and_then(|index| u8::try_from(index).ok())
        .and_then(|index| {
            simulator::malus_co2_at(baremes, TableRef { norm: Norm::Wltp, index }, grams)
        })
        .unwrap_or_default()
}

/// The malus of `kg` in `scale`, before any age reduction.
#[must_use]
pub fn at_kg(scale: &MassScale, kg: u32) -> Amount {
    simulator::mass_tax(scale, kg)
}

/// First taxed gram of a table.
#[must_use]
pub fn first_gram(table: &GramTable) -> u32 {
    match &table.scale {
        GramScale::ByGram { first_g, .. } => *first_g,
        GramScale::ByBracket(brackets) => brackets.first().map_or(0, |bracket| bracket.first),
    }
}

/// Highest sum of a table.
#[must_use]
pub fn ceiling(table: &GramTable) -> Amount {
    match &table.scale {
        GramScale::ByGram { cap, .. } => Amount::from_euros(i64::from(*cap)),
        GramScale::ByBracket(brackets) => {
            Amount::from_euros(brackets.last().map_or(0, |bracket| i64::from(bracket.euros)))
        }
    }
}

/// The démarche that an operation is the price of: the first that names it, as itself before as an alternative.
#[must_use]
pub fn demarche_for(asked: &Asked, operation: Operation) -> Option<&'static demarches::Demarche> {
    let all = asked.published.demarches.all();
    all.iter().find(|one| one.operation == operation).or_else(|| {
        all.iter().find(|one| one.alternatives.iter().any(|other| other.operation == operation))
    })
}

/// Our fee for every démarche that an operation is the price of, each once; without an operation, the general fee.
#[must_use]
pub fn fees_for(asked: &Asked, operation: Option<Operation>) -> Vec<FeeRule> {
    let Some(operation) = operation else { return vec![fee_for(asked, None)] };
    let all = asked.published.demarches.all().iter();
    let own = all.filter(|one| one.operation == operation);
    let mut fees = Vec::new();
    for fee in own.filter_map(|one| asked.fee(Some(one.kind.id()))) {
        if !fees.contains(&fee) {
            fees.push(fee);
        }
    }
    if fees.is_empty() {
        fees.push(fee_for(asked, Some(operation)));
    }
    fees
}

/// Our fee for the first démarche of an operation; without one, the general fee.
#[must_use]
pub fn fee_for(asked: &Asked, operation: Option<Operation>) -> FeeRule {
    let demarche = operation.and_then(|operation| demarche_for(asked, operation));
    asked.fee(demarche.map(|one| one.kind.id())).unwrap_or_default()
}

/// Whether every fact that was typed can be used.
#[must_use]
pub fn readable(asked: &Asked, pairs: &[(String, String)]) -> bool {
    let reading = crate::live::read_form(pairs, &asked.published.baremes, asked.today);
    reading.errors.is_empty()
}
