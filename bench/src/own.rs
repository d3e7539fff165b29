use std::future::Future;

use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use server::config::Config;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool};

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs `measure` on a database of its own, with the houses of the demonstration, that is dropped afterwards.
pub(crate) async fn database<F: Future<Output = Result<(), Failure>>>(
    figure: &str,
    measure: impl FnOnce(Own) -> F,
) -> Result<(), Failure> {
    let config = Config::from_env()?;
    let Some(owner) = &config.migrate_database_url else {
        println!("{figure}  skipped: no database (MIGRATE_DATABASE_URL)");
        return Ok(());
    };
    let options = db::connect_options(owner.expose_secret())?;
    let name = format!("bench_{}_{}", figure.to_lowercase(), std::process::id());
    let mut conn = PgConnection::connect_with(&options).await?;
    sqlx::query(AssertSqlSafe(format!("create database {name}"))).execute(&mut conn).await?;
    let done = match Own::new(options.database(&name)).await {
        Ok(own) => measure(own).await,
        Err(failure) => Err(failure),
    };
    sqlx::query(AssertSqlSafe(format!("drop database {name} with (force)")))
        .execute(&mut conn)
        .await?;
    done
}

/// A database that nobody else uses.
pub(crate) struct Own {
    /// As the application, which owns nothing.
    pub(crate) pool: PgPool,
    pub(crate) now: Timestamp,
    options: PgConnectOptions,
}

impl Own {
    async fn new(options: PgConnectOptions) -> Result<Self, Failure> {
        let now = server::clock::now();
        let mut conn = PgConnection::connect_with(&options).await?;
        db::MIGRATOR.run(&mut conn).await?;
        jobs::operations::migrate(&options).await?;
        tenants::operations::seed_if_empty(&mut conn, now).await?;
        let application = PgPoolOptions::new().max_connections(8).after_connect(|conn, _| {
            Box::pin(async {
                sqlx::query("set role carteclaire_app").execute(conn).await.map(drop)
            })
        });
        Ok(Self { pool: application.connect_with(options.clone()).await?, now, options })
    }

    /// As the owner, who sees every house.
    pub(crate) async fn owner(&self) -> Result<PgConnection, Failure> {
        Ok(PgConnection::connect_with(&self.options).await?)
    }

    /// What the database does by itself once it is quiet: what was written is counted and tidied.
    pub(crate) async fn settle(&self) -> Result<(), Failure> {
        let mut conn = self.owner().await?;
        sqlx::query("vacuum analyze").execute(&mut conn).await?;
        Ok(())
    }
}
