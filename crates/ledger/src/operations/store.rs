use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Date};

use super::Failed;
use crate::{Account, Entry, Kind};

pub(super) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Failed> {
    let id = Uuid::now_v7();
    let legs = entry.legs();
    let written = sqlx::query!(
        r#"
        insert into ledger_transactions (id, tenant_id, cause, kind, reference, booked_on, booked_at, legs)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (tenant_id, cause) do nothing
        "#,
        id,
        tenant,
        entry.cause,
        entry.kind.id(),
        entry.reference,
        civil(entry.on)? as _,
        now.to_sqlx() as _,
        i16::try_from(legs.len()).unwrap_or(i16::MAX),
    )
    .execute(&mut *conn)
    .await?;
    if written.rows_affected() == 0 {
        return Ok(false);
    }
    let numbers: Vec<i16> = (1..).take(legs.len()).collect();
    let accounts: Vec<String> = legs.iter().map(|leg| leg.account.id().to_owned()).collect();
    let cents: Vec<i64> = legs.iter().map(|leg| leg.cents.0).collect();
    sqlx::query!(
        r#"
        insert into ledger_legs (transaction_id, leg, tenant_id, account, cents)
        select $1, leg, $2, account, cents
        from unnest($3::smallint[], $4::text[], $5::bigint[]) as legs (leg, account, cents)
        "#,
        id,
        tenant,
        &numbers,
        &accounts,
        &cents,
    )
    .execute(conn)
    .await?;
    Ok(true)
}

pub(super) async fn balances(conn: &mut PgConnection) -> Result<BTreeMap<Account, Cents>, Failed> {
    let rows = sqlx::query!(
        r#"
        select account, sum(cents)::bigint as "cents!"
        from ledger_legs
        where tenant_id = current_tenant()
        group by account
        having sum(cents) <> 0
        "#,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(|row| Ok((account(&row.account)?, Cents(row.cents)))).collect()
}

pub(super) async fn between(
    conn: &mut PgConnection,
    from: Date,
    to: Date,
) -> Result<Vec<Entry>, Failed> {
    let rows = sqlx::query!(
        r#"
        select
            cause,
            kind,
            reference,
            booked_on,
            array_agg(account order by leg) as "accounts!",
            array_agg(cents order by leg) as "cents!"
        from ledger_transactions
        join ledger_legs on transaction_id = id
        where ledger_transactions.tenant_id = current_tenant() and booked_on between $1 and $2
        group by id
        order by booked_on, id
        "#,
        civil(from)? as _,
        civil(to)? as _,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let accounts =
                row.accounts.iter().map(|id| account(id)).collect::<Result<Vec<_>, _>>()?;
            let legs = accounts.into_iter().zip(row.cents.into_iter().map(Cents));
            let on =
                Date::parse(&row.booked_on.to_jiff().to_string()).map_err(|_| Failed::Row("day"));
            let kind = Kind::parse(&row.kind).ok_or(Failed::Row("kind"))?;
            Entry::new(row.cause, kind, row.reference, on?, legs).map_err(|_| Failed::Row("legs"))
        })
        .collect()
}

pub(super) async fn is_booked(conn: &mut PgConnection, cause: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select exists (
            select from ledger_transactions where tenant_id = current_tenant() and cause = $1
        ) as "booked!"
        "#,
        cause,
    )
    .fetch_one(conn)
    .await
}

fn account(id: &str) -> Result<Account, Failed> {
    Account::parse(id).ok_or(Failed::Row("account"))
}

fn civil(day: Date) -> Result<jiff_sqlx::Date, Failed> {
    let day = day.to_string().parse::<jiff::civil::Date>();
    day.map(jiff_sqlx::ToSqlx::to_sqlx).map_err(|_| Failed::Row("day"))
}
