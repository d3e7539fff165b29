//! What is kept no longer than it may be (demarches B8): each night dossiers past their time are forgotten, each piece is
//! given the day on which it goes, and those whose day has come are destroyed, with a certificate.

use std::sync::Arc;
use std::time::Duration;

use accounts::PersonId;
use documents::Ending;
use documents::operations::{keeping, purging};
use dossiers::operations::purge::{self, Fate};
use dossiers::operations::{DossierId, NotDone, Who, drafts};
use jiff::Timestamp;
use jiff::civil::Date;
use jobs::operations::{When, enqueue};
use jobs::{Attempt, Failed, Task};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgPool};
use tenants::TenantId;
use uuid::Uuid;

use crate::clock;
use crate::database::{self, Chain};
use crate::dossier::forms::signing::files_of;
use crate::people::of_house;
use crate::state::State;
use crate::worker::Context;

/// Dossiers asked about in one transaction.
const SETTLED_AT_ONCE: i64 = 500;
/// Signatures whose files one job takes from the store.
const PROOFS_AT_ONCE: usize = 200;

/// Destroys pieces that are past their time, each night, and certifies it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct DestroyDocuments {}

impl Task for DestroyDocuments {
    const NAME: &'static str = "destroy_documents";
    const TIME_LIMIT: Duration = Duration::from_mins(30);
}

/// What could not be destroyed is, the next time.
///
/// # Errors
///
/// When the database or the store does not answer.
pub async fn destroy(context: Arc<Context>, _: DestroyDocuments, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let Some(pool) = state.pool() else {
        return Err(Failed::Again("no database was configured".to_owned()));
    };
    let now = clock::now();
    let mut ended = Ok(());
    for tenant in &state.directory().tenants {
        // What fails in one house does not keep the pieces of another.
        if let Err(why) = destroy_of(state, pool, tenant.id, now).await {
            tracing::error!(tenant.id = %tenant.id.0, error = %why, "a house keeps what is past its time");
            ended = Err(why);
        }
    }
    ended
}

async fn destroy_of(
    state: &State,
    pool: &PgPool,
    tenant: TenantId,
    now: Timestamp,
) -> Result<(), Failed> {
    let (keys, today) = (state.keys(), clock::civil(now));
    forget_dossiers(state, tenant, (now, today)).await?;
    forget_accounts(state, tenant, now).await?;
    settle(state, tenant, today).await?;
    forget_readings(state, tenant, today).await?;
    let with = (state.objects(), &*keys);
    let purged = purging::purge(pool, with, tenant.0, (now, today)).await;
    let purged = purged.map_err(|error| Failed::Again(Chain(&error).to_string()))?;
    if purged.documents > 0 {
        tracing::info!(documents = purged.documents, "pieces past their time are destroyed");
    }
    Ok(())
}

/// Gives each piece the day on which it goes, by what became of its dossier: filed, closed, gone.
///
/// # Errors
///
/// When the database does not answer.
pub async fn settle(state: &State, tenant: TenantId, today: Date) -> Result<(), Failed> {
    let again = |error: &dyn std::error::Error| Failed::Again(Chain(error).to_string());
    let mut after = Uuid::nil();
    loop {
        let mut tx = database::begin(state, tenant).await?;
        let unsettled = keeping::unsettled(&mut tx, after, SETTLED_AT_ONCE).await?;
        let Some(last) = unsettled.last() else { return Ok(()) };
        after = *last;
        let ids: Vec<DossierId> = unsettled.into_iter().map(DossierId).collect();
        let fates = purge::fates(&mut tx, &ids).await.map_err(|error| again(&error))?;
        for (DossierId(id), fate) in fates {
            let filed = matches!(fate, Fate::Filed(..));
            if filed && is_corrected(&mut tx, state, tenant, DossierId(id)).await {
                continue;
            }
            match fate {
                Fate::Living => {}
                Fate::Filed(at, in_vault) => {
                    keeping::ended(&mut tx, id, Ending::Filed(clock::civil(at))).await?;
                    keeping::hold(&mut tx, id, !in_vault).await?;
                }
                Fate::NotFiled(at) => {
                    keeping::ended(&mut tx, id, Ending::NotFiled(clock::civil(at))).await?;
                }
                Fate::Gone => {
                    keeping::ask_destruction(&mut tx, id, today).await?;
                }
            }
        }
        tx.commit().await?;
    }
}

