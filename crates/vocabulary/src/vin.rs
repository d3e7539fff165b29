use alloc::string::String;
use core::fmt;

/// Characters of a vehicle identification number.
const LENGTH: usize = 17;

/// A vehicle identification number (field E of the certificate): 17 letters and digits, ISO 3779.
///
/// Vehicles built before 1981 may have shorter numbers: those are not read here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vin(String);

/// Why a text is no identification number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidVin {
    /// I, O or Q, in upper case: none is used, so that nobody reads 1 or 0.
    Letter(char),
    /// A character that is neither a letter nor a digit, as typed.
    Character(char),
    /// The number of characters found, separators apart: 17 were due.
    Length(usize),
}

impl fmt::Display for InvalidVin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Letter(found) => write!(f, "the letter {found} is not used"),
            Self::Character(found) => write!(f, "{found:?} is neither a letter nor a digit"),
            Self::Length(found) => write!(f, "{found} characters instead of {LENGTH}"),
        }
    }
}

impl core::error::Error for InvalidVin {}

impl Vin {
    /// Reads a number as people copy it: any case, with spaces or hyphens.
    ///
    /// # Errors
    ///
    /// [`InvalidVin`]: a wrong character before a wrong length.
    pub fn parse(text: &str) -> Result<Self, InvalidVin> {
        let mut written = String::with_capacity(LENGTH);
        let mut found = 0;
        for typed in text.chars().filter(|typed| !typed.is_whitespace() && *typed != '-') {
            if !typed.is_ascii_alphanumeric() {
                return Err(InvalidVin::Character(typed));
            }
            let letter = typed.to_ascii_uppercase();
            if matches!(letter, 'I' | 'O' | 'Q') {
                return Err(InvalidVin::Letter(letter));
            }
            found += 1;
            if found <= LENGTH {
                written.push(letter);
            }
        }
        if found == LENGTH { Ok(Self(written)) } else { Err(InvalidVin::Length(found)) }
    }

    /// The 17 characters, in upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the ninth character is the check digit of the North American rule (49 CFR 565).
    ///
    /// European makers need not follow it: `false` is at most a reason to look twice.
    #[must_use]
    pub fn has_check_digit(&self) -> bool {
        let sum: u32 =
            self.0.bytes().zip(WEIGHTS).map(|(c, weight)| transliterated(c) * weight).sum();
        let expected = match sum % 11 {
            10 => Some('X'),
            digit => char::from_digit(digit, 10),
        };
        self.0.chars().nth(8) == expected
    }
}

impl fmt::Display for Vin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Weight of each place; the check digit itself counts for nothing.
const WEIGHTS: [u32; LENGTH] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/// The value of a character in the check sum: a digit is itself, letters count 1 to 9 by rows of the EBCDIC table.
const fn transliterated(character: u8) -> u32 {
    let value = match character {
        b'0'..=b'9' => character - b'0',
        b'A'..=b'H' => character - b'A' + 1,
        b'J'..=b'R' => character - b'J' + 1,
        b'S'..=b'Z' => character - b'S' + 2,
        _ => 0,
    };
    value as u32
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_copied() {
        for text in ["VF1RFB00X56789012", "vf1 rfb00x 5678 9012", " VF1-RFB00X-56789012\n"] {
            assert_eq!(Vin::parse(text).unwrap().as_str(), "VF1RFB00X56789012");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_cause() {
        for (text, cause) in [
            ("", InvalidVin::Length(0)),
            ("VF1RFB00X5678901", InvalidVin::Length(16)),
            ("VF1RFB00X567890123", InvalidVin::Length(18)),
            ("VF1RFB0OX56789012", InvalidVin::Letter('O')),
            ("VF1RFB00X5678901i", InvalidVin::Letter('I')),
            ("QF1RFB00X56789012", InvalidVin::Letter('Q')),
            ("VF1RFB00X5678901é", InvalidVin::Character('é')),
            ("VF1_RFB00X56789012", InvalidVin::Character('_')),
        ] {
            assert_eq!(Vin::parse(text), Err(cause), "{text}");
        }
    }

    #[test]
    fn the_check_digit_is_a_hint_and_no_condition() {
        assert!(Vin::parse("1M8GDM9AXKP042788").unwrap().has_check_digit());
        assert!(Vin::parse("11111111111111111").unwrap().has_check_digit());
        assert!(!Vin::parse("1M8GDM9A1KP042788").unwrap().has_check_digit());
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in ".{0,40}") {
            let _ = Vin::parse(&text);
        }

        #[test]
        fn what_is_written_is_read_again(text in "[A-HJ-NPR-Z0-9]{17}") {
            let vin = Vin::parse(&text.to_lowercase()).unwrap();
            prop_assert_eq!(vin.to_string(), text);
            prop_assert_eq!(Vin::parse(vin.as_str()), Ok(vin));
        }
    }
}
