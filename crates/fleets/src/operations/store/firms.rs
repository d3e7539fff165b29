use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// A firm as it is kept: sealed.
pub(in crate::operations) struct Row {
    pub(in crate::operations) profile: Option<Vec<u8>>,
    pub(in crate::operations) stamp: Option<Vec<u8>>,
}

pub(in crate::operations) async fn find(
    conn: &mut PgConnection,
    person: Uuid,
) -> Result<Option<Row>, sqlx::Error> {
    sqlx::query_as!(Row, "select profile, stamp from fleet_firms where person_id = $1", person)
        .fetch_optional(conn)
        .await
}

pub(in crate::operations) async fn keep_profile(
    conn: &mut PgConnection,
    (tenant, person): (Uuid, Uuid),
    profile: &[u8],
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into fleet_firms (person_id, tenant_id, profile, updated_at)
        values ($1, $2, $3, $4)
        on conflict (person_id) do update
        set profile = excluded.profile, updated_at = excluded.updated_at
        "#,
        person,
        tenant,
        profile,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in crate::operations) async fn keep_stamp(
    conn: &mut PgConnection,
    (tenant, person): (Uuid, Uuid),
    stamp: Option<&[u8]>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into fleet_firms (person_id, tenant_id, stamp, updated_at)
        values ($1, $2, $3, $4)
        on conflict (person_id) do update
        set stamp = excluded.stamp, updated_at = excluded.updated_at
        "#,
        person,
        tenant,
        stamp,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}
