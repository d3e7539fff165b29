use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use serde_json::{Value as Json, json};

use super::*;

const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const OTHER: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";
const ISSUER: &str = "https://carteclaire.example";

fn keys(current: &str, previous: &[&str]) -> MasterKeys {
    let previous: Vec<SecretString> = previous.iter().map(|key| (*key).into()).collect();
    MasterKeys::new(&current.into(), &previous).unwrap()
}

fn signer() -> Signer {
    Signer::new(&keys(ONE, &[]))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn noon() -> Timestamp {
    at("2026-11-21T12:00:00Z")
}

fn token() -> AccessToken {
    AccessToken {
        person: Uuid::from_u128(1),
        tenant: Uuid::from_u128(2),
        scopes: Scopes::parse("account:read dossiers:read").unwrap(),
        source: Source::Family(Uuid::from_u128(3)),
    }
}

fn text() -> String {
    signer().sign(&token(), ISSUER, noon())
}

fn read_at(text: &str, now: &str) -> Result<AccessToken, BadToken> {
    signer().read(text, ISSUER, Uuid::from_u128(2), at(now))
}

fn read(text: &str) -> Result<AccessToken, BadToken> {
    read_at(text, "2026-11-21T12:00:00Z")
}

fn part(text: &str, place: usize) -> Json {
    let part = text.split('.').nth(place).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// `text` with its header and claims changed, signed by `key` with HS256 as if it were ours.
fn signed(change: impl Fn(&mut Json, &mut Json), key: &[u8]) -> String {
    let text = text();
    let (mut header, mut claims) = (part(&text, 0), part(&text, 1));
    change(&mut header, &mut claims);
    let coded = |json: &Json| URL_SAFE_NO_PAD.encode(json.to_string());
    let message = format!("{}.{}", coded(&header), coded(&claims));
    let key = EncodingKey::from_secret(key);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, ALGORITHM).unwrap();
    format!("{message}.{signature}")
}

fn ours() -> [u8; 32] {
    keys(ONE, &[]).derive("api token")
}

#[test]
fn a_token_is_read_as_it_was_signed_and_holds_no_role() {
    let text = text();
    assert_eq!(read(&text), Ok(token()));
    assert_eq!(read(&signed(|_, _| {}, &ours())), Ok(token()), "the forger below signs as we do");
    let claims = part(&text, 1);
    let names: Vec<&str> = claims.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["iss", "aud", "sub", "tenant", "scope", "family", "iat", "exp", "jti"]);
    let by_key = AccessToken { source: Source::Key(Uuid::from_u128(9)), ..token() };
    assert_eq!(read(&signer().sign(&by_key, ISSUER, noon())), Ok(by_key));
}

#[test]
fn a_token_lives_a_quarter_of_an_hour_and_ten_seconds_of_a_slow_clock() {
    let text = text();
    for (now, wanted) in [
        ("2026-11-21T11:59:49Z", Err(BadToken::NotYet)),
        ("2026-11-21T11:59:50Z", Ok(token())),
        ("2026-11-21T12:15:09Z", Ok(token())),
        ("2026-11-21T12:15:10Z", Err(BadToken::Expired)),
    ] {
        assert_eq!(read_at(&text, now), wanted, "{now}");
    }
}

#[test]
fn a_token_of_another_host_or_house_is_refused() {
    let text = text();
    let elsewhere = "https://demo2.carteclaire.example";
    let refused = Err(BadToken::Refused);
    assert_eq!(signer().read(&text, elsewhere, Uuid::from_u128(2), noon()), refused);
    assert_eq!(signer().read(&text, ISSUER, Uuid::from_u128(7), noon()), refused);
}

#[test]
fn a_changed_token_is_refused() {
    let text = text();
    let (message, signature) = text.rsplit_once('.').unwrap();
    let mut claims = part(&text, 1);
    claims["sub"] = json!(Uuid::from_u128(8));
    let changed = URL_SAFE_NO_PAD.encode(claims.to_string());
    let header = text.split('.').next().unwrap();
    for bad in [
        format!("{header}.{changed}.{signature}"),
        format!("{message}."),
        format!("{message}.{}", URL_SAFE_NO_PAD.encode([0; 32])),
    ] {
        assert_eq!(read(&bad), Err(BadToken::Refused), "{bad}");
    }
    for bad in ["", "a", "a.b.c", message, &format!("{text}.x"), "é.é.é"] {
        assert!(read(bad).is_err(), "{bad}");
    }
}

#[test]
fn another_algorithm_is_refused_whatever_the_signature() {
    for algorithm in ["none", "None", "HS384", "HS512", "RS256", "EdDSA", "ES256"] {
        let bad = signed(|header, _| header["alg"] = json!(algorithm), &ours());
        assert_eq!(read(&bad), Err(BadToken::Form), "{algorithm}");
        let (message, _) = bad.rsplit_once('.').unwrap();
        assert_eq!(read(&format!("{message}.")), Err(BadToken::Form), "{algorithm}, unsigned");
    }
}

#[test]
fn each_claim_is_wanted_as_it_is_written() {
    for (what, change) in [
        ("aud", json!("another-api")),
        ("aud", Json::Null),
        ("iss", json!("https://evil.example")),
        ("iss", Json::Null),
        ("sub", json!("nobody")),
        ("exp", json!("later")),
        ("exp", Json::Null),
        ("family", Json::Null),
        ("tenant", json!(Uuid::from_u128(7))),
    ] {
        let bad = signed(
            |_, claims| match &change {
                Json::Null => drop(claims.as_object_mut().unwrap().remove(what)),
                other => claims[what] = other.clone(),
            },
            &ours(),
        );
        assert_eq!(read(&bad), Err(BadToken::Refused), "{what} {change}");
    }
    let bad = signed(|_, claims| claims["scope"] = json!("admin"), &ours());
    assert_eq!(read(&bad), Err(BadToken::Form));
    let bad = signed(|header, _| header["typ"] = json!("JWT"), &ours());
    assert_eq!(read(&bad), Err(BadToken::Form), "some other token of the same key");
    let bad = signed(|header, _| header["crit"] = json!(["b64"]), &ours());
    assert_eq!(read(&bad), Err(BadToken::Form));
}

#[test]
fn what_a_previous_key_signed_is_read_until_the_key_is_given_up() {
    let text = text();
    let turned = Signer::new(&keys(OTHER, &[ONE]));
    assert_eq!(turned.read(&text, ISSUER, Uuid::from_u128(2), noon()), Ok(token()));
    assert_ne!(part(&turned.sign(&token(), ISSUER, noon()), 0)["kid"], part(&text, 0)["kid"]);
    let gone = Signer::new(&keys(OTHER, &[]));
    let given_up = gone.read(&text, ISSUER, Uuid::from_u128(2), noon());
    assert_eq!(given_up, Err(BadToken::UnknownKey));
    let unnamed = signed(|header, _| header["kid"] = Json::Null, &ours());
    assert_eq!(read(&unnamed), Err(BadToken::UnknownKey));
    let misnamed = signed(|header, _| header["kid"] = json!("00"), &ours());
    assert_eq!(read(&misnamed), Err(BadToken::UnknownKey));
}
