use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a dossier is called: `CG-2026-000001`. Numbered by house and year, in the order in which they were begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    year: u16,
    number: u32,
}

impl Reference {
    /// The dossier `number` of `year`; `None` outside 2000–2199 or for 0.
    #[must_use]
    pub const fn new(year: u16, number: u32) -> Option<Self> {
        if year < 2000 || year > 2199 || number == 0 {
            return None;
        }
        Some(Self { year, number })
    }

    /// Reads what people type: capitals or not, spaces around, zeros left out.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut parts = text.split('-');
        let (house, year, number) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let shaped = house.eq_ignore_ascii_case("cg") && parts.next().is_none();
        if !shaped || year.len() != 4 || !digits(year) || !digits(number) {
            return None;
        }
        Self::new(year.parse().ok()?, number.parse().ok()?)
    }

    /// The year in which it was begun.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Its number in the year.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.number
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CG-{}-{:06}", self.year, self.number)
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a reference"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_as_it_prints() {
        let first = Reference::new(2026, 1).unwrap();
        assert_eq!(first.to_string(), "CG-2026-000001");
        assert_eq!(Reference::parse("CG-2026-000001"), Some(first));
        assert_eq!(Reference::parse(" cg-2026-1 "), Some(first));
        let million = Reference::new(2026, 1_234_567).unwrap();
        assert_eq!(Reference::parse(&million.to_string()), Some(million));
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for text in
            ["", "CG-2026", "CG-26-000001", "CG-2026-0", "CG-2026-1-2", "M-2026-1", "CG-2026-+1"]
        {
            assert_eq!(Reference::parse(text), None, "{text}");
        }
    }
}
