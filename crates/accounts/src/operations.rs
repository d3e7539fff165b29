//! What can be done to accounts: free functions in the caller's transaction, for the tenant that it entered.
//!
//! An answer that a person gets is a value (`Asked`, `SignIn`, …), and what was counted or audited on the way is to be
//! committed with it; an error is only what kept us from answering.

mod audited;
pub mod exports;
pub mod limits;
pub mod links;
pub mod outside;
pub mod passkeys;
pub mod people;
pub mod quiet;
pub mod second_factor;
pub mod sessions;
pub mod sign_in;
pub mod sign_up;
pub mod staff;
mod store;
mod told;

pub use told::Told;

use crate::Busy;

/// What kept us from answering.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database did not answer, or refused.
    #[error("the database did not answer, or refused")]
    Database(#[from] sqlx::Error),
    /// Too many passwords at once.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// A secret that was kept could not be opened, or made.
    #[error("a kept secret cannot be used: {0}")]
    Sealed(String),
    /// A row holds what this crate never writes.
    #[error("a row of {table} holds what is never written: {what}")]
    Row {
        /// The table.
        table: &'static str,
        /// What is wrong there.
        what: &'static str,
    },
    /// A letter lacks what it wants.
    #[error("a letter cannot be written: {0}")]
    Letter(String),
    /// It could not be written in the audit, so it was not done.
    #[error("it could not be written in the audit: {0}")]
    Audit(String),
}
