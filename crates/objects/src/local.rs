//! Addresses of the server itself, for files in a folder: `/objects/<key>?m=&e=&ct=&len=&dn=&sig=`.
//!
//! The signature covers every part, each with its length. The server's route does what the [`Grant`] says and no more.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::hmac;
use url::form_urlencoded;

use crate::Key;

/// Where the server's route is.
const ROUTE: &str = "/objects/";

/// Signs and checks addresses: the first key signs, all of them check.
pub struct LocalUrls(Vec<hmac::Key>);

impl fmt::Debug for LocalUrls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalUrls")
    }
}

/// What a signed address lets its bearer do, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Get the file (GET or HEAD).
    Get {
        /// Which.
        key: Key,
        /// What the answer says that it is.
        content_type: String,
        /// The name to save it under; without one it may be shown in the browser.
        name: Option<String>,
    },
    /// Put the file (PUT).
    Put {
        /// Which.
        key: Key,
        /// The only type that may be sent.
        content_type: String,
        /// The most bytes that may be sent; also the limit to give to [`put_stream`](crate::Objects::put_stream).
        most: u64,
    },
}

/// Why an address opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not signed here, or altered since.
    #[error("the address is not signed, or was altered")]
    NotSigned,
    /// Its time is over.
    #[error("the address has expired")]
    Expired,
    /// Signed for another method.
    #[error("the address is for another method")]
    OtherMethod,
    /// The body is of another type than was signed.
    #[error("the body is of another type")]
    OtherType,
    /// The body is longer than was signed.
    #[error("the body is too long")]
    TooLong,
}

/// The signed parts of an address.
struct Parts<'a> {
    method: &'a str,
    key: &'a str,
    /// Seconds since 1970.
    expires: i64,
    content_type: &'a str,
    most: u64,
    name: &'a str,
}

impl Parts<'_> {
    fn bytes(&self) -> Vec<u8> {
        let (expires, most) = (self.expires.to_be_bytes(), self.most.to_be_bytes());
        let parts: [&[u8]; 6] = [
            self.method.as_bytes(),
            self.key.as_bytes(),
            &expires,
            self.content_type.as_bytes(),
            &most,
            self.name.as_bytes(),
        ];
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

impl LocalUrls {
    /// Signs with the first of `keys`, checks with all of them (those of before a rotation).
    #[must_use]
    pub fn new(keys: &[[u8; 32]]) -> Self {
        Self(keys.iter().map(|key| hmac::Key::new(hmac::HMAC_SHA256, key)).collect())
    }

    /// The address that `grant` gives until `expires`, to the second.
    #[must_use]
    pub(crate) fn sign(&self, grant: &Grant, expires: Timestamp) -> String {
        let parts = match grant {
            Grant::Get { key, content_type, name } => Parts {
                method: "get",
                key: key.as_str(),
                expires: expires.as_second(),
                content_type,
                most: 0,
                name: name.as_deref().unwrap_or_default(),
            },
            Grant::Put { key, content_type, most } => Parts {
                method: "put",
                key: key.as_str(),
                expires: expires.as_second(),
                content_type,
                most: *most,
                name: "",
            },
        };
        let signature = self.0.first().map(|key| hmac::sign(key, &parts.bytes()));
        let signature =
            signature.map(|tag| URL_SAFE_NO_PAD.encode(tag.as_ref())).unwrap_or_default();
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("m", parts.method)
            .append_pair("e", &parts.expires.to_string())
            .append_pair("ct", parts.content_type)
            .append_pair("len", &parts.most.to_string())
            .append_pair("dn", parts.name)
            .append_pair("sig", &signature)
            .finish();
        format!("{ROUTE}{}?{query}", parts.key)
    }

    /// What the address `path?query` lets `method` do at `now`.
    ///
    /// # Errors
    ///
    /// [`Refused`] when it lets nothing be done; the signature is looked at first.
    pub fn verify(
        &self,
        method: &str,
        path: &str,
        query: &str,
        now: Timestamp,
    ) -> Result<Grant, Refused> {
        let read = Query::read(query).ok_or(Refused::NotSigned)?;
        let key = path.strip_prefix(ROUTE).and_then(|key| Key::parse(key).ok());
        let key = key.ok_or(Refused::NotSigned)?;
        let parts = Parts {
            method: &read.method,
            key: key.as_str(),
            expires: read.expires,
            content_type: &read.content_type,
            most: read.most,
            name: &read.name,
        };
        let bytes = parts.bytes();
        // `hmac::verify` compares in constant time.
        if !self.0.iter().any(|one| hmac::verify(one, &bytes, &read.signature).is_ok()) {
            return Err(Refused::NotSigned);
        }
        if now.as_second() >= read.expires {
            return Err(Refused::Expired);
        }
        match (read.method.as_str(), method) {
            ("get", "GET" | "HEAD") => Ok(Grant::Get {
                key,
                content_type: read.content_type,
                name: Some(read.name).filter(|name| !name.is_empty()),
            }),
            ("put", "PUT") => {
                Ok(Grant::Put { key, content_type: read.content_type, most: read.most })
            }
            _ => Err(Refused::OtherMethod),
        }
    }
}

impl Grant {
    /// Whether a body said to be of `content_type` and `length` bytes may be sent. A body that says no length is held
    /// to the limit while it is read.
    ///
    /// # Errors
    ///
    /// [`Refused::OtherType`], [`Refused::TooLong`], or [`Refused::OtherMethod`] for a grant to get.
    pub fn takes(&self, content_type: Option<&str>, length: Option<u64>) -> Result<(), Refused> {
        let Self::Put { content_type: signed, most, .. } = self else {
            return Err(Refused::OtherMethod);
        };
        if content_type != Some(signed.as_str()) {
            return Err(Refused::OtherType);
        }
        if length.is_some_and(|length| length > *most) {
            return Err(Refused::TooLong);
        }
        Ok(())
    }
}

struct Query {
    method: String,
    expires: i64,
    content_type: String,
    most: u64,
    name: String,
    signature: Vec<u8>,
}

impl Query {
    /// Each part once, in the order in which it is signed, and nothing else.
    fn read(query: &str) -> Option<Self> {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let mut next = |wanted: &str| {
            pairs.next().filter(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        let read = Self {
            method: next("m")?,
            expires: next("e")?.parse().ok()?,
            content_type: next("ct")?,
            most: next("len")?.parse().ok()?,
            name: next("dn")?,
            signature: URL_SAFE_NO_PAD.decode(next("sig")?).ok()?,
        };
        pairs.next().is_none().then_some(read)
    }
}
