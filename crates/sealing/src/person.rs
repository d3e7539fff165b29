use std::fmt;

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretBox};
use uuid::Uuid;

use crate::format::{self, BY_PERSON, Unopened};
use crate::master::MasterKeys;

/// What the keys of persons are wrapped for.
const WRAPPED: &str = "person key";

/// The key of one person. Lives no longer than the work it is for.
pub struct PersonKey {
    person: Uuid,
    key: SecretBox<[u8; 32]>,
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey")
    }
}

impl PersonKey {
    pub(crate) fn draw(person: Uuid) -> Self {
        Self::of(person, &Zeroizing::new(crate::random()))
    }

    fn of(person: Uuid, key: &Zeroizing<[u8; 32]>) -> Self {
        Self { person, key: SecretBox::new(Box::new(**key)) }
    }

    /// Under the master, for this person of this tenant alone.
    pub(crate) fn wrap(&self, keys: &MasterKeys, tenant: Uuid) -> Vec<u8> {
        keys.seal(WRAPPED, &place(tenant, self.person), self.key.expose_secret())
    }

    pub(crate) fn unwrap_from(
        keys: &MasterKeys,
        tenant: Uuid,
        person: Uuid,
        wrapped: &[u8],
    ) -> Result<Self, Unopened> {
        let bytes = Zeroizing::new(keys.open(WRAPPED, &place(tenant, person), wrapped)?);
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| Unopened::Altered)?;
        Ok(Self::of(person, &Zeroizing::new(key)))
    }

    /// Whose it is.
    #[must_use]
    pub fn person(&self) -> Uuid {
        self.person
    }

    /// Seals `plain` for `purpose`; opens only with the same `associated` bytes (the place where it is kept).
    #[must_use]
    pub fn seal(&self, purpose: &str, associated: &[u8], plain: &[u8]) -> Vec<u8> {
        format::seal(self.key.expose_secret(), &[BY_PERSON], purpose, associated, plain)
    }

    /// What [`seal`](Self::seal) was given.
    ///
    /// # Errors
    ///
    /// [`Unopened::Altered`] when anything of it changed, or it was sealed for something or somebody else.
    pub fn open(
        &self,
        purpose: &str,
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, Unopened> {
        format::open(self.key.expose_secret(), &[BY_PERSON], purpose, associated, sealed)
    }
}

fn place(tenant: Uuid, person: Uuid) -> [u8; 32] {
    let mut place = [0; 32];
    place[..16].copy_from_slice(tenant.as_bytes());
    place[16..].copy_from_slice(person.as_bytes());
    place
}
