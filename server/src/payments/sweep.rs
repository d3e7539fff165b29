//! What was missed: reports that never came or were never read, pages whose time is over, refunds that wait.

use std::sync::Arc;

use accounts::Visit;
use jiff::SignedDuration;
use jobs::{Attempt, Failed, Task};
use payments::operations::{self as money, checkout, notices, refunds};
use psp::{About, Careful, Provider as _};
use serde::{Deserialize, Serialize};
use tenants::TenantId;

use super::hearing::kept;
use super::{again, failed};
use crate::database;
use crate::people::of_house;
use crate::state::State;
use crate::worker::Context;

/// Days of reports that are read again: what never reached us is found.
const SWEPT: SignedDuration = SignedDuration::from_hours(3 * 24);

/// Looks for what was missed: reports of the last three days, and those that nobody could read, pages whose time is over,
/// refunds that wait.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SweepPayments {}

impl Task for SweepPayments {
    const NAME: &'static str = "sweep_payments";
    const TIME_LIMIT: std::time::Duration = std::time::Duration::from_mins(10);
}

/// The handler of that job. A house whose provider does not answer keeps nobody else from being looked at.
///
/// # Errors
///
/// When a provider or the database does not answer.
pub async fn sweep(context: Arc<Context>, _: SweepPayments, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let mut last = Ok(());
    for tenant in &state.directory().tenants {
        if let Err(why) = swept(state, tenant.id).await {
            last = Err(why);
        }
    }
    last
}

async fn swept(state: &State, tenant: TenantId) -> Result<(), Failed> {
    let Some(visit) = of_house(state, tenant) else { return Ok(()) };
    let mut tx = database::begin(state, tenant).await?;
    let pages = checkout::read_overdue(&mut tx, tenant.0, visit.now).await;
    let pages = pages.map_err(|error| again(&error))?;
    let waiting = refunds::send_overdue(&mut tx, &visit).await.map_err(|error| again(&error))?;
    let unread = notices::read_overdue(&mut tx, tenant.0, visit.now).await;
    let unread = unread.map_err(|error| again(&error))?;
    money::purge(&mut tx, visit.now).await?;
    tx.commit().await?;
    let (mut missed, mut last) = (0_usize, Ok(()));
    for by in state.providers().all(&visit.house) {
        match missed_of(state, &visit, by).await {
            Ok(found) => missed += found,
            Err(why) => last = Err(why),
        }
    }
    if pages + waiting + unread + missed > 0 {
        tracing::warn!(
            pages,
            waiting,
            unread,
            missed,
            "payments that nobody told us of are read now"
        );
    }
    metrics::counter!("payment_notices_missed_total")
        .increment(u64::try_from(missed).unwrap_or(u64::MAX));
    last
}

/// Keeps what `by` reported in the last three days and never reached us; says how much.
async fn missed_of(state: &State, visit: &Visit, by: &Careful) -> Result<usize, Failed> {
    let reported = by.notices_since(visit.now - SWEPT).await.map_err(|failure| failed(&failure))?;
    let mut missed = 0;
    for notice in reported.iter().filter(|it| !matches!(it.about, About::Other)) {
        if !by.signs_reports() {
            // It keeps no reports: what is listed is every payment, most of them known.
            let mut tx = database::begin(state, visit.tenant()).await?;
            let news = notices::is_unsettled(&mut tx, by.name(), &notice.about).await;
            tx.commit().await?;
            if !news.map_err(|error| again(&error))? {
                continue;
            }
        }
        if kept(state, visit.tenant(), by.name(), notice, None).await? {
            missed += 1;
        }
    }
    Ok(missed)
}
