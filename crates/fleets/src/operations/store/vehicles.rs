use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde::Serialize;
use simulator::facts::{Fact, Facts};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;
use vocabulary::{Plate, Vin};

use crate::operations::{Failure, VehicleId};
use crate::{Column, Vehicle};

/// A vehicle as it is kept.
#[derive(Clone, Debug, Serialize)]
pub(in crate::operations) struct Row {
    pub(in crate::operations) id: Uuid,
    pub(in crate::operations) label: String,
    pub(in crate::operations) plate: Option<String>,
    pub(in crate::operations) vin: Option<String>,
    pub(in crate::operations) make: String,
    pub(in crate::operations) facts: Json<BTreeMap<String, String>>,
}

impl Row {
    pub(in crate::operations) fn of(id: VehicleId, vehicle: &Vehicle) -> Self {
        let some = |column| Some(vehicle.text(column)).filter(|text| !text.is_empty());
        let facts = vehicle.facts.pairs();
        Self {
            id: id.0,
            label: vehicle.label.clone(),
            plate: some(Column::Plate),
            vin: some(Column::Vin),
            make: vehicle.make.clone(),
            facts: Json(
                facts.map(|(fact, text)| (fact.id().to_owned(), text.to_string())).collect(),
            ),
        }
    }

    pub(in crate::operations) fn read(self) -> Result<(VehicleId, Vehicle), Failure> {
        let wrong = Failure::Row("a vehicle");
        let mut facts = Facts::default();
        for (name, text) in &self.facts.0 {
            // A fact that is no longer known says nothing.
            if let Some(fact) = Fact::parse(name) {
                let _ = facts.say(fact, text);
            }
        }
        let plate = self.plate.as_deref().map(Plate::parse).transpose();
        let vin = self.vin.as_deref().map(Vin::parse).transpose();
        let (Ok(plate), Ok(vin)) = (plate, vin) else { return Err(wrong) };
        let (label, make) = (self.label, self.make);
        Ok((VehicleId(self.id), Vehicle { label, plate, vin, make, facts }))
    }
}

/// Every vehicle of `person`; whoever else changes that fleet waits.
pub(in crate::operations) async fn lock(
    conn: &mut PgConnection,
    person: Uuid,
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query!("select id from people where id = $1 for no key update", person)
        .fetch_optional(&mut *conn)
        .await?;
    sqlx::query_as!(
        Row,
        r#"
        select id, label, plate, vin, make, facts as "facts: Json<BTreeMap<String, String>>"
        from fleet_vehicles
        where person_id = $1
        order by id desc
        "#,
        person,
    )
    .fetch_all(conn)
    .await
}

pub(in crate::operations) async fn page(
    conn: &mut PgConnection,
    person: Uuid,
    (words, compact): (&str, &str),
    after: Option<Uuid>,
    most: i64,
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select id, label, plate, vin, make, facts as "facts: Json<BTreeMap<String, String>>"
        from fleet_vehicles
        where person_id = $1
            and ($2::uuid is null or id < $2)
            and (
                $3 = ''
                or position(lower($3) in lower(label)) > 0
                or $4 <> '' and position($4 in replace(replace(coalesce(plate, ''), '-', ''), ' ', '')) > 0
                or $4 <> '' and position($4 in coalesce(vin, '')) > 0
            )
        order by id desc
        limit $5
        "#,
        person,
        after,
        words,
        compact,
        most,
    )
    .fetch_all(conn)
    .await
}

pub(in crate::operations) async fn find(
    conn: &mut PgConnection,
    person: Uuid,
    id: Uuid,
) -> Result<Option<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select id, label, plate, vin, make, facts as "facts: Json<BTreeMap<String, String>>"
        from fleet_vehicles
        where person_id = $1 and id = $2
        "#,
        person,
        id,
    )
    .fetch_optional(conn)
    .await
}

/// Writes `rows`, those that are known anew; in their order, for one may give up the plate that the next one takes.
pub(in crate::operations) async fn upsert(
    conn: &mut PgConnection,
    (tenant, person): (Uuid, Uuid),
    rows: &[Row],
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into fleet_vehicles
            (id, tenant_id, person_id, label, plate, vin, make, facts, created_at, updated_at)
        select one.id, $1, $2, one.label, one.plate, one.vin, one.make, one.facts, $4, $4
        from jsonb_to_recordset($3)
            as one (id uuid, label text, plate text, vin text, make text, facts jsonb)
        on conflict (id) do update
        set label = excluded.label, plate = excluded.plate, vin = excluded.vin, make = excluded.make,
            facts = excluded.facts, updated_at = excluded.updated_at
        "#,
        tenant,
        person,
        Json(rows) as _,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in crate::operations) async fn remove(
    conn: &mut PgConnection,
    person: Uuid,
    id: Uuid,
) -> Result<bool, sqlx::Error> {
    let done =
        sqlx::query!("delete from fleet_vehicles where person_id = $1 and id = $2", person, id)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() > 0)
}
