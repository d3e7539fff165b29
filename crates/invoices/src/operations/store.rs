use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Date};

use super::{After, Failure, File, Paper, Past};
use crate::{Kind, Number};

/// Holds `name` in the house until the end of the transaction: whoever holds the same waits.
pub(super) async fn hold(
    conn: &mut PgConnection,
    tenant: Uuid,
    name: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        select pg_advisory_xact_lock(hashtextextended($1, 28)) as held
        "#,
        format!("{tenant}/{name}"),
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Takes the next place of a series, and its day: never one before that of the last place.
pub(super) async fn next(
    conn: &mut PgConnection,
    tenant: Uuid,
    (kind, year): (Kind, u16),
    today: Date,
) -> Result<(u32, Date), Failure> {
    let row = sqlx::query!(
        r#"
        insert into invoice_series as series (tenant_id, kind, year, last, last_on)
        values ($1, $2, $3, 1, $4)
        on conflict (tenant_id, kind, year) do update
        set last = series.last + 1, last_on = greatest(series.last_on, excluded.last_on)
        returning last, last_on
        "#,
        tenant,
        kind.id(),
        small(year)?,
        civil(today)? as _,
    )
    .fetch_one(conn)
    .await?;
    let place = u32::try_from(row.last).map_err(|_| Failure::Row("place"))?;
    Ok((place, day(row.last_on)?))
}

pub(super) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    paper: &Paper,
    cause: &str,
    (content, kept_until): (&[u8], Date),
) -> Result<(), Failure> {
    sqlx::query!(
        r#"
        insert into invoices (
            id, tenant_id, kind, year, place, number, cause, dossier_id, reference, issued_on, issued_at,
            taxes_cents, net_cents, vat_cents, total_cents, content, kept_until
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        "#,
        paper.id,
        tenant,
        paper.number.kind.id(),
        small(paper.number.year)?,
        i32::try_from(paper.number.place).map_err(|_| Failure::Row("place"))?,
        paper.number.to_string(),
        cause,
        paper.dossier,
        paper.reference,
        civil(paper.issued_on)? as _,
        paper.issued_at.to_sqlx() as _,
        paper.taxes.0,
        paper.net.0,
        paper.vat.0,
        paper.total.0,
        content,
        civil(kept_until)? as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

struct Row {
    id: Uuid,
    kind: String,
    year: i16,
    place: i32,
    dossier_id: Uuid,
    reference: String,
    issued_on: jiff_sqlx::Date,
    issued_at: jiff_sqlx::Timestamp,
    taxes_cents: i64,
    net_cents: i64,
    vat_cents: i64,
    total_cents: i64,
    file: Option<String>,
    sha256: Option<Vec<u8>>,
}

impl TryFrom<Row> for Paper {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let number = Number {
            kind: Kind::parse(&row.kind).ok_or(Failure::Row("kind"))?,
            year: u16::try_from(row.year).map_err(|_| Failure::Row("year"))?,
            place: u32::try_from(row.place).map_err(|_| Failure::Row("place"))?,
        };
        let file = match (row.file, row.sha256) {
            (Some(key), Some(sha256)) => {
                let sha256 = sha256.try_into().map_err(|_| Failure::Row("sha256"))?;
                Some(File { key, sha256 })
            }
            _ => None,
        };
        Ok(Self {
            id: row.id,
            number,
            dossier: row.dossier_id,
            reference: row.reference,
            issued_on: day(row.issued_on)?,
            issued_at: row.issued_at.to_jiff(),
            taxes: Cents(row.taxes_cents),
            net: Cents(row.net_cents),
            vat: Cents(row.vat_cents),
            total: Cents(row.total_cents),
            file,
        })
    }
}

pub(super) async fn by_cause(
    conn: &mut PgConnection,
    cause: &str,
) -> Result<Option<Paper>, Failure> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, kind, year, place, dossier_id, reference, issued_on, issued_at,
            taxes_cents, net_cents, vat_cents, total_cents, file, sha256
        from invoices
        where tenant_id = current_tenant() and cause = $1
        "#,
        cause,
    )
    .fetch_optional(conn)
    .await?
    .map(Paper::try_from)
    .transpose()
}

