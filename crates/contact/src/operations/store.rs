use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Message;

pub(super) async fn count_since(
    conn: &mut PgConnection,
    email: &str,
    since: Timestamp,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from contact_messages
        where lower(email) = lower($1) and created_at > $2
        "#,
        email,
        since.to_sqlx() as _,
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    message: &Message,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into contact_messages (id, tenant_id, name, email, topic, body, language, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        "#,
        Uuid::now_v7(),
        tenant,
        message.name,
        message.email,
        message.topic.id(),
        message.body,
        message.lang.id(),
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(super) async fn delete_before(
    conn: &mut PgConnection,
    before: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!("delete from contact_messages where created_at <= $1", before.to_sqlx() as _)
        .execute(conn)
        .await
        .map(|done| done.rows_affected())
}
