//! Files sealed under keys of their own.
//!
//! Each file has a data key, drawn for it alone and kept wrapped beside its row: by the master keys of the settings
//! ([`Masters`]) or by Vault ([`Vault`]). A rotation wraps the data keys anew and touches no file.
//!
//! The bytes: `CCF1 · nonce prefix (7)`, then chunks of 64 KiB, each AES-256-GCM under the data key with the nonce
//! `prefix · number (4, big-endian) · last (1)` and the first eleven bytes authenticated with it: the STREAM
//! construction. A chunk that is altered, moved, missing, or after the last one opens nothing, and what is opened before
//! it may be used as it comes. The place (the object's key) is bound to the data key when it is wrapped.

mod stream;
mod vault;
mod wrap;

use sha2::{Digest as _, Sha256};

pub use stream::{DataKey, Opener, Sealer, Unopened};
pub use vault::Vault;
pub use wrap::{Masters, Unwrapped, Wrap};

/// A file that was sealed, and what to keep of it.
#[derive(Debug)]
pub struct Sealed {
    /// What is stored.
    pub bytes: Vec<u8>,
    /// The key of it, wrapped: kept beside the row, never with the bytes.
    pub wrapped: Vec<u8>,
    /// SHA-256 of the file before it was sealed.
    pub sha256: [u8; 32],
    /// Length of the file before it was sealed, in bytes.
    pub length: u64,
}

/// Seals `file`, which will be at `place`, under a key that is drawn for it and wrapped by `keys`.
///
/// # Errors
///
/// [`Unwrapped`] when the key cannot be wrapped; nothing may be stored then.
pub async fn seal(keys: &dyn Wrap, place: &str, file: &[u8]) -> Result<Sealed, Unwrapped> {
    let key = DataKey::draw();
    let wrapped = keys.wrap(&key, place).await?;
    let bytes = seal_under(&key, file);
    Ok(Sealed { bytes, wrapped, sha256: Sha256::digest(file).into(), length: file.len() as u64 })
}

/// Seals `file` under `key`, which is its own: [`DataKey::of`] its place.
#[must_use]
pub fn seal_under(key: &DataKey, file: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(stream::sealed_length(file.len()));
    let mut sealer = Sealer::new(key, &mut bytes);
    sealer.push(file, &mut bytes);
    sealer.finish(&mut bytes);
    bytes
}

/// Why a sealed file was not opened.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// Its key could not be had.
    #[error("the key of a file could not be had")]
    Key(#[from] Unwrapped),
    /// The bytes are not those that were sealed.
    #[error("the bytes of a file are not those that were sealed")]
    Bytes(#[from] Unopened),
    /// The store stopped before the end.
    #[error("the store of files stopped before the end of a file")]
    Cut,
}

/// What [`seal`] was given for `place`, whole.
///
/// # Errors
///
/// [`NotOpened`] when the key cannot be had or any byte changed.
pub async fn open(
    keys: &dyn Wrap,
    place: &str,
    wrapped: &[u8],
    bytes: &[u8],
) -> Result<Vec<u8>, NotOpened> {
    let key = keys.unwrap(wrapped, place).await?;
    let mut file = Vec::with_capacity(bytes.len());
    let mut opener = Opener::new(&key);
    opener.push(bytes, &mut file)?;
    opener.finish(&mut file)?;
    Ok(file)
}
