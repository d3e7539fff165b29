//! Who did and saw what: append-only, chained, anchored outside the database.
//!
//! Read [`Entry`] first: what a caller says. [`operations::record`] makes an [`Event`] of it, the next of the chain of
//! its subject, and [`operations::checkpoint`] signs where all chains end and writes that outside the database, every
//! day. [`Verifier`] is the check, pure; [`operations::verify`] and [`operations::report`] run it over a house.
//!
//! What it finds: any change, deletion, reordering or insertion that breaks a chain or parts from its recorded end,
//! whoever made it; and, of what a checkpoint covers, also those that were made with every hash, end and mark of the
//! database computed anew. What it cannot find: somebody who owns the database and rewrites, consistently, what came
//! after the last checkpoint; and somebody who owns database and files both. So checkpoints are to be frequent, and the
//! files kept where the server may add and not replace.
//!
//! Left out: who may see it (`access`), and the words for people.

mod act;
pub mod chain;
pub mod checkpoint;
mod entry;
pub mod operations;
mod verify;

pub use act::{Act, Kind};
pub use chain::Event;
pub use entry::{Actor, Entry, IpPrefix, Thing};
pub use verify::{Fault, Finding, Findings, Verifier};
