//! Customers who must act and do not: reminded on the third, seventh, fifteenth and thirtieth day, then the staff decides.
//! Whoever wrote a draft is told before it is forgotten. Each step of a wait once; never by night, on a Sunday or a holiday.

use std::sync::Arc;
use std::time::Duration;

use accounts::operations::people;
use accounts::{PersonId, Visit};
use demarches::Demarches;
use dossiers::items::{FormState, Priority};
use dossiers::operations::money::{evaluate, forms_asked};
use dossiers::operations::reminders::{self, Cause, Due, STEPS, Waiting};
use dossiers::operations::signatures::kind_of;
use dossiers::operations::talk::{NewTask, add_task};
use dossiers::operations::{DossierId, NotDone, Who, drafts};
use dossiers::tracks::Payment;
use dossiers::{SlotState, State as Dossier};
use jiff::{SignedDuration, Timestamp};
use jobs::{Attempt, Failed, Task};
use notifications::{Disturbing, Template};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Date, Email};

use crate::clock;
use crate::database::{self, Chain};
use crate::dossier::{letters, sms};
use crate::people::of_house;
use crate::state::State;
use crate::worker::Context;

/// Reminds customers who must act, each day in the first hour in which their house disturbs somebody.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Remind {}

impl Task for Remind {
    const NAME: &'static str = "remind";
    const TIME_LIMIT: Duration = Duration::from_mins(30);
}

