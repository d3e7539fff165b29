//! Dossiers for many vehicles at once: a draft for each, with all that is known of the vehicle and of the firm. Each is
//! ordered by itself, for each order is agreed to.

use std::collections::HashMap;

use accounts::{Person, PersonId, Visit};
use demarches::{DemarcheKind, Versions};
use dossiers::operations::drafts::{self, Beginning, Known};
use dossiers::operations::queues::Row;
use dossiers::operations::{DossierId, NotDone, Who, workspace};
use dossiers::{PublicStatus, Refusal, State};
use simulator::facts::Fact;
use sqlx::PgConnection;
use vocabulary::{PlateSystem, Siren};

use super::store::drafts as store;
use super::store::vehicles;
use super::{Failure, VehicleId};
use crate::{Column, Firm, Vehicle};

/// The most dossiers that are begun at once.
pub const AT_ONCE: usize = 50;

/// What became of a vehicle.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The vehicle.
    pub vehicle: Vehicle,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A draft was begun.
    Draft(Box<State>),
    /// One of this démarche is open for this vehicle: no other is begun.
    Open(Box<State>),
    /// The rules say no.
    Refused(Refusal),
}

/// Begins a dossier of the démarche `kind` for each of `ids` that is a vehicle of `person`, in the name of `firm` where one
/// is given. Asked twice, the second time finds those of the first.
///
/// # Errors
///
/// When the database does not answer: then nothing is begun.
pub async fn begin(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    person: &Person,
    (kind, ids): (DemarcheKind, &[VehicleId]),
    firm: Option<&Firm>,
) -> Result<Vec<Begun>, Failure> {
    let fleet = vehicles::lock(conn, person.id.0).await?;
    let mut begun: Vec<Begun> = Vec::new();
    for row in fleet.into_iter().filter(|row| ids.iter().any(|id| id.0 == row.id)).take(AT_ONCE) {
        let (id, vehicle) = row.read()?;
        let open = open(conn, visit, person, (id, kind)).await?;
        let outcome = match open {
            Some(state) => Outcome::Open(Box::new(state)),
            None => one(conn, visit, rules, person, (kind, id, &vehicle), firm).await?,
        };
        begun.push(Begun { vehicle, outcome });
    }
    Ok(begun)
}

/// The dossier of the démarche that is open for the vehicle.
async fn open(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    (vehicle, kind): (VehicleId, DemarcheKind),
) -> Result<Option<State>, Failure> {
    for dossier in store::of(conn, vehicle.0, kind.id()).await? {
        let found = drafts::find(conn, visit, Who::Customer(person), DossierId(dossier)).await;
        match found {
            Ok(state) if !is_over(state.status) => return Ok(Some(state)),
            Err(NotDone::Failed(failure)) => return Err(failure.into()),
            _ => {}
        }
    }
    Ok(None)
}

/// Nothing will come of it any more.
const fn is_over(status: PublicStatus) -> bool {
    matches!(
        status,
        PublicStatus::Termine
            | PublicStatus::Refuse
            | PublicStatus::Annule
            | PublicStatus::Retracte
            | PublicStatus::Expire
    )
}

async fn one(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    person: &Person,
    (kind, id, vehicle): (DemarcheKind, VehicleId, &Vehicle),
    firm: Option<&Firm>,
) -> Result<Outcome, Failure> {
    let simulation: Vec<(Fact, String)> =
        vehicle.facts.pairs().map(|(fact, text)| (fact, text.to_string())).collect();
    let beginning = Beginning { kind, simulation: &simulation, link: None, person: Some(person) };
    let answers = answers(vehicle, firm);
    let party = firm.map(|firm| (Firm::ROLE, firm.0.clone()));
    let known = Known { answers: &answers, party };
    match drafts::begin_known(conn, visit, rules, &beginning, known).await {
        Ok((dossier, state)) => {
            let row = (dossier.0, id.0, kind.id());
            store::insert(conn, visit.tenant().0, row, visit.now).await?;
            Ok(Outcome::Draft(Box::new(state)))
        }
        Err(NotDone::Failed(failure)) => Err(failure.into()),
        Err(NotDone::Refused(refusal)) => Ok(Outcome::Refused(refusal)),
        Err(NotDone::Missing | NotDone::Changed(_)) => Ok(Outcome::Refused(Refusal::NoSuchThing)),
    }
}

/// What the vehicle and the firm answer, by question. Those that the démarche does not ask are left out where they arrive.
fn answers(vehicle: &Vehicle, firm: Option<&Firm>) -> Vec<(&'static str, String)> {
    let mut answers = vec![
        ("vehicle.plate", vehicle.text(Column::Plate)),
        ("vehicle.vin", vehicle.text(Column::Vin)),
        ("vehicle.make", vehicle.make.clone()),
    ];
    if let Some(plate) = &vehicle.plate {
        let system = match plate.system() {
            PlateSystem::Siv => "siv",
            PlateSystem::Fni => "fni",
            PlateSystem::Ww => "ww",
            PlateSystem::WGarage => "",
        };
        answers.push(("vehicle.plate_system", system.to_owned()));
        // Whatever bears such a plate was registered here.
        if matches!(plate.system(), PlateSystem::Siv | PlateSystem::Fni) {
            answers.push(("vehicle.origin", "fr".to_owned()));
            answers.push(("vehicle.is_new", "false".to_owned()));
        }
    }
    if let Some(Firm(party)) = firm {
        let siren = Siren::parse(&party.siren).map(|siren| siren.as_str().to_owned());
        answers.push(("titulaire.kind", "personne_morale".to_owned()));
        answers.push(("titulaire.siren", siren.unwrap_or_default()));
        answers.push(("titulaire.signatory_is_legal_representative", "true".to_owned()));
        answers.push(("titulaire.postcode", party.postcode.clone()));
    }
    answers.retain(|(_, text)| !text.is_empty());
    answers
}

/// The dossiers that were begun for `vehicles` of `person`, the latest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of(
    conn: &mut PgConnection,
    person: PersonId,
    vehicles: &[VehicleId],
) -> Result<HashMap<VehicleId, Vec<Row>>, Failure> {
    let ids: Vec<_> = vehicles.iter().map(|vehicle| vehicle.0).collect();
    let links = store::of_all(conn, &ids).await?;
    let dossiers: Vec<DossierId> = links.iter().map(|(dossier, _)| DossierId(*dossier)).collect();
    let mut rows: HashMap<DossierId, Row> = workspace::among(conn, person, &dossiers)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut of: HashMap<VehicleId, Vec<Row>> = HashMap::new();
    for (dossier, vehicle) in links {
        if let Some(row) = rows.remove(&DossierId(dossier)) {
            of.entry(VehicleId(vehicle)).or_default().push(row);
        }
    }
    Ok(of)
}
