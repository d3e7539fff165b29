//! Reading, seeding and changing the directory. Free functions in the caller's transaction.

mod store;

use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use crate::{Directory, FeeList, Identity, ServiceFee, Settings, TenantId};

/// Channel on which it is told that a house changed.
pub const CHANGED: &str = "tenants_changed";

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

/// A house as its staff changes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it shows of itself.
    pub identity: Identity,
    /// What it decides.
    pub settings: Settings,
    /// When it was last changed: what a change names, so that no other is lost.
    pub updated_at: Timestamp,
}

/// The house that the transaction has entered, as it is kept.
///
/// # Errors
///
/// [`Unreadable`] when the database does not answer or holds what this crate never writes.
pub async fn kept(conn: &mut PgConnection) -> Result<Kept, Unreadable> {
    store::kept(conn).await
}

/// Changes the house that the transaction has entered, and tells every server, when it commits, to read it again.
///
/// `seen` is [`Kept::updated_at`] of what was changed: `false` when somebody else changed it since, and then nothing is
/// written.
///
/// # Errors
///
/// [`Unreadable`] when the database does not answer.
pub async fn change(
    conn: &mut PgConnection,
    identity: &Identity,
    settings: &Settings,
    seen: Timestamp,
    now: Timestamp,
) -> Result<bool, Unreadable> {
    // Two changes within a microsecond would have one name.
    let now = now.max(seen + jiff::SignedDuration::from_micros(1));
    let changed = store::change(conn, identity, settings, seen, now).await?;
    if changed {
        store::tell(conn, CHANGED).await?;
    }
    Ok(changed)
}

/// Publishes the list of fees of a revision, in force from `from` on in the house `tenant`, which the transaction has entered;
/// every server is told when it commits. The revision itself is published before, in the same transaction.
///
/// # Errors
///
/// [`Unreadable`] when the database does not answer, or refuses what one person alone looked at.
pub async fn publish_fees(
    conn: &mut PgConnection,
    tenant: TenantId,
    (revision, from): (Uuid, Date),
    list: &FeeList,
    now: Timestamp,
) -> Result<(), Unreadable> {
    for (demarche, rule) in list.rules() {
        let demarche = demarche.map(str::to_owned);
        let line =
            ServiceFee { demarche, rule, effective_from: from, effective_to: None, list: None };
        store::insert_fee(conn, tenant, &line, Some((revision, now))).await?;
    }
    Ok(store::tell(conn, CHANGED).await?)
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
