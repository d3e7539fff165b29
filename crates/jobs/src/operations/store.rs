//! The tables of schema `graphile_worker` are the library's: its own migrations make them, and not those of this repository,
//! against which queries are checked when they are compiled. So queries on them are checked by the tests alone.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::postgres::PgRow;
use sqlx::{Executor as _, PgConnection, Row as _};
use uuid::Uuid;

use super::{Depth, Page, WaitingJob, When};

pub(super) async fn enqueue(
    conn: &mut PgConnection,
    task: &str,
    payload: &serde_json::Value,
    when: &When,
    attempts: i16,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select jobs.enqueue($1, $2, $3, $4, $5)",
        task,
        payload,
        when.key.as_deref() as _,
        when.at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        i32::from(attempts),
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(super) async fn insert_effect(
    conn: &mut PgConnection,
    key: &str,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "insert into jobs.effects (key, done_at) values ($1, $2) on conflict (key) do nothing",
        key,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

pub(super) async fn delete_effects(
    conn: &mut PgConnection,
    before: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!("delete from jobs.effects where done_at <= $1", before.to_sqlx() as _)
        .execute(conn)
        .await
        .map(|done| done.rows_affected())
}

#[derive(Clone, Copy)]
pub(super) enum Which {
    Waiting,
    Failing,
    Dead,
}

impl Which {
    /// What the list holds, in the words of the database.
    fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Failing => "failing",
            Self::Dead => "dead",
        }
    }
}

pub(super) async fn list(
    conn: &mut PgConnection,
    which: Which,
    house: Option<Uuid>,
    page: Page,
) -> Result<Vec<WaitingJob>, sqlx::Error> {
    sqlx::query(
        r"
        select
            job.id, task.identifier, job.key, job.attempts, job.max_attempts,
            job.run_at, job.created_at, job.locked_at, job.last_error,
            job.payload ->> 'tenant' is not null as of_a_house
        from graphile_worker._private_jobs as job
        join graphile_worker._private_tasks as task on task.id = job.task_id
        where job.id > $2
            and ($4::text is null or coalesce(job.payload ->> 'tenant', $4) = $4)
            and case $1
                when 'dead' then
                    job.locked_at is null
                    and job.attempts >= job.max_attempts
                    and not exists (
                        select from graphile_worker._private_job_retirements as replaced
                        where replaced.id = job.id
                    )
                when 'failing' then job.is_available and job.attempts > 0
                else job.is_available or job.locked_at is not null
            end
        order by job.id
        limit $3
        ",
    )
    .bind(which.id())
    .bind(page.after)
    .bind(page.limit)
    .bind(house.map(|house| house.to_string()))
    .try_map(|row: PgRow| waiting_job(&row))
    .fetch_all(conn)
    .await
}

fn waiting_job(row: &PgRow) -> Result<WaitingJob, sqlx::Error> {
    let at = |column: &str| row.try_get::<jiff_sqlx::Timestamp, _>(column).map(instant);
    Ok(WaitingJob {
        id: row.try_get("id")?,
        task: row.try_get("identifier")?,
        key: row.try_get("key")?,
        of_a_house: row.try_get("of_a_house")?,
        attempts: row.try_get("attempts")?,
        max_attempts: row.try_get("max_attempts")?,
        run_at: at("run_at")?,
        created_at: at("created_at")?,
        locked_since: row.try_get::<Option<jiff_sqlx::Timestamp>, _>("locked_at")?.map(instant),
        last_error: row.try_get::<Option<String>, _>("last_error")?.map(|error| said(&error)),
    })
}

fn instant(at: jiff_sqlx::Timestamp) -> Timestamp {
    at.to_jiff()
}

/// What the handler said, out of what the library makes of it: `TaskError("…")`.
fn said(error: &str) -> String {
    error
        .strip_prefix("TaskError(\"")
        .and_then(|rest| rest.strip_suffix("\")"))
        .map_or_else(|| error.to_owned(), |text| text.replace("\\\"", "\""))
}

