use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::Failure;
use super::super::statistics::{Delay, Period, Refused, Volume, Work};
use super::super::time::date;
use crate::PublicStatus;

/// The first id that could be made at `at`: ids are in the order of time, and indexed.
fn first_id(at: Timestamp) -> Uuid {
    let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
    Uuid::from_u128(u128::from(millis) << 80)
}

pub(in super::super) async fn volume(
    conn: &mut PgConnection,
    period: Period,
) -> Result<Vec<Volume>, Failure> {
    let unit = if period.by_week { "week" } else { "day" };
    let rows = sqlx::query!(
        r#"
        with begun as (
            select date_trunc($1, begun_at at time zone 'Europe/Paris')::date as day, count(*) as dossiers
            from dossiers
            where tenant_id = current_tenant() and id >= $4 and id < $5
            group by 1
        ),
        filed as (
            select date_trunc($1, filed_at at time zone 'Europe/Paris')::date as day, count(*) as dossiers
            from dossiers
            where tenant_id = current_tenant() and filed_at >= $2 and filed_at < $3
            group by 1
        ),
        days as (
            select day::date as day
            from generate_series(
                date_trunc($1, $2::timestamptz at time zone 'Europe/Paris'),
                ($3::timestamptz - interval '1 microsecond') at time zone 'Europe/Paris',
                ('1 ' || $1)::interval
            ) as day
        )
        select
            days.day as "day!",
            coalesce(begun.dossiers, 0) as "begun!",
            coalesce(filed.dossiers, 0) as "filed!"
        from days
        left join begun on begun.day = days.day
        left join filed on filed.day = days.day
        order by days.day
        "#,
        unit,
        period.since.to_sqlx() as _,
        period.until.to_sqlx() as _,
        first_id(period.since),
        first_id(period.until),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| Ok(Volume { day: date(row.day)?, begun: row.begun, filed: row.filed }))
        .collect()
}

pub(in super::super) async fn delays(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<Vec<Delay>, Failure> {
    let rows = sqlx::query!(
        r#"
        select
            status,
            count(*) as "dossiers!",
            count(promised_at) as "promised!",
            count(*) filter (where promised_at < $1) as "late!",
            percentile_disc(0.5) within group (
                order by extract(epoch from $1::timestamptz - status_since)::bigint
            ) as "median!",
            max(extract(epoch from $1::timestamptz - status_since)::bigint) as "longest!"
        from dossiers
        where tenant_id = current_tenant() and queue in ('to_check', 'waiting', 'ready', 'filed')
        group by status
        "#,
        now.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await?;
    let delays: Result<Vec<Delay>, Failure> = rows
        .into_iter()
        .map(|row| {
            Ok(Delay {
                status: PublicStatus::parse(&row.status).ok_or(Failure::Row("a status"))?,
                dossiers: row.dossiers,
                promised: row.promised,
                late: row.late,
                median_seconds: row.median,
                longest_seconds: row.longest,
            })
        })
        .collect();
    let mut delays = delays?;
    delays.sort_by_key(|delay| (delay.promised == 0, delay.status));
    Ok(delays)
}

pub(in super::super) async fn refused(
    conn: &mut PgConnection,
    period: Period,
) -> Result<Vec<Refused>, Failure> {
    let rows = sqlx::query_as!(
        Refused,
        r#"
        select made.payload ->> 'reason' as "reason!", count(*) as "times!"
        from dossier_events as made
        where made.tenant_id = current_tenant()
            and made.act = 'refused'
            and made.at >= $1
            and made.at < $2
            and not exists (
                select
                from dossier_events as undone
                where undone.tenant_id = made.tenant_id
                    and undone.dossier_id = made.dossier_id
                    and undone.act = 'undone'
                    and undone.sequence > made.sequence
                    and undone.at >= made.at
                    and undone.at < made.at + interval '1 minute'
                    and (undone.payload ->> 'of')::bigint = made.sequence
            )
        group by 1
        order by 2 desc, 1
        "#,
        period.since.to_sqlx() as _,
        period.until.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

pub(in super::super) async fn work(
    conn: &mut PgConnection,
    period: Period,
) -> Result<Vec<Work>, Failure> {
    let rows = sqlx::query_as!(
        Work,
        r#"
        select
            made.actor_person as "person!",
            count(*) filter (where made.act = 'accepted') as "accepted!",
            count(*) filter (where made.act = 'refused') as "refused!",
            count(*) filter (where made.act = 'validated') as "validated!",
            count(*) filter (where made.act = 'ready') as "ready!",
            count(*) filter (where made.act = 'message_sent') as "messages!"
        from dossier_events as made
        where made.tenant_id = current_tenant()
            and made.act in ('accepted', 'refused', 'validated', 'ready', 'message_sent')
            and made.side = 'staff'
            and made.actor_person is not null
            and made.at >= $1
            and made.at < $2
            and not exists (
                select
                from dossier_events as undone
                where undone.tenant_id = made.tenant_id
                    and undone.dossier_id = made.dossier_id
                    and undone.act = 'undone'
                    and undone.sequence > made.sequence
                    and undone.at >= made.at
                    and undone.at < made.at + interval '1 minute'
                    and (undone.payload ->> 'of')::bigint = made.sequence
            )
        group by 1
        order by count(*) desc, 1
        "#,
        period.since.to_sqlx() as _,
        period.until.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}
