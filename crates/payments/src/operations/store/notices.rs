use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use psp::{About, Notice};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::notices::Heard;

/// How long what came is kept to the byte.
const BODY_STAYS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long it is known that it came.
const ROW_STAYS: SignedDuration = SignedDuration::from_hours(365 * 24);

pub(in super::super) async fn hear(
    conn: &mut PgConnection,
    (tenant, id): (Uuid, Uuid),
    provider: &str,
    notice: &Notice,
    body: Option<&[u8]>,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let written = sqlx::query!(
        r#"
        insert into payment_notices
            (id, tenant_id, provider, notice, kind, about, provider_ref, body, happened_at, heard_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (tenant_id, provider, notice) do nothing
        "#,
        id,
        tenant,
        provider,
        notice.id,
        notice.kind,
        notice.about.id(),
        notice.about.reference(),
        body,
        notice.at.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

pub(in super::super) async fn heard(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Heard>, sqlx::Error> {
    let row = sqlx::query!(
        r#"
        select provider, kind, about, provider_ref, handled_at is not null as "handled!"
        from payment_notices
        where id = $1
        "#,
        id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Heard {
        provider: row.provider,
        kind: row.kind,
        about: About::read(&row.about, row.provider_ref),
        handled: row.handled,
    }))
}

pub(in super::super) async fn handled(
    conn: &mut PgConnection,
    id: Uuid,
    outcome: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update payment_notices set handled_at = $2, outcome = $3 where id = $1",
        id,
        now.to_sqlx() as _,
        outcome,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in super::super) async fn purge(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update payment_notices
        set body = null
        where tenant_id = current_tenant() and body is not null and heard_at < $1
        "#,
        (now - BODY_STAYS).to_sqlx() as _,
    )
    .execute(&mut *conn)
    .await?;
    let gone = sqlx::query!(
        "delete from payment_notices where tenant_id = current_tenant() and heard_at < $1",
        (now - ROW_STAYS).to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(gone.rows_affected())
}
