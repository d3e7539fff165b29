use jobs::operations::{self, When};
use sqlx::{Executor as _, PgPool};

use crate::support::{Carry, ready, waiting};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_application_enqueues_and_sees_nothing_of_the_queue(pool: PgPool) {
    let jobs = ready(&pool).await;
    let mut app = pool.acquire().await.unwrap();
    app.execute("set role carteclaire_app").await.unwrap();
    operations::enqueue(&mut app, &Carry { parcel: 1 }, &When::default()).await.unwrap();
    assert_eq!(waiting(&jobs).await.len(), 1);
    for forbidden in [
        "select from graphile_worker._private_jobs",
        "select from graphile_worker.jobs",
        "update graphile_worker._private_jobs set attempts = 0",
        "delete from graphile_worker._private_jobs",
        "insert into graphile_worker._private_tasks (identifier) values ('x')",
        "select graphile_worker.add_job('carry')",
        "select graphile_worker.complete_jobs(array[1])",
        "update jobs.effects set done_at = now()",
        "delete from jobs.effects",
        "drop function jobs.enqueue",
        "create table jobs.mine ()",
    ] {
        let refused = app.execute(forbidden).await.unwrap_err();
        let code = refused.as_database_error().and_then(sqlx::error::DatabaseError::code);
        assert_eq!(code.as_deref(), Some("42501"), "{forbidden}: {refused}");
    }
    app.execute("reset role").await.unwrap();
    assert_eq!(waiting(&jobs).await.len(), 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_role_of_the_jobs_owns_its_schemas_and_nothing_of_the_houses(pool: PgPool) {
    let jobs = ready(&pool).await;
    let mut conn = jobs.acquire().await.unwrap();
    for forbidden in ["select from tenants", "select from contact_messages", "select from quotes"] {
        assert!(conn.execute(forbidden).await.is_err(), "{forbidden}");
    }
    let owner: String = sqlx::query_scalar(
        "select nspowner::regrole::text from pg_namespace where nspname = 'graphile_worker'",
    )
    .fetch_one(&mut *conn)
    .await
    .unwrap();
    assert_eq!(owner, "carteclaire_jobs");
}
