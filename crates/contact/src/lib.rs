//! Messages that people leave through the contact form: checked, stored, purged after a year.
//!
//! [`Message::read`] is the only way to make one, so what is stored was checked. Left out: answering (support, later).

use vocabulary::{Email, Lang, codes};

#[cfg(not(target_arch = "wasm32"))]
pub mod operations;

codes! {
    /// What a message is about.
    pub enum Topic {
        /// The price.
        Price = "price",
        /// The papers of a démarche.
        Pieces = "pieces",
        /// A file under way.
        Dossier = "dossier",
        /// Personal data.
        PersonalData = "personal_data",
        /// Accessibility of the site.
        Accessibility = "accessibility",
        /// Anything else.
        Other = "other",
    }
}

codes! {
    /// A field of the form, by its name in the form.
    pub enum Field {
        /// Who writes.
        Name = "name",
        /// Where to answer.
        Email = "email",
        /// What it is about.
        Topic = "topic",
        /// The message.
        Body = "body",
    }
}

/// Why a field is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was written.
    Empty,
    /// Longer than so many characters.
    TooLong(usize),
    /// No e-mail address.
    NotAnEmail,
    /// Not one of the list.
    Unknown,
}

/// A message that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    name: String,
    email: String,
    topic: Topic,
    body: String,
    lang: Lang,
}

/// Longest name, in characters.
pub const NAME_MAX: usize = 120;
/// Longest address, in characters (RFC 5321).
pub const EMAIL_MAX: usize = Email::MAX;
/// Longest message, in characters.
pub const BODY_MAX: usize = 5000;

impl Message {
    /// Reads what was typed, in the language `lang` of the page.
    ///
    /// # Errors
    ///
    /// Every field that is refused, with the reason, in the order of the form.
    pub fn read(
        name: &str,
        email: &str,
        topic: &str,
        body: &str,
        lang: Lang,
    ) -> Result<Self, Vec<(Field, Fault)>> {
        let mut faults = Vec::new();
        let mut text = |field, value: &str, most| {
            let value = value.trim().replace('\0', "");
            if value.is_empty() {
                faults.push((field, Fault::Empty));
            } else if value.chars().count() > most {
                faults.push((field, Fault::TooLong(most)));
            }
            value
        };
        let name = text(Field::Name, name, NAME_MAX);
        let email = text(Field::Email, email, EMAIL_MAX);
        let body = text(Field::Body, body, BODY_MAX);
        let refused_email = faults.iter().any(|(field, _)| *field == Field::Email);
        if !refused_email && Email::parse(&email).is_err() {
            faults.push((Field::Email, Fault::NotAnEmail));
        }
        let topic = Topic::parse(topic.trim());
        if topic.is_none() {
            faults.push((Field::Topic, Fault::Unknown));
        }
        faults.sort_by_key(|(field, _)| *field);
        match topic {
            Some(topic) if faults.is_empty() => Ok(Self { name, email, topic, body, lang }),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(name: &str, email: &str, topic: &str, body: &str) -> Vec<(Field, Fault)> {
        Message::read(name, email, topic, body, Lang::Fr).err().unwrap_or_default()
    }

    #[test]
    fn a_whole_message_is_accepted_and_trimmed() {
        let message =
            Message::read(" Ada ", " ada@example.org ", "price", " Bonjour ", Lang::Fr).unwrap();
        assert_eq!((message.name.as_str(), message.email.as_str()), ("Ada", "ada@example.org"));
        assert_eq!((message.body.as_str(), message.topic), ("Bonjour", Topic::Price));
    }

    #[test]
    fn every_fault_is_said_at_once_in_the_order_of_the_form() {
        assert_eq!(
            faults("", "nobody", "weather", " "),
            [
                (Field::Name, Fault::Empty),
                (Field::Email, Fault::NotAnEmail),
                (Field::Topic, Fault::Unknown),
                (Field::Body, Fault::Empty),
            ]
        );
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let (most, more) = ("é".repeat(BODY_MAX), "é".repeat(BODY_MAX + 1));
        assert_eq!(faults("a", "a@b.fr", "other", &most), []);
        assert_eq!(
            faults("a", "a@b.fr", "other", &more),
            [(Field::Body, Fault::TooLong(BODY_MAX))]
        );
        assert_eq!(
            faults(&"a".repeat(NAME_MAX + 1), "a@b.fr", "other", "x"),
            [(Field::Name, Fault::TooLong(NAME_MAX))]
        );
    }
}
