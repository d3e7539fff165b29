//! The machine-readable zone of papers: what the lines of `<<<` say, once their check digits agree.
//!
//! Read: cards in three lines (TD1: the French card since 2021, residence permits), in two (TD2), passports (TD3),
//! the French card until 2021, the one line of the French driving licence since 2013; and of a vehicle, the two lines
//! at the foot of the French registration certificate ([`CertificateMrz`]). A zone whose check digits agree was copied
//! well; it does not prove that the paper is genuine.

mod certificate;
mod layout;
#[cfg(test)]
mod tests;

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::Date;

pub use certificate::CertificateMrz;

crate::codes! {
    /// The shape of a zone.
    pub enum MrzKind {
        /// Three lines of 30: identity cards and residence permits.
        Td1 = "td1",
        /// Two lines of 36: older cards.
        Td2 = "td2",
        /// Two lines of 44: passports.
        Td3 = "td3",
        /// Two lines of 36, laid out as France did until 2021. No date of expiry.
        FrenchCard = "french_card",
        /// One line of 30: the French driving licence. No first name, no date of birth; the name is cut at 8 letters.
        FrenchLicence = "french_licence",
    }
}

/// What a zone says.
#[derive(Clone, PartialEq, Eq)]
pub struct Mrz {
    /// The shape that it was read in.
    pub kind: MrzKind,
    /// Who issued the paper: `FRA`, `D`, `UTO`.
    pub issuer: String,
    /// The number of the paper.
    pub number: String,
    /// The family name, in capitals, parts separated by a space.
    pub surname: String,
    /// The first names, in order. A name that filled the line may be cut.
    pub given_names: Vec<String>,
    /// The nationality, where it is written.
    pub nationality: Option<String>,
    /// `M` or `F`, where it is written.
    pub sex: Option<char>,
    /// The day of birth.
    pub born_on: Option<Date>,
    /// The last day of validity, as printed.
    pub expires_on: Option<Date>,
    /// Year and month of issue, where the number tells them (French card until 2021).
    pub issued_in: Option<(u16, u8)>,
}

/// Never what it says: what is printed ends in a log.
impl fmt::Debug for Mrz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mrz").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A part of a zone that has a check digit, or a shape of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MrzField {
    /// The number of the paper.
    Number,
    /// The day of birth.
    Birth,
    /// The day of expiry.
    Expiry,
    /// The optional data of a passport.
    Optional,
    /// The name: at least a family name is due.
    Name,
    /// The plate of the vehicle.
    Plate,
    /// The identification number of the vehicle.
    Vin,
    /// The day of first registration.
    FirstRegistration,
    /// The whole zone.
    Whole,
}

/// Why a text is no zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidMrz {
    /// A character other than A–Z, 0–9 and `<`, as typed.
    Character(char),
    /// The lines have not the number and the length of any known zone.
    Shape,
    /// The check digit of the part does not match, or the part is not what it should be.
    Check(MrzField),
}

impl fmt::Display for InvalidMrz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(found) => write!(f, "{found:?} is in no machine-readable zone"),
            Self::Shape => f.write_str("the lines have the length of no known zone"),
            Self::Check(field) => write!(f, "{field:?} does not match its check digit"),
        }
    }
}

impl core::error::Error for InvalidMrz {}

impl Mrz {
    /// Reads the lines of a zone, in capitals or not, with the spaces that a copy leaves; `on` tells the century of
    /// years written with two digits (nobody is born after it, and papers end less than fifty years later).
    ///
    /// # Errors
    ///
    /// [`InvalidMrz`] with the first thing wrong.
    pub fn read(text: &str, on: Date) -> Result<Self, InvalidMrz> {
        layout::read(&layout::broken(lines(text)?), on)
    }
}

/// The lines as they are printed: capitals, no space, no empty line.
fn lines(text: &str) -> Result<Vec<String>, InvalidMrz> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut written = String::new();
        for typed in line.chars().filter(|typed| !typed.is_whitespace()) {
            let letter = match typed {
                '«' | '‹' => '<',
                other => other.to_ascii_uppercase(),
            };
            if !(letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '<') {
                return Err(InvalidMrz::Character(typed));
            }
            if written.len() > 132 {
                return Err(InvalidMrz::Shape);
            }
            written.push(letter);
            if typed == '«' {
                written.push('<');
            }
        }
        if !written.is_empty() {
            lines.push(written);
        }
    }
    Ok(lines)
}
