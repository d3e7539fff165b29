//! SQL of the accounts, a module a table or two.

pub(super) mod attempts;
pub(super) mod ceremonies;
pub(super) mod exports;
pub(super) mod links;
pub(super) mod outside;
pub(super) mod passkeys;
pub(super) mod people;
pub(super) mod second_factor;
pub(super) mod sessions;
