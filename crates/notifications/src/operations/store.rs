mod reading;
mod retention;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use mailer::Accepted;
use mailer::webhooks::Report;
use serde_json::Value;
use sqlx::PgConnection;
use tenants::TenantId;
use uuid::Uuid;

use super::sending::{Made, Request};
use crate::Template;
use crate::notice::{Notice, State};

pub(super) use reading::{
    given_up_text, list, locked, reported, state, undelivered, under_way, waiting,
};
pub(super) use retention::{
    delete_keys_before, drop_partitions, erase_before, forget, give_up_before, make_partitions,
    stop_texts,
};

/// Takes the key for `id`; the message that has it when it is taken. Waits for a transaction that is taking it.
pub(super) async fn claim(
    conn: &mut PgConnection,
    tenant: TenantId,
    key: &str,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<Uuid>, sqlx::Error> {
    let taken = sqlx::query!(
        r#"
        insert into notification_keys (tenant_id, key, notification_id, created_at)
        values ($1, $2, $3, $4)
        on conflict (tenant_id, key) do nothing
        "#,
        tenant.0,
        key,
        id,
        now.to_sqlx() as _,
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    if taken == 1 {
        return Ok(None);
    }
    sqlx::query_scalar!(
        "select notification_id from notification_keys where tenant_id = $1 and key = $2",
        tenant.0,
        key,
    )
    .fetch_one(conn)
    .await
    .map(Some)
}

pub(super) async fn insert(
    conn: &mut PgConnection,
    id: Uuid,
    (notice, version): (&Notice, Option<Uuid>),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into notifications (
            id, tenant_id, person_id, channel, template, language, recipient, values, state, created_at, updated_at,
            letter_version, dossier_id
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12)
        "#,
        id,
        notice.tenant.0,
        notice.person,
        notice.to.channel().id(),
        notice.template.id(),
        notice.lang.id(),
        notice.to.as_str(),
        Value::Object(notice.values.clone()),
        State::Waiting.id(),
        now.to_sqlx() as _,
        version,
        notice.dossier,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// `provider` is about to be asked; a request that counts begins the time in which it knows the message again. Says how many
/// requests there were.
pub(super) async fn begin(
    conn: &mut PgConnection,
    id: Uuid,
    provider: &str,
    counts: bool,
    now: Timestamp,
) -> Result<i16, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        update notifications
        set
            state = 'sending',
            attempts = attempts + 1,
            unknown_requests = unknown_requests + case when $3 then 1 else 0 end,
            asked_at = case when $3 then $4 else asked_at end,
            provider = $2,
            updated_at = $4
        where id = $1
        returning attempts
        "#,
        id,
        provider,
        counts,
        now.to_sqlx() as _,
    )
    .fetch_one(conn)
    .await
}

/// It was taken. A report that came first says more, and stays.
pub(super) async fn sent(
    conn: &mut PgConnection,
    id: Uuid,
    accepted: &Accepted,
    made: Made,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update notifications
        set
            state = case when report_weight > 0 then state else 'sent' end,
            last_error = case when report_weight > 0 then last_error end,
            provider = $2,
            provider_message_id = coalesce($3, provider_message_id),
            -- a person who was forgotten meanwhile stays so
            subject = case when recipient is not null and template <> $6 then $4 end,
            -- nor is the address kept of the last letter that they get
            recipient = case when template <> $6 then recipient end,
            values = null,
            letter_version = $7,
            sent_at = coalesce(sent_at, $5),
            updated_at = $5
        where id = $1
        "#,
        id,
        accepted.provider,
        accepted.message_id,
        made.subject,
        now.to_sqlx() as _,
        Template::AccountClosed.id(),
        made.version,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// It was not taken, or nobody knows. A request that is taken back leaves no trace but the error, unless another was made
/// meanwhile: then it stays, and the answer is no.
pub(super) async fn failed(
    conn: &mut PgConnection,
    id: Uuid,
    taken_back: Option<&Request>,
    why: &str,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        update notifications
        set
            state = case when attempts = $2 and unknown_requests = 1 then 'waiting' else state end,
            unknown_requests = unknown_requests - case when attempts = $2 then 1 else 0 end,
            provider = case when attempts = $2 then $3 else provider end,
            asked_at = case when attempts = $2 then $4 else asked_at end,
            last_error = $5,
            updated_at = $6
        where id = $1 and state in ('waiting', 'sending')
        returning coalesce(attempts = $2, false) as "alone!"
        "#,
        id,
        taken_back.map(|asked| asked.number),
        taken_back.and_then(|asked| asked.provider.as_deref()),
        taken_back.and_then(|asked| asked.asked_at).map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        why,
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await
    .map(Option::unwrap_or_default)
}

pub(super) async fn give_up(
    conn: &mut PgConnection,
    id: Uuid,
    why: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update notifications
        set state = 'failed', values = null, last_error = $2, updated_at = $3
        where id = $1 and state in ('waiting', 'sending')
        "#,
        id,
        why,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Applies a report that weighs more than the last; of two of one weight, the later word of the alphabet, so that the order
/// in which they come does not matter.
pub(super) async fn apply(
    conn: &mut PgConnection,
    id: Uuid,
    report: &Report,
    state: State,
    weight: i16,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let detail = (state != State::Delivered).then_some(report.detail.as_str());
    sqlx::query!(
        r#"
        update notifications
        set
            state = $2,
            report_weight = $3,
            last_error = $4,
            provider = $5,
            provider_message_id = coalesce(provider_message_id, $6),
            values = null,
            sent_at = coalesce(sent_at, $7),
            updated_at = $8
        where id = $1
            and (report_weight < $3 or (report_weight = $3 and coalesce(last_error, '') < coalesce($4, '')))
        "#,
        id,
        state.id(),
        weight,
        detail,
        report.provider,
        report.message_id,
        report.at.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() > 0)
}
