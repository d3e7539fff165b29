use std::time::Duration;

use jiff::Timestamp;
use sealing::MasterKeys;
use sealing::operations::{Failed, erase, existing, key_of, keys_of, open_for, rewrap, seal_for};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use tenants::{Directory, TenantId};
use uuid::Uuid;

const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const OTHER: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";

fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().expect("an instant")
}

fn keys() -> MasterKeys {
    MasterKeys::new(&ONE.into(), &[]).expect("a master key")
}

/// The two houses of the seed.
async fn houses(pool: &PgPool) -> [Uuid; 2] {
    let mut conn = pool.acquire().await.unwrap();
    tenants::operations::seed_if_empty(&mut conn, noon()).await.unwrap();
    let mut ids = Directory::builtin()
        .unwrap()
        .tenants
        .iter()
        .map(|it| it.id.0)
        .collect::<Vec<_>>()
        .into_iter();
    [ids.next().unwrap(), ids.next().unwrap()]
}

/// A transaction of the application, in `tenant`.
async fn within(pool: &PgPool, tenant: Uuid) -> Transaction<'static, Postgres> {
    let mut tx = pool.begin().await.unwrap();
    sqlx::query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
    tenants::operations::enter(&mut tx, TenantId(tenant)).await.unwrap();
    tx
}

