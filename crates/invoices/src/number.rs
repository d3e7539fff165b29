use std::fmt;

vocabulary::codes! {
    /// What a paper is.
    pub enum Kind {
        /// It asks for money, or says that it came.
        Invoice = "invoice",
        /// It takes back what an invoice asked for.
        CreditNote = "credit_note",
    }
}

impl Kind {
    /// The letter of its numbers.
    const fn letter(self) -> char {
        match self {
            Self::Invoice => 'F',
            Self::CreditNote => 'A',
        }
    }

    /// Its name, in French.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Invoice => "Facture",
            Self::CreditNote => "Avoir",
        }
    }

    /// Its code in EN 16931 (UNTDID 1001, BT-3).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invoice => "380",
            Self::CreditNote => "381",
        }
    }
}

/// The number of a paper: `F-2026-000001`, `A-2026-000001`. A series for each house, kind and year begins with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// Of what.
    pub kind: Kind,
    /// The year of its day.
    pub year: u16,
    /// Its place in the series, from 1.
    pub place: u32,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{:06}", self.kind.letter(), self.year, self.place)
    }
}

impl Number {
    /// The number written `text`, as it is printed or in small letters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let (letter, year, place) = (parts.next()?, parts.next()?, parts.next()?);
        let kind = Kind::ALL
            .iter()
            .find(|kind| letter.eq_ignore_ascii_case(kind.letter().encode_utf8(&mut [0; 4])))?;
        let number = Self { kind: *kind, year: year.parse().ok()?, place: place.parse().ok()? };
        let written = number.to_string().eq_ignore_ascii_case(text.trim());
        (parts.next().is_none() && written).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_it_is_written_and_nothing_else_does() {
        for (kind, text) in [(Kind::Invoice, "F-2026-000001"), (Kind::CreditNote, "A-2026-1234567")]
        {
            let number = Number::parse(text).unwrap();
            assert_eq!((number.kind, number.to_string().as_str()), (kind, text));
        }
        assert_eq!(Number::parse(" f-2026-000012 "), Number::parse("F-2026-000012"));
        for text in
            ["", "F", "F-2026", "F-2026-1", "B-2026-000001", "F-2026-000001-2", "F-+2026-000001"]
        {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
