//! What can be done to dossiers: free functions in the caller's transaction, for the house that it entered.
//!
//! Each opens the dossier under the lock of its row, asks the rules ([`crate::State::apply`]), writes what changed and
//! the events that say so, and audits what the staff looks at. [`NotDone`] says why not; nothing is written then. Who
//! may do an act at all is asked before (`access`); whose a dossier is, here.

mod acting;
mod chain;
pub mod checks;
pub mod closing;
pub mod correcting;
pub mod demo;
pub mod drafts;
pub mod evidence;
pub mod filing;
mod fold;
pub mod history;
pub mod links;
pub mod money;
pub mod people;
pub mod pieces;
pub mod presence;
pub mod purge;
pub mod queues;
pub mod reminders;
pub mod repricing;
pub mod signatures;
pub mod staff;
pub mod statistics;
mod store;
pub mod talk;
mod time;
pub mod undo;
pub mod views;
pub mod withdrawal;
pub mod workspace;

#[cfg(test)]
mod histories;

use accounts::Person;
use sealing::Token;
use uuid::Uuid;

use crate::{Actor, Refusal, Side};

pub use fold::Kept;
pub use history::Entry;

/// Channel on which the database says that a dossier changed: house, dossier, version, `1` when its queue is another.
pub const CHANGED: &str = "dossier_changed";

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub enum Who<'who> {
    /// Whoever holds the link of a draft that belongs to no account.
    Link(&'who Token),
    /// Somebody signed in: their own dossiers.
    Customer(&'who Person),
    /// The staff: every dossier of the house.
    Staff(&'who Person),
    /// The house itself: a rule, a job.
    House,
}

impl Who<'_> {
    /// Sees what the staff keeps for itself.
    fn is_of_the_house(self) -> bool {
        matches!(self, Self::Staff(_) | Self::House)
    }

    fn actor(self) -> Actor {
        let of = |side, person: &Person| Actor {
            side,
            person: Some(person.id.0.into()),
            role: person.roles.first().map(|role| role.id().to_owned()),
        };
        match self {
            Self::Link(_) => Actor { side: Side::Customer, person: None, role: None },
            Self::Customer(person) => of(Side::Customer, person),
            Self::Staff(person) => of(Side::Staff, person),
            Self::House => Actor::MACHINE,
        }
    }
}

/// What somebody else did since the page was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The version of now.
    pub version: i64,
    /// What is in the way, oldest first.
    pub since: Vec<Entry>,
}

/// Why a thing was not done. Nothing is written then.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// There is no such dossier, or it is somebody else's.
    #[error("no such dossier for whoever asks")]
    Missing,
    /// The rules say no.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// Somebody else was first.
    #[error("changed by somebody else since")]
    Changed(Box<Changed>),
    /// Something kept us from answering.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<sqlx::Error> for NotDone {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// What kept us from answering.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database did not answer, or refused.
    #[error("the database did not answer, or refused")]
    Database(#[from] sqlx::Error),
    /// The key of a dossier was not had, or does not open what was sealed under it.
    #[error("the key of a dossier could not be had")]
    Keys(#[from] sealing::operations::Failed),
    /// What is kept is not what this crate writes.
    #[error("a dossier holds what is never written: {0}")]
    Row(&'static str),
    /// A payload is no JSON.
    #[error("a payload cannot be read")]
    Payload(#[from] serde_json::Error),
    /// It could not be written in the audit, so it was not done.
    #[error("it could not be written in the audit")]
    Audit(#[source] audit::operations::Failed),
}

/// The id of a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DossierId(pub Uuid);
