//! Numbers have no hole, a cause is invoiced once, papers say what was sold.

use std::sync::Arc;

use invoices::operations::{self, Failure, House, New};
use invoices::{Content, Item, Kind, Line, Sum, Sums};
use jiff::Timestamp;
use sqlx::PgPool;
use uuid::Uuid;
use vocabulary::Cents;

use crate::support::{content, credit_note, day, office, tenants};

fn new<'a>(cause: &'a str, content: &'a Content) -> New<'a> {
    New { kind: Kind::Invoice, cause, dossier: Uuid::nil(), content }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_cause_is_invoiced_once_and_each_series_begins_with_one(pool: PgPool) {
    let office = office(&pool).await;
    let [house, other] = tenants();
    let mut tx = office.enter(house).await;
    let content = content();
    let first = operations::issue(&mut tx, office.house(house), new("a", &content)).await.unwrap();
    let again = operations::issue(&mut tx, office.house(house), new("a", &content)).await.unwrap();
    assert_eq!(first, again);
    let second = operations::issue(&mut tx, office.house(house), new("b", &content)).await.unwrap();
    let credit = credit_note();
    let credit = New { kind: Kind::CreditNote, cause: "c", dossier: Uuid::nil(), content: &credit };
    let credit = operations::issue(&mut tx, office.house(house), credit).await.unwrap();
    tx.commit().await.unwrap();
    let numbers = [&first, &second, &credit].map(|paper| paper.number.to_string());
    assert_eq!(numbers, ["F-2026-000001", "F-2026-000002", "A-2026-000001"]);
    let sums = (first.taxes, first.net, first.vat, first.total);
    assert_eq!(sums, (Cents(42_700), Cents(2_492), Cents(498), Cents(45_690)));

    let mut tx = office.enter(other).await;
    assert!(operations::find(&mut tx, first.id).await.unwrap().is_none(), "another house's");
    assert!(operations::by_number(&mut tx, first.number).await.unwrap().is_none());
    let theirs = operations::issue(&mut tx, office.house(other), new("a", &content)).await.unwrap();
    assert_eq!(theirs.number.place, 1);

    let mut tx = office.enter(house).await;
    let january: Timestamp = "2026-12-31T23:30:00Z".parse().unwrap();
    let house = House { now: january, ..office.house(house) };
    let next = operations::issue(&mut tx, house, new("d", &content)).await.unwrap();
    assert_eq!(
        (next.number.to_string().as_str(), next.issued_on),
        ("F-2027-000001", day("2027-01-01"))
    );
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn numbers_have_no_hole_after_a_thousand_issues_of_which_many_fail(pool: PgPool) {
    const AT_ONCE: u64 = 10;
    const EACH: u64 = 100;
    let office = Arc::new(office(&pool).await);
    let [house, _] = tenants();
    let clerks = (0..AT_ONCE).map(|clerk| {
        let office = Arc::clone(&office);
        tokio::spawn(async move {
            let mut chance = fastrand::Rng::with_seed(clerk);
            let content = content();
            let mut kept = 0;
            for turn in 0..EACH {
                // One in four asks again for what another may have issued.
                let named = if chance.u8(..4) == 0 { turn } else { clerk * EACH + turn + 1_000 };
                let cause = format!("order:{named}");
                let mut tx = office.enter(house).await;
                let issued =
                    operations::issue(&mut tx, office.house(house), new(&cause, &content)).await;
                issued.unwrap();
                match chance.u8(..5) {
                    0 => tx.rollback().await.unwrap(),
                    // Whoever issued is gone in the middle of it.
                    1 => drop(tx),
                    2 => {
                        let failed = sqlx::query("select 1 / 0").execute(&mut *tx).await;
                        assert!(failed.is_err());
                        assert!(tx.commit().await.is_ok(), "a failed transaction commits nothing");
                    }
                    _ => {
                        tx.commit().await.unwrap();
                        kept += 1;
                    }
                }
            }
            kept
        })
    });
    let mut kept = 0;
    for clerk in clerks.collect::<Vec<_>>() {
        kept += clerk.await.unwrap();
    }
    let mut tx = office.enter(house).await;
    let papers = operations::list(&mut tx, "", None, 10_000).await.unwrap();
    let mut places: Vec<u32> = papers.iter().map(|paper| paper.number.place).collect();
    places.sort_unstable();
    let whole: Vec<u32> = (1..).take(papers.len()).collect();
    assert_eq!(places, whole, "a hole, or a number twice");
    assert!(papers.len() > 250 && papers.len() <= kept, "{} of {kept}", papers.len());
    // In the order of their numbers, their days rise.
    let mut days: Vec<_> =
        papers.iter().map(|paper| (paper.number.place, paper.issued_on)).collect();
    days.sort_unstable();
    assert!(days.is_sorted_by_key(|(_, day)| *day));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_no_paper_is_not_issued_and_takes_no_number(pool: PgPool) {
    let office = office(&pool).await;
    let [house, _] = tenants();
    let mut tx = office.enter(house).await;
    let none = Content { lines: Vec::new(), ..content() };
    let mut below = content();
    below.lines.retain(|line| line.item == Item::Rounding);
    let (credit, invoice) = (credit_note(), content());
    let wrong = [
        New { kind: Kind::Invoice, cause: "a", dossier: Uuid::nil(), content: &none },
        New { kind: Kind::Invoice, cause: "a", dossier: Uuid::nil(), content: &below },
        New { kind: Kind::Invoice, cause: "a", dossier: Uuid::nil(), content: &credit },
        New { kind: Kind::CreditNote, cause: "a", dossier: Uuid::nil(), content: &invoice },
    ];
    for new in wrong {
        let refused = operations::issue(&mut tx, office.house(house), new).await;
        assert!(matches!(refused, Err(Failure::NoPaper)));
    }
    let first = operations::issue(&mut tx, office.house(house), new("a", &invoice)).await.unwrap();
    assert_eq!(first.number.place, 1);
}

fn of_sums(kind: Kind, sums: &Sums, corrects: Vec<invoices::Corrected>) -> Content {
    let lines = sums.iter().map(|(item, sum)| {
        let label = match item {
            Item::Tax(code) => code.clone(),
            Item::Rounding => "Arrondi".to_owned(),
            Item::Fee => "Frais".to_owned(),
        };
        Line { item: item.clone(), label, sum }
    });
    assert_eq!(corrects.is_empty(), kind == Kind::Invoice);
    Content { lines: lines.collect(), corrects, ..content() }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn papers_of_a_dossier_say_what_was_sold_whoever_asks_how_often(pool: PgPool) {
    let office = office(&pool).await;
    let [house, _] = tenants();
    let (dossier, order) = (Uuid::now_v7(), content().sums());
    let steps = [
        (order.clone(), vec!["F-2026-000001"]),
        (order.clone(), vec![]),
        (
            order.sold(Cents(42_700), Sum { net: Cents(1_659), vat: Cents(331) }).unwrap(),
            vec!["A-2026-000001"],
        ),
        (Sums::default(), vec!["A-2026-000002"]),
        (Sums::default(), vec![]),
    ];
    for (sold, numbers) in steps {
        let mut tx = office.enter(house).await;
        let issued = operations::settle(&mut tx, office.house(house), dossier, &sold, of_sums);
        let issued = issued.await.unwrap();
        tx.commit().await.unwrap();
        let issued: Vec<String> = issued.iter().map(|paper| paper.number.to_string()).collect();
        assert_eq!(issued, numbers);
    }
    let mut tx = office.enter(house).await;
    let papers = operations::of_dossier(&mut tx, dossier).await.unwrap();
    let balance: i64 = papers
        .iter()
        .map(|one| if one.number.kind == Kind::Invoice { one.total.0 } else { -one.total.0 })
        .sum();
    assert_eq!((papers.len(), balance), (3, 0));
    let credit = operations::content_of(&mut tx, &office.keys, papers[1].id).await.unwrap();
    assert_eq!(credit.fee(), Sum { net: Cents(833), vat: Cents(167) });
    assert_eq!(credit.corrects[0].number, "F-2026-000001");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_who_settle_a_dossier_at_once_issue_one_invoice(pool: PgPool) {
    let office = Arc::new(office(&pool).await);
    let [house, _] = tenants();
    let dossier = Uuid::now_v7();
    let settle = || {
        let office = Arc::clone(&office);
        tokio::spawn(async move {
            let mut tx = office.enter(house).await;
            let sold = content().sums();
            let issued =
                operations::settle(&mut tx, office.house(house), dossier, &sold, of_sums).await;
            let issued = issued.unwrap().len();
            tx.commit().await.unwrap();
            issued
        })
    };
    let (one, two, three) = tokio::join!(settle(), settle(), settle());
    assert_eq!(one.unwrap() + two.unwrap() + three.unwrap(), 1);
    let mut tx = office.enter(house).await;
    assert_eq!(operations::list(&mut tx, "f-2026", None, 9).await.unwrap().len(), 1);
    assert_eq!(operations::list(&mut tx, "cg-2026-000001", None, 9).await.unwrap().len(), 1);
    assert_eq!(operations::list(&mut tx, "CG-2026-000002", None, 9).await.unwrap().len(), 0);
}
