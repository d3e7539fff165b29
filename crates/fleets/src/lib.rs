//! The space of garages and fleets: their vehicles, one by one or as a list from a spreadsheet; their firm and its stamp;
//! dossiers begun for many vehicles at once.
//!
//! Read [`Vehicle`] (what is said of one, and what is wrong with it: the form and the list ask the same), [`sheet`] (lists,
//! read and written), [`Firm`], then [`operations`]. A vehicle is known by its plate, its identification number or both,
//! each once in a fleet. What the certificate says is kept under the names of the simulator's facts.
//!
//! Left out: who may have such a space (`access`), what a dossier is (`dossiers`), the order of each, which the law wants
//! agreed one by one.

mod column;
mod firm;
pub mod operations;
pub mod sheet;
mod vehicle;

pub use column::Column;
pub use firm::{Firm, Stamp};
pub use vehicle::{Fault, LONGEST, Vehicle, Wrong};
