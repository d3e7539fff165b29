//! Keys: one master, a key a person, what is sealed under them.
//!
//! Read [`MasterKeys`] first: it seals what the house keeps for itself, and gives keys for other uses (signed
//! addresses, tokens, the seed of the audit's signature). [`operations`] keeps a key a person, wrapped under the
//! master; without it nothing sealed for that person can be read again, which is how a person is erased from what
//! can never be deleted. Everything is AES-256-GCM, HKDF-SHA256, SHA-256 of `ring`; nothing here prints.
//!
//! Left out: where the master comes from (the server's settings), and who may open what (the callers).

mod format;
mod master;
pub mod operations;
mod person;
mod token;

pub use format::Unopened;
pub use master::{BadSecret, KeyId, MasterKeys};
pub use person::PersonKey;
pub use token::Token;

/// Random bytes of the operating system, for keys, nonces and tokens.
///
/// # Panics
///
/// When the operating system has none to give: nothing safe can be done then.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    use ring::rand::SecureRandom as _;
    let mut bytes = [0; N];
    ring::rand::SystemRandom::new()
        .fill(&mut bytes)
        .expect("the operating system gives randomness");
    bytes
}
