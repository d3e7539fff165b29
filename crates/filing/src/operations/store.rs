use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Snapshot;

pub(super) async fn last_number(
    conn: &mut PgConnection,
    dossier: Uuid,
) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select coalesce(max(number), 0) as "last!"
        from filing_snapshots
        where dossier_id = $1
        "#,
        dossier,
    )
    .fetch_one(conn)
    .await
}

/// Whether its number was free.
pub(super) async fn insert(
    conn: &mut PgConnection,
    (tenant, dossier): (Uuid, Uuid),
    snapshot: &Snapshot,
    plan: &[u8],
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        r#"
        insert into filing_snapshots
            (id, tenant_id, dossier_id, number, version, taken_at, taken_by, plan, name, sha256, length, files, large)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict on constraint filing_snapshot_once do nothing
        "#,
        snapshot.id,
        tenant,
        dossier,
        snapshot.number,
        snapshot.version,
        snapshot.taken_at.to_sqlx() as _,
        snapshot.taken_by,
        plan,
        snapshot.name,
        snapshot.sha256.as_slice(),
        i64::try_from(snapshot.length).unwrap_or(i64::MAX),
        i32::try_from(snapshot.files).unwrap_or(i32::MAX),
        &snapshot.large,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Those of a dossier with what makes them again, sealed, the latest first.
pub(super) async fn of_dossier(
    conn: &mut PgConnection,
    dossier: Uuid,
) -> Result<Vec<(Snapshot, Vec<u8>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select
            id, number, version, taken_at as "taken_at: jiff_sqlx::Timestamp", taken_by, plan, name, sha256, length,
            files, large
        from filing_snapshots
        where dossier_id = $1
        order by number desc
        "#,
        dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let wrong = |what: &str| sqlx::Error::Decode(what.to_owned().into());
            let snapshot = Snapshot {
                id: row.id,
                number: row.number,
                version: row.version,
                taken_at: row.taken_at.to_jiff(),
                taken_by: row.taken_by,
                name: row.name,
                sha256: row.sha256.try_into().map_err(|_| wrong("the hash of a package"))?,
                length: u64::try_from(row.length).map_err(|_| wrong("length of a package"))?,
                files: u32::try_from(row.files).map_err(|_| wrong("files of a package"))?,
                large: row.large,
            };
            Ok((snapshot, row.plan))
        })
        .collect()
}
