use mailer::webhooks::{Report, Reported};
use notifications::Template;
use notifications::operations::{Filter, apply, list, state};
use sqlx::{Executor as _, PgPool};

use crate::support::{notice, now, office, tenants};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn messages_of_another_house_look_missing(pool: PgPool) {
    let office = office(&pool).await;
    let id = office.tell(&notice(Template::SignInLink, Some("k"))).await;
    assert_eq!(office.log(tenants()[0]).await.len(), 1);
    assert_eq!(office.log(tenants()[1]).await.len(), 0);
    let mut other = office.enter(tenants()[1]).await;
    assert_eq!(state(&mut other, id).await.unwrap(), None);
    let keys: i64 = sqlx::query_scalar("select count(*) from notification_keys")
        .fetch_one(&mut *other)
        .await
        .unwrap();
    assert_eq!(keys, 0);

    let mut nowhere = office.app.begin().await.unwrap();
    assert!(list(&mut nowhere, &Filter::default(), None, 10).await.unwrap().is_empty());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_report_enters_the_house_of_its_message(pool: PgPool) {
    let office = office(&pool).await;
    let mut notice = notice(Template::SignInLink, None);
    notice.tenant = tenants()[1];
    let id = office.tell(&notice).await;
    let report = Report {
        provider: "mails",
        message_id: None,
        id: Some(id),
        state: Reported::Delivered,
        at: now(),
        detail: String::new(),
    };
    let mut tx = office.app.begin().await.unwrap();
    assert!(apply(&mut tx, &report, now()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(office.log(tenants()[1]).await[0].state.id(), "delivered");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_application_deletes_nothing_and_rewrites_no_history(pool: PgPool) {
    let office = office(&pool).await;
    office.tell(&notice(Template::SignInLink, Some("k"))).await;
    let mut conn = office.app.acquire().await.unwrap();
    for forbidden in [
        "delete from notifications",
        "truncate notifications",
        "update notifications set created_at = now()",
        "update notifications set tenant_id = tenant_id",
        "update notifications set template = 'x'",
        "update notification_keys set key = 'x'",
        "select from notifications_default",
        "select from notifications_2026_11",
        "drop table notifications_default",
        "create table notifications_mine (id uuid)",
    ] {
        let refused = conn.execute(forbidden).await.unwrap_err();
        let code = refused.as_database_error().and_then(sqlx::error::DatabaseError::code);
        let expected =
            if forbidden.contains("2026_11") { ["42501", "42P01"] } else { ["42501"; 2] };
        assert!(expected.contains(&code.as_deref().unwrap()), "{forbidden}: {refused}");
    }
}
