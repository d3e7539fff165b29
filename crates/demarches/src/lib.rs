//! The démarches that a person may ask for: which pieces, within which delay, priced as which operation, and the words
//! of the public page of each.
//!
//! The rules are data (`data/demarches.toml`) and so are the words (`data/pages.toml`): [`load`] reads both as one text
//! and refuses what does not hold together, with the place and the reason; [`builtin`] is the copy compiled in.
//! [`Demarches::pieces`] then answers for a case: what is known is a [`KnownFacts`], what is unknown leaves a piece in
//! « depending on your situation », with the condition in plain words.
//!
//! Read in this order: [`kind`], [`model`], [`facts`], [`expr`], [`pieces`], [`load`]. The crate opens no file and knows no
//! clock, no amount of tax and no tenant. Left out: the questions asked to a person, guards as data, retention (those who
//! store the documents decide it).

pub mod expr;
pub mod facts;
pub mod kind;
pub mod load;
pub mod model;
pub mod pieces;
mod raw;
pub mod refusal;

pub use facts::KnownFacts;
pub use kind::DemarcheKind;
pub use load::{builtin, load};
pub use model::{Demarche, Demarches, Page, PieceKind, Text};
pub use pieces::{Need, RequiredPiece};
pub use refusal::Refusal;
