use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Date};

use super::super::Failure;
use crate::{Cause, CheckoutId, Share, TransferBack, TransferBackState};

struct Row {
    id: Uuid,
    dossier_id: Uuid,
    checkout_id: Option<Uuid>,
    cents: i64,
    taxes_cents: i64,
    fee_cents: i64,
    excess_cents: i64,
    cause: String,
    state: String,
    sent_on: jiff_sqlx::Date,
    asked_by: Uuid,
    decided_by: Option<Uuid>,
    asked_at: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for TransferBack {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let bad = Failure::Row("a day out of the calendar");
        Ok(Self {
            id: row.id,
            dossier: row.dossier_id,
            checkout: row.checkout_id.map(CheckoutId),
            cents: Cents(row.cents),
            share: Share {
                taxes: Cents(row.taxes_cents),
                fee: Cents(row.fee_cents),
                excess: Cents(row.excess_cents),
            },
            cause: Cause::parse(&row.cause).ok_or(Failure::Row("cause of a refund"))?,
            state: TransferBackState::parse(&row.state).ok_or(Failure::Row("state of a refund"))?,
            sent_on: Date::parse(&row.sent_on.to_jiff().to_string()).map_err(|_| bad)?,
            asked_by: row.asked_by,
            decided_by: row.decided_by,
            asked_at: row.asked_at.to_jiff(),
        })
    }
}

/// Refunds by transfer, with all their columns: what comes after `from payment_back_transfers`, and its values.
macro_rules! transfers {
    ($rest:tt $(, $value:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            "select id, dossier_id, checkout_id, cents, taxes_cents, fee_cents, excess_cents, cause, state, sent_on, "
                + "asked_by, decided_by, asked_at from payment_back_transfers "
                + $rest
            $(, $value)*
        )
    };
}

pub(super) async fn of(
    conn: &mut PgConnection,
    dossier: Uuid,
) -> Result<Vec<TransferBack>, Failure> {
    transfers!("where dossier_id = $1 order by id desc", dossier)
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(TransferBack::try_from)
        .collect()
}

pub(in super::super) async fn transfer_back(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<TransferBack>, Failure> {
    transfers!("where id = $1", id)
        .fetch_optional(conn)
        .await?
        .map(TransferBack::try_from)
        .transpose()
}

/// Keeps the `part`-th part of a line of the statement; `line` names it, and the database keeps a hash.
pub(in super::super) async fn keep_transfer_back(
    conn: &mut PgConnection,
    tenant: Uuid,
    back: &TransferBack,
    (line, part): (&str, i16),
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into payment_back_transfers
            (id, tenant_id, dossier_id, checkout_id, cents, taxes_cents, fee_cents, excess_cents, cause, state, sent_on,
             line, part, asked_by, asked_at)
        values
            ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text::date, sha256(convert_to($12, 'UTF8')), $13, $14, $15)
        "#,
        back.id,
        tenant,
        back.dossier,
        back.checkout.map(|checkout| checkout.0),
        back.cents.0,
        back.share.taxes.0,
        back.share.fee.0,
        back.share.excess.0,
        back.cause.id(),
        back.state.id(),
        back.sent_on.to_string(),
        line,
        part,
        back.asked_by,
        back.asked_at.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in super::super) async fn decide_transfer_back(
    conn: &mut PgConnection,
    id: Uuid,
    to: TransferBackState,
    by: Uuid,
    at: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update payment_back_transfers
        set state = $2, decided_by = $3, decided_at = $4
        where id = $1 and state = 'asked'
        "#,
        id,
        to.id(),
        by,
        at.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}
