use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// A key as it is kept, but for its secret.
pub(in crate::operations) struct Row {
    pub(in crate::operations) id: Uuid,
    pub(in crate::operations) person_id: Uuid,
    pub(in crate::operations) name: String,
    pub(in crate::operations) prefix: String,
    pub(in crate::operations) scopes: Vec<String>,
    pub(in crate::operations) created_at: jiff_sqlx::Timestamp,
    pub(in crate::operations) last_used_at: Option<jiff_sqlx::Timestamp>,
    pub(in crate::operations) expires_at: jiff_sqlx::Timestamp,
    pub(in crate::operations) revoked_at: Option<jiff_sqlx::Timestamp>,
}

pub(in crate::operations) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    row: &Row,
    hash: [u8; 32],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into api_keys (id, tenant_id, person_id, name, prefix, secret_hash, scopes, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        "#,
        row.id,
        tenant,
        row.person_id,
        row.name,
        row.prefix,
        &hash,
        &row.scopes,
        row.created_at as _,
        row.expires_at as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// How many living keys a person has. The person is locked: whoever makes another one waits.
pub(in crate::operations) async fn lock_living(
    conn: &mut PgConnection,
    person: Uuid,
    now: Timestamp,
) -> Result<i64, sqlx::Error> {
    sqlx::query!("select id from people where id = $1 for no key update", person)
        .fetch_one(&mut *conn)
        .await?;
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from api_keys
        where person_id = $1 and revoked_at is null and expires_at > $2
        "#,
        person,
        now.to_sqlx() as _,
    )
    .fetch_one(conn)
    .await
}

pub(in crate::operations) async fn of(
    conn: &mut PgConnection,
    person: Uuid,
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, person_id, name, prefix, scopes,
            created_at as "created_at: jiff_sqlx::Timestamp",
            last_used_at as "last_used_at: jiff_sqlx::Timestamp",
            expires_at as "expires_at: jiff_sqlx::Timestamp",
            revoked_at as "revoked_at: jiff_sqlx::Timestamp"
        from api_keys
        where person_id = $1
        order by id desc
        "#,
        person,
    )
    .fetch_all(conn)
    .await
}

pub(in crate::operations) async fn find(
    conn: &mut PgConnection,
    prefix: &str,
    hash: [u8; 32],
) -> Result<Option<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, person_id, name, prefix, scopes,
            created_at as "created_at: jiff_sqlx::Timestamp",
            last_used_at as "last_used_at: jiff_sqlx::Timestamp",
            expires_at as "expires_at: jiff_sqlx::Timestamp",
            revoked_at as "revoked_at: jiff_sqlx::Timestamp"
        from api_keys
        where prefix = $1 and secret_hash = $2
        "#,
        prefix,
        &hash,
    )
    .fetch_optional(conn)
    .await
}

/// Whose a living key is.
pub(in crate::operations) async fn living(
    conn: &mut PgConnection,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select person_id
        from api_keys
        where id = $1 and revoked_at is null and expires_at > $2
        "#,
        id,
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await
}

/// Writes a use down, unless one was after `since`.
pub(in crate::operations) async fn touch(
    conn: &mut PgConnection,
    id: Uuid,
    now: Timestamp,
    since: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update api_keys
        set last_used_at = $2
        where id = $1 and (last_used_at is null or last_used_at <= $3)
        "#,
        id,
        now.to_sqlx() as _,
        since.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in crate::operations) async fn revoke(
    conn: &mut PgConnection,
    person: Uuid,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        update api_keys
        set revoked_at = $3
        where id = $1 and person_id = $2 and revoked_at is null
        "#,
        id,
        person,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

pub(in crate::operations) async fn purge(
    conn: &mut PgConnection,
    dead_before: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "delete from api_keys where expires_at <= $1 or revoked_at <= $1",
        dead_before.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}
