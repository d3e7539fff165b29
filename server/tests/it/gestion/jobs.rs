use ::jobs::operations::of_house::{self, List};
use ::jobs::operations::{Page, When};
use access::Role;
use audit::operations::Filter;
use server::worker::Purge;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Desk, HOST};

/// A job of the house that is not tried any more: its number.
pub(super) async fn dead_job(desk: &Desk) -> i64 {
    let mut tx = desk.begin(desk.visit(HOST).tenant()).await;
    let task = notifications::operations::SendNotification {
        tenant: desk.visit(HOST).tenant().0,
        notification: Uuid::from_u128(7),
    };
    ::jobs::operations::enqueue(&mut tx, &task, &When::default()).await.unwrap();
    tx.commit().await.unwrap();
    let kill = "update graphile_worker._private_jobs set attempts = max_attempts";
    sqlx::query(kill).execute(&desk.jobs).await.unwrap();
    list(desk, List::Dead).await[0]
}

async fn list(desk: &Desk, which: List) -> Vec<i64> {
    let mut conn = desk.jobs.acquire().await.unwrap();
    let house = desk.visit(HOST).tenant().0;
    let found = of_house::list(&mut conn, house, which, Page::default()).await.unwrap();
    found.into_iter().map(|job| job.id).collect()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_dead_job_is_counted_shown_and_run_again_by_an_admin_alone(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = dead_job(&desk).await;
    let number = id.to_string();
    let replay = [("act", "replay"), ("id", number.as_str())];
    let (_, sees) = desk.sits(Role::Superviseur).await;
    let page = desk.get(&sees, "/gestion/travaux").await;
    assert!(page.body.contains("send_notification") && page.body.contains("desk-count"));
    assert!(!page.body.contains("value=\"replay\""));
    assert_eq!(desk.post(&sees, "/gestion/travaux", &replay).await.status.as_u16(), 404);
    assert_eq!(list(&desk, List::Dead).await, [id]);

    let (_, admin) = desk.sits(Role::Admin).await;
    let done = desk.post(&admin, "/gestion/travaux", &replay).await;
    assert_eq!(done.header("location"), "/gestion/travaux?fait=relance");
    assert_eq!(
        (list(&desk, List::Dead).await, list(&desk, List::Waiting).await),
        (vec![], vec![id])
    );
    let again = desk.post(&admin, "/gestion/travaux", &replay).await;
    assert_eq!(again.header("location"), "/gestion/travaux?fait=deja");
    assert_eq!(desk.audited(Filter::default()).await, [audit::Act::JobReplayed]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_job_of_the_platform_is_not_a_houses_to_drop(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let mut tx = desk.begin(desk.visit(HOST).tenant()).await;
    ::jobs::operations::enqueue(&mut tx, &Purge {}, &When::default()).await.unwrap();
    tx.commit().await.unwrap();
    let kill = "update graphile_worker._private_jobs set attempts = max_attempts";
    sqlx::query(kill).execute(&desk.jobs).await.unwrap();
    let number = list(&desk, List::Dead).await[0].to_string();
    let (_, admin) = desk.sits(Role::Admin).await;
    let page = desk.get(&admin, "/gestion/travaux").await;
    assert!(page.body.contains("value=\"replay\"") && !page.body.contains("value=\"discard\""));
    let discard = [("act", "discard"), ("id", number.as_str())];
    let dropped = desk.post(&admin, "/gestion/travaux", &discard).await;
    assert_eq!(dropped.header("location"), "/gestion/travaux?fait=deja");
    assert_eq!(list(&desk, List::Dead).await.len(), 1);
}
