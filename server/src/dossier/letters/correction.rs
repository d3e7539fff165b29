//! The letter that says what is to be replaced, told in a while, and once.

use std::sync::Arc;
use std::time::Duration;

use accounts::Visit;
use dossiers::operations::{DossierId, NotDone, Who, drafts, signatures};
use dossiers::{Move, SlotState, State as Dossier};
use jiff::SignedDuration;
use jobs::operations::{When, enqueue};
use jobs::{Attempt, Failed, Task};
use notifications::Template;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sqlx::PgConnection;
use tenants::TenantId;
use uuid::Uuid;

use super::super::links;
use super::{link, tell};
use crate::database::{self, Chain};
use crate::people::of_house;
use crate::worker::Context;

/// Minutes between a refusal and the letter that tells it: what is refused in one go is told in one letter, and what was
/// undone in none.
const CORRECTION_WAITS: i64 = 3;

/// Tells the customer of a dossier which pieces are to be replaced.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct TellCorrection {
    /// In which house.
    pub tenant: Uuid,
    /// Of which dossier.
    pub dossier: Uuid,
}

impl Task for TellCorrection {
    const NAME: &'static str = "tell_correction";
    const TIME_LIMIT: Duration = Duration::from_mins(1);
}

/// Will tell, in a while, what was refused.
pub(crate) async fn correction_soon(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
) -> Result<(), sqlx::Error> {
    let task = TellCorrection { tenant: visit.tenant().0, dossier: dossier.0 };
    let at = visit.now + SignedDuration::from_mins(CORRECTION_WAITS);
    let key = Some(format!("correction:{}", dossier.0));
    enqueue(conn, &task, &When { key, at: Some(at) }).await.map(drop)
}

/// The handler of that job. A letter for each state of the dossier: told twice, it is told once.
///
/// # Errors
///
/// When the database does not answer.
pub async fn tell_correction(
    context: Arc<Context>,
    task: TellCorrection,
    _: Attempt,
) -> Result<(), Failed> {
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
    let Some(rules) = context.state.rules().by_version(&dossier.rules.hash) else { return Ok(()) };
    let pieces = to_replace(&dossier, rules);
    // Closed meanwhile, or with somebody else: nothing is asked of the customer any more.
    if dossier.status.whose_move() != Move::Customer || pieces.is_empty() {
        return Ok(());
    }
    let asked = links::ask_again(&mut tx, &visit, DossierId(task.dossier), (&dossier, rules));
    if asked.await.is_err() {
        return Err(Failed::Again("a link could not be given again".to_owned()));
    }
    let values = json!({
        "reference": dossier.reference.to_string(),
        "link": link(&visit, &dossier),
        "pieces": pieces,
    });
    let key = format!("correction:{}:{}", dossier.reference, dossier.version);
    let letter = (Template::DossierCorrection, key);
    tell(&mut tx, &visit, &dossier, letter, values).await.map_err(|error| again(&error))?;
    Ok(tx.commit().await?)
}

/// Pieces and forms that are to be replaced, and why, in the language of the customer.
pub(crate) fn to_replace(dossier: &Dossier, rules: &demarches::Demarches) -> Vec<Json> {
    let mut pieces = refused(dossier, rules);
    pieces.extend(refused_forms(dossier, rules));
    pieces
}

/// What is to be replaced, and why.
fn refused(dossier: &Dossier, rules: &demarches::Demarches) -> Vec<Json> {
    let lang = dossier.lang;
    let refused = dossier.slots.values().filter(|slot| slot.state == SlotState::Refused);
    refused
        .map(|slot| {
            let name = rules.piece_kind(&slot.kind).map(|kind| kind.label.in_lang(lang));
            let code = slot.reason.as_deref().unwrap_or_default();
            let reason = rules.rejections().iter().find(|one| one.code == code);
            // A suspicion is never told: what to do next is.
            let said = reason.map(|one| if one.shown { &one.message } else { &one.next });
            json!({
                "name": name.unwrap_or(&slot.kind),
                "reason": said.map(|text| text.in_lang(lang)).unwrap_or_default(),
            })
        })
        .collect()
}

/// Which forms are to be signed again, and why.
fn refused_forms(dossier: &Dossier, rules: &demarches::Demarches) -> Vec<Json> {
    let lang = dossier.lang;
    let forms = dossier.forms.iter();
    forms
        .filter_map(|(name, form)| {
            let (sentence, fix) = app::site::dossier::refused_words(rules, form, lang)?;
            let kind = signatures::kind_of(name);
            let label = rules.piece_kind(kind).map_or(kind, |kind| kind.label.in_lang(lang));
            let reason = sentence.map_or(fix.clone(), |sentence| format!("{sentence} {fix}"));
            Some(json!({ "name": label, "reason": reason }))
        })
        .collect()
}
