use dossiers::operations::{NotDone, Who, drafts, history, queues};
use sqlx::{AssertSqlSafe, PgPool};

use crate::support::{begin, customer, operator, paid, ready, visit, visit_of};

const TABLES: [&str; 13] = [
    "dossier_counters",
    "dossiers",
    "dossier_events",
    "dossier_heads",
    "dossier_pieces",
    "dossier_forms",
    "dossier_people",
    "dossier_tasks",
    "dossier_notes",
    "dossier_messages",
    "dossier_links",
    "dossier_orders",
    "dossier_payments",
];

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn another_house_sees_no_row(pool: PgPool) {
    ready(&pool).await;
    let (here, there, lea, max) = (visit(), visit_of(1), customer(), operator("max"));
    let mut tx = begin(&pool, &here).await;
    let id = paid(&mut tx, &here, &lea).await;
    tx.commit().await.unwrap();
    let mut tx = begin(&pool, &there).await;
    for table in TABLES {
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(rows, 0, "{table}");
    }
    for who in [Who::Customer(&lea), Who::Staff(&max), Who::House] {
        assert!(matches!(drafts::find(&mut tx, &there, who, id).await, Err(NotDone::Missing)));
    }
    assert!(matches!(history::rebuild(&mut tx, &there, id).await, Err(NotDone::Missing)));
    assert_eq!(queues::counts(&mut tx, max.id.0, there.now).await.unwrap().all, 0);
    let forged = sqlx::query(
        "insert into dossier_counters (tenant_id, year, last)
         select id, 2027, 1 from tenants where id <> current_tenant() limit 1",
    );
    assert!(forged.execute(&mut *tx).await.is_err(), "nor writes into it");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_application_changes_and_deletes_no_event(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let mut tx = begin(&pool, &visit).await;
    paid(&mut tx, &visit, &lea).await;
    tx.commit().await.unwrap();
    for table in ["dossier_events", "dossier_heads", "dossier_events_default"] {
        for statement in [
            format!("update {table} set hash = hash"),
            format!("update {table} set sequence = sequence + 1"),
            format!("delete from {table}"),
            format!("truncate {table}"),
            format!("alter table {table} disable trigger user"),
            format!("drop table {table}"),
        ] {
            let mut tx = begin(&pool, &visit).await;
            let done = sqlx::query(AssertSqlSafe(statement.clone())).execute(&mut *tx).await;
            let error = done.expect_err(&statement).into_database_error().unwrap();
            assert_eq!(error.code().as_deref(), Some("42501"), "{statement}");
        }
    }
    let mut tx = begin(&pool, &visit).await;
    let updates: Vec<(String, String)> = sqlx::query_as(
        "select table_name::text, column_name::text from information_schema.column_privileges
         where grantee in ('carteclaire_app', 'PUBLIC') and privilege_type = 'UPDATE'
            and table_name in ('dossier_events', 'dossier_heads', 'dossier_orders', 'dossier_payments')
         order by 1, 2",
    )
    .fetch_all(&mut *tx)
    .await
    .unwrap();
    // The taxes of an order change with its facts; our fee and what was accepted never do.
    let taxes = [
        "baremes_sha256",
        "issued_on",
        "lines",
        "operation",
        "rounding_cents",
        "taxes_cents",
        "total_cents",
    ];
    let expected = taxes.map(|column| ("dossier_orders".to_owned(), column.to_owned()));
    assert_eq!(updates, expected);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_owner_too_is_refused_until_the_triggers_are_gone(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let mut tx = begin(&pool, &visit).await;
    paid(&mut tx, &visit, &lea).await;
    tx.commit().await.unwrap();
    let part: String =
        sqlx::query_scalar("select tableoid::regclass::text from dossier_events limit 1")
            .fetch_one(&pool)
            .await
            .unwrap();
    for table in ["dossier_events", part.as_str()] {
        for statement in [format!("update {table} set act = act"), format!("delete from {table}")] {
            let done = sqlx::query(AssertSqlSafe(statement.clone())).execute(&pool).await;
            let error = done.expect_err(&statement).into_database_error().unwrap();
            assert_eq!(error.constraint(), Some("dossier_event_stays"), "{statement}");
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_event_that_does_not_follow_is_refused_by_the_database(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    tx.commit().await.unwrap();
    // A number given twice, a gap, and a chain begun anew.
    for (sequence, previous) in [
        ("max(sequence)", "(array_agg(hash order by sequence desc))[1]"),
        ("max(sequence) + 2", "(array_agg(hash order by sequence desc))[1]"),
        ("1", "null"),
    ] {
        let mut tx = begin(&pool, &visit).await;
        let statement = format!(
            "insert into dossier_events (tenant_id, dossier_id, sequence, at, side, act, payload, previous, hash)
             select current_tenant(), $1, {sequence}, now(), 'machine', 'accepted', '{{}}', {previous}, sha256('x')
             from dossier_events where dossier_id = $1"
        );
        let done = sqlx::query(AssertSqlSafe(statement)).bind(id.0).execute(&mut *tx).await;
        let error = done.expect_err(sequence).into_database_error().unwrap();
        assert_eq!(error.constraint(), Some("dossier_event_follows"), "{sequence}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn events_that_came_before_their_part_move_into_it(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let old = crate::support::later(&visit, -jiff::SignedDuration::from_hours(24 * 400));
    let mut tx = begin(&pool, &old).await;
    let id = crate::support::draft(&mut tx, &old, &lea).await;
    tx.commit().await.unwrap();
    let part = || async {
        sqlx::query_scalar::<_, String>(
            "select tableoid::regclass::text from dossier_events limit 1",
        )
        .fetch_one(&pool)
        .await
        .unwrap()
    };
    assert_eq!(part().await, "dossier_events_default");
    let mut tx = begin(&pool, &visit).await;
    assert!(history::make_partitions(&mut tx, old.now).await.unwrap() >= 1);
    tx.commit().await.unwrap();
    assert_eq!(part().await, "dossier_events_2025_10");
    let mut tx = begin(&pool, &visit).await;
    assert_eq!(history::verify_chain(&mut tx, id).await.unwrap(), None);
    let kept = sqlx::query("delete from dossier_events_2025_10").execute(&pool).await;
    assert!(kept.is_err(), "the new part has its triggers");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_the_house_alone_may_do_looks_missing_to_the_customer(pool: PgPool) {
    use dossiers::items::Priority;
    use dossiers::operations::money::{self, Transfer};
    use dossiers::operations::pieces::{self, Seen};
    use dossiers::operations::talk::{self, NewTask};
    use dossiers::operations::{filing, signatures, staff, undo};
    use dossiers::status::Closing;
    use dossiers::tracks::{Payment, Reason};
    use vocabulary::{Cents, Date};

    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let tx = &mut tx;
    let before = drafts::find(tx, &visit, who, id).await.unwrap().version;
    let (seen, why) = (Seen { by: &lea, version: None }, Reason::new("x").unwrap());
    let received_on = Date::parse("2026-11-21").unwrap();
    let transfer = Transfer { cents: Cents(1), received_on, reference: "x" };
    let task = NewTask { words: "x", assignee: None, priority: Priority::Low, due_on: None };
    let rules = &crate::support::RULES;
    let closed = (Closing::Refuse, why.clone());
    let outcomes = [
        money::record_transfer(tx, &visit, who, id, transfer).await,
        money::move_payment(tx, &visit, who, id, Payment::Soldee, None).await,
        pieces::list_again(tx, &visit, rules, who, id, why.clone()).await,
        signatures::void(tx, &visit, who, id, why.clone()).await,
        talk::add_task(tx, &visit, who, id, task).await,
        filing::give_up(tx, &visit, who, id, closed).await,
        pieces::start_check(tx, &visit, seen, id).await,
        pieces::accept(tx, &visit, seen, id, "piece_identite").await,
        pieces::waive(tx, &visit, seen, id, "piece_identite", why).await,
        pieces::validate_all(tx, &visit, seen, id).await,
        filing::ready(tx, &visit, rules, seen, id, "").await,
        staff::claim(tx, &visit, seen, id).await,
        undo::undo(tx, &visit, seen, id, before).await,
        talk::note(tx, &visit, seen, id, "x").await,
    ];
    for (place, outcome) in outcomes.into_iter().enumerate() {
        assert!(matches!(outcome, Err(NotDone::Missing)), "{place}: {outcome:?}");
    }
    assert_eq!(drafts::find(tx, &visit, who, id).await.unwrap().version, before);
}
