use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use psp::{About, Notice};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::notices::{Heard, Sent};

/// How long what came is kept to the byte.
const BODY_STAYS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long it is known that it came.
const ROW_STAYS: SignedDuration = SignedDuration::from_hours(365 * 24);
/// A refund that the bank has had for so long is read again.
const ANSWERS: SignedDuration = SignedDuration::from_hours(24);

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

/// Keeps a report that nobody signed, by what it is about: without its body, once, and to be read anew. Says which row it has.
pub(in super::super) async fn hear_again(
    conn: &mut PgConnection,
    (tenant, id): (Uuid, Uuid),
    provider: &str,
    notice: &Notice,
    now: Timestamp,
) -> Result<Uuid, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        insert into payment_notices
            (id, tenant_id, provider, notice, kind, about, provider_ref, happened_at, heard_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (tenant_id, provider, notice) do update
        set heard_at = excluded.heard_at, handled_at = null, outcome = null
        returning id
        "#,
        id,
        tenant,
        provider,
        notice.id,
        notice.kind,
        notice.about.id(),
        notice.about.reference(),
        notice.at.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .fetch_one(conn)
    .await
}

/// Reports that were heard between `from` and `to`, and that nobody has handled.
pub(in super::super) async fn unhandled(
    conn: &mut PgConnection,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select id
        from payment_notices
        where tenant_id = current_tenant() and handled_at is null and heard_at between $1 and $2
        order by heard_at desc
        limit 500
        "#,
        from.to_sqlx() as _,
        to.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await
}

/// Refunds that a provider has, since more than a day.
pub(in super::super) async fn sent_refunds(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<Vec<Sent>, sqlx::Error> {
    sqlx::query_as!(
        Sent,
        r#"
        select payment_checkouts.provider, payment_refunds.provider_ref as "reference!"
        from payment_refunds
        inner join payment_checkouts on payment_checkouts.id = checkout_id
        where payment_refunds.tenant_id = current_tenant()
            and payment_refunds.state = 'sent'
            and payment_refunds.provider_ref is not null
            and coalesce(decided_at, asked_at) < $1
        order by asked_at
        limit 500
        "#,
        (now - ANSWERS).to_sqlx() as _,
    )
    .fetch_all(conn)
    .await
}

pub(in super::super) async fn heard(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Heard>, sqlx::Error> {
    let row = sqlx::query!(
        r#"
        select provider, kind, about, provider_ref, heard_at, handled_at is not null as "handled!"
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
        at: row.heard_at.to_jiff(),
        handled: row.handled,
    }))
}

/// What was heard anew since `heard` is read anew.
pub(in super::super) async fn handled(
    conn: &mut PgConnection,
    (id, heard): (Uuid, Timestamp),
    outcome: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update payment_notices set handled_at = $3, outcome = $4 where id = $1 and heard_at = $2",
        id,
        heard.to_sqlx() as _,
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
