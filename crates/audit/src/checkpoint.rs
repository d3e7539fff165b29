//! What is signed and written outside the database. Pure.

use std::collections::HashSet;

use jiff::Timestamp;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use sealing::MasterKeys;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::chain::{Canonical, sha256};

/// What the seed of the signature is derived for.
const SEED: &str = "audit checkpoint";

/// Where all chains of a house ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Which house.
    pub tenant: Uuid,
    /// 1, 2, 3…
    pub number: i64,
    /// When, to the microsecond.
    pub at: Timestamp,
    /// Events before it, in all.
    pub events: i64,
    /// Chains that grew since the one before.
    pub chains: i64,
    /// Digest of where those ended ([`Marks`](crate::chain::Marks)).
    pub heads: [u8; 32],
}

/// A signed body, chained to the checkpoint before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// What is signed.
    pub body: Body,
    /// [`digest`](Self::digest) of the one before; none for the first.
    pub previous: Option<[u8; 32]>,
    /// Who signed: an Ed25519 public key.
    pub key: [u8; 32],
    /// The signature.
    pub signature: [u8; 64],
}

/// The file is no checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a checkpoint")]
pub struct Unreadable;

/// The checkpoint as it is written: JSON that people and other programs can read.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u8,
    tenant: Uuid,
    number: i64,
    at: Timestamp,
    events: i64,
    chains: i64,
    heads: String,
    previous: Option<String>,
    key: String,
    signature: String,
}

impl Checkpoint {
    /// Signs `body`, after the checkpoint whose digest is `previous`. The same each time.
    #[must_use]
    pub fn sign(keys: &MasterKeys, body: Body, previous: Option<[u8; 32]>) -> Self {
        let pair = pair(&keys.derive(SEED));
        let (mut key, mut signature) = ([0; 32], [0; 64]);
        key.copy_from_slice(pair.public_key().as_ref());
        let signed = pair.sign(&signed(&body, previous.as_ref()));
        signature.copy_from_slice(signed.as_ref());
        Self { body, previous, key, signature }
    }

    /// Whether the signature is right and its key is `known`.
    #[must_use]
    pub fn is_signed(&self, known: &Known) -> bool {
        known.0.contains(&sha256(&self.key))
            && UnparsedPublicKey::new(&ED25519, self.key)
                .verify(&signed(&self.body, self.previous.as_ref()), &self.signature)
                .is_ok()
    }

    /// What the next one is chained to.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Canonical::new("carteclaire audit checkpoint link 1")
            .with(&signed(&self.body, self.previous.as_ref()))
            .with(&self.key)
            .with(&self.signature)
            .hash()
    }

    /// As it is written; the same bytes each time.
    ///
    /// # Errors
    ///
    /// When it cannot be put in words, which does not happen.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let file = File {
            format: 1,
            tenant: self.body.tenant,
            number: self.body.number,
            at: self.body.at,
            events: self.body.events,
            chains: self.body.chains,
            heads: hex(&self.body.heads),
            previous: self.previous.as_ref().map(|previous| hex(previous)),
            key: hex(&self.key),
            signature: hex(&self.signature),
        };
        let mut bytes = serde_json::to_vec_pretty(&file)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads what [`to_json`](Self::to_json) wrote. Says nothing of the signature.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] when it is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, Unreadable> {
        let file: File = serde_json::from_slice(bytes).map_err(|_| Unreadable)?;
        let previous = file.previous.as_deref().map(|text| unhex(text).ok_or(Unreadable));
        if file.format != 1 {
            return Err(Unreadable);
        }
        Ok(Self {
            body: Body {
                tenant: file.tenant,
                number: file.number,
                at: file.at,
                events: file.events,
                chains: file.chains,
                heads: unhex(&file.heads).ok_or(Unreadable)?,
            },
            previous: previous.transpose()?,
            key: unhex(&file.key).ok_or(Unreadable)?,
            signature: unhex(&file.signature).ok_or(Unreadable)?,
        })
    }
}

fn pair(seed: &[u8; 32]) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(seed).expect("any 32 bytes are a seed of Ed25519")
}

fn signed(body: &Body, previous: Option<&[u8; 32]>) -> Vec<u8> {
    Canonical::new("carteclaire audit checkpoint 1")
        .with(body.tenant.as_bytes())
        .number(body.number)
        .number(body.at.as_microsecond())
        .number(body.events)
        .number(body.chains)
        .with(&body.heads)
        .maybe(previous.map(<[u8; 32]>::as_slice))
        .bytes()
}

/// The keys whose signatures are believed, by their fingerprints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known(HashSet<[u8; 32]>);

impl Known {
    /// Those of every master key, the previous included.
    #[must_use]
    pub fn of(keys: &MasterKeys) -> Self {
        let fingerprint = |seed: &[u8; 32]| sha256(pair(seed).public_key().as_ref());
        Self(keys.derive_each(SEED).iter().map(fingerprint).collect())
    }

    /// Those and the one whose fingerprint is written `text`, kept from a master key that was given up; `None` when the
    /// text is no fingerprint.
    #[must_use]
    pub fn with(mut self, text: &str) -> Option<Self> {
        self.0.insert(unhex(text)?);
        Some(self)
    }

    /// The fingerprints, to be written in the settings: SHA-256 of each public key.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<String> {
        let mut texts: Vec<String> = self.0.iter().map(|one| hex(one)).collect();
        texts.sort();
        texts
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
fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
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

#[cfg(test)]
mod tests;
