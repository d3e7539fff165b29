use alloc::string::String;
use core::fmt::{self, Write as _};

crate::codes! {
    /// The register that a plate belongs to.
    pub enum PlateSystem {
        /// SIV, since 2009: `AB-123-CD`, kept for the vehicle's life.
        Siv = "siv",
        /// Provisional series of the SIV, for imports and exports: `WW-123-AB`.
        Ww = "ww",
        /// Trade plate of the SIV, for professionals: `W-123-AB`.
        WGarage = "w_garage",
        /// FNI, the register closed in 2009: `123 AB 01`, the département last.
        Fni = "fni",
    }
}

/// A French plate number, written as on the certificate: `AB-123-CD`, `WW-123-AB`, `W-123-AB`, `123 AB 2A`.
///
/// Left out: the series of mopeds before 2015, of diplomats, of the armies and of the Pacific territories.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Plate {
    system: PlateSystem,
    written: String,
}

/// Why a text is no plate number. Each cause has its own words for the person who types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidPlate {
    /// Neither letter nor digit was given.
    Empty,
    /// A character that is on no plate, as typed.
    Character(char),
    /// I, O or U in an SIV number (I or O in an FNI one), in upper case: 1 and 0 are meant more often than not.
    Letter(char),
    /// The series SS is never given.
    Series,
    /// The number is 0: both registers begin at 1.
    Zero,
    /// The last characters of an FNI number are no département.
    Departement,
    /// Letters and digits do not stand as in `AB-123-CD` or `123 AB 01`.
    Shape,
}

impl fmt::Display for InvalidPlate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("no plate number was given"),
            Self::Character(found) => write!(f, "{found:?} is on no plate"),
            Self::Letter(found) => write!(f, "the letter {found} is not used in this register"),
            Self::Series => f.write_str("the series SS is never given"),
            Self::Zero => f.write_str("numbers begin at 1"),
            Self::Departement => f.write_str("the last characters are no département"),
            Self::Shape => f.write_str("not written like AB-123-CD or 123 AB 01"),
        }
    }
}

impl core::error::Error for InvalidPlate {}

/// The most letters and digits of any plate: `1234 AB 971`.
const LONGEST: usize = 9;

impl Plate {
    /// Reads a plate number as people type it: any case, with spaces, hyphens, dots or nothing between its parts.
    ///
    /// # Errors
    ///
    /// [`InvalidPlate`] says the first thing wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidPlate> {
        let mut compact = String::new();
        for typed in text.chars().filter(|&typed| !is_separator(typed)) {
            if !typed.is_ascii_alphanumeric() {
                return Err(InvalidPlate::Character(typed));
            }
            if compact.len() == LONGEST {
                return Err(InvalidPlate::Shape);
            }
            compact.push(typed.to_ascii_uppercase());
        }
        match compact.chars().next() {
            None => Err(InvalidPlate::Empty),
            Some(first) if first.is_ascii_digit() => parse_fni(&compact),
            Some(_) => parse_siv(&compact),
        }
    }

    /// The register that gave the number.
    #[must_use]
    pub const fn system(&self) -> PlateSystem {
        self.system
    }

    /// The number with its hyphens (SIV) or spaces (FNI), as on the certificate.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The département that ends an FNI number; none in the SIV, where the one on the plate is the owner's choice.
    #[must_use]
    pub fn departement(&self) -> Option<&str> {
        match self.system {
            PlateSystem::Fni => self.written.rsplit(' ').next(),
            PlateSystem::Siv | PlateSystem::Ww | PlateSystem::WGarage => None,
        }
    }
}

impl fmt::Display for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

const fn is_separator(typed: char) -> bool {
    typed.is_whitespace()
        || matches!(typed, '-' | '.' | '\u{2010}'..='\u{2014}' | '\u{b7}' | '\u{2022}')
}

/// Letters, three digits, two letters. `compact` is ASCII and begins with a letter.
fn parse_siv(compact: &str) -> Result<Plate, InvalidPlate> {
    let (left, rest) = split_while(compact, |c| c.is_ascii_alphabetic());
    let (number, right) = split_while(rest, |c| c.is_ascii_digit());
    let in_place = matches!(left.len(), 1 | 2)
        && number.len() == 3
        && right.len() == 2
        && right.bytes().all(|c| c.is_ascii_alphabetic());
    if !in_place {
        return Err(InvalidPlate::Shape);
    }
    let system = match left {
        "WW" => PlateSystem::Ww,
        "W" => PlateSystem::WGarage,
        _ if left.len() == 1 => return Err(InvalidPlate::Shape),
        _ => PlateSystem::Siv,
    };
    if let Some(letter) = left.chars().chain(right.chars()).find(|c| matches!(c, 'I' | 'O' | 'U')) {
        return Err(InvalidPlate::Letter(letter));
    }
    if left == "SS" || right == "SS" {
        return Err(InvalidPlate::Series);
    }
    if number == "000" {
        return Err(InvalidPlate::Zero);
    }
    Ok(Plate { system, written: joined([left, number, right], '-') })
}

