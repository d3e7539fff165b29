use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::Failure;
use super::super::chain::{Row, Sealer};
use super::super::time::stamp;
use crate::Event;

/// Appends `events`, the first of which makes the version `first`.
pub(in super::super) async fn append(
    conn: &mut PgConnection,
    sealer: &Sealer,
    first: i64,
    events: &[Event],
) -> Result<(), Failure> {
    let mut previous = head(conn, sealer.dossier).await?.map(|(_, hash)| hash);
    let mut rows = Vec::with_capacity(events.len());
    for (sequence, event) in (first..).zip(events) {
        let personal = if event.personal.is_empty() {
            None
        } else {
            Some(sealer.seal_event(sequence, &serde_json::to_vec(&event.personal)?)?)
        };
        let mut row = Row {
            tenant: sealer.tenant,
            dossier: sealer.dossier,
            sequence,
            at: event.at,
            side: event.by.side.id().to_owned(),
            actor_person: event.by.person.map(Uuid::from),
            actor_role: event.by.role.clone(),
            act: event.change.code(),
            payload: serde_json::to_string(&event.payload()?)?,
            sealed: personal,
            previous: previous.take(),
            hash: Vec::new(),
        };
        row.hash = row.computed().to_vec();
        previous = Some(row.hash.clone());
        rows.push(row);
    }
    insert(conn, &rows).await
}

/// Inserts `rows` of one dossier in their order.
async fn insert(conn: &mut PgConnection, rows: &[Row]) -> Result<(), Failure> {
    let Some(first) = rows.first() else { return Ok(()) };
    macro_rules! column {
        ($field:ident) => {
            &rows.iter().map(|row| row.$field.clone()).collect::<Vec<_>>()
        };
    }
    let stamps: Result<Vec<_>, Failure> = rows.iter().map(|row| stamp(row.at)).collect();
    sqlx::query!(
        r#"
        insert into dossier_events
            (tenant_id, dossier_id, sequence, at, side, actor_person, actor_role, act, payload, sealed, previous, hash)
        select
            $1, $2, one.sequence, one.at, one.side, one.actor_person, one.actor_role, one.act, one.payload::json,
            one.sealed, one.previous, one.hash
        from unnest(
            $3::bigint[], $4::timestamptz[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::bytea[],
            $11::bytea[], $12::bytea[]
        ) as one (sequence, at, side, actor_person, actor_role, act, payload, sealed, previous, hash)
        order by one.sequence
        "#,
        first.tenant,
        first.dossier,
        column!(sequence),
        &stamps? as _,
        column!(side),
        column!(actor_person) as _,
        column!(actor_role) as _,
        column!(act),
        column!(payload),
        column!(sealed) as _,
        column!(previous) as _,
        column!(hash),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Where the chain of `dossier` ends: number and hash.
pub(in super::super) async fn head(
    conn: &mut PgConnection,
    dossier: Uuid,
) -> Result<Option<(i64, Vec<u8>)>, sqlx::Error> {
    let row =
        sqlx::query!("select sequence, hash from dossier_heads where dossier_id = $1", dossier)
            .fetch_optional(conn)
            .await?;
    Ok(row.map(|row| (row.sequence, row.hash)))
}

/// The events of `dossier` after the version `seen`, oldest first.
pub(in super::super) async fn after(
    conn: &mut PgConnection,
    dossier: Uuid,
    seen: i64,
) -> Result<Vec<Row>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select
            tenant_id, dossier_id, sequence, at, side, actor_person, actor_role, act, payload::text as "payload!",
            sealed, previous, hash
        from dossier_events
        where dossier_id = $1 and sequence > $2 and tenant_id = current_tenant()
        order by sequence
        "#,
        dossier,
        seen,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Row {
            tenant: row.tenant_id,
            dossier: row.dossier_id,
            sequence: row.sequence,
            at: row.at.to_jiff().into(),
            side: row.side,
            actor_person: row.actor_person,
            actor_role: row.actor_role,
            act: row.act,
            payload: row.payload,
            sealed: row.sealed,
            previous: row.previous,
            hash: row.hash,
        })
        .collect())
}

/// Ids of the dossiers whose chains there are, after `after`, at most `most`: also of those that are gone.
pub(in super::super) async fn chains(
    conn: &mut PgConnection,
    after: Uuid,
    most: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select dossier_id
        from dossier_heads
        where tenant_id = current_tenant() and dossier_id > $1
        order by dossier_id
        limit $2
        "#,
        after,
        most,
    )
    .fetch_all(conn)
    .await
}

/// Makes the parts of the month of `first` and of those after it.
pub(in super::super) async fn make_partitions(
    conn: &mut PgConnection,
    first: jiff::civil::Date,
    ahead: i32,
) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select make_dossier_partitions($1, $2) as "made!""#,
        first.to_sqlx() as _,
        ahead,
    )
    .fetch_one(conn)
    .await
}

/// The next number of `year`: the row waits for whoever took the one before.
pub(in super::super) async fn next_number(
    conn: &mut PgConnection,
    tenant: Uuid,
    year: i16,
    how_many: i32,
) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        insert into dossier_counters (tenant_id, year, last)
        values ($1, $2, $3)
        on conflict (tenant_id, year) do update
        set last = dossier_counters.last + excluded.last
        returning last
        "#,
        tenant,
        year,
        how_many,
    )
    .fetch_one(conn)
    .await
}
