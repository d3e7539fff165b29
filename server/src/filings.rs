//! What follows a filing by itself: reminders of a provisional certificate, the vault that is asked for; and where the papers
//! of a package are.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use accounts::Visit;
use async_trait::async_trait;
use documents::operations::viewing;
use documents::{Document, Part, View};
use dossiers::State as Dossier;
use dossiers::operations::{DossierId, Failure, NotDone, Who, drafts, evidence, filing as steps};
use dossiers::record::Number;
use dossiers::tracks::Filing;
use dossiers::tracks::filing::Step;
use filing::{Content, Held, NotRead, Papers, Plan, Source};
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

/// Days after a provisional certificate on which its holder is asked whether the title came, where it does not end before.
const ASKED: [i64; 2] = [20, 25];
/// What stands for the day before it ends, whichever that is: a letter of that day says so.
const ENDS: i64 = 30;
/// The hour at which they are, in Paris.
const HOUR: i8 = 9;

/// Reminds the customer of a dossier that its provisional certificate ends.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct RemindCpi {
    /// In which house.
    pub tenant: Uuid,
    /// Of which dossier.
    pub dossier: Uuid,
    /// How many days after the certificate; 30 for the day before it ends.
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
    let Some(until) = record.until else { return Ok(()) };
    for (day, at) in mornings(record.on, until) {
        let task = RemindCpi { tenant: visit.tenant().0, dossier: id.0, day, on: record.on };
        let key = Some(format!("cpi:{}:{day}", id.0));
        // What is recorded late is not reminded of at once, several times.
        if at > visit.now {
            enqueue(conn, &task, &When { key, at: Some(at) }).await?;
        }
    }
    Ok(())
}

/// When the holder of a certificate of the day `on`, which ends with the day `until`, is written to: the name of each day,
/// and its instant.
fn mornings(on: Date, until: Date) -> Vec<(i64, Timestamp)> {
    let end = morning(until, -1);
    let asked = ASKED.into_iter().filter_map(|day| Some((day, morning(on, day)?)));
    // The day before the end says what those would say, and more.
    let asked = asked.filter(|(_, at)| end.is_some_and(|end| *at < end));
    asked.chain(end.map(|end| (ENDS, end))).collect()
}

/// Nine o'clock in Paris, `days` days after `on`.
fn morning(on: Date, days: i64) -> Option<Timestamp> {
    let on: jiff::civil::Date = on.to_string().parse().ok()?;
    let zone = TimeZone::get("Europe/Paris").ok()?;
    let day = on.checked_add(days.days()).ok()?;
    Some(day.at(HOUR, 0, 0, 0).to_zoned(zone).ok()?.timestamp())
}

/// The handler of that job. Once the title is there, or another certificate was given, nothing is told; each letter once, and
/// once more where the certificate was found to end otherwise. A title that was posted may be lost.
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
    let waits = matches!(
        dossier.filing,
        Filing::CpiEmis(_) | Filing::TitreProduit(_) | Filing::TitreExpedie(_)
    );
    let record = dossier.records.get(&Step::Provisional).filter(|record| record.on == task.on);
    let (true, Some(until)) = (waits, record.and_then(|record| record.until)) else {
        return Ok(());
    };
    // The job ran late: what has ended is not said to end. Or the end was put right since: it has other mornings.
    let is_one = mornings(task.on, until).iter().any(|(day, _)| *day == task.day);
    if until < clock::day(visit.now).date || !is_one {
        return Ok(());
    }
    let values = json!({
        "reference": dossier.reference.to_string(),
        "link": letters::link(&visit, &dossier),
        "number": dossier.number(Number::Cpi).unwrap_or_default(),
        "until": until.to_string(),
        "day": task.day,
    });
    let key = format!("cpi_reminder:{}:{}:{until}:{}", dossier.reference, task.on, task.day);
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

/// What is said of each paper of `plan`, by its place there, that is not kept any more: nobody makes such a package again.
///
/// # Errors
///
/// When the database does not answer.
pub(crate) async fn not_kept(
    conn: &mut PgConnection,
    dossier: DossierId,
    plan: &Plan,
) -> Result<BTreeMap<usize, String>, Failure> {
    let documents = documents::operations::of_dossier(conn, dossier.0).await?;
    let mut gone = BTreeMap::new();
    for (place, paper) in plan.papers.iter().enumerate() {
        let said = match &paper.content {
            Content::Sheet(_) => None,
            Content::Bound { papers, .. } => {
                papers.iter().find_map(|held| lost(documents.iter().find(|it| it.id == held.id)))
            }
            Content::SignedForm(Held { id, .. }) | Content::Proof(id) => {
                let found = evidence::find(conn, *id).await?;
                found.is_none().then(|| LOST.to_owned())
            }
        };
        gone.extend(said.map(|said| (place, said)));
    }
    Ok(gone)
}

/// What is said of a paper of which nothing else is known.
const LOST: &str = "plus conservé";

/// What is said of `document` where it is not shown any more.
fn lost(document: Option<&Document>) -> Option<String> {
    match document {
        Some(Document { state: documents::State::Destroyed(at), .. }) => {
            Some(format!("détruit le {}", clock::civil(*at)))
        }
        Some(one) if one.withdrawn_at.is_some() => Some("repris ou remplacé".to_owned()),
        Some(one) if one.state.accepted().is_some() => None,
        _ => Some(LOST.to_owned()),
    }
}

/// The papers of a house, whole and without a watermark, for packages. Who is handed them is written down before; that a
/// package was made, after, with its hash: until then it is only measured, and nobody has seen anything of it.
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

    #[test]
    fn the_last_reminder_comes_the_day_before_the_certificate_ends_and_none_after() {
        let day = |text: &str| Date::parse(text).unwrap();
        let days = |on: &str, until: &str| -> Vec<(i64, String)> {
            let all = mornings(day(on), day(until)).into_iter();
            all.map(|(name, at)| (name, clock::civil(at).strftime("%m-%d").to_string())).collect()
        };
        let all = |days: &[(i64, &str)]| -> Vec<(i64, String)> {
            days.iter().map(|(name, day)| (*name, (*day).to_owned())).collect()
        };
        let cases = [
            ("2026-11-21", "2026-12-21", vec![(20, "12-11"), (25, "12-16"), (30, "12-20")]),
            ("2027-01-31", "2027-02-28", vec![(20, "02-20"), (25, "02-25"), (30, "02-27")]),
            ("2027-01-31", "2027-04-30", vec![(20, "02-20"), (25, "02-25"), (30, "04-29")]),
            ("2027-01-01", "2027-01-27", vec![(20, "01-21"), (30, "01-26")]),
            ("2027-01-01", "2027-01-15", vec![(30, "01-14")]),
        ];
        for (on, until, told) in cases {
            assert_eq!(days(on, until), all(&told), "{on} {until}");
        }
    }
}