/// One to four digits, one to three letters (no more than three digits before three letters), the département.
fn parse_fni(compact: &str) -> Result<Plate, InvalidPlate> {
    let (number, rest) = split_while(compact, |c| c.is_ascii_digit());
    let (letters, departement) = split_while(rest, |c| c.is_ascii_alphabetic());
    let in_place = matches!((number.len(), letters.len()), (1..=4, 1 | 2) | (1..=3, 3));
    if !in_place || departement.is_empty() {
        return Err(InvalidPlate::Shape);
    }
    if let Some(letter) = letters.chars().find(|c| matches!(c, 'I' | 'O')) {
        return Err(InvalidPlate::Letter(letter));
    }
    let number = number.trim_start_matches('0');
    if number.is_empty() {
        return Err(InvalidPlate::Zero);
    }
    if !is_fni_departement(departement) {
        return Err(InvalidPlate::Departement);
    }
    Ok(Plate { system: PlateSystem::Fni, written: joined([number, letters, departement], ' ') })
}

/// 01 to 95 (20 was Corsica until 1976), 2A, 2B, and 971 to 976 overseas.
fn is_fni_departement(code: &str) -> bool {
    match code.as_bytes() {
        [b'2', b'A' | b'B'] | [b'9', b'7', b'1'..=b'6'] => true,
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            (1..=95).contains(&((tens - b'0') * 10 + (ones - b'0')))
        }
        _ => false,
    }
}

fn split_while(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

fn joined(parts: [&str; 3], between: char) -> String {
    let mut written = String::with_capacity(LONGEST + 2);
    let [first, second, third] = parts;
    // Writing to a String cannot fail.
    let _ = write!(written, "{first}{between}{second}{between}{third}");
    written
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString as _;

    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn reads(text: &str, system: PlateSystem, written: &str) {
        let plate = Plate::parse(text).unwrap();
        assert_eq!((plate.system(), plate.as_str()), (system, written), "{text}");
    }

    #[test]
    fn a_plate_is_read_however_it_is_typed() {
        for text in [
            "AB-123-CD",
            "ab123cd",
            " AB 123 CD ",
            "ab.123.cd",
            "AB\u{a0}123\u{202f}CD",
            "AB–123–CD",
        ] {
            reads(text, PlateSystem::Siv, "AB-123-CD");
        }
        reads("ww 123 ab", PlateSystem::Ww, "WW-123-AB");
        reads("w123ab", PlateSystem::WGarage, "W-123-AB");
        reads("AB-123-WW", PlateSystem::Siv, "AB-123-WW");
    }

    #[test]
    fn the_old_register_ends_with_a_departement() {
        reads("1234 ab 75", PlateSystem::Fni, "1234 AB 75");
        reads("12 ABC 2a", PlateSystem::Fni, "12 ABC 2A");
        reads("1A01", PlateSystem::Fni, "1 A 01");
        reads("0123UV971", PlateSystem::Fni, "123 UV 971");
        assert_eq!(Plate::parse("12 AB 971").unwrap().departement(), Some("971"));
        assert_eq!(Plate::parse("AB-123-CD").unwrap().departement(), None);
        for text in ["123 AB 00", "123 AB 96", "123 AB 2C", "123 AB 970", "123 AB 977", "123 AB 7"]
        {
            assert_eq!(Plate::parse(text), Err(InvalidPlate::Departement), "{text}");
        }
    }

    #[test]
    fn what_no_register_gives_is_refused_with_its_cause() {
        for (text, cause) in [
            ("", InvalidPlate::Empty),
            (" - ", InvalidPlate::Empty),
            ("AB-123-CÉ", InvalidPlate::Character('É')),
            ("AI-123-CD", InvalidPlate::Letter('I')),
            ("AB-123-CO", InvalidPlate::Letter('O')),
            ("uB-123-CD", InvalidPlate::Letter('U')),
            ("123 IB 01", InvalidPlate::Letter('I')),
            ("SS-123-AB", InvalidPlate::Series),
            ("AB-123-SS", InvalidPlate::Series),
            ("AB-000-CD", InvalidPlate::Zero),
            ("0000 AB 01", InvalidPlate::Zero),
            ("A-123-BC", InvalidPlate::Shape),
            ("AB-12-CD", InvalidPlate::Shape),
            ("AB-123-C", InvalidPlate::Shape),
            ("AB-123-C4", InvalidPlate::Shape),
            ("ABC-123-DE", InvalidPlate::Shape),
            ("1234 ABC 01", InvalidPlate::Shape),
            ("12345 A 01", InvalidPlate::Shape),
            ("123 AB", InvalidPlate::Shape),
            ("AB-123-CDEFGH", InvalidPlate::Shape),
        ] {
            assert_eq!(Plate::parse(text), Err(cause), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in ".{0,24}") {
            let _ = Plate::parse(&text);
        }

        #[test]
        fn what_is_written_is_read_again(
            text in "([A-Z]{1,2}-?[0-9]{3}-?[A-Z]{2})|([0-9]{1,4} ?[A-Z]{1,3} ?(0[1-9]|[1-8][0-9]|2A|97[1-6]))"
        ) {
            if let Ok(plate) = Plate::parse(&text) {
                prop_assert_eq!(Plate::parse(&plate.to_string()), Ok(plate.clone()));
                let typed = format!("{plate}").to_lowercase().replace([' ', '-'], "");
                prop_assert_eq!(Plate::parse(&typed), Ok(plate));
            }
        }

        #[test]
        fn every_number_that_the_siv_gives_is_read(
            text in "[A-HJ-NP-RT-TV-Z]{2}-(00[1-9]|[1-9][0-9]{2})-[A-HJ-NP-RT-TV-Z]{2}"
        ) {
            prop_assert_eq!(Plate::parse(&text).map(|plate| plate.to_string()), Ok(text));
        }
    }
}
