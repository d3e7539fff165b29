//! The secret of an API key, as a program holds it.

use std::fmt;

use sealing::Token;

/// `cc_live_` (what scanners of leaked secrets look for), the name of the key, its secret. Does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    prefix: String,
    token: Token,
}

const MARK: &str = "cc_live_";
const PREFIX: usize = 12;

impl Secret {
    /// A secret that nobody can guess.
    #[must_use]
    pub fn random() -> Self {
        let name = Token::from_bytes(sealing::random());
        Self { prefix: name.reveal().chars().take(PREFIX).collect(), token: Token::random() }
    }

    /// `text` is meant as the secret of a key, whatever it is worth.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(MARK)
    }

    /// Reads what a program sent; `None` when it is no secret of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (prefix, secret) = text.strip_prefix(MARK)?.split_once('_')?;
        let whole = prefix.len() == PREFIX
            && prefix.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let token = Token::parse(secret)?;
        whole.then(|| Self { prefix: prefix.to_owned(), token })
    }

    /// The name of the key, for lists.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The whole, for its owner and for nobody else: shown once.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{MARK}{}_{}", self.prefix, self.token.reveal())
    }

    /// What the database keeps.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        self.token.hash()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_as_it_was_shown_and_does_not_print() {
        let secret = Secret::random();
        let text = secret.reveal();
        assert_eq!(text.len(), MARK.len() + PREFIX + 1 + 64);
        assert_eq!(Secret::parse(&text), Some(secret.clone()));
        assert!(!format!("{secret:?}").contains(secret.token.reveal()));
        assert_ne!(Secret::random().reveal(), text);
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        let good = Secret::random().reveal();
        let other = good.replacen("live", "test", 1);
        for text in ["", MARK, &good[1..], &good[..good.len() - 1], &other, "cc_live_é_é"] {
            assert_eq!(Secret::parse(text), None, "{text}");
        }
        assert_eq!(Secret::parse(&good.to_uppercase()), None);
        assert!(Secret::is_meant(&good) && !Secret::is_meant(&other));
    }
}
