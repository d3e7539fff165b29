use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

/// Dossiers that were never filed and did not change since `before`: drafts, and those closed. Not a draft whose owner was
/// told of it after `told`. Locked.
pub(in super::super) async fn never_filed(
    conn: &mut PgConnection,
    (before, told): (Timestamp, Timestamp),
    most: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select id
        from dossiers
        where tenant_id = current_tenant()
            and filed_at is null
            and changed_at <= $1
            and queue in ('draft', 'closed')
            and not exists (
                select from dossier_reminders reminder
                where reminder.dossier_id = dossiers.id
                    and reminder.cause = 'draft'
                    and reminder.since = dossiers.changed_at
                    and reminder.reminded_at > $3
            )
        order by changed_at
        limit $2
        for update skip locked
        "#,
        before.to_sqlx() as _,
        most,
        told.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await
}

/// Dossiers that were filed before `before`, are closed, and which the vault has. Locked.
pub(in super::super) async fn filed(
    conn: &mut PgConnection,
    before: Timestamp,
    most: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select id
        from dossiers
        where tenant_id = current_tenant()
            and filed_at < $1
            and queue = 'closed'
            and archive = 'depose_coffre'
        order by filed_at
        limit $2
        for update skip locked
        "#,
        before.to_sqlx() as _,
        most,
    )
    .fetch_all(conn)
    .await
}

/// The drafts of a person. Locked.
pub(in super::super) async fn drafts_of(
    conn: &mut PgConnection,
    person: Uuid,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select id
        from dossiers
        where tenant_id = current_tenant() and person_id = $1 and queue = 'draft'
        for update
        "#,
        person,
    )
    .fetch_all(conn)
    .await
}

/// The references of a person's dossiers that are on their way, the first 20.
pub(in super::super) async fn under_way(
    conn: &mut PgConnection,
    person: Uuid,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select reference
        from dossiers
        where tenant_id = current_tenant()
            and person_id = $1
            and queue in ('waiting', 'to_check', 'ready', 'filed')
        order by id
        limit 20
        "#,
        person,
    )
    .fetch_all(conn)
    .await
}

/// Deletes dossiers, and gives back the names of the proofs of their signatures, whose files are to be deleted.
pub(in super::super) async fn delete(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Vec<Uuid>, sqlx::Error> {
    let proofs = sqlx::query_scalar!(
        r#"
        select id
        from dossier_evidence
        where dossier_id = any($1)
        "#,
        ids,
    )
    .fetch_all(&mut *conn)
    .await?;
    sqlx::query!(
        r#"
        delete from dossiers
        where id = any($1)
        "#,
        ids,
    )
    .execute(conn)
    .await?;
    Ok(proofs)
}

/// Forgets what was read on any of `documents`, which are of `dossiers`.
pub(in super::super) async fn forget_readings(
    conn: &mut PgConnection,
    dossiers: &[Uuid],
    documents: &[Uuid],
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update dossier_pieces
        set typed = null, signed_by = null
        where tenant_id = current_tenant()
            and dossier_id = any($1)
            and documents && $2
            and (typed is not null or signed_by is not null)
        "#,
        dossiers,
        documents,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// How a dossier ended, as its row says it.
pub(in super::super) struct Ended {
    pub(in super::super) id: Uuid,
    pub(in super::super) filed_at: Option<Timestamp>,
    pub(in super::super) closed_at: Option<Timestamp>,
    pub(in super::super) in_vault: bool,
}

/// How each of `ids` ended, where it did; what is gone is absent.
pub(in super::super) async fn endings(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Vec<Ended>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select
            id,
            filed_at as "filed_at: jiff_sqlx::Timestamp",
            case when queue = 'closed' then status_since end as "closed_at: jiff_sqlx::Timestamp",
            archive = 'depose_coffre' as "in_vault!"
        from dossiers
        where tenant_id = current_tenant() and id = any($1)
        "#,
        ids,
    )
    .fetch_all(conn)
    .await?;
    let ended = rows.into_iter().map(|row| Ended {
        id: row.id,
        filed_at: row.filed_at.map(jiff_sqlx::Timestamp::to_jiff),
        closed_at: row.closed_at.map(jiff_sqlx::Timestamp::to_jiff),
        in_vault: row.in_vault,
    });
    Ok(ended.collect())
}

/// Deletes orders, payments and refunds from before `before` whose dossier is gone.
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
    let refunds = sqlx::query!(
        r#"
        delete from dossier_refunds
        where tenant_id = current_tenant()
            and refunded_at < $1
            and not exists (select from dossiers where dossiers.id = dossier_refunds.dossier_id)
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
    Ok(payments.rows_affected() + refunds.rows_affected() + orders.rows_affected())
}
