use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use jobs::operations::When;
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use sqlx::PgPool;

use crate::support::{Depot, add, carrier, ready, work_until};

/// Keeps what it is told, by name and labels.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<BTreeMap<String, Arc<AtomicU64>>>>);

impl Kept {
    fn at(&self, key: &Key) -> Arc<AtomicU64> {
        let labels: Vec<_> =
            key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        let name = format!("{} {}", key.name(), labels.join(" "));
        Arc::clone(self.0.lock().unwrap().entry(name.trim().to_owned()).or_default())
    }

    fn counted(&self, name: &str) -> Option<u64> {
        self.0.lock().unwrap().get(name).map(|value| value.load(Ordering::SeqCst))
    }

    fn gauged(&self, name: &str) -> Option<f64> {
        self.counted(name).map(f64::from_bits)
    }
}

impl Recorder for Kept {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.at(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.at(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        self.at(key).fetch_add(1, Ordering::SeqCst);
        Histogram::noop()
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_queue_is_sampled_and_an_unknown_task_is_told(pool: PgPool) {
    let kept = Kept::default();
    // The whole test runs on one thread: what is spawned tells the same.
    let _told = metrics::set_default_local_recorder(&kept);
    let jobs = ready(&pool).await;
    add(&pool, 1, &When::default()).await;
    sqlx::query(
        r#"
        select
            jobs.enqueue('forgotten', '{}', null, now() - interval '1 hour', 3),
            jobs.enqueue('carry', '"no parcel"', null, null, 3)
        "#,
    )
    .execute(&pool)
    .await
    .unwrap();
    let depot = Arc::new(Depot::default());
    let sampled = async || {
        kept.counted("jobs_failures_total").is_none()
            && kept.counted("job_failures_total task=carry dead=true").is_some()
            && kept.counted("jobs_unknown_task_total task=forgotten").is_some()
            && !depot.carried().is_empty()
    };
    work_until(carrier(&jobs, &depot), sampled).await;
    assert_eq!(kept.counted("jobs_unknown_task_total task=forgotten"), Some(1));
    assert_eq!(kept.gauged("jobs_unknown"), Some(1.0));
    assert_eq!(kept.gauged("jobs_waiting task=forgotten"), Some(1.0));
    assert!(kept.gauged("jobs_oldest_seconds task=forgotten") >= Some(3600.0));
    assert!(kept.gauged("jobs_sampled_seconds") > Some(1_700_000_000.0), "when it was looked at");
    assert_eq!(kept.counted("job_failures_total task=carry dead=true"), Some(1));
    assert_eq!(kept.counted("job_seconds task=carry"), Some(2));

    // The next worker counts the dead letter that the first one left.
    work_until(carrier(&jobs, &depot), async || kept.gauged("jobs_dead task=carry") == Some(1.0))
        .await;
}
