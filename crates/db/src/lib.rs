//! The migrations and the options of the connection pools: nothing else knows where the database is.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

/// Every migration, in order. Landed ones are never edited.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// The pool of the application: few connections, short waits, so that a database that is down is known at once.
#[must_use]
pub fn pool_options() -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(10)
        .min_connections(0)
        .acquire_timeout(Duration::from_secs(2))
        .idle_timeout(Duration::from_mins(5))
        .test_before_acquire(true)
}

/// How to reach the database at `url`, under the name that its administrator sees.
///
/// # Errors
///
/// [`sqlx::Error::Configuration`] when the address is not one of PostgreSQL.
pub fn connect_options(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    Ok(url.parse::<PgConnectOptions>()?.application_name("carteclaire"))
}
