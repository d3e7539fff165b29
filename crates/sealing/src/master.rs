use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hkdf;
use secrecy::zeroize::{Zeroize as _, Zeroizing};
use secrecy::{ExposeSecret as _, SecretBox, SecretString};

use crate::format::{self, BY_MASTER, Unopened};

/// Which master key sealed something: tells keys apart, says nothing of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyId([u8; 8]);

impl KeyId {
    /// The id of a key was written `text`, 16 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 16 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        u64::from_str_radix(text, 16).ok().filter(|_| digits).map(|id| Self(id.to_be_bytes()))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}

/// Why a secret of the settings is none. It is never shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSecret {
    /// Not the text of `openssl rand -base64 32`.
    #[error("a master key is written in base64")]
    NotBase64,
    /// Another length than 32 bytes.
    #[error("a master key has 32 bytes")]
    NotThirtyTwoBytes,
    /// Bytes that nobody draws: all alike.
    #[error("a master key is drawn at random")]
    NotRandom,
}

struct Master {
    id: KeyId,
    secret: SecretBox<[u8; 32]>,
}

/// What a key is expanded for: two uses never share bytes, whatever they are called.
#[derive(Clone, Copy)]
enum Use {
    Identity,
    Derived,
    Sealing,
}

impl Use {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Identity => b"identity\0",
            Self::Derived => b"derived\0",
            Self::Sealing => b"sealing\0",
        }
    }
}

struct ThirtyTwo;

impl hkdf::KeyType for ThirtyTwo {
    fn len(&self) -> usize {
        32
    }
}

impl Master {
    fn read(text: &SecretString) -> Result<Self, BadSecret> {
        let mut bytes =
            STANDARD.decode(text.expose_secret().trim()).map_err(|_| BadSecret::NotBase64)?;
        let secret = <[u8; 32]>::try_from(bytes.as_slice());
        bytes.zeroize();
        let secret = Zeroizing::new(secret.map_err(|_| BadSecret::NotThirtyTwoBytes)?);
        if secret.iter().all(|byte| *byte == secret[0]) {
            return Err(BadSecret::NotRandom);
        }
        let mut master = Self { id: KeyId([0; 8]), secret: SecretBox::new(Box::new(*secret)) };
        let digest = master.expand(Use::Identity, "");
        master.id = KeyId(*digest.first_chunk().expect("eight of thirty-two bytes"));
        Ok(master)
    }

    fn expand(&self, for_what: Use, purpose: &str) -> Zeroizing<[u8; 32]> {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"carteclaire");
        let mut bytes = Zeroizing::new([0; 32]);
        salt.extract(self.secret.expose_secret())
            .expand(&[for_what.label(), purpose.as_bytes()], ThirtyTwo)
            .and_then(|expanded| expanded.fill(&mut *bytes))
            .expect("HKDF gives 32 bytes");
        bytes
    }

    fn header(&self) -> [u8; 9] {
        let mut header = [BY_MASTER; 9];
        header[1..].copy_from_slice(&self.id.0);
        header
    }
}

/// The master keys: the current one seals, it and the previous ones open.
pub struct MasterKeys {
    current: Master,
    previous: Vec<Master>,
}

impl fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKeys")
    }
}

impl MasterKeys {
    /// Reads the `current` secret (base64 of 32 random bytes) and those that it replaced, latest first.
    ///
    /// # Errors
    ///
    /// [`BadSecret`] when one of them is none.
    pub fn new(current: &SecretString, previous: &[SecretString]) -> Result<Self, BadSecret> {
        let current = Master::read(current)?;
        let mut known: Vec<Master> = Vec::new();
        for text in previous {
            let master = Master::read(text)?;
            if master.id != current.id && known.iter().all(|one| one.id != master.id) {
                known.push(master);
            }
        }
        Ok(Self { current, previous: known })
    }

    /// A key that nobody knows and nothing keeps: what it seals lasts as long as the program.
    ///
    /// # Panics
    ///
    /// Never: 32 random bytes are a key.
    #[must_use]
    pub fn random() -> Self {
        let secret = SecretString::from(STANDARD.encode(crate::random::<32>()));
        Self::new(&secret, &[]).expect("32 random bytes are a key")
    }

    /// Which key seals now.
    #[must_use]
    pub fn current(&self) -> KeyId {
        self.current.id
    }

    fn all(&self) -> impl Iterator<Item = &Master> {
        std::iter::once(&self.current).chain(&self.previous)
    }

    /// 32 bytes for `purpose`, the same at each call and unrelated to those of any other purpose.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        *self.current.expand(Use::Derived, purpose)
    }

    /// [`derive`](Self::derive) of every key, the current first: what was signed before a rotation is checked with
    /// the others.
    #[must_use]
    pub fn derive_each(&self, purpose: &str) -> Vec<[u8; 32]> {
        self.all().map(|master| *master.expand(Use::Derived, purpose)).collect()
    }

    /// Seals `plain` for `purpose`; opens only with the same `associated` bytes (the place where it is kept).
    #[must_use]
    pub fn seal(&self, purpose: &str, associated: &[u8], plain: &[u8]) -> Vec<u8> {
        let key = self.current.expand(Use::Sealing, purpose);
        format::seal(&key, &self.current.header(), purpose, associated, plain)
    }

    /// What [`seal`](Self::seal) was given, under the current key or a previous one.
    ///
    /// # Errors
    ///
    /// [`Unopened::UnknownKey`] when its key was given up, [`Unopened::Altered`] otherwise.
    pub fn open(
        &self,
        purpose: &str,
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, Unopened> {
        let id = sealed_under(sealed).ok_or(Unopened::Altered)?;
        let master = self.all().find(|one| one.id == id).ok_or(Unopened::UnknownKey)?;
        let key = master.expand(Use::Sealing, purpose);
        format::open(&key, &master.header(), purpose, associated, sealed)
    }

    /// Whether `sealed` was sealed under another key than the current one: to be sealed again at a rotation.
    #[must_use]
    pub fn is_outdated(&self, sealed: &[u8]) -> bool {
        sealed_under(sealed) != Some(self.current.id)
    }
}

fn sealed_under(sealed: &[u8]) -> Option<KeyId> {
    let (version, rest) = sealed.split_first()?;
    (*version == BY_MASTER).then(|| rest.first_chunk().map(|id| KeyId(*id)))?
}

#[cfg(test)]
mod tests;
