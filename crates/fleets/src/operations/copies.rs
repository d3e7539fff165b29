//! All that is kept of somebody's fleet, for the copy of their data.

use accounts::{Person, Visit};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value as Json, json};
use sqlx::PgConnection;

use super::{Failure, firms, vehicles};
use crate::Column;

/// The vehicles, the firm and the stamp of `person`.
///
/// # Errors
///
/// When the database does not answer, or what was sealed does not open.
pub async fn copy_of(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
) -> Result<Json, Failure> {
    let vehicles = vehicles::all(conn, person.id).await?;
    let vehicles: Vec<Json> = vehicles
        .iter()
        .map(|(_, vehicle)| {
            let said = Column::ALL.iter().map(|column| (column.id(), vehicle.text(*column)));
            let said = said.filter(|(_, text)| !text.is_empty());
            said.map(|(name, text)| (name.to_owned(), text.into())).collect::<Map<_, Json>>().into()
        })
        .collect();
    let firm = firms::find(conn, visit, person.id).await?.map(|firm| firm.0);
    let stamp = firms::stamp(conn, visit, person.id).await?;
    let stamp = stamp.map(|stamp| BASE64_STANDARD.encode(stamp.picture));
    let firm = serde_json::to_value(firm).map_err(|_| Failure::Row("the profile of a firm"))?;
    Ok(json!({ "vehicles": vehicles, "company": firm, "stamp_jpeg_base64": stamp }))
}
