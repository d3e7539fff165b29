use jiff::Timestamp;
use notifications::operations::{
    After, Filter, Purged, drop_old, list, make_partitions, purge, tell,
};
use notifications::{State, Template};
use sqlx::PgPool;

use crate::support::{Office, notice, now, office, tenants};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn told_at(office: &Office, at: Timestamp, key: Option<&str>) {
    let mut tx = office.enter(tenants()[0]).await;
    tell(&mut tx, &notice(Template::SignInLink, key), at).await.unwrap();
    tx.commit().await.unwrap();
}

async fn part_of(pool: &PgPool, at: Timestamp) -> String {
    use jiff_sqlx::ToSqlx as _;
    sqlx::query_scalar("select tableoid::regclass::text from notifications where created_at = $1")
        .bind(at.to_sqlx())
        .fetch_one(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_message_without_a_part_is_kept_and_moves_into_it_when_it_is_made(pool: PgPool) {
    let office = office(&pool).await;
    let (last, first) = (at("2031-01-31T23:59:59Z"), at("2031-02-01T00:00:00Z"));
    told_at(&office, last, None).await;
    told_at(&office, first, None).await;
    assert_eq!(part_of(&pool, last).await, "notifications_default");

    let mut conn = office.app.acquire().await.unwrap();
    assert_eq!(make_partitions(&mut conn, last).await.unwrap(), 4);
    assert_eq!(make_partitions(&mut conn, last).await.unwrap(), 0);
    assert_eq!(make_partitions(&mut conn, first).await.unwrap(), 1);
    assert_eq!(part_of(&pool, last).await, "notifications_2031_01");
    assert_eq!(part_of(&pool, first).await, "notifications_2031_02");
    told_at(&office, at("2031-04-30T12:00:00Z"), None).await;
    assert_eq!(part_of(&pool, at("2031-04-30T12:00:00Z")).await, "notifications_2031_04");
    assert_eq!(office.log(tenants()[0]).await.len(), 3);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_three_years_old_goes_and_nothing_younger(pool: PgPool) {
    let office = office(&pool).await;
    let mut conn = office.app.acquire().await.unwrap();
    make_partitions(&mut conn, at("2014-11-15T00:00:00Z")).await.unwrap();
    told_at(&office, at("2014-12-15T00:00:00Z"), None).await;
    told_at(&office, at("2013-01-01T00:00:00Z"), None).await;
    told_at(&office, at("2015-02-01T00:00:00Z"), None).await;
    assert_eq!(drop_old(&mut conn, at("2018-01-31T00:00:00Z")).await.unwrap(), 2);
    let left = office.log(tenants()[0]).await;
    assert_eq!(
        left.iter().map(|entry| entry.created_at).collect::<Vec<_>>(),
        [at("2015-02-01T00:00:00Z")]
    );

    told_at(&office, at("2031-01-01T00:00:00Z"), None).await;
    drop_old(&mut conn, at("2099-01-01T00:00:00Z")).await.unwrap();
    let left = office.log(tenants()[0]).await;
    assert_eq!(left.len(), 1, "a wrong date empties nothing that is young by the database's clock");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn recipients_and_keys_go_after_ninety_days_and_what_was_never_sent_after_three(
    pool: PgPool,
) {
    let office = office(&pool).await;
    told_at(&office, at("2026-08-23T12:00:00Z"), Some("old")).await;
    told_at(&office, at("2026-08-23T12:00:01Z"), Some("young")).await;
    told_at(&office, at("2026-11-18T12:00:01Z"), None).await;
    let mut tx = office.enter(tenants()[0]).await;
    let purged = purge(&mut tx, now()).await.unwrap();
    assert_eq!(purged, Purged { given_up: 2, erased: 1, keys: 1 });
    tx.commit().await.unwrap();
    let log = office.log(tenants()[0]).await;
    let seen: Vec<_> = log.iter().map(|entry| (entry.state, entry.recipient.is_some())).collect();
    assert_eq!(seen, [(State::Waiting, true), (State::Failed, true), (State::Failed, false)]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_log_is_read_page_by_page_and_by_what_is_known(pool: PgPool) {
    let office = office(&pool).await;
    for _ in 0..5 {
        // The same instant: the page is cut by the id.
        told_at(&office, now(), None).await;
    }
    let mut other = notice(Template::OneTimeCode, None);
    other.person = Some(uuid::Uuid::nil());
    office.tell(&other).await;
    let mut tx = office.enter(tenants()[0]).await;
    let (mut after, mut seen): (Option<After>, Vec<_>) = (None, Vec::new());
    loop {
        let page = list(&mut tx, &Filter::default(), after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.after());
        seen.extend(page.into_iter().map(|entry| entry.id));
    }
    assert_eq!(seen.len(), 6);
    assert!(seen.is_sorted_by(|first, second| first > second), "{seen:?}");

    for (filter, found) in [
        (Filter { recipient: Some("ADA.lovelace@example.org".into()), ..Filter::default() }, 5),
        (Filter { recipient: Some("lovelace".into()), ..Filter::default() }, 0),
        (Filter { template: Some("one_time_code".into()), ..Filter::default() }, 1),
        (Filter { person: Some(uuid::Uuid::nil()), ..Filter::default() }, 1),
        (Filter { state: Some(State::Sent), ..Filter::default() }, 0),
    ] {
        assert_eq!(list(&mut tx, &filter, None, 50).await.unwrap().len(), found, "{filter:?}");
    }
}
