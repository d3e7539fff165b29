use jobs::Task;
use jobs::operations::of_house::{self, List};
use jobs::operations::{self, Page, When};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{add, ready};

#[derive(Serialize, Deserialize)]
struct Write {
    tenant: Uuid,
}

impl Task for Write {
    const NAME: &'static str = "write";
}

const HERE: Uuid = Uuid::from_u128(1);
const ELSEWHERE: Uuid = Uuid::from_u128(2);

/// A job of each of two houses and one of the platform, all dead.
async fn dead_jobs(pool: &PgPool, jobs: &PgPool) {
    for tenant in [HERE, ELSEWHERE] {
        let mut conn = pool.acquire().await.unwrap();
        operations::enqueue(&mut conn, &Write { tenant }, &When::default()).await.unwrap();
    }
    add(pool, 1, &When::default()).await;
    let kill = "update graphile_worker._private_jobs set attempts = max_attempts";
    sqlx::query(kill).execute(jobs).await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_house_sees_its_own_jobs_and_those_of_the_platform(pool: PgPool) {
    let jobs = ready(&pool).await;
    dead_jobs(&pool, &jobs).await;
    let mut conn = jobs.acquire().await.unwrap();
    let dead = of_house::list(&mut conn, HERE, List::Dead, Page::default()).await.unwrap();
    let seen: Vec<_> = dead.iter().map(|job| (job.task.as_str(), job.of_a_house)).collect();
    assert_eq!(seen, [("write", true), ("carry", false)]);
    let depth = of_house::depth(&mut conn, HERE).await.unwrap();
    let counts: Vec<_> = depth.iter().map(|it| (it.task.as_str(), it.dead)).collect();
    assert_eq!(counts, [("carry", 1), ("write", 1)]);
    assert_eq!(operations::dead_letters(&mut conn, Page::default()).await.unwrap().len(), 3);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_house_mends_no_other_and_drops_nothing_of_the_platform(pool: PgPool) {
    let jobs = ready(&pool).await;
    dead_jobs(&pool, &jobs).await;
    let mut conn = jobs.acquire().await.unwrap();
    let all = operations::dead_letters(&mut conn, Page::default()).await.unwrap();
    let [mine, theirs, shared] = [all[0].id, all[1].id, all[2].id];
    assert!(!of_house::replay(&mut conn, HERE, theirs).await.unwrap());
    assert!(!of_house::discard(&mut conn, HERE, theirs).await.unwrap());
    assert!(!of_house::discard(&mut conn, HERE, shared).await.unwrap());
    assert!(of_house::replay(&mut conn, HERE, shared).await.unwrap());
    assert!(of_house::discard(&mut conn, HERE, mine).await.unwrap());
    let left = operations::dead_letters(&mut conn, Page::default()).await.unwrap();
    assert_eq!(left.iter().map(|job| job.id).collect::<Vec<_>>(), [theirs]);
}
