//! Pieces: their row, how one is taken back, and their keys.

mod endings;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Awaited, Class, Consent, Document, Facts, Kind, Refusal, Rule, Slot, Source, State, Watermark,
};

pub(in crate::operations) use endings::{ask, end, hold, reopen, unsettled};

/// A piece, and what of it nobody is shown.
#[derive(Debug)]
pub(in crate::operations) struct Kept {
    pub(in crate::operations) document: Document,
    pub(in crate::operations) sent_object: Option<String>,
    pub(in crate::operations) sent_length: u64,
    pub(in crate::operations) wrapped: Option<Vec<u8>>,
    pub(in crate::operations) watermark: Option<Watermark>,
}

struct Row {
    id: Uuid,
    dossier_id: Uuid,
    slot: String,
    state: String,
    awaited: Option<String>,
    reason: Option<String>,
    name: Option<String>,
    sent_object: Option<String>,
    sent_length: i64,
    sent_sha256: Vec<u8>,
    wrapped: Option<Vec<u8>>,
    kind: Option<String>,
    pages: Option<i16>,
    length: Option<i64>,
    sha256: Option<Vec<u8>>,
    source: String,
    class: String,
    uploaded_by: Option<Uuid>,
    expires_on: Option<jiff_sqlx::Date>,
    watermark: Option<String>,
    consent_at: Option<jiff_sqlx::Timestamp>,
    consent_text: Option<String>,
    received_at: jiff_sqlx::Timestamp,
    withdrawn_at: Option<jiff_sqlx::Timestamp>,
    replaced_by: Option<Uuid>,
    destroy_on: Option<jiff_sqlx::Date>,
    rule: Option<String>,
    destroyed_at: Option<jiff_sqlx::Timestamp>,
}

/// What this crate never writes.
fn strange(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(format!("a piece with a strange {what}").into())
}

impl Row {
    fn kept(self) -> Result<Kept, sqlx::Error> {
        let state = self.state()?;
        let destroyed = match (self.destroy_on, self.rule.as_deref()) {
            (Some(day), Some(rule)) => {
                Some((day.to_jiff(), Rule::parse(rule).ok_or_else(|| strange("rule"))?))
            }
            _ => None,
        };
        let consent = match (self.consent_at, self.consent_text) {
            (Some(at), Some(text)) => Some(Consent { at: at.to_jiff(), text }),
            _ => None,
        };
        let document = Document {
            id: self.id,
            dossier: self.dossier_id,
            slot: Slot::parse(&self.slot).map_err(|_| strange("slot"))?,
            state,
            name: self.name,
            sent_sha256: hash(&self.sent_sha256)?,
            source: Source::parse(&self.source).ok_or_else(|| strange("source"))?,
            class: Class::parse(&self.class).ok_or_else(|| strange("class"))?,
            by: self.uploaded_by,
            expires_on: self.expires_on.map(jiff_sqlx::Date::to_jiff),
            watermarked: self.watermark.is_some(),
            consent,
            received_at: self.received_at.to_jiff(),
            withdrawn_at: self.withdrawn_at.map(jiff_sqlx::Timestamp::to_jiff),
            replaced_by: self.replaced_by,
            destroyed,
        };
        Ok(Kept {
            document,
            sent_object: self.sent_object,
            sent_length: u64::try_from(self.sent_length).map_err(|_| strange("length"))?,
            wrapped: self.wrapped,
            watermark: self.watermark.as_deref().map(Watermark::new),
        })
    }

    fn state(&self) -> Result<State, sqlx::Error> {
        let reason = || self.reason.as_deref().ok_or_else(|| strange("reason"));
        Ok(match self.state.as_str() {
            "waiting" => {
                let awaited = self.awaited.as_deref();
                let read = |text| Awaited::parse(text).ok_or_else(|| strange("wait"));
                State::Waiting(awaited.map(read).transpose()?)
            }
            "reading" => State::Reading,
            "quarantined" => State::Quarantined(reason()?.to_owned()),
            "refused" => {
                let refusal = Refusal::from_code(reason()?);
                State::Refused(refusal.ok_or_else(|| strange("refusal"))?)
            }
            "accepted" => State::Accepted(self.facts().ok_or_else(|| strange("content"))?),
            "destroyed" => {
                let at = self.destroyed_at.ok_or_else(|| strange("end"))?;
                State::Destroyed(at.to_jiff())
            }
            _ => return Err(strange("state")),
        })
    }

    fn facts(&self) -> Option<Facts> {
        Some(Facts {
            kind: if self.kind.as_deref()? == Kind::Pdf.extension() {
                Kind::Pdf
            } else {
                Kind::Jpeg
            },
            pages: u16::try_from(self.pages?).ok()?,
            length: u64::try_from(self.length?).ok()?,
            sha256: hash(self.sha256.as_deref()?).ok()?,
        })
    }
}

fn hash(bytes: &[u8]) -> Result<[u8; 32], sqlx::Error> {
    bytes.try_into().map_err(|_| strange("hash"))
}

pub(in crate::operations) async fn find(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Kept>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, dossier_id, slot, state, awaited, reason, name, sent_object, sent_length, sent_sha256, wrapped, kind,
            pages, length, sha256, source, class, uploaded_by, expires_on, watermark, consent_at, consent_text,
            received_at, withdrawn_at, replaced_by, destroy_on, rule, destroyed_at
        from documents
        where id = $1
        "#,
        id,
    )
    .fetch_optional(conn)
    .await?
    .map(Row::kept)
    .transpose()
}

pub(in crate::operations) async fn of_dossier(
    conn: &mut PgConnection,
    dossier: Uuid,
) -> Result<Vec<Kept>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, dossier_id, slot, state, awaited, reason, name, sent_object, sent_length, sent_sha256, wrapped, kind,
            pages, length, sha256, source, class, uploaded_by, expires_on, watermark, consent_at, consent_text,
            received_at, withdrawn_at, replaced_by, destroy_on, rule, destroyed_at
        from documents
        where dossier_id = $1
        order by received_at, id
        "#,
        dossier,
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Row::kept)
    .collect()
}

/// Locks the piece until the end of the transaction; `false` when there is none.
pub(in crate::operations) async fn lock(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(
        r#"
        select id
        from documents
        where id = $1
        for update
        "#,
        id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Taken back, or replaced by `by`: shown to nobody, destroyed on `day` unless that is sooner.
pub(in crate::operations) async fn withdraw(
    conn: &mut PgConnection,
    id: Uuid,
    by: Option<Uuid>,
    (day, rule): (Date, Rule),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set
            withdrawn_at = $2,
            changed_at = $2,
            replaced_by = $3,
            destroy_on = case when destroy_on < $4 then destroy_on else $4 end,
            rule = case when destroy_on < $4 then rule else $5 end
        where id = $1 and withdrawn_at is null and state <> 'destroyed'
        "#,
        id,
        now.to_sqlx() as _,
        by,
        day.to_sqlx() as _,
        rule.id(),
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Wrapped keys after `after`, locked until the end of the transaction.
pub(in crate::operations) async fn lock_keys(
    conn: &mut PgConnection,
    after: Uuid,
    most: i64,
) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select id, wrapped as "wrapped!"
        from documents
        where id > $1 and wrapped is not null
        order by id
        limit $2
        for update
        "#,
        after,
        most,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.wrapped)).collect())
}

pub(in crate::operations) async fn save_key(
    conn: &mut PgConnection,
    id: Uuid,
    wrapped: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set wrapped = $2
        where id = $1
        "#,
        id,
        wrapped,
    )
    .execute(conn)
    .await
    .map(drop)
}
