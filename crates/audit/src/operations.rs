//! Recording, showing, anchoring and checking. In the caller's transaction, for the house that it entered.

mod anchoring;
mod recording;
mod showing;
mod store;
mod verifying;

pub use anchoring::{NotAnchored, checkpoint};
pub use recording::{record, record_all};
pub use showing::{Cursor, Filter, Page, Payload, Recorded, Seen, search, seen_by};
pub use verifying::{report, verify};

/// Why something was not recorded or shown.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The key of a person was not had.
    #[error("the key of a person could not be had")]
    Keys(#[from] sealing::operations::Failed),
    /// The payload cannot be put in words.
    #[error("a payload is no JSON")]
    Payload(#[from] serde_json::Error),
    /// The database did not answer, or refused.
    #[error("the audit could not be reached")]
    Database(#[from] sqlx::Error),
    /// The files did not answer, or refused.
    #[error("the checkpoints could not be reached")]
    Objects(#[from] objects::Error),
    /// The report could not be written.
    #[error("the report could not be written")]
    Report(#[from] std::io::Error),
}

/// What payloads are sealed for.
const PURPOSE: &str = "audit";

/// Where a payload is kept: it opens in its own event alone.
fn place(tenant: uuid::Uuid, subject: crate::Thing, event: uuid::Uuid) -> Vec<u8> {
    [tenant.as_bytes(), subject.kind.id().as_bytes(), subject.id.as_bytes(), event.as_bytes()]
        .concat()
}
