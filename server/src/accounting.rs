//! The accounts outside of requests: each day our own against the reports of whoever takes money, and the file of a year.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use jobs::{Attempt, Failed, Task};
use ledger::fec;
use payments::operations::reconciliation;
use psp::{Careful, Failure, Movement, Provider as _};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use tenants::Tenant;

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

/// The handler of that job: twice is as once. An account whose provider does not answer keeps no other from being compared.
///
/// # Errors
///
/// When a provider or the database does not answer.
pub async fn reconcile(context: Arc<Context>, _: Reconcile, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let directory = state.directory();
    let mut accounts: Vec<(Arc<Careful>, Vec<Arc<Tenant>>)> = Vec::new();
    for house in &directory.tenants {
        for by in state.providers().all(house) {
            match accounts.iter_mut().find(|(one, _)| Arc::ptr_eq(one, by)) {
                Some((_, houses)) => houses.push(Arc::clone(house)),
                None => accounts.push((Arc::clone(by), vec![Arc::clone(house)])),
            }
        }
    }
    let mut last = Ok(());
    for (by, mut houses) in accounts {
        houses.sort_by_key(|house| house.is_default);
        if let Err(why) = reconcile_with(state, &by, &houses).await {
            last = Err(why);
        }
    }
    last
}

/// Compares the accounts of `houses`, which share an account with `by`. Each takes the lines that are about its own; the last
/// one, what is nobody's a day later: payouts, fees of the account, what no house knows.
async fn reconcile_with(state: &State, by: &Careful, houses: &[Arc<Tenant>]) -> Result<(), Failed> {
    let again = |error: &dyn std::error::Error| Failed::Again(Chain(error).to_string());
    let now = clock::now();
    let quiet = midnight(now);
    let mut since = now;
    for house in houses {
        let mut tx = database::begin(state, house.id).await?;
        let known = reconciliation::since(&mut tx, by.name(), now).await;
        tx.commit().await?;
        since = since.min(known.map_err(|error| again(&error))?);
    }
    // Two clocks never say the same: what it calls the next minute is read too.
    let until = now + SignedDuration::from_mins(1);
    let mut left = by.movements(since, until).await.map_err(|failure| match failure {
        Failure::Temporary { .. } => Failed::Again(failure.to_string()),
        _ => Failed::ForGood(failure.to_string()),
    })?;
    let alone = houses.len() == 1;
    for (place, house) in houses.iter().enumerate() {
        let Some(visit) = of_house(state, house.id) else {
            return Err(Failed::Again("the tenants are not read yet".to_owned()));
        };
        let is_last = place + 1 == houses.len();
        let mut tx = database::begin(state, house.id).await?;
        let ours = reconciliation::ours(&mut tx, by.name(), &left).await?;
        let takes = |line: &Movement| {
            alone || ours.contains(&line.reference) || (is_last && line.at < quiet)
        };
        let (mine, rest): (Vec<Movement>, Vec<Movement>) = left.into_iter().partition(takes);
        left = rest;
        let compared = reconciliation::report(&mut tx, &visit, by.name(), &mine, quiet).await;
        let compared = compared.map_err(|error| again(&error))?;
        tx.commit().await?;
        let found = u64::try_from(compared.found).unwrap_or(u64::MAX);
        metrics::counter!("accounting_differences_total").increment(found);
        if found > 0 {
            let tenant = house.id.0;
            tracing::warn!(tenant.id = %tenant, found, "the accounts do not agree with a report");
        }
    }
    Ok(())
}

/// The first instant of the day of `now` in Paris.
fn midnight(now: Timestamp) -> Timestamp {
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    clock::civil(now).to_zoned(zone).map_or(now, |start| start.timestamp())
}

/// Why there is no file of the accounts of a year.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoFile {
    /// It is named by the SIREN.
    #[error("the house has no SIREN of nine digits (/gestion/reglages): the file is named by it")]
    Siren,
    /// A year out of the calendar.
    #[error("no such year")]
    Year,
    /// The accounts cannot be read.
    #[error(transparent)]
    Failed(#[from] ledger::operations::Failed),
}

/// The file of the accounts of `house` in `year`, and its name.
///
/// # Errors
///
/// [`NoFile`].
pub(crate) async fn file_of(
    conn: &mut PgConnection,
    house: &Tenant,
    year: u16,
) -> Result<(String, Vec<u8>), NoFile> {
    let (first, last) = fec::days_of(year).ok_or(NoFile::Year)?;
    let name = fec::name(&house.identity.siren, year).ok_or(NoFile::Siren)?;
    let openings = ledger::operations::openings(conn, first).await?;
    let entries = ledger::operations::booked(conn, first, last).await?;
    let chart = ledger::operations::chart(conn).await?;
    Ok((name, fec::file(first, &openings, &entries, &chart)))
}
