//! The seal of the house over an evidence, and what breaks it.

use std::collections::BTreeSet;

use ring::digest::{SHA256, digest};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use crate::evidence::{hex, unhex};
use crate::{Evidence, EvidenceBody, Sha256};

/// What is sealed begins with it: no seal of another kind of paper is one of a signature.
const PURPOSE: &[u8] = b"carteclaire form signature 1\n";
/// The version of the file.
pub(super) const FORMAT: u8 = 1;

/// The key that seals. Derived from the master key by whoever holds it, for this purpose alone.
pub struct HouseKey(Ed25519KeyPair);

impl std::fmt::Debug for HouseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HouseKey(…)")
    }
}

impl HouseKey {
    /// What the seed is derived for.
    pub const PURPOSE: &str = "form signature";

    /// The key of a derived seed.
    ///
    /// # Panics
    ///
    /// Never: any 32 bytes are a seed.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(seed).expect("any 32 bytes are a seed of Ed25519"))
    }

    fn public(&self) -> String {
        hex(self.0.public_key().as_ref())
    }
}

/// The keys whose seals are believed: those of every master key, the previous included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownKeys(BTreeSet<String>);

impl KnownKeys {
    /// Those of these seeds.
    #[must_use]
    pub fn of(seeds: &[[u8; 32]]) -> Self {
        Self(seeds.iter().map(|seed| HouseKey::from_seed(seed).public()).collect())
    }
}

/// What does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The evidence is none, or was written by another hand.
    #[error("the evidence is not written as it was sealed")]
    Unreadable,
    /// Of a version that is not known here.
    #[error("the evidence is of an unknown version")]
    Format,
    /// Sealed by somebody else.
    #[error("the seal is of no key of the house")]
    UnknownKey,
    /// The evidence was changed, or the seal.
    #[error("the seal does not hold")]
    Seal,
    /// Another document was shown.
    #[error("the document is not the one that was shown")]
    Shown,
    /// Another document was signed.
    #[error("the document is not the one that was signed")]
    Signed,
    /// The signature stands on another document than the one shown.
    #[error("the signed document does not begin with the one shown")]
    NotTheSame,
}

/// The SHA-256 of `bytes`.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Sha256 {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    Sha256(hash)
}

/// Seals `body`. The same bytes each time.
pub(super) fn seal(body: EvidenceBody, key: &HouseKey) -> Result<Vec<u8>, serde_json::Error> {
    let seal = hex(key.0.sign(&sealed(&body)?).as_ref());
    written(&Evidence { body, key: key.public(), seal })
}

fn sealed(body: &EvidenceBody) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = PURPOSE.to_vec();
    bytes.extend(serde_json::to_vec(body)?);
    Ok(bytes)
}

fn written(evidence: &Evidence) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(evidence)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The most ends of a PDF that are looked at within one that was signed.
const MOST_ENDS: usize = 64;

/// As [`verify`], of what is kept: what was shown is the beginning of what was signed, and is found there.
///
/// # Errors
///
/// As [`verify`]: [`Broken::NotTheSame`] where no beginning of `signed` is what was shown.
pub fn verify_kept(evidence: &[u8], signed: &[u8], known: &KnownKeys) -> Result<Evidence, Broken> {
    let read: Evidence = serde_json::from_slice(evidence).map_err(|_| Broken::Unreadable)?;
    let ends = signed.windows(END.len()).enumerate().filter(|(_, window)| *window == END);
    let shown = ends
        .take(MOST_ENDS)
        .flat_map(|(at, _)| [at + END.len(), at + END.len() + 1])
        .filter_map(|end| signed.get(..end))
        .find(|beginning| sha256(beginning) == read.body.shown);
    // The seal is looked at first: what it does not hold is not worth looking into.
    match (verify(evidence, shown.unwrap_or_default(), signed, known), shown) {
        (Err(Broken::Shown), None) => Err(Broken::NotTheSame),
        (verified, _) => verified,
    }
}

/// What a PDF ends with.
const END: &[u8] = b"%%EOF";

/// Reads an evidence and holds it against the PDF that was shown and the one that was signed.
///
/// # Errors
///
/// [`Broken`] names the first thing that does not hold.
pub fn verify(
    evidence: &[u8],
    shown: &[u8],
    signed: &[u8],
    known: &KnownKeys,
) -> Result<Evidence, Broken> {
    let read: Evidence = serde_json::from_slice(evidence).map_err(|_| Broken::Unreadable)?;
    // One way of writing it: nothing can be slipped in beside what is sealed.
    if written(&read).map_err(|_| Broken::Unreadable)? != evidence {
        return Err(Broken::Unreadable);
    }
    if read.body.format != FORMAT {
        return Err(Broken::Format);
    }
    let key = unhex::<32>(&read.key).filter(|_| known.0.contains(&read.key));
    let key = key.ok_or(Broken::UnknownKey)?;
    let seal = unhex::<64>(&read.seal).ok_or(Broken::Seal)?;
    let body = sealed(&read.body).map_err(|_| Broken::Unreadable)?;
    UnparsedPublicKey::new(&ED25519, key).verify(&body, &seal).map_err(|_| Broken::Seal)?;
    if sha256(shown) != read.body.shown {
        return Err(Broken::Shown);
    }
    if sha256(signed) != read.body.signed {
        return Err(Broken::Signed);
    }
    if !signed.starts_with(shown) {
        return Err(Broken::NotTheSame);
    }
    Ok(read)
}
