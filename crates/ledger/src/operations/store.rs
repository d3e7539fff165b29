use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Date};

use super::{Failed, Moved};
use crate::fec::{Booked, Opening};
use crate::{Account, Chart, Entry, Kind, Numbered, Sale};

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
) -> Result<Vec<Booked>, Failed> {
    let rows = sqlx::query!(
        r#"
        select
            cause,
            kind,
            reference,
            booked_on,
            booked_at,
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
            let entry = Entry::new(row.cause, kind, row.reference, on?, legs);
            let entry = entry.map_err(|_| Failed::Row("legs"))?;
            Ok(Booked { entry, at: row.booked_at.to_jiff() })
        })
        .collect()
}

pub(super) async fn openings(conn: &mut PgConnection, first: Date) -> Result<Vec<Opening>, Failed> {
    let rows = sqlx::query!(
        r#"
        select
            account,
            case when account = 'customer' then reference else '' end as "reference!",
            sum(cents)::bigint as "cents!"
        from ledger_transactions
        inner join ledger_legs on transaction_id = id
        where ledger_transactions.tenant_id = current_tenant() and booked_on < $1
        group by 1, 2
        having sum(cents) <> 0
        order by 1, 2
        "#,
        civil(first)? as _,
    )
    .fetch_all(conn)
    .await?;
    let opening = rows.into_iter().map(|row| {
        let cents = Cents(row.cents);
        Ok(Opening { account: account(&row.account)?, reference: row.reference, cents })
    });
    opening.collect()
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

pub(super) async fn sold(conn: &mut PgConnection, reference: &str) -> Result<Sale, sqlx::Error> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended(current_tenant()::text || $1::text, 0))",
        reference,
    )
    .execute(&mut *conn)
    .await?;
    let row = sqlx::query!(
        r#"
        select
            coalesce(-sum(cents) filter (where account = 'debours'), 0)::bigint as "taxes!",
            coalesce(-sum(cents) filter (where account = 'revenue'), 0)::bigint as "net!",
            coalesce(-sum(cents) filter (where account = 'vat'), 0)::bigint as "vat!"
        from ledger_transactions
        inner join ledger_legs on transaction_id = id
        where ledger_transactions.tenant_id = current_tenant()
            and reference = $1
            and kind in ('invoice', 'credit_note')
        "#,
        reference,
    )
    .fetch_one(conn)
    .await?;
    Ok(Sale { taxes: Cents(row.taxes), net: Cents(row.net), vat: Cents(row.vat) })
}

pub(super) async fn on_account(
    conn: &mut PgConnection,
    account: Account,
    since: Timestamp,
) -> Result<Vec<Moved>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"
        select cause, reference, booked_at, sum(cents)::bigint as "cents!"
        from ledger_transactions
        inner join ledger_legs on transaction_id = id
        where ledger_transactions.tenant_id = current_tenant() and account = $1 and booked_at >= $2
        group by id
        order by booked_at, id
        "#,
        account.id(),
        since.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await?;
    let moved = rows.into_iter().map(|row| Moved {
        cause: row.cause,
        reference: row.reference,
        cents: Cents(row.cents),
        at: row.booked_at.to_jiff(),
    });
    Ok(moved.collect())
}

pub(super) async fn chart(conn: &mut PgConnection) -> Result<Chart, Failed> {
    let rows = sqlx::query!(
        "select account, number, label from account_numbers where tenant_id = current_tenant()",
    )
    .fetch_all(conn)
    .await?;
    let numbered = rows
        .into_iter()
        .map(|row| Ok((account(&row.account)?, Numbered { number: row.number, label: row.label })));
    Ok(Chart(numbered.collect::<Result<_, Failed>>()?))
}

pub(super) async fn number(
    conn: &mut PgConnection,
    tenant: Uuid,
    account: Account,
    numbered: &Numbered,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into account_numbers (tenant_id, account, number, label)
        values ($1, $2, $3, $4)
        on conflict (tenant_id, account) do update
        set number = excluded.number, label = excluded.label
        "#,
        tenant,
        account.id(),
        numbered.number,
        numbered.label,
    )
    .execute(conn)
    .await
    .map(drop)
}

pub(super) async fn unnumber(conn: &mut PgConnection, account: Account) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from account_numbers where tenant_id = current_tenant() and account = $1",
        account.id(),
    )
    .execute(conn)
    .await
    .map(drop)
}

fn account(id: &str) -> Result<Account, Failed> {
    Account::parse(id).ok_or(Failed::Row("account"))
}

fn civil(day: Date) -> Result<jiff_sqlx::Date, Failed> {
    let day = day.to_string().parse::<jiff::civil::Date>();
    day.map(jiff_sqlx::ToSqlx::to_sqlx).map_err(|_| Failed::Row("day"))
}
