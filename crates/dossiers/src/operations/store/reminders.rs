use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// Dossiers whose customer must act since before `before`, by their ids after `after`.
pub(in super::super) async fn waiting(
    conn: &mut PgConnection,
    before: Timestamp,
    after: Uuid,
    most: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select id
        from dossiers
        where tenant_id = current_tenant()
            and queue = 'waiting'
            and status in ('a_payer', 'a_completer', 'a_corriger')
            and status_since <= $1
            and id > $2
        order by id
        limit $3
        "#,
        before.to_sqlx() as _,
        after,
        most,
    )
    .fetch_all(conn)
    .await
}

/// Since when the customer of `id` is waited for: since the status is as it is, or they did something last.
pub(in super::super) async fn since(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Timestamp>, sqlx::Error> {
    let since = sqlx::query_scalar!(
        r#"
        select greatest(
            status_since,
            (
                select max(at)
                from dossier_events
                where tenant_id = current_tenant() and dossier_id = $1 and side in ('customer', 'guest')
            )
        ) as "since!: jiff_sqlx::Timestamp"
        from dossiers
        where tenant_id = current_tenant() and id = $1
        "#,
        id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(since.map(jiff_sqlx::Timestamp::to_jiff))
}

/// Drafts that did not change since `before`, of which `step` was not told, by their ids after `after`.
pub(in super::super) async fn drafts(
    conn: &mut PgConnection,
    before: Timestamp,
    after: Uuid,
    (step, most): (i16, i64),
) -> Result<Vec<(Uuid, Timestamp)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select id, changed_at as "changed_at: jiff_sqlx::Timestamp"
        from dossiers
        where tenant_id = current_tenant()
            and filed_at is null
            and queue = 'draft'
            and changed_at <= $1
            and id > $2
            and not exists (
                select from dossier_reminders told
                where told.dossier_id = dossiers.id
                    and told.cause = 'draft'
                    and told.since = dossiers.changed_at
                    and told.step = $3
            )
        order by id
        limit $4
        "#,
        before.to_sqlx() as _,
        after,
        step,
        most,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.changed_at.to_jiff())).collect())
}

/// When `step` was done.
pub(in super::super) async fn reminded(
    conn: &mut PgConnection,
    (id, cause): (Uuid, &str),
    since: Timestamp,
    step: i16,
) -> Result<Option<Timestamp>, sqlx::Error> {
    let at = sqlx::query_scalar!(
        r#"
        select reminded_at as "at: jiff_sqlx::Timestamp"
        from dossier_reminders
        where tenant_id = current_tenant() and dossier_id = $1 and cause = $2 and since = $3 and step = $4
        "#,
        id,
        cause,
        since.to_sqlx() as _,
        step,
    )
    .fetch_optional(conn)
    .await?;
    Ok(at.map(jiff_sqlx::Timestamp::to_jiff))
}

/// How many of the steps were written to somebody.
pub(in super::super) async fn written(
    conn: &mut PgConnection,
    (id, cause): (Uuid, &str),
    since: Timestamp,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from dossier_reminders
        where tenant_id = current_tenant() and dossier_id = $1 and cause = $2 and since = $3 and told
        "#,
        id,
        cause,
        since.to_sqlx() as _,
    )
    .fetch_one(conn)
    .await
}

/// Writes `steps` down as done, of which `told` is written to somebody; those that were not. Who asks for the same at once
/// waits, and finds them done.
pub(in super::super) async fn take(
    conn: &mut PgConnection,
    (id, cause): (Uuid, &str),
    since: Timestamp,
    (steps, told): (&[i16], Option<i16>),
    now: Timestamp,
) -> Result<Vec<i16>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        insert into dossier_reminders (tenant_id, dossier_id, cause, since, step, reminded_at, told)
        select current_tenant(), $1, $2, $3, step, $5, step is not distinct from $6::smallint
        from unnest($4::smallint[]) step
        on conflict do nothing
        returning step
        "#,
        id,
        cause,
        since.to_sqlx() as _,
        steps,
        now.to_sqlx() as _,
        told,
    )
    .fetch_all(conn)
    .await
}
