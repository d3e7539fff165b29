use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vocabulary::Lang;

/// Somebody's name and mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// As shown; may be empty.
    pub name: String,
    /// The address.
    pub address: String,
}

impl Party {
    /// The part after the `@`; the whole text when there is none.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or(&self.address, |(_, domain)| domain)
    }
}

/// A mail, rendered and ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Our name for it, and the key by which a provider knows a repetition.
    pub id: Uuid,
    /// Who writes.
    pub from: Party,
    /// Where an answer goes, when not to `from`.
    pub reply_to: Option<String>,
    /// Who reads.
    pub to: Party,
    /// The subject, one line.
    pub subject: String,
    /// The page.
    pub html: String,
    /// The same words without the page.
    pub text: String,
    /// The language of both.
    #[serde(with = "language")]
    pub language: Lang,
    /// Address that ends such mails with one request (RFC 8058); none for what a person must get.
    pub list_unsubscribe: Option<String>,
}

/// A short message to a telephone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Our name for it.
    pub id: Uuid,
    /// The sender that the provider knows: a number, or up to eleven letters.
    pub from: String,
    /// Who reads.
    pub to: Phone,
    /// The words.
    pub body: String,
}

/// A telephone number as E.164 writes it: `+33612345678`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// What was written is no telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no telephone number in international form")]
pub struct NotAPhone;

impl Phone {
    /// Reads a number in international form; spaces, dots, hyphens and brackets are left out.
    ///
    /// # Errors
    ///
    /// [`NotAPhone`] unless a plus is followed by 8 to 15 digits of which the first is no zero.
    pub fn parse(text: &str) -> Result<Self, NotAPhone> {
        let bare: String = text
            .trim()
            .chars()
            .filter(|character| {
                !matches!(character, ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '(' | ')')
            })
            .collect();
        let digits = bare.strip_prefix('+').ok_or(NotAPhone)?;
        let fits = (8..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        if fits { Ok(Self(bare)) } else { Err(NotAPhone) }
    }

    /// With the plus.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without the plus.
    #[must_use]
    pub fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }
}

impl TryFrom<String> for Phone {
    type Error = NotAPhone;

    fn try_from(text: String) -> Result<Self, NotAPhone> {
        Self::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

mod language {
    use serde::{Deserialize as _, Deserializer, Serializer};
    use vocabulary::Lang;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    pub(super) fn serialize<S: Serializer>(lang: &Lang, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(lang.id())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Lang, D::Error> {
        let text = String::deserialize(from)?;
        Lang::parse(&text).ok_or_else(|| serde::de::Error::custom("no language of ours"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_without_its_spaces() {
        for text in
            ["+33 6 12 34 56 78", "+33.6.12.34.56.78", " +33612345678 ", "+33 (6) 12-34-56-78"]
        {
            assert_eq!(Phone::parse(text).map(String::from), Ok("+33612345678".into()), "{text}");
        }
        assert_eq!(Phone::parse("+33612345678").unwrap().digits(), "33612345678");
    }

    #[test]
    fn what_is_no_international_number_is_refused() {
        for text in
            ["0612345678", "", "+", "+0612345678", "+3361", "+3361234567890123", "+33a12345678"]
        {
            assert_eq!(Phone::parse(text), Err(NotAPhone), "{text}");
        }
    }
}
