use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// A session as it is kept.
pub(in crate::operations) struct Row {
    pub(in crate::operations) id: Uuid,
    pub(in crate::operations) person_id: Uuid,
    pub(in crate::operations) method: String,
    pub(in crate::operations) device: String,
    pub(in crate::operations) ip_prefix: Option<String>,
    pub(in crate::operations) created_at: jiff_sqlx::Timestamp,
    pub(in crate::operations) last_seen_at: jiff_sqlx::Timestamp,
    pub(in crate::operations) confirmed_at: jiff_sqlx::Timestamp,
    pub(in crate::operations) idle_seconds: i32,
    pub(in crate::operations) ends_at: jiff_sqlx::Timestamp,
}

pub(in crate::operations) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    hash: [u8; 32],
    row: &Row,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into sessions (
            id, tenant_id, person_id, token_hash, method, device, ip_prefix, created_at, last_seen_at,
            confirmed_at, idle_seconds, ends_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        "#,
        row.id,
        tenant,
        row.person_id,
        &hash,
        row.method,
        row.device,
        row.ip_prefix,
        row.created_at as _,
        row.last_seen_at as _,
        row.confirmed_at as _,
        row.idle_seconds,
        row.ends_at as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The session that is alive at `now` under a token.
pub(in crate::operations) async fn find(
    conn: &mut PgConnection,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, person_id, method, device, ip_prefix,
            created_at as "created_at: jiff_sqlx::Timestamp",
            last_seen_at as "last_seen_at: jiff_sqlx::Timestamp",
            confirmed_at as "confirmed_at: jiff_sqlx::Timestamp",
            idle_seconds,
            ends_at as "ends_at: jiff_sqlx::Timestamp"
        from sessions
        where
            token_hash = $1
            and ends_at > $2
            and last_seen_at + make_interval(secs => idle_seconds) > $2
        "#,
        &hash,
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await
}

/// The sessions of a person that are alive at `now`, the last used first.
pub(in crate::operations) async fn of(
    conn: &mut PgConnection,
    person: Uuid,
    now: Timestamp,
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, person_id, method, device, ip_prefix,
            created_at as "created_at: jiff_sqlx::Timestamp",
            last_seen_at as "last_seen_at: jiff_sqlx::Timestamp",
            confirmed_at as "confirmed_at: jiff_sqlx::Timestamp",
            idle_seconds,
            ends_at as "ends_at: jiff_sqlx::Timestamp"
        from sessions
        where
            person_id = $1
            and ends_at > $2
            and last_seen_at + make_interval(secs => idle_seconds) > $2
        order by last_seen_at desc
        "#,
        person,
        now.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await
}

/// Whether the person ever had a session from such a device.
pub(in crate::operations) async fn knows_device(
    conn: &mut PgConnection,
    person: Uuid,
    device: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from sessions where person_id = $1 and device = $2) as "known!""#,
        person,
        device,
    )
    .fetch_one(conn)
    .await
}

/// A sign of life of the session and of its person.
pub(in crate::operations) async fn touch(
    conn: &mut PgConnection,
    id: Uuid,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        with touched as (
            update sessions
            set last_seen_at = $2
            where id = $1
            returning person_id
        )
        update people
        set last_seen_at = $2, warned_at = null
        from touched
        where people.id = touched.person_id
        "#,
        id,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The session goes on under another token, and who it is was just proved.
pub(in crate::operations) async fn confirm(
    conn: &mut PgConnection,
    id: Uuid,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        update sessions
        set token_hash = $2, confirmed_at = $3, last_seen_at = $3
        where id = $1
        "#,
        id,
        &hash,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

pub(in crate::operations) async fn delete(
    conn: &mut PgConnection,
    person: Uuid,
    id: Uuid,
) -> Result<bool, sqlx::Error> {
    sqlx::query!("delete from sessions where id = $2 and person_id = $1", person, id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() == 1)
}

/// Ends the session under a token: another takes its place.
pub(in crate::operations) async fn replace(
    conn: &mut PgConnection,
    hash: [u8; 32],
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from sessions where token_hash = $1", &hash).execute(conn).await.map(drop)
}

/// Ends every session of a person but one.
pub(in crate::operations) async fn delete_all(
    conn: &mut PgConnection,
    person: Uuid,
    but: Option<Uuid>,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "delete from sessions where person_id = $1 and id is distinct from $2",
        person,
        but
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

pub(in crate::operations) async fn purge(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        delete from sessions
        where ends_at <= $1 or last_seen_at + make_interval(secs => idle_seconds) <= $1
        "#,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}
