//! Pieces: what a file is, what is kept of it, how it is sealed, who may see it, and when it is destroyed.
//!
//! Read [`Refusal`] first, then [`Kind`] (what a file is, by its bytes) and [`Reader`], which has every file read by a
//! child process of little memory and time: it looks ([`Seen`]), then converts ([`Kept`]) to upright pictures without
//! metadata, with a [`Watermark`] if asked. [`antivirus`] asks clamd; [`seal`] keeps the result under a key of its own,
//! wrapped by the master keys or by Vault. What is kept was made here, pixel by pixel: nothing of the file itself is
//! served.
//!
//! Then [`Document`] and [`operations`]: an [`Intake`] becomes an upload, which is sent in parts that may be cut and sent
//! again, or in one form; then a piece that waits. A job reads it (look, antivirus, convert, seal, store): only what it
//! accepted is ever served, through [`Links`] of five minutes that are bound to a session, and each opening is in the
//! audit. [`Class`] says how long it is kept; a nightly purge destroys it and certifies that.
//!
//! A piece and all its pages are sealed under one data key, from which each file's own is derived ([`seal::DataKey::of`]);
//! it is drawn before anything is stored, so a worker may die at any step and the next one writes the same files again.
//! What was sent lies as it was sent until it was read: minutes, but for what the antivirus found.
//!
//! Left out: who may ask (the callers, by `access`), whether the desk finds a piece good (the dossier's affair), and
//! reading what a piece says. A dossier is known by its id alone.

pub mod antivirus;
mod child;
mod convert;
mod document;
mod intake;
mod kind;
mod limits;
mod look;
mod name;
pub mod operations;
mod protocol;
mod reader;
mod refusal;
mod retention;
pub mod seal;
mod view;
mod watermark;

pub use child::main as child_main;
pub use convert::{Kept, Page};
pub use document::{Awaited, Document, Facts, State};
pub use intake::{Consent, Intake, InvalidSlot, Slot, Source};
pub use kind::Kind;
pub use limits::{MOST_BYTES, MOST_PAGES, MOST_PIXELS};
pub use look::Seen;
pub use name::shown as shown_name;
pub use reader::{Reader, Unread};
pub use refusal::{Refusal, Sentence};
pub use retention::{Class, Ending, Rule};
pub use view::{Links, NotSigned, Part, View};
pub use watermark::Watermark;
