use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

pub(in crate::operations) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    id: Uuid,
    person: Uuid,
    (asked, until): (Timestamp, Timestamp),
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into exports (id, tenant_id, person_id, asked_at, expires_at)
        values ($1, $2, $3, $4, $5)
        "#,
        id,
        tenant,
        person,
        asked.to_sqlx() as _,
        until.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in crate::operations) async fn latest(
    conn: &mut PgConnection,
    person: Uuid,
    now: Timestamp,
) -> Result<Option<(Option<String>, Timestamp)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"
        select file, expires_at
        from exports
        where person_id = $1 and expires_at > $2
        order by asked_at desc
        limit 1
        "#,
        person,
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.file, row.expires_at.to_jiff())))
}

/// `false` when the row is gone, or has a file already.
pub(in crate::operations) async fn ready(
    conn: &mut PgConnection,
    id: Uuid,
    file: &str,
    (now, until): (Timestamp, Timestamp),
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        update exports
        set file = $2, ready_at = $3, expires_at = $4
        where id = $1 and file is null
        "#,
        id,
        file,
        now.to_sqlx() as _,
        until.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

pub(in crate::operations) async fn delete_past(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from exports where expires_at <= $1", now.to_sqlx() as _)
        .execute(conn)
        .await
        .map(drop)
}

pub(in crate::operations) async fn to_forget(
    conn: &mut PgConnection,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!("select file from files_to_forget order by since limit 1000")
        .fetch_all(conn)
        .await
}

pub(in crate::operations) async fn forgotten(
    conn: &mut PgConnection,
    file: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from files_to_forget where file = $1", file).execute(conn).await.map(drop)
}
