//! The barèmes as bytes: what the server hands to the browser, and what its hash names.
//!
//! One set of tables has one encoding, so that equal bytes mean equal prices. The hash is made on the server.
//!
//! Fields follow each other in the order of [`shape`], without names: whole numbers by sevens of bits (the lowest
//! first, as in LEB128), texts and lists after their length, choices by their rank, days as `yyyymmdd`. Written here
//! rather than with a library of formats because its reading is downloaded by everybody: derived readings give up at
//! the first fault and drop what they have read so far, forty times over; this [`Reader`] goes on with zeros and says
//! at the end that it was at fault, for a third of the code.

mod reader;
mod shape;

use alloc::vec::Vec;
use core::fmt;

use crate::baremes::Baremes;
use reader::{Field, Reader};

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
#[must_use]
pub fn encode(baremes: &Baremes) -> Vec<u8> {
    let mut bytes = Vec::new();
    baremes.put(&mut bytes);
    bytes
}

/// The tables that [`encode`] wrote.
///
/// # Errors
///
/// [`Unreadable`] when the bytes are cut, followed by others, or written by rules of another shape.
pub fn decode(bytes: &[u8]) -> Result<Baremes, Unreadable> {
    let mut reader = Reader::new(bytes);
    let baremes = Baremes::take(&mut reader);
    if reader.read_all() { Ok(baremes) } else { Err(Unreadable) }
}
