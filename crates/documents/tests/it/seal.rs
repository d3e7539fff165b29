//! Files sealed under the master keys, and under a Vault that speaks its protocol on loopback.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use documents::seal::{self, Masters, NotOpened, Unwrapped, Vault, Wrap};
use sealing::MasterKeys;
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

const PLACE: &str = "pieces/0199";
const TOKEN: &str = "s.token";

fn secret() -> SecretString {
    STANDARD.encode(sealing::random::<32>()).into()
}

fn masters(current: &SecretString, previous: &[SecretString]) -> Masters {
    Masters(Arc::new(MasterKeys::new(current, previous).unwrap()))
}

#[tokio::test]
async fn a_sealed_file_opens_at_its_place_and_nowhere_else() {
    let keys = masters(&secret(), &[]);
    let file = vec![9; 200_000];
    let sealed = seal::seal(&keys, PLACE, &file).await.unwrap();
    assert_eq!((sealed.length, sealed.sha256), (200_000, Sha256::digest(&file).into()));
    assert!(memchr::memmem::find(&sealed.bytes, &[9; 32]).is_none());
    let opened = seal::open(&keys, PLACE, &sealed.wrapped, &sealed.bytes).await.unwrap();
    assert_eq!(opened, file);
    let elsewhere = seal::open(&keys, "pieces/0200", &sealed.wrapped, &sealed.bytes).await;
    assert!(matches!(elsewhere, Err(NotOpened::Key(Unwrapped::Altered))));
    let others = masters(&secret(), &[]);
    let unknown = seal::open(&others, PLACE, &sealed.wrapped, &sealed.bytes).await;
    assert!(matches!(unknown, Err(NotOpened::Key(Unwrapped::UnknownKey))));
    let other = seal::seal(&keys, PLACE, &file).await.unwrap();
    let swapped = seal::open(&keys, PLACE, &other.wrapped, &sealed.bytes).await;
    assert!(matches!(swapped, Err(NotOpened::Bytes(_))));
}

#[tokio::test]
async fn a_rotation_wraps_the_key_anew_and_leaves_the_file_alone() {
    let (old, new) = (secret(), secret());
    let before = masters(&old, &[]);
    let sealed = seal::seal(&before, PLACE, b"file").await.unwrap();
    assert!(before.rewrap(&sealed.wrapped, PLACE).await.unwrap().is_none());
    let during = masters(&new, std::slice::from_ref(&old));
    let wrapped = during.rewrap(&sealed.wrapped, PLACE).await.unwrap().unwrap();
    assert!(during.rewrap(&wrapped, PLACE).await.unwrap().is_none());
    let after = masters(&new, &[]);
    assert_eq!(seal::open(&after, PLACE, &wrapped, &sealed.bytes).await.unwrap(), b"file");
    assert!(seal::open(&after, PLACE, &sealed.wrapped, &sealed.bytes).await.is_err());
}

/// The Transit engine as its documentation says: `encrypt`, `decrypt`, `rewrap`, `keys`, one token.
#[derive(Default)]
struct Transit(Mutex<State>);

#[derive(Default)]
struct State {
    latest: u64,
    oldest: u64,
    kept: HashMap<String, String>,
    seen: Vec<String>,
}

impl State {
    fn encrypt(&mut self, plaintext: &str) -> Value {
        let number = self.kept.len();
        let text = format!("vault:v{}:{}", self.latest, STANDARD.encode(number.to_be_bytes()));
        self.kept.insert(text.clone(), plaintext.to_owned());
        json!({ "ciphertext": text, "key_version": self.latest })
    }

    fn decrypt(&self, ciphertext: &str) -> Option<String> {
        let version = ciphertext.strip_prefix("vault:v")?.split_once(':')?.0.parse::<u64>().ok()?;
        self.kept.get(ciphertext).filter(|_| version >= self.oldest).cloned()
    }
}

struct Answers(Arc<Transit>);

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let fails = |status, why: &str| {
            ResponseTemplate::new(status).set_body_json(json!({ "errors": [why] }))
        };
        let mut state = self.0.0.lock().unwrap();
        state.seen.push(format!("{} {}", request.method, request.url.path()));
        if request.headers.get("x-vault-token").is_none_or(|token| token != TOKEN) {
            return fails(403, "permission denied");
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let ciphertext = body["ciphertext"].as_str().unwrap_or_default();
        let data = match (request.method.as_str(), request.url.path()) {
            ("POST", "/v1/transit/encrypt/pieces") => {
                Some(state.encrypt(body["plaintext"].as_str().unwrap()))
            }
            ("POST", "/v1/transit/decrypt/pieces") => {
                state.decrypt(ciphertext).map(|plain| json!({ "plaintext": plain }))
            }
            ("POST", "/v1/transit/rewrap/pieces") => {
                state.decrypt(ciphertext).map(|plain| state.encrypt(&plain))
            }
            ("GET", "/v1/transit/keys/pieces") => Some(json!({ "latest_version": state.latest })),
            _ => return fails(404, "no handler for route"),
        };
        match data {
            Some(data) => ResponseTemplate::new(200).set_body_json(json!({ "data": data })),
            None => fails(400, "invalid ciphertext"),
        }
    }
}

