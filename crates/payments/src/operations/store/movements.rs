use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use psp::{Movement, MovementKind};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Cents;

use super::super::Failure;
use super::super::reconciliation::{
    Difference, DifferenceId, DifferenceKind, Disagreement, Settled, Sums, Thing,
};

/// As it is kept.
const fn code(kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::Payment => "payment",
        MovementKind::Refund => "refund",
        MovementKind::RefundFailed => "refund_failed",
        MovementKind::Dispute => "dispute",
        MovementKind::DisputeWon => "dispute_won",
        MovementKind::Payout => "payout",
        MovementKind::Fee => "fee",
        MovementKind::Other => "other",
    }
}

/// Keeps a line of a report; `false` when it was kept before.
pub(in super::super) async fn keep(
    conn: &mut PgConnection,
    tenant: Uuid,
    provider: &str,
    line: &Movement,
) -> Result<bool, sqlx::Error> {
    let written = sqlx::query!(
        r#"
        insert into provider_movements
            (tenant_id, provider, reference, kind, source, gross_cents, fee_cents, moved_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (tenant_id, provider, reference) do nothing
        "#,
        tenant,
        provider,
        line.reference,
        code(line.kind),
        line.source,
        line.gross.0,
        line.fee.0,
        line.at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// What the provider's lines from `since` on moved, by payment, refund and dispute.
pub(in super::super) async fn moved(
    conn: &mut PgConnection,
    provider: &str,
    since: Timestamp,
) -> Result<Vec<Thing>, Failure> {
    let rows = sqlx::query!(
        r#"
        with placed as (
            select
                case
                    when movement.kind = 'payment' then 'payment:' || page.id
                    when movement.kind in ('refund', 'refund_failed') then 'refund:' || refund.id
                    when movement.kind in ('dispute', 'dispute_won') then 'dispute:' || dispute.provider_ref
                end as about,
                movement.reference as name,
                movement.source,
                coalesce(page.reference, refunded.reference, disputed.reference, '') as reference,
                movement.gross_cents,
                movement.moved_at
            from provider_movements as movement
            left join payment_checkouts as page
                on movement.kind = 'payment'
                and page.provider = movement.provider
                and page.payment_ref = movement.source
            left join payment_refunds as refund
                on movement.kind in ('refund', 'refund_failed')
                and refund.provider_ref = movement.source
            left join payment_checkouts as refunded on refunded.id = refund.checkout_id
            left join payment_disputes as dispute
                on movement.kind in ('dispute', 'dispute_won')
                and dispute.provider_ref = movement.source
            left join payment_checkouts as disputed on disputed.id = dispute.checkout_id
            where movement.tenant_id = current_tenant()
                and movement.provider = $1
                and movement.moved_at >= $2
                and movement.kind not in ('payout', 'fee')
                and movement.gross_cents <> 0
        )

        select
            coalesce(about, 'movement:' || coalesce(source, name)) as "about!",
            reference as "reference!",
            sum(gross_cents)::bigint as "cents!",
            min(moved_at) as "first!",
            max(moved_at) as "last!"
        from placed
        group by 1, 2
        order by 1
        "#,
        provider,
        since.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Thing {
            about: row.about,
            reference: row.reference,
            cents: Cents(row.cents),
            first: row.first.to_jiff(),
            last: row.last.to_jiff(),
        })
        .collect())
}

/// The things of our accounts that are another provider's than `provider`.
pub(in super::super) async fn of_others(
    conn: &mut PgConnection,
    provider: &str,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select 'payment:' || id as "about!"
        from payment_checkouts
        where tenant_id = current_tenant() and provider <> $1 and state = 'paid'
        union all
        select 'refund:' || payment_refunds.id
        from payment_refunds
        inner join payment_checkouts on payment_checkouts.id = checkout_id
        where payment_refunds.tenant_id = current_tenant() and provider <> $1
        union all
        select 'dispute:' || payment_disputes.provider_ref
        from payment_disputes
        inner join payment_checkouts on payment_checkouts.id = checkout_id
        where payment_disputes.tenant_id = current_tenant() and provider <> $1
        "#,
        provider,
    )
    .fetch_all(conn)
    .await
}

/// The names among `sources` that payments, refunds and disputes of the house bear.
pub(in super::super) async fn known_sources(
    conn: &mut PgConnection,
    provider: &str,
    sources: &[String],
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select payment_ref as "source!"
        from payment_checkouts
        where tenant_id = current_tenant() and provider = $1 and payment_ref = any($2)
        union
        select payment_refunds.provider_ref
        from payment_refunds
        inner join payment_checkouts on payment_checkouts.id = checkout_id
        where payment_refunds.tenant_id = current_tenant()
            and provider = $1
            and payment_refunds.provider_ref = any($2)
        union
        select payment_disputes.provider_ref
        from payment_disputes
        inner join payment_checkouts on payment_checkouts.id = checkout_id
        where payment_disputes.tenant_id = current_tenant()
            and provider = $1
            and payment_disputes.provider_ref = any($2)
        "#,
        provider,
        sources,
    )
    .fetch_all(conn)
    .await
}

