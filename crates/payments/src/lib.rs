//! Payments: what is asked of a provider, what it says, and what follows for the dossier and the accounts.
//!
//! A [`Checkout`] is a page of the provider where somebody pays. Its row is there before the provider is asked, so that the
//! same call made again opens the same page; it is paid only once the provider, asked by us, says so. A [`Refund`] is money to
//! give back, planned and then sent the same way. What a provider reports is kept once, and only says what to read again.
//!
//! A sum is a [`Share`]: taxes, our fee, and what is above the price; [`Cause::row`] is the table of demarches B5, by which
//! money goes back.
//!
//! Read [`operations::checkout`] (a customer goes to pay), [`operations::notices`] (the provider reports),
//! [`operations::apply`] (what follows), [`operations::sales`] (what it sells), [`operations::taxes`] (what the State takes of
//! it), [`operations::refunds`], [`operations::sending`] (two calls for one refund are kept apart),
//! [`operations::by_transfer`] (what goes back by the bank instead),
//! [`operations::reconciliation`] (our accounts against its reports). Whoever locks both takes the pages of a dossier before
//! the dossier. Left out: the calls themselves (`psp` and its providers), pages, letters, invoices.

mod model;
pub mod operations;
mod refusal;
mod share;
mod tasks;

pub use model::{
    Cause, Checkout, CheckoutId, CheckoutState, Dispute, DisputeState, Money, Refund, RefundId,
    RefundState, TransferBack, TransferBackState,
};
pub use refusal::Refusal;
pub use share::{FeePart, Known, Part, Row, Share, TaxesPart, proposed, shared, shared_outside};
pub use tasks::{IssueInvoice, ReadCheckout, ReadNotice, SendRefund};
