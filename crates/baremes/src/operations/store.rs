use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::{Value as Json, json};
use sqlx::PgConnection;
use toml::{Table, Value};
use uuid::Uuid;
use vocabulary::Date;

use super::{Refused, State, Version, VersionId};
use crate::Entry;

struct Row {
    id: Uuid,
    name: String,
    status: String,
    author: String,
    note: Option<String>,
    created_at: jiff_sqlx::Timestamp,
    published_at: Option<jiff_sqlx::Timestamp>,
    published_by: Option<String>,
    snapshot_sha256: String,
    revision_id: Option<Uuid>,
    effective_from: Option<jiff_sqlx::Date>,
}

impl TryFrom<Row> for Version {
    type Error = Refused;

    fn try_from(row: Row) -> Result<Self, Refused> {
        let state = match (row.status.as_str(), row.published_at, row.published_by) {
            ("draft", None, None) => State::Draft,
            ("published", Some(at), Some(by)) => State::Published { at: at.to_jiff(), by },
            _ => return Err(Refused::Row(row.id.to_string())),
        };
        let from = row.effective_from.map(|day| Date::parse(&day.to_jiff().to_string()));
        let from = from.transpose().map_err(|_| Refused::Row(row.id.to_string()))?;
        Ok(Self {
            id: VersionId(row.id),
            name: row.name,
            state,
            author: row.author,
            note: row.note,
            created_at: row.created_at.to_jiff(),
            snapshot_sha256: row.snapshot_sha256,
            revision: row.revision_id,
            from,
        })
    }
}

pub(super) async fn list(conn: &mut PgConnection) -> Result<Vec<Version>, Refused> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select
            id, name, status, author, note, created_at, published_at, published_by, snapshot_sha256,
            revision_id, effective_from
        from bareme_versions
        order by created_at desc, id desc
        "#
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Version::try_from).collect()
}

pub(super) async fn find(
    conn: &mut PgConnection,
    id: VersionId,
) -> Result<Option<Version>, Refused> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, name, status, author, note, created_at, published_at, published_by, snapshot_sha256,
            revision_id, effective_from
        from bareme_versions
        where id = $1
        "#,
        id.0
    )
    .fetch_optional(conn)
    .await?
    .map(Version::try_from)
    .transpose()
}

/// Like [`find`]; nobody else publishes or fills the version until the transaction ends.
pub(super) async fn lock(
    conn: &mut PgConnection,
    id: VersionId,
) -> Result<Option<Version>, Refused> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, name, status, author, note, created_at, published_at, published_by, snapshot_sha256,
            revision_id, effective_from
        from bareme_versions
        where id = $1
        for update
        "#,
        id.0
    )
    .fetch_optional(conn)
    .await?
    .map(Version::try_from)
    .transpose()
}

pub(super) async fn latest_published(conn: &mut PgConnection) -> Result<Option<Version>, Refused> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, name, status, author, note, created_at, published_at, published_by, snapshot_sha256,
            revision_id, effective_from
        from bareme_versions
        where status = 'published'
        order by published_at desc, id desc
        limit 1
        "#
    )
    .fetch_optional(conn)
    .await?
    .map(Version::try_from)
    .transpose()
}

/// The version in force on `today`: one without a day of its own is in force from its publication on, in Paris.
pub(super) async fn in_force(
    conn: &mut PgConnection,
    today: Date,
) -> Result<Option<Version>, Refused> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, name, status, author, note, created_at, published_at, published_by, snapshot_sha256,
            revision_id, effective_from
        from bareme_versions
        where status = 'published' and (effective_from is null or effective_from <= $1)
        order by
            coalesce(effective_from, (published_at at time zone 'Europe/Paris')::date) desc,
            published_at desc, id desc
        limit 1
        "#,
        civil(today)? as _,
    )
    .fetch_optional(conn)
    .await?
    .map(Version::try_from)
    .transpose()
}

fn civil(day: Date) -> Result<jiff_sqlx::Date, sqlx::Error> {
    day.to_string()
        .parse::<jiff::civil::Date>()
        .map(jiff_sqlx::ToSqlx::to_sqlx)
        .map_err(|error| sqlx::Error::Encode(error.into()))
}

