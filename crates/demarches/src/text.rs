//! Texts that an answer may be, each with the check that it must pass.

use std::fmt;

use vocabulary::{InvalidPlate, InvalidSiren, InvalidVin, Plate, Siren, Siret, Vin};

vocabulary::codes! {
    /// What a typed text must be. Each is kept in one way of writing, however it was typed.
    pub enum TextCheck {
        /// A French plate number: `AB-123-CD`.
        Plate = "plate",
        /// A vehicle identification number: 17 characters.
        Vin = "vin",
        /// The number of a company: 9 digits and their key.
        Siren = "siren",
        /// The number of a place of business: 14 digits and their key.
        Siret = "siret",
        /// A French postcode: 5 digits.
        Postcode = "postcode",
        /// A time of day: `17:05`.
        Time = "time",
        /// The number of the last certificate issued: `2019AB12345`.
        FormulaNumber = "formula_number",
        /// The code that the seller got from the ANTS: 5 digits.
        CessionCode = "cession_code",
        /// One line of words.
        Line = "line",
    }
}

/// Longest line of words, in characters.
pub const LONGEST_LINE: usize = 120;

/// Why a text does not pass its check. Never holds the text: it may name a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidText {
    /// No plate number, and why.
    Plate(InvalidPlate),
    /// No identification number, and why.
    Vin(InvalidVin),
    /// No company number, and why.
    Siren(InvalidSiren),
    /// Not the shape that the check asks for.
    Shape(TextCheck),
}

impl fmt::Display for InvalidText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plate(why) => why.fmt(f),
            Self::Vin(why) => why.fmt(f),
            Self::Siren(why) => why.fmt(f),
            Self::Shape(TextCheck::Postcode) => f.write_str("a postcode has 5 digits"),
            Self::Shape(TextCheck::Time) => f.write_str("a time is written like 17:05"),
            Self::Shape(TextCheck::FormulaNumber) => {
                f.write_str("the number is written like 2019AB12345")
            }
            Self::Shape(TextCheck::CessionCode) => f.write_str("the code has 5 digits"),
            Self::Shape(_) => write!(f, "a line has 1 to {LONGEST_LINE} characters"),
        }
    }
}

impl std::error::Error for InvalidText {}

impl TextCheck {
    /// Reads `text` and writes it in the one way in which it is kept.
    ///
    /// # Errors
    ///
    /// [`InvalidText`] with what is wrong.
    pub fn read(self, text: &str) -> Result<String, InvalidText> {
        let shape = || InvalidText::Shape(self);
        match self {
            Self::Plate => Plate::parse(text).map(|it| it.to_string()).map_err(InvalidText::Plate),
            Self::Vin => Vin::parse(text).map(|it| it.to_string()).map_err(InvalidText::Vin),
            Self::Siren => Siren::parse(text).map(|it| it.to_string()).map_err(InvalidText::Siren),
            Self::Siret => Siret::parse(text).map(|it| it.to_string()).map_err(InvalidText::Siren),
            Self::Postcode => postcode(text).ok_or_else(shape),
            Self::Time => time(text).ok_or_else(shape),
            Self::FormulaNumber => formula_number(text).ok_or_else(shape),
            Self::CessionCode => {
                let code = compact(text);
                let digits = code.len() == 5 && code.bytes().all(|c| c.is_ascii_digit());
                digits.then_some(code).ok_or_else(shape)
            }
            Self::Line => line(text).ok_or_else(shape),
        }
    }
}

/// Without the spaces that people leave between groups.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// 01000 to 98999, the overseas ones included.
fn postcode(text: &str) -> Option<String> {
    let code = compact(text);
    let digits = code.len() == 5 && code.bytes().all(|c| c.is_ascii_digit());
    (digits && ("01000"..="98999").contains(&code.as_str())).then_some(code)
}

/// `17:05`, `17h05`, `17 h`, `9.30`.
fn time(text: &str) -> Option<String> {
    let text = compact(text);
    let (hours, minutes) = text.split_once([':', 'h', 'H', '.'])?;
    let number = |part: &str, below: u8| {
        let digits = matches!(part.len(), 1 | 2) && part.bytes().all(|c| c.is_ascii_digit());
        digits.then(|| part.parse::<u8>().ok())?.filter(|number| *number < below)
    };
    let minutes = if minutes.is_empty() { "00" } else { minutes };
    if minutes.len() != 2 {
        return None;
    }
    Some(format!("{:02}:{:02}", number(hours, 24)?, number(minutes, 60)?))
}

/// Four digits, two letters, five digits.
fn formula_number(text: &str) -> Option<String> {
    let code = compact(text).to_ascii_uppercase();
    let bytes = code.as_bytes();
    let in_place = bytes.len() == 11
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4..6].iter().all(u8::is_ascii_uppercase)
        && bytes[6..].iter().all(u8::is_ascii_digit);
    in_place.then_some(code)
}

/// Words with single spaces between them.
fn line(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let fits = !line.is_empty() && line.chars().count() <= LONGEST_LINE;
    (fits && !line.chars().any(char::is_control)).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_in_one_way_however_it_was_typed() {
        for (check, typed, kept) in [
            (TextCheck::Plate, "ab 123 cd", "AB-123-CD"),
            (TextCheck::Vin, "vf1 rfb00x56789012", "VF1RFB00X56789012"),
            (TextCheck::Siren, "732 829 320", "732829320"),
            (TextCheck::Siret, "732 829 320 00074", "73282932000074"),
            (TextCheck::Postcode, " 97 410 ", "97410"),
            (TextCheck::Time, "9h5", ""),
            (TextCheck::Time, "9h05", "09:05"),
            (TextCheck::Time, "17 h", "17:00"),
            (TextCheck::Time, "00:00", "00:00"),
            (TextCheck::FormulaNumber, "2019 ab 12345", "2019AB12345"),
            (TextCheck::CessionCode, " 01234", "01234"),
            (TextCheck::Line, "  rue \n des  Lilas ", "rue des Lilas"),
        ] {
            assert_eq!(check.read(typed).unwrap_or_default(), kept, "{typed}");
        }
    }

    #[test]
    fn what_does_not_pass_is_refused_with_what_is_asked_for() {
        for (check, typed) in [
            (TextCheck::Postcode, "00999"),
            (TextCheck::Postcode, "99000"),
            (TextCheck::Postcode, "7500"),
            (TextCheck::Time, "24:00"),
            (TextCheck::Time, "12:60"),
            (TextCheck::Time, "1205"),
            (TextCheck::Time, "+1:05"),
            (TextCheck::FormulaNumber, "2019AB1234"),
            (TextCheck::CessionCode, "1234"),
            (TextCheck::Line, " \n"),
            (TextCheck::Line, "a\u{7}b"),
        ] {
            assert_eq!(check.read(typed), Err(InvalidText::Shape(check)), "{typed}");
        }
        assert_eq!(TextCheck::Siren.read("732829321"), Err(InvalidText::Siren(InvalidSiren::Key)));
    }
}
