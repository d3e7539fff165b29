//! The roles of people.

use access::Role;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// Gives a role; `false` when it was there.
pub(in crate::operations) async fn grant(
    conn: &mut PgConnection,
    tenant: Uuid,
    person: Uuid,
    role: Role,
    by: Option<Uuid>,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        insert into person_roles (tenant_id, person_id, role, granted_at, granted_by)
        values ($1, $2, $3, $4, $5)
        on conflict do nothing
        "#,
        tenant,
        person,
        role.id(),
        now.to_sqlx() as _,
        by,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Takes a role; `false` when it was not there.
pub(in crate::operations) async fn revoke(
    conn: &mut PgConnection,
    person: Uuid,
    role: Role,
) -> Result<bool, sqlx::Error> {
    sqlx::query!("delete from person_roles where person_id = $1 and role = $2", person, role.id())
        .execute(conn)
        .await
        .map(|done| done.rows_affected() == 1)
}

/// How many people have a role, each locked: two admins who take each other's right wait for one another.
pub(in crate::operations) async fn lock_holders(
    conn: &mut PgConnection,
    role: Role,
) -> Result<usize, sqlx::Error> {
    let holders = sqlx::query_scalar!(
        "select person_id from person_roles where role = $1 order by person_id for update",
        role.id()
    )
    .fetch_all(conn)
    .await?;
    Ok(holders.len())
}
