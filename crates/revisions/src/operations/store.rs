use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use crate::{Document, File, Refused, Returned, Revision, RevisionId, State, Subject};

/// Most revisions of a list.
const MOST: i64 = 200;

struct Row {
    id: Uuid,
    subject: String,
    part: String,
    status: String,
    based_on: String,
    note: String,
    author: Uuid,
    created_at: jiff_sqlx::Timestamp,
    updated_at: jiff_sqlx::Timestamp,
    edition: i32,
    wanted_from: Option<jiff_sqlx::Date>,
    asked_at: Option<jiff_sqlx::Timestamp>,
    reviewer: Option<Uuid>,
    reviewed_at: Option<jiff_sqlx::Timestamp>,
    remark: Option<String>,
    in_force_from: Option<jiff_sqlx::Date>,
}

impl TryFrom<Row> for Revision {
    type Error = Refused;

    fn try_from(row: Row) -> Result<Self, Refused> {
        let day = |day: Option<jiff_sqlx::Date>| {
            day.map(|day| Date::parse(&day.to_jiff().to_string()))
                .transpose()
                .map_err(|_| Refused::Row)
        };
        let (wanted_from, in_force_from) = (day(row.wanted_from)?, day(row.in_force_from)?);
        let at = |at: Option<jiff_sqlx::Timestamp>| at.map(jiff_sqlx::Timestamp::to_jiff);
        let reviewed = row.reviewer.zip(at(row.reviewed_at));
        let state = match row.status.as_str() {
            "draft" => {
                let returned =
                    reviewed.zip(row.remark).map(|((by, at), remark)| Returned { by, at, remark });
                State::Draft { returned }
            }
            "in_review" => State::InReview {
                asked_at: at(row.asked_at).ok_or(Refused::Row)?,
                wanted_from: wanted_from.ok_or(Refused::Row)?,
            },
            "published" => {
                let (by, at) = reviewed.ok_or(Refused::Row)?;
                State::Published { by, at, from: in_force_from.ok_or(Refused::Row)? }
            }
            "given_up" => State::GivenUp,
            _ => return Err(Refused::Row),
        };
        Ok(Self {
            id: RevisionId(row.id),
            subject: Subject::parse(&row.subject).ok_or(Refused::Row)?,
            part: row.part,
            state,
            based_on: row.based_on,
            note: row.note,
            author: row.author,
            created_at: row.created_at.to_jiff(),
            updated_at: row.updated_at.to_jiff(),
            edition: row.edition,
        })
    }
}

pub(super) async fn list(
    conn: &mut PgConnection,
    subject: Subject,
    status: Option<&str>,
) -> Result<Vec<Revision>, Refused> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select
            id, subject, part, status, based_on, note, author, created_at, updated_at, edition,
            wanted_from, asked_at, reviewer, reviewed_at, remark, in_force_from
        from revisions
        where subject = $1 and ($2::text is null or status = $2)
        order by created_at desc, id desc
        limit $3
        "#,
        subject.id(),
        status,
        if status.is_some() { None } else { Some(MOST) },
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Revision::try_from).collect()
}

pub(super) async fn find(
    conn: &mut PgConnection,
    id: RevisionId,
) -> Result<Option<Revision>, Refused> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, subject, part, status, based_on, note, author, created_at, updated_at, edition,
            wanted_from, asked_at, reviewer, reviewed_at, remark, in_force_from
        from revisions
        where id = $1
        "#,
        id.0,
    )
    .fetch_optional(conn)
    .await?
    .map(Revision::try_from)
    .transpose()
}

/// Like [`find`]; nobody else takes a step until the transaction ends.
pub(super) async fn lock(
    conn: &mut PgConnection,
    id: RevisionId,
) -> Result<Option<Revision>, Refused> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, subject, part, status, based_on, note, author, created_at, updated_at, edition,
            wanted_from, asked_at, reviewer, reviewed_at, remark, in_force_from
        from revisions
        where id = $1
        for update
        "#,
        id.0,
    )
    .fetch_optional(conn)
    .await?
    .map(Revision::try_from)
    .transpose()
}

