use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// The application of codes of a person, locked: the last step is read, then written.
pub(in crate::operations) struct Totp {
    pub(in crate::operations) secret: Option<Vec<u8>>,
    pub(in crate::operations) confirmed: bool,
    pub(in crate::operations) last_step: i64,
}

pub(in crate::operations) async fn lock_totp(
    conn: &mut PgConnection,
    person: Uuid,
) -> Result<Option<Totp>, sqlx::Error> {
    sqlx::query_as!(
        Totp,
        r#"
        select
            totp_secret as secret,
            totp_confirmed_at is not null as "confirmed!",
            totp_last_step as last_step
        from people
        where id = $1
        for update
        "#,
        person,
    )
    .fetch_optional(conn)
    .await
}

/// Keeps a secret that no code confirmed yet; `None` forgets it.
pub(in crate::operations) async fn set_totp(
    conn: &mut PgConnection,
    person: Uuid,
    sealed: Option<&[u8]>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update people
        set totp_secret = $2, totp_confirmed_at = null, totp_last_step = 0
        where id = $1
        "#,
        person,
        sealed,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A code of `step` was accepted.
pub(in crate::operations) async fn totp_used(
    conn: &mut PgConnection,
    person: Uuid,
    step: i64,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update people
        set totp_last_step = $2, totp_confirmed_at = coalesce(totp_confirmed_at, $3)
        where id = $1
        "#,
        person,
        step,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Replaces every code on paper.
pub(in crate::operations) async fn set_codes(
    conn: &mut PgConnection,
    tenant: Uuid,
    person: Uuid,
    hashes: &[Vec<u8>],
) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from recovery_codes where person_id = $1", person)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        r#"
        insert into recovery_codes (tenant_id, person_id, code_hash)
        select $1, $2, hash
        from unnest($3::bytea[]) as hash
        "#,
        tenant,
        person,
        hashes,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Uses a code up; `false` when there is none, or it was used.
pub(in crate::operations) async fn use_code(
    conn: &mut PgConnection,
    person: Uuid,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        update recovery_codes
        set used_at = $3
        where person_id = $1 and code_hash = $2 and used_at is null
        "#,
        person,
        &hash,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

pub(in crate::operations) async fn codes_left(
    conn: &mut PgConnection,
    person: Uuid,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from recovery_codes
        where person_id = $1 and used_at is null
        "#,
        person,
    )
    .fetch_one(conn)
    .await
}

/// Sealed secrets after the person `after`, locked until the end of the transaction.
pub(in crate::operations) async fn lock_secrets(
    conn: &mut PgConnection,
    after: Uuid,
    most: i64,
) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select id, totp_secret as "secret!"
        from people
        where id > $1 and totp_secret is not null
        order by id
        limit $2
        for update
        "#,
        after,
        most,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.secret)).collect())
}

/// The same secret under another key: whether it is in use, and since when, stays as it is.
pub(in crate::operations) async fn reseal_totp(
    conn: &mut PgConnection,
    person: Uuid,
    sealed: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update people
        set totp_secret = $2
        where id = $1
        "#,
        person,
        sealed,
    )
    .execute(conn)
    .await
    .map(drop)
}
