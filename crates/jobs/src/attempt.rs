//! One attempt at one job: read, run within its time, said how it ended.

use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use sqlx::PgPool;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::{Attempt, Failed, Task, operations};

/// Longest text of an error that is stored, in characters.
const ERROR_MAX: usize = 500;
/// What the library adds to the payload of a job that the clock began.
const CRON: &str = "_cron";

/// A handler with its context inside.
pub(crate) type Handler =
    Arc<dyn Fn(Value, Attempt) -> BoxFuture<'static, Result<(), Failed>> + Send + Sync>;

/// The table of handlers, by name of task, as the library carries it to each job.
#[derive(Clone)]
pub(crate) struct Handlers {
    pub(crate) by_name: Arc<HashMap<&'static str, (Handler, Duration)>>,
    pub(crate) pool: PgPool,
}

impl fmt::Debug for Handlers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.by_name.keys()).finish()
    }
}

/// Makes a handler of what a crate wrote.
pub(crate) fn handler<C, T, F, Fut>(context: Arc<C>, run: F) -> Handler
where
    C: Send + Sync + 'static,
    T: Task,
    F: Fn(Arc<C>, T, Attempt) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), Failed>> + Send + 'static,
{
    Arc::new(move |payload, attempt| match serde_json::from_value::<T>(payload) {
        Ok(task) => run(Arc::clone(&context), task, attempt).boxed(),
        // What the parser says may quote the payload.
        Err(_) => std::future::ready(Err(Failed::ForGood(
            "the payload is not one of this task".to_owned(),
        )))
        .boxed(),
    })
}

/// The name of a task as the library wants it: a type that can be read from any payload.
pub(crate) struct Named<T>(PhantomData<fn() -> T>);

impl<T> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de, T> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(PhantomData))
    }
}

impl<T: Task> TaskHandler for Named<T> {
    const IDENTIFIER: &'static str = T::NAME;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        attempt(T::NAME, &context).await
    }
}

/// What is stored of a failure: the library prints it with `{:?}`.
struct Said(String);

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

async fn attempt(task: &'static str, context: &WorkerContext) -> Result<(), Said> {
    let job = context.job();
    let (number, most) = (*job.attempts(), *job.max_attempts());
    let attempt = Attempt { job: *job.id(), number, last: number >= most };
    // As wide as the traces of requests.
    let trace_id = Uuid::now_v7().simple().to_string();
    let span = tracing::info_span!("job", task, job.id = attempt.job, attempt = number, trace_id);
    let outcome = async {
        let began = Instant::now();
        let outcome = run(task, context, attempt).await;
        metrics::histogram!("job_seconds", "task" => task).record(began.elapsed());
        let Err(failed) = outcome else {
            tracing::debug!("a job is done");
            return Ok(());
        };
        let dead = attempt.last || matches!(failed, Failed::ForGood(_));
        let reason: String = failed.to_string().chars().take(ERROR_MAX).collect();
        metrics::counter!("job_failures_total", "task" => task, "dead" => dead.to_string())
            .increment(1);
        // The fields of the span again: a log without spans names the job all the same.
        if dead {
            tracing::error!(
                task,
                job.id = attempt.job,
                attempt = number,
                trace_id,
                reason,
                "a job failed for good"
            );
        } else {
            tracing::warn!(
                task,
                job.id = attempt.job,
                attempt = number,
                trace_id,
                reason,
                "a job failed, and is tried again"
            );
        }
        if dead
            && !attempt.last
            && let Err(error) = give_up(context, attempt.job).await
        {
            tracing::warn!(task, job.id = attempt.job, %error, "it could not be kept from another attempt");
        }
        Err(Said(reason))
    };
    outcome.instrument(span).await
}

/// Runs the handler within its time; a panic is a failure like another.
async fn run(task: &'static str, context: &WorkerContext, attempt: Attempt) -> Result<(), Failed> {
    let found = context.get_ext::<Handlers>().and_then(|handlers| handlers.by_name.get(task));
    let Some((handler, limit)) = found else {
        return Err(Failed::Again("this worker has no handler for it".to_owned()));
    };
    let mut payload = context.payload().clone();
    if let Some(fields) = payload.as_object_mut() {
        fields.remove(CRON);
    }
    let work = AssertUnwindSafe(async { handler(payload, attempt).await }).catch_unwind();
    match tokio::time::timeout(*limit, work).await {
        Ok(Ok(outcome)) => outcome,
        // What a panic says may quote anything.
        Ok(Err(_)) => Err(Failed::Again("the handler panicked".to_owned())),
        Err(_) => Err(Failed::Again(format!("it took more than {} s", limit.as_secs()))),
    }
}

async fn give_up(context: &WorkerContext, job: i64) -> Result<(), sqlx::Error> {
    match context.get_ext::<Handlers>() {
        Some(handlers) => operations::give_up(&mut *handlers.pool.acquire().await?, job).await,
        None => Ok(()),
    }
}
