//! What somebody signs with on a screen.

use serde::{Deserialize, Serialize};
use vocabulary::plain;

use crate::silent;

/// A signature as it was given: typed or drawn.
#[derive(Clone, PartialEq, Eq)]
pub enum Mark {
    /// A name, typed.
    Typed(String),
    /// Strokes, drawn with a finger or a mouse.
    Drawn(Vec<Stroke>),
}

/// Points that are joined, in a field 1000 wide and 400 high whose origin is its upper left corner.
pub type Stroke = Vec<(u16, u16)>;

silent!(Mark);

/// Why a text is no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMark {
    /// Neither `t:` nor `d:` begins it, or a number is none.
    #[error("not a signature as the page sends it")]
    Shape,
    /// Fewer than two letters, or nothing that can be seen was drawn.
    #[error("nothing that can be seen was written or drawn")]
    Empty,
    /// Longer than a signature is.
    #[error("longer than a signature is")]
    TooLong,
    /// A letter that cannot be printed.
    #[error("{0:?} cannot be printed")]
    Character(char),
}

impl Mark {
    /// Width of the field of the strokes.
    pub const WIDTH: u16 = 1000;
    /// Its height.
    pub const HEIGHT: u16 = 400;
    /// Most letters.
    pub const MOST_LETTERS: usize = 120;
    /// Most strokes.
    pub const MOST_STROKES: usize = 60;
    /// Most points, all in all.
    pub const MOST_POINTS: usize = 4000;
    /// Longest text that is read, in bytes.
    const LONGEST: usize = 48 * 1024;

    /// Reads `t:Léa Durand`, or `d:10,20 12,25 14,30;200,40 210,44`: strokes parted by `;`, points by spaces.
    ///
    /// # Errors
    ///
    /// [`InvalidMark`] says why it is none.
    pub fn parse(text: &str) -> Result<Self, InvalidMark> {
        if text.len() > Self::LONGEST {
            return Err(InvalidMark::TooLong);
        }
        match text.split_once(':') {
            Some(("t", typed)) => Self::typed(typed),
            Some(("d", drawn)) => Self::drawn(drawn),
            _ => Err(InvalidMark::Shape),
        }
    }

    fn typed(text: &str) -> Result<Self, InvalidMark> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().count() > Self::MOST_LETTERS {
            return Err(InvalidMark::TooLong);
        }
        if let Some(found) = plain::unprintable(&text) {
            return Err(InvalidMark::Character(found));
        }
        if text.chars().filter(|letter| letter.is_alphabetic()).count() < 2 {
            return Err(InvalidMark::Empty);
        }
        Ok(Self::Typed(text))
    }

    fn drawn(text: &str) -> Result<Self, InvalidMark> {
        let mut points = 0;
        let mut strokes = Vec::new();
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let mut stroke = Stroke::new();
            for point in part.split(' ').filter(|point| !point.is_empty()) {
                points += 1;
                if points > Self::MOST_POINTS {
                    return Err(InvalidMark::TooLong);
                }
                let (x, y) = point.split_once(',').ok_or(InvalidMark::Shape)?;
                stroke.push((number(x, Self::WIDTH)?, number(y, Self::HEIGHT)?));
            }
            strokes.push(stroke);
            if strokes.len() > Self::MOST_STROKES {
                return Err(InvalidMark::TooLong);
            }
        }
        // A dot is no signature: something must go from one place to another.
        let all = || strokes.iter().flatten();
        let spread = |of: fn(&(u16, u16)) -> u16| {
            let (least, most) = (all().map(of).min(), all().map(of).max());
            most.zip(least).map_or(0, |(most, least)| most - least)
        };
        if spread(|point| point.0) < 40 && spread(|point| point.1) < 40 {
            return Err(InvalidMark::Empty);
        }
        Ok(Self::Drawn(strokes))
    }

    /// As [`parse`](Self::parse) reads it; the same text for the same mark.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Typed(text) => format!("t:{text}"),
            Self::Drawn(strokes) => {
                let stroke = |stroke: &Stroke| {
                    stroke.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
                };
                format!("d:{}", strokes.iter().map(stroke).collect::<Vec<_>>().join(";"))
            }
        }
    }
}

/// Digits alone, at most `most`.
fn number(text: &str, most: u16) -> Result<u16, InvalidMark> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_digit());
    let number: u16 = text.parse().map_err(|_| InvalidMark::Shape)?;
    if digits && number <= most { Ok(number) } else { Err(InvalidMark::Shape) }
}

impl Serialize for Mark {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.to_text())
    }
}

impl<'de> Deserialize<'de> for Mark {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_mark_is_read_as_it_is_written() {
        for text in ["t:Léa Durand-Ÿ", "d:0,0 1000,400;5,5 6,6"] {
            assert_eq!(Mark::parse(text).unwrap().to_text(), text);
        }
        assert_eq!(Mark::parse("t:  Léa   Durand ").unwrap().to_text(), "t:Léa Durand");
    }

    #[test]
    fn what_is_no_signature_is_refused_with_its_cause() {
        let dots = (0..61).map(|x| format!("{x},1")).collect::<Vec<_>>().join(";");
        let points = (0..4001).map(|x| format!("{},1", x % 900)).collect::<Vec<_>>().join(" ");
        for (text, cause) in [
            ("", InvalidMark::Shape),
            ("x:Léa", InvalidMark::Shape),
            ("t:", InvalidMark::Empty),
            ("t:-", InvalidMark::Empty),
            ("t:Léa \u{202e}Durand", InvalidMark::Character('\u{202e}')),
            ("t:Léa 😀", InvalidMark::Character('😀')),
            ("d:", InvalidMark::Empty),
            ("d:500,200", InvalidMark::Empty),
            ("d:500,200 510,210", InvalidMark::Empty),
            ("d:0,0 1001,0", InvalidMark::Shape),
            ("d:0,0 10,401", InvalidMark::Shape),
            ("d:0,0 +10,0", InvalidMark::Shape),
            ("d:0,0 10", InvalidMark::Shape),
            (&format!("d:{dots}"), InvalidMark::TooLong),
            (&format!("d:{points}"), InvalidMark::TooLong),
            (&format!("t:{}", "a".repeat(121)), InvalidMark::TooLong),
            (&format!("t:{}", "a".repeat(60_000)), InvalidMark::TooLong),
        ] {
            assert_eq!(Mark::parse(text), Err(cause), "{}", &text[..text.len().min(40)]);
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_what_is_read_is_written_the_same(text in "([td]:)?[0-9, ;a-zé]{0,60}") {
            if let Ok(mark) = Mark::parse(&text) {
                prop_assert_eq!(Mark::parse(&mark.to_text()), Ok(mark));
            }
        }
    }
}
