//! Postcodes of France and the communes they serve, as data of our own: nothing is asked of another service.
//!
//! Read [`check`] first: whether an address names a commune that its postcode serves. The list (`data/communes.txt`, made
//! by `data/make.py`) is compiled in and searched where it lies. Left out: old communes that were merged (their names are
//! still said by those who live there), streets, and the CEDEX codes, which are given to letters of companies only.
#![no_std]

extern crate alloc;

mod list;
#[cfg(test)]
mod tests;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use vocabulary::PostalAddress;
use vocabulary::address::{is_postcode, town};

pub use list::Communes;

/// A commune, or an arrondissement of Paris, Lyon or Marseille.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Commune {
    insee: String,
    city: String,
    arrondissement: Option<u8>,
}

/// Why a postcode has no commune.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCommune {
    /// Not five digits from 01000 to 98999.
    Shape,
    /// Five digits that serve no commune: a CEDEX or the code of one company, or a digit was mistyped.
    NotServed,
}

/// Why an address names no commune of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// Its postcode has none.
    Postcode(NoCommune),
    /// Its postcode serves these, and the one that was typed is none of them, or may be several.
    Commune(Vec<Commune>),
}

impl fmt::Display for NoCommune {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shape => "a postcode is five digits from 01000 to 98999",
            Self::NotServed => "no commune has this postcode: a CEDEX code is not that of a place",
        })
    }
}

impl core::error::Error for NoCommune {}

impl Commune {
    /// The code of the INSEE, five characters: `35238`, `2A004`, `97411`; an arrondissement has its own, `75101`.
    #[must_use]
    pub fn insee(&self) -> &str {
        &self.insee
    }

    /// The official name with its accents: `Saint-Étienne`, `Paris 1er Arrondissement`.
    #[must_use]
    pub fn name(&self) -> String {
        match self.arrondissement {
            None => self.city.clone(),
            Some(1) => format!("{} 1er Arrondissement", self.city),
            Some(number) => format!("{} {number}e Arrondissement", self.city),
        }
    }

    /// The name in an address: that of the city for an arrondissement, which the postcode tells already.
    #[must_use]
    pub fn city(&self) -> &str {
        &self.city
    }

    /// The département (`35`, `2A`, `974`) or the overseas collectivity (`988`).
    #[must_use]
    pub fn department(&self) -> &str {
        department(&self.insee)
    }

    /// Whether people mean this commune by `typed`: its name, that of its city with or without the number of the
    /// arrondissement, or its name without what stands in brackets.
    #[must_use]
    pub fn is_called(&self, typed: &str) -> bool {
        let short = self.city.split(" (").next().unwrap_or_default();
        let numbered =
            |number: u8| [format!("{} {number}", self.city), format!("{} {number:02}", self.city)];
        same_name(&self.name(), typed)
            || same_name(short, typed)
            || self.arrondissement.map(numbered).iter().flatten().any(|one| same_name(one, typed))
    }
}

/// The communes that `postcode` serves, by INSEE code.
///
/// The postcode of an arrondissement serves the arrondissement, not the whole city beside it.
///
/// # Errors
///
/// [`NoCommune`] where there is none.
pub fn find(postcode: &str) -> Result<Communes, NoCommune> {
    if !is_postcode(postcode) {
        return Err(NoCommune::Shape);
    }
    list::line_of(postcode).ok_or(NoCommune::NotServed)
}

/// The communes that `postcode` serves: as [`find`], for those who need no reason when there is none.
pub fn communes_of(postcode: &str) -> impl Iterator<Item = Commune> {
    find(postcode).into_iter().flatten()
}

/// The départements of the communes that `postcode` serves: one, but for a few postcodes on a border.
#[must_use]
pub fn departments_of(postcode: &str) -> Vec<String> {
    let mut departments: Vec<String> =
        communes_of(postcode).map(|commune| commune.department().into()).collect();
    departments.sort_unstable();
    departments.dedup();
    departments
}

/// The commune of this INSEE code; the whole city for 75056, 69123 and 13055.
#[must_use]
pub fn by_insee(code: &str) -> Option<Commune> {
    list::by_insee(code)
}

/// Whether two writings name one commune: accents, case, signs, spaces, `St` and `Saint`, and a `CEDEX` apart.
#[must_use]
pub fn same_name(left: &str, right: &str) -> bool {
    let left = compared(left);
    !left.is_empty() && left == compared(right)
}

/// The commune of an address; `None` abroad, of which nothing is known here.
///
/// # Errors
///
/// [`Mismatch`], with the communes to choose from.
pub fn check(address: &PostalAddress) -> Result<Option<Commune>, Mismatch> {
    use vocabulary::AddressField::{Commune as Name, Postcode};
    if !address.is_french() {
        return Ok(None);
    }
    let served: Vec<Commune> = find(address.text(Postcode)).map_err(Mismatch::Postcode)?.collect();
    let mut called = served.iter().filter(|commune| commune.is_called(address.text(Name)));
    let one = called.next().filter(|_| called.next().is_none());
    match one.cloned() {
        None => Err(Mismatch::Commune(served)),
        commune => Ok(commune),
    }
}

/// The name as it is compared: spaces tell nothing (`Lemans`).
fn compared(name: &str) -> String {
    town(name).replace(' ', "")
}

fn department(insee: &str) -> &str {
    let length = if insee.starts_with("97") || insee.starts_with("98") { 3 } else { 2 };
    insee.get(..length).unwrap_or_default()
}
