use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value as Json;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Date, FeeRule};

use super::{Kept, Unreadable};
use crate::settings::Stored;
use crate::{FeeListId, Identity, ServiceFee, Settings, Tenant, TenantId};

pub(super) async fn tenants(conn: &mut PgConnection) -> Result<Vec<Tenant>, Unreadable> {
    let rows = sqlx::query!(
        r#"
        select
            id, slug, is_default, identity, settings,
            array(select host from tenant_hosts where tenant_id = tenants.id order by host) as "hosts!"
        from tenants
        order by slug
        "#
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let (identity, settings) = read(row.identity, row.settings, &row.slug)?;
            Ok(Tenant {
                id: TenantId(row.id),
                slug: row.slug,
                is_default: row.is_default,
                identity,
                hosts: row.hosts,
                fees: Vec::new(),
                settings,
            })
        })
        .collect()
}

fn read(identity: Json, settings: Json, slug: &str) -> Result<(Identity, Settings), Unreadable> {
    let bad = |error: serde_json::Error| Unreadable::Identity {
        slug: slug.to_owned(),
        reason: error.to_string(),
    };
    let identity = serde_json::from_value(identity).map_err(bad)?;
    let settings: Stored = serde_json::from_value(settings).map_err(bad)?;
    Ok((identity, settings.into()))
}

pub(super) async fn kept(conn: &mut PgConnection) -> Result<Kept, Unreadable> {
    let row = sqlx::query!(
        r#"
        select slug, identity, settings, updated_at as "updated_at: jiff_sqlx::Timestamp"
        from tenants
        where id = current_tenant()
        "#
    )
    .fetch_one(conn)
    .await?;
    let (identity, settings) = read(row.identity, row.settings, &row.slug)?;
    Ok(Kept { identity, settings, updated_at: row.updated_at.to_jiff() })
}

pub(super) async fn change(
    conn: &mut PgConnection,
    identity: &Identity,
    settings: &Settings,
    seen: Timestamp,
    now: Timestamp,
) -> Result<bool, Unreadable> {
    let unwritable = |error: serde_json::Error| sqlx::Error::Encode(error.into());
    let identity = serde_json::to_value(identity).map_err(unwritable)?;
    let settings = serde_json::to_value(Stored::from(settings)).map_err(unwritable)?;
    let done = sqlx::query!(
        r#"
        update tenants
        set identity = $1, settings = $2, updated_at = $4
        where id = current_tenant() and updated_at = $3
        "#,
        identity,
        settings,
        seen.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn tell(conn: &mut PgConnection, channel: &str) -> Result<(), sqlx::Error> {
    sqlx::query_scalar!(r#"select pg_notify($1, '') as "told: ()""#, channel)
        .fetch_one(conn)
        .await
        .map(drop)
}

pub(super) async fn fees(conn: &mut PgConnection) -> Result<Vec<ServiceFee>, Unreadable> {
    let rows = sqlx::query!(
        r#"
        select
            demarche, net_cents, share_basis_points, vat_basis_points, effective_from, effective_to,
            revision_id, published_at
        from service_fees
        where tenant_id = current_tenant()
        order by demarche nulls last, effective_from
        "#
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ServiceFee {
                demarche: row.demarche,
                rule: FeeRule {
                    fixed: Cents(row.net_cents),
                    share: i64::from(row.share_basis_points),
                    vat: i64::from(row.vat_basis_points),
                },
                effective_from: date(row.effective_from.to_jiff())?,
                effective_to: row.effective_to.map(|day| date(day.to_jiff())).transpose()?,
                list: row.revision_id.zip(row.published_at).map(|(revision, at)| FeeListId {
                    revision,
                    published: at.to_jiff().as_microsecond(),
                }),
            })
        })
        .collect()
}

fn date(day: jiff::civil::Date) -> Result<Date, Unreadable> {
    Date::parse(&day.to_string()).map_err(|error| sqlx::Error::Decode(error.into()).into())
}

fn civil(day: Date) -> Result<jiff_sqlx::Date, sqlx::Error> {
    day.to_string()
        .parse::<jiff::civil::Date>()
        .map(jiff_sqlx::ToSqlx::to_sqlx)
        .map_err(|error| sqlx::Error::Encode(error.into()))
}

pub(super) async fn insert(
    conn: &mut PgConnection,
    tenant: &Tenant,
    now: Timestamp,
) -> Result<(), Unreadable> {
    let identity = serde_json::to_value(&tenant.identity)
        .map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query!(
        "insert into tenants (id, slug, is_default, identity, updated_at) values ($1, $2, $3, $4, $5)",
        tenant.id.0,
        tenant.slug,
        tenant.is_default,
        identity,
        now.to_sqlx() as _,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into tenant_hosts (host, tenant_id) select host, $2 from unnest($1::text[]) as host",
        &tenant.hosts,
        tenant.id.0,
    )
    .execute(&mut *conn)
    .await?;
    for fee in &tenant.fees {
        insert_fee(conn, tenant.id, fee, None).await?;
    }
    Ok(())
}

/// A line of what a house charges; `list`: the one that it is published in, and when.
pub(super) async fn insert_fee(
    conn: &mut PgConnection,
    tenant: TenantId,
    fee: &ServiceFee,
    list: Option<(Uuid, Timestamp)>,
) -> Result<(), Unreadable> {
    sqlx::query!(
        r#"
        insert into service_fees (
            id, tenant_id, demarche, net_cents, share_basis_points, vat_basis_points,
            effective_from, effective_to, revision_id, published_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        "#,
        Uuid::now_v7(),
        tenant.0,
        fee.demarche,
        fee.rule.fixed.0,
        i32::try_from(fee.rule.share).unwrap_or(i32::MAX),
        i32::try_from(fee.rule.vat).unwrap_or(i32::MAX),
        civil(fee.effective_from)? as _,
        fee.effective_to.map(civil).transpose()? as _,
        list.map(|(revision, _)| revision),
        list.map(|(_, at)| at.to_sqlx()) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn set_tenant(conn: &mut PgConnection, tenant: &str) -> Result<(), sqlx::Error> {
    sqlx::query_scalar!("select set_config('carteclaire.tenant', $1, true)", tenant)
        .fetch_one(conn)
        .await
        .map(drop)
}
