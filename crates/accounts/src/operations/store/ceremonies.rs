use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value as Json;
use sqlx::PgConnection;
use uuid::Uuid;

/// A proof under way.
pub(in crate::operations) struct Ceremony {
    pub(in crate::operations) person: Option<Uuid>,
    pub(in crate::operations) state: Json,
}

pub(in crate::operations) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    id: Uuid,
    kind: &str,
    ceremony: &Ceremony,
    expires_at: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into ceremonies (id, tenant_id, kind, person_id, state, expires_at)
        values ($1, $2, $3, $4, $5, $6)
        "#,
        id,
        tenant,
        kind,
        ceremony.person,
        ceremony.state,
        expires_at.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Takes a proof out: a second use finds nothing.
pub(in crate::operations) async fn take(
    conn: &mut PgConnection,
    id: Uuid,
    kind: &str,
    now: Timestamp,
) -> Result<Option<Ceremony>, sqlx::Error> {
    sqlx::query_as!(
        Ceremony,
        r#"
        delete from ceremonies
        where id = $1 and kind = $2 and expires_at > $3
        returning person_id as person, state
        "#,
        id,
        kind,
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await
}

/// Looks without taking: a code may be typed again.
pub(in crate::operations) async fn find(
    conn: &mut PgConnection,
    id: Uuid,
    kind: &str,
    now: Timestamp,
) -> Result<Option<Ceremony>, sqlx::Error> {
    sqlx::query_as!(
        Ceremony,
        r#"
        select person_id as person, state
        from ceremonies
        where id = $1 and kind = $2 and expires_at > $3
        for update
        "#,
        id,
        kind,
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::operations) async fn purge(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!("delete from ceremonies where expires_at <= $1", now.to_sqlx() as _)
        .execute(conn)
        .await
        .map(|done| done.rows_affected())
}