/// Whether the dossier `id`, which was filed, is being corrected to be filed anew: what comes to it meanwhile has its day from
/// that filing, and what was filed keeps its own. So does all of one that cannot be read.
async fn is_corrected(
    conn: &mut PgConnection,
    state: &State,
    tenant: TenantId,
    id: DossierId,
) -> bool {
    let Some(visit) = of_house(state, tenant) else { return true };
    match drafts::find(conn, &visit, Who::House, id).await {
        Ok(dossier) => dossier.closed.is_none() && !dossier.filing.is_filed(),
        Err(NotDone::Failed(failure)) => {
            tracing::error!(
                dossier.id = %id.0, error = %Chain(&failure),
                "the pieces of a dossier have no day, for it cannot be read"
            );
            true
        }
        Err(_) => false,
    }
}

/// Forgets what was read on the pieces that are due on `today`, before these are destroyed: whoever stops between the two
/// finds them due the next time.
///
/// # Errors
///
/// When the database does not answer.
pub async fn forget_readings(state: &State, tenant: TenantId, today: Date) -> Result<(), Failed> {
    let again = |error: sqlx::Error| Failed::Again(Chain(&error).to_string());
    let mut after = Uuid::nil();
    loop {
        let mut tx = database::begin(state, tenant).await?;
        let due = purging::due(&mut tx, today, after).await.map_err(again)?;
        let Some((last, _)) = due.last() else { return Ok(()) };
        after = *last;
        let due: Vec<_> =
            due.into_iter().map(|(document, dossier)| (document, DossierId(dossier))).collect();
        purge::forget_readings(&mut tx, &due).await.map_err(again)?;
        tx.commit().await?;
    }
}

/// Applies the retention rules of dossiers; the pieces of those that go, go with them, and the files of their signatures.
async fn forget_dossiers(
    state: &State,
    tenant: TenantId,
    (now, today): (Timestamp, Date),
) -> Result<(), Failed> {
    loop {
        let mut tx = database::begin(state, tenant).await?;
        let purged = purge::purge(&mut tx, now).await;
        let purged = purged.map_err(|error| Failed::Again(Chain(&error).to_string()))?;
        for dossier in purged.never_filed.iter().chain(&purged.filed) {
            keeping::ask_destruction(&mut tx, dossier.0, today).await?;
        }
        // Their rows go: the files are named by a job, which waits for a store that is down.
        for proofs in purged.proofs.chunks(PROOFS_AT_ONCE) {
            let task = ForgetSignatures { tenant: tenant.0, proofs: proofs.to_vec() };
            enqueue(&mut tx, &task, &When::default()).await?;
        }
        tx.commit().await?;
        let gone = purged.never_filed.len() + purged.filed.len();
        if gone > 0 {
            tracing::info!(dossiers = gone, "dossiers past their time are forgotten");
        }
        if !purged.is_full() {
            return Ok(());
        }
    }
}

/// Forgets the accounts and the payments that are past their ten years.
async fn forget_accounts(state: &State, tenant: TenantId, now: Timestamp) -> Result<(), Failed> {
    let mut tx = database::begin(state, tenant).await?;
    let gone = payments::operations::forget_accounts(&mut tx, now).await;
    let gone = gone.map_err(|error| Failed::Again(Chain(&error).to_string()))?;
    tx.commit().await?;
    if gone > 0 {
        tracing::info!(gone, "accounts and payments past their time are forgotten");
    }
    Ok(())
}

/// Takes from the store the files of signatures whose dossiers are forgotten.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ForgetSignatures {
    /// Of which house.
    pub tenant: Uuid,
    /// Their proofs.
    pub proofs: Vec<Uuid>,
}

impl Task for ForgetSignatures {
    const NAME: &'static str = "forget_signatures";
    const TIME_LIMIT: Duration = Duration::from_mins(10);
}

/// A file that is gone already is gone.
///
/// # Errors
///
/// When the store does not answer.
pub async fn forget_signatures(
    context: Arc<Context>,
    task: ForgetSignatures,
    _: Attempt,
) -> Result<(), Failed> {
    for file in task.proofs.iter().flat_map(|proof| files_of(*proof)) {
        match context.state.objects().delete(&file).await {
            Ok(()) | Err(objects::Error::Missing) => {}
            Err(error) => return Err(Failed::Again(Chain(&error).to_string())),
        }
    }
    Ok(())
}

/// Forgets the drafts of somebody whose account is closed, with their pieces.
pub(crate) async fn forget_drafts(
    conn: &mut PgConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<(), dossiers::operations::Failure> {
    let today = clock::civil(now);
    for draft in purge::forget_drafts(conn, person, now).await? {
        keeping::ask_destruction(conn, draft.0, today).await?;
    }
    Ok(())
}
