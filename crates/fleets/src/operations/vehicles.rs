//! Vehicles, one by one: listed a page at a time, found, kept, removed.

use accounts::{Person, PersonId, Visit};
use audit::Act;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::vehicles as store;
use super::{Failure, MOST_VEHICLES, VehicleId, audited};
use crate::{Column, Vehicle};

/// Vehicles of a page.
pub const PAGE: i64 = 50;

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The vehicles, the latest first.
    pub vehicles: Vec<(VehicleId, Vehicle)>,
    /// The last of the page, where there are more.
    pub next: Option<VehicleId>,
}

/// What became of a vehicle that was to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is kept.
    As(VehicleId),
    /// Another one of the fleet has this plate, or this number.
    Elsewhere(Column),
    /// The fleet is as large as one may be.
    Full,
    /// There is no such vehicle, or it is somebody else's.
    Missing,
}

/// The vehicles of `person` whose plate, number or reference holds `words`, after the vehicle `after`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(
    conn: &mut PgConnection,
    person: PersonId,
    words: &str,
    after: Option<VehicleId>,
) -> Result<Page, Failure> {
    let words = words.trim();
    let compact: String =
        words.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let sought = (words, compact.as_str());
    let rows = store::page(conn, person.0, sought, after.map(|after| after.0), PAGE + 1).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|count| count > PAGE);
    let shown = rows.into_iter().take(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let vehicles = shown.map(store::Row::read).collect::<Result<Vec<_>, _>>()?;
    let next = vehicles.last().map(|(id, _)| *id).filter(|_| more);
    Ok(Page { vehicles, next })
}

/// Every vehicle of `person`, the latest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn all(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Vec<(VehicleId, Vehicle)>, Failure> {
    let most = i64::try_from(MOST_VEHICLES).unwrap_or(i64::MAX);
    let rows = store::page(conn, person.0, ("", ""), None, most).await?;
    rows.into_iter().map(store::Row::read).collect()
}

/// The vehicle `id` of `person`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn find(
    conn: &mut PgConnection,
    person: PersonId,
    id: VehicleId,
) -> Result<Option<Vehicle>, Failure> {
    let row = store::find(conn, person.0, id.0).await?;
    Ok(row.map(store::Row::read).transpose()?.map(|(_, vehicle)| vehicle))
}

/// Keeps `vehicle` of `person`: as the one that has the id `known`, or as a new one.
///
/// # Errors
///
/// When the database does not answer. Whatever it became, the transaction goes on.
pub async fn keep(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    known: Option<VehicleId>,
    vehicle: &Vehicle,
) -> Result<Kept, Failure> {
    let fleet = store::lock(conn, person.id.0).await?;
    if known.is_some_and(|known| !fleet.iter().any(|one| one.id == known.0)) {
        return Ok(Kept::Missing);
    }
    if known.is_none() && fleet.len() >= MOST_VEHICLES {
        return Ok(Kept::Full);
    }
    let others = || fleet.iter().filter(|one| Some(one.id) != known.map(|known| known.0));
    let has = |kept: &Option<String>, column| {
        kept.as_deref().is_some_and(|kept| kept == vehicle.text(column))
    };
    if others().any(|one| has(&one.plate, Column::Plate)) {
        return Ok(Kept::Elsewhere(Column::Plate));
    }
    if others().any(|one| has(&one.vin, Column::Vin)) {
        return Ok(Kept::Elsewhere(Column::Vin));
    }
    let id = known.unwrap_or_else(|| VehicleId(Uuid::now_v7()));
    let row = store::Row::of(id, vehicle);
    store::upsert(conn, (visit.tenant().0, person.id.0), &[row], visit.now).await?;
    audited::by(conn, visit, person, Act::FleetChanged).await?;
    Ok(Kept::As(id))
}

/// Removes the vehicle `id` of `person`; `false` when there is none. Its dossiers stay.
///
/// # Errors
///
/// When the database does not answer.
pub async fn remove(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    id: VehicleId,
) -> Result<bool, Failure> {
    let removed = store::remove(conn, person.id.0, id.0).await?;
    if removed {
        audited::by(conn, visit, person, Act::FleetChanged).await?;
    }
    Ok(removed)
}
