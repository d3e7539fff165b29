//! Pieces: what a file is, what is kept of it, and how it is sealed.
//!
//! Read [`Refusal`] first, then [`Kind`] (what a file is, by its bytes) and [`Reader`], which has every file read by a
//! child process of little memory and time: it looks ([`Seen`]), then converts ([`Kept`]) to upright pictures without
//! metadata, with a [`Watermark`] if asked. [`antivirus`] asks clamd; [`seal`] keeps the result under a key of its own,
//! wrapped by the master keys or by Vault. What is kept was made here, pixel by pixel: nothing of the file itself is
//! served.
//!
//! The order for an upload: size and [`shown_name`], [`Reader::look`], [`antivirus::Clamd::scan`], [`Reader::convert`],
//! [`seal::seal`]. Left out: where files are and who may see them (the callers), and reading what a piece says.

pub mod antivirus;
mod child;
mod convert;
mod kind;
mod limits;
mod look;
mod name;
mod protocol;
mod reader;
mod refusal;
pub mod seal;
mod watermark;

pub use child::main as child_main;
pub use convert::{Kept, Page};
pub use kind::Kind;
pub use limits::{MOST_BYTES, MOST_PAGES, MOST_PIXELS};
pub use look::Seen;
pub use name::shown as shown_name;
pub use reader::{Reader, Unread};
pub use refusal::{Refusal, Sentence};
pub use watermark::Watermark;
