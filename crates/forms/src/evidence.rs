//! The proof of a signature: what was shown, what was signed, by whom, how it is known that it was them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Mark, silent};

vocabulary::codes! {
    /// How a one-time code went.
    pub enum Channel {
        /// By mail.
        Email = "email",
        /// By SMS.
        Sms = "sms",
    }
}

/// A SHA-256, written in 64 small hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sha256(pub [u8; 32]);

/// Where a PDF comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A sheet of ours: « modèle de travail, non officiel ».
    Model,
    /// A statement in free words, of which there is no official form.
    Statement,
    /// The official form, of that version.
    Official(u8),
}

impl Origin {
    /// Whether it is the official form.
    #[must_use]
    pub const fn is_official(self) -> bool {
        matches!(self, Self::Official(_))
    }

    /// Whether it may be handed to the administration.
    #[must_use]
    pub const fn may_be_filed(self) -> bool {
        !matches!(self, Self::Model)
    }
}

/// Who signed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignerIdentity {
    /// Last and first name, as printed on the form.
    pub name: String,
    /// In which quality, as printed.
    pub quality: String,
    /// The code of that quality.
    pub signer: String,
    /// The account, where they have one: its id.
    pub account: Option<String>,
}

/// A one-time code that came back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// How it went.
    #[serde(with = "channel")]
    pub channel: Channel,
    /// To which address or number.
    pub to: String,
    /// When it came back.
    pub at: Timestamp,
}

/// All that is proved of a signature; whoever signs is its subject, so it is kept sealed like the rest of them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceBody {
    /// The version of this file: 1.
    pub format: u8,
    /// The reference of the dossier.
    pub dossier: String,
    /// The form, by its id.
    pub form: String,
    /// Where the PDF comes from.
    pub origin: Origin,
    /// The version of the rules of the démarches.
    pub rules: String,
    /// Who.
    pub signer: SignerIdentity,
    /// What proves that it is them.
    pub proofs: Vec<Proof>,
    /// From which address of the network.
    pub ip: String,
    /// With which browser, as it calls itself.
    pub user_agent: String,
    /// When, by our clock.
    pub at: Timestamp,
    /// The language that it was read in: `fr`, `en`.
    pub lang: String,
    /// The version of the words that were accepted.
    pub consent_version: u16,
    /// The words.
    pub consent: String,
    /// The mark.
    pub mark: Mark,
    /// The PDF that was shown.
    pub shown: Sha256,
    /// The PDF with the mark.
    pub signed: Sha256,
}

/// A body and the seal of the house over it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What is sealed.
    pub body: EvidenceBody,
    /// Whose seal: an Ed25519 public key, in hexadecimal digits.
    pub key: String,
    /// The seal, in hexadecimal digits.
    pub seal: String,
}

silent!(SignerIdentity, Proof, EvidenceBody, Evidence);

impl Serialize for Sha256 {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        unhex(&text).map(Self).ok_or_else(|| serde::de::Error::custom("no SHA-256"))
    }
}

impl std::fmt::Display for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

mod channel {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Channel;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
    pub(super) fn serialize<S: Serializer>(code: &Channel, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(code.id())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Channel, D::Error> {
        let text = String::deserialize(from)?;
        Channel::parse(&text).ok_or_else(|| serde::de::Error::custom("not one of the codes"))
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a string does not fail
        text
    })
}

/// Small letters only, so that a value is written in one way.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}
