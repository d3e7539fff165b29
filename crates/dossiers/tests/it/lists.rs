use dossiers::operations::queues::{self, Filter, Queue};
use dossiers::operations::{Who, demo, drafts, history, people, staff, workspace};
use dossiers::{Party, PartyRole, PublicStatus};
use jiff::SignedDuration;
use sqlx::PgPool;

use crate::support::{
    ANSWERS, RULES, answer_all, begin, by, customer, draft, in_check, later, operator, paid, ready,
    signed, visit, visit_of,
};

fn filter(queue: Queue) -> Filter {
    Filter { queue, kind: None, status: None, assignee: None }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn words_are_found_without_accents_capitals_or_dashes(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = draft(&mut tx, &visit, &lea).await;
    draft(&mut tx, &visit, &lea).await;
    answer_all(&mut tx, &visit, who, id, ANSWERS).await;
    let holder = Party {
        last_name: "Lefèvre".to_owned(),
        first_names: "Éloïse".to_owned(),
        email: "eloise@exemple.fr".to_owned(),
        ..Party::default()
    };
    people::set(&mut tx, &visit, who, id, None, (PartyRole::Holder, holder)).await.unwrap();
    for wanted in [
        "lefevre",
        "LEFÈVRE éloïse",
        "eloise lef",
        "ab-123-cd",
        "AB123CD",
        "ab 123 cd",
        "vf1rfb00x",
        "eloise@exemple.fr",
        "CG-2026-000001",
        "cg-2026-1",
        "efevr",
    ] {
        let found = queues::search(&mut tx, wanted).await.unwrap();
        assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [id], "{wanted}");
    }
    for wanted in ["", "  ", "le", "lefevre dupont", "%", "___", "l%e", "' or true --", "CG-2027"] {
        assert_eq!(queues::search(&mut tx, wanted).await.unwrap(), [], "{wanted}");
    }
    assert_eq!(queues::search(&mut tx, "CG-2026").await.unwrap().len(), 2);
    let mut there = begin(&pool, &visit_of(1)).await;
    tx.commit().await.unwrap();
    assert_eq!(queues::search(&mut there, "lefevre").await.unwrap(), [], "another house");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn each_dossier_stands_in_its_queue_and_is_late_once_the_promise_is(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let unpaid = draft(&mut tx, &visit, &lea).await;
    let waiting = paid(&mut tx, &visit, &lea).await;
    let checked = in_check(&mut tx, &visit, &lea, &max).await;
    signed(&mut tx, &visit, Who::Customer(&lea), checked).await;
    staff::claim(&mut tx, &visit, by(&max), checked).await.unwrap();
    let me = max.id.0;
    let now = visit.now;
    for (queue, expected) in [
        (Queue::Draft, vec![unpaid]),
        (Queue::Waiting, vec![waiting]),
        (Queue::ToCheck, vec![checked]),
        (Queue::Mine, vec![checked]),
        (Queue::Ready, vec![]),
        (Queue::Late, vec![]),
        (Queue::All, vec![checked, waiting, unpaid]),
    ] {
        let page = queues::list(&mut tx, &filter(queue), me, None, now).await.unwrap();
        let ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
        assert_eq!(ids, expected, "{}", queue.id());
    }
    let tomorrow = later(&visit, SignedDuration::from_hours(25)).now;
    let page = queues::list(&mut tx, &filter(Queue::Late), me, None, tomorrow).await.unwrap();
    assert_eq!(page.rows.len(), 1);
    assert!(page.rows[0].is_late(tomorrow) && !page.rows[0].is_late(now));
    let counts = queues::counts(&mut tx, me, tomorrow).await.unwrap();
    let each =
        (counts.to_check, counts.waiting, counts.ready, counts.late, counts.mine, counts.all);
    assert_eq!(each, (1, 1, 0, 1, 1, 3));
    let paid_for = Filter { status: Some(PublicStatus::APayer), ..filter(Queue::Waiting) };
    assert!(queues::list(&mut tx, &paid_for, me, None, now).await.unwrap().rows.is_empty());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn pages_follow_each_other_without_a_gap_or_a_double(pool: PgPool) {
    ready(&pool).await;
    let (visit, max) = (visit(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let staff = [max.id];
    let made = demo::seed(&mut tx, &visit, &RULES, &staff, (4_100, 7)).await.unwrap();
    assert_eq!(made, 4_100);
    for queue in Queue::ALL {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = queues::list(&mut tx, &filter(*queue), max.id.0, after, visit.now).await;
            let page = page.unwrap();
            seen.extend(page.rows.iter().map(|row| row.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let rows = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), rows, "{} shows one twice", queue.id());
        let expected: i64 = match queue {
            Queue::All => 4_100,
            Queue::Mine => count(&mut tx, "assignee is not null and queue <> 'closed'").await,
            Queue::Late => count(&mut tx, "promised_at < '2026-11-21T11:00:00.123456Z'").await,
            other => count(&mut tx, &format!("queue = '{}'", other.id())).await,
        };
        assert!(expected > 20, "{}: too few to tell", queue.id());
        assert_eq!(i64::try_from(rows).unwrap(), expected, "{}", queue.id());
    }
    let counts = queues::counts(&mut tx, max.id.0, visit.now).await.unwrap();
    assert_eq!(counts.all, queues::COUNTED + 1, "more than are counted");
}

async fn count(conn: &mut sqlx::PgConnection, which: &str) -> i64 {
    let query = format!("select count(*) from dossiers where {which}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(conn).await.unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn dossiers_of_the_demonstration_are_what_their_events_say(pool: PgPool) {
    ready(&pool).await;
    let (visit, max) = (visit(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    demo::seed(&mut tx, &visit, &RULES, &[max.id], (300, 7)).await.unwrap();
    let page = queues::list(&mut tx, &filter(Queue::All), max.id.0, None, visit.now).await.unwrap();
    for row in &page.rows {
        let rebuilt = history::rebuild(&mut tx, &visit, row.id).await.unwrap();
        crate::support::agrees(&rebuilt);
    }
    let checked = history::verify(&mut tx).await.unwrap();
    assert_eq!((checked.chains, checked.broken.len()), (300, 0));
    let found = queues::search(&mut tx, &page.rows[0].plate).await.unwrap();
    assert!(found.iter().any(|row| row.id == page.rows[0].id));
    // They can be worked on like any other.
    staff::assign(&mut tx, &visit, by(&max), page.rows[0].id, None).await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_opens_a_dossier_is_written_down(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let seen = workspace::one(&mut tx, &visit, &max, id).await.unwrap();
    assert_eq!(seen.state, drafts::find(&mut tx, &visit, Who::Staff(&max), id).await.unwrap());
    assert_eq!(i64::try_from(seen.history.len()).unwrap(), seen.state.version);
    assert!(workspace::one(&mut tx, &visit, &lea, id).await.is_err());
    let rows = audit::operations::seen_by(&mut tx, lea.id.0, 10).await.unwrap();
    assert_eq!(rows.len(), 1, "the customer is shown that somebody looked");
}
