//! Access tokens: JSON web tokens (RFC 9068) that only this program signs and reads, for a quarter of an hour.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use sealing::MasterKeys;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Scopes;

/// What a token came from: while it lives, the token does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// A sign-in, and its refresh tokens.
    #[serde(rename = "family")]
    Family(Uuid),
    /// An API key.
    #[serde(rename = "api_key")]
    Key(Uuid),
}

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Who it is for.
    pub person: Uuid,
    /// The house.
    pub tenant: Uuid,
    /// What it may be used for.
    pub scopes: Scopes,
    /// What it came from.
    pub source: Source,
}

/// Why a token is not accepted. For the log: whoever sent it learns nothing but that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadToken {
    /// Not a token of ours: another form, another algorithm, claims that are missing.
    Form,
    /// Signed with a key that is not known, or not signed.
    UnknownKey,
    /// Its signature is not that of what it says; or it is for another audience, or another house.
    Refused,
    /// It is over.
    Expired,
    /// It begins later.
    NotYet,
}

impl fmt::Display for BadToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "not a token of this form",
            Self::UnknownKey => "signed with an unknown key",
            Self::Refused => "the signature, the audience or the house is wrong",
            Self::Expired => "over",
            Self::NotYet => "not yet",
        })
    }
}

/// Signs access tokens and reads them.
#[derive(Debug)]
pub struct Signer {
    /// Name and bytes of each key, the current one first.
    keys: Vec<(String, [u8; 32])>,
}

/// How the claims are written.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    tenant: Uuid,
    scope: String,
    #[serde(flatten)]
    source: Source,
    iat: i64,
    exp: i64,
    jti: Uuid,
}

const ALGORITHM: Algorithm = Algorithm::HS256;
const AUDIENCE: &str = "carteclaire-api";
/// Tells an access token from any other token (RFC 9068).
const TYPE: &str = "at+jwt";
/// Two servers may differ by so much.
const LEEWAY: SignedDuration = SignedDuration::from_secs(10);

impl Signer {
    /// How long a token lives.
    pub const LIVES: SignedDuration = SignedDuration::from_mins(15);

    /// Signs with the current key of `keys`, and reads what the previous ones signed.
    #[must_use]
    pub fn new(keys: &MasterKeys) -> Self {
        // The name of a key is derived beside it, not from it: it says nothing of the key.
        let names = keys.derive_each("api token key name").into_iter().map(|bytes| {
            bytes.iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
        });
        Self { keys: names.zip(keys.derive_each("api token")).collect() }
    }

    /// The text of `token`, given out at `now` by `issuer` (the origin of the house).
    ///
    /// # Panics
    ///
    /// When the list of keys is empty, which [`Signer::new`] never makes.
    #[must_use]
    pub fn sign(&self, token: &AccessToken, issuer: &str, now: Timestamp) -> String {
        let (name, key) = self.keys.first().expect("there is always a current key");
        let mut header = Header::new(ALGORITHM);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(name.clone());
        let claims = Claims {
            iss: issuer.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: token.person,
            tenant: token.tenant,
            scope: token.scopes.text(),
            source: token.source,
            iat: now.as_second(),
            exp: (now + Self::LIVES).as_second(),
            jti: Uuid::new_v4(),
        };
        encode(&header, &claims, &EncodingKey::from_secret(key)).expect("claims are plain JSON")
    }

    /// What `text` says, when it was signed here, for `tenant` at `issuer`, and is alive at `now`.
    ///
    /// # Errors
    ///
    /// [`BadToken`] with what is wrong.
    pub fn read(
        &self,
        text: &str,
        issuer: &str,
        tenant: Uuid,
        now: Timestamp,
    ) -> Result<AccessToken, BadToken> {
        let header = decode_header(text).map_err(|_| BadToken::Form)?;
        if header.alg != ALGORITHM || header.typ.as_deref() != Some(TYPE) || header.crit.is_some() {
            return Err(BadToken::Form);
        }
        let name = header.kid.ok_or(BadToken::UnknownKey)?;
        let (_, key) =
            self.keys.iter().find(|(known, _)| *known == name).ok_or(BadToken::UnknownKey)?;
        let mut wanted = Validation::new(ALGORITHM);
        wanted.set_audience(&[AUDIENCE]);
        wanted.set_issuer(&[issuer]);
        wanted.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The library would ask the clock of the system: time is a parameter here, and is compared below.
        wanted.validate_exp = false;
        let claims = decode::<Claims>(text, &DecodingKey::from_secret(key), &wanted)
            .map_err(|_| BadToken::Refused)?
            .claims;
        let late = (now - LEEWAY).as_second();
        let early = (now + LEEWAY).as_second();
        if claims.exp <= late {
            return Err(BadToken::Expired);
        }
        if claims.iat > early {
            return Err(BadToken::NotYet);
        }
        if claims.tenant != tenant {
            return Err(BadToken::Refused);
        }
        Ok(AccessToken {
            person: claims.sub,
            tenant,
            scopes: Scopes::parse(&claims.scope).ok_or(BadToken::Form)?,
            source: claims.source,
        })
    }
}

#[cfg(test)]
mod tests;
