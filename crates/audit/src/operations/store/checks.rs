use futures_util::TryStreamExt as _;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Verifier;
use crate::chain::{Event, Head, Mark, Marks, Row, Subject};
use crate::checkpoint::Body;

struct CheckpointRow {
    number: i64,
    at: jiff_sqlx::Timestamp,
    events: i64,
    chains: i64,
    heads: Vec<u8>,
}

impl CheckpointRow {
    /// A digest of another length is nothing that this crate writes: it becomes one that no file has.
    fn body(self, tenant: Uuid) -> Body {
        Body {
            tenant,
            number: self.number,
            at: self.at.to_jiff(),
            events: self.events,
            chains: self.chains,
            heads: self.heads.try_into().unwrap_or_default(),
        }
    }
}

pub(in super::super) async fn last(
    conn: &mut PgConnection,
    tenant: Uuid,
) -> Result<Option<Body>, sqlx::Error> {
    let row = sqlx::query_as!(
        CheckpointRow,
        r#"
        select number, at, events, chains, heads
        from audit_checkpoints
        where tenant_id = $1
        order by number desc
        limit 1
        "#,
        tenant,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| row.body(tenant)))
}

pub(in super::super) async fn all(
    conn: &mut PgConnection,
    tenant: Uuid,
) -> Result<Vec<Body>, sqlx::Error> {
    let rows = sqlx::query_as!(
        CheckpointRow,
        r#"
        select number, at, events, chains, heads
        from audit_checkpoints
        where tenant_id = $1
        order by number
        "#,
        tenant,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.body(tenant)).collect())
}

pub(in super::super) async fn insert(
    conn: &mut PgConnection,
    body: &Body,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into audit_checkpoints (tenant_id, number, at, events, chains, heads)
        values ($1, $2, $3, $4, $5, $6)
        "#,
        body.tenant,
        body.number,
        body.at.to_sqlx() as _,
        body.events,
        body.chains,
        &body.heads[..],
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Marks the chains that grew.
pub(in super::super) async fn mark(
    conn: &mut PgConnection,
    tenant: Uuid,
    number: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into audit_marks (tenant_id, subject_kind, subject_id, number, sequence, hash)
        select head.tenant_id, head.subject_kind, head.subject_id, $2, head.sequence, head.hash
        from audit_heads head
        where head.tenant_id = $1
            and head.sequence > coalesce(
                (
                    select max(mark.sequence)
                    from audit_marks mark
                    where mark.tenant_id = head.tenant_id
                        and mark.subject_kind = head.subject_kind
                        and mark.subject_id = head.subject_id
                ),
                0
            )
        "#,
        tenant,
        number,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// What was marked, one by one.
pub(in super::super) async fn marks(
    conn: &mut PgConnection,
    tenant: Uuid,
    number: i64,
) -> Result<Marks, sqlx::Error> {
    let mut marks = Marks::default();
    let mut rows = sqlx::query!(
        r#"
        select
            mark.subject_kind, mark.subject_id, mark.sequence, mark.hash,
            coalesce(
                (
                    select max(earlier.sequence)
                    from audit_marks earlier
                    where earlier.tenant_id = mark.tenant_id
                        and earlier.subject_kind = mark.subject_kind
                        and earlier.subject_id = mark.subject_id
                        and earlier.number < mark.number
                ),
                0
            ) as "before!"
        from audit_marks mark
        where mark.tenant_id = $1 and mark.number = $2
        order by mark.subject_kind, mark.subject_id
        "#,
        tenant,
        number,
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        let subject = Subject { kind: row.subject_kind, id: row.subject_id };
        let head = Head { subject, sequence: row.sequence, hash: row.hash };
        marks.add(&head, row.before);
    }
    Ok(marks)
}

/// Gives every row of the house to `verifier`, in order, in one statement: one state of the database.
pub(in super::super) async fn read(
    conn: &mut PgConnection,
    tenant: Uuid,
    verifier: &mut Verifier,
) -> Result<(), sqlx::Error> {
    let mut rows = sqlx::query!(
        r#"
        select
            subject_kind as "subject_kind!", subject_id as "subject_id!", sequence as "sequence!",
            rank as "rank!", number as "number!", hash as "hash!",
            id, at, actor_person, actor_role, act, object_kind, object_id,
            payload, key_person, ip_prefix, previous
        from (
            select
                subject_kind, subject_id, sequence, 0 as rank, 0::bigint as number, hash,
                id, at, actor_person, actor_role, act, object_kind, object_id,
                payload, key_person, ip_prefix, previous
            from audit_events
            where tenant_id = $1
            union all
            select
                subject_kind, subject_id, sequence, 1, number, hash,
                null, null, null, null, null, null, null, null, null, null, null
            from audit_marks
            where tenant_id = $1
            union all
            select
                subject_kind, subject_id, sequence, 2, 0, hash,
                null, null, null, null, null, null, null, null, null, null, null
            from audit_heads
            where tenant_id = $1
        ) as row
        order by subject_kind, subject_id, sequence, rank, number
        "#,
        tenant,
    )
    .fetch(conn);
    while let Some(row) = rows.try_next().await? {
        let subject = Subject { kind: row.subject_kind, id: row.subject_id };
        verifier.read(&match (row.rank, row.id, row.at, row.act) {
            (0, Some(id), Some(at), Some(act)) => Row::Event(Box::new(Event {
                id,
                tenant,
                subject,
                sequence: row.sequence,
                at: at.to_jiff(),
                actor_person: row.actor_person,
                actor_role: row.actor_role,
                act,
                object_kind: row.object_kind,
                object_id: row.object_id,
                payload: row.payload,
                key_person: row.key_person,
                ip_prefix: row.ip_prefix,
                previous: row.previous,
                hash: row.hash,
            })),
            (1, ..) => {
                let head = Head { subject, sequence: row.sequence, hash: row.hash };
                Row::Mark(Mark { number: row.number, head })
            }
            _ => Row::Head(Head { subject, sequence: row.sequence, hash: row.hash }),
        });
    }
    Ok(())
}
