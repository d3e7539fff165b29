//! Dossiers for the vehicles that are ticked.

use ::fleets::Firm;
use ::fleets::operations::drafts::{self, AT_ONCE, Begun, Outcome};
use ::fleets::operations::{VehicleId, firms};
use app::site::account::{BegunLine, BegunView, Came, FleetPage, ListProblem, ListView, Waits};
use axum::body::Bytes;
use demarches::DemarcheKind;
use demarches::evaluate::QuestionState;
use dossiers::State as Dossier;

use super::vehicles::filled;
use super::{named, shown};
use crate::dossier::people::{is_complete, named as named_party, wanted};
use crate::dossier::{Mine, overview};
use crate::people::{Answer, form, value};

/// `POST /compte/vehicules`: a draft for each vehicle that is ticked.
///
/// # Errors
///
/// When the database does not answer: then nothing is begun.
pub async fn begin(mine: Mine, body: Bytes) -> Answer {
    let here = &mine.here;
    let form = form(&body);
    let mut ids: Vec<VehicleId> =
        form.iter().filter(|(name, _)| name == "v").filter_map(|(_, id)| named(id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let kind = DemarcheKind::parse(value(&form, "demarche"));
    let for_firm = !value(&form, "firm").is_empty();
    let problem = match kind {
        _ if ids.is_empty() => Some(ListProblem::NoVehicle),
        _ if ids.len() > AT_ONCE => Some(ListProblem::TooMany),
        None => Some(ListProblem::NoDemarche),
        Some(_) => None,
    };
    let (Some(kind), None) = (kind, problem) else {
        let view = ListView { problem, kind, for_firm, ..ListView::default() };
        // The same page of the list again, with what was ticked.
        let place = (value(&form, "q"), named(value(&form, "apres")));
        let view = filled(here, view, place, |id| ids.contains(&id)).await?;
        return Ok(shown(here, FleetPage::List(view)));
    };
    let person = &here.caller()?.person;
    let mut tx = here.begin().await?;
    let own = if for_firm { firms::find(&mut tx, &here.visit, person.id).await? } else { None };
    let own = own.filter(Firm::is_whole);
    let what = (kind, ids.as_slice());
    let begun =
        drafts::begin(&mut tx, &here.visit, &here.state().rules(), person, what, own.as_ref())
            .await?;
    tx.commit().await?;
    let lines = begun.iter().map(|one| line(&mine, one)).collect();
    Ok(shown(here, FleetPage::Begun(BegunView { kind, lines })))
}

fn line(mine: &Mine, begun: &Begun) -> BegunLine {
    let name = begun.vehicle.name();
    let (came, state) = match &begun.outcome {
        Outcome::Draft(state) => (Came::Draft, state),
        Outcome::Open(state) => (Came::Open, state),
        Outcome::Refused(refusal) => {
            let came = Came::Refused(*refusal);
            return BegunLine {
                name,
                came,
                reference: String::new(),
                question: None,
                waits: Waits::Unknown,
            };
        }
    };
    let (question, waits) = waits(mine, state);
    BegunLine { name, came, reference: state.reference.to_string(), question, waits }
}

/// The question that waits first, and what `dossier` waits for.
fn waits(mine: &Mine, dossier: &Dossier) -> (Option<String>, Waits) {
    let lang = mine.here.asked.lang;
    if dossier.order.is_some() {
        return (None, Waits::Ordered(dossier.status));
    }
    let Ok(case) = mine.case(dossier) else { return (None, Waits::Unknown) };
    let open = case.evaluation.questions.iter().filter(|one| one.state == QuestionState::Open);
    let open: Vec<_> = open.filter(|one| !one.question.optional).collect();
    let question = open.first().map(|one| one.question.fact.clone());
    let labels = open.iter().map(|one| one.question.label_in(dossier.kind).in_lang(lang));
    let mut lacks: Vec<String> = labels.map(str::to_owned).collect();
    let missing = wanted(&case.evaluation).into_iter().filter(|one| {
        named_party(dossier, *one).is_none_or(|(_, party)| !is_complete(one.role, party))
    });
    if missing.count() > 0 {
        lacks.push(lang.pick("les personnes du dossier", "the people of the file").to_owned());
    }
    let price = overview::price(&mine.here, dossier, &case);
    if price.is_err() && question.is_none() {
        let facts = overview::asked_for(dossier, &case, &price);
        lacks.extend(facts.into_iter().map(|fact| wording::labels::fact_label(fact, lang)));
    }
    let waits = if lacks.is_empty() { Waits::Order } else { Waits::Lacks(lacks) };
    (question, waits)
}
