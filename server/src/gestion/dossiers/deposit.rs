//! What is recorded of a filing at the desk, and who hears of it.

use std::collections::BTreeMap;

use accounts::Visit;
use demarches::kind::FilingChannel;
use dossiers::operations::filing::{self, Told};
use dossiers::operations::pieces::Seen;
use dossiers::operations::{DossierId, NotDone};
use dossiers::record::Number;
use dossiers::tracks::filing::Step;
use dossiers::tracks::{Filing, Reason};
use dossiers::{Refusal, State};
use notifications::Template;
use serde_json::json;
use sqlx::PgConnection;
use vocabulary::Date;

use super::super::Desk;
use crate::dossier::letters;
use crate::filings;
use crate::people::{Broken, value};

/// The code of the reason of a step whose words stand beside it.
const SAID: &str = "administration";

/// A step as the form tells it.
fn told(form: &[(String, String)], step: Step) -> Result<Told<'_>, Refusal> {
    let day = |name| {
        let text = value(form, name).trim();
        if text.is_empty() {
            return Ok(None);
        }
        Date::parse(text).map(Some).map_err(|_| Refusal::BadDay)
    };
    let on = day("on")?.ok_or(Refusal::BadDay)?;
    let given = Number::ALL.iter().map(|one| (*one, value(form, one.id()).to_owned()));
    let numbers: BTreeMap<Number, String> =
        given.filter(|(_, text)| !text.trim().is_empty()).collect();
    let reason = match step {
        Step::Refused | Step::AsksMore => Reason::new(SAID),
        _ => Reason::new(value(form, "why")),
    };
    Ok(Told { step, reason, said: value(form, "said"), on, until: day("until")?, numbers })
}

/// Records that it was sent.
pub(super) async fn file(
    conn: &mut PgConnection,
    desk: &Desk,
    seen: Seen<'_>,
    id: DossierId,
    form: &[(String, String)],
) -> Result<State, NotDone> {
    let channel = FilingChannel::parse(value(form, "channel")).ok_or(Refusal::WrongChannel)?;
    let what = (channel, told(form, Step::File)?);
    filing::file(conn, &desk.here.visit, &desk.here.state().rules(), seen, id, what).await
}

/// Records what came of that.
pub(super) async fn step(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    form: &[(String, String)],
) -> Result<State, NotDone> {
    let step = Step::parse(value(form, "step")).ok_or(Refusal::NoSuchStep)?;
    filing::step(conn, visit, seen, id, told(form, step)?).await
}

/// Tells the customer what the step that was just recorded comes to.
pub(super) async fn tell(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
    state: &State,
) -> Result<(), Broken> {
    let number = |name| state.number(name);
    let (template, mut values) = match state.filing {
        Filing::Depose(_) => {
            let on = state.records.get(&Step::File).map(|record| record.on.to_string());
            let values = json!({ "filed_on": on, "number": number(Number::AntsDossier) });
            (Template::DossierFiled, values)
        }
        Filing::CpiEmis(_) => {
            filings::remind_of_cpi(conn, visit, id, state).await?;
            let until = state.cpi_until().map(|day| day.to_string());
            let values = json!({
                "number": number(Number::Cpi),
                "until": until,
                "plate": number(Number::Plate),
            });
            (Template::DossierCpi, values)
        }
        Filing::TitreExpedie(_) => {
            (Template::DossierTitle, json!({ "tracking": number(Number::Tracking) }))
        }
        Filing::RefuseAnts(_) | Filing::ComplementAnts(_) => {
            let more = matches!(state.filing, Filing::ComplementAnts(_));
            let values = json!({ "words": state.said, "more": more });
            (Template::DossierRefusedByAdministration, values)
        }
        Filing::Recu(_) => (Template::DossierClosed, json!({ "how": "termine" })),
        // Seen on the page of the dossier: no letter for each of our own steps.
        Filing::NonDepose(_)
        | Filing::Pret(_)
        | Filing::InstructionAnts(_)
        | Filing::TitreProduit(_) => return Ok(()),
    };
    values["reference"] = state.reference.to_string().into();
    values["link"] = letters::link(visit, state).into();
    let key = format!("{}:{}:{}", template.id(), state.reference, state.version);
    Ok(letters::tell(conn, visit, state, (template, key), values).await?)
}
