//! Simulations kept under a private link: where a dossier begins, before there is an account.
//!
//! The link holds a token of 256 bits; the database holds its hash only. Retention: [`KEPT_DAYS`], then deleted.

#[cfg(not(target_arch = "wasm32"))]
pub mod operations;

/// Days that a quote is kept: the delay of a draft that was never filed (demarches.md B8).
pub const KEPT_DAYS: i64 = 90;