pub(super) async fn depth(
    conn: &mut PgConnection,
    house: Option<Uuid>,
) -> Result<Vec<Depth>, sqlx::Error> {
    sqlx::query(
        r"
        select
            task.identifier,
            count(*) filter (where job.is_available) as waiting,
            count(*) filter (where job.locked_at is not null) as running,
            count(*) filter (
                where job.locked_at is null
                    and job.attempts >= job.max_attempts
                    and not exists (
                        select from graphile_worker._private_job_retirements as replaced
                        where replaced.id = job.id
                    )
            ) as dead,
            greatest(
                coalesce(
                    extract(epoch from now() - min(job.run_at) filter (where job.is_available)),
                    0
                ),
                0
            )::bigint as oldest_seconds
        from graphile_worker._private_jobs as job
        join graphile_worker._private_tasks as task on task.id = job.task_id
        where $1::text is null or coalesce(job.payload ->> 'tenant', $1) = $1
        group by task.identifier
        order by task.identifier
        ",
    )
    .bind(house.map(|house| house.to_string()))
    .try_map(|row: PgRow| {
        Ok(Depth {
            task: row.try_get("identifier")?,
            waiting: row.try_get("waiting")?,
            running: row.try_get("running")?,
            dead: row.try_get("dead")?,
            oldest_seconds: row.try_get("oldest_seconds")?,
        })
    })
    .fetch_all(conn)
    .await
}

/// The dead letters among `ids` that are a house's, and also nobody's where `shared`, locked.
pub(super) async fn dead_among(
    conn: &mut PgConnection,
    ids: &[i64],
    house: Uuid,
    shared: bool,
) -> Result<Vec<i64>, sqlx::Error> {
    sqlx::query_scalar(
        r"
        select id
        from graphile_worker._private_jobs
        where id = any($1)
            and locked_at is null
            and attempts >= max_attempts
            and case when $3 then coalesce(payload ->> 'tenant', $2) = $2 else payload ->> 'tenant' = $2 end
        order by id
        for update
        ",
    )
    .bind(ids)
    .bind(house.to_string())
    .bind(shared)
    .fetch_all(conn)
    .await
}

pub(super) async fn replay(conn: &mut PgConnection, ids: &[i64]) -> Result<u64, sqlx::Error> {
    let count: i64 = sqlx::query_scalar(
        r#"
        with replayed as (
            select id
            from graphile_worker.reschedule_jobs(
                job_ids => array(
                    select id
                    from graphile_worker._private_jobs
                    where id = any($1) and locked_at is null and attempts >= max_attempts
                ),
                run_at => now(),
                attempts => 0
            )
        ), told as (
            -- A worker looks at once, and not at its next turn.
            select pg_notify('jobs:insert', '{"r":' || random()::text || ',"count":1}')
        )
        select count(*) from replayed, told
        "#,
    )
    .bind(ids)
    .fetch_one(conn)
    .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

pub(super) async fn discard(conn: &mut PgConnection, ids: &[i64]) -> Result<u64, sqlx::Error> {
    sqlx::query(
        r"
        delete from graphile_worker._private_jobs
        where id = any($1) and locked_at is null and attempts >= max_attempts
        ",
    )
    .bind(ids)
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

pub(super) async fn delete_replaced(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query(
        r"
        delete from graphile_worker._private_jobs as job
        using graphile_worker._private_job_retirements as replaced
        where replaced.id = job.id and job.locked_at is null
        ",
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(super) async fn give_up(conn: &mut PgConnection, job: i64) -> Result<(), sqlx::Error> {
    sqlx::query("update graphile_worker._private_jobs set attempts = max_attempts where id = $1")
        .bind(job)
        .execute(conn)
        .await
        .map(drop)
}

pub(super) async fn take_role(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    conn.execute("set role carteclaire_jobs").await.map(drop)
}

/// Waits for others that migrate, until the transaction ends.
pub(super) async fn lock_migrations(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    conn.execute("select pg_advisory_xact_lock(hashtext('carteclaire: jobs'))").await.map(drop)
}

/// The trigger goes on the library's table, once that is there.
pub(super) async fn spread_retries(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    let there: bool = sqlx::query_scalar(
        r"
        select exists (
            select
            from pg_trigger
            where tgname = 'spread_retry' and tgrelid = 'graphile_worker._private_jobs'::regclass
        )
        ",
    )
    .fetch_one(&mut *conn)
    .await?;
    if there {
        return Ok(());
    }
    // A failure: let go by its worker, for later, its attempt used up. Else it was given back.
    conn.execute(
        r"
        create trigger spread_retry
        before update on graphile_worker._private_jobs
        for each row
        when (
            old.locked_by is not null
            and new.locked_by is null
            and new.attempts = old.attempts
            and new.run_at > old.run_at
        )
        execute function jobs.spread_retry()
        ",
    )
    .await
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn what_a_handler_said_is_shown_without_the_librarys_frame() {
        assert_eq!(said(r#"TaskError("no answer from \"smtp\"")"#), "no answer from \"smtp\"");
        assert_eq!(said("TaskAborted"), "TaskAborted");
    }
}
