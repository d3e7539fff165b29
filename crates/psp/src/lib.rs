//! Providers of payments: one trait, what is asked of them and what they answer.
//!
//! A customer is sent to a page of the provider ([`Demand`], [`Opened`]); what became of it is read from the provider
//! ([`Standing`]), never believed from a browser or from the body of a report: a [`Notice`] only says what to read again.
//! Money given back is a [`RefundOrder`], money taken back a [`DisputeStanding`], and what the provider's account holds a list
//! of [`Movement`]s. [`Failure`] says above all whether the provider may have done what it was asked. [`Careful`] stops
//! asking one that fails.
//!
//! Every sum is in euro cents. Left out: when to ask and what follows (`payments`), the accounts (`ledger`).

mod careful;
mod failure;
mod model;
mod provider;

pub use careful::Careful;
pub use failure::{Failure, Unreadable};
pub use model::{
    About, CheckoutState, Demand, DisputeStanding, DisputeState, Line, Movement, MovementKind,
    Notice, Opened, RefundOrder, RefundStanding, RefundState, Standing, Taken,
};
pub use provider::{Headers, Provider};