pub(super) async fn insert(conn: &mut PgConnection, revision: &Revision) -> Result<(), Refused> {
    sqlx::query!(
        r#"
        insert into revisions (
            id, tenant_id, subject, part, status, based_on, note, author, created_at, updated_at, edition
        )
        values ($1, case when $2 then null else current_tenant() end, $3, $4, 'draft', $5, $6, $7, $8, $8, $9)
        "#,
        revision.id.0,
        revision.subject.is_global(),
        revision.subject.id(),
        revision.part,
        revision.based_on,
        revision.note,
        revision.author,
        revision.created_at.to_sqlx() as _,
        revision.edition,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn save(conn: &mut PgConnection, revision: &Revision) -> Result<(), Refused> {
    let (mut wanted_from, mut asked_at, mut reviewed, mut remark, mut from) =
        (None, None, None, None, None);
    let status = match &revision.state {
        State::Draft { returned } => {
            if let Some(returned) = returned {
                reviewed = Some((returned.by, returned.at));
                remark = Some(returned.remark.as_str());
            }
            "draft"
        }
        State::InReview { asked_at: at, wanted_from: day } => {
            (wanted_from, asked_at) = (Some(*day), Some(*at));
            "in_review"
        }
        State::Published { by, at, from: day } => {
            reviewed = Some((*by, *at));
            from = Some(*day);
            "published"
        }
        State::GivenUp => "given_up",
    };
    sqlx::query!(
        r#"
        update revisions
        set
            status = $2, note = $3, updated_at = $4, edition = $5,
            wanted_from = coalesce($6, wanted_from), asked_at = coalesce($7, asked_at),
            reviewer = $8, reviewed_at = $9, remark = $10, in_force_from = $11
        where id = $1
        "#,
        revision.id.0,
        status,
        revision.note,
        revision.updated_at.to_sqlx() as _,
        revision.edition,
        wanted_from.map(civil).transpose()? as _,
        asked_at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        reviewed.map(|(by, _)| by),
        reviewed.map(|(_, at)| at.to_sqlx()) as _,
        remark,
        from.map(civil).transpose()? as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn documents(
    conn: &mut PgConnection,
    id: RevisionId,
) -> Result<Vec<Document>, Refused> {
    let rows = sqlx::query!(
        r#"
        select name, body as "body!"
        from revision_documents
        where revision_id = $1 and body is not null
        order by name
        "#,
        id.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| Document { name: row.name, text: row.body }).collect())
}

pub(super) async fn put(
    conn: &mut PgConnection,
    id: RevisionId,
    document: &Document,
) -> Result<(), Refused> {
    sqlx::query!(
        r#"
        insert into revision_documents (revision_id, name, body)
        values ($1, $2, $3)
        on conflict (revision_id, name) do update set body = excluded.body
        "#,
        id.0,
        document.name,
        document.text,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn file(conn: &mut PgConnection, id: RevisionId) -> Result<Option<File>, Refused> {
    let row = sqlx::query!(
        r#"
        select name, file as "file!"
        from revision_documents
        where revision_id = $1 and file is not null
        order by name
        limit 1
        "#,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| File { name: row.name, bytes: row.file }))
}

pub(super) async fn put_file(
    conn: &mut PgConnection,
    id: RevisionId,
    file: &File,
) -> Result<(), Refused> {
    sqlx::query!(
        r#"
        insert into revision_documents (revision_id, name, file)
        values ($1, $2, $3)
        on conflict (revision_id, name) do update set file = excluded.file
        "#,
        id.0,
        file.name,
        file.bytes,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn in_force_at(
    conn: &mut PgConnection,
    (subject, part): (Subject, &str),
    (at, day): (Timestamp, Date),
) -> Result<Option<RevisionId>, Refused> {
    let id = sqlx::query_scalar!(
        r#"
        select id
        from revisions
        where subject = $1 and part = $2 and status = 'published' and reviewed_at <= $3 and in_force_from <= $4
        order by in_force_from desc, reviewed_at desc
        limit 1
        "#,
        subject.id(),
        part,
        at.to_sqlx() as _,
        civil(day)? as _,
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(RevisionId))
}

fn civil(day: Date) -> Result<jiff_sqlx::Date, sqlx::Error> {
    day.to_string()
        .parse::<jiff::civil::Date>()
        .map(jiff_sqlx::ToSqlx::to_sqlx)
        .map_err(|error| sqlx::Error::Encode(error.into()))
}
