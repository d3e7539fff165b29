//! Postal addresses, split as the official forms split them (cerfa 13750).
//!
//! [`PostalAddress::read`] is the only way to make one, so what is stored was checked. Then: [`PostalAddress::lines`] for the
//! post, [`PostalAddress::compare`] for two writings of an address. Whether a commune has a postcode, crate `communes` tells.

mod compare;
mod print;
#[cfg(test)]
mod tests;
mod words;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use compare::{Comparison, Likeness};

use crate::plain;

crate::codes! {
    /// A part of an address, by its name in the form, in the order of the form.
    pub enum AddressField {
        /// Floor, staircase, flat (*étage, escalier, appartement*).
        Floor = "floor",
        /// Building, block, estate (*immeuble, bâtiment, résidence*).
        Building = "building",
        /// Number in the street: `12`, `12-14`.
        Number = "number",
        /// What follows the number: `bis`, `ter`, `B`.
        Extension = "extension",
        /// Type of street (*type de voie*): `rue`, `avenue`; kept in full.
        StreetType = "street_type",
        /// Name of the street (*libellé de la voie*).
        Street = "street",
        /// Hamlet or post-office box (*lieu-dit, boîte postale*).
        Locality = "locality",
        /// Postcode: five digits in France.
        Postcode = "postcode",
        /// Commune, or the town abroad.
        Commune = "commune",
        /// Country; empty for France.
        Country = "country",
    }
}

/// Why a part of an address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressFault {
    /// Nothing was written, and it is needed.
    Empty,
    /// Too long for its line by so many characters, abbreviated as far as the standard does.
    TooLong(usize),
    /// A character that cannot be printed.
    Character(char),
    /// Not five digits between 01000 and 98999.
    NotAPostcode,
    /// Not written like `12` or `12-14`.
    NotANumber,
    /// A number, an extension or a type without the name of a street.
    WithoutStreet,
}

/// An address that was checked; the parts are kept as typed but for spaces, and the type of street in full.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct PostalAddress {
    floor: String,
    building: String,
    number: String,
    extension: String,
    street_type: String,
    street: String,
    locality: String,
    postcode: String,
    commune: String,
    country: String,
}

/// Longest line, in characters (standard NF Z 10-011).
pub const LINE_MAX: usize = 38;
/// Longest name of a commune as typed, in characters: the longest of France has 45.
pub const COMMUNE_MAX: usize = 50;
/// Longest postcode abroad, in characters.
pub const FOREIGN_POSTCODE_MAX: usize = 10;

impl PostalAddress {
    /// Reads what was typed.
    ///
    /// A number with its extension (`12bis`) and a street with its type (`bd Voltaire`) are parted where the other part is
    /// empty. An address needs a commune, in France a postcode, and a street, a building or a locality.
    ///
    /// # Errors
    ///
    /// Every part that is refused, with the reason, in the order of the form.
    pub fn read<T: AsRef<str>>(
        typed: impl Fn(AddressField) -> T,
    ) -> Result<Self, Vec<(AddressField, AddressFault)>> {
        let text = |field| spaced(typed(field).as_ref());
        let mut address = Self {
            floor: text(AddressField::Floor),
            building: text(AddressField::Building),
            number: text(AddressField::Number),
            extension: text(AddressField::Extension),
            street_type: text(AddressField::StreetType),
            street: text(AddressField::Street),
            locality: text(AddressField::Locality),
            postcode: text(AddressField::Postcode),
            commune: text(AddressField::Commune),
            country: text(AddressField::Country),
        };
        if matches!(plain::capitals(&address.country).as_str(), "FRANCE" | "REPUBLIQUE FRANCAISE") {
            address.country.clear();
        }
        if address.is_french() {
            address.postcode.retain(|typed| !typed.is_whitespace());
        }
        address.part_number();
        address.part_street();
        let faults = address.faults();
        if faults.is_empty() { Ok(address) } else { Err(faults) }
    }

    /// The part as it is shown in the form. Empty where there is none.
    #[must_use]
    pub fn text(&self, field: AddressField) -> &str {
        match field {
            AddressField::Floor => &self.floor,
            AddressField::Building => &self.building,
            AddressField::Number => &self.number,
            AddressField::Extension => &self.extension,
            AddressField::StreetType => &self.street_type,
            AddressField::Street => &self.street,
            AddressField::Locality => &self.locality,
            AddressField::Postcode => &self.postcode,
            AddressField::Commune => &self.commune,
            AddressField::Country => &self.country,
        }
    }

    /// Whether it is in France, overseas included.
    #[must_use]
    pub fn is_french(&self) -> bool {
        self.country.is_empty()
    }

