//! How sealed bytes are laid out.
//!
//! `version (1) · id of the master key (8, version 1 only) · nonce (12) · ciphertext and tag`. All that precedes the
//! nonce, the purpose and the caller's bytes are authenticated with the ciphertext, each with its length.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Sealed under a master key, whose id follows.
pub(crate) const BY_MASTER: u8 = 1;
/// Sealed under a person's key.
pub(crate) const BY_PERSON: u8 = 2;

/// Why sealed bytes were not opened. Nothing more is said: whoever tampers learns nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// The key that sealed them is not among those given.
    #[error("sealed under a key that is not known")]
    UnknownKey,
    /// Not sealed by this crate, altered, or for another purpose or place.
    #[error("altered, or sealed for something else")]
    Altered,
}

/// Every text before its length, so that no two lists give the same bytes.
fn authenticated(header: &[u8], purpose: &str, associated: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(header.len() + purpose.len() + associated.len() + 24);
    for part in [header, purpose.as_bytes(), associated] {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

fn cipher(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("a key of AES-256 has 32 bytes"))
}

/// `plain` after `header`, under `key`.
pub(crate) fn seal(
    key: &[u8; 32],
    header: &[u8],
    purpose: &str,
    associated: &[u8],
    plain: &[u8],
) -> Vec<u8> {
    let nonce: [u8; NONCE_LEN] = crate::random();
    let aad = Aad::from(authenticated(header, purpose, associated));
    let start = header.len() + NONCE_LEN;
    let mut sealed = Vec::with_capacity(start + plain.len() + AES_256_GCM.tag_len());
    sealed.extend_from_slice(header);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plain);
    let tag = cipher(key)
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            aad,
            sealed.get_mut(start..).unwrap_or_default(),
        )
        .expect("what fits in memory is within the limit of AES-GCM");
    sealed.extend_from_slice(tag.as_ref());
    sealed
}

/// What [`seal`] was given, when nothing of it changed.
pub(crate) fn open(
    key: &[u8; 32],
    header: &[u8],
    purpose: &str,
    associated: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, Unopened> {
    let rest = sealed.strip_prefix(header).ok_or(Unopened::Altered)?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE_LEN>().ok_or(Unopened::Altered)?;
    let mut plain = rest.to_vec();
    let length = cipher(key)
        .open_in_place(
            Nonce::assume_unique_for_key(*nonce),
            Aad::from(authenticated(header, purpose, associated)),
            &mut plain,
        )
        .map_err(|_| Unopened::Altered)?
        .len();
    plain.truncate(length);
    Ok(plain)
}
