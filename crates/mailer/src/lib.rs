//! Mail and SMS: one trait, the providers, the breaker between them.
//!
//! Read [`Letter`] and [`Text`] (what is sent), [`Provider`] and [`Failure`] (what a provider answers, and above all
//! whether it may have taken the message), then [`Route`] (which provider is asked).
//! [`webhooks`] reads what providers report afterwards. Left out: what was sent to
//! whom (`notifications`), retries (`jobs`), and bounces that come back as mail.

mod brevo;
mod folder;
mod http;
mod message;
mod messagebird;
mod provider;
mod route;
mod smtp;
mod twilio;

pub mod webhooks;

pub use brevo::Brevo;
pub use folder::{Folder, Kept};
pub use message::{Letter, NotAPhone, Party, Phone, Text};
pub use messagebird::MessageBird;
pub use provider::{Accepted, FOREVER, Failure, Provider};
pub use route::{Failed, Leg, Route};
pub use smtp::{Patience, Smtp, SmtpSettings, Tls};
pub use twilio::Twilio;
