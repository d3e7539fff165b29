//! What follows a filing by itself: reminders of a provisional certificate, the vault that is asked for; and where the papers
//! of a package are.

use std::sync::Arc;
use std::time::Duration;

use accounts::Visit;
use async_trait::async_trait;
use documents::operations::viewing;
use documents::{Part, View};
use dossiers::State as Dossier;
use dossiers::operations::{DossierId, NotDone, Who, drafts, evidence, filing as steps};
use dossiers::record::Number;
use dossiers::tracks::Filing;
use dossiers::tracks::filing::Step;
use filing::{NotRead, Papers, Source};
use futures_util::TryStreamExt as _;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use jobs::operations::{When, enqueue};
use jobs::{Attempt, Failed, Task};
use notifications::Template;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use tenants::TenantId;
use uuid::Uuid;
use vocabulary::Date;

use crate::database::{self, Chain};
use crate::dossier::letters;
use crate::people::of_house;
use crate::state::State;
use crate::worker::Context;
use crate::{clock, signatures};

/// Days after a provisional certificate on which its holder is asked whether the title came.
const REMINDED: [i64; 3] = [20, 25, 30];
/// The hour at which they are, in Paris.
const HOUR: i8 = 9;

/// Reminds the customer of a dossier that its provisional certificate ends.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct RemindCpi {
    /// In which house.
    pub tenant: Uuid,
    /// Of which dossier.
    pub dossier: Uuid,
    /// How many days after the certificate.
    pub day: i64,
    /// The day of the certificate: of another one, another job reminds.
    pub on: Date,
}

impl Task for RemindCpi {
    const NAME: &'static str = "remind_cpi";
    const TIME_LIMIT: Duration = Duration::from_mins(1);
}

/// Will remind of the provisional certificate of `dossier`, three times. One that is corrected replaces its reminders.
///
/// # Errors
///
/// When the database does not answer.
pub(crate) async fn remind_of_cpi(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
    dossier: &Dossier,
) -> Result<(), sqlx::Error> {
    let Some(record) = dossier.records.get(&Step::Provisional) else { return Ok(()) };
    for day in REMINDED {
        let Some(at) = morning(record.on, day) else { continue };
        let task = RemindCpi { tenant: visit.tenant().0, dossier: id.0, day, on: record.on };
        let key = Some(format!("cpi:{}:{day}", id.0));
        // What is recorded late is not reminded of at once, several times.
        if at > visit.now {
            enqueue(conn, &task, &When { key, at: Some(at) }).await?;
        }
    }
    Ok(())
}

/// Nine o'clock in Paris, `days` days after `on`.
fn morning(on: Date, days: i64) -> Option<Timestamp> {
    let on: jiff::civil::Date = on.to_string().parse().ok()?;
    let zone = TimeZone::get("Europe/Paris").ok()?;
    let day = on.checked_add(days.days()).ok()?;
    Some(day.at(HOUR, 0, 0, 0).to_zoned(zone).ok()?.timestamp())
}

/// The handler of that job. Once the title is on its way, or another certificate was given, nothing is told; and each letter
/// once.
///
/// # Errors
///
/// When the database does not answer.
pub async fn remind_cpi(context: Arc<Context>, task: RemindCpi, _: Attempt) -> Result<(), Failed> {
    let again = |error: &dyn std::error::Error| Failed::Again(Chain(error).to_string());
    let Some(visit) = of_house(&context.state, TenantId(task.tenant)) else {
        return Err(Failed::Again("the tenants are not read yet".to_owned()));
    };
    let mut tx = database::begin(&context.state, visit.tenant()).await?;
    let found = drafts::find(&mut tx, &visit, Who::House, DossierId(task.dossier)).await;
    let dossier = match found {
        Ok(dossier) => dossier,
        Err(NotDone::Failed(failure)) => return Err(again(&failure)),
        Err(_) => return Ok(()),
    };
    let waits = matches!(dossier.filing, Filing::CpiEmis(_) | Filing::TitreProduit(_));
    let record = dossier.records.get(&Step::Provisional).filter(|record| record.on == task.on);
    let (true, Some(until)) = (waits, record.and_then(|record| record.until)) else {
        return Ok(());
    };
    let values = json!({
        "reference": dossier.reference.to_string(),
        "link": letters::link(&visit, &dossier),
        "number": dossier.number(Number::Cpi).unwrap_or_default(),
        "until": until.to_string(),
        "day": task.day,
    });
    let key = format!("cpi_reminder:{}:{}:{}", dossier.reference, task.on, task.day);
    let letter = (Template::DossierCpiReminder, key);
    letters::tell(&mut tx, &visit, &dossier, letter, values)
        .await
        .map_err(|error| again(&error))?;
    Ok(tx.commit().await?)
}

