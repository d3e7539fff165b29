use dossiers::operations::purge::purge;
use dossiers::operations::{NotDone, Who, drafts, filing, history, pieces, reminders};
use dossiers::tracks::Reason;
use dossiers::tracks::filing::Step;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgPool;

use crate::support::{
    RULES, begin, by, customer, draft, in_check, later, operator, paid, ready, signed, told, visit,
};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_never_filed_goes_after_ninety_days_and_leaves_a_chain_that_holds(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let abandoned = draft(&mut tx, &visit, &lea).await;
    let cancelled = paid(&mut tx, &visit, &lea).await;
    let why = Reason::new("changed_mind").unwrap();
    filing::cancel(&mut tx, &visit, who, cancelled, why).await.unwrap();
    let open = paid(&mut tx, &visit, &lea).await;

    let days = |days: i64| later(&visit, SignedDuration::from_hours(24 * days)).now;
    assert_eq!(purge(&mut tx, days(89)).await.unwrap().never_filed, []);
    let mut gone = purge(&mut tx, days(90)).await.unwrap().never_filed;
    gone.sort_unstable();
    assert_eq!(gone, [abandoned, cancelled], "not what is under way");
    for id in [abandoned, cancelled] {
        assert!(matches!(drafts::find(&mut tx, &visit, who, id).await, Err(NotDone::Missing)));
        assert_eq!(history::verify_chain(&mut tx, id).await.unwrap(), None);
    }
    let rebuilt = history::rebuild(&mut tx, &visit, cancelled).await.unwrap();
    assert!(rebuilt.tables.is_none() && rebuilt.events.order.is_some());
    assert!(rebuilt.events.answers.is_empty(), "nothing that names anybody comes back");
    drafts::find(&mut tx, &visit, who, open).await.unwrap();
    for table in ["dossier_pieces", "dossier_people"] {
        let left: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select count(*) from {table} where dossier_id = '{}'",
            cancelled.0
        )))
        .fetch_one(&mut *tx)
        .await
        .unwrap();
        assert_eq!(left, 0, "{table}");
    }
    let orders: i64 = sqlx::query_scalar("select count(*) from dossier_orders")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(orders, 2, "contracts are kept");
    let later: Timestamp = "2037-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(
        purge(&mut tx, later).await.unwrap().orders,
        2,
        "for ten years, an order and its payment"
    );
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_draft_whose_owner_was_told_late_stays_a_week_more(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let mut tx = begin(&pool, &visit).await;
    let id = draft(&mut tx, &visit, &lea).await;
    let days = |days: i64| later(&visit, SignedDuration::from_hours(24 * days)).now;
    // No worker ran until the last day.
    let found = reminders::drafts(&mut tx, uuid::Uuid::nil(), days(89)).await.unwrap();
    let [waiting] = found[..] else { panic!("{found:?}") };
    assert_eq!(waiting.dossier, id);
    assert!(reminders::take_draft(&mut tx, waiting, days(89)).await.unwrap());
    assert_eq!(reminders::forgotten_at(waiting.since, days(89)), days(96));
    for day in [90, 95] {
        assert_eq!(purge(&mut tx, days(day)).await.unwrap().never_filed, [], "day {day}");
    }
    assert_eq!(purge(&mut tx, days(96)).await.unwrap().never_filed, [id]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_filed_stays_five_full_years_and_never_goes_before_the_vault_has_it(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let mut filed = Vec::new();
    for deposited in [true, false] {
        let id = in_check(&mut tx, &visit, &lea, &max).await;
        signed(&mut tx, &visit, Who::Customer(&lea), id).await;
        pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
        filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await.unwrap();
        let number = format!("2026-{deposited}");
        crate::support::filed(&mut tx, &visit, &max, id, &number).await.unwrap();
        for step in [Step::Provisional, Step::Produced, Step::Posted] {
            filing::step(&mut tx, &visit, by(&max), id, told(step)).await.unwrap();
        }
        if deposited {
            filing::deposit(&mut tx, &visit, by(&max), id, "COFFRE-1").await.unwrap();
            filing::step(&mut tx, &visit, by(&max), id, told(Step::Received)).await.unwrap();
        }
        filed.push(id);
    }
    // Filed in 2026: gone on 1 January 2032, in Paris.
    let before: Timestamp = "2031-12-31T22:59:59Z".parse().unwrap();
    let on: Timestamp = "2031-12-31T23:00:00Z".parse().unwrap();
    assert_eq!(purge(&mut tx, before).await.unwrap().filed, []);
    assert_eq!(purge(&mut tx, on).await.unwrap().filed, [filed[0]]);
    drafts::find(&mut tx, &visit, Who::Staff(&max), filed[1]).await.unwrap();
}
