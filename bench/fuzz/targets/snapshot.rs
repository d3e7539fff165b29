//! Bytes in the place of a snapshot: refused, or tables whose bytes are these.
#![no_main]

use libfuzzer_sys::fuzz_target;
use simulator::snapshot::{decode, encode};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(tables) = decode(bytes) {
        assert_eq!(encode(&tables), bytes);
    }
});
