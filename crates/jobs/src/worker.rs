use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use graphile_worker::{CronJobKeyMode, Crontab, CrontabFill, JobDefinition, TaskHandler as _};
use graphile_worker::{LocalQueueConfig, RefetchDelayConfig, WorkerOptions, parse_crontab};
use sqlx::PgPool;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::attempt::{Handler, Handlers, Named, handler};
use crate::operations::{self, NotMigrated};
use crate::sample::Sampler;
use crate::{Attempt, Failed, Task};

/// Jobs that run at a time.
const CONCURRENCY: usize = 10;
/// Jobs that are fetched at a time. Without it each look at the queue runs one job.
const FETCHED: usize = 50;
/// Longest time between two looks at an empty queue. What is enqueued for now is heard of at once, save while a look is under
/// way: so this is also the longest that such a job waits.
const LOOK: Duration = Duration::from_millis(100);
/// Time between two signs of life of a worker.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// Time between two looks for dead workers.
const SWEEP: Duration = Duration::from_secs(15);
/// A worker silent for so long is dead, and its jobs run again: more than the longest pause of a machine.
const DEAD_AFTER: Duration = Duration::from_mins(1);
/// Time before the job of a worker that died or was stopped runs again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How long a stop waits for running jobs.
const GRACE: Duration = Duration::from_secs(20);
/// How long it then waits for the database to hear of it.
const LAST_WORDS: Duration = Duration::from_secs(3);
/// Time between two samples of the queue, and longest time of one.
const SAMPLE: Duration = Duration::from_secs(10);
/// Time between the end of a stretch with the database and the next.
const PAUSE: Duration = Duration::from_secs(2);
/// A job that the clock should have begun, and did not because no worker ran, is made up for within so many hours.
const MADE_UP_HOURS: u32 = 24;

/// What ends a worker when it is over.
type Stop = Shared<BoxFuture<'static, ()>>;

/// A program's handlers, and the clock that enqueues some of their jobs.
pub struct Worker<C> {
    pool: PgPool,
    context: Arc<C>,
    handlers: HashMap<&'static str, (Handler, Duration)>,
    definitions: Vec<JobDefinition>,
    crontabs: Vec<Crontab>,
    look: Duration,
    concurrency: usize,
}

impl<C> std::fmt::Debug for Worker<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("known", &self.known()).finish_non_exhaustive()
    }
}

/// A schedule that is none.
#[derive(Debug, thiserror::Error)]
#[error("“{schedule}” is no schedule for {task}")]
pub struct BadSchedule {
    task: &'static str,
    schedule: String,
}

