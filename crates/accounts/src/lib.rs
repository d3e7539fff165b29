//! People: how they prove who they are, their sessions, their profile.
//!
//! Read [`Visit`] (where a request comes from), then [`operations::sign_up`], [`operations::sign_in`] and
//! [`operations::sessions`]. What is kept is a hash (passwords, links, cookies) or sealed (secrets of codes).
//!
//! An account exists only once its address is proved: what waits for the proof stands in the link that was sent, so
//! nobody can lay a password of theirs under somebody else's address. Every answer before the proof is the same for a
//! known and for an unknown address; the difference is in the mail.
//!
//! Left out: pages, cookies and headers (`server`), what each role may do (`access`).

mod device;
mod passkeys;
mod password;
mod person;
mod second_factor;

pub mod operations;

pub use device::{Visit, device};
pub use passkeys::{Passkeys, Unusable};
pub use password::{Busy, Hasher, Password, Strength, Weakness};
pub use person::{Birth, Fault, Field, Person, PersonId, Profile, Tell};
pub use second_factor::{RecoveryCode, TotpSecret};
