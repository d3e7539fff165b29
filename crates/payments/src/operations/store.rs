mod movements;
mod notices;
mod pages;
mod refunds;
mod transfers;

use sqlx::PgConnection;
use uuid::Uuid;

use super::Failure;
use crate::{Checkout, CheckoutState, Money};

pub(super) use movements::{
    differences, disagrees, keep as keep_movement, known_ids, known_sources, last_moved, moved,
    of_others, open_differences, settle, settled_by_itself, sums,
};
pub(super) use notices::{handled, hear, hear_again, heard, purge, sent_refunds, unhandled};
pub(super) use pages::{by_payment, by_reference, close, find, hold, opened, overdue, paid, plan};
pub(super) use refunds::{
    claim_refund, decide_refund, dispute, heard_dispute, make_room, plan_refund, refund,
    refund_by_reference, refund_done, refund_failed, refund_sent, refunds_overdue, release_refund,
};
pub(super) use transfers::{decide_transfer_back, keep_transfer_back, transfer_back};

/// The one page that takes money for a dossier, or is about to.
pub(super) async fn open_of(
    conn: &mut PgConnection,
    dossier: Uuid,
) -> Result<Option<Checkout>, Failure> {
    let open = |it: &Checkout| matches!(it.state, CheckoutState::Planned | CheckoutState::Open);
    Ok(pages::of(conn, dossier).await?.into_iter().find(open))
}

pub(super) async fn latest_of(
    conn: &mut PgConnection,
    dossier: Uuid,
) -> Result<Option<Checkout>, Failure> {
    Ok(pages::of(conn, dossier).await?.into_iter().next())
}

pub(super) async fn of_dossier(conn: &mut PgConnection, dossier: Uuid) -> Result<Money, Failure> {
    Ok(Money {
        checkouts: pages::of(conn, dossier).await?,
        refunds: refunds::of(conn, dossier).await?,
        by_transfer: transfers::of(conn, dossier).await?,
        disputes: refunds::disputes_of(conn, dossier).await?,
    })
}

/// Forgets accounts and payments of before `before`; the database refuses a day within ten years. Says how many went.
pub(super) async fn forget(
    conn: &mut PgConnection,
    before: jiff::civil::Date,
) -> Result<i64, sqlx::Error> {
    use jiff_sqlx::ToSqlx as _;
    sqlx::query_scalar!(r#"select forget_accounts($1) as "went!""#, before.to_sqlx() as _)
        .fetch_one(conn)
        .await
}
