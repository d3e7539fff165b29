use jiff::{SignedDuration, Timestamp};
use jobs::operations;
use sqlx::{Executor as _, PgPool};

use crate::support::ready;

fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_effect_is_done_the_first_time_only_and_again_if_that_was_undone(pool: PgPool) {
    let mut first = pool.begin().await.unwrap();
    first.execute("set local role carteclaire_app").await.unwrap();
    assert!(operations::first_time(&mut first, "carry:1", noon()).await.unwrap());
    first.rollback().await.unwrap();

    let mut second = pool.begin().await.unwrap();
    assert!(operations::first_time(&mut second, "carry:1", noon()).await.unwrap());
    assert!(operations::first_time(&mut second, "carry:2", noon()).await.unwrap());
    second.commit().await.unwrap();

    let mut third = pool.acquire().await.unwrap();
    assert!(!operations::first_time(&mut third, "carry:1", noon()).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_second_of_two_handlers_waits_for_the_first(pool: PgPool) {
    let (mut first, mut second) = (pool.begin().await.unwrap(), pool.begin().await.unwrap());
    assert!(operations::first_time(&mut first, "carry:1", noon()).await.unwrap());
    let (late, ()) = tokio::join!(operations::first_time(&mut second, "carry:1", noon()), async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        first.commit().await.unwrap();
    });
    assert!(!late.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn keys_of_effects_are_forgotten_after_thirty_days(pool: PgPool) {
    let jobs = ready(&pool).await;
    let mut conn = jobs.acquire().await.unwrap();
    operations::first_time(&mut conn, "carry:1", noon()).await.unwrap();
    let later = |days: i64| noon() + SignedDuration::from_hours(days * 24);
    assert_eq!(operations::purge(&mut conn, later(29)).await.unwrap(), 0);
    assert_eq!(operations::purge(&mut conn, later(30)).await.unwrap(), 1);
    assert!(operations::first_time(&mut conn, "carry:1", later(30)).await.unwrap());
}
