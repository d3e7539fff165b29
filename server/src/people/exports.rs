//! A copy of one's data: asked for and fetched on the page of one's data, made by a job.

use std::sync::Arc;
use std::time::Duration;

use accounts::operations::exports::{self, Latest, MakeExport};
use accounts::{Person, PersonId};
use app::site::Place;
use app::site::account::ExportState;
use axum::response::{IntoResponse as _, Redirect};
use dossiers::operations::history;
use fleets::operations::copies;
use jobs::{Attempt, Failed};
use objects::{Download, Key};
use sqlx::PgConnection;
use tenants::TenantId;

use super::{Answer, Broken, Here, of_house};
use crate::worker::Context;
use crate::{clock, database};

/// How long an address of a file lives.
const ADDRESS_LIVES: Duration = Duration::from_mins(5);

/// Where the copy is fetched.
pub const COPY: [&str; 2] = ["/compte/donnees/copie", "/en/account/data/copy"];

pub(super) async fn state(
    conn: &mut PgConnection,
    here: &Here,
    person: PersonId,
) -> Result<ExportState, Broken> {
    let [fr, en] = COPY;
    Ok(match exports::latest(conn, person, here.visit.now).await? {
        Latest::None => ExportState::None,
        Latest::Making => ExportState::Making,
        Latest::Ready { until, .. } => {
            ExportState::Ready { address: here.asked.say(fr, en).to_owned(), until }
        }
    })
}

pub(super) async fn ask(
    conn: &mut PgConnection,
    here: &Here,
    person: &Person,
) -> Result<(), Broken> {
    Ok(exports::ask(conn, &here.visit, person).await?)
}

/// `GET /compte/donnees/copie`: written down, then to an address of the file that lives five minutes.
///
/// # Errors
///
/// When the database does not answer.
pub async fn fetch(here: Here) -> Answer {
    if let Some(confirm) = here.unconfirmed()? {
        return Ok(confirm);
    }
    let person = &here.caller()?.person;
    let mut tx = here.begin().await?;
    let latest = exports::latest(&mut tx, person.id, here.visit.now).await?;
    let Latest::Ready { file, .. } = latest else { return Ok(here.to(Place::Data)) };
    exports::fetched(&mut tx, &here.visit, person).await?;
    tx.commit().await?;
    let Ok(key) = Key::parse(&file) else { return Ok(here.error(404)) };
    let download = Download { content_type: "application/zip", name: Some("carteclaire.zip") };
    let signed = here.state().objects().signed_get(&key, download, ADDRESS_LIVES, here.visit.now);
    match signed.await {
        Ok(address) => Ok(Redirect::to(&address).into_response()),
        Err(error) => {
            tracing::error!(%error, "a copy of a person's data cannot be fetched");
            Err(Broken)
        }
    }
}

/// The handler of the job that makes a copy. Made again, it takes the place of the first.
///
/// # Errors
///
/// As its job: again, or for good.
pub async fn make(context: Arc<Context>, task: MakeExport, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let Some(visit) = of_house(&context.state, TenantId(task.tenant)) else {
        return Err(Failed::Again("the tenants are not read yet".to_owned()));
    };
    let again = |error: &dyn std::error::Error| Failed::Again(database::Chain(error).to_string());
    let mut tx = database::begin(state, visit.tenant()).await?;
    let person = accounts::operations::people::find(&mut tx, PersonId(task.person)).await;
    // Closed meanwhile: nothing is wanted any more.
    let Some(person) = person.map_err(|error| again(&error))? else { return Ok(()) };
    let dossiers = history::copy_of(&mut tx, &visit, &state.rules(), &person).await;
    let dossiers = dossiers.map_err(|error| again(&error))?;
    let fleet = copies::copy_of(&mut tx, &visit, &person).await;
    let kept = (dossiers, fleet.map_err(|error| again(&error))?);
    let archive = exports::archive(&mut tx, &visit, &person, kept).await;
    let archive = archive.map_err(|error| again(&error))?;
    tx.commit().await?;
    let key =
        Key::new("exports", task.export).map_err(|error| Failed::ForGood(error.to_string()))?;
    state.objects().put(&key, archive.into()).await.map_err(|error| again(&error))?;
    let mut tx = database::begin(state, visit.tenant()).await?;
    let ready = exports::ready(&mut tx, &visit, &person, task.export, key.as_str()).await;
    let ready = ready.map_err(|error| again(&error))?;
    tx.commit().await?;
    if !ready {
        // Closed while it was made: the file goes with the account. Made twice: it is the same file.
        let mut tx = database::begin(state, visit.tenant()).await?;
        let latest = exports::latest(&mut tx, person.id, clock::now()).await?;
        tx.commit().await?;
        if latest == Latest::None {
            state.objects().delete(&key).await.map_err(|error| again(&error))?;
        }
    }
    Ok(())
}
