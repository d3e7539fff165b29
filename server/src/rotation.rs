//! A rotation of the master keys: everything that is sealed under one of before is sealed under the one of now. Files are
//! not touched, only the keys that they are sealed under.

use std::fmt;

use accounts::operations::second_factor;
use documents::operations::rotating;
use documents::seal::Unwrapped;
use dossiers::operations::evidence;
use tenants::TenantId;
use uuid::Uuid;

use crate::database;
use crate::dossier::forms;
use crate::state::State;

/// Keys of proofs in one transaction: a rotation never holds many rows.
const AT_ONCE: i64 = 100;

/// Why a rotation stopped. What was done is kept; it goes on where it stopped when it is run again.
#[derive(Debug, thiserror::Error)]
pub enum NotRotated {
    /// There is no database.
    #[error("no database was configured")]
    NoDatabase,
    /// The key of a person or a dossier does not open.
    #[error("the key of a person or a dossier was not sealed anew")]
    Person(#[from] sealing::operations::Failed),
    /// The secret of one-time codes does not open.
    #[error("the secret of somebody's one-time codes was not sealed anew")]
    Codes(#[from] accounts::operations::Failure),
    /// The key of a piece does not open.
    #[error("the key of a piece was not wrapped anew")]
    Piece(#[from] rotating::NotRotated),
    /// The key of a signature does not open.
    #[error("the key of the signature {0} was not wrapped anew")]
    Proof(Uuid, #[source] Unwrapped),
    /// The database did not answer.
    #[error("the database could not be reached")]
    Database(#[from] sqlx::Error),
}

/// How many of each were sealed anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Keys of persons and dossiers.
    pub persons: u64,
    /// Secrets of one-time codes.
    pub codes: u64,
    /// Keys of pieces.
    pub pieces: u64,
    /// Keys of signatures.
    pub proofs: u64,
}

impl fmt::Display for Rotated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { persons, codes, pieces, proofs } = self;
        write!(
            f,
            "{persons} keys of persons and dossiers, {codes} of codes, {pieces} of pieces, {proofs} of signatures"
        )
    }
}

/// Seals anew all that is under a key of before, in the house `tenant`. Safe to stop, to run again, and beside people at
/// work.
///
/// # Errors
///
/// [`NotRotated`]; what was done until then is kept.
pub async fn rotate(state: &State, tenant: TenantId) -> Result<Rotated, NotRotated> {
    let keys = state.keys();
    let mut persons = 0;
    loop {
        let mut tx = database::begin(state, tenant).await?;
        let done = sealing::operations::rewrap(&mut tx, &keys).await?;
        tx.commit().await?;
        if done == 0 {
            break;
        }
        persons += done;
    }
    let (mut codes, mut after) = (0, Some(Uuid::nil()));
    while let Some(last) = after {
        let mut tx = database::begin(state, tenant).await?;
        let (done, next) = second_factor::reseal(&mut tx, &keys, last).await?;
        tx.commit().await?;
        (codes, after) = (codes + done, next);
    }
    let pool = state.pool().ok_or(NotRotated::NoDatabase)?;
    let pieces = rotating::rotate(pool, &*state.reading().keys, tenant.0).await?;
    let proofs = proofs(state, tenant).await?;
    Ok(Rotated { persons, codes, pieces, proofs })
}

async fn proofs(state: &State, tenant: TenantId) -> Result<u64, NotRotated> {
    let (mut rotated, mut after) = (0, Uuid::nil());
    loop {
        let mut tx = database::begin(state, tenant).await?;
        let rows = evidence::lock_keys(&mut tx, after, AT_ONCE).await?;
        let Some((last, _)) = rows.last() else { return Ok(rotated) };
        after = *last;
        for (id, wrapped) in &rows {
            let anew = state.reading().keys.rewrap(wrapped, &forms::place_of(*id)).await;
            if let Some(anew) = anew.map_err(|why| NotRotated::Proof(*id, why))? {
                evidence::save_key(&mut tx, *id, &anew).await?;
                rotated += 1;
            }
        }
        tx.commit().await?;
    }
}
