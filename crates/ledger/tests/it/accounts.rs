use ledger::operations::{book, booked, chart, number, on_account, openings, sold};
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
    let back = Entry::sold("unsale:1".to_owned(), reference(), day(), sale(-100, -25, -5)).unwrap();
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
async fn taxes_that_the_state_took_are_held_no_more_and_stay_sold(pool: PgPool) {
    let mut tx = entered(&pool).await;
    let reference = || "CG-2026-000001".to_owned();
    let sale = Sale { taxes: Cents(300), net: Cents(25), vat: Cents(5) };
    let all = Entry::sold("sale:1".to_owned(), reference(), day(), sale).unwrap();
    book(&mut tx, house(), &all, now()).await.unwrap();
    let moved = |cause: &str, kind, accounts| {
        Entry::moved(cause.to_owned(), kind, reference(), day(), accounts, Cents(300)).unwrap()
    };
    let paid = moved("filing:1:1", Kind::Filing, (Account::Debours, Account::Bank));
    assert!(book(&mut tx, house(), &paid, now()).await.unwrap());
    assert!(!book(&mut tx, house(), &paid, now()).await.unwrap(), "a filing is booked once");
    let held = ledger::operations::balances(&mut tx).await.unwrap();
    assert_eq!((held.get(&Account::Debours), held[&Account::Bank]), (None, Cents(-300)));
    let back = moved("filing_refused:1:1", Kind::TaxesReturned, (Account::Bank, Account::Debours));
    assert!(book(&mut tx, house(), &back, now()).await.unwrap());
    let held = ledger::operations::balances(&mut tx).await.unwrap();
    assert_eq!((held[&Account::Debours], held.get(&Account::Bank)), (Cents(-300), None));
    assert_eq!(sold(&mut tx, "CG-2026-000001").await.unwrap(), sale, "the sale stays as it was");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_year_begins_with_what_was_held_before_it_by_account_and_dossier(pool: PgPool) {
    let mut tx = entered(&pool).await;
    book(&mut tx, house(), &payment("payment:1", 999), now()).await.unwrap();
    let sale = Sale { taxes: Cents(300), net: Cents(25), vat: Cents(5) };
    let sold = Entry::sold("sale:1".to_owned(), "CG-2026-000001".to_owned(), day(), sale).unwrap();
    book(&mut tx, house(), &sold, now()).await.unwrap();
    let first = |text: &str| vocabulary::Date::parse(text).unwrap();
    let before = openings(&mut tx, first("2026-01-01")).await.unwrap();
    assert!(before.is_empty(), "nothing was held before the year");
    let held = openings(&mut tx, first("2027-01-01")).await.unwrap();
    let held: Vec<_> =
        held.iter().map(|it| (it.account, it.reference.as_str(), it.cents.0)).collect();
    assert_eq!(
        held,
        [
            (Account::Customer, "CG-2026-000001", -669),
            (Account::Debours, "", -300),
            (Account::Provider, "", 999),
            (Account::Revenue, "", -25),
            (Account::Vat, "", -5),
        ]
    );
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
