//! The one place that builds the worker: each kind of job with its handler, and the hours of those that the clock begins.

use std::sync::Arc;
use std::time::Duration;

use accounts::operations::quiet;
use jobs::{Attempt, BadSchedule, Failed, Task, Worker};
use notifications::operations::Channels;
use objects::Key;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use crate::analytics::Matomo;
use crate::config::Config;
use crate::dossier::letters;
use crate::state::{Database, State};
use crate::{
    accounting, analytics, clock, database, filings, invoices, mail, papers, payments, reminders,
    retention,
};

/// Connections of the role of the jobs: one hears, one measures, the others begin and end jobs.
const CONNECTIONS: u32 = 8;

/// What every handler has at hand.
#[derive(Debug)]
pub struct Context {
    /// The server's memory; its pool is the application's.
    pub state: State,
    /// Connections of the role of the jobs, for what is about jobs.
    pub jobs: PgPool,
    /// By what mail and texts leave.
    pub channels: Channels,
    /// Where events are counted.
    pub matomo: Option<Matomo>,
}

/// Connections of the role of the jobs, opened when they are needed.
///
/// # Errors
///
/// When the address is not one of PostgreSQL.
pub fn pool(config: &Config) -> Result<Option<PgPool>, sqlx::Error> {
    let Some(url) = &config.jobs_database_url else { return Ok(None) };
    let options = db::connect_options(url.expose_secret())?;
    Ok(Some(jobs::operations::pool(options, CONNECTIONS)))
}

/// The worker of this program, with every kind of job that it knows. Hours are UTC.
///
/// # Errors
///
/// [`NoWorker`] when a schedule is none, or nothing can be sent.
pub fn worker(state: State, jobs: PgPool) -> Result<Worker<Context>, NoWorker> {
    let channels = mail::channels(&state)?;
    let matomo = state.config().matomo.clone().map(Matomo::new).transpose()?;
    Ok(Worker::new(jobs.clone(), Context { state, jobs, channels, matomo })
        .task(mail::send_notification)
        .task(crate::people::exports::make)
        .task(purge)
        .task(forget_files)
        .task(anchor)
        .task(close_quiet)
        .task(letters::tell_correction)
        .task(filings::remind_cpi)
        .task(filings::ask_for_vaults)
        .task(papers::read)
        .task(papers::wake)
        .task(payments::read_notice)
        .task(payments::read_checkout)
        .task(payments::send_refund)
        .task(payments::sweep)
        .task(accounting::reconcile)
        .task(invoices::issue)
        .task(invoices::render)
        .task(invoices::forget)
        .task(analytics::tell)
        .task(reminders::remind)
        .task(retention::destroy)
        .task(retention::forget_signatures)
        .cron("10 3 * * *", &Purge {})?
        .cron("*/10 * * * *", &ForgetFiles {})?
        .cron("40 3 * * *", &CloseQuiet {})?
        .cron("25 * * * *", &papers::WakeDocuments {})?
        .cron("50 3 * * *", &retention::DestroyDocuments {})?
        .cron("20 4 * * *", &filings::AskForVaults {})?
        .cron("*/15 * * * *", &payments::SweepPayments {})?
        .cron("20 4 * * *", &accounting::Reconcile {})?
        .cron("20 4 * * *", &::invoices::ForgetInvoices {})?
        // Each hour: houses begin their day when they like, in summer and in winter, and a step is told once.
        .cron("35 * * * *", &reminders::Remind {})?
        .cron("5 * * * *", &Anchor {})?)
}

