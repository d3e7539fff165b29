//! Addresses of electronic mail.

use alloc::string::String;
use core::fmt;

/// An address that can be written to, as far as its shape tells; whether it exists, only a letter tells.
///
/// Kept as typed but for the spaces around. Two addresses that differ in case only are one person's:
/// compare [`Email::folded`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

/// Why a text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidEmail {
    /// Nothing was written.
    Empty,
    /// Longer than [`Email::MAX`].
    TooLong,
    /// One `@`, something on both sides, a dot in the domain, no space: something of that is missing.
    Shape,
}

impl Email {
    /// Longest address, in characters (RFC 5321).
    pub const MAX: usize = 254;

    /// Reads what was typed.
    ///
    /// # Errors
    ///
    /// [`InvalidEmail`] with what is wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidEmail::Empty);
        }
        if text.chars().count() > Self::MAX {
            return Err(InvalidEmail::TooLong);
        }
        if looks_like_email(text) { Ok(Self(text.into())) } else { Err(InvalidEmail::Shape) }
    }

    /// The address as it was typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address in lower case: what two ways of typing one address share.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.split('@').next().unwrap_or_default()
    }

    /// Enough to know one's own address again, and no more: `a…@example.org`.
    #[must_use]
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        let mut masked: String = local.chars().take(1).collect();
        masked.push_str("…@");
        masked.push_str(domain);
        masked
    }
}

/// Never the address itself: what is printed ends in a log.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

/// One `@`, something on both sides, a dot in the domain, no space: the rest only sending can tell.
fn looks_like_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let labels = || domain.split('.');
    !local.is_empty()
        && !domain.contains('@')
        && labels().count() >= 2
        && labels()
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
        && !text.chars().any(|character| character.is_whitespace() || character.is_control())
        && !text.chars().any(|character| matches!(character, '<' | '>' | ',' | ';' | '"' | '\\'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "a", "@b.fr", "a@", "a@b", "a@b..fr", "a@b.fr.", "a b@c.fr", "a@b@c.fr", "<a@b.fr>",
            "a@-b.fr",
        ] {
            assert_eq!(Email::parse(text), Err(InvalidEmail::Shape), "{text}");
        }
        assert_eq!(Email::parse("  "), Err(InvalidEmail::Empty));
        assert_eq!(Email::parse(&format!("{}@b.fr", "a".repeat(250))), Err(InvalidEmail::TooLong));
        for text in ["a@b.fr", "a.b+c@d-e.example", "é@exemple.fr"] {
            assert_eq!(Email::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn an_address_is_one_whatever_its_case_and_does_not_print() {
        let email = Email::parse(" Ada.Lovelace@Example.ORG ").unwrap();
        assert_eq!(email.folded(), "ada.lovelace@example.org");
        assert_eq!(email.masked(), "A…@Example.ORG");
        assert_eq!(email.local(), "Ada.Lovelace");
        assert_eq!(format!("{email:?}"), "Email(…)");
    }
}
