//! Addresses of pieces: of the server itself, for a few minutes, for the session that asked and no other.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use uuid::Uuid;

/// What of a piece is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The file to hand over, whole and without a watermark: for exports and the filing.
    File,
    /// A page as a picture, from 1, under the watermark that the piece has.
    Page(u16),
    /// A page as a small picture, from 1, likewise.
    Thumbnail(u16),
    /// Of a signature on a screen: the form that was signed.
    SignedForm,
    /// Of a signature on a screen: what proves it.
    Proof,
}

impl Part {
    /// Its name in keys and addresses.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::File => "file".to_owned(),
            Self::Page(page) => format!("page.{page}"),
            Self::Thumbnail(page) => format!("thumb.{page}"),
            Self::SignedForm => "form".to_owned(),
            Self::Proof => "proof".to_owned(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let page = |rest: &str| {
            let page = rest.parse().ok().filter(|page: &u16| *page > 0)?;
            (page.to_string() == rest).then_some(page)
        };
        match text.split_once('.') {
            None => match text {
                "file" => Some(Self::File),
                "form" => Some(Self::SignedForm),
                "proof" => Some(Self::Proof),
                _ => None,
            },
            Some(("page", rest)) => page(rest).map(Self::Page),
            Some(("thumb", rest)) => page(rest).map(Self::Thumbnail),
            Some(_) => None,
        }
    }
}

/// What an address lets its session see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// In which house.
    pub tenant: Uuid,
    /// Of which piece.
    pub document: Uuid,
    /// What of it.
    pub part: Part,
}

/// Why an address shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// Not signed here, altered since, or for another house or session.
    #[error("the address is not signed for this session, or was altered")]
    NotSigned,
    /// Its time is over.
    #[error("the address has expired")]
    Expired,
}

/// Signs and checks addresses of pieces: the first key signs, all of them check.
pub struct Links(Vec<hmac::Key>);

impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Links")
    }
}

impl Links {
    /// For what the keys are derived from the master keys.
    pub const PURPOSE: &str = "documents links";
    /// The longest that an address lives.
    pub const LIVE: Duration = Duration::from_mins(5);

    /// Signs with the first of `keys`, checks with all of them (those of before a rotation).
    #[must_use]
    pub fn new(keys: &[[u8; 32]]) -> Self {
        Self(keys.iter().map(|key| hmac::Key::new(hmac::HMAC_SHA256, key)).collect())
    }

    /// The last part of an address that shows `view` from `now` for five minutes, to `session` alone.
    #[must_use]
    pub fn sign(&self, view: &View, session: &[u8], now: Timestamp) -> String {
        let lives = SignedDuration::try_from(Self::LIVE).unwrap_or(SignedDuration::ZERO);
        let expires = now.checked_add(lives).unwrap_or(now).as_second();
        let signed = self.0.first().map(|key| hmac::sign(key, &bytes(view, session, expires)));
        let signature = signed.map(|tag| URL_SAFE_NO_PAD.encode(tag.as_ref())).unwrap_or_default();
        format!("{}~{}~{expires}~{signature}", view.document.simple(), view.part.name())
    }

    /// What the address that ends in `text` shows `session`, in the house `tenant`, at `now`.
    ///
    /// # Errors
    ///
    /// [`NotSigned`] when it shows nothing; the signature is looked at first.
    pub fn verify(
        &self,
        tenant: Uuid,
        text: &str,
        session: &[u8],
        now: Timestamp,
    ) -> Result<View, NotSigned> {
        let (view, expires, signature) = read(tenant, text).ok_or(NotSigned::NotSigned)?;
        let bytes = bytes(&view, session, expires);
        // `hmac::verify` compares in constant time.
        if !self.0.iter().any(|key| hmac::verify(key, &bytes, &signature).is_ok()) {
            return Err(NotSigned::NotSigned);
        }
        if now.as_second() >= expires { Err(NotSigned::Expired) } else { Ok(view) }
    }
}

fn read(tenant: Uuid, text: &str) -> Option<(View, i64, Vec<u8>)> {
    let mut parts = text.split('~');
    let mut next = || parts.next();
    let (document, part, expires, signature) = (next()?, next()?, next()?, next()?);
    let view = View { tenant, document: document.parse().ok()?, part: Part::parse(part)? };
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    parts.next().is_none().then_some(())?;
    Some((view, expires.parse().ok()?, signature))
}

/// What is signed: each part with its length.
fn bytes(view: &View, session: &[u8], expires: i64) -> Vec<u8> {
    let (part, expires) = (view.part.name(), expires.to_be_bytes());
    let parts: [&[u8]; 5] =
        [view.tenant.as_bytes(), view.document.as_bytes(), part.as_bytes(), session, &expires];
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSE: Uuid = Uuid::from_u128(1);

    fn view() -> View {
        View { tenant: HOUSE, document: Uuid::from_u128(7), part: Part::Page(2) }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn an_address_shows_its_piece_to_its_session_for_five_minutes() {
        let links = Links::new(&[[7; 32]]);
        let text = links.sign(&view(), b"session", at(1000));
        assert_eq!(links.verify(HOUSE, &text, b"session", at(1299)), Ok(view()));
        assert_eq!(links.verify(HOUSE, &text, b"session", at(1300)), Err(NotSigned::Expired));
        let other = links.verify(HOUSE, &text, b"sessiom", at(1000));
        assert_eq!(other, Err(NotSigned::NotSigned), "another session");
        let other = links.verify(Uuid::from_u128(2), &text, b"session", at(1000));
        assert_eq!(other, Err(NotSigned::NotSigned), "another house");
        let rotated = Links::new(&[[8; 32], [7; 32]]);
        assert_eq!(rotated.verify(HOUSE, &text, b"session", at(1000)), Ok(view()));
        assert!(Links::new(&[]).verify(HOUSE, &text, b"session", at(1000)).is_err());
    }

    #[test]
    fn every_altered_character_of_an_address_is_noticed() {
        let links = Links::new(&[[7; 32]]);
        let text = links.sign(&view(), b"session", at(1000));
        for place in 0..text.len() {
            for other in *b"0az9~._-" {
                let mut altered = text.clone().into_bytes();
                if altered[place] == other {
                    continue;
                }
                altered[place] = other;
                let altered = String::from_utf8(altered).unwrap();
                let seen = links.verify(HOUSE, &altered, b"session", at(1000));
                assert_eq!(seen, Err(NotSigned::NotSigned), "{altered} for {text}");
            }
        }
        for text in
            ["", "~~~", "file", "a~b~c~d", &format!("{text}~"), &text.replace("page", "file")]
        {
            assert!(links.verify(HOUSE, text, b"session", at(1000)).is_err(), "{text}");
        }
    }

    #[test]
    fn a_part_has_one_name() {
        let whole = [Part::File, Part::SignedForm, Part::Proof];
        for part in [Part::Page(1), Part::Thumbnail(40)].into_iter().chain(whole) {
            assert_eq!(Part::parse(&part.name()), Some(part));
        }
        for text in ["", "page", "page.0", "page.01", "page.+1", "page.70000", "file.1", "x.1"] {
            assert_eq!(Part::parse(text), None, "{text}");
        }
    }
}
