use demarches::DemarcheKind;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::queues::{After, COUNTED, Counts, Filter, PAGE, Queue, Row};
use super::super::time::date;
use super::super::{DossierId, Failure};
use crate::items::Priority;
use crate::{PublicStatus, Reference};

/// A row as every list selects it.
struct Raw {
    id: Uuid,
    version: i64,
    reference: String,
    kind: String,
    status: String,
    status_since: jiff_sqlx::Timestamp,
    promised_at: Option<jiff_sqlx::Timestamp>,
    due_on: Option<jiff_sqlx::Date>,
    priority: i16,
    assignee: Option<Uuid>,
    holder: String,
    plate: String,
    vin: String,
}

impl TryFrom<Raw> for Row {
    type Error = Failure;

    fn try_from(row: Raw) -> Result<Self, Failure> {
        let bad = || Failure::Row("a row of a list");
        Ok(Self {
            id: DossierId(row.id),
            version: row.version,
            reference: Reference::parse(&row.reference).ok_or_else(bad)?,
            kind: DemarcheKind::parse(&row.kind).ok_or_else(bad)?,
            status: PublicStatus::parse(&row.status).ok_or_else(bad)?,
            status_since: row.status_since.to_jiff(),
            promised_at: row.promised_at.map(jiff_sqlx::Timestamp::to_jiff),
            due_on: row.due_on.map(date).transpose()?,
            priority: Priority::of_rank(row.priority).ok_or_else(bad)?,
            assignee: row.assignee,
            holder: row.holder,
            plate: row.plate,
            vin: row.vin,
        })
    }
}

fn read(rows: Vec<Raw>) -> Result<Vec<Row>, Failure> {
    rows.into_iter().map(Row::try_from).collect()
}

/// What the filter asks for besides its queue, as the queries take it.
fn narrowed(filter: &Filter) -> (Option<&'static str>, Option<&'static str>, Option<Uuid>) {
    (filter.kind.map(DemarcheKind::id), filter.status.map(PublicStatus::id), filter.assignee)
}

fn place(after: Option<After>) -> (Option<i16>, Option<jiff_sqlx::Timestamp>, Option<Uuid>) {
    match after {
        Some(after) => (Some(after.priority.rank()), Some(after.since.to_sqlx()), Some(after.id.0)),
        None => (None, None, None),
    }
}

/// By priority, then who waits longest.
pub(in super::super) async fn of_queue(
    conn: &mut PgConnection,
    queue: Queue,
    filter: &Filter,
    after: Option<After>,
) -> Result<Vec<Row>, Failure> {
    let (kind, status, assignee) = narrowed(filter);
    let (priority, since, id) = place(after);
    // The beginning of every list, where there is no row to come after.
    let (priority, since, id) = (
        priority.unwrap_or(-1),
        since.unwrap_or_else(|| Timestamp::UNIX_EPOCH.to_sqlx()),
        id.unwrap_or_default(),
    );
    if let Some(kind) = kind {
        let rows = sqlx::query_as!(
            Raw,
            r#"
            select
                id, version, reference, kind, status, status_since, promised_at, due_on, priority, assignee, holder,
                plate, vin
            from dossiers
            where tenant_id = current_tenant()
                and queue = $1
                and kind = $2
                and ($3::text is null or status = $3)
                and ($4::uuid is null or assignee = $4)
                and (priority, status_since, id) > ($5, $6, $7)
            order by priority, status_since, id
            limit $8
            "#,
            queue.id(),
            kind,
            status,
            assignee,
            priority,
            since as _,
            id,
            PAGE + 1,
        )
        .fetch_all(conn)
        .await?;
        return read(rows);
    }
    let rows = sqlx::query_as!(
        Raw,
        r#"
        select
            id, version, reference, kind, status, status_since, promised_at, due_on, priority, assignee, holder, plate,
            vin
        from dossiers
        where tenant_id = current_tenant()
            and queue = $1
            and ($2::text is null or status = $2)
            and ($3::uuid is null or assignee = $3)
            and (priority, status_since, id) > ($4, $5, $6)
        order by priority, status_since, id
        limit $7
        "#,
        queue.id(),
        status,
        assignee,
        priority,
        since as _,
        id,
        PAGE + 1,
    )
    .fetch_all(conn)
    .await?;
    read(rows)
}

pub(in super::super) async fn mine(
    conn: &mut PgConnection,
    filter: &Filter,
    me: Uuid,
    after: Option<After>,
) -> Result<Vec<Row>, Failure> {
    let (kind, status, _) = narrowed(filter);
    let (priority, since, id) = place(after);
    let rows = sqlx::query_as!(
        Raw,
        r#"
        select
            id, version, reference, kind, status, status_since, promised_at, due_on, priority, assignee, holder, plate,
            vin
        from dossiers
        where tenant_id = current_tenant()
            and assignee = $1
            and queue <> 'closed'
            and ($2::text is null or kind = $2)
            and ($3::text is null or status = $3)
            and (priority, status_since, id) > ($4, $5, $6)
        order by priority, status_since, id
        limit $7
        "#,
        me,
        kind,
        status,
        priority.unwrap_or(-1),
        since.unwrap_or_else(|| Timestamp::UNIX_EPOCH.to_sqlx()) as _,
        id.unwrap_or_default(),
        PAGE + 1,
    )
    .fetch_all(conn)
    .await?;
    read(rows)
}

