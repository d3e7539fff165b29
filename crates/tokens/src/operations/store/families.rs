use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// A sign-in by a program.
pub(in crate::operations) struct Family {
    pub(in crate::operations) id: Uuid,
    pub(in crate::operations) person: Uuid,
    pub(in crate::operations) scopes: Vec<String>,
    pub(in crate::operations) created_at: jiff_sqlx::Timestamp,
    pub(in crate::operations) ends_at: jiff_sqlx::Timestamp,
}

/// A refresh token.
pub(in crate::operations) struct Kept {
    pub(in crate::operations) family_id: Uuid,
    pub(in crate::operations) expires_at: jiff_sqlx::Timestamp,
    pub(in crate::operations) used_at: Option<jiff_sqlx::Timestamp>,
}

pub(in crate::operations) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    family: &Family,
    device: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into token_families (id, tenant_id, person_id, scopes, device, created_at, ends_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        "#,
        family.id,
        tenant,
        family.person,
        &family.scopes,
        device,
        family.created_at as _,
        family.ends_at as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in crate::operations) async fn insert_token(
    conn: &mut PgConnection,
    tenant: Uuid,
    family: Uuid,
    hash: [u8; 32],
    expires_at: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into refresh_tokens (token_hash, tenant_id, family_id, expires_at)
        values ($1, $2, $3, $4)
        "#,
        &hash,
        tenant,
        family,
        expires_at.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The refresh token, locked: of two uses the second waits, and finds it used.
pub(in crate::operations) async fn lock_token(
    conn: &mut PgConnection,
    hash: [u8; 32],
) -> Result<Option<Kept>, sqlx::Error> {
    sqlx::query_as!(
        Kept,
        r#"
        select
            family_id,
            expires_at as "expires_at: jiff_sqlx::Timestamp",
            used_at as "used_at: jiff_sqlx::Timestamp"
        from refresh_tokens
        where token_hash = $1
        for update
        "#,
        &hash,
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::operations) async fn use_up(
    conn: &mut PgConnection,
    hash: [u8; 32],
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update refresh_tokens set used_at = $2 where token_hash = $1",
        &hash,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The sign-in `id` while it is alive: not revoked, not over, and not older than its person's password.
pub(in crate::operations) async fn living(
    conn: &mut PgConnection,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<Family>, sqlx::Error> {
    sqlx::query_as!(
        Family,
        r#"
        select
            family.id, family.person_id as person, family.scopes,
            family.created_at as "created_at: jiff_sqlx::Timestamp",
            family.ends_at as "ends_at: jiff_sqlx::Timestamp"
        from token_families as family
        join people on people.id = family.person_id
        where
            family.id = $1
            and family.revoked_at is null
            and family.ends_at > $2
            and (people.password_changed_at is null or people.password_changed_at <= family.created_at)
        "#,
        id,
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await
}

/// A program that is signed in.
pub(in crate::operations) struct Program {
    pub(in crate::operations) id: Uuid,
    pub(in crate::operations) device: String,
    pub(in crate::operations) created_at: jiff_sqlx::Timestamp,
}

/// The living sign-ins of a person's programs, latest first.
pub(in crate::operations) async fn of(
    conn: &mut PgConnection,
    person: Uuid,
    now: Timestamp,
) -> Result<Vec<Program>, sqlx::Error> {
    sqlx::query_as!(
        Program,
        r#"
        select family.id, family.device, family.created_at as "created_at: jiff_sqlx::Timestamp"
        from token_families as family
        join people on people.id = family.person_id
        where
            family.person_id = $1
            and family.revoked_at is null
            and family.ends_at > $2
            and (people.password_changed_at is null or people.password_changed_at <= family.created_at)
        order by family.created_at desc
        "#,
        person,
        now.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await
}

/// Ends one sign-in of a person's programs.
pub(in crate::operations) async fn revoke_own(
    conn: &mut PgConnection,
    person: Uuid,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        update token_families
        set revoked_at = $3
        where id = $2 and person_id = $1 and revoked_at is null
        "#,
        person,
        id,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Whether a program that names itself `device` signed in as this person of late.
pub(in crate::operations) async fn knows_device(
    conn: &mut PgConnection,
    person: Uuid,
    device: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select exists (
            select from token_families
            where person_id = $1 and device = $2
        ) as "known!"
        "#,
        person,
        device,
    )
    .fetch_one(conn)
    .await
}

pub(in crate::operations) async fn revoke(
    conn: &mut PgConnection,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "update token_families set revoked_at = $2 where id = $1 and revoked_at is null",
        id,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

pub(in crate::operations) async fn revoke_all(
    conn: &mut PgConnection,
    person: Uuid,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "update token_families set revoked_at = $2 where person_id = $1 and revoked_at is null",
        person,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// Deletes tokens past their time, then sign-ins that are over, have no token left, or were revoked before.
pub(in crate::operations) async fn purge(
    conn: &mut PgConnection,
    now: Timestamp,
    revoked_before: Timestamp,
) -> Result<u64, sqlx::Error> {
    let tokens =
        sqlx::query!("delete from refresh_tokens where expires_at <= $1", now.to_sqlx() as _)
            .execute(&mut *conn)
            .await?;
    let families = sqlx::query!(
        r#"
        delete from token_families
        where
            ends_at <= $1
            or revoked_at <= $2
            or not exists (select from refresh_tokens where family_id = token_families.id)
        "#,
        now.to_sqlx() as _,
        revoked_before.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(tokens.rows_affected() + families.rows_affected())
}
