//! What is measured of the queue, and the alarm for jobs that nobody can run.

use std::collections::BTreeSet;

use sqlx::PgConnection;

use crate::operations::{self, Depth};

/// What the last samples said: a task that left the queue goes back to zero, an alarm is raised once.
#[derive(Debug, Default)]
pub(crate) struct Sampler {
    seen: BTreeSet<String>,
    alarmed: BTreeSet<String>,
}

impl Sampler {
    /// Looks at the queue once and tells the metrics.
    pub(crate) async fn sample(
        &mut self,
        conn: &mut PgConnection,
        known: &[&str],
    ) -> Result<(), sqlx::Error> {
        let depths = operations::depth(conn).await?;
        self.tell(&depths, known);
        self.alarm(&depths, known);
        Ok(())
    }

    fn tell(&mut self, depths: &[Depth], known: &[&str]) {
        self.seen.extend(known.iter().map(|task| (*task).to_owned()));
        self.seen.extend(depths.iter().map(|depth| depth.task.clone()));
        for task in &self.seen {
            let depth = depths.iter().find(|depth| depth.task == *task);
            let set = |name, value: Option<i64>| {
                metrics::gauge!(name, "task" => task.clone()).set(gauge(value.unwrap_or(0)));
            };
            set("jobs_waiting", depth.map(|it| it.waiting));
            set("jobs_running", depth.map(|it| it.running));
            set("jobs_dead", depth.map(|it| it.dead));
            set("jobs_oldest_seconds", depth.map(|it| it.oldest_seconds));
        }
    }

    fn alarm(&mut self, depths: &[Depth], known: &[&str]) {
        let unknown = operations::unknown(depths, known);
        for depth in &unknown {
            if self.alarmed.insert(depth.task.clone()) {
                metrics::counter!("jobs_unknown_task_total", "task" => depth.task.clone())
                    .increment(1);
                tracing::error!(
                    task = depth.task,
                    waiting = depth.waiting,
                    "jobs wait for a task that no handler is for: they will never run"
                );
            }
        }
        self.alarmed.retain(|task| unknown.iter().any(|depth| depth.task == *task));
        metrics::gauge!("jobs_unknown").set(gauge(unknown.iter().map(|depth| depth.waiting).sum()));
    }
}

/// Counts that no queue reaches are cut: a gauge is a float.
fn gauge(value: i64) -> f64 {
    f64::from(i32::try_from(value).unwrap_or(i32::MAX))
}
