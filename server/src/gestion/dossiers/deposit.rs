//! What is recorded of a filing at the desk, what is booked with it, and who hears of it.

use std::collections::BTreeMap;

use accounts::Visit;
use demarches::kind::FilingChannel;
use documents::operations::keeping;
use documents::{Ending, Rule};
use dossiers::operations::filing::{self, Told};
use dossiers::operations::money::Tables;
use dossiers::operations::pieces::Seen;
use dossiers::operations::{DossierId, Entry, NotDone, Who, history};
use dossiers::record::Number;
use dossiers::tracks::filing::Step;
use dossiers::tracks::{Filing, Reason};
use dossiers::{Change, Id, Refusal, State};
use notifications::Template;
use payments::operations::taxes;
use serde_json::{Value, json};
use sqlx::PgConnection;
use vocabulary::Date;

use super::super::Desk;
use crate::clock;
use crate::database::Chain;
use crate::dossier::letters;
use crate::filings;
use crate::people::{Broken, value};

/// The code of the reason of a step whose words stand beside it.
const SAID: &str = "administration";

/// What was recorded; or why not, which is told.
type Made = Result<Result<State, NotDone>, Broken>;

/// A day that the form may tell.
fn day(form: &[(String, String)], name: &str) -> Result<Option<Date>, Refusal> {
    let text = value(form, name).trim();
    if text.is_empty() {
        return Ok(None);
    }
    Date::parse(text).map(Some).map_err(|_| Refusal::BadDay)
}

/// The numbers that the form tells.
fn numbers(form: &[(String, String)]) -> BTreeMap<Number, String> {
    let given = Number::ALL.iter().map(|one| (*one, value(form, one.id()).to_owned()));
    given.filter(|(_, text)| !text.trim().is_empty()).collect()
}

/// A step as the form tells it.
fn told(form: &[(String, String)], step: Step) -> Result<Told<'_>, Refusal> {
    let on = day(form, "on")?.ok_or(Refusal::BadDay)?;
    let reason = match step {
        Step::Refused | Step::AsksMore => Reason::new(SAID),
        _ => Reason::new(value(form, "why")),
    };
    let (until, said) = (day(form, "until")?, value(form, "said"));
    Ok(Told { step, reason, said, on, until, numbers: numbers(form), gone: Vec::new() })
}

/// Records that it was sent, and books the taxes that the State takes with it.
pub(super) async fn file(
    conn: &mut PgConnection,
    desk: &Desk,
    seen: Seen<'_>,
    id: DossierId,
    form: &[(String, String)],
) -> Made {
    let visit = &desk.here.visit;
    let state = match sent(conn, desk, seen, id, form).await {
        Ok(state) => state,
        Err(why) => return Ok(Err(why)),
    };
    // What an earlier filing kept is kept by this one, from now on: what is replaced before the night was filed too.
    keeping::reopened(conn, id.0).await?;
    keeping::ended(conn, id.0, Ending::Filed(clock::civil(visit.now))).await?;
    // The vault has not answered for it: the night asks again.
    keeping::hold(conn, id.0, true).await?;
    let nth = times_filed(conn, visit, id).await?;
    let booked = taxes::paid(conn, visit, &state, (id.0, nth)).await;
    booked.map_err(|error| unbooked(&error))?;
    Ok(Ok(state))
}

async fn sent(
    conn: &mut PgConnection,
    desk: &Desk,
    seen: Seen<'_>,
    id: DossierId,
    form: &[(String, String)],
) -> Result<State, NotDone> {
    let channel = FilingChannel::parse(value(form, "channel")).ok_or(Refusal::WrongChannel)?;
    let what = (channel, told(form, Step::File)?);
    let (state, published) = (desk.here.state(), &desk.here.asked.published);
    let tables = Tables { baremes: &published.baremes, hash: &published.hash };
    let with = (&state.rules(), state.knows_prices().then_some(tables));
    filing::file(conn, &desk.here.visit, with, seen, id, what).await
}

/// Records what came of that; of a refusal, books that the State gives the taxes back.
pub(super) async fn step(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    form: &[(String, String)],
) -> Made {
    let state = match stepped(conn, visit, seen, id, form).await {
        Ok(state) => state,
        Err(why) => return Ok(Err(why)),
    };
    if matches!(state.filing, Filing::RefuseAnts(_)) {
        let nth = times_filed(conn, visit, id).await?;
        let booked = taxes::returned(conn, visit, &state, (id.0, nth)).await;
        booked.map_err(|error| unbooked(&error))?;
    }
    Ok(Ok(state))
}

async fn stepped(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    form: &[(String, String)],
) -> Result<State, NotDone> {
    let step = Step::parse(value(form, "step")).ok_or(Refusal::NoSuchStep)?;
    let told = told(form, step)?;
    let gone = match step {
        Step::TakenUpAgain => destroyed(conn, id).await?,
        _ => Vec::new(),
    };
    filing::step(conn, visit, seen, id, Told { gone, ..told }).await
}

