//! A passkey in a few lines (WebAuthn 3, ES256, no attestation), which answers as well or as badly as a test wants.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

/// Present, and who it is was checked.
const PRESENT_AND_CHECKED: u8 = 0x05;
const HOLDS_A_KEY: u8 = 0x40;

/// A key of one person for one host.
pub(crate) struct Authenticator {
    pair: EcdsaKeyPair,
    id: Vec<u8>,
    person: Vec<u8>,
    rp: String,
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn client_data(kind: &str, options: &Value, origin: &str) -> Vec<u8> {
    let challenge = &options["publicKey"]["challenge"];
    json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false })
        .to_string()
        .into_bytes()
}

/// A byte string of CBOR, of less than 64 KiB.
fn bytes(out: &mut Vec<u8>, value: &[u8]) {
    out.push(0x59);
    out.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
    out.extend(value);
}

impl Authenticator {
    /// Makes the key that `options` ask for, on a page of `origin`: the key, and what the browser answers.
    pub(crate) fn make(options: &Value, origin: &str) -> (Self, Value) {
        let random = SystemRandom::new();
        let way = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let written = EcdsaKeyPair::generate_pkcs8(way, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(way, written.as_ref(), &random).unwrap();
        let public = &options["publicKey"];
        let key = Self {
            pair,
            id: sealing::random::<16>().to_vec(),
            person: URL_SAFE_NO_PAD.decode(public["user"]["id"].as_str().unwrap()).unwrap(),
            rp: public["rp"]["id"].as_str().unwrap().to_owned(),
        };
        let mut data = key.data(PRESENT_AND_CHECKED | HOLDS_A_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(key.id.len()).unwrap().to_be_bytes());
        data.extend(&key.id);
        let [x, y] = [1..33, 33..65].map(|part| key.pair.public_key().as_ref()[part].to_vec());
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]);
        bytes(&mut data, &x);
        data.push(0x22);
        bytes(&mut data, &y);
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData".to_vec();
        bytes(&mut attestation, &data);
        let answer = key.answer(&json!({
            "clientDataJSON": text(&client_data("webauthn.create", options, origin)),
            "attestationObject": text(&attestation),
            "transports": ["internal"],
        }));
        (key, answer)
    }

    /// Answers `options` on a page of `origin`.
    pub(crate) fn use_for(&self, options: &Value, origin: &str) -> Value {
        let asked = client_data("webauthn.get", options, origin);
        let data = self.data(PRESENT_AND_CHECKED);
        let mut signed = data.clone();
        signed.extend(digest(&SHA256, &asked).as_ref());
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        self.answer(&json!({
            "clientDataJSON": text(&asked),
            "authenticatorData": text(&data),
            "signature": text(signature.as_ref()),
            "userHandle": text(&self.person),
        }))
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = digest(&SHA256, self.rp.as_bytes()).as_ref().to_vec();
        data.push(flags);
        data.extend([0; 4]);
        data
    }

    fn answer(&self, response: &Value) -> Value {
        json!({
            "id": text(&self.id),
            "rawId": text(&self.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        })
    }
}
