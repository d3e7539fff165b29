//! What is measured of the queue, and the alarm for jobs that nobody can run.

use std::collections::BTreeSet;
use std::time::SystemTime;

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
        metrics::gauge!("jobs_sampled_seconds").set(seconds());
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
        for depth in self.fresh(depths, known) {
            metrics::counter!("jobs_unknown_task_total", "task" => depth.task.clone()).increment(1);
            tracing::error!(
                task = depth.task,
                waiting = depth.waiting,
                "jobs wait for a task that no handler is for: they will never run"
            );
        }
        let waiting = operations::unknown(depths, known).iter().map(|depth| depth.waiting).sum();
        metrics::gauge!("jobs_unknown").set(gauge(waiting));
    }

    /// Unknown tasks that the last sample did not have.
    fn fresh<'depths>(&mut self, depths: &'depths [Depth], known: &[&str]) -> Vec<&'depths Depth> {
        let mut unknown = operations::unknown(depths, known);
        let now: BTreeSet<String> = unknown.iter().map(|depth| depth.task.clone()).collect();
        let before = std::mem::replace(&mut self.alarmed, now);
        unknown.retain(|depth| !before.contains(&depth.task));
        unknown
    }
}

/// Seconds since 1970, by the clock of this machine: whoever reads the metrics compares them with their own.
fn seconds() -> f64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let since = since.map_or(0, |since| since.as_secs());
    f64::from(u32::try_from(since).unwrap_or(u32::MAX))
}

/// Counts that no queue reaches are cut: a gauge is a float.
fn gauge(value: i64) -> f64 {
    f64::from(i32::try_from(value).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_is_raised_once_and_again_when_it_comes_back() {
        let depth = |waiting| {
            let task = "gone".to_owned();
            [Depth { task, waiting, running: 0, dead: 0, oldest_seconds: 0 }]
        };
        let mut sampler = Sampler::default();
        let raised: Vec<usize> = [1, 2, 0, 1]
            .into_iter()
            .map(|waiting| sampler.fresh(&depth(waiting), &["carry"]).len())
            .collect();
        assert_eq!(raised, [1, 0, 0, 1]);
    }
}
