//! The queue of jobs, as the role of the jobs sees it.

use access::Act;
use app::site::gestion::{DepthLine, GestionPage, JobDone, JobLine, JobList, JobsView};
use axum::body::Bytes;
use jobs::operations::of_house::{self, List};
use jobs::operations::{Depth, Page, WaitingJob};
use serde_json::json;

use super::{Desk, done};
use crate::database::Chain;
use crate::people::{Answer, form, value};

/// What was done, as the address says it.
const DONE: &[(&str, JobDone)] =
    &[("relance", JobDone::Replayed), ("abandonne", JobDone::Discarded), ("deja", JobDone::Gone)];

/// How many jobs there are, by kind; `None` when the queue does not answer from here.
async fn depth(desk: &Desk) -> Option<Vec<Depth>> {
    let asked = async {
        let mut conn = desk.here.state().jobs().ok_or(sqlx::Error::PoolClosed)?.acquire().await?;
        of_house::depth(&mut conn, desk.here.visit.tenant().0).await
    };
    match asked.await {
        Ok(depth) => Some(depth),
        Err(sqlx::Error::PoolClosed) => None,
        Err(error) => {
            tracing::warn!(error = %Chain(&error), "the queue of jobs does not answer");
            None
        }
    }
}

/// Dead jobs that the house sees.
pub(super) async fn dead(desk: &Desk) -> Option<i64> {
    Some(depth(desk).await?.iter().map(|it| it.dead).sum())
}

/// Jobs that failed and are tried again; no more than a page of them is counted.
pub(super) async fn failing(desk: &Desk) -> Option<i64> {
    let found = lines(desk, JobList::Failing, 0).await?;
    i64::try_from(found.len()).ok()
}

async fn lines(desk: &Desk, list: JobList, after: i64) -> Option<Vec<WaitingJob>> {
    let page = Page { after, ..Page::default() };
    let list = match list {
        JobList::Dead => List::Dead,
        JobList::Failing => List::Failing,
        JobList::Waiting => List::Waiting,
    };
    let mut conn = desk.here.state().jobs()?.acquire().await.ok()?;
    of_house::list(&mut conn, desk.here.visit.tenant().0, list, page).await.ok()
}

/// `GET /gestion/travaux?liste=dead&apres=…`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk) -> Answer {
    let pairs = desk.pairs();
    let list = JobList::parse(value(&pairs, "liste")).unwrap_or(JobList::Dead);
    let after = value(&pairs, "apres").parse().unwrap_or(0);
    let what = value(&pairs, "fait");
    let (found, depth) = (lines(&desk, list, after).await, depth(&desk).await);
    let out_of_reach = found.is_none() || depth.is_none();
    let found = found.unwrap_or_default();
    let full = i64::try_from(found.len()).is_ok_and(|found| found >= Page::default().limit);
    let view = JobsView {
        list,
        next: found.last().filter(|_| full).map(|job| job.id),
        lines: found.into_iter().map(line).collect(),
        depth: depth
            .unwrap_or_default()
            .into_iter()
            .map(|it| DepthLine {
                task: it.task,
                counts: [it.waiting, it.running, it.dead],
                oldest_seconds: it.oldest_seconds,
            })
            .collect(),
        mends: desk.may(Act::ReplayJobs),
        done: DONE.iter().find(|(name, _)| *name == what).map(|(_, done)| *done),
        out_of_reach,
    };
    desk.page(&GestionPage::Jobs(Box::new(view))).await
}

fn line(job: WaitingJob) -> JobLine {
    JobLine {
        id: job.id,
        task: job.task,
        key: job.key,
        of_the_house: job.of_a_house,
        attempts: (job.attempts, job.max_attempts),
        run_at: job.run_at,
        created_at: job.created_at,
        locked_since: job.locked_since,
        last_error: job.last_error,
    }
}

/// `POST /gestion/travaux`: a dead job is run again, or dropped.
///
/// # Errors
///
/// When the database does not answer.
pub async fn act(desk: Desk, body: Bytes) -> Answer {
    if !desk.may(Act::ReplayJobs) {
        return Ok(desk.here.error(404));
    }
    let form = form(&body);
    let Ok(id) = value(&form, "id").parse::<i64>() else { return Ok(desk.here.error(422)) };
    let Some(jobs) = desk.here.state().jobs() else { return Ok(desk.here.error(503)) };
    let house = desk.here.visit.tenant().0;
    let mut queue = jobs.begin().await?;
    let (act, mended, what) = match value(&form, "act") {
        "replay" => {
            let mended = of_house::replay(&mut queue, house, id).await?;
            (audit::Act::JobReplayed, mended, "relance")
        }
        "discard" => {
            let mended = of_house::discard(&mut queue, house, id).await?;
            (audit::Act::JobDiscarded, mended, "abandonne")
        }
        _ => return Ok(desk.here.error(422)),
    };
    if !mended {
        return Ok(done(&desk.here.asked.path, "deja"));
    }
    // Two connections: rather a line in the audit of what was not done than the reverse.
    let mut tx = desk.here.begin().await?;
    desk.note(&mut tx, None, act, None, Some(json!({ "job": id }))).await?;
    tx.commit().await?;
    queue.commit().await?;
    Ok(done(&desk.here.asked.path, what))
}
