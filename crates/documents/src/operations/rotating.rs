//! Wrapping every data key anew, for a rotation of the keys that wrap them. No file is touched.

use sqlx::PgPool;
use uuid::Uuid;

use super::{entered, place, store};
use crate::seal::{Unwrapped, Wrap};

/// Keys in one transaction: a rotation never holds many rows.
const AT_ONCE: i64 = 100;

/// Why a rotation stopped. What was done is kept; it goes on where it stopped when it is run again.
#[derive(Debug, thiserror::Error)]
pub enum NotRotated {
    /// A key does not open: the key that wrapped it must be among the previous ones.
    #[error("the key of piece {document} was not wrapped anew")]
    Key {
        /// Of which piece.
        document: Uuid,
        /// Why.
        #[source]
        why: Unwrapped,
    },
    /// The database did not answer.
    #[error("the database could not be reached")]
    Database(#[from] sqlx::Error),
}

/// Wraps under the newest key every data key of the house `tenant` that is under another, and says how many. Safe to stop,
/// to run again, and beside people at work.
///
/// # Errors
///
/// [`NotRotated`]; what was done until then is kept.
pub async fn rotate(pool: &PgPool, keys: &dyn Wrap, tenant: Uuid) -> Result<u64, NotRotated> {
    let (mut rotated, mut after) = (0, Uuid::nil());
    loop {
        let mut tx = entered(pool, tenant).await?;
        let rows = store::documents::lock_keys(&mut tx, after, AT_ONCE).await?;
        let Some((last, _)) = rows.last() else { return Ok(rotated) };
        after = *last;
        for (document, wrapped) in &rows {
            let anew = keys.rewrap(wrapped, &place(*document)).await;
            let anew = anew.map_err(|why| NotRotated::Key { document: *document, why })?;
            if let Some(anew) = anew {
                store::documents::save_key(&mut tx, *document, &anew).await?;
                rotated += 1;
            }
        }
        tx.commit().await?;
    }
}
