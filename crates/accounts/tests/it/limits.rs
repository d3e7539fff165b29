use accounts::operations::limits::{Counted, count, forget};
use accounts::operations::sign_in::known;
use accounts::operations::sign_up::{Asked, ask};
use jiff::SignedDuration;
use sqlx::PgPool;

use crate::support::{begin, email, later, ready, somebody, visit};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn ten_passwords_may_be_tried_in_a_quarter_of_an_hour_for_any_address(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    somebody(&pool, &visit, "ada@example.org").await;
    for address in ["ada@example.org", "nobody@example.org"] {
        let mut tx = begin(&pool, &visit).await;
        for _ in 0..10 {
            assert!(known(&mut tx, &visit, &email(address)).await.unwrap().is_ok());
        }
        let Err(wait) = known(&mut tx, &visit, &email(address)).await.unwrap() else {
            panic!("an eleventh was let through");
        };
        assert_eq!(wait.0, 15 * 60);
        let after = later(&visit, SignedDuration::from_mins(15));
        assert!(known(&mut tx, &after, &email(address)).await.unwrap().is_ok());
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn five_letters_an_hour_go_to_one_address(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let mut tx = begin(&pool, &visit).await;
    for _ in 0..5 {
        assert!(matches!(
            ask(&mut tx, &visit, &email("a@example.org")).await.unwrap(),
            Asked::Told(_)
        ));
    }
    assert!(matches!(ask(&mut tx, &visit, &email("A@example.org")).await.unwrap(), Asked::Wait(_)));
    assert!(matches!(ask(&mut tx, &visit, &email("b@example.org")).await.unwrap(), Asked::Told(_)));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_network_is_limited_as_the_settings_say_and_what_ended_well_is_forgotten(pool: PgPool) {
    ready(&pool).await;
    let visit = accounts::Visit { tries_per_network: 2, ..visit() };
    let mut tx = begin(&pool, &visit).await;
    for refused in [false, false, true] {
        let answer = count(&mut tx, &visit, Counted::Network).await.unwrap();
        assert_eq!(answer.is_some(), refused);
    }
    let elsewhere = accounts::Visit {
        network: Some(audit::IpPrefix::of("198.51.100.1".parse().unwrap())),
        ..visit.clone()
    };
    assert_eq!(count(&mut tx, &elsewhere, Counted::Network).await.unwrap(), None);
    forget(&mut tx, &visit, Counted::Network).await.unwrap();
    assert_eq!(count(&mut tx, &visit, Counted::Network).await.unwrap(), None);
}
