use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value as Json;
use sqlx::PgConnection;
use uuid::Uuid;

/// A passkey as it is listed.
pub(in crate::operations) struct Row {
    pub(in crate::operations) id: Uuid,
    pub(in crate::operations) name: String,
    pub(in crate::operations) created_at: jiff_sqlx::Timestamp,
    pub(in crate::operations) last_used_at: Option<jiff_sqlx::Timestamp>,
}

/// A new passkey.
pub(in crate::operations) struct New<'key> {
    pub(in crate::operations) person: Uuid,
    pub(in crate::operations) credential_id: &'key [u8],
    pub(in crate::operations) credential: &'key Json,
    pub(in crate::operations) name: &'key str,
}

/// Keeps a passkey; `false` when the house has it already.
pub(in crate::operations) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    new: &New<'_>,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        insert into passkeys (id, tenant_id, person_id, credential_id, credential, name, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict on constraint passkey_once do nothing
        "#,
        Uuid::now_v7(),
        tenant,
        new.person,
        new.credential_id,
        new.credential,
        new.name,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// The passkey of `person`, locked: its counter is read, then written.
pub(in crate::operations) async fn lock(
    conn: &mut PgConnection,
    person: Uuid,
    credential_id: &[u8],
) -> Result<Option<(Uuid, Json)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"
        select id, credential
        from passkeys
        where person_id = $1 and credential_id = $2
        for update
        "#,
        person,
        credential_id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, row.credential)))
}

pub(in crate::operations) async fn used(
    conn: &mut PgConnection,
    id: Uuid,
    changed: Option<&Json>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update passkeys
        set last_used_at = $2, credential = coalesce($3, credential)
        where id = $1
        "#,
        id,
        now.to_sqlx() as _,
        changed,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in crate::operations) async fn of(
    conn: &mut PgConnection,
    person: Uuid,
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, name,
            created_at as "created_at: jiff_sqlx::Timestamp",
            last_used_at as "last_used_at: jiff_sqlx::Timestamp"
        from passkeys
        where person_id = $1
        order by created_at
        "#,
        person,
    )
    .fetch_all(conn)
    .await
}

pub(in crate::operations) async fn ids_of(
    conn: &mut PgConnection,
    person: Uuid,
) -> Result<Vec<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!("select credential_id from passkeys where person_id = $1", person)
        .fetch_all(conn)
        .await
}

pub(in crate::operations) async fn rename(
    conn: &mut PgConnection,
    person: Uuid,
    id: Uuid,
    name: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query!("update passkeys set name = $3 where id = $2 and person_id = $1", person, id, name)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() == 1)
}

/// Deletes a key: the name that it had; `None` when it is not theirs.
pub(in crate::operations) async fn delete(
    conn: &mut PgConnection,
    person: Uuid,
    id: Uuid,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "delete from passkeys where id = $2 and person_id = $1 returning name",
        person,
        id
    )
    .fetch_optional(conn)
    .await
}
