use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// Whose account an identity is tied to.
pub(in crate::operations) async fn find(
    conn: &mut PgConnection,
    issuer: &str,
    subject: &str,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select person_id
        from outside_identities
        where issuer = $1 and subject = $2
        "#,
        issuer,
        subject,
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::operations) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    issuer: &str,
    subject: &str,
    person: Uuid,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into outside_identities (tenant_id, issuer, subject, person_id, created_at)
        values ($1, $2, $3, $4, $5)
        "#,
        tenant,
        issuer,
        subject,
        person,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}
