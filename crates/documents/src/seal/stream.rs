use std::fmt;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf;
use secrecy::{ExposeSecret as _, SecretBox};

/// What sealed files begin with.
const MAGIC: [u8; 4] = *b"CCF1";
const PREFIX: usize = 7;
const HEAD: usize = MAGIC.len() + PREFIX;
/// The bytes of a chunk before it is sealed.
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

/// The key of one file. Does not print.
pub struct DataKey(SecretBox<[u8; 32]>);

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey")
    }
}

impl DataKey {
    /// A key that nobody has.
    #[must_use]
    pub fn draw() -> Self {
        Self::from_bytes(sealing::random())
    }

    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    /// The key of the one file at `place`, among those that this key is for: wrapped once, it seals a piece and all its
    /// pages, and no two of them share a key.
    ///
    /// # Panics
    ///
    /// Never: HKDF gives 32 bytes.
    #[must_use]
    pub fn of(&self, place: &str) -> Self {
        let mut bytes = secrecy::zeroize::Zeroizing::new([0; 32]);
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"carteclaire documents")
            .extract(self.expose())
            .expand(&[place.as_bytes()], hkdf::HKDF_SHA256)
            .and_then(|expanded| expanded.fill(&mut *bytes))
            .expect("HKDF gives 32 bytes");
        Self::from_bytes(*bytes)
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }

    fn cipher(&self) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, self.expose());
        LessSafeKey::new(key.expect("a key of AES-256 has 32 bytes"))
    }
}

/// Why sealed bytes were not opened. Nothing more is said: whoever tampers learns nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("altered, cut, or sealed under another key")]
pub struct Unopened;

/// How long `length` bytes become.
pub(super) fn sealed_length(length: usize) -> usize {
    HEAD + length + (length / CHUNK + 1) * TAG
}

/// The nonce of the chunk `number`: no two chunks of a file have the same, and the last one is told from the others.
fn nonce(head: &[u8; HEAD], number: u32, last: bool) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[..PREFIX].copy_from_slice(&head[MAGIC.len()..]);
    bytes[PREFIX..PREFIX + 4].copy_from_slice(&number.to_be_bytes());
    bytes[NONCE_LEN - 1] = u8::from(last);
    Nonce::assume_unique_for_key(bytes)
}

/// Seals a file as it comes.
pub struct Sealer {
    cipher: LessSafeKey,
    head: [u8; HEAD],
    number: u32,
    waiting: Vec<u8>,
}

impl Sealer {
    /// Begins a file under `key`, which seals no other (but this one again, should it be sealed twice: the prefix is drawn
    /// each time), and writes its first bytes `to`.
    #[must_use]
    pub fn new(key: &DataKey, to: &mut Vec<u8>) -> Self {
        let mut head = [0; HEAD];
        head[..MAGIC.len()].copy_from_slice(&MAGIC);
        head[MAGIC.len()..].copy_from_slice(&sealing::random::<PREFIX>());
        to.extend_from_slice(&head);
        Self { cipher: key.cipher(), head, number: 0, waiting: Vec::with_capacity(CHUNK) }
    }

    /// Takes the next bytes, and writes the chunks that are full `to`.
    pub fn push(&mut self, mut bytes: &[u8], to: &mut Vec<u8>) {
        while !bytes.is_empty() {
            // A full chunk waits for one more byte: only then is it known not to be the last.
            if self.waiting.len() == CHUNK {
                self.seal(false, to);
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            bytes = later;
        }
    }

    /// Writes the last chunk `to`, which may be empty.
    pub fn finish(mut self, to: &mut Vec<u8>) {
        self.seal(true, to);
    }

    fn seal(&mut self, last: bool, to: &mut Vec<u8>) {
        let nonce = nonce(&self.head, self.number, last);
        let tag = self
            .cipher
            .seal_in_place_separate_tag(nonce, Aad::from(self.head), &mut self.waiting)
            .expect("a chunk is within the limit of AES-GCM");
        to.extend_from_slice(&self.waiting);
        to.extend_from_slice(tag.as_ref());
        self.waiting.clear();
        // 2^32 chunks are 256 TiB: no file is so long, and a nonce used twice would give the key away.
        self.number = self.number.checked_add(1).expect("a file has fewer than 2^32 chunks");
    }
}

/// Opens a file as it comes.
pub struct Opener {
    cipher: LessSafeKey,
    head: Option<[u8; HEAD]>,
    number: u32,
    waiting: Vec<u8>,
}

impl Opener {
    /// Begins a file that was sealed under `key`.
    #[must_use]
    pub fn new(key: &DataKey) -> Self {
        Self { cipher: key.cipher(), head: None, number: 0, waiting: Vec::new() }
    }

    /// Takes the next sealed bytes, and writes what they hold `to`: all of it is authentic and in its place, but may be
    /// cut short until [`finish`](Self::finish) says that it is not.
    ///
    /// # Errors
    ///
    /// [`Unopened`] when anything changed; nothing more is written then.
    pub fn push(&mut self, mut bytes: &[u8], to: &mut Vec<u8>) -> Result<(), Unopened> {
        loop {
            let full = if self.head.is_some() { CHUNK + TAG } else { HEAD };
            if self.head.is_some() && self.waiting.len() == full && !bytes.is_empty() {
                self.open(false, to)?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(full - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            bytes = later;
            if self.head.is_none() && self.waiting.len() == HEAD {
                let head = <[u8; HEAD]>::try_from(self.waiting.as_slice()).map_err(|_| Unopened)?;
                if head[..MAGIC.len()] != MAGIC {
                    return Err(Unopened);
                }
                self.head = Some(head);
                self.waiting.clear();
            }
            if bytes.is_empty() {
                return Ok(());
            }
        }
    }

    /// Writes what the last chunk holds `to`.
    ///
    /// # Errors
    ///
    /// [`Unopened`] when the file was cut, or its last chunk changed.
    pub fn finish(mut self, to: &mut Vec<u8>) -> Result<(), Unopened> {
        self.open(true, to)
    }

    fn open(&mut self, last: bool, to: &mut Vec<u8>) -> Result<(), Unopened> {
        let head = self.head.ok_or(Unopened)?;
        let nonce = nonce(&head, self.number, last);
        let opened = self.cipher.open_in_place(nonce, Aad::from(head), &mut self.waiting);
        to.extend_from_slice(opened.map_err(|_| Unopened)?);
        self.waiting.clear();
        self.number = self.number.checked_add(1).ok_or(Unopened)?;
        Ok(())
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opener")
    }
}

#[cfg(test)]
mod tests;
