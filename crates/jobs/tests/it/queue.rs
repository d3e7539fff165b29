use jobs::operations::{self, Page, When};
use jobs::{Task, operations::Depth};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use crate::support::{Carry, add, ready, waiting};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_job_of_a_transaction_that_rolls_back_never_was(pool: PgPool) {
    let jobs = ready(&pool).await;
    let mut tx = pool.begin().await.unwrap();
    operations::enqueue(&mut tx, &Carry { parcel: 1 }, &When::default()).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(waiting(&jobs).await, []);
    add(&pool, 2, &When::default()).await;
    assert_eq!(waiting(&jobs).await.len(), 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_jobs_of_one_key_leave_the_later_one(pool: PgPool) {
    let jobs = ready(&pool).await;
    let at = |hour: &str| Some(format!("2099-01-01T{hour}:00:00Z").parse().unwrap());
    let keyed = |hour| When { key: Some("parcel".to_owned()), at: at(hour) };
    add(&pool, 1, &keyed("08")).await;
    add(&pool, 2, &keyed("09")).await;
    add(&pool, 3, &When { at: at("10"), ..When::default() }).await;
    let left = waiting(&jobs).await;
    let hours: Vec<_> = left.iter().map(|job| Some(job.run_at)).collect();
    assert_eq!(hours, [at("09"), at("10")]);
    assert_eq!(left[0].key.as_deref(), Some("parcel"));
    assert_eq!((left[0].attempts, left[0].max_attempts), (0, Carry::ATTEMPTS));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_queue_is_counted_by_task_and_read_by_pages(pool: PgPool) {
    let jobs = ready(&pool).await;
    for parcel in 1..=3 {
        add(&pool, parcel, &When::default()).await;
    }
    let mut conn = jobs.acquire().await.unwrap();
    let depths = operations::depth(&mut conn).await.unwrap();
    assert!(matches!(
        depths.as_slice(),
        [Depth { task, waiting: 3, running: 0, dead: 0, .. }] if task == "carry"
    ));
    let two = Page { limit: 2, ..Page::default() };
    let first = operations::waiting(&mut conn, two).await.unwrap();
    let rest = Page { after: first[1].id, ..two };
    assert_eq!(first.len(), 2);
    assert_eq!(operations::waiting(&mut conn, rest).await.unwrap().len(), 1);
}

#[derive(Serialize, Deserialize)]
struct Many(Vec<u32>);

impl Task for Many {
    const NAME: &'static str = "many";
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_list_is_no_payload_because_the_queue_would_join_two_of_one_key(pool: PgPool) {
    ready(&pool).await;
    let mut conn = pool.acquire().await.unwrap();
    let refused = operations::enqueue(&mut conn, &Many(vec![1]), &When::default()).await;
    assert!(matches!(refused, Err(sqlx::Error::Encode(_))));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_tables_can_be_made_twice_and_by_several_at_once(pool: PgPool) {
    let options = pool.connect_options();
    let (one, two, three) = tokio::join!(
        operations::migrate(&options),
        operations::migrate(&options),
        operations::migrate(&options)
    );
    one.and(two).and(three).unwrap();
    operations::migrate(&options).await.unwrap();
}
