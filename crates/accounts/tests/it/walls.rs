use access::Role;
use accounts::operations::people::{Righted, set_right};
use accounts::operations::{people, sessions};
use sqlx::PgPool;

use crate::support::{begin, email, noon, ready, somebody, visit, visit_of};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn another_house_sees_no_person_and_no_session(pool: PgPool) {
    ready(&pool).await;
    let (here, there) = (visit(), visit_of(1));
    let ada = somebody(&pool, &here, "ada@example.org").await;
    let mut tx = begin(&pool, &here).await;
    let opened = sessions::open(&mut tx, &here, &ada, sessions::Method::Password).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = begin(&pool, &there).await;
    assert!(people::find(&mut tx, ada.id).await.unwrap().is_none());
    assert!(people::by_email(&mut tx, &email("ada@example.org")).await.unwrap().is_none());
    assert!(sessions::find(&mut tx, &opened.token, noon()).await.unwrap().is_none());
    assert!(people::list(&mut tx, "", false, None).await.unwrap().is_empty());
    drop(tx);
    // The same address may have an account there too.
    let other = somebody(&pool, &there, "ada@example.org").await;
    assert_ne!(other.id, ada.id);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_application_sees_nothing_before_it_enters_a_house(pool: PgPool) {
    ready(&pool).await;
    somebody(&pool, &visit(), "ada@example.org").await;
    let mut tx = pool.begin().await.unwrap();
    sqlx::query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
    for table in ["people", "sessions", "passkeys", "links", "attempts", "person_roles", "exports"]
    {
        let seen: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
                .fetch_one(&mut *tx)
                .await
                .unwrap();
        assert_eq!(seen, 0, "{table}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_last_admin_stays_one_and_nobody_takes_their_own_right(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let ada = somebody(&pool, &visit, "ada@example.org").await;
    let bob = somebody(&pool, &visit, "bob@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    let admin = Role::Admin;
    assert_eq!(set_right(&mut tx, &visit, &ada, &ada, (admin, true)).await.unwrap(), Righted::Done);
    assert_eq!(
        set_right(&mut tx, &visit, &ada, &ada, (admin, false)).await.unwrap(),
        Righted::OneSelf
    );
    assert_eq!(
        set_right(&mut tx, &visit, &bob, &ada, (admin, false)).await.unwrap(),
        Righted::LastAdmin
    );
    assert_eq!(set_right(&mut tx, &visit, &ada, &bob, (admin, true)).await.unwrap(), Righted::Done);
    // New rights are those of a new sign-in.
    assert!(sessions::list(&mut tx, bob.id, noon()).await.unwrap().is_empty());
    assert_eq!(
        set_right(&mut tx, &visit, &bob, &ada, (admin, false)).await.unwrap(),
        Righted::Done
    );
    assert_eq!(
        set_right(&mut tx, &visit, &bob, &ada, (admin, false)).await.unwrap(),
        Righted::LastAdmin
    );
}