/// The entries of a version, file by file, in their order.
pub(super) async fn entries(conn: &mut PgConnection, id: VersionId) -> Result<Vec<Entry>, Refused> {
    let rows = sqlx::query!(
        r#"
        select file, key_path, position, body
        from bareme_entries
        where version_id = $1
        order by file, position
        "#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    let entry = |(file, key, position, body): (String, String, i32, Json)| {
        let wrong = || Refused::Row(format!("{file} {key}"));
        let body = Table::try_from(body).map_err(|_| wrong())?;
        let position = u32::try_from(position).map_err(|_| wrong())?;
        Ok(Entry { file, key, position, body })
    };
    let rows = rows.into_iter().map(|row| (row.file, row.key_path, row.position, row.body));
    rows.map(entry).collect()
}

pub(super) async fn insert(
    conn: &mut PgConnection,
    draft: &Version,
    entries: &[Entry],
) -> Result<(), Refused> {
    sqlx::query!(
        r#"
        insert into bareme_versions (
            id, name, status, author, note, created_at, snapshot_sha256, revision_id, effective_from
        )
        values ($1, $2, 'draft', $3, $4, $5, $6, $7, $8)
        "#,
        draft.id.0,
        draft.name,
        draft.author,
        draft.note,
        draft.created_at.to_sqlx() as _,
        draft.snapshot_sha256,
        draft.revision,
        draft.from.map(civil).transpose()? as _,
    )
    .execute(&mut *conn)
    .await?;
    let rows = entries.iter().map(row_of).collect::<Result<Vec<Json>, Refused>>()?;
    sqlx::query!(
        r#"
        insert into bareme_entries (
            version_id, file, key_path, position, body,
            effective_from, effective_to, sources, confidence, doubt
        )
        select
            $1, file, key_path, position, body,
            effective_from, effective_to, sources, confidence, doubt
        from jsonb_to_recordset($2) as entry (
            file text, key_path text, position integer, body jsonb,
            effective_from date, effective_to date, sources text[], confidence text, doubt text
        )
        "#,
        draft.id.0,
        Json::Array(rows),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn set_published(
    conn: &mut PgConnection,
    version: &Version,
    publisher: &str,
    now: Timestamp,
) -> Result<(), Refused> {
    sqlx::query!(
        r#"
        update bareme_versions
        set status = 'published', published_at = $2, published_by = $3, snapshot_sha256 = $4
        where id = $1
        "#,
        version.id.0,
        now.to_sqlx() as _,
        publisher,
        version.snapshot_sha256,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Until the transaction ends, another start of the program waits here.
pub(super) async fn wait_for_other_starts(conn: &mut PgConnection) -> Result<(), Refused> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('baremes_import')) as done")
        .execute(conn)
        .await?;
    Ok(())
}

/// The row of an entry, by the names of its columns.
fn row_of(entry: &Entry) -> Result<Json, Refused> {
    let wrong = |_| Refused::Row(format!("{} {}", entry.file, entry.key));
    let body = serde_json::to_value(&entry.body).map_err(wrong)?;
    let text = |key: &str| entry.body.get(key).and_then(Value::as_str);
    let (from, to) = validity(&entry.body);
    let sources: Vec<&str> = match entry.body.get("source") {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    Ok(json!({
        "file": entry.file,
        "key_path": entry.key,
        "position": entry.position,
        "body": body,
        "effective_from": from,
        "effective_to": to,
        "sources": sources,
        "confidence": text("confidence"),
        "doubt": text("doubt"),
    }))
}

/// First and last day of an entry: its own, or those of the periods inside. ISO dates sort as text.
fn validity(body: &Table) -> (Option<&str>, Option<&str>) {
    let inside = || {
        let periods = body.get("periods").and_then(Value::as_array);
        periods.into_iter().flatten().filter_map(Value::as_table).chain([body])
    };
    let days = |key: &'static str| inside().filter_map(move |one| one.get(key)?.as_str());
    (days("effective_from").min(), days("effective_to").max())
}
