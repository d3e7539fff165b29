//! The subcommands of `carteclaire`.

mod accounting;
mod audit_command;
mod baremes_command;
mod dossiers;
mod filing;
mod keys;
mod people;

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;

use app::site::Published;
use app::site::assets::Assets;
use clap::{Parser, Subcommand};
use tenants::Directory;
use vocabulary::Lang;

use crate::config::{AppEnv, Config, WorkerPlace};
use crate::files::Files;
use crate::routes::{GRACE, router};
use crate::state::{Database, State};
use crate::{api, clock, database, openapi, telemetry, worker};

/// CarteClaire: the price of a carte grise, and the démarche.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the site and the API, and runs the jobs unless WORKER says otherwise.
    Serve,
    /// Runs the jobs, and nothing else (JOBS_DATABASE_URL).
    Worker,
    /// Runs the migrations and seeds an empty database (MIGRATE_DATABASE_URL).
    Migrate,
    /// Reads the facts of a certificate as JSON on standard input, and writes its price on standard output.
    Simulate {
        /// Language of the sentences: fr or en.
        #[arg(long, default_value = "fr", value_parser = parse_lang)]
        lang: Lang,
    },
    /// The tables: import, list, show, export.
    #[command(subcommand)]
    Baremes(baremes_command::Baremes),
    /// The audit: verify.
    #[command(subcommand)]
    Audit(audit_command::Audit),
    /// The accounts: fec.
    #[command(subcommand)]
    Accounting(accounting::Accounting),
    /// The packages for the administration: verify.
    #[command(subcommand)]
    Filing(filing::Filing),
    /// Writes the description of the API.
    Openapi,
    /// The keys under which things are sealed: rotate.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// The staff of a house: invite.
    #[command(subcommand)]
    Staff(people::Staff),
    /// A demonstration: people, dossiers.
    #[command(subcommand)]
    Demo(people::Demo),
}

fn parse_lang(text: &str) -> Result<Lang, String> {
    Lang::parse(text).ok_or_else(|| "fr or en".to_owned())
}

/// What ends the program early, in a sentence for the terminal.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command line. The answer is the exit code.
///
/// # Errors
///
/// What the terminal should say.
pub async fn run(cli: Cli) -> Result<u8, Failure> {
    match cli.command {
        Command::Simulate { lang } => simulate(lang),
        Command::Openapi => {
            writeln!(std::io::stdout(), "{:#}", openapi::document(baremes::builtin()))?;
            Ok(0)
        }
        Command::Serve => serve(Config::from_env()?).await,
        Command::Worker => work(Config::from_env()?).await,
        Command::Migrate => {
            let config = Config::from_env()?;
            telemetry::start_logs(&config);
            database::migrate(owner(&config)?).await?;
            writeln!(std::io::stdout(), "migrated")?;
            Ok(0)
        }
        Command::Baremes(command) => baremes_command::run(command).await,
        Command::Audit(command) => audit_command::run(command).await,
        Command::Accounting(command) => accounting::run(command, &Config::from_env()?).await,
        Command::Filing(command) => filing::run(&command),
        Command::Keys(command) => keys::run(command).await,
        Command::Staff(command) => people::staff(command, &Config::from_env()?).await,
        Command::Demo(command) => people::demo(command, &Config::from_env()?).await,
    }
}

fn simulate(lang: Lang) -> Result<u8, Failure> {
    let mut body = Vec::new();
    std::io::stdin().read_to_end(&mut body)?;
    let tables = baremes::builtin();
    let hash = baremes::hash(&simulator::snapshot::encode(tables));
    let today = clock::today();
    let (text, code) = match api::simulate(&body, tables, &hash, today, lang) {
        Ok(answer) => (serde_json::to_string_pretty(&answer)?, 0),
        Err(problem) => (serde_json::to_string_pretty(&problem)?, 2),
    };
    writeln!(std::io::stdout(), "{text}")?;
    Ok(code)
}

fn owner(config: &Config) -> Result<&str, Failure> {
    config
        .migrate_database_url
        .as_ref()
        .or(config.database_url.as_ref())
        .map(secrecy::ExposeSecret::expose_secret)
        .ok_or_else(|| "set MIGRATE_DATABASE_URL (or DATABASE_URL) to reach a database".into())
}

/// Serves until the program is asked to stop.
/// Whoever serves the public for real has no key to the tables themselves.
fn leaves_owner_out(config: &Config) -> Result<(), Failure> {
    if config.env == AppEnv::Production && config.migrate_database_url.is_some() {
        return Err(
            "MIGRATE_DATABASE_URL: in production it belongs to `carteclaire migrate` alone; \
                    run that first, without it here"
                .into(),
        );
    }
    Ok(())
}

