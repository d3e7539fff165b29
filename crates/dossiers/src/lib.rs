//! Dossiers: one customer's file for one démarche, from the first answer to the title in the letter box.
//!
//! A dossier is what its [`Event`]s make of it: [`State::fold`] reads them, and the tables of [`operations`] are the
//! same, kept for reading. A [`Change`] says what happened and holds nothing personal; what is personal stands beside
//! it in [`Personal`], sealed. [`State::apply`] is the only way forward: it asks the four tracks ([`tracks`]), and gives
//! the next state or a named [`Refusal`]. What the customer is told ([`PublicStatus`]) is derived.
//!
//! Read in this order: [`tracks`], [`status`], [`change`], [`state`], then [`operations`]. Left out: files
//! (those who store documents), cards and refunds (payments), letters, and the export to the administration.

pub mod about;
mod apply;
mod apply_check;
mod apply_file;
mod apply_money;
mod apply_sign;
pub mod change;
mod code;
pub mod event;
mod id;
pub mod items;
pub mod order;
pub mod party;
pub mod piece;
pub mod record;
mod reference;
pub mod refusal;
pub mod state;
pub mod status;
pub mod tracks;

#[cfg(not(target_arch = "wasm32"))]
pub mod operations;

pub use change::{Change, Personal};
pub use event::{Actor, Event, Side};
pub use id::{At, Id};
pub use order::{Order, Payment};
pub use party::{Party, PartyRole};
pub use piece::{Slot, SlotState};
pub use record::Record;
pub use reference::Reference;
pub use refusal::Refusal;
pub use state::State;
pub use status::{Move, PublicStatus};