fn http() -> outbound::Outbound {
    crate::install();
    let (connect, total) = (Duration::from_secs(2), Duration::from_millis(500));
    outbound::within(["127.0.0.1"], connect, total).unwrap()
}

fn vault(server: &MockServer, token: &str) -> Vault {
    Vault::new(http(), &server.uri(), "transit", "pieces", token.into())
}

async fn transit() -> (MockServer, Arc<Transit>) {
    let transit = Arc::new(Transit::default());
    transit.0.lock().unwrap().latest = 1;
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(Answers(Arc::clone(&transit))).mount(&server).await;
    (server, transit)
}

#[tokio::test]
async fn vault_wraps_a_key_for_its_place_and_never_sees_the_file() {
    let (server, transit) = transit().await;
    let keys = vault(&server, TOKEN);
    let sealed = seal::seal(&keys, PLACE, b"the file itself").await.unwrap();
    assert!(sealed.wrapped.starts_with(b"vault:v1:"));
    let opened = seal::open(&keys, PLACE, &sealed.wrapped, &sealed.bytes).await.unwrap();
    assert_eq!(opened, b"the file itself");
    let elsewhere = keys.unwrap(&sealed.wrapped, "pieces/0200").await;
    assert!(matches!(elsewhere, Err(Unwrapped::Altered)));
    let seen = transit.0.lock().unwrap().seen.clone();
    let (wrap, unwrap) = ("POST /v1/transit/encrypt/pieces", "POST /v1/transit/decrypt/pieces");
    assert_eq!(seen, [wrap, unwrap, unwrap]);
}

#[tokio::test]
async fn vault_rotates_without_showing_the_key() {
    let (server, transit) = transit().await;
    let keys = vault(&server, TOKEN);
    let sealed = seal::seal(&keys, PLACE, b"file").await.unwrap();
    assert!(keys.rewrap(&sealed.wrapped, PLACE).await.unwrap().is_none());
    transit.0.lock().unwrap().latest = 2;
    let wrapped = keys.rewrap(&sealed.wrapped, PLACE).await.unwrap().unwrap();
    assert!(wrapped.starts_with(b"vault:v2:"));
    assert!(transit.0.lock().unwrap().seen.iter().all(|seen| !seen.contains("decrypt")));
    // The old version is given up: only what was wrapped anew opens.
    transit.0.lock().unwrap().oldest = 2;
    assert_eq!(seal::open(&keys, PLACE, &wrapped, &sealed.bytes).await.unwrap(), b"file");
    let old = keys.unwrap(&sealed.wrapped, PLACE).await;
    assert!(matches!(old, Err(Unwrapped::Altered)));
}

#[tokio::test]
async fn what_vault_did_not_wrap_is_not_sent_to_it() {
    let (server, transit) = transit().await;
    let keys = vault(&server, TOKEN);
    for wrapped in [&b""[..], b"vault:", b"vault:vx:abc", b"\x01\xFF\xFE"] {
        assert!(keys.unwrap(wrapped, PLACE).await.is_err());
        assert!(keys.rewrap(wrapped, PLACE).await.is_err());
    }
    assert!(transit.0.lock().unwrap().seen.is_empty());
}

#[tokio::test]
async fn a_vault_that_refuses_is_told_from_one_that_is_away() {
    let (server, _transit) = transit().await;
    let refused = seal::seal(&vault(&server, "s.other"), PLACE, b"file").await;
    assert!(matches!(refused, Err(Unwrapped::Refused(403))));
    for (answer, what) in [
        (
            ResponseTemplate::new(503).set_body_json(json!({ "errors": ["Vault is sealed"] })),
            "sealed",
        ),
        (ResponseTemplate::new(200).set_body_string("<html>"), "a page"),
        (ResponseTemplate::new(200).set_body_json(json!({ "data": {} })), "nothing"),
        (ResponseTemplate::new(200).set_body_string("a".repeat(100_000)), "too long"),
        (ResponseTemplate::new(200).set_delay(Duration::from_secs(5)), "slow"),
    ] {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let away = seal::seal(&vault(&server, TOKEN), PLACE, b"file").await;
        assert!(matches!(away, Err(Unwrapped::Unreachable)), "{what}");
    }
    let nobody = Vault::new(http(), "http://127.0.0.1:1", "transit", "pieces", TOKEN.into());
    assert!(matches!(seal::seal(&nobody, PLACE, b"file").await, Err(Unwrapped::Unreachable)));
    let printed = format!("{nobody:?}");
    assert!(!printed.contains(TOKEN), "{printed}");
}
