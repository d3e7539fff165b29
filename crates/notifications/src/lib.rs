//! What people are told: templates, what was sent, and what became of it.
//!
//! Read [`Template`] and [`render`] (what is said), [`Notice`] (what is to be said, and to whom), then [`operations`]: a
//! notice is told in the transaction that causes it, sent by a job, and followed by the provider's reports. What was said
//! is not kept: a message may hold a link that opens an account, so its values go as soon as it has gone.
//! Left out: who the providers are (`mailer`), when a job runs again (`jobs`).

mod filling;
mod house;
mod notice;
mod rendering;
mod template;

pub mod operations;

pub use house::{House, Houses};
pub use notice::{Channel, Notice, Recipient, State};
pub use rendering::{Rendered, Unrenderable, render};
pub use template::Template;
