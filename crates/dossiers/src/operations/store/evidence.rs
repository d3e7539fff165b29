use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::evidence::Evidence;
use super::super::{DossierId, Failure};

pub(in super::super) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    evidence: &Evidence,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into dossier_evidence (
            tenant_id, dossier_id, id, form, wrapped, pdf_sha256, may_be_filed, at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        "#,
        tenant,
        evidence.dossier.0,
        evidence.id,
        evidence.form,
        evidence.wrapped,
        &evidence.pdf_sha256[..],
        evidence.may_be_filed,
        evidence.at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in super::super) async fn find(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Evidence>, Failure> {
    let row = sqlx::query!(
        r#"
        select dossier_id, form, wrapped, pdf_sha256, may_be_filed, at as "at: jiff_sqlx::Timestamp"
        from dossier_evidence
        where id = $1
        "#,
        id,
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let hash = row.pdf_sha256.try_into().map_err(|_| Failure::Row("the hash of a signature"))?;
    Ok(Some(Evidence {
        id,
        dossier: DossierId(row.dossier_id),
        form: row.form,
        wrapped: row.wrapped,
        pdf_sha256: hash,
        may_be_filed: row.may_be_filed,
        at: row.at.to_jiff(),
    }))
}

pub(in super::super) async fn not_to_file(
    conn: &mut PgConnection,
    dossier: DossierId,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select id
        from dossier_evidence
        where dossier_id = $1 and not may_be_filed
        "#,
        dossier.0,
    )
    .fetch_all(conn)
    .await
}

pub(in super::super) async fn lock_keys(
    conn: &mut PgConnection,
    after: Uuid,
    most: i64,
) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select id, wrapped
        from dossier_evidence
        where tenant_id = current_tenant() and id > $1
        order by id
        limit $2
        for update
        "#,
        after,
        most,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.wrapped)).collect())
}

pub(in super::super) async fn save_key(
    conn: &mut PgConnection,
    id: Uuid,
    wrapped: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update dossier_evidence
        set wrapped = $2
        where id = $1
        "#,
        id,
        wrapped,
    )
    .execute(conn)
    .await?;
    Ok(())
}
