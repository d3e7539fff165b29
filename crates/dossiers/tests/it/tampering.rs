use dossiers::operations::DossierId;
use dossiers::operations::history::{self, Fault};
use sqlx::{AssertSqlSafe, PgPool};

use crate::support::{begin, customer, paid, ready, visit};

/// Runs `statement` as somebody who owns the database and takes its triggers away first.
async fn tamper(pool: &PgPool, statement: &str, id: DossierId) {
    let mut tx = pool.begin().await.unwrap();
    sqlx::raw_sql(
        "drop trigger dossier_event_stays on dossier_events;
         drop trigger dossier_event_follows on dossier_events;
         drop trigger dossier_heads_never_emptied on dossier_heads;",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    let done = sqlx::query(AssertSqlSafe(statement.to_owned())).bind(id.0).execute(&mut *tx).await;
    assert!(done.unwrap().rows_affected() > 0, "{statement}");
    tx.commit().await.unwrap();
}

async fn found(pool: PgPool, statement: &str) -> Option<(i64, Fault)> {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    assert_eq!(history::verify_chain(&mut tx, id).await.unwrap(), None);
    tx.commit().await.unwrap();
    tamper(&pool, statement, id).await;
    let mut tx = begin(&pool, &visit).await;
    let whole = history::verify(&mut tx).await.unwrap();
    let broken = history::verify_chain(&mut tx, id).await.unwrap();
    assert_eq!(whole.broken.first().copied(), broken);
    broken.map(|broken| (broken.sequence, broken.fault))
}

macro_rules! is_found {
    ($($name:ident: $statement:literal => $expected:expr;)+) => {$(
        #[sqlx::test(migrator = "db::MIGRATOR")]
        async fn $name(pool: PgPool) {
            assert_eq!(found(pool, $statement).await, Some($expected));
        }
    )+};
}

is_found! {
    an_altered_payload_is_found:
        "update dossier_events set payload = '{\"v\":1,\"type\":\"validated\"}' where dossier_id = $1 and sequence = 3"
        => (3, Fault::Altered);
    a_space_in_a_payload_is_found:
        "update dossier_events set payload = (payload::text || ' ')::json where dossier_id = $1 and sequence = 2"
        => (2, Fault::Altered);
    altered_sealed_bytes_are_found:
        "update dossier_events set sealed = sealed || '\\x00'::bytea where dossier_id = $1 and sequence = 2"
        => (2, Fault::Altered);
    another_author_is_found:
        "update dossier_events set actor_person = gen_random_uuid() where dossier_id = $1 and sequence = 4"
        => (4, Fault::Altered);
    another_time_is_found:
        "update dossier_events set at = at + interval '1 second' where dossier_id = $1 and sequence = 4"
        => (4, Fault::Altered);
    a_deleted_event_is_found:
        "delete from dossier_events where dossier_id = $1 and sequence = 3"
        => (4, Fault::OutOfSequence);
    a_deleted_beginning_is_found:
        "delete from dossier_events where dossier_id = $1 and sequence = 1"
        => (2, Fault::OutOfSequence);
    an_event_hashed_anew_is_found:
        "update dossier_events set act = 'refused', hash = sha256('x') where dossier_id = $1 and sequence = 3"
        => (3, Fault::Altered);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_truncated_chain_is_found(pool: PgPool) {
    let last = "delete from dossier_events
        where dossier_id = $1 and sequence = (select max(sequence) from dossier_events where dossier_id = $1)";
    assert!(matches!(found(pool, last).await, Some((_, Fault::OtherEnd))));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_chain_whose_every_event_is_gone_is_found(pool: PgPool) {
    let all = "delete from dossier_events where dossier_id = $1";
    assert_eq!(found(pool, all).await, Some((0, Fault::OtherEnd)));
}