/// The ids among `ids` that pages and refunds of the house bear, by `provider`.
pub(in super::super) async fn known_ids(
    conn: &mut PgConnection,
    provider: &str,
    ids: &[Uuid],
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select id as "id!"
        from payment_checkouts
        where tenant_id = current_tenant() and provider = $1 and id = any($2)
        union
        select payment_refunds.id
        from payment_refunds
        inner join payment_checkouts on payment_checkouts.id = checkout_id
        where payment_refunds.tenant_id = current_tenant() and provider = $1 and payment_refunds.id = any($2)
        "#,
        provider,
        ids,
    )
    .fetch_all(conn)
    .await
}

/// When the last line that is known of `provider` moved.
pub(in super::super) async fn last_moved(
    conn: &mut PgConnection,
    provider: &str,
) -> Result<Option<Timestamp>, sqlx::Error> {
    let last = sqlx::query_scalar!(
        r#"
        select max(moved_at) as last
        from provider_movements
        where tenant_id = current_tenant() and provider = $1
        "#,
        provider,
    )
    .fetch_one(conn)
    .await?;
    Ok(last.map(jiff_sqlx::Timestamp::to_jiff))
}

/// Writes that `found` does not agree; one that was settled with the same sums stays so. Says whether it is open anew.
pub(in super::super) async fn disagrees(
    conn: &mut PgConnection,
    tenant: Uuid,
    provider: &str,
    found: &Disagreement,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let written = sqlx::query!(
        r#"
        insert into accounting_differences
            (id, tenant_id, provider, about, kind, reference, booked_cents, moved_cents, found_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (tenant_id, provider, about) do update
        set
            kind = excluded.kind, reference = excluded.reference, booked_cents = excluded.booked_cents,
            moved_cents = excluded.moved_cents, found_at = excluded.found_at, settled_at = null, settled_by = null,
            note = null
        where (accounting_differences.booked_cents, accounting_differences.moved_cents)
            is distinct from (excluded.booked_cents, excluded.moved_cents)
        "#,
        Uuid::now_v7(),
        tenant,
        provider,
        found.about,
        found.kind.id(),
        found.reference,
        found.booked.0,
        found.moved.0,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Open differences with `provider` that are not among `open` any more settled themselves; what is about a dossier that is gone
/// does not.
pub(in super::super) async fn settled_by_itself(
    conn: &mut PgConnection,
    provider: &str,
    open: &[String],
    since: Timestamp,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    let written = sqlx::query!(
        r#"
        update accounting_differences
        set settled_at = $4, booked_cents = 0, moved_cents = 0
        where tenant_id = current_tenant()
            and provider = $1
            and settled_at is null
            and found_at >= $3
            and kind <> 'dossier_gone'
            and about <> all($2)
        "#,
        provider,
        open,
        since.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected())
}

/// Somebody settles the difference `id`; `false` when it is settled, or there is none.
pub(in super::super) async fn settle(
    conn: &mut PgConnection,
    id: DifferenceId,
    by: Uuid,
    note: &str,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let written = sqlx::query!(
        r#"
        update accounting_differences
        set settled_at = $4, settled_by = $2, note = $3
        where id = $1 and settled_at is null
        "#,
        id.0,
        by,
        note,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Differences: those that are open first, then the latest that were settled.
pub(in super::super) async fn differences(
    conn: &mut PgConnection,
    most: i64,
) -> Result<Vec<Difference>, Failure> {
    let rows = sqlx::query!(
        r#"
        select
            id, provider, about, kind, reference, booked_cents, moved_cents, found_at, settled_at, settled_by, note
        from accounting_differences
        where tenant_id = current_tenant()
        order by settled_at is not null, coalesce(settled_at, found_at) desc, id
        limit $1
        "#,
        most,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let settled = row.settled_at.map(|at| Settled {
                at: at.to_jiff(),
                by: row.settled_by,
                note: row.note.clone(),
            });
            Ok(Difference {
                id: DifferenceId(row.id),
                provider: row.provider,
                found: Disagreement {
                    kind: DifferenceKind::parse(&row.kind)
                        .ok_or(Failure::Row("kind of a difference"))?,
                    about: row.about,
                    reference: row.reference,
                    booked: Cents(row.booked_cents),
                    moved: Cents(row.moved_cents),
                },
                found_at: row.found_at.to_jiff(),
                settled,
            })
        })
        .collect()
}

/// What the reports of all providers come to.
pub(in super::super) async fn sums(conn: &mut PgConnection) -> Result<Sums, sqlx::Error> {
    let row = sqlx::query!(
        r#"
        select
            coalesce(sum(gross_cents) filter (where kind not in ('payout', 'fee')), 0)::bigint as "moved!",
            (coalesce(sum(fee_cents), 0) - coalesce(sum(gross_cents) filter (where kind = 'fee'), 0))::bigint as "fees!",
            coalesce(-sum(gross_cents) filter (where kind = 'payout'), 0)::bigint as "paid_out!",
            max(moved_at) as last
        from provider_movements
        where tenant_id = current_tenant()
        "#,
    )
    .fetch_one(conn)
    .await?;
    Ok(Sums {
        moved: Cents(row.moved),
        fees: Cents(row.fees),
        paid_out: Cents(row.paid_out),
        last: row.last.map(jiff_sqlx::Timestamp::to_jiff),
    })
}

pub(in super::super) async fn open_differences(
    conn: &mut PgConnection,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select count(*) as "open!"
        from accounting_differences
        where tenant_id = current_tenant() and settled_at is null
        "#,
    )
    .fetch_one(conn)
    .await
}
