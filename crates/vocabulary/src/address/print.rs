//! How an address is printed: lines of the post, and one line for a person.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{LINE_MAX, PostalAddress, words};
use crate::plain;

impl PostalAddress {
    /// The lines below the name, as the post reads them (standard NF Z 10-011): plain capitals, no sign but the
    /// hyphen between two numbers, at most [`LINE_MAX`] characters each, none empty.
    ///
    /// Words are abbreviated only on a line that would be longer. The name of a commune that is still too long loses its
    /// last words: the postcode leads the letter there.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let lines = [
            line(&self.floor),
            line(&self.building),
            self.street_line(),
            line(&self.locality),
            self.town_line(),
            plain::capitals(&self.country),
        ];
        lines.into_iter().filter(|line| !line.is_empty()).collect()
    }

    /// The address in one line as a person writes it: `12 bis avenue de la République, 35000 Rennes`.
    #[must_use]
    pub fn one_line(&self) -> String {
        let street = joined(" ", &[&self.number, &self.extension, &self.street_type, &self.street]);
        let town = joined(" ", &[&self.postcode, &self.commune]);
        joined(", ", &[&self.floor, &self.building, &street, &self.locality, &town, &self.country])
    }

    /// Number, extension, type and name of the street.
    pub(super) fn street_line(&self) -> String {
        let number: Vec<_> =
            self.number.split(['-', '/', ' ']).filter(|number| !number.is_empty()).collect();
        let number = number.join("-");
        let rest =
            |kind: &str| plain::capitals(&joined(" ", &[&self.extension, kind, &self.street]));
        let line = joined(" ", &[&number, &rest(&self.street_type)]);
        match words::short_type(&self.street_type) {
            Some(short) if line.chars().count() > LINE_MAX => {
                words::fitted(&joined(" ", &[&number, &rest(short)]), LINE_MAX)
            }
            _ => words::fitted(&line, LINE_MAX),
        }
    }

    fn town_line(&self) -> String {
        let line = plain::capitals(&format!("{} {}", self.postcode, self.commune));
        let mut line = words::fitted(&line, LINE_MAX);
        while line.chars().count() > LINE_MAX {
            let shorter = line.rfind(' ').unwrap_or(LINE_MAX);
            line.truncate(shorter);
        }
        line
    }
}

/// A part that has a line of its own.
pub(super) fn line(text: &str) -> String {
    words::fitted(&plain::capitals(text), LINE_MAX)
}

/// The parts that are not empty.
fn joined(between: &str, parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}
