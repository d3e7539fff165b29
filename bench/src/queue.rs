use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jobs::operations::{self, When};
use jobs::{Task, Worker};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use server::config::Config;
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::sync::oneshot;

/// Jobs that wait when the worker begins.
const BACKLOG: u32 = 10_000;
/// Jobs that are enqueued one by one, each in its transaction.
const SINGLE: u32 = 500;

/// A job that does nothing but say when it began.
#[derive(Serialize, Deserialize)]
struct Begin {
    number: u32,
}

impl Task for Begin {
    const NAME: &'static str = "bench_begin";
}

#[derive(Default)]
struct Seen {
    count: AtomicU32,
    began: Mutex<Vec<(u32, Instant)>>,
}

/// P7: jobs a second of one worker, and the time from before the enqueueing transaction to the start of its job.
pub(crate) async fn measure() -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::from_env()?;
    let (Some(owner), Some(application), Some(jobs)) =
        (&config.migrate_database_url, &config.database_url, server::worker::pool(&config)?)
    else {
        println!(
            "P7  skipped: no database (MIGRATE_DATABASE_URL, DATABASE_URL, JOBS_DATABASE_URL)"
        );
        return Ok(());
    };
    server::database::migrate(owner.expose_secret()).await?;
    let mut conn =
        PgConnection::connect_with(&db::connect_options(application.expose_secret())?).await?;

    let mut tx = conn.begin().await?;
    for number in 0..BACKLOG {
        operations::enqueue(&mut tx, &Begin { number }, &When::default()).await?;
    }
    tx.commit().await?;
    let seen = Arc::new(Seen::default());
    let (stop, worker) = start(&jobs, &seen);
    until(&seen, BACKLOG).await;
    let began = std::mem::take(&mut *seen.began.lock().map_err(|_| "poisoned")?);
    let (first, last) = (began.iter().map(|it| it.1).min(), began.iter().map(|it| it.1).max());
    if let (Some(first), Some(last)) = (first, last) {
        let millis = last.duration_since(first).as_millis().max(1);
        println!("P7  jobs: {}/s (goal 1500)", u128::from(BACKLOG) * 1000 / millis);
    }

    let mut waits = Vec::new();
    for number in 0..SINGLE {
        let asked = Instant::now();
        let mut tx = conn.begin().await?;
        operations::enqueue(&mut tx, &Begin { number }, &When::default()).await?;
        tx.commit().await?;
        until(&seen, BACKLOG + number + 1).await;
        let began = seen.began.lock().map_err(|_| "poisoned")?.last().map(|it| it.1);
        waits.extend(began.map(|began| began.duration_since(asked)));
        // At other moments of what the worker does after a job: some news comes while it looks.
        tokio::time::sleep(Duration::from_millis(u64::from(number % 10))).await;
    }
    waits.sort_unstable();
    let at = |percent: usize| waits.get(waits.len() * percent / 100).map_or(0, Duration::as_micros);
    let worst = waits.last().map_or(0, Duration::as_micros);
    println!(
        "P7  enqueue to start: p50 {} µs, p99 {} µs (goal 50000), worst {worst} µs",
        at(50),
        at(99)
    );
    stop.send(()).map_err(|()| "the worker ended")?;
    worker.await?;
    Ok(())
}

fn start(jobs: &PgPool, seen: &Arc<Seen>) -> (oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let (stop, stopped) = oneshot::channel::<()>();
    let worker = Worker::new(jobs.clone(), Arc::clone(seen)).task(
        |seen: Arc<Arc<Seen>>, task: Begin, _| async move {
            let now = Instant::now();
            if let Ok(mut began) = seen.began.lock() {
                began.push((task.number, now));
            }
            seen.count.fetch_add(1, Ordering::SeqCst);
            Ok(())
        },
    );
    let worker = tokio::spawn(worker.run_until(async {
        let _ = stopped.await;
    }));
    (stop, worker)
}

async fn until(seen: &Seen, count: u32) {
    while seen.count.load(Ordering::SeqCst) < count {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
