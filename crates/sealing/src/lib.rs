//! Keys: one master, a key a person, what is sealed under it.

mod token;

pub use token::{NoRandomness, Token, random};
