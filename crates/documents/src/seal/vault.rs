use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use outbound::Outbound;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::DataKey;
use super::wrap::{Unwrapped, Wrap};

/// The most of an answer that is read, in bytes.
const MOST: usize = 64 * 1024;
/// What keys wrapped by Vault begin with.
const PREFIX: &str = "vault:v";

/// The Transit engine of Vault: the key that wraps never leaves it.
///
/// What is wrapped is the data key and the SHA-256 of its place. Vault's own `associated_data` is not used, because
/// `rewrap` does not know it, and only there can a rotation be done without the key being shown to us.
#[derive(Debug)]
pub struct Vault {
    http: Outbound,
    base: String,
    key: String,
    token: SecretString,
}

#[derive(Deserialize)]
struct Answer {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    ciphertext: Option<String>,
    plaintext: Option<SecretString>,
    latest_version: Option<u64>,
}

impl Vault {
    /// The key `key` of the Transit engine mounted at `mount` of the Vault at `address`, called through `http` with
    /// `token`. Its policy needs `update` on `encrypt`, `decrypt` and `rewrap`, and `read` on `keys`.
    #[must_use]
    pub fn new(http: Outbound, address: &str, mount: &str, key: &str, token: SecretString) -> Self {
        let (address, mount) = (address.trim_end_matches('/'), mount.trim_matches('/'));
        Self { http, base: format!("{address}/v1/{mount}"), key: key.to_owned(), token }
    }

    async fn post(&self, act: &str, body: &Value) -> Result<Data, Unwrapped> {
        self.ask(reqwest::Method::POST, act, Some(body)).await
    }

    async fn ask(
        &self,
        method: reqwest::Method,
        act: &str,
        body: Option<&Value>,
    ) -> Result<Data, Unwrapped> {
        let address = format!("{}/{act}/{}", self.base, self.key);
        let request = self.http.request(method, &address).map_err(|_| Unwrapped::Unreachable)?;
        let mut request = request.header("x-vault-token", self.token.expose_secret());
        if let Some(body) = body {
            request = request.json(body);
        }
        let mut response = request.send().await.map_err(|_| Unwrapped::Unreachable)?;
        let status = response.status();
        let mut bytes = Zeroizing::new(Vec::new());
        while let Some(chunk) = response.chunk().await.map_err(|_| Unwrapped::Unreachable)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MOST {
                return Err(Unwrapped::Unreachable);
            }
        }
        match status.as_u16() {
            200 => serde_json::from_slice::<Answer>(&bytes)
                .map(|answer| answer.data)
                .map_err(|_| Unwrapped::Unreachable),
            // Vault says 400 of a text that it did not encrypt, and of a version that was trimmed.
            400 => Err(Unwrapped::Altered),
            // Sealed, in standby, too busy, or a gateway before it.
            412 | 429 | 472 | 473 | 500..=599 => Err(Unwrapped::Unreachable),
            other => Err(Unwrapped::Refused(other)),
        }
    }
}

/// The text that Vault gave, of the version that it says.
fn read(wrapped: &[u8]) -> Result<(&str, u64), Unwrapped> {
    let text = std::str::from_utf8(wrapped).map_err(|_| Unwrapped::Altered)?;
    let version = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once(':'));
    let version = version.and_then(|(version, _)| version.parse().ok());
    version.map(|version| (text, version)).ok_or(Unwrapped::UnknownKey)
}

#[async_trait]
impl Wrap for Vault {
    async fn wrap(&self, key: &DataKey, place: &str) -> Result<Vec<u8>, Unwrapped> {
        let mut plain = Zeroizing::new(key.expose().to_vec());
        plain.extend_from_slice(&Sha256::digest(place.as_bytes()));
        let body = json!({ "plaintext": STANDARD.encode(&*plain) });
        let data = self.post("encrypt", &body).await?;
        let text = data.ciphertext.ok_or(Unwrapped::Unreachable)?.into_bytes();
        read(&text)?;
        Ok(text)
    }

    async fn unwrap(&self, wrapped: &[u8], place: &str) -> Result<DataKey, Unwrapped> {
        let body = json!({ "ciphertext": read(wrapped)?.0 });
        let data = self.post("decrypt", &body).await?;
        let text = data.plaintext.ok_or(Unwrapped::Unreachable)?;
        let plain = STANDARD.decode(text.expose_secret()).map_err(|_| Unwrapped::Altered)?;
        let plain = Zeroizing::new(plain);
        let (key, bound) = plain.split_first_chunk::<32>().ok_or(Unwrapped::Altered)?;
        // Both are public: nothing is learnt from how long they are compared.
        if bound != Sha256::digest(place.as_bytes()).as_slice() {
            return Err(Unwrapped::Altered);
        }
        Ok(DataKey::from_bytes(*key))
    }

    async fn rewrap(&self, wrapped: &[u8], _place: &str) -> Result<Option<Vec<u8>>, Unwrapped> {
        let (text, version) = read(wrapped)?;
        let latest = self.ask(reqwest::Method::GET, "keys", None).await?.latest_version;
        if latest.ok_or(Unwrapped::Unreachable)? <= version {
            return Ok(None);
        }
        let data = self.post("rewrap", &json!({ "ciphertext": text })).await?;
        let text = data.ciphertext.ok_or(Unwrapped::Unreachable)?.into_bytes();
        read(&text)?;
        Ok(Some(text))
    }
}
