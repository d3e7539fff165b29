//! The bytes that the browser receives: they give the tables back, or say that they cannot.

use baremes::builtin;
use proptest::prelude::*;
use simulator::snapshot::{Unreadable, decode, encode};

#[test]
fn the_tables_come_back_and_have_one_encoding() {
    let bytes = encode(builtin());
    assert_eq!(decode(&bytes).as_ref(), Ok(builtin()));
    assert_eq!(encode(&decode(&bytes).unwrap()), bytes);
}

#[test]
fn bytes_that_are_cut_or_followed_by_others_are_refused() {
    let mut bytes = encode(builtin());
    for length in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
        assert_eq!(decode(&bytes[..length]), Err(Unreadable), "{length}");
    }
    bytes.push(0);
    assert_eq!(decode(&bytes), Err(Unreadable));
    assert_eq!(Unreadable.to_string(), "not a snapshot of the tables that these rules read");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert_eq!(decode(&bytes), Err(Unreadable));
    }

    /// A fault on the way is noticed, or reads as other tables; it never reads as the same ones.
    #[test]
    fn a_changed_byte_never_passes_for_the_same_tables(at in 0..26_000_usize, other in 1..=255_u8) {
        let mut bytes = encode(builtin());
        let at = at % bytes.len();
        bytes[at] ^= other;
        if let Ok(read) = decode(&bytes) {
            prop_assert_ne!(&read, builtin());
            prop_assert_eq!(encode(&read), bytes);
        }
    }
}
