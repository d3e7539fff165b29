use std::fmt;
use std::fmt::Write as _;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An identifier, printed like a UUID. Made on the server alone: the browser has no source of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u128);

/// An instant: microseconds since 1970, UTC, which is what the database keeps.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct At(pub i64);

impl At {
    /// So many seconds later.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
}

impl Id {
    /// Reads `0198c5a0-0000-7000-8000-000000000000`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let places = [8, 13, 18, 23];
        let shaped = text.len() == 36
            && text.bytes().enumerate().all(|(place, byte)| {
                if places.contains(&place) { byte == b'-' } else { byte.is_ascii_hexdigit() }
            });
        if !shaped {
            return None;
        }
        u128::from_str_radix(&text.replace('-', ""), 16).ok().map(Self)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in format!("{:032x}", self.0).chars().enumerate() {
            if matches!(place, 8 | 12 | 16 | 20) {
                f.write_char('-')?;
            }
            f.write_char(digit)?;
        }
        Ok(())
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an identifier"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_reads_as_it_prints_and_nothing_looser() {
        let id = Id(0x0198_c5a0_1234_7abc_8def_0011_2233_4455);
        assert_eq!(id.to_string(), "0198c5a0-1234-7abc-8def-001122334455");
        assert_eq!(Id::parse(&id.to_string()), Some(id));
        for text in ["", "0198c5a012347abc8def001122334455", "+198c5a0-1234-7abc-8def-001122334455"]
        {
            assert_eq!(Id::parse(text), None, "{text}");
        }
    }
}
