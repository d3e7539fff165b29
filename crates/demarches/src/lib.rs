//! The démarches that a person may ask for: the questions that tell a case, which pieces it takes, what stands in its
//! way, within which delay, priced as which operation, and the words of the public page of each.
//!
//! The rules are data (`data/*.toml`): [`load`] reads them as one text and refuses what does not hold together, with the
//! place and the reason; [`builtin`] is the copy compiled in, [`Versions`] those that dossiers were filled under.
//! [`Demarches::pieces`] answers for what is known, and leaves what is unknown in « depending on your situation »;
//! [`Demarches::evaluate`] goes from [`Answers`] to the next question and to the complete list;
//! [`Demarches::check`] compares what was read on the pieces with what was declared; [`examples`] tries two versions on the
//! same cases.
//!
//! Read in this order: [`kind`], [`model`], [`facts`], [`expr`], [`question`], [`answers`], [`evaluate`], [`pieces`],
//! [`checks`], [`load`]. The crate opens no file and knows no clock, no amount of tax and no tenant. Left out: the
//! names and addresses of people (those who keep dossiers ask for them), retention (those who store documents decide).

pub mod answers;
pub mod block;
pub mod checks;
pub mod delay;
mod derived;
pub mod evaluate;
pub mod examples;
pub mod expr;
pub mod facts;
pub mod field;
pub mod kind;
pub mod load;
pub mod model;
pub mod page;
pub mod piece_kind;
pub mod pieces;
pub mod question;
mod raw;
pub mod refusal;
pub mod rejection;
pub mod signatures;
pub mod source;
pub mod text;
pub mod versions;

pub use answers::{AnswerRefused, Answers};
pub use evaluate::Evaluation;
pub use facts::KnownFacts;
pub use kind::DemarcheKind;
pub use load::{BUILTIN_FILES, builtin, joined, load};
pub use model::{Demarche, Demarches, Text};
pub use page::Page;
pub use piece_kind::PieceKind;
pub use pieces::{Need, RequiredPiece};
pub use question::Question;
pub use refusal::Refusal;
pub use versions::Versions;
