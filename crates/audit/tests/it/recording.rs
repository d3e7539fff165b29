use audit::operations::{Filter, Payload, record, record_all, search};
use audit::{Act, Actor, Entry};
use futures_util::future::join_all;
use sqlx::PgPool;
use uuid::Uuid;

use crate::house::{House, noon};
use crate::world::keys;

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_recorded_is_whole_with_every_column_and_without(pool: PgPool) {
    let house = House::new(pool).await;
    let person = Uuid::now_v7();
    let full = Entry {
        ip: Some(audit::IpPrefix::of("192.0.2.7".parse().unwrap())),
        ..house.viewed(person, 1)
    };
    let bare = Entry::of_house(house.tenant.0, Actor::default(), Act::SignInRefused);
    let told = Entry { payload: Some(serde_json::json!({ "method": "link" })), ..bare.clone() };
    house.record(&[full.clone(), bare.clone(), full, told]).await;
    house.record(&[bare]).await;
    let found = house.check().await;
    assert!(found.is_whole(), "{:?}", found.broken);
    assert_eq!((found.events, found.chains, found.checkpoints), (5, 2, 0));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_to_record_is_nothing(pool: PgPool) {
    let house = House::new(pool).await;
    house.record(&[]).await;
    assert_eq!(house.check().await.events, 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn those_who_append_to_one_chain_at_once_leave_no_gap(pool: PgPool) {
    let house = House::new(pool).await;
    let person = Uuid::now_v7();
    let append = async || {
        for step in 0..15 {
            let mut tx = house.within().await;
            record(&mut tx, &keys(), &house.viewed(person, step), noon()).await.unwrap();
            if step % 5 == 4 {
                tx.rollback().await.unwrap(); // gives its number back
            } else {
                tx.commit().await.unwrap();
            }
        }
    };
    join_all((0..8).map(|_| append())).await;
    let sequences: Vec<i64> =
        sqlx::query_scalar("select sequence from audit_events order by sequence")
            .fetch_all(&house.pool)
            .await
            .unwrap();
    assert_eq!(sequences, (1..=96).collect::<Vec<i64>>());
    assert!(house.check().await.is_whole());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn batches_over_the_same_chains_in_other_orders_do_not_lock_each_other_out(pool: PgPool) {
    let house = House::new(pool).await;
    let persons: Vec<Uuid> = (0..12).map(|_| Uuid::now_v7()).collect();
    let append = async |turn: usize| {
        for step in 0..10 {
            let mut order = persons.clone();
            order.rotate_left((turn * 3 + step) % 12);
            if turn % 2 == 1 {
                order.reverse();
            }
            let entries: Vec<Entry> = order.iter().map(|person| house.viewed(*person, 1)).collect();
            let mut tx = house.within().await;
            record_all(&mut tx, &keys(), &entries, noon()).await.unwrap();
            tx.commit().await.unwrap();
        }
    };
    join_all((0..6).map(append)).await;
    let found = house.check().await;
    assert!(found.is_whole(), "{:?}", found.broken);
    assert_eq!((found.events, found.chains), (720, 12));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn after_an_erasure_the_chain_is_whole_and_the_payload_is_gone(pool: PgPool) {
    let house = House::new(pool).await;
    let (ada, bob) = (Uuid::now_v7(), Uuid::now_v7());
    house.record(&[house.viewed(ada, 1), house.viewed(bob, 2)]).await;
    house.checkpoint().await;
    let mut tx = house.within().await;
    sealing::operations::erase(&mut tx, ada, noon()).await.unwrap();
    tx.commit().await.unwrap();
    house.record(&[Entry { payload: house.viewed(ada, 1).payload, ..house.viewed(ada, 3) }]).await;

    let found = house.check().await;
    assert!(found.is_whole(), "{:?}", found.broken);
    let mut tx = house.within().await;
    let page = search(&mut tx, &keys(), &Filter::default(), None, 10).await.unwrap();
    let payloads: Vec<_> = page.events.iter().map(|it| (it.about, &it.payload)).collect();
    let name = serde_json::json!({ "name": "Ada Lovelace" });
    assert_eq!(
        payloads,
        [
            (Some(ada), &Payload::None),
            (Some(bob), &Payload::Open(name)),
            (Some(ada), &Payload::Erased)
        ]
    );
    // Nothing of the name is in clear anywhere.
    let clear: i64 = sqlx::query_scalar("select count(*) from audit_events e where e::text like '%Lovelace%' or encode(payload, 'escape') like '%Lovelace%'")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(clear, 0);
}
