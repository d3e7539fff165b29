//! The accounts, in double entry and whole cents: what came, for whom it is held, what is ours, what went back.
//!
//! An [`Entry`] is one transaction: at least two legs that add up to nothing, named by what caused it, so that the same cause
//! is booked once. The database refuses what does not add up, and every change of what was booked.
//! [`operations::book`] books in the caller's transaction; [`operations::balances`] and [`operations::between`] read.
//!
//! | what happened | debit | credit |
//! |---|---|---|
//! | a customer paid by card, by transfer | provider, bank | customer |
//! | what was paid for is sold | customer | débours, revenue, VAT |
//! | what is given back is taken back | débours, revenue, VAT | customer |
//! | the taxes were paid to the State | débours | bank |
//! | the State refused, and gave them back | bank | débours |
//! | a refund was decided | customer | refunds |
//! | it went out, or came back | refunds, provider | provider, refunds |
//! | it went out by transfer | refunds | bank |
//! | the provider kept its fee | fees of the provider | provider |
//! | the provider paid out | bank | provider |
//! | a disputed payment was taken, or won | customer, provider | provider, customer |
//!
//! What is sold is shared into taxes, fee and VAT by [`Sale`]. [`fec`] writes the file of a year that the tax office asks for,
//! by the numbers of accounts of the house ([`Chart`]). Left out: when each happens (`payments`).

mod account;
mod entry;
pub mod fec;
pub mod operations;

pub use account::{Account, Chart, Numbered};
pub use entry::{Entry, Kind, Leg, Sale, Unbalanced};
