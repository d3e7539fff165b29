//! The houses that the platform serves: who they are, under which hosts, and what they charge.
//!
//! Brand, legal notice, habilitation and prices are data of a tenant, never constants. [`Directory`] is what a server
//! keeps in memory; [`operations`] reads and seeds it. Left out: who may change it (the back-office, later).

mod directory;
mod fees;

#[cfg(not(target_arch = "wasm32"))]
pub mod operations;

pub use directory::{Directory, Identity, Tenant, TenantId};
pub use fees::{Fee, ServiceFee};
