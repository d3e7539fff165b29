//! The accounts outside of requests: each day our own against the reports of whoever takes money, and the file of a year.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use jobs::{Attempt, Failed, Task};
use ledger::fec;
use payments::operations::reconciliation;
use psp::{Failure, Provider as _};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use tenants::{Tenant, TenantId};

use crate::clock;
use crate::database::{self, Chain};
use crate::people::of_house;
use crate::state::State;
use crate::worker::Context;

/// Compares the accounts of each house with the report of its provider.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Reconcile {}

impl Task for Reconcile {
    const NAME: &'static str = "reconcile_payments";
    const TIME_LIMIT: Duration = Duration::from_mins(30);
}

/// The handler of that job: twice is as once. A house whose provider does not answer keeps nobody else from being compared.
///
/// # Errors
///
/// When a provider or the database does not answer.
pub async fn reconcile(context: Arc<Context>, _: Reconcile, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let mut last = Ok(());
    for tenant in &state.directory().tenants {
        if let Err(why) = reconcile_of(state, tenant.id).await {
            last = Err(why);
        }
    }
    last
}

/// Compares the accounts of one house.
async fn reconcile_of(state: &State, tenant: TenantId) -> Result<(), Failed> {
    let again = |error: &dyn std::error::Error| Failed::Again(Chain(error).to_string());
    let Some(visit) = of_house(state, tenant) else { return Ok(()) };
    let Some(by) = state.providers().of(&visit.house).cloned() else { return Ok(()) };
    let mut tx = database::begin(state, tenant).await?;
    let since = reconciliation::since(&mut tx, visit.now).await.map_err(|error| again(&error))?;
    tx.commit().await?;
    let lines = by.movements(since, visit.now).await.map_err(|failure| match failure {
        Failure::Temporary { .. } => Failed::Again(failure.to_string()),
        _ => Failed::ForGood(failure.to_string()),
    })?;
    let mut tx = database::begin(state, tenant).await?;
    let quiet = midnight(visit.now);
    let compared = reconciliation::report(&mut tx, &visit, by.name(), &lines, quiet).await;
    let compared = compared.map_err(|error| again(&error))?;
    tx.commit().await?;
    let found = u64::try_from(compared.found).unwrap_or(u64::MAX);
    metrics::counter!("accounting_differences_total").increment(found);
    if compared.found > 0 {
        tracing::warn!(
            tenant.id = %tenant.0,
            found = compared.found,
            "the accounts do not agree with the provider's report"
        );
    }
    Ok(())
}

/// The first instant of the day of `now` in Paris.
fn midnight(now: Timestamp) -> Timestamp {
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    clock::civil(now).to_zoned(zone).map_or(now, |start| start.timestamp())
}

/// The file of the accounts of `house` in `year`, and its name; `None` for a year out of the calendar.
///
/// # Errors
///
/// When the accounts cannot be read.
pub(crate) async fn file_of(
    conn: &mut PgConnection,
    house: &Tenant,
    year: u16,
) -> Result<Option<(String, Vec<u8>)>, ledger::operations::Failed> {
    let Some((first, last)) = fec::days_of(year) else { return Ok(None) };
    let entries = ledger::operations::booked(conn, first, last).await?;
    let chart = ledger::operations::chart(conn).await?;
    Ok(Some((fec::name(&house.identity.siren, year), fec::file(&entries, &chart))))
}
