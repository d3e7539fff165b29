use access::Role;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::showing::{Cursor, Filter, Payload, Recorded, Seen};
use crate::{Act, Actor, Kind, Thing};

pub(in super::super) async fn seen_by(
    conn: &mut PgConnection,
    person: Uuid,
    views: &[String],
    most: i64,
) -> Result<Vec<Seen>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select at, actor_role, act, object_kind, object_id
        from audit_events
        where tenant_id = current_tenant()
            and key_person = $1
            and act = any($2)
            and actor_person is distinct from $1
        order by at desc, id desc
        limit $3
        "#,
        person,
        views,
        most,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Seen {
                at: row.at.to_jiff(),
                role: role(row.actor_role.as_deref())?,
                act: act(&row.act)?,
                object: thing(row.object_kind.as_deref(), row.object_id)?,
            })
        })
        .collect()
}

/// The house, the event without its payload, the payload as it is sealed.
type Row = (Uuid, Recorded, Option<Vec<u8>>);

pub(in super::super) async fn search(
    conn: &mut PgConnection,
    filter: &Filter,
    cursor: Option<Cursor>,
    most: i64,
) -> Result<Vec<Row>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select
            id, tenant_id, subject_kind, subject_id, sequence, at, actor_person, actor_role, act,
            object_kind, object_id, payload, key_person, ip_prefix
        from audit_events
        where tenant_id = current_tenant()
            and ($1::text is null or (subject_kind = $1 and subject_id = $2))
            and ($3::uuid is null or key_person = $3)
            and ($4::uuid is null or actor_person = $4)
            and ($5::text is null or act = $5)
            and ($6::timestamptz is null or at >= $6)
            and ($7::timestamptz is null or at < $7)
            and ($8::timestamptz is null or (at, id) < ($8, $9::uuid))
        order by at desc, id desc
        limit $10
        "#,
        filter.subject.map(|subject| subject.kind.id()),
        filter.subject.map(|subject| subject.id),
        filter.about,
        filter.actor,
        filter.act.map(Act::id),
        filter.since.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        filter.until.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        cursor.map(|cursor| cursor.at.to_sqlx()) as _,
        cursor.map(|cursor| cursor.id),
        most,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let recorded = Recorded {
                id: row.id,
                at: row.at.to_jiff(),
                subject: Thing { kind: kind(&row.subject_kind)?, id: row.subject_id },
                sequence: row.sequence,
                actor: Actor { person: row.actor_person, role: role(row.actor_role.as_deref())? },
                act: act(&row.act)?,
                object: thing(row.object_kind.as_deref(), row.object_id)?,
                about: row.key_person,
                payload: Payload::None,
                ip_prefix: row.ip_prefix,
            };
            Ok((row.tenant_id, recorded, row.payload))
        })
        .collect()
}

fn role(text: Option<&str>) -> Result<Option<Role>, sqlx::Error> {
    let read = |text: &str| Role::parse(text).ok_or_else(|| unknown("role"));
    text.map(read).transpose()
}

fn act(text: &str) -> Result<Act, sqlx::Error> {
    Act::parse(text).ok_or_else(|| unknown("act"))
}

fn kind(text: &str) -> Result<Kind, sqlx::Error> {
    Kind::parse(text).ok_or_else(|| unknown("kind"))
}

fn thing(text: Option<&str>, id: Option<Uuid>) -> Result<Option<Thing>, sqlx::Error> {
    let Some((text, id)) = text.zip(id) else { return Ok(None) };
    Ok(Some(Thing { kind: kind(text)?, id }))
}

fn unknown(what: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("no {what} of the audit").into())
}
