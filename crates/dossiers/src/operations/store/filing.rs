use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// Gives the number of the ANTS to the dossier, unless another has it: whose it is.
pub(in super::super) async fn holder(
    conn: &mut PgConnection,
    tenant: Uuid,
    number: &str,
    dossier: Uuid,
) -> Result<Uuid, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        insert into dossier_ants_numbers (tenant_id, number, dossier_id)
        values ($1, $2, $3)
        on conflict (tenant_id, number) do update
        set number = excluded.number
        returning dossier_id
        "#,
        tenant,
        number,
        dossier,
    )
    .fetch_one(conn)
    .await
}

/// Gives the number `new` to the dossier that had `old`, unless somebody has it.
pub(in super::super) async fn renumber(
    conn: &mut PgConnection,
    tenant: Uuid,
    (old, new): (&str, &str),
    dossier: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "
        update dossier_ants_numbers
        set number = $3
        where
            tenant_id = $1
            and number = $2
            and dossier_id = $4
            and not exists (select from dossier_ants_numbers where tenant_id = $1 and number = $3)
        ",
        tenant,
        old,
        new,
        dossier,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in super::super) async fn out_of_vault(
    conn: &mut PgConnection,
    before: Timestamp,
    most: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select id
        from dossiers
        where tenant_id = current_tenant() and filed_at < $1 and archive = 'a_deposer'
        order by filed_at
        limit $2
        "#,
        before.to_sqlx() as _,
        most,
    )
    .fetch_all(conn)
    .await
}

pub(in super::super) async fn filed_between(
    conn: &mut PgConnection,
    (from, before): (Timestamp, Timestamp),
    after: Option<(Timestamp, Uuid)>,
    most: i64,
) -> Result<Vec<(Uuid, String, Timestamp)>, sqlx::Error> {
    let (after_at, after_id) = after.unwrap_or((from, Uuid::nil()));
    let rows = sqlx::query!(
        r#"
        select id, reference, filed_at as "filed_at!: jiff_sqlx::Timestamp"
        from dossiers
        where
            tenant_id = current_tenant()
            and filed_at >= $1
            and filed_at < $2
            and (filed_at, id) > ($3, $4)
        order by filed_at, id
        limit $5
        "#,
        from.to_sqlx() as _,
        before.to_sqlx() as _,
        after_at.to_sqlx() as _,
        after_id,
        most,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.reference, row.filed_at.to_jiff())).collect())
}
