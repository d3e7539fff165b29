use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Lang;

use super::Quote;

pub(super) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    token_hash: [u8; 32],
    quote: &Quote,
) -> Result<(), sqlx::Error> {
    let facts =
        serde_json::to_value(&quote.facts).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query!(
        r#"
        insert into quotes
            (id, tenant_id, token_hash, facts, baremes_sha256, language, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        "#,
        Uuid::now_v7(),
        tenant,
        &token_hash[..],
        facts,
        quote.baremes_sha256,
        quote.lang.id(),
        quote.created_at.to_sqlx() as _,
        quote.expires_at.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(super) async fn find(
    conn: &mut PgConnection,
    token_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Quote>, sqlx::Error> {
    let row = sqlx::query!(
        r#"
        select facts, baremes_sha256, language, created_at, expires_at
        from quotes
        where token_hash = $1 and expires_at > $2
        "#,
        &token_hash[..],
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Quote {
            facts: serde_json::from_value(row.facts)
                .map_err(|error| sqlx::Error::Decode(error.into()))?,
            baremes_sha256: row.baremes_sha256,
            lang: Lang::parse(&row.language)
                .ok_or_else(|| sqlx::Error::Decode("no language of the site".into()))?,
            created_at: row.created_at.to_jiff(),
            expires_at: row.expires_at.to_jiff(),
        })
    })
    .transpose()
}

pub(super) async fn delete_expired(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!("delete from quotes where expires_at <= $1", now.to_sqlx() as _)
        .execute(conn)
        .await
        .map(|done| done.rows_affected())
}
