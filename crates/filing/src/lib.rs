//! What is handed to the administration: one ZIP a dossier, numbered, as of an instant that is kept with it.
//!
//! A [`Plan`] says all that a package holds: sheets in words, and which papers; [`plan::of`] makes it of a dossier. A
//! [`Packer`] makes the bytes of it, paper by paper, and so the same plan gives the same hash: times are the plan's, names
//! follow one rule ([`name`]), the ZIP is our own ([`zip`]). [`operations`] keeps plans, sealed, and their hashes; [`verify`]
//! compares a package with its manifest.
//!
//! Read in this order: [`plan`], [`packing`], [`operations`]. Left out: who may export or file (access, dossiers), and
//! where papers are kept (the [`Papers`] of whoever calls).

mod manifest;
pub mod name;
pub mod operations;
pub mod packing;
pub mod plan;
mod sheets;
pub mod verify;
pub mod zip;

pub use packing::{NotPacked, NotRead, Packed, Packer, Papers};
pub use plan::{Content, Held, Missing, Paper, Plan, Source};
