use super::*;

/// The secret whose bytes count up from `first`.
fn secret(first: u8) -> SecretString {
    let bytes: Vec<u8> = (0..32).map(|step| first.wrapping_add(step)).collect();
    STANDARD.encode(bytes).into()
}

fn keys(first: u8) -> MasterKeys {
    MasterKeys::new(&secret(first), &[]).unwrap()
}

#[test]
fn what_is_sealed_opens_for_the_same_purpose_and_place_alone() {
    let keys = keys(1);
    let sealed = keys.seal("totp", b"person 1", b"JBSWY3DP");
    assert_eq!(keys.open("totp", b"person 1", &sealed).unwrap(), b"JBSWY3DP");
    assert_eq!(keys.open("totp", b"person 2", &sealed), Err(Unopened::Altered));
    assert_eq!(keys.open("token", b"person 1", &sealed), Err(Unopened::Altered));
    assert_eq!(keys.open("tot", b"pperson 1", &sealed), Err(Unopened::Altered));
}

#[test]
fn every_altered_byte_and_every_cut_is_noticed() {
    let keys = keys(1);
    let sealed = keys.seal("totp", b"", b"a secret");
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        assert!(keys.open("totp", b"", &altered).is_err(), "byte {at}");
        assert!(keys.open("totp", b"", &sealed[..at]).is_err(), "cut at {at}");
    }
    let longer: Vec<u8> = sealed.iter().copied().chain([0]).collect();
    assert_eq!(keys.open("totp", b"", &longer), Err(Unopened::Altered));
}

#[test]
fn the_same_text_is_never_sealed_alike() {
    let keys = keys(1);
    assert_ne!(keys.seal("totp", b"", b"same"), keys.seal("totp", b"", b"same"));
}

#[test]
fn nothing_and_much_are_sealed_too() {
    let keys = keys(1);
    for plain in [Vec::new(), vec![7; 300_000]] {
        assert_eq!(keys.open("p", b"", &keys.seal("p", b"", &plain)).unwrap(), plain);
    }
}

#[test]
fn a_rotation_opens_what_came_before_and_seals_anew() {
    let sealed = keys(1).seal("totp", b"", b"kept");
    let rotated = MasterKeys::new(&secret(9), &[secret(1)]).unwrap();
    assert_eq!(rotated.open("totp", b"", &sealed).unwrap(), b"kept");
    assert!(rotated.is_outdated(&sealed));
    let again = rotated.seal("totp", b"", b"kept");
    assert!(!rotated.is_outdated(&again));
    assert_eq!(keys(1).open("totp", b"", &again), Err(Unopened::UnknownKey));
    assert_eq!(keys(9).open("totp", b"", &sealed), Err(Unopened::UnknownKey));
}

#[test]
fn derived_keys_differ_by_purpose_and_by_master_and_stay() {
    let one = keys(1);
    assert_eq!(one.derive("links"), keys(1).derive("links"));
    assert_ne!(one.derive("links"), one.derive("tokens"));
    assert_ne!(one.derive("links"), keys(2).derive("links"));
    let rotated = MasterKeys::new(&secret(9), &[secret(1)]).unwrap();
    assert_eq!(rotated.derive_each("links"), [keys(9).derive("links"), one.derive("links")]);
}

#[test]
fn a_derived_key_does_not_open_what_is_sealed_for_that_purpose() {
    let keys = keys(1);
    let sealed = keys.seal("links", b"", b"x");
    let header = keys.current.header();
    let opened = format::open(&keys.derive("links"), &header, "links", b"", &sealed);
    assert_eq!(opened, Err(Unopened::Altered));
}

#[test]
fn what_is_no_random_secret_is_refused() {
    let refused = |text: &str| MasterKeys::new(&text.into(), &[]).err();
    assert_eq!(refused("not base64!"), Some(BadSecret::NotBase64));
    assert_eq!(refused(""), Some(BadSecret::NotThirtyTwoBytes));
    assert_eq!(refused(&STANDARD.encode([5; 31])), Some(BadSecret::NotThirtyTwoBytes));
    assert_eq!(refused(&STANDARD.encode([0; 32])), Some(BadSecret::NotRandom));
    assert!(MasterKeys::new(&secret(1), &["x".into()]).is_err());
    assert!(MasterKeys::new(&format!(" {}\n", secret(1).expose_secret()).into(), &[]).is_ok());
}

#[test]
fn nothing_of_a_key_prints() {
    assert_eq!(format!("{:?}", keys(1)), "MasterKeys");
}

#[test]
fn the_id_of_a_key_is_read_as_it_is_written() {
    let id = keys(1).current();
    assert_eq!(KeyId::parse(&id.to_string()), Some(id));
    for text in ["", "+123456789abcdef", "0123456789abcdef0", "0123456789abcdeg"] {
        assert_eq!(KeyId::parse(text), None, "{text}");
    }
}
