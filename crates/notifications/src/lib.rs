//! What people are told: templates, what was sent, and what became of it.
//!
//! Read [`Template`], [`Letter`] and [`render_letter`] (what is said), [`check`] (what a house may say in its own words),
//! [`Quiet`] (when nobody is disturbed), [`Notice`] (what is to be said, and to whom), then [`operations`]: a
//! notice is told in the transaction that causes it, sent by a job, and followed by the provider's reports. What was said
//! is not kept: a message may hold a link that opens an account, so its values go as soon as it has gone.
//! Left out: who the providers are (`mailer`), when a job runs again (`jobs`).

mod checking;
mod code;
mod filling;
mod house;
mod length;
mod letter;
mod markup;
mod notice;
mod quiet;
mod rendering;
mod short;
mod template;

pub mod operations;

pub use checking::{Fault, Why, check};
pub use house::{House, Houses};
pub use length::{Length, MOST_PARTS, plainly};
pub use letter::{DOCUMENTS, Letter};
pub use notice::{Channel, Notice, Recipient, State};
pub use quiet::{Disturbing, Quiet, ZONE, zone_of};
pub use rendering::{Rendered, Unrenderable, render, render_letter};
pub use template::Template;