pub(super) async fn find(conn: &mut PgConnection, id: Uuid) -> Result<Option<Paper>, Failure> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, kind, year, place, dossier_id, reference, issued_on, issued_at,
            taxes_cents, net_cents, vat_cents, total_cents, file, sha256
        from invoices
        where tenant_id = current_tenant() and id = $1
        "#,
        id,
    )
    .fetch_optional(conn)
    .await?
    .map(Paper::try_from)
    .transpose()
}

pub(super) async fn by_number(
    conn: &mut PgConnection,
    number: Number,
) -> Result<Option<Paper>, Failure> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, kind, year, place, dossier_id, reference, issued_on, issued_at,
            taxes_cents, net_cents, vat_cents, total_cents, file, sha256
        from invoices
        where tenant_id = current_tenant() and number = $1
        "#,
        number.to_string(),
    )
    .fetch_optional(conn)
    .await?
    .map(Paper::try_from)
    .transpose()
}

pub(super) async fn of_dossier(
    conn: &mut PgConnection,
    dossier: Uuid,
) -> Result<Vec<Paper>, Failure> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, kind, year, place, dossier_id, reference, issued_on, issued_at,
            taxes_cents, net_cents, vat_cents, total_cents, file, sha256
        from invoices
        where tenant_id = current_tenant() and dossier_id = $1
        order by issued_at, id
        "#,
        dossier,
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Paper::try_from)
    .collect()
}

pub(super) async fn list(
    conn: &mut PgConnection,
    begins: &str,
    after: Option<After>,
    most: i64,
) -> Result<Vec<Paper>, Failure> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, kind, year, place, dossier_id, reference, issued_on, issued_at,
            taxes_cents, net_cents, vat_cents, total_cents, file, sha256
        from invoices
        where tenant_id = current_tenant()
            and (number like $1 or reference like $1)
            and ($2::timestamptz is null or (issued_at, id) < ($2, $3::uuid))
        order by issued_at desc, id desc
        limit $4
        "#,
        begins,
        after.map(|after| after.at.to_sqlx()) as _,
        after.map(|after| after.id),
        most,
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Paper::try_from)
    .collect()
}

pub(super) async fn content(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select content
        from invoices
        where tenant_id = current_tenant() and id = $1
        "#,
        id,
    )
    .fetch_optional(conn)
    .await
}

/// `false` when it has a file already.
pub(super) async fn rendered(
    conn: &mut PgConnection,
    id: Uuid,
    file: &File,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let written = sqlx::query!(
        r#"
        update invoices
        set file = $2, sha256 = $3, rendered_at = $4
        where tenant_id = current_tenant() and id = $1 and file is null
        "#,
        id,
        file.key,
        file.sha256.as_slice(),
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(written.rows_affected() == 1)
}

pub(super) async fn past(
    conn: &mut PgConnection,
    today: Date,
    most: i64,
) -> Result<Vec<Past>, Failure> {
    let rows = sqlx::query!(
        r#"
        select id, file
        from invoices
        where tenant_id = current_tenant() and kept_until <= $1
        order by kept_until, id
        limit $2
        "#,
        civil(today)? as _,
        most,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| Past { id: row.id, file: row.file }).collect())
}

pub(super) async fn delete(conn: &mut PgConnection, id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        delete from invoices
        where tenant_id = current_tenant() and id = $1
        "#,
        id,
    )
    .execute(conn)
    .await
    .map(drop)
}

fn small(year: u16) -> Result<i16, Failure> {
    i16::try_from(year).map_err(|_| Failure::Row("year"))
}

fn civil(day: Date) -> Result<jiff_sqlx::Date, Failure> {
    let day = day.to_string().parse::<jiff::civil::Date>();
    day.map(jiff_sqlx::ToSqlx::to_sqlx).map_err(|_| Failure::Row("day"))
}

fn day(day: jiff_sqlx::Date) -> Result<Date, Failure> {
    Date::parse(&day.to_jiff().to_string()).map_err(|_| Failure::Row("day"))
}
