use std::collections::HashMap;

use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Thing;
use crate::chain::{Event, Subject};

/// Waits for each of `numbers`, in this order, until the end of the transaction.
pub(in super::super) async fn lock(
    conn: &mut PgConnection,
    numbers: &[i64],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        select count(pg_advisory_xact_lock(number)::text) as "count!"
        from unnest($1::bigint[]) as number
        "#,
        numbers,
    )
    .fetch_one(conn)
    .await
    .map(drop)
}

/// Where the chains of `subjects` end: number and hash.
pub(in super::super) async fn heads(
    conn: &mut PgConnection,
    tenant: Uuid,
    subjects: &[Thing],
) -> Result<HashMap<Subject, (i64, Vec<u8>)>, sqlx::Error> {
    let kinds: Vec<String> = subjects.iter().map(|one| one.kind.id().to_owned()).collect();
    let ids: Vec<Uuid> = subjects.iter().map(|one| one.id).collect();
    let rows = sqlx::query!(
        r#"
        select head.subject_kind, head.subject_id, head.sequence, head.hash
        from unnest($2::text[], $3::uuid[]) as one (kind, id)
        join audit_heads head
            on head.tenant_id = $1 and head.subject_kind = one.kind and head.subject_id = one.id
        "#,
        tenant,
        &kinds,
        &ids,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            (Subject { kind: row.subject_kind, id: row.subject_id }, (row.sequence, row.hash))
        })
        .collect())
}

/// Inserts `events` in their order; all of one house, at one instant.
pub(in super::super) async fn insert(
    conn: &mut PgConnection,
    events: &[Event],
) -> Result<(), sqlx::Error> {
    let Some(first) = events.first() else { return Ok(()) };
    macro_rules! column {
        ($field:ident) => {
            &events.iter().map(|event| event.$field.clone()).collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        r#"
        insert into audit_events
            (tenant_id, at, id, subject_kind, subject_id, sequence, actor_person, actor_role, act,
             object_kind, object_id, payload, key_person, ip_prefix, previous, hash)
        select
            $1, $2, one.id, one.subject_kind, one.subject_id, one.sequence, one.actor_person, one.actor_role, one.act,
            one.object_kind, one.object_id, one.payload, one.key_person, one.ip_prefix, one.previous, one.hash
        from unnest(
            $3::uuid[], $4::text[], $5::uuid[], $6::bigint[], $7::uuid[], $8::text[], $9::text[],
            $10::text[], $11::uuid[], $12::bytea[], $13::uuid[], $14::text[], $15::bytea[], $16::bytea[]
        ) with ordinality as one (
            id, subject_kind, subject_id, sequence, actor_person, actor_role, act,
            object_kind, object_id, payload, key_person, ip_prefix, previous, hash, place
        )
        order by one.place
        "#,
        first.tenant,
        first.at.to_sqlx() as _,
        column!(id),
        &events.iter().map(|event| event.subject.kind.clone()).collect::<Vec<_>>(),
        &events.iter().map(|event| event.subject.id).collect::<Vec<_>>(),
        column!(sequence),
        column!(actor_person) as _,
        column!(actor_role) as _,
        column!(act),
        column!(object_kind) as _,
        column!(object_id) as _,
        column!(payload) as _,
        column!(key_person) as _,
        column!(ip_prefix) as _,
        column!(previous) as _,
        column!(hash),
    )
    .execute(conn)
    .await
    .map(drop)
}
