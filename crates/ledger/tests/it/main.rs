//! The accounts in a real database, as the application's own role.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;

use jiff::Timestamp;
use ledger::operations::{balances, between, book, is_booked};
use ledger::{Account, Entry, Kind};
use sqlx::{Connection as _, PgConnection, PgPool, Postgres, Transaction};
use tenants::Directory;
use uuid::Uuid;
use vocabulary::{Cents, Date};

fn house() -> Uuid {
    Directory::builtin().unwrap().tenants[0].id.0
}

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn day() -> Date {
    Date::parse("2026-11-22").unwrap()
}

fn payment(cause: &str, cents: i64) -> Entry {
    let accounts = (Account::Provider, Account::Customer);
    let (cause, reference) = (cause.to_owned(), "CG-2026-000001".to_owned());
    Entry::moved(cause, Kind::Payment, reference, day(), accounts, Cents(cents)).unwrap()
}

/// A transaction of the application's role, in the house.
async fn entered(pool: &PgPool) -> Transaction<'static, Postgres> {
    let mut owner = pool.acquire().await.unwrap();
    tenants::operations::seed_if_empty(&mut owner, now()).await.unwrap();
    let mut tx = pool.begin().await.unwrap();
    sqlx::query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
    tenants::operations::enter(&mut tx, tenants::TenantId(house())).await.unwrap();
    tx
}

async fn raw(conn: &mut PgConnection, sql: &'static str) -> Option<String> {
    let mut inner = conn.begin().await.unwrap();
    let done = sqlx::query(sql).execute(&mut *inner).await;
    let done = match done {
        Ok(_) => sqlx::query("set constraints all immediate").execute(&mut *inner).await,
        Err(error) => Err(error),
    };
    let why = done.err().map(|error| {
        let error = error.as_database_error().unwrap();
        error.constraint().map_or_else(|| error.message().to_owned(), str::to_owned)
    });
    inner.rollback().await.unwrap();
    why
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_cause_is_booked_once_and_the_accounts_add_up_to_nothing(pool: PgPool) {
    let mut tx = entered(&pool).await;
    assert!(book(&mut tx, house(), &payment("payment:1", 100), now()).await.unwrap());
    assert!(!book(&mut tx, house(), &payment("payment:1", 900), now()).await.unwrap());
    assert!(book(&mut tx, house(), &payment("payment:2", 50), now()).await.unwrap());
    let held = balances(&mut tx).await.unwrap();
    assert_eq!(held[&Account::Provider], Cents(150));
    assert_eq!(held[&Account::Customer], Cents(-150));
    assert_eq!(held.values().copied().sum::<Cents>(), Cents(0));
    assert!(is_booked(&mut tx, "payment:2").await.unwrap());
    assert!(!is_booked(&mut tx, "payment:3").await.unwrap());
    let all = between(&mut tx, day(), day()).await.unwrap();
    assert_eq!(all, [payment("payment:1", 100), payment("payment:2", 50)]);
    tx.commit().await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_database_refuses_what_does_not_add_up_and_every_change(pool: PgPool) {
    let mut tx = entered(&pool).await;
    book(&mut tx, house(), &payment("payment:1", 100), now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = entered(&pool).await;
    let one_leg = "with one as (insert into ledger_transactions (id, tenant_id, cause, kind, reference, booked_on, booked_at, legs) \
        values (gen_random_uuid(), current_tenant(), 'x', 'payment', 'x', '2026-11-22', now(), 2) returning id, tenant_id) \
        insert into ledger_legs (transaction_id, leg, tenant_id, account, cents) select id, 1, tenant_id, 'bank', 5 from one";
    assert_eq!(raw(&mut tx, one_leg).await.as_deref(), Some("ledger_balances"));
    let later = "insert into ledger_legs (transaction_id, leg, tenant_id, account, cents) \
        select id, leg, tenant_id, 'bank', cents from ledger_transactions, (values (3, 5), (4, -5)) as more (leg, cents)";
    assert_eq!(raw(&mut tx, later).await.as_deref(), Some("ledger_balances"), "no leg comes later");
    for denied in [
        "update ledger_legs set cents = 1",
        "update ledger_transactions set booked_on = '2020-01-01'",
        "delete from ledger_legs",
        "delete from ledger_transactions",
        "truncate ledger_legs",
    ] {
        let why = raw(&mut tx, denied).await.unwrap();
        assert!(why.contains("permission denied"), "{denied}: {why}");
    }
    drop(tx);
    let mut owner = pool.acquire().await.unwrap();
    let why = raw(&mut owner, "update ledger_legs set cents = 1").await;
    assert_eq!(why.as_deref(), Some("ledger_stays"), "nor does the owner change it by mistake");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_house_sees_its_own_accounts_alone(pool: PgPool) {
    let mut tx = entered(&pool).await;
    book(&mut tx, house(), &payment("payment:1", 100), now()).await.unwrap();
    let other = Directory::builtin().unwrap().tenants[1].id;
    tenants::operations::enter(&mut tx, other).await.unwrap();
    assert!(balances(&mut tx).await.unwrap().is_empty());
    assert!(between(&mut tx, day(), day()).await.unwrap().is_empty());
    assert!(
        book(&mut tx, house(), &payment("payment:2", 1), now()).await.is_err(),
        "nor writes in another"
    );
}
