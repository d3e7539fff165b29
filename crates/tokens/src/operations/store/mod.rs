//! SQL of the tokens.

pub(super) mod families;
pub(super) mod keys;
