use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;
use vocabulary::codes;

use crate::{Class, Watermark};

/// For what a piece is sent: the name that a démarche gives it (`justificatif_domicile`, `cni.conjoint`).
///
/// Small letters, digits, `_`, `.` and `-`, 80 at most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(String);

/// The text names no slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no name of a slot")]
pub struct InvalidSlot;

impl Slot {
    /// The slot called `text`.
    ///
    /// # Errors
    ///
    /// [`InvalidSlot`] when it is no name.
    pub fn parse(text: &str) -> Result<Self, InvalidSlot> {
        let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let allowed = |byte: u8| plain(&byte) || matches!(byte, b'_' | b'.' | b'-');
        let good = text.len() <= 80
            && text.as_bytes().first().is_some_and(plain)
            && text.bytes().all(allowed);
        if good { Ok(Self(text.to_owned())) } else { Err(InvalidSlot) }
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

codes! {
    /// How a file came.
    pub enum Source {
        /// Taken by the camera of the page.
        Camera = "camera",
        /// Chosen on the device.
        File = "file",
        /// Attached to a mail.
        Email = "email",
        /// Put there by the staff.
        Staff = "staff",
    }
}

/// The word that a person gave before data about health was sent, kept with its time (decision 11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// When.
    pub at: Timestamp,
    /// To what, in the words that were shown.
    pub text: String,
}

/// What somebody is about to send, as far as is known before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    /// Of which dossier.
    pub dossier: Uuid,
    /// For what.
    pub slot: Slot,
    /// The most pieces that the slot takes, 1 to 100.
    pub most: u16,
    /// What the device calls the file.
    pub name: String,
    /// Its length in bytes, where the browser says it; a form does not.
    pub size: Option<u64>,
    /// Its SHA-256, where the browser says it: a piece that is there already is not sent again.
    pub sha256: Option<[u8; 32]>,
    /// How it comes.
    pub source: Source,
    /// How long it will be kept, and how it is shown.
    pub class: Class,
    /// The person who sends it, when known: a link of the dossier has none.
    pub by: Option<Uuid>,
    /// Until when the piece itself is in force, when the person said so.
    pub expires_on: Option<Date>,
    /// What is laid over it wherever it is shown. Identity pieces have one (demarches B8).
    pub watermark: Option<Watermark>,
    /// The person's word. Nothing about health is taken without.
    pub consent: Option<Consent>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_has_a_plain_name() {
        for text in ["cni", "cni.recto", "justificatif_domicile", "2"] {
            assert_eq!(Slot::parse(text).unwrap().as_str(), text);
        }
        for text in ["", "CNI", ".cni", "_cni", "c ni", "c/ni", "çni", &"a".repeat(81)] {
            assert_eq!(Slot::parse(text), Err(InvalidSlot), "{text}");
        }
    }
}