    /// Whether the commune is written with `CEDEX`: letters of a company go there, nobody lives there.
    #[must_use]
    pub fn is_cedex(&self) -> bool {
        is_cedex(&self.commune)
    }

    /// `12bis` typed as the number is 12 and bis.
    fn part_number(&mut self) {
        let end = self.number.trim_end_matches(char::is_alphabetic).len();
        let number = self.number.get(..end).unwrap_or_default().trim_end();
        if self.extension.is_empty() && !number.is_empty() {
            let (number, extension) = (String::from(number), self.number.split_off(end));
            (self.number, self.extension) = (number, extension);
        }
    }

    /// `bd Voltaire` typed as the street is the type `boulevard` and the name `Voltaire`.
    fn part_street(&mut self) {
        if let Some(full) = words::street_type(&self.street_type) {
            self.street_type = full.into();
        }
        while let Some((first, rest)) = self.street.split_once(' ') {
            match words::street_type(first) {
                Some(full) if self.street_type.is_empty() || self.street_type == full => {
                    self.street_type = full.into();
                    self.street = rest.into();
                }
                _ => return,
            }
        }
    }

    fn faults(&self) -> Vec<(AddressField, AddressFault)> {
        let mut faults = Vec::new();
        for field in AddressField::ALL {
            if let Some(fault) = self.fault(*field) {
                faults.push((*field, fault));
            }
        }
        faults
    }

    fn fault(&self, field: AddressField) -> Option<AddressFault> {
        let text = self.text(field);
        if let Some(found) = plain::unprintable(text) {
            return Some(AddressFault::Character(found));
        }
        // What prints nothing, as a lone hyphen, is nothing.
        let empty = |field| plain::words(self.text(field)).is_empty();
        let over = |line: &str, most| {
            let found = line.chars().count();
            (found > most).then(|| AddressFault::TooLong(found - most))
        };
        match field {
            AddressField::Floor | AddressField::Building | AddressField::Locality => {
                over(&print::line(text), LINE_MAX)
            }
            AddressField::Country => over(&plain::capitals(text), LINE_MAX),
            AddressField::Number if !text.is_empty() && !is_number(text) => {
                Some(AddressFault::NotANumber)
            }
            AddressField::Number | AddressField::Extension | AddressField::StreetType => {
                (!empty(field) && empty(AddressField::Street))
                    .then_some(AddressFault::WithoutStreet)
            }
            AddressField::Street => {
                let placed = [field, AddressField::Building, AddressField::Locality];
                if placed.into_iter().all(empty) {
                    return Some(AddressFault::Empty);
                }
                over(&self.street_line(), LINE_MAX)
            }
            AddressField::Postcode if self.is_french() => {
                if text.is_empty() {
                    return Some(AddressFault::Empty);
                }
                (!is_postcode(text)).then_some(AddressFault::NotAPostcode)
            }
            AddressField::Postcode => over(text, FOREIGN_POSTCODE_MAX),
            AddressField::Commune if empty(field) => Some(AddressFault::Empty),
            AddressField::Commune => over(text, COMMUNE_MAX),
        }
    }
}

/// Never the address itself: what is printed ends in a log.
impl fmt::Debug for PostalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostalAddress(…)")
    }
}

/// Whether `text` has the shape of a French postcode: five digits, 01000 to 98999.
#[must_use]
pub fn is_postcode(text: &str) -> bool {
    text.len() == 5
        && text.bytes().all(|digit| digit.is_ascii_digit())
        && ("01000"..="98999").contains(&text)
}

/// Whether the name of a town holds the word `CEDEX`.
#[must_use]
pub fn is_cedex(town: &str) -> bool {
    plain::words(town).iter().any(|word| word == "CEDEX")
}

/// The name of a town as it is compared: plain capitals, saints in full, no `CEDEX` nor what follows it.
#[must_use]
pub fn town(name: &str) -> String {
    let mut words = words::full_words(name);
    if let Some(cedex) = words.iter().position(|word| word == "CEDEX") {
        words.truncate(cedex);
    }
    for word in &mut words {
        match word.as_str() {
            "LEZ" => *word = "LES".into(), // lès, lez and les are one word, spelled three ways
            "S" => *word = "SUR".into(),   // S/ on old papers
            _ => {}
        }
    }
    words.join(" ")
}

/// One space between words and none around.
fn spaced(text: &str) -> String {
    text.replace('\0', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `12`, `12-14`, `12/14`: numbers of at most 5 digits.
fn is_number(text: &str) -> bool {
    let mut numbers = text.split(['-', '/', ' ']).filter(|part| !part.is_empty()).peekable();
    numbers.peek().is_some()
        && numbers.all(|part| part.len() <= 5 && part.bytes().all(|digit| digit.is_ascii_digit()))
}
