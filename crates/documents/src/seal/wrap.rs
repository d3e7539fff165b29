use std::sync::Arc;

use async_trait::async_trait;
use sealing::MasterKeys;
use secrecy::zeroize::Zeroizing;

use super::DataKey;

/// What data keys are sealed for under the master keys.
const PURPOSE: &str = "documents data key";

/// Why a data key was not wrapped or unwrapped.
#[derive(Debug, thiserror::Error)]
pub enum Unwrapped {
    /// Wrapped by a key that is no longer there.
    #[error("wrapped by a key that is not known")]
    UnknownKey,
    /// Altered, or wrapped for another place.
    #[error("altered, or wrapped for another place")]
    Altered,
    /// Whoever keeps the keys lets us not, or does not know what we ask.
    #[error("the keeper of the keys refused: {0}")]
    Refused(u16),
    /// Whoever keeps the keys does not answer: worth another try later.
    #[error("the keeper of the keys cannot be reached")]
    Unreachable,
}

/// Who wraps data keys: what is wrapped is kept beside the row of the file, bound to the `place` where its bytes are.
#[async_trait]
pub trait Wrap: Send + Sync {
    /// Wraps `key`.
    ///
    /// # Errors
    ///
    /// [`Unwrapped`] when the keeper of the keys does not.
    async fn wrap(&self, key: &DataKey, place: &str) -> Result<Vec<u8>, Unwrapped>;

    /// The key that was wrapped for `place`.
    ///
    /// # Errors
    ///
    /// [`Unwrapped`] when it was altered, was for another place, or its keeper does not answer.
    async fn unwrap(&self, wrapped: &[u8], place: &str) -> Result<DataKey, Unwrapped>;

    /// `wrapped` under the newest key, for a rotation; `None` when it is already.
    ///
    /// # Errors
    ///
    /// As [`unwrap`](Self::unwrap).
    async fn rewrap(&self, wrapped: &[u8], place: &str) -> Result<Option<Vec<u8>>, Unwrapped>;
}

/// The master keys of the settings.
#[derive(Clone, Debug)]
pub struct Masters(pub Arc<MasterKeys>);

impl Masters {
    fn open(&self, wrapped: &[u8], place: &str) -> Result<DataKey, Unwrapped> {
        let opened = self.0.open(PURPOSE, place.as_bytes(), wrapped);
        let bytes = Zeroizing::new(opened.map_err(|why| match why {
            sealing::Unopened::UnknownKey => Unwrapped::UnknownKey,
            sealing::Unopened::Altered => Unwrapped::Altered,
        })?);
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| Unwrapped::Altered)?;
        Ok(DataKey::from_bytes(*Zeroizing::new(key)))
    }

    fn close(&self, key: &DataKey, place: &str) -> Vec<u8> {
        self.0.seal(PURPOSE, place.as_bytes(), key.expose())
    }
}

#[async_trait]
impl Wrap for Masters {
    async fn wrap(&self, key: &DataKey, place: &str) -> Result<Vec<u8>, Unwrapped> {
        Ok(self.close(key, place))
    }

    async fn unwrap(&self, wrapped: &[u8], place: &str) -> Result<DataKey, Unwrapped> {
        self.open(wrapped, place)
    }

    async fn rewrap(&self, wrapped: &[u8], place: &str) -> Result<Option<Vec<u8>>, Unwrapped> {
        if !self.0.is_outdated(wrapped) {
            return Ok(None);
        }
        Ok(Some(self.close(&self.open(wrapped, place)?, place)))
    }
}
