//! What is done outside a request. Each may be done twice: the second finds nothing to do.

use std::time::Duration;

use jobs::Task;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Makes the file of a paper.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct RenderInvoice {
    /// In which house.
    pub tenant: Uuid,
    /// Which paper.
    pub paper: Uuid,
}

impl Task for RenderInvoice {
    const NAME: &'static str = "render_invoice";
    const TIME_LIMIT: Duration = Duration::from_mins(2);
}

/// Forgets the papers that are past their time, with their files.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ForgetInvoices {}

impl Task for ForgetInvoices {
    const NAME: &'static str = "forget_invoices";
    const TIME_LIMIT: Duration = Duration::from_mins(30);
}