async fn sealed(conn: &mut PgConnection, tenant: Uuid, person: Uuid) -> Option<Vec<u8>> {
    seal_for(conn, &keys(), (tenant, person), ("name", b"row 1"), b"Ada", noon()).await.unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_sealed_for_a_person_opens_for_that_person_alone(pool: PgPool) {
    let [house, _] = houses(&pool).await;
    let (ada, bob) = (Uuid::now_v7(), Uuid::now_v7());
    let mut tx = within(&pool, house).await;
    let bytes = sealed(&mut tx, house, ada).await.unwrap();
    sealed(&mut tx, house, bob).await.unwrap();
    let opened = open_for(&mut tx, &keys(), ada, ("name", b"row 1"), &bytes).await.unwrap();
    assert_eq!(opened.as_deref(), Some(&b"Ada"[..]));
    for (person, what) in [
        (bob, ("name", &b"row 1"[..])),
        (ada, ("name", b"row 2")),
        (ada, ("mail", b"row 1")),
        (ada, ("nam", b"erow 1")),
    ] {
        let refused = open_for(&mut tx, &keys(), person, what, &bytes).await;
        assert!(matches!(refused, Err(Failed::Unopened(_))), "{what:?}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_erased_person_is_unreadable_and_never_gets_a_key_again(pool: PgPool) {
    let [house, _] = houses(&pool).await;
    let person = Uuid::now_v7();
    let mut tx = within(&pool, house).await;
    let bytes = sealed(&mut tx, house, person).await.unwrap();
    assert!(erase(&mut tx, person, noon()).await.unwrap());
    assert!(!erase(&mut tx, person, noon()).await.unwrap(), "once");
    let opened = open_for(&mut tx, &keys(), person, ("name", b"row 1"), &bytes).await.unwrap();
    assert_eq!(opened, None);
    assert_eq!(sealed(&mut tx, house, person).await, None);
    assert!(key_of(&mut tx, &keys(), house, person, noon()).await.unwrap().is_none());
    let left: (Option<Vec<u8>>, Option<String>) =
        sqlx::query_as("select wrapped, key_id from person_keys where person_id = $1")
            .bind(person)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    assert_eq!(left, (None, None));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_person_without_a_key_is_erased_for_good_too(pool: PgPool) {
    let [house, _] = houses(&pool).await;
    let person = Uuid::now_v7();
    let mut tx = within(&pool, house).await;
    assert!(erase(&mut tx, person, noon()).await.unwrap());
    assert_eq!(sealed(&mut tx, house, person).await, None);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn neither_the_application_nor_the_owner_brings_an_erased_key_back(pool: PgPool) {
    let [house, _] = houses(&pool).await;
    let person = Uuid::now_v7();
    let mut tx = within(&pool, house).await;
    sealed(&mut tx, house, person).await.unwrap();
    erase(&mut tx, person, noon()).await.unwrap();
    tx.commit().await.unwrap();
    let again =
        "update person_keys set wrapped = 'x', key_id = '0123456789abcdef', erased_at = null";
    for (role, statement) in [
        ("carteclaire_app", again),
        ("carteclaire_app", "delete from person_keys"),
        ("carteclaire_app", "truncate person_keys"),
        ("carteclaire_owner", again),
        ("carteclaire_owner", "delete from person_keys"),
        ("carteclaire_owner", "truncate person_keys"),
    ] {
        let mut tx = within(&pool, house).await;
        sqlx::query(sqlx::AssertSqlSafe(format!("set local role {role}")))
            .execute(&mut *tx)
            .await
            .unwrap();
        let refused = sqlx::query(statement).execute(&mut *tx).await.unwrap_err();
        let code = refused.into_database_error().unwrap().code().unwrap().into_owned();
        // insufficient_privilege, restrict_violation
        assert!(matches!(code.as_str(), "42501" | "23001"), "{role}: {statement}: {code}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_who_make_the_same_key_get_the_same_one(pool: PgPool) {
    let [house, _] = houses(&pool).await;
    let person = Uuid::now_v7();
    let (mut first, mut second) = (within(&pool, house).await, within(&pool, house).await);
    let bytes = sealed(&mut first, house, person).await.unwrap();
    let (key, ()) = tokio::join!(
        async { key_of(&mut second, &keys(), house, person, noon()).await.unwrap().unwrap() },
        async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            first.commit().await.unwrap();
        }
    );
    assert_eq!(key.open("name", b"row 1", &bytes).unwrap(), b"Ada");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn another_house_sees_no_key_and_gets_none_for_that_person(pool: PgPool) {
    let [house, other] = houses(&pool).await;
    let person = Uuid::now_v7();
    let mut tx = within(&pool, house).await;
    sealed(&mut tx, house, person).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = within(&pool, other).await;
    assert!(existing(&mut tx, &keys(), &[person]).await.unwrap().is_empty());
    let refused = key_of(&mut tx, &keys(), other, person, noon()).await;
    assert!(matches!(refused, Err(Failed::Elsewhere)));
    assert!(erase(&mut tx, person, noon()).await.is_err());
    drop(tx);
    let mut tx = within(&pool, house).await;
    assert_eq!(existing(&mut tx, &keys(), &[person]).await.unwrap().len(), 1, "still there");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_rotation_wraps_every_key_again_and_lets_the_old_master_go(pool: PgPool) {
    let [house, _] = houses(&pool).await;
    let persons: Vec<Uuid> = (0..1203).map(|_| Uuid::now_v7()).collect();
    let gone = persons[7];
    let mut tx = within(&pool, house).await;
    let made = keys_of(&mut tx, &keys(), house, &persons, noon()).await.unwrap();
    let bytes = made[&persons[0]].seal("name", b"", b"Ada");
    erase(&mut tx, gone, noon()).await.unwrap();

    let both = MasterKeys::new(&OTHER.into(), &[ONE.into()]).unwrap();
    // A few hundred in a transaction: what was done stays when a later key does not open.
    for done in [500, 500, 202, 0] {
        assert_eq!(rewrap(&mut tx, &both).await.unwrap(), done);
    }

    let new = MasterKeys::new(&OTHER.into(), &[]).unwrap();
    let opened = open_for(&mut tx, &new, persons[0], ("name", b""), &bytes).await.unwrap();
    assert_eq!(opened.as_deref(), Some(&b"Ada"[..]));
    assert_eq!(existing(&mut tx, &new, &persons).await.unwrap().len(), 1202);
    let old = existing(&mut tx, &keys(), &persons[..1]).await;
    assert!(matches!(old, Err(Failed::Unopened(_))));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_wrapped_key_moved_to_another_person_does_not_open(pool: PgPool) {
    let [house, _] = houses(&pool).await;
    let (ada, bob) = (Uuid::now_v7(), Uuid::now_v7());
    let mut tx = within(&pool, house).await;
    sealed(&mut tx, house, ada).await.unwrap();
    sealed(&mut tx, house, bob).await.unwrap();
    sqlx::query(
        "update person_keys set wrapped = (select wrapped from person_keys where person_id = $1) where person_id = $2",
    )
    .bind(ada)
    .bind(bob)
    .execute(&mut *tx)
    .await
    .unwrap();
    let refused = existing(&mut tx, &keys(), &[bob]).await;
    assert!(matches!(refused, Err(Failed::Unopened(_))));
}
