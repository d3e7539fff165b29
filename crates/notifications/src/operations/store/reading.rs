use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Lang;

use crate::notice::{Channel, State, masked};
use crate::operations::log::{After, Entry, Filter};
use crate::operations::sending::Waiting;
use crate::template::Template;

struct Row {
    state: String,
    channel: String,
    letter_version: Option<Uuid>,
    template: String,
    language: String,
    recipient: Option<String>,
    values: Option<Value>,
    unknown_requests: i16,
    asked_at: Option<jiff_sqlx::Timestamp>,
    provider: Option<String>,
}

impl TryFrom<Row> for Waiting {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            state: read(State::parse(&row.state), "state")?,
            channel: read(Channel::parse(&row.channel), "channel")?,
            version: row.letter_version,
            template: read(Template::parse(&row.template), "template")?,
            lang: read(Lang::parse(&row.language), "language")?,
            recipient: row.recipient,
            values: row.values,
            unknown_requests: row.unknown_requests,
            asked_at: row.asked_at.map(jiff_sqlx::Timestamp::to_jiff),
            provider: row.provider,
        })
    }
}

/// A row that this crate never writes is an error, not a panic.
fn read<T>(value: Option<T>, column: &str) -> Result<T, sqlx::Error> {
    value.ok_or_else(|| {
        sqlx::Error::Decode(format!("notifications.{column} is none of ours").into())
    })
}

/// The message of a template to a recipient that could not leave yet.
pub(in crate::operations) async fn under_way(
    conn: &mut PgConnection,
    recipient: &str,
    template: Template,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select id
        from notifications
        where lower(recipient) = lower($1) and template = $2 and state in ('waiting', 'sending')
        order by created_at
        limit 1
        "#,
        recipient,
        template.id(),
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::operations) async fn waiting(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Waiting>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select
            state, channel, template, letter_version, language, recipient, values, unknown_requests, asked_at, provider
        from notifications
        where id = $1
        "#,
        id,
    )
    .fetch_optional(conn)
    .await?
    .map(Waiting::try_from)
    .transpose()
}

pub(in crate::operations) async fn locked(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Waiting>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select
            state, channel, template, letter_version, language, recipient, values, unknown_requests, asked_at, provider
        from notifications
        where id = $1
        for update
        "#,
        id,
    )
    .fetch_optional(conn)
    .await?
    .map(Waiting::try_from)
    .transpose()
}

/// The state, and how often it was tried.
pub(in crate::operations) async fn state(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<(State, i16)>, sqlx::Error> {
    sqlx::query!("select state, attempts from notifications where id = $1", id)
        .fetch_optional(conn)
        .await?
        .map(|row| Ok((read(State::parse(&row.state), "state")?, row.attempts)))
        .transpose()
}

/// The dossier, the template and the error of a text that was given up.
pub(in crate::operations) async fn given_up_text(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<(Uuid, Template, String)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"
        select dossier_id, template, last_error
        from notifications
        where id = $1 and channel = 'sms' and state = 'failed'
        "#,
        id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(|row| {
        let template = Template::parse(&row.template)?;
        Some((row.dossier_id?, template, row.last_error.unwrap_or_default()))
    }))
}

/// The message that a report is about, and its tenant.
pub(in crate::operations) async fn reported(
    conn: &mut PgConnection,
    provider: &str,
    message_id: Option<&str>,
    ours: Option<Uuid>,
) -> Result<Option<(Uuid, Uuid)>, sqlx::Error> {
    let row = sqlx::query!(
        "select id, tenant_id from reported_notification($1, $2, $3)",
        provider,
        message_id,
        ours,
    )
    .fetch_one(conn)
    .await?;
    Ok(row.id.zip(row.tenant_id))
}

pub(in crate::operations) async fn list(
    conn: &mut PgConnection,
    filter: &Filter,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Entry>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select
            id, person_id, channel, template, language, recipient, subject, state, attempts, last_error, provider,
            provider_message_id, created_at, sent_at, letter_version
        from notifications
        where ($1::uuid is null or person_id = $1)
            and ($2::text is null or lower(recipient) = lower($2))
            and ($3::text is null or template = $3)
            and ($4::text is null or state = $4)
            and ($5::timestamptz is null or (created_at, id) < ($5, $6))
        order by created_at desc, id desc
        limit $7
        "#,
        filter.person,
        filter.recipient,
        filter.template,
        filter.state.map(State::id),
        after.map(|after| after.created_at.to_sqlx()) as _,
        after.map(|after| after.id),
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Entry {
                id: row.id,
                person: row.person_id,
                channel: row.channel,
                template: row.template,
                language: row.language,
                recipient: row.recipient.map(|recipient| masked(&recipient)),
                subject: row.subject,
                state: read(State::parse(&row.state), "state")?,
                attempts: row.attempts,
                last_error: row.last_error,
                provider: row.provider,
                provider_message_id: row.provider_message_id,
                created_at: instant(row.created_at),
                sent_at: row.sent_at.map(instant),
                version: row.letter_version,
            })
        })
        .collect()
}

fn instant(at: jiff_sqlx::Timestamp) -> Timestamp {
    at.to_jiff()
}

pub(in crate::operations) async fn undelivered(
    conn: &mut PgConnection,
    since: Timestamp,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from notifications
        where tenant_id = current_tenant() and created_at >= $1 and state in ('bounced', 'failed')
        "#,
        since.to_sqlx() as _,
    )
    .fetch_one(conn)
    .await
}