/// The documents of the dossier that are not kept any more: those about health go when it is filed, this night at the latest.
async fn destroyed(conn: &mut PgConnection, id: DossierId) -> Result<Vec<Id>, sqlx::Error> {
    let all = documents::operations::of_dossier(conn, id.0).await?;
    let gone = all.iter().filter(|one| {
        matches!(one.state, documents::State::Destroyed(_))
            || matches!(one.destroyed, Some((_, Rule::HealthAtFiling)))
    });
    Ok(gone.map(|one| one.id.into()).collect())
}

/// How many times it was filed.
async fn times_filed(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
) -> Result<usize, Broken> {
    let all = history::of(conn, visit, Who::House, id).await.map_err(|error| unbooked(&error))?;
    let is_filing = |entry: &&Entry| {
        matches!(entry.event.change, Change::FilingStepped { step: Step::File, .. })
    };
    Ok(all.iter().filter(is_filing).count())
}

/// What was recorded is not, without its taxes.
fn unbooked(error: &dyn std::error::Error) -> Broken {
    tracing::error!(error = %Chain(error), "the taxes of a filing could not be booked");
    Broken
}

/// Puts right what was recorded of a step. Its customer hears of it as long as it concerns them, and is reminded of the end
/// that a provisional certificate really has.
pub(super) async fn correct(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    form: &[(String, String)],
) -> Made {
    let Some(step) = Step::parse(value(form, "step")) else {
        return Ok(Err(Refusal::NoSuchStep.into()));
    };
    let until = match day(form, "until") {
        Ok(until) => until,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    let noted = filing::note_again(conn, visit, seen, id, (step, until), numbers(form)).await;
    let state = match noted {
        Ok(state) => state,
        Err(why) => return Ok(Err(why)),
    };
    if let (true, Some((template, mut values))) =
        (concerns(state.filing, step), given(&state, step))
    {
        if step == Step::Provisional {
            filings::remind_of_cpi(conn, visit, id, &state).await?;
        }
        values["corrected"] = true.into();
        write(conn, visit, &state, (template, values)).await?;
    }
    Ok(Ok(state))
}

/// Whether what `step` gave still concerns the customer of what stands at `filing`.
const fn concerns(filing: Filing, step: Step) -> bool {
    match step {
        Step::File => matches!(
            filing,
            Filing::Depose(_) | Filing::InstructionAnts(_) | Filing::ComplementAnts(_)
        ),
        Step::Provisional => {
            matches!(filing, Filing::CpiEmis(_) | Filing::TitreProduit(_) | Filing::TitreExpedie(_))
        }
        Step::Posted => matches!(filing, Filing::TitreExpedie(_)),
        _ => false,
    }
}

/// The letter about what `step` gave, with its values.
fn given(state: &State, step: Step) -> Option<(Template, Value)> {
    let number = |name| state.number(name);
    Some(match step {
        Step::File => {
            let on = state.records.get(&Step::File).map(|record| record.on.to_string());
            let values = json!({ "filed_on": on, "number": number(Number::AntsDossier) });
            (Template::DossierFiled, values)
        }
        Step::Provisional => {
            let values = json!({
                "number": number(Number::Cpi),
                "until": state.cpi_until().map(|day| day.to_string()),
                "plate": number(Number::Plate),
            });
            (Template::DossierCpi, values)
        }
        Step::Posted => (Template::DossierTitle, json!({ "tracking": number(Number::Tracking) })),
        _ => return None,
    })
}

/// Tells the customer what the step that was just recorded comes to.
pub(super) async fn tell(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
    state: &State,
) -> Result<(), Broken> {
    let letter = match state.filing {
        Filing::Depose(_) => given(state, Step::File),
        Filing::CpiEmis(_) => {
            filings::remind_of_cpi(conn, visit, id, state).await?;
            given(state, Step::Provisional)
        }
        Filing::TitreExpedie(_) => given(state, Step::Posted),
        Filing::RefuseAnts(_) | Filing::ComplementAnts(_) => {
            let more = matches!(state.filing, Filing::ComplementAnts(_));
            let values = json!({ "words": state.said, "more": more });
            Some((Template::DossierRefusedByAdministration, values))
        }
        Filing::Recu(_) => Some((Template::DossierClosed, json!({ "how": "termine" }))),
        // Seen on the page of the dossier: no letter for each of our own steps.
        Filing::NonDepose(_)
        | Filing::Pret(_)
        | Filing::InstructionAnts(_)
        | Filing::TitreProduit(_) => None,
    };
    match letter {
        Some(letter) => write(conn, visit, state, letter).await,
        None => Ok(()),
    }
}

/// Writes `template` to the customer, with `values` and what every letter about a dossier says.
async fn write(
    conn: &mut PgConnection,
    visit: &Visit,
    state: &State,
    (template, mut values): (Template, Value),
) -> Result<(), Broken> {
    values["reference"] = state.reference.to_string().into();
    values["link"] = letters::link(visit, state).into();
    let key = format!("{}:{}:{}", template.id(), state.reference, state.version);
    Ok(letters::tell(conn, visit, state, (template, key), values).await?)
}
