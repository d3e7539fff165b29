//! A whole list is taken at once: new vehicles are added, known ones changed, and what cannot be taken is given back.

use std::collections::HashMap;

use accounts::{Person, Visit};
use audit::Act;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::vehicles as store;
use super::{Failure, MOST_VEHICLES, VehicleId, audited};
use crate::sheet::{Line, Sheet};
use crate::{Column, Fault, Vehicle};

/// What became of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many vehicles are new.
    pub added: usize,
    /// The lines whose vehicle was known and says something else now, with its name.
    pub changed: Vec<(u64, String)>,
    /// How many were known as they are.
    pub same: usize,
    /// The lines that were not taken, each with all that is wrong.
    pub refused: Vec<Line>,
}

/// Takes the good lines of `sheet` into the fleet of `person`. A vehicle is known by its number, else by its plate.
///
/// # Errors
///
/// When the database does not answer.
pub async fn take(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    sheet: &Sheet,
) -> Result<Taken, Failure> {
    let rows = store::lock(conn, person.id.0).await?;
    let mut fleet = Fleet::of(rows)?;
    let mut taken = Taken::default();
    for line in &sheet.lines {
        let put = match &line.read {
            Ok(vehicle) => fleet.put(vehicle.clone()).map_err(|fault| vec![fault]),
            Err(wrong) => Err(wrong.clone()),
        };
        match put {
            Ok(Put::Added) => taken.added += 1,
            Ok(Put::Changed(name)) => taken.changed.push((line.number, name)),
            Ok(Put::Same) => taken.same += 1,
            Err(wrong) => taken.refused.push(Line { read: Err(wrong), ..line.clone() }),
        }
    }
    let rows: Vec<store::Row> = fleet.touched.iter().map(|place| fleet.row(*place)).collect();
    if !rows.is_empty() {
        store::upsert(conn, (visit.tenant().0, person.id.0), &rows, visit.now).await?;
        audited::by(conn, visit, person, Act::FleetChanged).await?;
    }
    Ok(taken)
}

/// What became of a line.
enum Put {
    Added,
    Changed(String),
    Same,
}

/// A fleet, with what its vehicles are known by.
#[derive(Default)]
struct Fleet {
    vehicles: Vec<(VehicleId, Vehicle)>,
    plates: HashMap<String, usize>,
    vins: HashMap<String, usize>,
    /// Places of the vehicles to be written, in the order in which they were touched, each once.
    touched: Vec<usize>,
}

impl Fleet {
    fn of(rows: Vec<store::Row>) -> Result<Self, Failure> {
        let mut fleet = Self::default();
        for row in rows {
            let (id, vehicle) = row.read()?;
            fleet.know(fleet.vehicles.len(), &vehicle);
            fleet.vehicles.push((id, vehicle));
        }
        Ok(fleet)
    }

    fn know(&mut self, place: usize, vehicle: &Vehicle) {
        if let Some(plate) = &vehicle.plate {
            self.plates.insert(plate.to_string(), place);
        }
        if let Some(vin) = &vehicle.vin {
            self.vins.insert(vin.to_string(), place);
        }
    }

    fn row(&self, place: usize) -> store::Row {
        let (id, vehicle) = &self.vehicles[place];
        store::Row::of(*id, vehicle)
    }

    fn put(&mut self, said: Vehicle) -> Result<Put, (Option<Column>, Fault)> {
        let by_vin = said.vin.as_ref().and_then(|vin| self.vins.get(vin.as_str()).copied());
        let by_plate =
            said.plate.as_ref().and_then(|plate| self.plates.get(plate.as_str()).copied());
        // The number is one vehicle's and the plate another's: which of them is meant, nobody knows.
        let elsewhere = (Some(Column::Plate), Fault::Elsewhere);
        if by_vin.zip(by_plate).is_some_and(|(vin, plate)| vin != plate) {
            return Err(elsewhere);
        }
        if by_vin.is_none()
            && let Some((_, known)) = by_plate.map(|place| &self.vehicles[place])
        {
            // A number stays that of its vehicle: with another one, the plate is mistyped. And no line takes the plate that
            // a vehicle had before this list.
            let renumbered = said.vin.is_some() && known.vin.is_some();
            if renumbered || known.plate != said.plate {
                return Err(elsewhere);
            }
        }
        let Some(place) = by_vin.or(by_plate) else {
            if self.vehicles.len() >= MOST_VEHICLES {
                return Err((None, Fault::Full));
            }
            let place = self.vehicles.len();
            self.know(place, &said);
            self.vehicles.push((VehicleId(Uuid::now_v7()), said));
            self.touched.push(place);
            return Ok(Put::Added);
        };
        let before = self.vehicles[place].1.clone();
        let after = said.over(&before);
        if after == before {
            return Ok(Put::Same);
        }
        // What it was known by before is kept: no other line may take that in the same list.
        self.know(place, &after);
        let name = after.name();
        self.vehicles[place].1 = after;
        if !self.touched.contains(&place) {
            self.touched.push(place);
        }
        Ok(Put::Changed(name))
    }
}
