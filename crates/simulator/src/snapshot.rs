//! The barèmes as bytes: what the server hands to the browser, and what its hash names.
//!
//! One set of tables has one encoding, so that equal bytes mean equal prices. The hash is made on the server.

use alloc::vec::Vec;
use core::fmt;

use crate::baremes::Baremes;

/// The bytes are no snapshot of this build of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a snapshot of the tables that these rules read")
    }
}

impl core::error::Error for Unreadable {}

/// The canonical bytes of `baremes`.
///
/// # Panics
///
/// Never: the tables hold no value that the format cannot write, and memory is the only sink.
#[must_use]
pub fn encode(baremes: &Baremes) -> Vec<u8> {
    postcard::to_allocvec(baremes).expect("tables of plain values are always written")
}

/// The tables that [`encode`] wrote.
///
/// # Errors
///
/// [`Unreadable`] when the bytes are cut, followed by others, or written by rules of another shape.
pub fn decode(bytes: &[u8]) -> Result<Baremes, Unreadable> {
    match postcard::take_from_bytes(bytes) {
        Ok((baremes, [])) => Ok(baremes),
        _ => Err(Unreadable),
    }
}
