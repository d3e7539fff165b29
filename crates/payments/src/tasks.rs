//! What is done outside a request. Each may be done twice: the second finds nothing to do.

use std::time::Duration;

use jobs::Task;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Reads again what a report of a provider is about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadNotice {
    /// In which house.
    pub tenant: Uuid,
    /// Which report.
    pub notice: Uuid,
}

impl Task for ReadNotice {
    const NAME: &'static str = "read_payment_notice";
    const TIME_LIMIT: Duration = Duration::from_mins(1);
}

/// Reads again what became of a page: somebody came back from it, or its time is over.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadCheckout {
    /// In which house.
    pub tenant: Uuid,
    /// Which page.
    pub checkout: Uuid,
}

impl Task for ReadCheckout {
    const NAME: &'static str = "read_checkout";
    const TIME_LIMIT: Duration = Duration::from_mins(1);
}

/// Gives money back.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SendRefund {
    /// In which house.
    pub tenant: Uuid,
    /// Which refund.
    pub refund: Uuid,
}

impl Task for SendRefund {
    const NAME: &'static str = "send_refund";
    const TIME_LIMIT: Duration = Duration::from_mins(1);
}

/// Issues the papers that a dossier lacks, once money moved for it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct IssueInvoice {
    /// In which house.
    pub tenant: Uuid,
    /// For which dossier.
    pub dossier: Uuid,
}

impl Task for IssueInvoice {
    const NAME: &'static str = "issue_invoice";
    const TIME_LIMIT: Duration = Duration::from_mins(1);
}
