//! What was ordered, paid and given back.

use sqlx::PgConnection;
use uuid::Uuid;

use super::super::super::Failure;
use super::super::super::chain::Sealer;
use super::super::super::time::{civil, stamp};
use crate::Id;
use crate::order::{Order, Payment as Transfer, Refund};

pub(super) async fn transfer(
    conn: &mut PgConnection,
    sealer: &Sealer,
    id: &Id,
    transfer: &Transfer,
) -> Result<(), Failure> {
    let id = Uuid::from(*id);
    sqlx::query!(
        r#"
        insert into dossier_payments
            (id, tenant_id, dossier_id, cents, received_on, bank_reference, recorded_at, means)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        "#,
        id,
        sealer.tenant,
        sealer.dossier,
        transfer.cents.0,
        civil(transfer.received_on)? as _,
        sealer.seal_words(&format!("payment {id}"), transfer.reference.as_deref())?,
        stamp(transfer.at)? as _,
        transfer.means.id(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn refund(
    conn: &mut PgConnection,
    sealer: &Sealer,
    id: &Id,
    refund: &Refund,
) -> Result<(), Failure> {
    sqlx::query!(
        r#"
        insert into dossier_refunds (id, tenant_id, dossier_id, cents, refunded_at, given_cents)
        values ($1, $2, $3, $4, $5, $6)
        "#,
        Uuid::from(*id),
        sealer.tenant,
        sealer.dossier,
        refund.cents.0,
        stamp(refund.at)? as _,
        refund.given.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn without_refunds(
    conn: &mut PgConnection,
    sealer: &Sealer,
    refunds: &[Id],
) -> Result<(), sqlx::Error> {
    if refunds.is_empty() {
        return Ok(());
    }
    let refunds: Vec<Uuid> = refunds.iter().copied().map(Uuid::from).collect();
    sqlx::query!(
        "delete from dossier_refunds where dossier_id = $1 and id = any($2)",
        sealer.dossier,
        &refunds,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(super) async fn order(
    conn: &mut PgConnection,
    sealer: &Sealer,
    reference: &str,
    order: &Order,
) -> Result<(), Failure> {
    sqlx::query!(
        r#"
        insert into dossier_orders
            (dossier_id, tenant_id, reference, operation, issued_on, lines, rounding_cents, taxes_cents, fee_net_cents,
             fee_vat_cents, total_cents, baremes_sha256, terms, express_start, ordered_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        on conflict (dossier_id) do update
        set
            operation = excluded.operation, issued_on = excluded.issued_on, lines = excluded.lines,
            rounding_cents = excluded.rounding_cents, taxes_cents = excluded.taxes_cents,
            total_cents = excluded.total_cents, baremes_sha256 = excluded.baremes_sha256
        "#,
        sealer.dossier,
        sealer.tenant,
        reference,
        order.operation,
        civil(order.issued_on)? as _,
        serde_json::to_value(&order.lines)?,
        order.rounding.0,
        order.taxes.0,
        order.fee_net.0,
        order.fee_vat.0,
        order.total.0,
        order.baremes,
        order.terms,
        order.express_start,
        stamp(order.at)? as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}
