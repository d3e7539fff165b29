use std::fmt;

use object_store::path::Path;
use uuid::Uuid;

/// Longest key, in bytes.
const LONGEST: usize = 200;

/// The name of a file in the store: `exports/0199…`. Never a person's word, so never a file name.
///
/// Small letters, digits, `-`, `_` and `.`, in parts between `/`: it needs no escape in an address or on a disk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

/// The text is no key of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no key of a file")]
pub struct InvalidKey;

impl Key {
    /// The file `id` of `folder`.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] when the folder is none.
    pub fn new(folder: &str, id: Uuid) -> Result<Self, InvalidKey> {
        Self::parse(&format!("{folder}/{id}"))
    }

    /// The key written `text`.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] when it is none.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        let allowed = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.')
        };
        let part =
            |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(allowed);
        let good = text.len() <= LONGEST && text.contains('/') && text.split('/').all(part);
        if good { Ok(Self(text.to_owned())) } else { Err(InvalidKey) }
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn path(&self) -> Path {
        Path::from(self.0.as_str())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_climbs_nowhere_and_needs_no_escape() {
        for text in [
            "",
            "/",
            "a",
            "a/",
            "/a",
            "a//b",
            "../a",
            "a/../b",
            "a/.",
            "a/.hidden",
            "A/b",
            "a/é",
            "a/b c",
            "a/b%2e",
            "a\\b/c",
            "a/b\0",
            "a/b?c",
            "a/b#c",
        ] {
            assert_eq!(Key::parse(text), Err(InvalidKey), "{text:?}");
        }
        assert_eq!(Key::parse(&format!("a/{}", "b".repeat(LONGEST))), Err(InvalidKey));
        for text in ["exports/0199", "audit/0199/2026-11-21-3.json"] {
            let key = Key::parse(text).unwrap();
            assert_eq!((key.as_str(), key.path().as_ref()), (text, text));
        }
        assert!(Key::new("exports", Uuid::nil()).is_ok());
        assert_eq!(Key::new("Exports of Ada", Uuid::nil()), Err(InvalidKey));
    }
}
