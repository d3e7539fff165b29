use std::sync::Arc;
use std::sync::atomic::Ordering;

use jobs::operations::{self, When};
use jobs::{Attempt, Failed, Worker};
use sqlx::PgPool;

use crate::support::{Carry, Depot, add, carrier, dead, make_due, ready, waiting, work_until};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_dead_letter_is_kept_and_listed_and_done_when_it_is_replayed(pool: PgPool) {
    let jobs = ready(&pool).await;
    let depot = Arc::new(Depot::default());
    depot.closed.store(true, Ordering::SeqCst);
    add(&pool, 7, &When::default()).await;
    work_until(carrier(&jobs, &depot), async || {
        make_due(&jobs).await;
        !dead(&jobs).await.is_empty()
    })
    .await;
    assert_eq!(depot.tries.load(Ordering::SeqCst), 3);
    let letters = dead(&jobs).await;
    assert_eq!(letters[0].last_error.as_deref(), Some("the depot is closed"));
    assert_eq!((letters[0].attempts, letters[0].task.as_str()), (3, "carry"));
    assert_eq!(waiting(&jobs).await, []);

    depot.closed.store(false, Ordering::SeqCst);
    let mut conn = jobs.acquire().await.unwrap();
    assert_eq!(operations::replay(&mut conn, &[letters[0].id, 99]).await.unwrap(), 1);
    drop(conn);
    work_until(carrier(&jobs, &depot), async || waiting(&jobs).await.is_empty()).await;
    assert_eq!(depot.carried(), [7]);
    assert_eq!(dead(&jobs).await, []);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn only_dead_letters_are_replayed_or_discarded(pool: PgPool) {
    let jobs = ready(&pool).await;
    add(&pool, 1, &When::default()).await;
    let id = waiting(&jobs).await[0].id;
    let mut conn = jobs.acquire().await.unwrap();
    assert_eq!(operations::replay(&mut conn, &[id]).await.unwrap(), 0);
    assert_eq!(operations::discard(&mut conn, &[id]).await.unwrap(), 0);
    let kill = "update graphile_worker._private_jobs set attempts = max_attempts";
    sqlx::query(kill).execute(&mut *conn).await.unwrap();
    assert_eq!(operations::discard(&mut conn, &[id]).await.unwrap(), 1);
    drop(conn);
    assert_eq!((waiting(&jobs).await, dead(&jobs).await), (vec![], vec![]));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_payload_that_is_none_is_dead_at_once_and_not_quoted(pool: PgPool) {
    let jobs = ready(&pool).await;
    let depot = Arc::new(Depot::default());
    sqlx::query("select jobs.enqueue('carry', '{\"parcel\": \"Ada Lovelace\"}', null, null, 12)")
        .execute(&pool)
        .await
        .unwrap();
    work_until(carrier(&jobs, &depot), async || !dead(&jobs).await.is_empty()).await;
    let letters = dead(&jobs).await;
    assert_eq!(letters[0].last_error.as_deref(), Some("the payload is not one of this task"));
    assert_eq!(depot.tries.load(Ordering::SeqCst), 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_will_never_work_is_not_tried_again(pool: PgPool) {
    let jobs = ready(&pool).await;
    let worker = Worker::new(jobs.clone(), ()).task(|_, _: Carry, attempt: Attempt| async move {
        assert_eq!((attempt.number, attempt.last), (1, false));
        Err(Failed::ForGood("there is no such parcel".to_owned()))
    });
    add(&pool, 1, &When::default()).await;
    work_until(worker, async || !dead(&jobs).await.is_empty()).await;
    let letters = dead(&jobs).await;
    assert_eq!(letters[0].last_error.as_deref(), Some("there is no such parcel"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_panic_is_a_failure_that_says_nothing(pool: PgPool) {
    let jobs = ready(&pool).await;
    let worker = Worker::new(jobs.clone(), ()).task(|_, task: Carry, _| async move {
        assert_eq!(task.parcel, 0, "a name in a panic");
        Ok(())
    });
    add(&pool, 1, &When::default()).await;
    let failed = async || waiting(&jobs).await.iter().any(|job| job.last_error.is_some());
    work_until(worker, failed).await;
    let left = waiting(&jobs).await;
    assert_eq!(left[0].last_error.as_deref(), Some("the handler panicked"));
    assert_eq!(left[0].attempts, 1);
    let mut conn = jobs.acquire().await.unwrap();
    let failing = operations::failing(&mut conn, operations::Page::default()).await.unwrap();
    assert_eq!(failing, left);
}

/// One at a time, jobs fail in their order, and the library's waits keep that order. Spread waits keep it once in 20!.
#[sqlx::test(migrator = "db::MIGRATOR")]
async fn jobs_that_failed_together_do_not_come_back_together(pool: PgPool) {
    let jobs = ready(&pool).await;
    let depot = Arc::new(Depot::default());
    depot.closed.store(true, Ordering::SeqCst);
    for parcel in 0..20 {
        add(&pool, parcel, &When::default()).await;
    }
    let all_failed = async || {
        let left = waiting(&jobs).await;
        left.iter().all(|job| job.attempts >= 1 && job.locked_since.is_none())
    };
    work_until(carrier(&jobs, &depot).at_a_time(1), all_failed).await;
    let left = waiting(&jobs).await;
    let first: Vec<_> = left.iter().filter(|job| job.attempts == 1).map(|job| job.run_at).collect();
    assert!(first.len() > 5, "most failed once");
    assert!(!first.is_sorted(), "they come back as they failed: {first:?}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_wait_is_spread_over_half_to_one_and_a_half_of_itself(pool: PgPool) {
    let jobs = ready(&pool).await;
    for parcel in 0..200 {
        add(&pool, parcel, &When::default()).await;
    }
    let hold =
        "update graphile_worker._private_jobs set attempts = 1, locked_by = 'w', locked_at = now()";
    sqlx::query(hold).execute(&jobs).await.unwrap();
    let fail = r"
        update graphile_worker._private_jobs
        set locked_by = null, locked_at = null, run_at = now() + interval '100 seconds'
        returning extract(epoch from run_at - now())::bigint
    ";
    let waits: Vec<i64> = sqlx::query_scalar(fail).fetch_all(&jobs).await.unwrap();
    assert!(waits.iter().all(|wait| (50..=150).contains(wait)), "{waits:?}");
    assert!(waits.iter().any(|wait| *wait < 75) && waits.iter().any(|wait| *wait > 125));
}
