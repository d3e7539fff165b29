use mailer::Phone;
use serde_json::{Map, Value};
use tenants::TenantId;
use uuid::Uuid;
use vocabulary::{Lang, codes};

use crate::template::Template;

codes! {
    /// By what a message goes.
    pub enum Channel {
        /// Mail.
        Email = "email",
        /// A text to a telephone.
        Sms = "sms",
    }
}

codes! {
    /// What became of a message.
    pub enum State {
        /// Its job has not begun.
        Waiting = "waiting",
        /// A provider is asked, or was when the worker died.
        Sending = "sending",
        /// A provider took it.
        Sent = "sent",
        /// The recipient's server or telephone has it.
        Delivered = "delivered",
        /// It came back.
        Bounced = "bounced",
        /// The recipient called it unwanted.
        Complained = "complained",
        /// It is given up.
        Failed = "failed",
    }
}

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// By mail, at this address.
    Email(String),
    /// By text, at this number.
    Sms(Phone),
}

impl Recipient {
    /// By what.
    #[must_use]
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Email(_) => Channel::Email,
            Self::Sms(_) => Channel::Sms,
        }
    }

    /// The address or number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(address) => address,
            Self::Sms(phone) => phone.as_str(),
        }
    }
}

/// Something to tell somebody.
#[derive(Clone, Debug)]
pub struct Notice {
    /// In whose name: the tenant that the transaction has entered.
    pub tenant: TenantId,
    /// Whose message it is, so that it can be shown to and erased with them.
    pub person: Option<Uuid>,
    /// The dossier that it is about, where it is about one.
    pub dossier: Option<Uuid>,
    /// Where it goes.
    pub to: Recipient,
    /// What is said.
    pub template: Template,
    /// In which language.
    pub lang: Lang,
    /// The template's [`required`](Template::required) and [`optional`](Template::optional) values. Instants are RFC 3339
    /// texts, days are too or ISO 8601 dates, sums are whole cents; names of things are in the language of the message.
    pub values: Map<String, Value>,
    /// The same key twice in a tenant is one message: an identifier of the cause, never of a person.
    pub key: Option<String>,
}

/// The recipient as staff see it: `a…@example.org`, `+33…78`.
pub(crate) fn masked(recipient: &str) -> String {
    let first = |count| recipient.chars().take(count).collect::<String>();
    if let Some((_, domain)) = recipient.rsplit_once('@') {
        return format!("{}…@{domain}", first(1));
    }
    let end = recipient.chars().count().saturating_sub(2);
    format!("{}…{}", first(3), recipient.chars().skip(end).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_see_too_little_of_a_recipient_to_write_to_them() {
        assert_eq!(masked("ada.lovelace@example.org"), "a…@example.org");
        assert_eq!(masked("é@example.org"), "é…@example.org");
        assert_eq!(masked("+33612345678"), "+33…78");
        assert_eq!(masked(""), "…");
    }
}
