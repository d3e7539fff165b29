use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// Deletes dossiers that were never filed and did not change since `before`: drafts, and those closed.
pub(in super::super) async fn never_filed(
    conn: &mut PgConnection,
    before: Timestamp,
    most: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        delete from dossiers
        where id in (
            select id
            from dossiers
            where tenant_id = current_tenant()
                and filed_at is null
                and changed_at <= $1
                and queue in ('draft', 'closed')
            order by changed_at
            limit $2
            for update skip locked
        )
        returning id
        "#,
        before.to_sqlx() as _,
        most,
    )
    .fetch_all(conn)
    .await
}

/// Deletes dossiers that were filed before `before`, are closed, and which the vault has.
pub(in super::super) async fn filed(
    conn: &mut PgConnection,
    before: Timestamp,
    most: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        delete from dossiers
        where id in (
            select id
            from dossiers
            where tenant_id = current_tenant()
                and filed_at < $1
                and queue = 'closed'
                and archive = 'depose_coffre'
            order by filed_at
            limit $2
            for update skip locked
        )
        returning id
        "#,
        before.to_sqlx() as _,
        most,
    )
    .fetch_all(conn)
    .await
}

/// Deletes orders and payments from before `before` whose dossier is gone.
pub(in super::super) async fn orders(
    conn: &mut PgConnection,
    before: Timestamp,
) -> Result<u64, sqlx::Error> {
    let payments = sqlx::query!(
        r#"
        delete from dossier_payments
        where tenant_id = current_tenant()
            and recorded_at < $1
            and not exists (select from dossiers where dossiers.id = dossier_payments.dossier_id)
        "#,
        before.to_sqlx() as _,
    )
    .execute(&mut *conn)
    .await?;
    let orders = sqlx::query!(
        r#"
        delete from dossier_orders
        where tenant_id = current_tenant()
            and ordered_at < $1
            and not exists (select from dossiers where dossiers.id = dossier_orders.dossier_id)
        "#,
        before.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(payments.rows_affected() + orders.rows_affected())
}
