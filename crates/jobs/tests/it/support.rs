use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jobs::operations::{self, Page, WaitingJob, When};
use jobs::{Failed, Task, Worker};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tokio::sync::oneshot;

/// A parcel to carry: the task of these tests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Carry {
    pub(crate) parcel: u32,
}

impl Task for Carry {
    const NAME: &'static str = "carry";
    const ATTEMPTS: i16 = 3;
    const TIME_LIMIT: Duration = Duration::from_secs(20);
}

/// What the handlers of these tests share.
#[derive(Debug, Default)]
pub(crate) struct Depot {
    pub(crate) carried: Mutex<Vec<u32>>,
    pub(crate) tries: AtomicUsize,
    pub(crate) closed: AtomicBool,
}

impl Depot {
    pub(crate) fn carried(&self) -> Vec<u32> {
        let mut carried = self.carried.lock().unwrap().clone();
        carried.sort_unstable();
        carried
    }
}

/// Makes the tables of the jobs; gives connections of their role.
pub(crate) async fn ready(pool: &PgPool) -> PgPool {
    operations::migrate(&pool.connect_options()).await.unwrap();
    operations::pool((*pool.connect_options()).clone(), 6)
}

/// A worker that carries parcels to `depot` unless it is closed.
pub(crate) fn carrier(jobs: &PgPool, depot: &Arc<Depot>) -> Worker<Arc<Depot>> {
    Worker::new(jobs.clone(), Arc::clone(depot)).task(
        |depot: Arc<Arc<Depot>>, task: Carry, _| async move {
            depot.tries.fetch_add(1, Ordering::SeqCst);
            if depot.closed.load(Ordering::SeqCst) {
                return Err(Failed::Again("the depot is closed".to_owned()));
            }
            depot.carried.lock().unwrap().push(task.parcel);
            Ok(())
        },
    )
}

/// Runs `worker` until `done` says so, then stops it in order.
pub(crate) async fn work_until<C: Send + Sync + 'static>(
    worker: Worker<C>,
    done: impl AsyncFn() -> bool,
) {
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(worker.run_until(async {
        let _ = stopped.await;
    }));
    until(done).await;
    stop.send(()).unwrap();
    running.await.unwrap();
}

/// Waits for what must come, and not for ever.
pub(crate) async fn until(done: impl AsyncFn() -> bool) {
    let waited = tokio::time::timeout(Duration::from_mins(1), async {
        while !done().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    assert!(waited.await.is_ok(), "it never came to that");
}

pub(crate) async fn add(pool: &PgPool, parcel: u32, when: &When) {
    let mut conn = pool.acquire().await.unwrap();
    operations::enqueue(&mut conn, &Carry { parcel }, when).await.unwrap();
}

pub(crate) async fn waiting(jobs: &PgPool) -> Vec<WaitingJob> {
    operations::waiting(&mut jobs.acquire().await.unwrap(), Page::default()).await.unwrap()
}

pub(crate) async fn dead(jobs: &PgPool) -> Vec<WaitingJob> {
    operations::dead_letters(&mut jobs.acquire().await.unwrap(), Page::default()).await.unwrap()
}

/// Jobs that failed and wait for their next attempt: all of them are due now.
pub(crate) async fn make_due(jobs: &PgPool) {
    sqlx::query("update graphile_worker._private_jobs set run_at = now() where locked_by is null")
        .execute(jobs)
        .await
        .unwrap();
}
