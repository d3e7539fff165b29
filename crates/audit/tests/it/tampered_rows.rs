//! The same as in memory, on rows: by the owner, with the triggers off.

use audit::Fault::{
    self, Altered, MarksAltered, NoEnd, NotAsMarked, NotInside, NotOutside, OtherEnd,
    OutOfSequence, Unlinked,
};
use audit::Finding;
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use crate::house::House;

/// What is done, and what must be found first or among others. `$p` is a person with three events of which a checkpoint
/// covers two, `$q` another with one.
const TAMPERINGS: &[(&str, Fault)] = &[
    ("update audit_events set act = 'sign_in' where subject_id = $p and sequence = 1", Altered),
    ("update audit_events set payload = payload || '\\x00' where subject_id = $p and sequence = 2", Altered),
    ("update audit_events set actor_role = 'admin' where subject_id = $p and sequence = 3", Altered),
    ("update audit_events set actor_person = null where subject_id = $q", Altered),
    ("update audit_events set at = at + interval '1 microsecond' where subject_id = $q", Altered),
    ("update audit_events set id = gen_random_uuid() where subject_id = $q", Altered),
    ("update audit_events set hash = sha256('x') where subject_id = $p and sequence = 1", Altered),
    ("update audit_events set previous = sha256('x') where subject_id = $p and sequence = 2", Unlinked),
    ("delete from audit_events where subject_id = $p and sequence = 2", NotAsMarked),
    ("delete from audit_events where subject_id = $p and sequence = 1", OutOfSequence),
    ("update audit_events set sequence = sequence + 10 where subject_id = $p and sequence > 1;
      update audit_events set sequence = 15 - sequence where subject_id = $p and sequence > 1", Unlinked),
    ("delete from audit_events where subject_id = $p and sequence = 3", OtherEnd),
    ("delete from audit_events where subject_id = $q", NotAsMarked),
    ("delete from audit_events", NotAsMarked),
    ("delete from audit_events where subject_id = $p and sequence > 1;
      update audit_heads h set sequence = 1, hash = e.hash from audit_events e where h.subject_id = $p and e.subject_id = $p", NotAsMarked),
    ("delete from audit_events where subject_id = $q; delete from audit_heads where subject_id = $q", NotAsMarked),
    ("delete from audit_events where subject_id = $q; delete from audit_heads where subject_id = $q;
      delete from audit_marks where subject_id = $q", MarksAltered),
    ("delete from audit_heads where subject_id = $q", NoEnd),
    ("update audit_heads set hash = sha256('x') where subject_id = $q", OtherEnd),
    ("update audit_marks set sequence = 1 where subject_id = $p and number = 1", NotAsMarked),
    ("delete from audit_marks", MarksAltered),
    ("update audit_checkpoints set events = 1", MarksAltered),
    ("delete from audit_checkpoints", NotInside),
    ("update audit_checkpoints set number = 2", NotOutside),
    ("insert into audit_checkpoints select tenant_id, 2, at, events, 0, heads from audit_checkpoints", NotOutside),
    ("truncate audit_events, audit_heads, audit_marks, audit_checkpoints", NotInside),
    ("update audit_events set subject_id = $q where subject_id = $p and sequence = 3", OutOfSequence),
    ("update audit_events set tenant_id = (select id from tenants where not is_default limit 1) where subject_id = $q", NotAsMarked),
];

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn each_tampering_with_rows_is_found_for_what_it_is(pool: PgPool) {
    let house = House::new(pool).await;
    let (p, q) = (Uuid::from_u128(0xa1), Uuid::from_u128(0xa2));
    house.record(&[house.viewed(p, 1), house.viewed(q, 2), house.viewed(p, 3)]).await;
    house.checkpoint().await;
    house.record(&[house.viewed(p, 4)]).await;
    let before = house.check().await;
    assert!(before.is_whole(), "{:?}", before.broken);
    assert_eq!((before.events, before.covered), (4, 3));

    for (tampering, fault) in TAMPERINGS {
        let mut tx = house.pool.begin().await.unwrap();
        for table in ["audit_events", "audit_heads", "audit_marks", "audit_checkpoints"] {
            let off = format!("alter table {table} disable trigger user");
            sqlx::query(AssertSqlSafe(off)).execute(&mut *tx).await.unwrap();
        }
        let statements =
            tampering.replace("$p", &format!("'{p}'")).replace("$q", &format!("'{q}'"));
        let done = sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut *tx).await.unwrap();
        assert!(done.rows_affected() > 0 || tampering.starts_with("truncate"), "{tampering}");
        let found = house.check_with(&mut tx).await;
        let faults: Vec<Fault> = found
            .broken
            .iter()
            .map(|finding| match finding {
                Finding::Event { fault, .. } | Finding::Checkpoint { fault, .. } => *fault,
            })
            .collect();
        assert!(faults.contains(fault), "{tampering}: {faults:?}");
        tx.rollback().await.unwrap();
    }
    assert!(house.check().await.is_whole(), "all was undone");
}
