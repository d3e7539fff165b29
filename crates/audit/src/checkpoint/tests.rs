use super::*;

const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const OTHER: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";

fn keys(current: &str, previous: &[&str]) -> MasterKeys {
    let previous: Vec<_> = previous.iter().map(|text| (*text).into()).collect();
    MasterKeys::new(&current.into(), &previous).unwrap()
}

fn body() -> Body {
    Body {
        tenant: Uuid::from_u128(7),
        number: 2,
        at: "2026-11-21T03:00:00.000001Z".parse().unwrap(),
        events: 40,
        chains: 3,
        heads: [9; 32],
    }
}

#[test]
fn what_is_signed_is_believed_also_after_a_rotation() {
    let signed = Checkpoint::sign(&keys(ONE, &[]), body(), Some([5; 32]));
    assert!(signed.is_signed(&Known::of(&keys(ONE, &[]))));
    assert!(signed.is_signed(&Known::of(&keys(OTHER, &[ONE]))));
    assert!(!signed.is_signed(&Known::of(&keys(OTHER, &[]))));
    assert!(!signed.is_signed(&Known::default()));
    let [kept] = &Known::of(&keys(ONE, &[])).fingerprints()[..] else { panic!("one key") };
    assert!(signed.is_signed(&Known::of(&keys(OTHER, &[])).with(kept).unwrap()));
    assert_eq!(Known::default().with("abc"), None);
}

#[test]
fn it_is_read_as_it_was_written() {
    for previous in [None, Some([5; 32])] {
        let signed = Checkpoint::sign(&keys(ONE, &[]), body(), previous);
        assert_eq!(Checkpoint::parse(&signed.to_json().unwrap()), Ok(signed));
    }
    for text in ["", "{}", "[]", "{\"format\":1}"] {
        assert_eq!(Checkpoint::parse(text.as_bytes()), Err(Unreadable), "{text}");
    }
}

#[test]
fn every_altered_byte_of_the_file_is_noticed() {
    let known = Known::of(&keys(ONE, &[]));
    let signed = Checkpoint::sign(&keys(ONE, &[]), body(), Some([5; 32]));
    let written = signed.to_json().unwrap();
    for at in 0..written.len() {
        for other in [b'0', b'7', b'a', b'"', b' ', written[at] ^ 1] {
            let mut altered = written.clone();
            altered[at] = other;
            if let Ok(read) = Checkpoint::parse(&altered) {
                assert!(read == signed || !read.is_signed(&known), "byte {at}: {other}");
            }
        }
    }
}

#[test]
fn the_fingerprint_of_a_key_stays() {
    // Written in settings: a change of derivation would make every kept one useless.
    let known = Known::of(&keys(ONE, &[])).fingerprints();
    assert_eq!(known, ["bf90a8f108250a8aaf7475129279f7eed9fbe00d190255a076c0f77aa16d88c9"]);
}
