//! One module a file: its shape, and what makes it sound.

pub(crate) mod certificate;
pub(crate) mod co2;
pub(crate) mod energies;
pub(crate) mod fixed;
pub(crate) mod mass;
pub(crate) mod operations;
pub(crate) mod reductions;
pub(crate) mod regions;
pub(crate) mod sources;
pub(crate) mod y1;
pub(crate) mod y2;

/// A head table of which only the citation counts.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {}
