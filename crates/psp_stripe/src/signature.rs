//! The signature of a report: `t=…,v1=…`, over the seconds, a dot, and the body to the byte.

use jiff::Timestamp;
use psp::Unreadable;
use ring::hmac;
use secrecy::{ExposeSecret as _, SecretString};

/// Seconds that a report may be old, or early: what Stripe's own libraries take.
const TOLERANCE: i64 = 300;
/// Signatures that are looked at: more is not Stripe's.
const MOST: usize = 16;

/// Whether one of `secrets` signed `body` within five minutes of `now`.
pub(crate) fn check(
    header: &str,
    body: &[u8],
    secrets: &[SecretString],
    now: Timestamp,
) -> Result<(), Unreadable> {
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let at: i64 = parts()
        .find(|(name, _)| *name == "t")
        .and_then(|(_, value)| value.parse().ok())
        .ok_or(Unreadable::NotTheirs)?;
    if now.as_second().abs_diff(at) > TOLERANCE.unsigned_abs() {
        return Err(Unreadable::NotTheirs);
    }
    let mut said = at.to_string().into_bytes();
    said.push(b'.');
    said.extend_from_slice(body);
    let signed = parts()
        .filter(|(name, _)| *name == "v1")
        .take(MOST)
        .filter_map(|(_, value)| bytes(value))
        .any(|tag| {
            secrets.iter().filter(|secret| !secret.expose_secret().is_empty()).any(|secret| {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
                hmac::verify(&key, &said, &tag).is_ok()
            })
        });
    if signed { Ok(()) } else { Err(Unreadable::NotTheirs) }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || !hex.len().is_multiple_of(2) {
        return None;
    }
    (0..hex.len() / 2).map(|at| u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1"}"#;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn signed(secret: &str, seconds: i64, body: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let mut said = format!("{seconds}.").into_bytes();
        said.extend_from_slice(body);
        let tag = hmac::sign(&key, &said);
        tag.as_ref().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
    }

    fn secrets() -> Vec<SecretString> {
        vec!["whsec_new".to_owned().into(), "whsec_old".to_owned().into()]
    }

    #[test]
    fn a_body_signed_by_either_secret_is_theirs() {
        for secret in ["whsec_new", "whsec_old"] {
            let header = format!("t=1000,v1=00,v1={}", signed(secret, 1000, BODY));
            assert_eq!(check(&header, BODY, &secrets(), at(1000)), Ok(()));
        }
    }

    #[test]
    fn another_body_another_secret_another_time_or_another_scheme_is_not() {
        let good = signed("whsec_new", 1000, BODY);
        let refused = Err(Unreadable::NotTheirs);
        let header = format!("t=1000,v1={good}");
        assert_eq!(check(&header, b"{}", &secrets(), at(1000)), refused);
        assert_eq!(check(&header, BODY, &["other".to_owned().into()], at(1000)), refused);
        assert_eq!(check(&format!("t=1001,v1={good}"), BODY, &secrets(), at(1000)), refused);
        assert_eq!(check(&format!("t=1000,v0={good}"), BODY, &secrets(), at(1000)), refused);
        assert_eq!(check("t=1000", BODY, &secrets(), at(1000)), refused);
        assert_eq!(check("", BODY, &secrets(), at(1000)), refused);
        assert_eq!(check(&header, BODY, &[], at(1000)), refused);
        let empty = format!("t=1000,v1={}", signed("", 1000, BODY));
        assert_eq!(check(&empty, BODY, &[String::new().into()], at(1000)), refused);
    }

    #[test]
    fn a_report_is_believed_for_five_minutes() {
        let header = format!("t=1000,v1={}", signed("whsec_new", 1000, BODY));
        assert_eq!(check(&header, BODY, &secrets(), at(1300)), Ok(()));
        assert_eq!(check(&header, BODY, &secrets(), at(1301)), Err(Unreadable::NotTheirs));
        assert_eq!(check(&header, BODY, &secrets(), at(700)), Ok(()));
        assert_eq!(check(&header, BODY, &secrets(), at(699)), Err(Unreadable::NotTheirs));
    }

    #[test]
    fn no_header_makes_it_fail_otherwise() {
        for header in
            ["t=,v1=", "t=1000,v1=é", "t=1000,v1=abc", "=,=", ",,,", "t=99999999999999999999"]
        {
            assert_eq!(check(header, BODY, &secrets(), at(1000)), Err(Unreadable::NotTheirs));
        }
    }
}