async fn serve(config: Config) -> Result<u8, Failure> {
    start_telemetry(&config);
    leaves_owner_out(&config)?;
    let jobs = worker::pool(&config)?;
    let state = prepare(config)?;
    if let Some(jobs) = &jobs {
        state.look_at_jobs(jobs.clone());
    }
    let listen = state.config().listen;
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|error| format!("the address {listen} cannot be opened: {error}"))?;
    let listen = listener.local_addr()?;
    tokio::spawn(database::keep_in_step(state.clone()));
    tokio::spawn(forget_quiet(state.clone()));
    let jobs = jobs.filter(|_| state.config().worker == WorkerPlace::Inside);
    let worker = match jobs {
        Some(jobs) => {
            Some(tokio::spawn(run_jobs(state.clone(), worker::worker(state.clone(), jobs)?)))
        }
        None => None,
    };
    if worker.is_none() && state.config().worker == WorkerPlace::Inside {
        tracing::warn!("no jobs are run here: JOBS_DATABASE_URL is not set");
    }
    tracing::info!(%listen, "serving at {}", state.config().origin("localhost"));
    let app = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, app).with_graceful_shutdown(asked_to_stop());
    let mut server = Box::pin(std::future::IntoFuture::into_future(server));
    tokio::select! {
        done = &mut server => done?,
        () = async { asked_to_stop().await; tokio::time::sleep(GRACE).await; } => {
            tracing::warn!("requests still open after the time to stop were cut");
        }
    }
    if let Some(worker) = worker {
        worker.await?;
    }
    tracing::info!("stopped");
    Ok(0)
}

/// Runs the jobs until the program is asked to stop.
async fn work(config: Config) -> Result<u8, Failure> {
    start_telemetry(&config);
    let jobs = worker::pool(&config)?.ok_or("set JOBS_DATABASE_URL to run jobs")?;
    let pool = database::pool(&config)?.ok_or("set DATABASE_URL to run jobs")?;
    // It shows no page: it needs no built files.
    let nothing = (Files::default(), Assets::default());
    let state =
        State::new(config, nothing, Some(pool), builtin_published(), Directory::builtin()?)?;
    tokio::spawn(database::keep_in_step(state.clone()));
    run_jobs(state.clone(), worker::worker(state, jobs)?).await;
    tracing::info!("stopped");
    Ok(0)
}

/// Time between two looks whether the database answers.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_millis(100);

/// Runs jobs from the first answer of the database on: before it, the migrations make what the worker needs.
async fn run_jobs(state: State, worker: jobs::Worker<worker::Context>) {
    let answers = async {
        while state.database() != Database::Up {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    };
    tokio::select! {
        () = answers => worker.run_until(asked_to_stop()).await,
        () = asked_to_stop() => {}
    }
}

fn start_telemetry(config: &Config) {
    telemetry::start_logs(config);
    if let Some(address) = config.metrics
        && let Err(error) = telemetry::start_metrics(address)
    {
        // A second program on a developer's machine: people are served all the same.
        tracing::warn!(%address, %error, "metrics cannot be read: their port cannot be opened");
    }
}

/// A server's memory, before its first request.
///
/// # Errors
///
/// When the built files cannot be read, or the database's address is none.
pub fn prepare(config: Config) -> Result<State, Failure> {
    let files = Files::load(&config.site_root, &config.output_name)?;
    if files.1.css.is_empty() {
        tracing::warn!(
            site_root = %config.site_root.display(),
            "no built site there: pages have neither style nor script (cargo xtask serve builds it)"
        );
    }
    if files.1.own.js.is_none() {
        tracing::warn!("no folder `own` beside that site: pages of somebody's own have no script");
    }
    let pool = database::pool(&config)?;
    Ok(State::new(config, files, pool, builtin_published(), Directory::builtin()?)?)
}

async fn forget_quiet(state: State) {
    loop {
        tokio::time::sleep(std::time::Duration::from_mins(1)).await;
        if let Some(limits) = state.limits() {
            limits.forget_quiet();
        }
    }
}

/// Ctrl-C, or the signal that asks a service to stop.
async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
}

/// The compiled-in tables, as a server publishes them.
#[must_use]
pub fn builtin_published() -> std::sync::Arc<Published> {
    Published::new(baremes::builtin().clone())
}
