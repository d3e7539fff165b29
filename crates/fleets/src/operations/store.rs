//! What is kept of fleets.

pub(super) mod drafts;
pub(super) mod firms;
pub(super) mod vehicles;
