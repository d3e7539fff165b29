//! Secrets that stand in a link or a cookie: made at random, kept as a hash.

use sha2::{Digest as _, Sha256};

/// A secret of 256 bits in a link or a cookie: 64 hexadecimal digits. Does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token that nobody can guess.
    #[must_use]
    pub fn random() -> Self {
        Self::from_bytes(crate::random())
    }

    /// The token made of 32 random bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(hex_digit).collect())
    }

    /// Reads what stands in an address; `None` when it is no token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let whole =
            text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        whole.then(|| Self(text.to_owned()))
    }

    /// The text for the link, and for nothing else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the database keeps.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl core::fmt::Debug for Token {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Token(…)")
    }
}

fn hex_digit(nibble: u8) -> char {
    char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_the_address_and_does_not_print() {
        let token = Token::from_bytes([0xa5; 32]);
        assert_eq!(token.reveal(), "a5".repeat(32));
        assert_eq!(Token::parse(token.reveal()), Some(token.clone()));
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert_ne!(token.hash(), Token::from_bytes([0xa6; 32]).hash());
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for text in [String::new(), "a".repeat(63), "a".repeat(65), "A".repeat(64), "é".repeat(32)]
        {
            assert_eq!(Token::parse(&text), None, "{text}");
        }
    }
}
