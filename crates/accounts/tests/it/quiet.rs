use access::Role;
use accounts::Visit;
use accounts::operations::{people, quiet, sessions};
use jiff::SignedDuration;
use sqlx::PgPool;

use crate::support::{begin, later, letters, ready, somebody, visit};

async fn night(pool: &PgPool, at: &Visit) -> (usize, usize) {
    let mut tx = begin(pool, at).await;
    let warned = quiet::warn(&mut tx, at).await.unwrap();
    let closed = quiet::close(&mut tx, at).await.unwrap();
    tx.commit().await.unwrap();
    (warned, closed.len())
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_does_not_come_for_three_years_is_warned_once_then_closed(pool: PgPool) {
    ready(&pool).await;
    let first = visit();
    let ada = somebody(&pool, &first, "ada@example.org").await;
    let bob = somebody(&pool, &first, "bob@example.org").await;
    let works = somebody(&pool, &first, "works@example.org").await;
    let mut tx = begin(&pool, &first).await;
    people::set_right(&mut tx, &first, &works, &works, (Role::Operateur, true)).await.unwrap();
    tx.commit().await.unwrap();
    let days = |days: i64| later(&first, SignedDuration::from_hours(24 * days));
    assert_eq!(night(&pool, &days(1064)).await, (0, 0));
    assert_eq!(night(&pool, &days(1065)).await, (2, 0));
    assert_eq!(night(&pool, &days(1066)).await, (0, 0), "warned once");
    assert_eq!(letters(&pool, "ada@example.org").await.last().unwrap(), "account_quiet");
    // Bob comes back: nothing is counted any more.
    let back = days(1080);
    let mut tx = begin(&pool, &back).await;
    sessions::open(&mut tx, &back, &bob, sessions::Method::Password).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(night(&pool, &days(1094)).await, (0, 0));
    assert_eq!(night(&pool, &days(1095)).await, (0, 1));
    let mut tx = begin(&pool, &first).await;
    assert!(people::find(&mut tx, ada.id).await.unwrap().is_none());
    assert!(people::find(&mut tx, bob.id).await.unwrap().is_some());
    assert!(people::find(&mut tx, works.id).await.unwrap().is_some());
}
