use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jobs::Worker;
use jobs::operations::{self, When};
use sqlx::{Executor as _, PgConnection, PgPool};
use tokio::sync::{Notify, oneshot};

use crate::support::{Carry, Depot, add, carrier, ready, until, waiting, work_until};

/// Without a local queue each look runs one job for each slot: 10, then nothing for an hour.
#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_backlog_does_not_wait_for_the_next_look(pool: PgPool) {
    let jobs = ready(&pool).await;
    let depot = Arc::new(Depot::default());
    for parcel in 0..150 {
        add(&pool, parcel, &When::default()).await;
    }
    let worker = carrier(&jobs, &depot).looking_every(Duration::from_hours(1));
    work_until(worker, async || waiting(&jobs).await.is_empty()).await;
    assert_eq!(depot.carried(), (0..150).collect::<Vec<_>>());
}

/// The news of one job may be lost in a look under way; that of the next is not.
#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_job_enqueued_while_the_worker_looks_away_is_heard_of(pool: PgPool) {
    let jobs = ready(&pool).await;
    let depot = Arc::new(Depot::default());
    let worker = carrier(&jobs, &depot).looking_every(Duration::from_hours(1));
    let heard = async || {
        add(&pool, 1, &When::default()).await;
        depot.carried().len() > 10
    };
    work_until(worker, heard).await;
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_idle_worker_leaves_the_database_in_peace(pool: PgPool) {
    let jobs = ready(&pool).await;
    let depot = Arc::new(Depot::default());
    add(&pool, 1, &When::default()).await;
    let transactions = async || -> i64 {
        let count = r"
            select xact_commit from pg_stat_database where datname = current_database()
        ";
        sqlx::query_scalar(count).fetch_one(&pool).await.unwrap()
    };
    work_until(carrier(&jobs, &depot), async || {
        if depot.carried().is_empty() {
            return false;
        }
        let before = transactions().await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        let used = transactions().await - before;
        assert!(used < 500, "{used} transactions in three seconds");
        true
    })
    .await;
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_job_of_a_killed_worker_runs_again(pool: PgPool) {
    let jobs = ready(&pool).await;
    let depot = Arc::new(Depot::default());
    for parcel in 1..=3 {
        add(&pool, parcel, &When::default()).await;
    }
    // One worker was killed with its last sign of life in the table, another left the table before its job.
    (&jobs)
        .execute(
            r"
            insert into graphile_worker._private_workers (id, last_heartbeat_at)
            values ('killed', now() - interval '2 minutes'), ('alive', now());
            update graphile_worker._private_jobs
            set attempts = 1, locked_at = now() - interval '2 minutes',
                locked_by = (array['killed', 'gone', 'alive'])[id];
            ",
        )
        .await
        .unwrap();
    work_until(carrier(&jobs, &depot), async || depot.carried().len() >= 2).await;
    assert_eq!(depot.carried(), [1, 2]);
    let left = waiting(&jobs).await;
    assert_eq!(left.len(), 1, "the job of the living worker is its own");
    assert!(left[0].locked_since.is_some());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_stop_lets_running_jobs_end_and_gives_the_others_back(pool: PgPool) {
    let jobs = ready(&pool).await;
    let depot = Arc::new(Depot::default());
    let open = Arc::new(Notify::new());
    let worker = Worker::new(jobs.clone(), (Arc::clone(&depot), Arc::clone(&open)))
        .at_a_time(1)
        .task(|context: Arc<(Arc<Depot>, Arc<Notify>)>, task: Carry, _| async move {
            context.0.tries.fetch_add(1, Ordering::SeqCst);
            context.1.notified().await;
            context.0.carried.lock().unwrap().push(task.parcel);
            Ok(())
        });
    for parcel in 1..=3 {
        add(&pool, parcel, &When::default()).await;
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(worker.run_until(async {
        let _ = stopped.await;
    }));
    until(async || depot.tries.load(Ordering::SeqCst) > 0).await;
    stop.send(()).unwrap();
    // Time enough for a worker that waits for nobody.
    tokio::time::sleep(Duration::from_millis(300)).await;
    open.notify_one();
    running.await.unwrap();
    assert_eq!(depot.carried().len(), 1);
    let left = waiting(&jobs).await;
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|job| job.locked_since.is_none() && job.attempts == 0), "{left:?}");
}

/// The library hears of new jobs on a connection that it does not open again once that failed.
#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_worker_outlasts_a_database_that_refuses_it_and_hears_of_jobs_again(pool: PgPool) {
    let jobs = ready(&pool).await;
    let depot = Arc::new(Depot::default());
    add(&pool, 1, &When::default()).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let worker = carrier(&jobs, &depot).looking_every(Duration::from_hours(1));
    let running = tokio::spawn(worker.run_until(async {
        let _ = stopped.await;
    }));
    until(async || depot.carried() == [1] && waiting(&jobs).await.is_empty()).await;

    let mut conn = pool.acquire().await.unwrap();
    let limit = async |conn: &mut PgConnection, most: i32| {
        let name: String =
            sqlx::query_scalar("select current_database()").fetch_one(&mut *conn).await.unwrap();
        let alter = format!("alter database \"{name}\" connection limit {most}");
        conn.execute(sqlx::AssertSqlSafe(alter)).await.unwrap();
    };
    limit(&mut conn, 0).await;
    let others = r"
        select pg_terminate_backend(pid)
        from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
    ";
    conn.execute(others).await.unwrap();
    // Longer than the library tries.
    tokio::time::sleep(Duration::from_secs(4)).await;
    limit(&mut conn, -1).await;
    until(async || {
        add(&pool, 2, &When::default()).await;
        depot.carried().len() > 10
    })
    .await;
    stop.send(()).unwrap();
    running.await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_worker_that_begins_before_the_migrations_waits_for_them(pool: PgPool) {
    let database: String =
        sqlx::query_scalar("select current_database()").fetch_one(&pool).await.unwrap();
    let create = async |verb: &str| {
        let sql = format!("{verb} carteclaire_jobs", verb = verb.replace('%', &database));
        (&pool).execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    };
    create("revoke create on database \"%\" from").await;
    let jobs = operations::pool((*pool.connect_options()).clone(), 6);
    let depot = Arc::new(Depot::default());
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(carrier(&jobs, &depot).run_until(async {
        let _ = stopped.await;
    }));
    tokio::time::sleep(Duration::from_millis(500)).await;
    create("grant create on database \"%\" to").await;
    ready(&pool).await;
    add(&pool, 1, &When::default()).await;
    until(async || !depot.carried().is_empty()).await;
    stop.send(()).unwrap();
    running.await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_hour_that_two_workers_missed_makes_one_job(pool: PgPool) {
    let jobs = ready(&pool).await;
    let missed = r"
        insert into graphile_worker._private_known_crontabs (identifier, known_since)
        values ('carry', now() - interval '2 days')
    ";
    (&jobs).execute(missed).await.unwrap();
    let depot = Arc::new(Depot::default());
    let worker = || carrier(&jobs, &depot).cron("10 3 * * *", &Carry { parcel: 5 }).unwrap();
    let done = async || !depot.carried().is_empty();
    tokio::join!(work_until(worker(), done), work_until(worker(), done));
    // A third begins after them.
    work_until(worker(), done).await;
    assert_eq!(depot.carried(), [5]);
}

#[test]
fn a_schedule_that_is_none_is_refused() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let _inside = runtime.enter();
    let jobs = operations::pool(sqlx::postgres::PgConnectOptions::new(), 1);
    let worker = || carrier(&jobs, &Arc::new(Depot::default()));
    assert!(worker().cron("10 3 * * *", &Carry::default()).is_ok());
    for schedule in ["", "10 3 * *", "at dawn", "61 3 * * *", "10 3 * * * carry\n* * * * *"] {
        assert!(worker().cron(schedule, &Carry::default()).is_err(), "{schedule}");
    }
}
