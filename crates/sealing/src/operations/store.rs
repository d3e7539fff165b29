use std::collections::HashMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::KeyId;

pub(super) struct Row {
    pub(super) tenant: Uuid,
    /// `None`: erased.
    pub(super) wrapped: Option<Vec<u8>>,
}

pub(super) async fn find(
    conn: &mut PgConnection,
    persons: &[Uuid],
) -> Result<HashMap<Uuid, Row>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select person_id, tenant_id, wrapped
        from person_keys
        where person_id = any($1)
        "#,
        persons,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.person_id, Row { tenant: row.tenant_id, wrapped: row.wrapped }))
        .collect())
}

/// Who exists already keeps what it has.
pub(super) async fn insert_missing(
    conn: &mut PgConnection,
    tenant: Uuid,
    persons: &[Uuid],
    wrapped: &[Vec<u8>],
    key: KeyId,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into person_keys (person_id, tenant_id, wrapped, key_id, created_at)
        select one.person_id, $1, one.wrapped, $4, $5
        from unnest($2::uuid[], $3::bytea[]) as one (person_id, wrapped)
        order by one.person_id
        on conflict (person_id) do nothing
        "#,
        tenant,
        persons,
        wrapped,
        key.to_string(),
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(super) async fn erase(
    conn: &mut PgConnection,
    person: Uuid,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        insert into person_keys (person_id, tenant_id, created_at, erased_at)
        values ($1, current_tenant(), $2, $2)
        on conflict (person_id) do update
        set wrapped = null, key_id = null, erased_at = excluded.erased_at
        where person_keys.erased_at is null
        "#,
        person,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

pub(super) async fn lock_outdated(
    conn: &mut PgConnection,
    current: KeyId,
    most: i64,
) -> Result<Vec<(Uuid, Row)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select person_id, tenant_id, wrapped
        from person_keys
        where key_id <> $1
        order by person_id
        limit $2
        for update skip locked
        "#,
        current.to_string(),
        most,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.person_id, Row { tenant: row.tenant_id, wrapped: row.wrapped }))
        .collect())
}

pub(super) async fn save(
    conn: &mut PgConnection,
    persons: &[Uuid],
    wrapped: &[Vec<u8>],
    key: KeyId,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update person_keys
        set wrapped = one.wrapped, key_id = $3
        from unnest($1::uuid[], $2::bytea[]) as one (person_id, wrapped)
        where person_keys.person_id = one.person_id
        "#,
        persons,
        wrapped,
        key.to_string(),
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}
