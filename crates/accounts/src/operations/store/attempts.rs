use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// Counts one more in the window that is open, or opens one until `until`: the count, and the end of the window.
pub(in crate::operations) async fn count(
    conn: &mut PgConnection,
    tenant: Uuid,
    key: [u8; 32],
    now: Timestamp,
    until: Timestamp,
) -> Result<(i32, Timestamp), sqlx::Error> {
    let row = sqlx::query!(
        r#"
        insert into attempts (tenant_id, key_hash, until, count)
        values ($1, $2, $3, 1)
        on conflict (tenant_id, key_hash) do update
        set
            count = case when attempts.until <= $4 then 1 else attempts.count + 1 end,
            until = case when attempts.until <= $4 then excluded.until else attempts.until end
        returning count, until
        "#,
        tenant,
        &key,
        until.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .fetch_one(conn)
    .await?;
    Ok((row.count, row.until.to_jiff()))
}

pub(in crate::operations) async fn forget(
    conn: &mut PgConnection,
    key: [u8; 32],
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from attempts where key_hash = $1", &key).execute(conn).await.map(drop)
}

pub(in crate::operations) async fn purge(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!("delete from attempts where until <= $1", now.to_sqlx() as _)
        .execute(conn)
        .await
        .map(|done| done.rows_affected())
}
