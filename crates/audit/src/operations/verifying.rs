use std::io::Write;

use objects::Objects;
use sqlx::{Connection as _, PgConnection};
use tenants::{Tenant, TenantId};

use super::Failed;
use super::anchoring::{alone, files};
use super::store::checks;
use crate::checkpoint::Known;
use crate::{Findings, Verifier};

/// Checks all chains of `tenant` against each other, their recorded ends, and the checkpoints among `objects` that keys
/// `known` signed. Reads the rows one by one.
///
/// Begins and ends its own transaction. Events may be recorded meanwhile; a checkpoint waits.
///
/// # Errors
///
/// [`Failed`] when the database or the files do not answer. What is wrong with the audit is no error, it is found.
pub async fn verify(
    conn: &mut PgConnection,
    tenant: TenantId,
    objects: &Objects,
    known: &Known,
) -> Result<Findings, Failed> {
    let mut tx = conn.begin().await?;
    tenants::operations::enter(&mut tx, tenant).await?;
    alone(&mut tx, tenant.0).await?;
    let inside = checks::all(&mut tx, tenant.0).await?;
    let outside = files(objects, tenant.0).await?;
    let mut verifier = Verifier::new(tenant.0);
    checks::read(&mut tx, tenant.0, &mut verifier).await?;
    tx.rollback().await?;
    Ok(verifier.finish(&inside, &outside, known))
}

/// [`verify`] for every house of `tenants`, told to `out`: `carteclaire audit verify`. Whether all is whole.
///
/// # Errors
///
/// As [`verify`], or when `out` takes nothing.
pub async fn report<'houses>(
    conn: &mut PgConnection,
    tenants: impl IntoIterator<Item = &'houses Tenant>,
    objects: &Objects,
    known: &Known,
    out: &mut (impl Write + Send),
) -> Result<bool, Failed> {
    let mut whole = true;
    for tenant in tenants {
        let found = verify(conn, tenant.id, objects, known).await?;
        writeln!(
            out,
            "{}: {} events in {} chains, {} checkpoints that cover {} events: {}",
            tenant.slug,
            found.events,
            found.chains,
            found.checkpoints,
            found.covered,
            if found.is_whole() { "whole" } else { "BROKEN" },
        )?;
        for finding in &found.broken {
            writeln!(out, "  {finding}")?;
        }
        let more = found.broken_in_all - found.broken.len() as u64;
        if more > 0 {
            writeln!(out, "  and {more} more")?;
        }
        whole &= found.is_whole();
    }
    Ok(whole)
}
