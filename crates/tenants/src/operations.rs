//! Reading and seeding the directory. Free functions in the caller's transaction.

mod store;

use jiff::Timestamp;
use sqlx::PgConnection;

use crate::{Directory, TenantId};

/// What the database holds, or could not be read as.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The database did not answer, or refused.
    #[error("the tenants could not be read")]
    Database(#[from] sqlx::Error),
    /// A row holds what this crate never writes.
    #[error("the tenant {slug} holds what is no identity: {reason}")]
    Identity {
        /// Which tenant.
        slug: String,
        /// What the parser says.
        reason: String,
    },
    /// The compiled-in seed is no directory.
    #[error("the seed of tenants cannot be read")]
    Seed(#[from] toml::de::Error),
}

/// Every tenant with its hosts and prices.
///
/// # Errors
///
/// [`Unreadable`] when the database does not answer or holds what this crate never writes.
pub async fn directory(conn: &mut PgConnection) -> Result<Directory, Unreadable> {
    let mut tenants = store::tenants(conn).await?;
    for tenant in &mut tenants {
        enter(conn, tenant.id).await?;
        tenant.fees = store::fees(conn).await?;
    }
    leave(conn).await?;
    Ok(Directory { tenants: tenants.into_iter().map(std::sync::Arc::new).collect() })
}

/// Puts the compiled-in tenants into an empty database; a database with tenants is left as it is.
///
/// Run as the owner of the tables, at `now`.
///
/// # Errors
///
/// [`Unreadable`] when the database refuses.
pub async fn seed_if_empty(conn: &mut PgConnection, now: Timestamp) -> Result<bool, Unreadable> {
    if !store::tenants(conn).await?.is_empty() {
        return Ok(false);
    }
    for tenant in Directory::builtin()?.tenants {
        store::insert(conn, &tenant, now).await?;
    }
    Ok(true)
}

/// Makes `tenant` the one whose rows the rest of the transaction sees.
///
/// # Errors
///
/// When the database does not answer.
pub async fn enter(conn: &mut PgConnection, tenant: TenantId) -> Result<(), sqlx::Error> {
    store::set_tenant(conn, &tenant.0.to_string()).await
}

/// Sees no tenant's rows any more.
async fn leave(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    store::set_tenant(conn, "").await
}
