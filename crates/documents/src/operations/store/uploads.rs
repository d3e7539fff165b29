use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::uploads::Upload;
use crate::{Class, Consent, Intake, Slot, Source, Watermark};

pub(in crate::operations) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    upload: &Upload,
    token: [u8; 32],
    (now, until): (Timestamp, Timestamp),
) -> Result<(), sqlx::Error> {
    let intake = &upload.intake;
    sqlx::query!(
        r#"
        insert into uploads (
            id, tenant_id, dossier_id, slot, token_hash, name, size, sha256, object, parts, source, class, uploaded_by,
            expires_on, watermark, consent_at, consent_text, most, created_at, expires_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        "#,
        upload.id,
        tenant,
        intake.dossier,
        intake.slot.as_str(),
        &token,
        intake.name,
        intake.size.and_then(|size| i64::try_from(size).ok()),
        intake.sha256.as_ref().map(|hash| &hash[..]),
        upload.object,
        upload.parts,
        intake.source.id(),
        intake.class.id(),
        intake.by,
        intake.expires_on.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        intake.watermark.as_ref().map(Watermark::words),
        intake.consent.as_ref().map(|consent| consent.at.to_sqlx()) as _,
        intake.consent.as_ref().map(|consent| consent.text.as_str()),
        i16::try_from(intake.most).unwrap_or(i16::MAX),
        now.to_sqlx() as _,
        until.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

struct Row {
    id: Uuid,
    dossier_id: Uuid,
    slot: String,
    name: String,
    size: Option<i64>,
    sha256: Option<Vec<u8>>,
    object: String,
    parts: Option<String>,
    source: String,
    class: String,
    uploaded_by: Option<Uuid>,
    expires_on: Option<jiff_sqlx::Date>,
    watermark: Option<String>,
    consent_at: Option<jiff_sqlx::Timestamp>,
    consent_text: Option<String>,
    most: i16,
    document_id: Option<Uuid>,
}

impl TryFrom<Row> for Upload {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> Result<Self, Self::Error> {
        let strange = || sqlx::Error::Decode("a strange upload".into());
        let consent = match (row.consent_at, row.consent_text) {
            (Some(at), Some(text)) => Some(Consent { at: at.to_jiff(), text }),
            _ => None,
        };
        Ok(Self {
            id: row.id,
            object: row.object,
            parts: row.parts,
            document: row.document_id,
            intake: Intake {
                dossier: row.dossier_id,
                slot: Slot::parse(&row.slot).map_err(|_| strange())?,
                most: u16::try_from(row.most).map_err(|_| strange())?,
                name: row.name,
                size: row.size.map(u64::try_from).transpose().map_err(|_| strange())?,
                sha256: row.sha256.map(<[u8; 32]>::try_from).transpose().map_err(|_| strange())?,
                source: Source::parse(&row.source).ok_or_else(strange)?,
                class: Class::parse(&row.class).ok_or_else(strange)?,
                by: row.uploaded_by,
                expires_on: row.expires_on.map(jiff_sqlx::Date::to_jiff),
                watermark: row.watermark.as_deref().map(Watermark::new),
                consent,
            },
        })
    }
}

/// The upload of that secret, unless it expired.
pub(in crate::operations) async fn find(
    conn: &mut PgConnection,
    token: [u8; 32],
    now: Timestamp,
) -> Result<Option<Upload>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, dossier_id, slot, name, size, sha256, object, parts, source, class, uploaded_by, expires_on, watermark,
            consent_at, consent_text, most, document_id
        from uploads
        where token_hash = $1 and expires_at > $2
        "#,
        &token,
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await?
    .map(Upload::try_from)
    .transpose()
}

/// Locks the upload until the end of the transaction, and says what it became; `None` when it is gone.
pub(in crate::operations) async fn lock(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Option<Uuid>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select document_id
        from uploads
        where id = $1
        for update
        "#,
        id,
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::operations) async fn became(
    conn: &mut PgConnection,
    id: Uuid,
    document: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update uploads
        set document_id = $2
        where id = $1
        "#,
        id,
        document,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Uploads of a dossier that are on their way.
pub(in crate::operations) async fn count_open(
    conn: &mut PgConnection,
    dossier: Uuid,
    now: Timestamp,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from uploads
        where dossier_id = $1 and document_id is null and expires_at > $2
        "#,
        dossier,
        now.to_sqlx() as _,
    )
    .fetch_one(conn)
    .await
}

/// Whoever counts the pieces of a slot to add one waits here for the others, until the end of the transaction.
pub(in crate::operations) async fn lock_slot(
    conn: &mut PgConnection,
    dossier: Uuid,
    slot: &Slot,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        select pg_advisory_xact_lock(hashtextextended('documents slot ' || $1::text || ' ' || $2, 0))
        "#,
        dossier.to_string(),
        slot.as_str(),
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Pieces of a slot that take up a place, and the one of them that is the same file.
pub(in crate::operations) async fn in_slot(
    conn: &mut PgConnection,
    dossier: Uuid,
    slot: &Slot,
    sha256: Option<[u8; 32]>,
) -> Result<(i64, Option<Uuid>), sqlx::Error> {
    let found = sqlx::query!(
        r#"
        select
            count(*) as "count!",
            (array_agg(id) filter (where sent_sha256 = $3))[1] as same
        from documents
        where dossier_id = $1
            and slot = $2
            and state in ('waiting', 'reading', 'quarantined', 'accepted')
            and withdrawn_at is null
        "#,
        dossier,
        slot.as_str(),
        sha256.as_ref().map(|hash| &hash[..]),
    )
    .fetch_one(conn)
    .await?;
    Ok((found.count, found.same))
}

/// What a new piece is.
pub(in crate::operations) struct New<'a> {
    pub(in crate::operations) id: Uuid,
    pub(in crate::operations) name: &'a str,
    pub(in crate::operations) length: u64,
    pub(in crate::operations) sha256: [u8; 32],
}

/// Adds a piece that waits; `false` when the same file is in the slot already.
pub(in crate::operations) async fn insert_document(
    conn: &mut PgConnection,
    tenant: Uuid,
    upload: &Upload,
    new: New<'_>,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let intake = &upload.intake;
    sqlx::query!(
        r#"
        insert into documents (
            id, tenant_id, dossier_id, slot, state, name, sent_object, sent_length, sent_sha256, source, class,
            uploaded_by, expires_on, watermark, consent_at, consent_text, received_at, changed_at
        )
        values ($1, $2, $3, $4, 'waiting', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
        on conflict (tenant_id, dossier_id, slot, sent_sha256)
            where state in ('waiting', 'reading', 'quarantined', 'accepted') and withdrawn_at is null
            do nothing
        "#,
        new.id,
        tenant,
        intake.dossier,
        intake.slot.as_str(),
        new.name,
        upload.object,
        i64::try_from(new.length).unwrap_or(i64::MAX),
        &new.sha256,
        intake.source.id(),
        intake.class.id(),
        intake.by,
        intake.expires_on.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        intake.watermark.as_ref().map(Watermark::words),
        intake.consent.as_ref().map(|consent| consent.at.to_sqlx()) as _,
        intake.consent.as_ref().map(|consent| consent.text.as_str()),
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// An upload whose time is over.
pub(in crate::operations) struct Over {
    pub(in crate::operations) id: Uuid,
    pub(in crate::operations) object: String,
    pub(in crate::operations) parts: Option<String>,
    /// A piece has the file: it stays.
    pub(in crate::operations) wanted: bool,
}

pub(in crate::operations) async fn over(
    conn: &mut PgConnection,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Over>, sqlx::Error> {
    sqlx::query_as!(
        Over,
        r#"
        select
            id,
            object,
            parts,
            exists (
                select 1
                from documents
                where documents.id = uploads.document_id and documents.sent_object = uploads.object
            ) as "wanted!"
        from uploads
        where expires_at <= $1
        order by expires_at
        limit $2
        "#,
        now.to_sqlx() as _,
        most,
    )
    .fetch_all(conn)
    .await
}

pub(in crate::operations) async fn delete(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        delete from uploads
        where id = any($1)
        "#,
        ids,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}