/// The longest overdue first.
pub(in super::super) async fn late(
    conn: &mut PgConnection,
    filter: &Filter,
    after: Option<After>,
    now: Timestamp,
) -> Result<Vec<Row>, Failure> {
    let (kind, status, assignee) = narrowed(filter);
    let (_, since, id) = place(after);
    let rows = sqlx::query_as!(
        Raw,
        r#"
        select
            id, version, reference, kind, status, status_since, promised_at, due_on, priority, assignee, holder, plate,
            vin
        from dossiers
        where tenant_id = current_tenant()
            and promised_at < $1
            and ($2::text is null or kind = $2)
            and ($3::text is null or status = $3)
            and ($4::uuid is null or assignee = $4)
            and (promised_at, id) > ($5, $6)
        order by promised_at, id
        limit $7
        "#,
        now.to_sqlx() as _,
        kind,
        status,
        assignee,
        since.unwrap_or_else(|| Timestamp::UNIX_EPOCH.to_sqlx()) as _,
        id.unwrap_or_default(),
        PAGE + 1,
    )
    .fetch_all(conn)
    .await?;
    read(rows)
}

/// The latest begun first: ids are in the order of time.
pub(in super::super) async fn latest(
    conn: &mut PgConnection,
    filter: &Filter,
    after: Option<After>,
) -> Result<Vec<Row>, Failure> {
    let (kind, status, assignee) = narrowed(filter);
    let rows = sqlx::query_as!(
        Raw,
        r#"
        select
            id, version, reference, kind, status, status_since, promised_at, due_on, priority, assignee, holder, plate,
            vin
        from dossiers
        where tenant_id = current_tenant()
            and ($1::text is null or kind = $1)
            and ($2::text is null or status = $2)
            and ($3::uuid is null or assignee = $3)
            and id < $4
        order by id desc
        limit $5
        "#,
        kind,
        status,
        assignee,
        after.map_or(Uuid::max(), |after| after.id.0),
        PAGE + 1,
    )
    .fetch_all(conn)
    .await?;
    read(rows)
}

pub(in super::super) async fn by_reference(
    conn: &mut PgConnection,
    low: &str,
    high: &str,
) -> Result<Vec<Row>, Failure> {
    let rows = sqlx::query_as!(
        Raw,
        r#"
        select
            id, version, reference, kind, status, status_since, promised_at, due_on, priority, assignee, holder, plate,
            vin
        from dossiers
        where tenant_id = current_tenant() and reference >= $1 and reference < $2
        order by reference desc
        limit $3
        "#,
        low,
        high,
        PAGE,
    )
    .fetch_all(conn)
    .await?;
    read(rows)
}

pub(in super::super) async fn by_words(
    conn: &mut PgConnection,
    wanted: &str,
) -> Result<Vec<Row>, Failure> {
    let rows = sqlx::query_as!(
        Raw,
        r#"
        select
            id, version, reference, kind, status, status_since, promised_at, due_on, priority, assignee, holder, plate,
            vin
        from dossiers
        where id in (select find_dossiers($1, 200))
        order by id desc
        limit $2
        "#,
        wanted,
        PAGE,
    )
    .fetch_all(conn)
    .await?;
    read(rows)
}

pub(in super::super) async fn counts(
    conn: &mut PgConnection,
    me: Uuid,
    now: Timestamp,
) -> Result<Counts, sqlx::Error> {
    sqlx::query_as!(
        Counts,
        r#"
        select
            (select count(*) from (
                select from dossiers where tenant_id = current_tenant() and queue = 'to_check' limit $3
            ) as counted) as "to_check!",
            (select count(*) from (
                select from dossiers where tenant_id = current_tenant() and queue = 'waiting' limit $3
            ) as counted) as "waiting!",
            (select count(*) from (
                select from dossiers where tenant_id = current_tenant() and queue = 'ready' limit $3
            ) as counted) as "ready!",
            (select count(*) from (
                select from dossiers where tenant_id = current_tenant() and promised_at < $2 limit $3
            ) as counted) as "late!",
            (select count(*) from (
                select from dossiers
                where tenant_id = current_tenant() and assignee = $1 and queue <> 'closed'
                limit $3
            ) as counted) as "mine!",
            (select count(*) from (
                select from dossiers where tenant_id = current_tenant() limit $3
            ) as counted) as "all!"
        "#,
        me,
        now.to_sqlx() as _,
        COUNTED + 1,
    )
    .fetch_one(conn)
    .await
}

pub(in super::super) async fn of_person(
    conn: &mut PgConnection,
    person: Uuid,
    after: Option<Uuid>,
    most: i64,
) -> Result<Vec<Row>, Failure> {
    let rows = sqlx::query_as!(
        Raw,
        r#"
        select
            id, version, reference, kind, status, status_since, promised_at, due_on, 2::smallint as "priority!",
            null::uuid as assignee, holder, plate, vin
        from dossiers
        where tenant_id = current_tenant() and person_id = $1 and ($2::uuid is null or id < $2)
        order by id desc
        limit $3
        "#,
        person,
        after,
        most,
    )
    .fetch_all(conn)
    .await?;
    read(rows)
}

/// Those of `ids` that are `person`'s.
pub(in super::super) async fn among(
    conn: &mut PgConnection,
    person: Uuid,
    ids: &[Uuid],
) -> Result<Vec<Row>, Failure> {
    let rows = sqlx::query_as!(
        Raw,
        r#"
        select
            id, version, reference, kind, status, status_since, promised_at, due_on, 2::smallint as "priority!",
            null::uuid as assignee, holder, plate, vin
        from dossiers
        where tenant_id = current_tenant() and person_id = $1 and id = any($2)
        order by id desc
        "#,
        person,
        ids,
    )
    .fetch_all(conn)
    .await?;
    read(rows)
}
