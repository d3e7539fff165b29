//! Files: in a folder, in S3 or in Azure, under keys that say nothing, with addresses that are signed and expire.
//!
//! [`Settings`] say where, [`Objects`] puts and gets, [`Key`] is the only name of a file. What a file is called, what it
//! is and whose it is stay in the database. A browser gets and puts by a signed address: the store's own, or one of the
//! server's for a folder, which [`LocalUrls::verify`] checks. A large file comes in parts
//! ([`Objects::begin_parts`]).
//!
//! Left out: who may ask for an address, what is inside a file (both the callers'), and the server's route.

mod error;
mod key;
mod links;
mod local;
mod parts;
mod settings;
mod store;

pub use error::Error;
pub use key::{InvalidKey, Key};
pub use links::{Download, SignedPut, disposition};
pub use local::{Grant, LocalUrls, Refused};
pub use parts::Part;
pub use settings::{Settings, Unusable};
pub use store::{Found, Objects, Stored};
