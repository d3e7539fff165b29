use ledger::operations::{book, booked, chart, number, on_account, sold};
use ledger::{Account, Entry, Kind, Numbered, Sale};
use sqlx::PgPool;
use vocabulary::Cents;

use super::{day, entered, house, now, payment};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_sold_for_a_dossier_is_what_was_not_taken_back(pool: PgPool) {
    let mut tx = entered(&pool).await;
    let sale = |taxes, net, vat| Sale { taxes: Cents(taxes), net: Cents(net), vat: Cents(vat) };
    let reference = || "CG-2026-000001".to_owned();
    let all = Entry::sold("sale:1".to_owned(), reference(), day(), sale(300, 25, 5)).unwrap();
    assert!(book(&mut tx, house(), &all, now()).await.unwrap());
    let back =
        Entry::unsold("unsale:1".to_owned(), reference(), day(), sale(-100, -25, -5)).unwrap();
    assert!(book(&mut tx, house(), &back, now()).await.unwrap());
    assert!(book(&mut tx, house(), &payment("payment:1", 999), now()).await.unwrap());
    assert_eq!(sold(&mut tx, "CG-2026-000001").await.unwrap(), sale(200, 0, 0));
    assert_eq!(sold(&mut tx, "CG-2026-000002").await.unwrap(), Sale::default());
    let moved = on_account(&mut tx, Account::Provider, now()).await.unwrap();
    assert_eq!((moved[0].cause.as_str(), moved[0].cents), ("payment:1", Cents(999)));
    let kinds: Vec<Kind> =
        booked(&mut tx, day(), day()).await.unwrap().iter().map(|it| it.entry.kind).collect();
    assert_eq!(kinds, [Kind::Invoice, Kind::CreditNote, Kind::Payment], "as they were booked");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_house_numbers_its_own_accounts(pool: PgPool) {
    let mut tx = entered(&pool).await;
    let own = Numbered::read("51710000", "Stripe").unwrap();
    number(&mut tx, house(), Account::Provider, Some(&own)).await.unwrap();
    assert_eq!(chart(&mut tx).await.unwrap().of(Account::Provider), ("51710000", "Stripe"));
    number(&mut tx, house(), Account::Provider, None).await.unwrap();
    let usual = Account::Provider.in_chart();
    assert_eq!(chart(&mut tx).await.unwrap().of(Account::Provider), usual);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn accounts_go_ten_years_after_their_year_and_not_a_day_before(pool: PgPool) {
    let mut tx = entered(&pool).await;
    let old = Entry::moved(
        "payment:old".to_owned(),
        Kind::Payment,
        "CG-2010-000001".to_owned(),
        vocabulary::Date::parse("2010-06-01").unwrap(),
        (Account::Bank, Account::Customer),
        Cents(5),
    );
    book(&mut tx, house(), &old.unwrap(), now()).await.unwrap();
    book(&mut tx, house(), &payment("payment:new", 7), now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = entered(&pool).await;
    let early = super::raw(&mut tx, "select forget_accounts(current_date - 3650)").await;
    assert_eq!(early.as_deref(), Some("accounts_are_kept"));
    let none = super::raw(&mut tx, "select forget_accounts('2011-01-01')").await;
    assert_eq!(none, None);
    let gone: i64 = sqlx::query_scalar("select forget_accounts('2011-01-01')")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(gone, 1);
    let left = ledger::operations::balances(&mut tx).await.unwrap();
    assert_eq!(left[&Account::Provider], Cents(7));
    assert!(!left.contains_key(&Account::Bank));
}
