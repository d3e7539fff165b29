//! What goes on beside the requests: migrations, seeds, news of the tables; what the daily purge deletes.

use std::time::Duration;

use app::site::Published;
use baremes::operations::Refused;
use secrecy::ExposeSecret as _;
use simulator::Baremes;
use sqlx::postgres::PgListener;
use sqlx::{PgConnection, PgPool};
use tokio::time::timeout;
use vocabulary::Date;

use crate::clock;
use crate::config::Config;
use crate::rules;
use crate::state::{Database, DossierNews, State};

/// Longest time that one look at the database may take.
const LOOK: Duration = Duration::from_secs(2);
/// Longest time that reading again may take: who waits for it waits behind whoever hangs.
const READ: Duration = Duration::from_secs(30);
/// Time between two looks.
const PAUSE: Duration = Duration::from_secs(2);
/// Why the database could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// It did not answer, or refused.
    #[error("the database did not answer, or refused")]
    Database(#[from] sqlx::Error),
    /// A migration failed.
    #[error("a migration failed")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The tables of the jobs could not be made.
    #[error("the tables of the jobs could not be made")]
    Jobs(#[from] jobs::operations::NotMigrated),
    /// The tenants could not be read or seeded.
    #[error("the tenants could not be read")]
    Tenants(#[from] tenants::operations::Unreadable),
    /// The tables could not be read or seeded.
    #[error("the tables could not be read")]
    Baremes(#[from] Refused),
    /// The rules of the démarches could not be read.
    #[error("the rules of the démarches could not be read")]
    Rules(#[from] revisions::Refused),
    /// It took too long.
    #[error("the database took too long")]
    TooLong,
}

/// Runs the migrations and seeds an empty database, as the owner at `url`.
///
/// # Errors
///
/// [`NotReady`] with what failed.
pub async fn migrate(url: &str) -> Result<(), NotReady> {
    let options = db::connect_options(url)?;
    let owner = db::pool_options().max_connections(1).connect_with(options.clone()).await?;
    db::MIGRATOR.run(&owner).await?;
    jobs::operations::migrate(&options).await?;
    let now = clock::now();
    let mut tx = owner.begin().await?;
    if tenants::operations::seed_if_empty(&mut tx, now).await? {
        tracing::info!("the demonstration tenants were put into the empty database");
    }
    if baremes::operations::import_builtin_if_empty(&mut tx, now).await?.is_some() {
        tracing::info!("the compiled-in tables were put into the empty database");
    }
    tx.commit().await?;
    owner.close().await;
    Ok(())
}

/// Connections of the application's role, opened when they are needed.
///
/// # Errors
///
/// When the address is not one of PostgreSQL.
pub fn pool(config: &Config) -> Result<Option<PgPool>, sqlx::Error> {
    let Some(url) = &config.database_url else { return Ok(None) };
    Ok(Some(db::pool_options().connect_lazy_with(db::connect_options(url.expose_secret())?)))
}

/// Keeps `state` in step with its database until the program ends: connects, migrates, listens.
///
/// Never returns while there is a database; every failure is said once, and tried again.
pub async fn keep_in_step(state: State) {
    let Some(pool) = state.pool().cloned() else { return };
    let mut migrated = false;
    loop {
        match session(&state, &pool, &mut migrated).await {
            Ok(()) => tracing::warn!("the connection for news was closed; connecting again"),
            Err(error) => {
                if state.database() != Database::Down {
                    tracing::error!(error = %Chain(&error), "the database is out of reach");
                }
                state.set_database(Database::Down);
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// One stretch of time with the database: until its connection for news breaks.
async fn session(state: &State, pool: &PgPool, migrated: &mut bool) -> Result<(), NotReady> {
    if !*migrated {
        if let Some(url) = &state.config().migrate_database_url {
            timeout(Duration::from_mins(5), migrate(url.expose_secret()))
                .await
                .map_err(|_| NotReady::TooLong)??;
        }
        *migrated = true;
    }
    let mut listener =
        timeout(LOOK, PgListener::connect_with(pool)).await.map_err(|_| NotReady::TooLong)??;
    let channels = [
        baremes::operations::CHANNEL,
        revisions::operations::CHANNEL,
        tenants::operations::CHANGED,
        dossiers::operations::CHANGED,
    ];
    listener.listen_all(channels).await?;
    let mut day = clock::today();
    reload(state, pool, day).await?;
    state.set_database(Database::Up);
    loop {
        // What was published for a day is in force when it comes: nobody tells then.
        if day != clock::today() {
            day = clock::today();
            reload(state, pool, day).await?;
        }
        match timeout(PAUSE, listener.try_recv()).await {
            Ok(Ok(Some(news))) if news.channel() == dossiers::operations::CHANGED => {
                if let Some(news) = DossierNews::read(news.payload()) {
                    state.tell_of_dossier(news);
                }
            }
            // A new version was published, or a house was changed.
            Ok(Ok(Some(_))) => reload(state, pool, day).await?,
            // The connection broke: news may have been missed.
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(error)) => return Err(error.into()),
            Err(_) => look(pool).await?,
        }
    }
}

/// Asks the database for a sign of life.
async fn look(pool: &PgPool) -> Result<(), NotReady> {
    let alive = async { sqlx::Connection::ping(&mut *pool.acquire().await?).await };
    Ok(timeout(LOOK, alive).await.map_err(|_| NotReady::TooLong)??)
}

/// Reads the tenants and the published tables again, for whoever changed them here: the others are told.
pub async fn reload_now(state: &State) {
    let Some(pool) = state.pool() else { return };
    if let Err(error) = reload(state, pool, clock::today()).await {
        tracing::warn!(error = %Chain(&error), "a change of a house is shown here at its news only");
    }
}

/// Reads the tenants, and the published tables and rules that are in force on `today`, again. Tables that this program
/// cannot read are said in the log and on the pages: those that are shown stay, and nothing is ordered at their prices.
///
/// # Errors
///
/// When the database does not answer.
pub async fn reload(state: &State, pool: &PgPool, today: Date) -> Result<(), NotReady> {
    // One at a time: of two, the one that read first would otherwise be the last to show it.
    let _alone = state.reloading().await;
    timeout(READ, read_again(state, pool, today)).await.map_err(|_| NotReady::TooLong)?
}

async fn read_again(state: &State, pool: &PgPool, today: Date) -> Result<(), NotReady> {
    let mut tx = pool.begin().await?;
    let directory = tenants::operations::directory(&mut tx).await?;
    let tables = tables(&mut tx, today).await?;
    let known = &state.found_rules().known;
    let rules = rules::in_database(&mut tx, today, known).await?;
    tx.commit().await?;
    if !directory.tenants.is_empty() {
        state.set_directory(directory);
    }
    let shown = state.published();
    let in_force = rules.versions.in_force();
    state.set_rules(rules);
    let other_rules = !std::ptr::eq(in_force, shown.demarches);
    if other_rules {
        tracing::info!(rules.version = %in_force.version, "other rules of the démarches are in force");
    }
    let (baremes, outdated) = match tables {
        Tables::InForce(baremes) => (*baremes, false),
        Tables::None => (shown.baremes.clone(), false),
        Tables::Unread => (shown.baremes.clone(), true),
    };
    let fresh = Published::with(baremes, in_force);
    let other_tables = fresh.hash != shown.hash;
    if other_tables {
        tracing::info!(baremes.version = %fresh.baremes.version, "other tables are in force");
    }
    if other_tables || other_rules {
        state.publish(fresh);
    }
    // Once they are shown: nothing is ordered in between at the prices of before.
    state.set_outdated(outdated);
    Ok(())
}

/// The tables in force on a day.
enum Tables {
    /// These.
    InForce(Box<Baremes>),
    /// None was published for that day.
    None,
    /// This program cannot read them.
    Unread,
}

/// The published tables in force on `today`.
async fn tables(conn: &mut PgConnection, today: Date) -> Result<Tables, Refused> {
    match baremes::operations::published(conn, today).await {
        Ok(Some(published)) => Ok(Tables::InForce(Box::new(published.baremes))),
        Ok(None) => Ok(Tables::None),
        Err(Refused::Tables(refusals)) => {
            let first = refusals.first().map(ToString::to_string).unwrap_or_default();
            tracing::error!(
                refusals = refusals.len(),
                first,
                "published tables cannot be read by this program: those that are shown stay, and orders are closed"
            );
            Ok(Tables::Unread)
        }
        Err(refused) => Err(refused),
    }
}

/// A transaction that sees the rows of `tenant`.
///
/// # Errors
///
/// When the database does not answer; at once when it is known not to.
pub async fn begin(
    state: &State,
    tenant: tenants::TenantId,
) -> Result<sqlx::Transaction<'static, sqlx::Postgres>, sqlx::Error> {
    let pool = state.pool().ok_or(sqlx::Error::PoolClosed)?;
    if state.database() == Database::Down {
        // Known to be down: the person is told at once instead of after a time-out.
        return Err(sqlx::Error::PoolTimedOut);
    }
    let mut tx = pool.begin().await?;
    tenants::operations::enter(&mut tx, tenant).await?;
    Ok(tx)
}

/// Deletes what is past its time now: messages, kept simulations.
///
/// # Errors
///
/// When the database does not answer.
pub async fn purge(state: &State, pool: &PgPool) -> Result<(u64, u64), sqlx::Error> {
    let now = clock::now();
    let (mut messages, mut kept) = (0, 0);
    let mut conn = pool.acquire().await?;
    notifications::operations::make_partitions(&mut conn, now).await?;
    dossiers::operations::history::make_partitions(&mut conn, now).await?;
    notifications::operations::drop_old(&mut conn, now).await?;
    drop(conn);
    for tenant in &state.directory().tenants {
        let mut tx = pool.begin().await?;
        tenants::operations::enter(&mut tx, tenant.id).await?;
        messages += contact::operations::purge(&mut tx, now).await?;
        kept += quotes::operations::purge(&mut tx, now).await?;
        accounts::operations::sessions::purge(&mut tx, now).await?;
        notifications::operations::purge(&mut tx, now).await?;
        tokens::operations::purge(&mut tx, now).await?;
        tx.commit().await?;
    }
    Ok((messages, kept))
}

/// An error with its causes, in one line.
pub struct Chain<'error>(pub &'error dyn std::error::Error);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
