//! What can be done in the space of a garage or a fleet: free functions in the caller's transaction, for the house that it
//! entered. Each acts for `person`, on what is theirs alone; somebody else's looks missing.

mod audited;
pub mod copies;
pub mod drafts;
pub mod firms;
pub mod lists;
mod store;
pub mod vehicles;

use uuid::Uuid;

/// The id of a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VehicleId(pub Uuid);

/// The most vehicles of a fleet.
pub const MOST_VEHICLES: usize = 5000;

/// What kept us from answering.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database did not answer, or refused.
    #[error("the database did not answer, or refused")]
    Database(#[from] sqlx::Error),
    /// The key of the person was not had, or does not open what was sealed under it.
    #[error("the key of a person could not be had")]
    Keys(#[from] sealing::operations::Failed),
    /// What is kept is not what this crate writes.
    #[error("a fleet holds what is never written: {0}")]
    Row(&'static str),
    /// It could not be written in the audit, so it was not done.
    #[error("it could not be written in the audit")]
    Audit(#[source] audit::operations::Failed),
    /// A dossier could not be begun.
    #[error("a dossier could not be begun")]
    Dossier(#[from] dossiers::operations::Failure),
}
