//! Sending, reading, showing, keeping and destroying pieces, for the house that was entered.
//!
//! What only touches the database runs in the caller's transaction. What also asks the store of files is given a pool, and
//! holds no transaction while it waits for an answer.

pub mod keeping;
pub mod purging;
pub mod reading;
pub mod rotating;
mod store;
pub mod uploads;
pub mod viewing;

use objects::Key;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use tenants::TenantId;
use uuid::Uuid;

use crate::{Document, Part};

/// A transaction in the house `tenant`.
async fn entered(
    pool: &PgPool,
    tenant: Uuid,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut tx = pool.begin().await?;
    tenants::operations::enter(&mut tx, TenantId(tenant)).await?;
    Ok(tx)
}

/// The place of a piece in the store: its wrapped key is bound to it, and all its files are below.
fn place(document: Uuid) -> String {
    format!("documents/{document}")
}

/// The key of a file of a piece.
fn key_of(document: Uuid, part: Part) -> Result<Key, objects::InvalidKey> {
    Key::parse(&format!("{}/{}", place(document), part.name()))
}

/// The piece `id`; another house's looks missing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn find(conn: &mut PgConnection, id: Uuid) -> Result<Option<Document>, sqlx::Error> {
    Ok(store::documents::find(conn, id).await?.map(|row| row.document))
}

/// The pieces of `dossier`, the oldest first: also those that were refused, taken back or destroyed.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_dossier(
    conn: &mut PgConnection,
    dossier: Uuid,
) -> Result<Vec<Document>, sqlx::Error> {
    let rows = store::documents::of_dossier(conn, dossier).await?;
    Ok(rows.into_iter().map(|row| row.document).collect())
}
