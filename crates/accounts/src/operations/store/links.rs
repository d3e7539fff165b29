use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value as Json;
use sqlx::PgConnection;
use uuid::Uuid;

/// A link as it is kept.
pub(in crate::operations) struct Row {
    pub(in crate::operations) purpose: String,
    pub(in crate::operations) person_id: Option<Uuid>,
    pub(in crate::operations) email: String,
    pub(in crate::operations) language: String,
    pub(in crate::operations) state: Json,
    pub(in crate::operations) expires_at: jiff_sqlx::Timestamp,
    pub(in crate::operations) used_at: Option<jiff_sqlx::Timestamp>,
}

pub(in crate::operations) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    hash: [u8; 32],
    row: &Row,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into links (token_hash, tenant_id, purpose, person_id, email, language, state, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        "#,
        &hash,
        tenant,
        row.purpose,
        row.person_id,
        row.email,
        row.language,
        row.state,
        now.to_sqlx() as _,
        row.expires_at as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The link, locked: of two clicks the second waits, and finds it used.
pub(in crate::operations) async fn lock(
    conn: &mut PgConnection,
    hash: [u8; 32],
) -> Result<Option<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select
            purpose, person_id, email, language, state,
            expires_at as "expires_at: jiff_sqlx::Timestamp",
            used_at as "used_at: jiff_sqlx::Timestamp"
        from links
        where token_hash = $1
        for update
        "#,
        &hash,
    )
    .fetch_optional(conn)
    .await
}

/// Marks it used, and forgets what waited in it.
pub(in crate::operations) async fn use_up(
    conn: &mut PgConnection,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update links
        set used_at = $2, state = '{}'::jsonb
        where token_hash = $1
        "#,
        &hash,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Uses up every link of `purpose` to a person: another way was taken.
pub(in crate::operations) async fn use_up_of(
    conn: &mut PgConnection,
    person: Uuid,
    purpose: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update links
        set used_at = $3, state = '{}'::jsonb
        where person_id = $1 and purpose = $2 and used_at is null
        "#,
        person,
        purpose,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Ends the links of `purposes` to an address that are still good, but for one.
pub(in crate::operations) async fn end_others(
    conn: &mut PgConnection,
    address: &str,
    purposes: &[String],
    but: [u8; 32],
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update links
        set expires_at = $4, state = '{}'::jsonb
        where lower(email) = $1 and purpose = any($2) and token_hash <> $3 and used_at is null and expires_at > $4
        "#,
        address,
        purposes,
        &but,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Forgets every link to an address.
pub(in crate::operations) async fn forget(
    conn: &mut PgConnection,
    email: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from links where lower(email) = lower($1)", email)
        .execute(conn)
        .await
        .map(drop)
}

pub(in crate::operations) async fn purge(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!("delete from links where expires_at <= $1", now.to_sqlx() as _)
        .execute(conn)
        .await
        .map(|done| done.rows_affected())
}
