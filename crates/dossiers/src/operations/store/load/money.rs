//! The order of a dossier, what paid for it, and what went back.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use vocabulary::Cents;

use super::super::super::Failure;
use super::super::super::chain::Sealer;
use super::super::super::time::date;
use super::{at, known};
use crate::Id;
use crate::order::{Line, Means, Order, Payment as Transfer, Refund};

pub(super) async fn order(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<Option<Order>, Failure> {
    let row = sqlx::query!(
        r#"
        select
            operation, issued_on, lines, rounding_cents, taxes_cents, fee_net_cents, fee_vat_cents, total_cents,
            baremes_sha256, terms, express_start, ordered_at
        from dossier_orders
        where dossier_id = $1
        "#,
        sealer.dossier,
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Order {
            operation: row.operation,
            issued_on: date(row.issued_on)?,
            lines: serde_json::from_value::<Vec<Line>>(row.lines)?,
            rounding: Cents(row.rounding_cents),
            taxes: Cents(row.taxes_cents),
            fee_net: Cents(row.fee_net_cents),
            fee_vat: Cents(row.fee_vat_cents),
            total: Cents(row.total_cents),
            baremes: row.baremes_sha256,
            terms: row.terms,
            express_start: row.express_start,
            at: at(row.ordered_at),
        })
    })
    .transpose()
}

pub(super) async fn transfers(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<BTreeMap<Id, Transfer>, Failure> {
    let rows = sqlx::query!(
        r#"
        select id, cents, received_on, bank_reference, recorded_at, means
        from dossier_payments
        where dossier_id = $1
        "#,
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let reference =
                sealer.open_words(&format!("payment {}", row.id), row.bank_reference.as_deref())?;
            let transfer = Transfer {
                means: known(Means::parse(&row.means), "means of a payment")?,
                cents: Cents(row.cents),
                received_on: date(row.received_on)?,
                reference,
                at: at(row.recorded_at),
            };
            Ok((row.id.into(), transfer))
        })
        .collect()
}

pub(super) async fn refunds(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<BTreeMap<Id, Refund>, Failure> {
    let rows = sqlx::query!(
        r#"
        select id, cents, given_cents, refunded_at
        from dossier_refunds
        where dossier_id = $1
        "#,
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (cents, given) = (Cents(row.cents), Cents(row.given_cents));
            (row.id.into(), Refund { cents, given, at: at(row.refunded_at) })
        })
        .collect())
}