/// Why no worker can be built.
#[derive(Debug, thiserror::Error)]
pub enum NoWorker {
    /// A schedule is none.
    #[error(transparent)]
    Schedule(#[from] BadSchedule),
    /// Nothing can be sent.
    #[error(transparent)]
    Channels(#[from] mail::NoChannels),
    /// What counts events cannot be called.
    #[error("Matomo cannot be called")]
    Matomo(#[from] outbound::Unusable),
}

/// Deletes what is past its time, for each tenant.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Purge {}

impl Task for Purge {
    const NAME: &'static str = "purge";
    const TIME_LIMIT: Duration = Duration::from_mins(10);
}

/// Twice is as once: what was deleted is gone.
async fn purge(context: Arc<Context>, _: Purge, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let Some(pool) = state.pool().filter(|_| state.database() == Database::Up) else {
        return Err(Failed::Again("the tenants are not read yet".to_owned()));
    };
    let (messages, quotes) = database::purge(state, pool).await?;
    let effects =
        jobs::operations::purge(&mut *context.jobs.acquire().await?, clock::now()).await?;
    tracing::info!(messages, quotes, effects, "what was past its time is deleted");
    Ok(())
}

/// Takes from the store the files that no row names any more.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ForgetFiles {}

impl Task for ForgetFiles {
    const NAME: &'static str = "forget_files";
    const TIME_LIMIT: Duration = Duration::from_mins(10);
}

/// A file that is gone already is gone.
async fn forget_files(context: Arc<Context>, _: ForgetFiles, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    for tenant in &state.directory().tenants {
        let mut tx = database::begin(state, tenant.id).await?;
        let files = accounts::operations::exports::past(&mut tx, clock::now()).await?;
        tx.commit().await?;
        for file in files {
            let Ok(key) = Key::parse(&file) else { continue };
            match state.objects().delete(&key).await {
                Ok(()) | Err(objects::Error::Missing) => {}
                Err(error) => return Err(Failed::Again(error.to_string())),
            }
            let mut tx = database::begin(state, tenant.id).await?;
            accounts::operations::exports::forgotten(&mut tx, &file).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Warns people whose account nobody uses, and closes those who were warned.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct CloseQuiet {}

impl Task for CloseQuiet {
    const NAME: &'static str = "close_quiet";
    const TIME_LIMIT: Duration = Duration::from_mins(10);
}

/// Twice is as once: who was warned is not warned again, and who is closed is gone.
async fn close_quiet(context: Arc<Context>, _: CloseQuiet, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let again =
        |error: accounts::operations::Failure| Failed::Again(database::Chain(&error).to_string());
    for tenant in &state.directory().tenants {
        let Some(visit) = crate::people::of_house(state, tenant.id) else { continue };
        let mut tx = database::begin(state, tenant.id).await?;
        let warned = quiet::warn(&mut tx, &visit).await.map_err(again)?;
        let closed = quiet::close(&mut tx, &visit).await.map_err(again)?;
        for person in &closed {
            let gone = retention::forget_drafts(&mut tx, *person, clock::now()).await;
            gone.map_err(|error| Failed::Again(database::Chain(&error).to_string()))?;
        }
        tx.commit().await?;
        if warned + closed.len() > 0 {
            tracing::info!(warned, closed = closed.len(), "accounts that nobody uses");
        }
    }
    Ok(())
}

/// Signs where the chains of the audit end, and writes it outside the database.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Anchor {}

impl Task for Anchor {
    const NAME: &'static str = "anchor_audit";
    const TIME_LIMIT: Duration = Duration::from_mins(10);
}

/// What could not be written is written by the next. Files that disagree with the database need a person.
async fn anchor(context: Arc<Context>, _: Anchor, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let Some(pool) = state.pool().filter(|_| state.database() == Database::Up) else {
        return Err(Failed::Again("the tenants are not read yet".to_owned()));
    };
    let mut conn = pool.acquire().await?;
    for tenant in &state.directory().tenants {
        let keys = state.keys();
        let done = audit::operations::checkpoint(
            &mut conn,
            tenant.id,
            &keys,
            state.objects(),
            clock::now(),
        );
        if let Err(error) = done.await {
            let said = database::Chain(&error).to_string();
            tracing::error!(tenant.id = %tenant.id.0, error = %said, "the audit could not be anchored");
            return Err(Failed::Again(said));
        }
    }
    Ok(())
}
