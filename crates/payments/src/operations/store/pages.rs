use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use psp::Opened;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Cents;

use super::super::Failure;
use crate::{Checkout, CheckoutId, CheckoutState, Share};

struct Row {
    id: Uuid,
    dossier_id: Uuid,
    reference: String,
    provider: String,
    cents: i64,
    taxes_cents: i64,
    excess_cents: i64,
    state: String,
    provider_ref: Option<String>,
    page: Option<String>,
    payment_ref: Option<String>,
    opened_at: jiff_sqlx::Timestamp,
    until: jiff_sqlx::Timestamp,
    paid_at: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Checkout {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        Ok(Self {
            id: CheckoutId(row.id),
            dossier: row.dossier_id,
            reference: row.reference,
            provider: row.provider,
            cents: Cents(row.cents),
            taxes: Cents(row.taxes_cents),
            excess: Cents(row.excess_cents),
            state: CheckoutState::parse(&row.state).ok_or(Failure::Row("state of a page"))?,
            provider_ref: row.provider_ref,
            page: row.page,
            payment_ref: row.payment_ref,
            opened_at: row.opened_at.to_jiff(),
            until: row.until.to_jiff(),
            paid_at: row.paid_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// Pages, with all their columns: what comes after `from payment_checkouts`, and its values.
macro_rules! pages {
    ($rest:tt $(, $value:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            "select id, dossier_id, reference, provider, cents, taxes_cents, excess_cents, state, provider_ref, page, "
                + "payment_ref, opened_at, until, paid_at from payment_checkouts "
                + $rest
            $(, $value)*
        )
    };
}

/// Locks the pages of a dossier, in one order.
pub(in super::super) async fn hold(
    conn: &mut PgConnection,
    dossier: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select id from payment_checkouts where dossier_id = $1 order by id for update",
        dossier,
    )
    .fetch_all(conn)
    .await
    .map(drop)
}

pub(in super::super) async fn find(
    conn: &mut PgConnection,
    id: CheckoutId,
) -> Result<Option<Checkout>, Failure> {
    pages!("where id = $1", id.0).fetch_optional(conn).await?.map(Checkout::try_from).transpose()
}

/// The page that a provider calls `reference`, or that it says is our `ours`.
pub(in super::super) async fn by_reference(
    conn: &mut PgConnection,
    provider: &str,
    reference: &str,
    ours: Option<Uuid>,
) -> Result<Option<Checkout>, Failure> {
    pages!(
        "where provider = $1 and (provider_ref = $2 or (provider_ref is null and id = $3))",
        provider,
        reference,
        ours
    )
    .fetch_optional(conn)
    .await?
    .map(Checkout::try_from)
    .transpose()
}

pub(in super::super) async fn by_payment(
    conn: &mut PgConnection,
    provider: &str,
    payment: &str,
) -> Result<Option<Checkout>, Failure> {
    pages!("where provider = $1 and payment_ref = $2", provider, payment)
        .fetch_optional(conn)
        .await?
        .map(Checkout::try_from)
        .transpose()
}

pub(super) async fn of(conn: &mut PgConnection, dossier: Uuid) -> Result<Vec<Checkout>, Failure> {
    pages!("where dossier_id = $1 order by id desc", dossier)
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(Checkout::try_from)
        .collect()
}

pub(in super::super) async fn plan(
    conn: &mut PgConnection,
    tenant: Uuid,
    checkout: &Checkout,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into payment_checkouts
            (id, tenant_id, dossier_id, reference, provider, cents, taxes_cents, state, opened_at, until)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        "#,
        checkout.id.0,
        tenant,
        checkout.dossier,
        checkout.reference,
        checkout.provider,
        checkout.cents.0,
        checkout.taxes.0,
        checkout.state.id(),
        checkout.opened_at.to_sqlx() as _,
        checkout.until.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A page that was paid or closed in the meantime stays so.
pub(in super::super) async fn opened(
    conn: &mut PgConnection,
    id: CheckoutId,
    opened: &Opened,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update payment_checkouts
        set state = 'open', provider_ref = $2, page = $3
        where id = $1 and state = 'planned'
        "#,
        id.0,
        opened.reference,
        opened.page,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in super::super) async fn close(
    conn: &mut PgConnection,
    id: CheckoutId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update payment_checkouts set state = 'closed' where id = $1 and state in ('planned', 'open')",
        id.0,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// It was paid, under these names of the provider, and is shared so.
pub(in super::super) async fn paid(
    conn: &mut PgConnection,
    id: CheckoutId,
    (reference, payment): (&str, &str),
    share: Share,
    at: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update payment_checkouts
        set state = 'paid', provider_ref = $2, payment_ref = $3, paid_at = $4, taxes_cents = $5, excess_cents = $6
        where id = $1 and state <> 'paid'
        "#,
        id.0,
        reference,
        payment,
        at.to_sqlx() as _,
        share.taxes.0,
        share.excess.0,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Pages whose time is over and that did not say what became of them.
pub(in super::super) async fn overdue(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<Vec<CheckoutId>, Failure> {
    let found = sqlx::query_scalar!(
        r#"
        select id
        from payment_checkouts
        where tenant_id = current_tenant() and state in ('planned', 'open') and until < $1
        order by until
        limit 500
        "#,
        now.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(CheckoutId).collect())
}
