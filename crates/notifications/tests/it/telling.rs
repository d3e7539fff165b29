use notifications::operations::{Refused, Told, tell};
use notifications::{Recipient, State, Template};
use sqlx::PgPool;

use crate::support::{notice, now, office, tenants};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_same_key_twice_is_one_message_and_one_job(pool: PgPool) {
    let office = office(&pool).await;
    let notice = notice(Template::VerifyEmail, Some("verify:1"));
    let first = office.tell(&notice).await;
    let mut tx = office.enter(tenants()[0]).await;
    assert_eq!(tell(&mut tx, &notice, now()).await.unwrap(), Told::Before(first));
    tx.commit().await.unwrap();
    assert_eq!(office.log(tenants()[0]).await.len(), 1);
    assert_eq!(office.waiting_jobs().await, 1);
    assert_eq!(office.state(first).await, State::Waiting);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_second_of_two_requests_at_once_waits_and_tells_nothing(pool: PgPool) {
    let office = office(&pool).await;
    let notice = notice(Template::VerifyEmail, Some("verify:1"));
    let (mut first, mut second) =
        (office.enter(tenants()[0]).await, office.enter(tenants()[0]).await);
    let Told::Now(id) = tell(&mut first, &notice, now()).await.unwrap() else { panic!("told") };
    let (late, ()) = tokio::join!(tell(&mut second, &notice, now()), async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        first.commit().await.unwrap();
    });
    assert_eq!(late.unwrap(), Told::Before(id));
    second.commit().await.unwrap();
    assert_eq!(office.waiting_jobs().await, 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_same_key_in_another_house_is_another_message(pool: PgPool) {
    let office = office(&pool).await;
    let mut notice = notice(Template::VerifyEmail, Some("verify:1"));
    let first = office.tell(&notice).await;
    notice.tenant = tenants()[1];
    assert_ne!(office.tell(&notice).await, first);
    assert_eq!(office.waiting_jobs().await, 2);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_transaction_that_is_rolled_back_tells_nothing(pool: PgPool) {
    let office = office(&pool).await;
    let notice = notice(Template::VerifyEmail, Some("verify:1"));
    let mut tx = office.enter(tenants()[0]).await;
    tell(&mut tx, &notice, now()).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!((office.log(tenants()[0]).await.len(), office.waiting_jobs().await), (0, 0));
    office.tell(&notice).await;
    assert_eq!((office.log(tenants()[0]).await.len(), office.waiting_jobs().await), (1, 1));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_lacks_a_value_or_goes_by_another_channel_is_not_told(pool: PgPool) {
    let office = office(&pool).await;
    let mut tx = office.enter(tenants()[0]).await;
    let mut lacks = notice(Template::VerifyEmail, None);
    lacks.values.remove("until");
    assert!(matches!(tell(&mut tx, &lacks, now()).await, Err(Refused::Lacks("until"))));
    let mut astray = notice(Template::OneTimeCode, None);
    astray.to = Recipient::Email("ada@example.org".into());
    assert!(matches!(tell(&mut tx, &astray, now()).await, Err(Refused::Channel)));
    tx.commit().await.unwrap();
    assert_eq!(office.waiting_jobs().await, 0);
}