/// Why a stretch of work ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error("the tables of the jobs are not ready")]
    NotMigrated(#[from] NotMigrated),
    #[error("the worker could not begin")]
    NotBuilt(#[from] graphile_worker::WorkerBuildError),
    #[error("the worker broke off")]
    Broken(#[from] graphile_worker::runner::WorkerRuntimeError),
    #[error("the queue could not be looked at")]
    Lost(#[from] sqlx::Error),
    #[error("the queue took too long to look at")]
    TooLong,
    #[error("the worker stopped by itself")]
    ByItself,
}

impl<C: Send + Sync + 'static> Worker<C> {
    /// A worker without handlers. `pool` is one of [`operations::pool`], with four connections or more.
    #[must_use]
    pub fn new(pool: PgPool, context: C) -> Self {
        Self {
            pool,
            context: Arc::new(context),
            handlers: HashMap::new(),
            definitions: Vec::new(),
            crontabs: Vec::new(),
            look: LOOK,
            concurrency: CONCURRENCY,
        }
    }

    /// Runs the jobs of `T` with `run`.
    #[must_use]
    pub fn task<T, F, Fut>(mut self, run: F) -> Self
    where
        T: Task,
        F: Fn(Arc<C>, T, Attempt) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Failed>> + Send + 'static,
    {
        let handler = handler(Arc::clone(&self.context), run);
        self.handlers.insert(T::NAME, (handler, T::TIME_LIMIT));
        self.definitions.push(Named::<T>::definition());
        self
    }

    /// Enqueues `task` at each minute of `schedule`, five fields of a crontab in UTC: `10 3 * * *`.
    ///
    /// Several workers make one job. Where hour and minute are numbers, one missed within the last day is made up for.
    ///
    /// # Errors
    ///
    /// [`BadSchedule`] when the five fields are none.
    pub fn cron<T: Task>(mut self, schedule: &str, task: &T) -> Result<Self, BadSchedule> {
        let bad = || BadSchedule { task: T::NAME, schedule: schedule.to_owned() };
        let parsed = parse_crontab(&format!("{schedule} {}", T::NAME)).map_err(|_| bad())?;
        let [mut crontab] = <[Crontab; 1]>::try_from(parsed).map_err(|_| bad())?;
        let once_a_day = schedule
            .split_whitespace()
            .take(2)
            .all(|field| field.bytes().all(|byte| byte.is_ascii_digit()));
        crontab.payload = Some(serde_json::to_value(task).map_err(|_| bad())?);
        crontab.options.id = Some(T::NAME.to_owned());
        crontab.options.max = u16::try_from(T::ATTEMPTS).ok();
        // One that still waits is not joined by a second.
        crontab.options.job_key = Some(format!("cron:{}", T::NAME));
        crontab.options.job_key_mode = Some(CronJobKeyMode::Replace);
        crontab.options.fill = once_a_day.then(|| CrontabFill::hours(MADE_UP_HOURS));
        self.crontabs.push(crontab);
        Ok(self)
    }

    /// Looks at an empty queue every `look`, and not ten times a second.
    #[must_use]
    pub fn looking_every(mut self, look: Duration) -> Self {
        self.look = look;
        self
    }

    /// Runs `jobs` at a time, and not ten.
    #[must_use]
    pub fn at_a_time(mut self, jobs: usize) -> Self {
        self.concurrency = jobs.max(1);
        self
    }

    /// Works until `stop` is over; running jobs then have 20 seconds to end.
    ///
    /// Failures of the database are said once and outlasted: the worker begins again after a pause.
    pub async fn run_until(self, stop: impl Future<Output = ()> + Send + 'static) {
        let stop: Stop = stop.boxed().shared();
        let mut told = false;
        loop {
            match self.stretch(&stop, &mut told).await {
                Ok(()) => return,
                Err(ended) if told => tracing::debug!(error = %Chain(&ended), "no jobs are run"),
                Err(ended) => {
                    told = true;
                    tracing::warn!(error = %Chain(&ended), "no jobs are run; the worker begins again when it can");
                }
            }
            tokio::select! {
                () = stop.clone() => return,
                () = sleep(PAUSE) => {}
            }
        }
    }

    /// One stretch of work: until the stop, or until the database fails.
    async fn stretch(&self, stop: &Stop, told: &mut bool) -> Result<(), Ended> {
        operations::prepare(&self.pool).await?;
        let (end, ended) = oneshot::channel::<()>();
        let asked = stop.clone();
        let over = async move {
            tokio::select! {
                () = asked => {}
                _ = ended => {}
            }
        };
        let worker = self.options().shutdown_signal(over).init().await?;
        *told = false;
        tracing::info!(tasks = self.handlers.len(), "jobs are run here");
        let run = worker.run();
        tokio::pin!(run);
        let late = async {
            stop.clone().await;
            sleep(GRACE + LAST_WORDS).await;
        };
        let Err(lost) = tokio::select! {
            done = &mut run => {
                done?;
                return if stop.peek().is_some() { Ok(()) } else { Err(Ended::ByItself) };
            }
            () = late => {
                tracing::warn!("the database did not hear that the worker stops; its jobs run again later");
                return Ok(());
            }
            lost = self.watch() => lost,
        };
        // Notifications do not outlive their connection: the worker would only look from time to time.
        let _ = end.send(());
        drop(timeout(GRACE + LAST_WORDS, run).await);
        Err(lost)
    }

    /// Samples the queue on one connection, until that fails.
    async fn watch(&self) -> Result<Infallible, Ended> {
        let mut sampler = Sampler::default();
        let known = self.known();
        let mut conn = self.pool.acquire().await?;
        loop {
            let sample = timeout(SAMPLE, sampler.sample(&mut conn, &known));
            sample.await.map_err(|_| Ended::TooLong)??;
            sleep(SAMPLE).await;
        }
    }
}

impl<C> Worker<C> {
    /// Names of the tasks that this worker has handlers for.
    #[must_use]
    pub fn known(&self) -> Vec<&'static str> {
        let mut known: Vec<_> = self.handlers.keys().copied().collect();
        known.sort_unstable();
        known
    }

    /// Everything that the library is told, in one place.
    fn options(&self) -> WorkerOptions {
        let handlers =
            Handlers { by_name: Arc::new(self.handlers.clone()), pool: self.pool.clone() };
        // Without a rest the library asks an empty queue again at once, thousands of times a second. The first news ends it.
        let rest = RefetchDelayConfig::default()
            .with_duration(self.look)
            .with_threshold(0)
            .with_max_abort_threshold(1);
        WorkerOptions::default()
            .pg_pool(self.pool.clone())
            .concurrency(self.concurrency)
            .poll_interval(self.look)
            .local_queue(LocalQueueConfig::default().with_size(FETCHED).with_refetch_delay(rest))
            .heartbeat_interval(HEARTBEAT)
            .sweep_interval(SWEEP)
            .sweep_threshold(DEAD_AFTER)
            .recovery_delay(AGAIN_AFTER)
            // The signals of the process are the server's.
            .listen_os_shutdown_signals(false)
            .shutdown_grace_period(GRACE)
            .shutdown_interrupted_job_retry_delay(AGAIN_AFTER)
            .add_extension(handlers)
            .define_jobs(self.definitions.iter().cloned())
            .with_crons(self.crontabs.iter().cloned())
    }
}

/// An error with its causes, in one line.
struct Chain<'error>(&'error dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
