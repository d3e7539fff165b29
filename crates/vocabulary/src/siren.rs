//! The numbers of French companies and of their places of business.

use alloc::string::String;
use core::fmt;

/// The number of a company in the SIRENE register: 9 digits, the last one a key (Luhn).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siren(String);

/// The number of a place of business: the company's SIREN and 5 more digits, with a key of their own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siret(String);

/// Why a text is no SIREN or SIRET.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidSiren {
    /// A character that is no digit, as typed.
    Character(char),
    /// The number of digits found.
    Length(usize),
    /// The key does not match: a digit was mistyped, or two were swapped.
    Key,
}

impl fmt::Display for InvalidSiren {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(found) => write!(f, "{found:?} is no digit"),
            Self::Length(found) => write!(f, "{found} digits instead of 9 or 14"),
            Self::Key => f.write_str("the key of the number does not match its digits"),
        }
    }
}

impl core::error::Error for InvalidSiren {}

/// The SIREN of La Poste, whose places of business outnumber what the key allows.
const LA_POSTE: &str = "356000000";

impl Siren {
    /// Reads 9 digits, with spaces, dots or hyphens between them.
    ///
    /// # Errors
    ///
    /// [`InvalidSiren`]: a wrong character before a wrong length before a wrong key.
    pub fn parse(text: &str) -> Result<Self, InvalidSiren> {
        let digits = digits(text, 9)?;
        if luhn(&digits) { Ok(Self(digits)) } else { Err(InvalidSiren::Key) }
    }

    /// The 9 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Siret {
    /// Reads 14 digits, with spaces, dots or hyphens between them.
    ///
    /// The places of La Poste answer to another key: their digits add up to a multiple of 5.
    ///
    /// # Errors
    ///
    /// [`InvalidSiren`]: a wrong character before a wrong length before a wrong key, that of the company included.
    pub fn parse(text: &str) -> Result<Self, InvalidSiren> {
        let digits = digits(text, 14)?;
        let company = &digits[..9];
        let keyed = luhn(&digits) || company == LA_POSTE && sum(&digits).is_multiple_of(5);
        if keyed && luhn(company) { Ok(Self(digits)) } else { Err(InvalidSiren::Key) }
    }

    /// The 14 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The company that the place belongs to.
    #[must_use]
    pub fn siren(&self) -> Siren {
        Siren(self.0.chars().take(9).collect())
    }
}

impl fmt::Display for Siren {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Siret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn digits(text: &str, due: usize) -> Result<String, InvalidSiren> {
    let mut digits = String::with_capacity(due);
    let mut found = 0;
    for typed in text.chars().filter(|typed| !typed.is_whitespace() && !matches!(typed, '.' | '-'))
    {
        if !typed.is_ascii_digit() {
            return Err(InvalidSiren::Character(typed));
        }
        found += 1;
        if found <= due {
            digits.push(typed);
        }
    }
    if found == due { Ok(digits) } else { Err(InvalidSiren::Length(found)) }
}

/// From the right, every second digit counts double (its own digits added); the sum is a multiple of 10.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit - b'0');
            match (place % 2, digit) {
                (0, _) => digit,
                (_, 0..=4) => digit * 2,
                _ => digit * 2 - 9,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn sum(digits: &str) -> u32 {
    digits.bytes().map(|digit| u32::from(digit - b'0')).sum()
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_spaced() {
        for text in ["732829320", "732 829 320", " 732.829-320 "] {
            assert_eq!(Siren::parse(text).unwrap().as_str(), "732829320");
        }
        let siret = Siret::parse("732 829 320 00074").unwrap();
        assert_eq!((siret.as_str(), siret.siren().as_str()), ("73282932000074", "732829320"));
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_cause() {
        for (text, cause) in [
            ("", InvalidSiren::Length(0)),
            ("73282932", InvalidSiren::Length(8)),
            ("7328293200", InvalidSiren::Length(10)),
            ("73282932O", InvalidSiren::Character('O')),
            ("732829321", InvalidSiren::Key),
            ("٧٣٢٨٢٩٣٢٠", InvalidSiren::Character('٧')),
        ] {
            assert_eq!(Siren::parse(text), Err(cause), "{text}");
        }
        assert_eq!(Siret::parse("73282932000075"), Err(InvalidSiren::Key));
        assert_eq!(Siret::parse("732829320"), Err(InvalidSiren::Length(9)));
    }

    #[test]
    fn the_places_of_la_poste_have_their_own_key() {
        assert!(Siret::parse("35600000000048").is_ok(), "the head office has the general key too");
        // 3 + 5 + 6 + 1 = 15, a multiple of 5; the general key fails.
        assert!(Siret::parse("35600000000001").is_ok());
        assert_eq!(Siret::parse("35600000000002"), Err(InvalidSiren::Key));
        // Nobody else has that key: these digits add up to 40.
        assert_eq!(Siret::parse("73282932000004"), Err(InvalidSiren::Key));
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in ".{0,24}") {
            let _ = (Siren::parse(&text), Siret::parse(&text));
        }

        #[test]
        fn one_mistyped_digit_is_always_seen(head in "[0-9]{8}", place in 0_usize..9, other in 0_u8..10) {
            let siren = (0..10).map(|key| format!("{head}{key}")).find(|text| luhn(text)).unwrap();
            let mut typed = siren.clone().into_bytes();
            typed[place] = b'0' + other;
            let typed = String::from_utf8(typed).unwrap();
            prop_assert_eq!(Siren::parse(&typed).is_ok(), typed == siren);
        }
    }
}
