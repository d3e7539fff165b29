//! `/gestion/dossiers`: the lists, one dossier as the staff works on it, and what comes of all of them.
//!
//! Read [`queue`] (the lists), then [`workspace`] and the parts that stand in it.

mod by_transfer;
mod closing;
mod correct;
mod decide;
mod deposit;
mod facts;
mod forms;
mod giving;
mod hand_over;
mod history;
mod money;
mod pieces;
mod queue;
mod reading;
mod refuse;
mod statistics;
mod summary;
mod talk;
mod top;
mod viewer;
mod words;
mod workspace;

use dossiers::operations::queues::Queue;
use dossiers::{At, Id, Reference};
use jiff::Timestamp;
use uuid::Uuid;
use vocabulary::codes;

use super::acts::Screen;

pub use correct::{CorrectionForm, CorrectionView, Wrong, fact_line};
pub use deposit::{FilingView, PackageLine};
pub use forms::{OpenedSignature, ScreenSignature, anchor as form_anchor};
pub use giving::{Parts, Proposal};
pub use hand_over::HandOverView;
pub use money::{CardLine, CardMoney, CardRefund};
pub use pieces::anchor;
pub use queue::{QueueDone, QueueView};
pub use reading::{ReadField, ReadingView, field_name};
pub use statistics::{Span, StatisticsView};
pub use summary::{Summary, summary};
pub use workspace::{FactLine, May, PageLink, Verdict, WorkspaceView};

pub use queue::counted as shown;

pub(super) use correct::page as correction;
pub(super) use hand_over::page as hand_over;
pub(super) use queue::{counted, page as list};
pub(super) use statistics::page as statistics;
pub(super) use workspace::page as one;

codes! {
    /// A list, as the address names it.
    pub enum List {
        /// Pieces wait for us.
        ToCheck = "a_controler",
        /// The customer's move.
        Waiting = "en_attente",
        /// To be filed.
        Ready = "prets",
        /// Later than promised.
        Late = "retard",
        /// One's own.
        Mine = "miens",
        /// With the administration or the post.
        Filed = "deposes",
        /// Not ordered.
        Draft = "brouillons",
        /// Done with.
        Closed = "clos",
        /// All of the house.
        All = "tous",
    }
}

impl List {
    /// The queue that it shows.
    #[must_use]
    pub const fn queue(self) -> Queue {
        match self {
            Self::ToCheck => Queue::ToCheck,
            Self::Waiting => Queue::Waiting,
            Self::Ready => Queue::Ready,
            Self::Late => Queue::Late,
            Self::Mine => Queue::Mine,
            Self::Filed => Queue::Filed,
            Self::Draft => Queue::Draft,
            Self::Closed => Queue::Closed,
            Self::All => Queue::All,
        }
    }
}

/// Somebody of the staff, as dossiers name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub id: Uuid,
    /// Their name, or their address.
    pub name: String,
    /// Dossiers may be given to them.
    pub works: bool,
}

/// The name of `id` among `colleagues`; nothing for who left.
fn named(colleagues: &[Colleague], id: Uuid) -> Option<&str> {
    colleagues.iter().find(|one| one.id == id).map(|one| one.name.as_str())
}

/// An id of the pure types, as people are named by.
fn uuid(id: Id) -> Uuid {
    Uuid::from_u128(id.0)
}

/// An instant of the pure types, as instants are shown.
fn instant_of(at: At) -> Option<Timestamp> {
    Timestamp::from_microsecond(at.0).ok()
}

/// The address of a dossier.
#[must_use]
pub fn of(reference: Reference) -> String {
    Screen::Dossier.path().replace("{reference}", &reference.to_string())
}
