use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// The dossiers of the démarche `kind` that were begun for `vehicle`, the latest first.
pub(in crate::operations) async fn of(
    conn: &mut PgConnection,
    vehicle: Uuid,
    kind: &str,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select dossier_id
        from fleet_dossiers
        where vehicle_id = $1 and kind = $2
        order by dossier_id desc
        "#,
        vehicle,
        kind,
    )
    .fetch_all(conn)
    .await
}

/// The dossiers that were begun for `vehicles`, the latest first, each with its vehicle.
pub(in crate::operations) async fn of_all(
    conn: &mut PgConnection,
    vehicles: &[Uuid],
) -> Result<Vec<(Uuid, Uuid)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select dossier_id, vehicle_id
        from fleet_dossiers
        where vehicle_id = any($1)
        order by dossier_id desc
        "#,
        vehicles,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.dossier_id, row.vehicle_id)).collect())
}

pub(in crate::operations) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    (dossier, vehicle, kind): (Uuid, Uuid, &str),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into fleet_dossiers (dossier_id, tenant_id, vehicle_id, kind, created_at)
        values ($1, $2, $3, $4, $5)
        "#,
        dossier,
        tenant,
        vehicle,
        kind,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}
