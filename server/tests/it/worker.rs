use contact::Message;
use jiff::{SignedDuration, Timestamp};
use jobs::operations::{self, Page, When};
use server::worker::{Purge, worker};
use server::{Database, clock};
use sqlx::{PgConnection, PgPool};
use tenants::{Directory, TenantId};
use vocabulary::Lang;

use crate::support::{as_application, state, work_until};

/// A server's memory and connections of the role of the jobs, on a database with the demonstration tenants.
async fn ready(pool: &PgPool) -> (server::State, PgPool) {
    operations::migrate(&pool.connect_options()).await.unwrap();
    let mut tx = pool.begin().await.unwrap();
    tenants::operations::seed_if_empty(&mut tx, clock::now()).await.unwrap();
    tx.commit().await.unwrap();
    let state = state(Some(as_application(pool).await));
    (state, operations::pool((*pool.connect_options()).clone(), 6))
}

async fn leave(conn: &mut PgConnection, tenant: TenantId, at: Timestamp) {
    let message = Message::read("Ada", "ada@example.org", "other", "Bonjour", Lang::Fr).unwrap();
    tenants::operations::enter(conn, tenant).await.unwrap();
    contact::operations::leave(conn, tenant.0, &message, at).await.unwrap();
}

async fn messages(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from contact_messages").fetch_one(pool).await.unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_night_deletes_what_is_past_its_time_for_each_tenant(pool: PgPool) {
    let (state, jobs) = ready(&pool).await;
    let days = |days: i64| clock::now() - SignedDuration::from_hours(days * 24);
    let mut tx = pool.begin().await.unwrap();
    for tenant in &Directory::builtin().unwrap().tenants {
        leave(&mut tx, tenant.id, days(366)).await;
        leave(&mut tx, tenant.id, days(364)).await;
    }
    tx.commit().await.unwrap();
    operations::first_time(&mut jobs.acquire().await.unwrap(), "old", days(31)).await.unwrap();
    let before = messages(&pool).await;
    assert!(before >= 4, "two tenants or more");
    // The hour of the purge came while no worker ran.
    sqlx::query(
        r"
        insert into graphile_worker._private_known_crontabs (identifier, known_since)
        values ('purge', now() - interval '2 days')
        ",
    )
    .execute(&jobs)
    .await
    .unwrap();
    work_until(&state, &jobs, async || messages(&pool).await == before / 2).await;
    let mut conn = jobs.acquire().await.unwrap();
    assert_eq!(operations::waiting(&mut conn, Page::default()).await.unwrap(), []);
    assert!(operations::first_time(&mut conn, "old", clock::now()).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_purge_waits_until_the_tenants_are_known(pool: PgPool) {
    let (state, jobs) = ready(&pool).await;
    state.set_database(Database::Starting);
    let mut app = as_application(&pool).await.acquire().await.unwrap();
    operations::enqueue(&mut app, &Purge {}, &When::default()).await.unwrap();
    let failing = async || {
        let mut conn = jobs.acquire().await.unwrap();
        operations::failing(&mut conn, Page::default()).await.unwrap()
    };
    work_until(&state, &jobs, async || !failing().await.is_empty()).await;
    assert_eq!(failing().await[0].last_error.as_deref(), Some("the tenants are not read yet"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn every_kind_of_job_has_its_handler(pool: PgPool) {
    let (state, jobs) = ready(&pool).await;
    let known = worker(state, jobs).unwrap().known();
    assert_eq!(
        known,
        [
            "anchor_audit",
            "ask_for_vaults",
            "close_quiet",
            "destroy_documents",
            "forget_files",
            "forget_invoices",
            "forget_signatures",
            "issue_invoice",
            "make_export",
            "purge",
            "read_checkout",
            "read_document",
            "read_payment_notice",
            "reconcile_payments",
            "remind",
            "remind_cpi",
            "render_invoice",
            "send_notification",
            "send_refund",
            "sweep_payments",
            "tell_correction",
            "tell_matomo",
            "wake_documents"
        ]
    );
}
