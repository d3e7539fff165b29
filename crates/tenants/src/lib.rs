//! The houses that the platform serves: who they are, under which hosts, and what they charge.
//!
//! Brand, legal notice, habilitation and prices are data of a tenant, never constants. [`Directory`] is what a server
//! keeps in memory; [`operations`] reads, seeds and changes it, and [`Identity::read`] checks what was typed. Left out: who may
//! change it (`access`).

mod directory;
mod fees;
mod mentions;
mod settings;

#[cfg(not(target_arch = "wasm32"))]
pub mod operations;

pub use directory::{Directory, Identity, Tenant, TenantId};
pub use fees::{
    FIXED_MAX, FeeList, FeeListId, NotAFeeList, SHARE_MAX, ServiceFee, hundredths, read_hundredths,
};
pub use mentions::{Mention, MentionFault};
pub use settings::{Limit, Settings, SignatureWay};