/// Twice is as once: a step that was told is not told again.
///
/// # Errors
///
/// When the database does not answer; who was reminded until then stays so.
pub async fn remind(context: Arc<Context>, _: Remind, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let mut ended = Ok(());
    for tenant in &state.directory().tenants {
        let Some(visit) = of_house(state, tenant.id) else { continue };
        match remind_house(state, &visit).await {
            Ok(Reminded { letters: 0, silent: 0, drafts: 0 }) => {}
            Ok(Reminded { letters, silent, drafts }) => {
                tracing::info!(letters, silent, drafts, "customers who must act are reminded");
            }
            Err(why) => {
                tracing::error!(tenant.id = %tenant.id.0, error = %why, "a house could not remind its customers");
                ended = Err(why);
            }
        }
    }
    ended
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reminded {
    /// Customers who were reminded.
    pub letters: usize,
    /// Dossiers left to the staff.
    pub silent: usize,
    /// Owners of drafts who were told that these will be forgotten.
    pub drafts: usize,
}

/// Reminds the customers of the house of `visit` at its moment; nobody where nobody is disturbed.
///
/// # Errors
///
/// When the database does not answer; when one dossier cannot be read, once all the others are seen to.
pub async fn remind_house(state: &State, visit: &Visit) -> Result<Reminded, Failed> {
    let mut done = Reminded::default();
    let mut ended = Ok(());
    let mut failed = |id: DossierId, why: Failed| {
        tracing::error!(dossier.id = %id.0, error = %why, "the customer of a dossier could not be reminded");
        ended = Err(why);
    };
    if !sms::quiet(visit).allows(Disturbing::Reminder, visit.now) {
        return Ok(done);
    }
    let mut after = Uuid::nil();
    loop {
        let mut tx = database::begin(state, visit.tenant()).await?;
        let found = reminders::waiting(&mut tx, after, visit.now).await.map_err(|it| again(&it))?;
        tx.commit().await?;
        let Some(last) = found.last() else { break };
        after = last.0;
        for id in found {
            match remind_one(state, visit, id).await {
                Ok(None) => {}
                Ok(Some(Done::Told)) => done.letters += 1,
                Ok(Some(Done::LeftToStaff)) => done.silent += 1,
                Err(why) => failed(id, why),
            }
        }
    }
    after = Uuid::nil();
    loop {
        let mut tx = database::begin(state, visit.tenant()).await?;
        let found = reminders::drafts(&mut tx, after, visit.now).await.map_err(|it| again(&it))?;
        tx.commit().await?;
        let Some(last) = found.last() else { break };
        after = last.dossier.0;
        for draft in found {
            match warn_of(state, visit, draft).await {
                Ok(told) => done.drafts += usize::from(told),
                Err(why) => failed(draft.dossier, why),
            }
        }
    }
    ended.map(|()| done)
}

/// What was done for one dossier.
enum Done {
    /// Its customer was reminded.
    Told,
    /// The staff is to decide.
    LeftToStaff,
}

fn again(error: &(dyn std::error::Error + 'static)) -> Failed {
    Failed::Again(Chain(error).to_string())
}

/// The dossier `id` with its rules; `None` where it is gone, or its rules are.
async fn read(
    conn: &mut PgConnection,
    (state, visit): (&State, &Visit),
    id: DossierId,
) -> Result<Option<(Dossier, &'static Demarches)>, Failed> {
    let dossier = match drafts::find(conn, visit, Who::House, id).await {
        Ok(dossier) => dossier,
        Err(NotDone::Failed(failure)) => return Err(again(&failure)),
        Err(_) => return Ok(None),
    };
    let rules = state.rules().by_version(&dossier.rules.hash);
    Ok(rules.map(|rules| (dossier, rules)))
}

/// Does what is due for one dossier, in one transaction.
async fn remind_one(state: &State, visit: &Visit, id: DossierId) -> Result<Option<Done>, Failed> {
    let mut tx = database::begin(state, visit.tenant()).await?;
    let Some((dossier, rules)) = read(&mut tx, (state, visit), id).await? else {
        return Ok(None);
    };
    let Some(cause) = reminders::cause(&dossier) else { return Ok(None) };
    let letter = what_is_asked(visit, (&dossier, rules), cause);
    let reached = Reached {
        wants: wants_reminders(&mut tx, &dossier).await?,
        address: dossier.email.as_deref().is_some_and(|email| Email::parse(email).is_ok()),
    };
    let told = letter.is_some() && reached.wants && reached.address;
    let taken = reminders::take(&mut tx, id, (cause, told), visit.now).await;
    let (due, since) = taken.map_err(|error| again(&error))?;
    if letter.is_none() && due != Due::Nothing {
        // Its steps pass: the staff is told in the end.
        tracing::warn!(dossier.id = %id.0, cause = cause.id(), "a customer is waited for, and nothing is asked of them");
    }
    let done = match (due, letter) {
        (Due::Nothing, _) => return Ok(None),
        (Due::Reminder(step), Some(letter)) if told => {
            let sent = tell(&mut tx, visit, &dossier, letter, (cause, step, since)).await;
            sent.map_err(|error| again(&error))?;
            Some(Done::Told)
        }
        (Due::Reminder(_), _) => None,
        (Due::Silent, _) => {
            let written = reminders::written(&mut tx, id, cause, since).await;
            let written = written.map_err(|error| again(&error))?;
            let said = reached.said(written);
            leave_to_staff(&mut tx, visit, (id, &dossier), since, &said).await?;
            Some(Done::LeftToStaff)
        }
    };
    tx.commit().await?;
    Ok(done)
}

/// How a customer is reached.
struct Reached {
    wants: bool,
    address: bool,
}

impl Reached {
    /// What the staff is told of `written` reminders. The house speaks French to itself.
    fn said(&self, written: i64) -> String {
        match written {
            0 if !self.wants => "aucun rappel, le client n’en veut pas".to_owned(),
            0 if !self.address => "aucun rappel, faute d’adresse électronique".to_owned(),
            0 => "aucun rappel".to_owned(),
            1 => "un rappel sans réponse".to_owned(),
            more => format!("{more} rappels sans réponse"),
        }
    }
}

/// Whether the customer wants to be reminded: who has no account never said no.
async fn wants_reminders(conn: &mut PgConnection, dossier: &Dossier) -> Result<bool, Failed> {
    let Some(person) = dossier.person else { return Ok(true) };
    let person = people::find(conn, PersonId(Uuid::from(person))).await;
    Ok(person.map_err(|error| again(&error))?.is_none_or(|person| person.tell.reminders))
}

/// What is asked of the customer, and in which letter; `None` where that is nothing.
fn what_is_asked(
    visit: &Visit,
    (dossier, rules): (&Dossier, &Demarches),
    cause: Cause,
) -> Option<(Template, Json)> {
    let listed = |name: &str, list: Vec<Json>| {
        let link = letters::link(visit, dossier);
        (!list.is_empty()).then(|| json!({ "link": link, name: list }))
    };
    let today = clock::day(visit.now).date;
    Some(match cause {
        // Whoever ordered and paid owes the difference: it is not the letter of an order that nobody paid.
        Cause::Payment if dossier.payment == Payment::ComplementDu => {
            (Template::DossierComplement, letters::complement_values(visit, dossier))
        }
        Cause::Payment => {
            let link = letters::link(visit, dossier);
            (Template::DossierUnpaid, json!({ "link": link, "total": dossier.owed() }))
        }
        Cause::Correction => {
            let pieces = letters::to_replace(dossier, rules);
            (Template::DossierToCorrect, listed("pieces", pieces)?)
        }
        Cause::Signature => {
            (Template::DossierToSign, listed("forms", to_sign(dossier, rules, today))?)
        }
        Cause::Pieces => {
            let mut missing = missing(dossier, rules);
            missing.extend(to_sign(dossier, rules, today));
            (Template::DossierReminder, listed("missing", missing)?)
        }
        Cause::Draft => return None,
    })
}

async fn tell(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: &Dossier,
    (template, mut values): (Template, Json),
    (cause, step, since): (Cause, i16, Timestamp),
) -> Result<(), letters::Untold> {
    let days = clock::civil(since).until(clock::civil(visit.now));
    values["day"] = days.map_or(i32::from(step), |span| span.get_days()).into();
    values["last"] = (STEPS.last() == Some(&step)).into();
    values["reference"] = dossier.reference.to_string().into();
    if template.optional().contains(&"settings_link") && dossier.person.is_some() {
        values["settings_link"] = letters::settings_link(visit, dossier).into();
    }
    let since = since.as_second();
    let key = format!("reminder:{}:{}:{since}:{step}", cause.id(), dossier.reference);
    let letter = (template, key, Disturbing::Reminder);
    letters::tell_as(conn, visit, dossier, letter, values).await
}

/// The names of the pieces that are missing.
fn missing(dossier: &Dossier, rules: &Demarches) -> Vec<Json> {
    let slots = dossier.slots.values();
    let missing = slots.filter(|slot| slot.state == SlotState::Expected && !slot.optional);
    missing.map(|slot| named(&slot.kind, dossier, rules)).collect()
}

/// The names of the forms that wait for somebody, each once. Those whose signatures are void wait too; where none was made
/// yet, those that the case asks for.
fn to_sign(dossier: &Dossier, rules: &Demarches, today: Date) -> Vec<Json> {
    let waiting = dossier.forms.iter();
    let waiting = waiting.filter(|(_, form)| form.waits() || form.state == FormState::Void);
    let mut forms: Vec<String> = waiting.map(|(name, _)| name.clone()).collect();
    if forms.is_empty() && dossier.asks_to_sign() {
        forms = evaluate(dossier, rules, today).map(|case| forms_asked(&case)).unwrap_or_default();
    }
    let mut names: Vec<Json> =
        forms.iter().map(|name| named(kind_of(name), dossier, rules)).collect();
    names.dedup();
    names
}

fn named(kind: &str, dossier: &Dossier, rules: &Demarches) -> Json {
    let label = rules.piece_kind(kind).map(|kind| kind.label.in_lang(dossier.lang));
    json!(label.unwrap_or(kind))
}

/// Leaves it to the staff what becomes of a dossier whose customer is silent. The house speaks French to itself.
async fn leave_to_staff(
    conn: &mut PgConnection,
    visit: &Visit,
    (id, dossier): (DossierId, &Dossier),
    since: Timestamp,
    reminded: &str,
) -> Result<(), Failed> {
    let day = clock::day(since).date;
    let since = wording::numbers::date(day, vocabulary::Lang::Fr);
    let words = format!(
        "Client silencieux\u{202f}: attendu depuis le {since}, {reminded}. Appelez-le, ou fermez le dossier \
         «\u{202f}sans réponse\u{202f}»\u{202f}: le remboursement, moins les frais prévus aux CGV, est montré avant."
    );
    let assignee = dossier.assignee.map(|person| PersonId(Uuid::from(person)));
    let due_on = Some(clock::day(visit.now + SignedDuration::from_hours(3 * 24)).date);
    let task = NewTask { words: &words, assignee, priority: Priority::Normal, due_on };
    match add_task(conn, visit, Who::House, id, task).await {
        Ok(_) => Ok(()),
        Err(error) => Err(again(&error)),
    }
}

/// Tells whoever wrote a draft that it will be forgotten, where there is an address to tell it to.
async fn warn_of(state: &State, visit: &Visit, draft: Waiting) -> Result<bool, Failed> {
    let mut tx = database::begin(state, visit.tenant()).await?;
    let Some((dossier, rules)) = read(&mut tx, (state, visit), draft.dossier).await? else {
        return Ok(false);
    };
    let first = reminders::take_draft(&mut tx, draft, visit.now).await;
    if !first.map_err(|error| again(&error))? {
        return Ok(false);
    }
    let until = clock::civil(reminders::forgotten_at(draft.since, visit.now));
    let mut values = json!({
        "demarche": rules.get(dossier.kind).page.label.in_lang(dossier.lang),
        "until": until.to_string(),
    });
    // The secret of a link is not kept: only whoever has an account is led back.
    if dossier.person.is_some() {
        values["link"] = letters::link(visit, &dossier).into();
    }
    let key = format!("draft:{}:{}", dossier.reference, draft.since.as_second());
    let letter = (Template::DossierDraftEnding, key, Disturbing::Reminder);
    letters::tell_as(&mut tx, visit, &dossier, letter, values).await.map_err(|it| again(&it))?;
    tx.commit().await?;
    Ok(dossier.email.is_some())
}
