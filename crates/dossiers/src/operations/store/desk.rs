use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::views::View;

pub(in super::super) async fn by_reference(
    conn: &mut PgConnection,
    reference: &str,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select id
        from dossiers
        where tenant_id = current_tenant() and reference = $1
        "#,
        reference,
    )
    .fetch_optional(conn)
    .await
}

pub(in super::super) async fn views(
    conn: &mut PgConnection,
    person: Uuid,
    most: i64,
) -> Result<Vec<View>, sqlx::Error> {
    sqlx::query_as!(
        View,
        r#"
        select name, query
        from dossier_views
        where tenant_id = current_tenant() and person_id = $1
        order by lower(name), name
        limit $2
        "#,
        person,
        most,
    )
    .fetch_all(conn)
    .await
}

pub(in super::super) async fn keep_view(
    conn: &mut PgConnection,
    tenant: Uuid,
    person: Uuid,
    (name, query): (&str, &str),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into dossier_views (tenant_id, person_id, name, query, created_at)
        values ($1, $2, $3, $4, $5)
        on conflict (tenant_id, person_id, name) do update
        set query = excluded.query, created_at = excluded.created_at
        "#,
        tenant,
        person,
        name,
        query,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in super::super) async fn forget_view(
    conn: &mut PgConnection,
    person: Uuid,
    name: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        delete from dossier_views
        where tenant_id = current_tenant() and person_id = $1 and name = $2
        "#,
        person,
        name,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in super::super) async fn be_present(
    conn: &mut PgConnection,
    (tenant, dossier, person): (Uuid, Uuid, Uuid),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into dossier_presence (tenant_id, dossier_id, person_id, seen_at)
        values ($1, $2, $3, $4)
        on conflict (dossier_id, person_id) do update
        set seen_at = excluded.seen_at
        "#,
        tenant,
        dossier,
        person,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in super::super) async fn present(
    conn: &mut PgConnection,
    dossier: Uuid,
    but: Uuid,
    since: Timestamp,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select person_id
        from dossier_presence
        where tenant_id = current_tenant()
            and dossier_id = $1
            and person_id <> $2
            and seen_at > $3
        order by seen_at desc
        limit 20
        "#,
        dossier,
        but,
        since.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await
}

pub(in super::super) async fn made_by(
    conn: &mut PgConnection,
    dossier: Uuid,
    version: i64,
) -> Result<Option<Uuid>, sqlx::Error> {
    let found = sqlx::query_scalar!(
        r#"
        select actor_person
        from dossier_events
        where tenant_id = current_tenant() and dossier_id = $1 and sequence = $2
        "#,
        dossier,
        version,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.flatten())
}
