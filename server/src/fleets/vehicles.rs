//! The vehicles: listed, looked for, added, changed, removed.

use std::collections::HashMap;

use ::fleets::operations::vehicles::{self, Kept};
use ::fleets::operations::{VehicleId, drafts, firms};
use ::fleets::{Column, Fault, Firm, Vehicle, Wrong};
use app::site::Place;
use app::site::account::{DossierLine, FleetDone, FleetPage, ListView, VehicleLine, VehicleView};
use axum::body::Bytes;
use axum::extract::Path;
use dossiers::operations::queues::Row;

use super::{done, named, shown};
use crate::people::{Answer, Broken, Here, form, value};

/// `GET /compte/vehicules?q=…&apres=…&tout=1`
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(here: Here) -> Answer {
    let pairs = app::query::pairs(&here.asked.query);
    let done = match value(&pairs, "fait") {
        "ajoute" => Some(FleetDone::Added),
        "modifie" => Some(FleetDone::Changed),
        "retire" => Some(FleetDone::Removed),
        _ => None,
    };
    let all = !value(&pairs, "tout").is_empty();
    let view = ListView { done, for_firm: true, ..ListView::default() };
    let after = named(value(&pairs, "apres"));
    let view = filled(&here, view, (value(&pairs, "q"), after), |_| all).await?;
    Ok(shown(&here, FleetPage::List(view)))
}

/// The page of the list that begins after `after`, with the vehicles that are `ticked`.
pub(super) async fn filled(
    here: &Here,
    view: ListView,
    (words, after): (&str, Option<VehicleId>),
    ticked: impl Fn(VehicleId) -> bool,
) -> Result<ListView, Broken> {
    let person = here.caller()?.person.id;
    let mut tx = here.begin().await?;
    let page = vehicles::list(&mut tx, person, words, after).await?;
    let ids: Vec<VehicleId> = page.vehicles.iter().map(|(id, _)| *id).collect();
    let mut dossiers = drafts::of(&mut tx, person, &ids).await?;
    let firm = firms::find(&mut tx, &here.visit, person).await?;
    tx.commit().await?;
    let vehicles = page.vehicles.iter();
    let vehicles = vehicles.map(|(id, one)| line(*id, one, ticked(*id), &mut dossiers)).collect();
    let firm = firm.filter(Firm::is_whole);
    let firm = firm.map(|Firm(party)| format!("{} ({})", party.company_name, party.siren));
    Ok(ListView {
        words: words.to_owned(),
        vehicles,
        next: page.next.map(|next| next.0.to_string()),
        after: after.map(|after| after.0.to_string()),
        firm,
        ..view
    })
}

fn line(
    id: VehicleId,
    vehicle: &Vehicle,
    ticked: bool,
    dossiers: &mut HashMap<VehicleId, Vec<Row>>,
) -> VehicleLine {
    let dossier = |row: Row| DossierLine {
        reference: row.reference.to_string(),
        kind: row.kind,
        plate: row.plate,
        status: row.status,
    };
    VehicleLine {
        id: id.0.to_string(),
        name: vehicle.name(),
        label: vehicle.label.clone(),
        make: vehicle.make.clone(),
        ticked,
        dossiers: dossiers.remove(&id).unwrap_or_default().into_iter().map(dossier).collect(),
    }
}

/// `GET /compte/vehicules/nouveau`
///
/// # Errors
///
/// Never.
pub async fn new_form(here: Here) -> Answer {
    Ok(shown(&here, FleetPage::Vehicle(VehicleView::default())))
}

/// `POST /compte/vehicules/nouveau`
///
/// # Errors
///
/// When the database does not answer.
pub async fn add(here: Here, body: Bytes) -> Answer {
    keep(&here, None, &form(&body)).await
}

/// `GET /compte/vehicules/{token}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn form_page(here: Here, Path(id): Path<String>) -> Answer {
    let Some(named) = named(&id) else { return Ok(here.error(404)) };
    let mut tx = here.begin().await?;
    let vehicle = vehicles::find(&mut tx, here.caller()?.person.id, named).await?;
    tx.commit().await?;
    let Some(vehicle) = vehicle else { return Ok(here.error(404)) };
    let typed = Column::ALL.iter().map(|column| (*column, vehicle.text(*column))).collect();
    let view = VehicleView { id: Some(named.0.to_string()), typed, wrong: Vec::new() };
    Ok(shown(&here, FleetPage::Vehicle(view)))
}

/// `POST /compte/vehicules/{token}`: changed, or removed.
///
/// # Errors
///
/// When the database does not answer.
pub async fn act(here: Here, Path(id): Path<String>, body: Bytes) -> Answer {
    let form = form(&body);
    let Some(named) = named(&id) else { return Ok(here.error(404)) };
    if value(&form, "act") != "remove" {
        return keep(&here, Some(named), &form).await;
    }
    let mut tx = here.begin().await?;
    let removed = vehicles::remove(&mut tx, &here.visit, &here.caller()?.person, named).await?;
    tx.commit().await?;
    Ok(if removed { done(&here, Place::Vehicles, "retire") } else { here.error(404) })
}

async fn keep(here: &Here, known: Option<VehicleId>, form: &[(String, String)]) -> Answer {
    let refused = |wrong: Vec<Wrong>| {
        let typed = Column::ALL.iter().map(|column| (*column, value(form, column.id()).to_owned()));
        let id = known.map(|known| known.0.to_string());
        shown(here, FleetPage::Vehicle(VehicleView { id, typed: typed.collect(), wrong }))
    };
    let typed = |column: Column| value(form, column.id());
    let vehicle = match Vehicle::read(typed, here.asked.today) {
        Ok(vehicle) => vehicle,
        Err(wrong) => return Ok(refused(wrong)),
    };
    let mut tx = here.begin().await?;
    let person = &here.caller()?.person;
    let kept = vehicles::keep(&mut tx, &here.visit, person, known, &vehicle).await?;
    tx.commit().await?;
    Ok(match kept {
        Kept::As(_) if known.is_some() => done(here, Place::Vehicles, "modifie"),
        Kept::As(_) => done(here, Place::Vehicles, "ajoute"),
        Kept::Elsewhere(column) => refused(vec![(Some(column), Fault::Elsewhere)]),
        Kept::Full => refused(vec![(None, Fault::Full)]),
        Kept::Missing => here.error(404),
    })
}
