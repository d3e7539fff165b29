//! What providers report after they took a message: verified first, then read.
//!
//! Each function takes what came, what proves it, and `now`; it answers the reports that change something. A report may
//! come twice, late or out of order: whoever applies it must bear that (`notifications`).

mod brevo;
mod messagebird;
mod twilio;

use jiff::Timestamp;
use ring::hmac;
use uuid::Uuid;

pub use brevo::brevo;
pub use messagebird::messagebird;
pub use twilio::{twilio, twilio_stop};

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whose word it is.
    pub provider: &'static str,
    /// The provider's name for the message.
    pub message_id: Option<String>,
    /// Ours, when the provider brings it back.
    pub id: Option<Uuid>,
    /// What became of it.
    pub state: Reported,
    /// When.
    pub at: Timestamp,
    /// The provider's word or code for it, never a sentence.
    pub detail: String,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    /// The recipient's server or telephone has it.
    Delivered,
    /// It came back.
    Bounced {
        /// It always will.
        permanent: bool,
    },
    /// The recipient called it unwanted.
    Complained,
    /// The recipient's side asked to wait.
    Deferred,
}

/// Why nothing is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The provider did not send this.
    #[error("the signature is not the provider's")]
    NotTheirs,
    /// They sent it, and it is not what they document.
    #[error("the report cannot be read")]
    Malformed,
}

/// Compares two secrets in a time that says nothing about where they differ.
fn same_secret(expected: &str, given: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"carteclaire webhook token");
    let tag = hmac::sign(&key, expected.as_bytes());
    !expected.is_empty() && hmac::verify(&key, given.as_bytes(), tag.as_ref()).is_ok()
}