/// Asks for the references of the vault that are late, each morning.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct AskForVaults {}

impl Task for AskForVaults {
    const NAME: &'static str = "ask_for_vaults";
    const TIME_LIMIT: Duration = Duration::from_mins(10);
}

/// Twice is as once: a dossier is asked about by one task.
///
/// # Errors
///
/// When the database does not answer.
pub async fn ask_for_vaults(
    context: Arc<Context>,
    _: AskForVaults,
    _: Attempt,
) -> Result<(), Failed> {
    let state = &context.state;
    let again = |error: NotDone| Failed::Again(Chain(&error).to_string());
    for tenant in &state.directory().tenants {
        let Some(visit) = of_house(state, tenant.id) else { continue };
        let days = tenant.settings.vault_days;
        let before = clock::now() - SignedDuration::from_hours(24 * i64::from(days));
        let words = format!(
            "À un superviseur\u{202f}: déposé depuis plus de {days} jours, sans référence du coffre. Notez-la dans «\u{a0}Dépôt\u{a0}»."
        );
        let mut tx = database::begin(state, tenant.id).await?;
        let late = steps::out_of_vault(&mut tx, before).await?;
        tx.commit().await?;
        let mut asked = 0_u32;
        for id in late {
            let mut tx = database::begin(state, tenant.id).await?;
            let new = steps::ask_for_vault(&mut tx, &visit, id, &words).await.map_err(again)?;
            tx.commit().await?;
            asked += u32::from(new);
        }
        if asked > 0 {
            tracing::info!(asked, "references of the vault are asked for");
        }
    }
    Ok(())
}

/// The papers of a house, whole and without a watermark, for packages. That somebody packs them is written down before.
pub(crate) struct Shelf {
    pub(crate) state: State,
    pub(crate) tenant: TenantId,
}

#[async_trait]
impl Papers for Shelf {
    async fn read(&self, source: &Source) -> Result<Vec<u8>, NotRead> {
        let wrong = |error: &dyn std::error::Error| NotRead(Chain(error).to_string());
        let state = &self.state;
        match source {
            Source::Document(id) => {
                let view = View { tenant: self.tenant.0, document: *id, part: Part::File };
                let mut tx = database::begin(state, self.tenant).await.map_err(|it| wrong(&it))?;
                let served = viewing::served(&mut tx, &view).await.map_err(|it| wrong(&it))?;
                tx.commit().await.map_err(|it| wrong(&it))?;
                let keys = &*state.reading().keys;
                let parts = viewing::stream(state.objects(), keys, &served).await;
                let parts = parts.map_err(|it| wrong(&it))?;
                let whole = parts.try_fold(Vec::new(), |mut whole, part| async move {
                    whole.extend_from_slice(&part);
                    Ok(whole)
                });
                whole.await.map_err(|it| wrong(&it))
            }
            Source::SignedForm(id) | Source::Proof(id) => {
                let mut tx = database::begin(state, self.tenant).await.map_err(|it| wrong(&it))?;
                let proof = evidence::find(&mut tx, *id).await.map_err(|it| wrong(&it))?;
                tx.commit().await.map_err(|it| wrong(&it))?;
                let proof = proof.ok_or_else(|| NotRead("no such signature".to_owned()))?;
                let part =
                    if matches!(source, Source::Proof(_)) { Part::Proof } else { Part::SignedForm };
                signatures::read(state, &proof, part).await.map_err(|it| wrong(&it))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_come_at_nine_in_paris_whatever_the_season() {
        let on = |text: &str, days| morning(Date::parse(text).unwrap(), days).unwrap().to_string();
        assert_eq!(on("2026-11-21", 20), "2026-12-11T08:00:00Z");
        assert_eq!(on("2026-06-30", 25), "2026-07-25T07:00:00Z");
        assert_eq!(on("2027-01-31", 30), "2027-03-02T08:00:00Z");
    }
}
