use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::purging::{Certificate, Line};
use crate::{Class, Rule};

/// Destroys what is due on `today`: the key goes, and all that says who. What is left of it is to be deleted, then
/// certified.
pub(in crate::operations) async fn destroy_due(
    conn: &mut PgConnection,
    (now, today): (Timestamp, Date),
    most: i64,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set
            state = 'destroyed',
            awaited = null,
            wrapped = null,
            name = null,
            uploaded_by = null,
            watermark = null,
            expires_on = null,
            destroyed_at = $1,
            changed_at = $1
        where id in (
            select id
            from documents
            where destroy_on <= $2 and not held and state <> 'destroyed'
            order by id
            limit $3
            for update skip locked
        )
        "#,
        now.to_sqlx() as _,
        today.to_sqlx() as _,
        most,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// What is due on `today`, after the piece `after`: each with its dossier.
pub(in crate::operations) async fn due(
    conn: &mut PgConnection,
    today: Date,
    after: Uuid,
    most: i64,
) -> Result<Vec<(Uuid, Uuid)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select id, dossier_id
        from documents
        where destroy_on <= $1 and not held and state <> 'destroyed' and id > $2
        order by id
        limit $3
        "#,
        today.to_sqlx() as _,
        after,
        most,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.dossier_id)).collect())
}

struct Row {
    id: Uuid,
    dossier_id: Uuid,
    slot: String,
    class: String,
    sent_sha256: Vec<u8>,
    rule: Option<String>,
    sent_object: Option<String>,
}

impl Row {
    fn line(self) -> Result<(Rule, Line, Option<String>), sqlx::Error> {
        let strange = || sqlx::Error::Decode("a strange piece that was destroyed".into());
        let line = Line {
            document: self.id,
            dossier: self.dossier_id,
            slot: self.slot,
            class: Class::parse(&self.class).ok_or_else(strange)?,
            sha256: self.sent_sha256.try_into().map_err(|_| strange())?,
        };
        let rule = self.rule.as_deref().and_then(Rule::parse).ok_or_else(strange)?;
        Ok((rule, line, self.sent_object))
    }
}

/// What is destroyed and not certified yet, with what is left of the file that was sent. Whoever else certifies waits.
pub(in crate::operations) async fn uncertified(
    conn: &mut PgConnection,
    most: i64,
) -> Result<Vec<(Rule, Line, Option<String>)>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select id, dossier_id, slot, class, sent_sha256, rule, sent_object
        from documents
        where state = 'destroyed' and destruction_id is null
        order by id
        limit $1
        "#,
        most,
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Row::line)
    .collect()
}

pub(in crate::operations) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    certificate: &Certificate,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into destructions (id, tenant_id, rule, at, count, sha256)
        values ($1, $2, $3, $4, $5, $6)
        "#,
        certificate.id,
        tenant,
        certificate.rule.id(),
        certificate.at.to_sqlx() as _,
        i32::try_from(certificate.lines.len()).unwrap_or(i32::MAX),
        &certificate.sha256,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Puts pieces under their certificate, and says how many had none: fewer, when somebody else was faster.
pub(in crate::operations) async fn certify(
    conn: &mut PgConnection,
    certificate: Uuid,
    documents: &[Uuid],
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set destruction_id = $1, sent_object = null
        where id = any($2) and state = 'destroyed' and destruction_id is null
        "#,
        certificate,
        documents,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// The certificate `id`, its lines in their order.
pub(in crate::operations) async fn find(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Certificate>, sqlx::Error> {
    let strange = || sqlx::Error::Decode("a strange certificate".into());
    let found = sqlx::query!(
        r#"
        select rule, at, sha256
        from destructions
        where id = $1
        "#,
        id,
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(found) = found else { return Ok(None) };
    let rows = sqlx::query_as!(
        Row,
        r#"
        select id, dossier_id, slot, class, sent_sha256, rule, sent_object
        from documents
        where destruction_id = $1
        order by id
        "#,
        id,
    )
    .fetch_all(conn)
    .await?;
    let lines = rows.into_iter().map(|row| row.line().map(|(_, line, _)| line));
    Ok(Some(Certificate {
        id,
        rule: Rule::parse(&found.rule).ok_or_else(strange)?,
        at: found.at.to_jiff(),
        sha256: found.sha256.try_into().map_err(|_| strange())?,
        lines: lines.collect::<Result<_, _>>()?,
    }))
}

/// The latest certificates, by their ids.
pub(in crate::operations) async fn latest(
    conn: &mut PgConnection,
    most: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select id
        from destructions
        order by at desc, id desc
        limit $1
        "#,
        most,
    )
    .fetch_all(conn)
    .await
}
