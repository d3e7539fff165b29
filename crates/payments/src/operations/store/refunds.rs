use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use psp::DisputeStanding;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Cents;

use super::super::Failure;
use crate::{
    Cause, Checkout, CheckoutId, Dispute, DisputeState, Refund, RefundId, RefundState, Share,
};

/// A refund that was not sent for so long is sent again.
const WAITS: SignedDuration = SignedDuration::from_hours(1);

struct Row {
    id: Uuid,
    dossier_id: Uuid,
    checkout_id: Uuid,
    cents: i64,
    taxes_cents: i64,
    fee_cents: i64,
    excess_cents: i64,
    cause: String,
    state: String,
    provider_ref: Option<String>,
    asked_by: Option<Uuid>,
    decided_by: Option<Uuid>,
    problem: Option<String>,
    asked_at: jiff_sqlx::Timestamp,
    done_at: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Refund {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        Ok(Self {
            id: RefundId(row.id),
            dossier: row.dossier_id,
            checkout: CheckoutId(row.checkout_id),
            cents: Cents(row.cents),
            share: Share {
                taxes: Cents(row.taxes_cents),
                fee: Cents(row.fee_cents),
                excess: Cents(row.excess_cents),
            },
            cause: Cause::parse(&row.cause).ok_or(Failure::Row("cause of a refund"))?,
            state: RefundState::parse(&row.state).ok_or(Failure::Row("state of a refund"))?,
            provider_ref: row.provider_ref,
            asked_by: row.asked_by,
            decided_by: row.decided_by,
            problem: row.problem,
            asked_at: row.asked_at.to_jiff(),
            done_at: row.done_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// Refunds, with all their columns: what comes after `from payment_refunds`, and its values.
macro_rules! refunds {
    ($rest:tt $(, $value:expr)* $(,)?) => {
        sqlx::query_as!(
            Row,
            "select id, dossier_id, checkout_id, cents, taxes_cents, fee_cents, excess_cents, cause, state, provider_ref, "
                + "asked_by, decided_by, problem, asked_at, done_at from payment_refunds "
                + $rest
            $(, $value)*
        )
    };
}

pub(super) async fn of(conn: &mut PgConnection, dossier: Uuid) -> Result<Vec<Refund>, Failure> {
    refunds!("where dossier_id = $1 order by id desc", dossier)
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(Refund::try_from)
        .collect()
}

pub(in super::super) async fn refund(
    conn: &mut PgConnection,
    id: RefundId,
) -> Result<Option<Refund>, Failure> {
    refunds!("where id = $1", id.0).fetch_optional(conn).await?.map(Refund::try_from).transpose()
}

pub(in super::super) async fn refund_by_reference(
    conn: &mut PgConnection,
    checkout: CheckoutId,
    reference: &str,
) -> Result<Option<Refund>, Failure> {
    refunds!("where checkout_id = $1 and provider_ref = $2", checkout.0, reference)
        .fetch_optional(conn)
        .await?
        .map(Refund::try_from)
        .transpose()
}

pub(in super::super) async fn plan_refund(
    conn: &mut PgConnection,
    tenant: Uuid,
    refund: &Refund,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into payment_refunds
            (id, tenant_id, dossier_id, checkout_id, cents, cause, state, provider_ref, asked_by, asked_at, taxes_cents,
             fee_cents, excess_cents)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        "#,
        refund.id.0,
        tenant,
        refund.dossier,
        refund.checkout.0,
        refund.cents.0,
        refund.cause.id(),
        refund.state.id(),
        refund.provider_ref,
        refund.asked_by,
        refund.asked_at.to_sqlx() as _,
        refund.share.taxes.0,
        refund.share.fee.0,
        refund.share.excess.0,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in super::super) async fn decide_refund(
    conn: &mut PgConnection,
    id: RefundId,
    to: RefundState,
    by: Uuid,
    at: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update payment_refunds
        set state = $2, decided_by = $3, decided_at = $4
        where id = $1 and state = 'asked'
        "#,
        id.0,
        to.id(),
        by,
        at.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Whoever asked for it is told otherwise: what was given back elsewhere took its place.
pub(in super::super) async fn make_room(
    conn: &mut PgConnection,
    id: RefundId,
    at: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update payment_refunds
        set state = 'declined', problem = 'outside', decided_at = $2
        where id = $1 and state = 'asked'
        "#,
        id.0,
        at.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// It is asked for at `now`, unless it was after `since`; says so.
pub(in super::super) async fn claim_refund(
    conn: &mut PgConnection,
    id: RefundId,
    (now, since): (Timestamp, Timestamp),
) -> Result<bool, sqlx::Error> {
    let claimed = sqlx::query!(
        r#"
        update payment_refunds
        set tried_at = $2
        where id = $1 and state = 'planned' and provider_ref is null and (tried_at is null or tried_at <= $3)
        "#,
        id.0,
        now.to_sqlx() as _,
        since.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(claimed.rows_affected() == 1)
}

/// It was not made: it may be asked for at once.
pub(in super::super) async fn release_refund(
    conn: &mut PgConnection,
    id: RefundId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update payment_refunds set tried_at = null where id = $1 and state = 'planned'",
        id.0
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in super::super) async fn refund_sent(
    conn: &mut PgConnection,
    id: RefundId,
    reference: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update payment_refunds set state = 'sent', provider_ref = $2 where id = $1",
        id.0,
        reference,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in super::super) async fn refund_done(
    conn: &mut PgConnection,
    id: RefundId,
    reference: &str,
    at: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update payment_refunds set state = 'done', provider_ref = $2, done_at = $3 where id = $1",
        id.0,
        reference,
        at.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in super::super) async fn refund_failed(
    conn: &mut PgConnection,
    id: RefundId,
    reference: Option<&str>,
    problem: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update payment_refunds
        set state = 'failed', provider_ref = coalesce($2, provider_ref), problem = $3
        where id = $1
        "#,
        id.0,
        reference,
        problem,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(in super::super) async fn refunds_overdue(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<Vec<RefundId>, Failure> {
    let found = sqlx::query_scalar!(
        r#"
        select id
        from payment_refunds
        where tenant_id = current_tenant()
            and state = 'planned'
            and provider_ref is null
            and coalesce(decided_at, asked_at) < $1
        order by asked_at
        limit 500
        "#,
        (now - WAITS).to_sqlx() as _,
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(RefundId).collect())
}

struct DisputeRow {
    checkout_id: Uuid,
    cents: i64,
    taken_cents: i64,
    state: String,
    answer_until: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<DisputeRow> for Dispute {
    type Error = Failure;

    fn try_from(row: DisputeRow) -> Result<Self, Failure> {
        Ok(Self {
            checkout: CheckoutId(row.checkout_id),
            cents: Cents(row.cents),
            taken: Cents(row.taken_cents),
            state: DisputeState::parse(&row.state).ok_or(Failure::Row("state of a dispute"))?,
            answer_until: row.answer_until.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// Disputes, with all their columns: what comes after `from payment_disputes`, and its values.
macro_rules! disputes {
    ($rest:tt $(, $value:expr)* $(,)?) => {
        sqlx::query_as!(
            DisputeRow,
            "select checkout_id, cents, taken_cents, state, answer_until from payment_disputes " + $rest
            $(, $value)*
        )
    };
}

pub(super) async fn disputes_of(
    conn: &mut PgConnection,
    dossier: Uuid,
) -> Result<Vec<Dispute>, Failure> {
    disputes!("where dossier_id = $1 order by id desc", dossier)
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(Dispute::try_from)
        .collect()
}

pub(in super::super) async fn dispute(
    conn: &mut PgConnection,
    checkout: CheckoutId,
    reference: &str,
) -> Result<Option<Dispute>, Failure> {
    disputes!("where checkout_id = $1 and provider_ref = $2", checkout.0, reference)
        .fetch_optional(conn)
        .await?
        .map(Dispute::try_from)
        .transpose()
}

pub(in super::super) async fn heard_dispute(
    conn: &mut PgConnection,
    tenant: Uuid,
    checkout: &Checkout,
    (said, taken): (&DisputeStanding, Cents),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into payment_disputes
            (id, tenant_id, dossier_id, checkout_id, provider_ref, cents, taken_cents, state, answer_until, heard_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (checkout_id, provider_ref) do update
        set
            taken_cents = excluded.taken_cents, state = excluded.state, answer_until = excluded.answer_until,
            heard_at = excluded.heard_at
        "#,
        Uuid::now_v7(),
        tenant,
        checkout.dossier,
        checkout.id.0,
        said.reference,
        said.cents.0,
        taken.0,
        DisputeState::from(said.state).id(),
        said.answer_until.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}
