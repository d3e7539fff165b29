//! The database: yours when `DATABASE_URL` is set, else a private PostgreSQL 18.
//!
//! The private one listens on the loopback alone and trusts whoever asks there: it holds
//! development data and tests, nothing else. Its data lies in `.local/`, except where the
//! unprivileged user that PostgreSQL insists on cannot reach that folder (a checkout under
//! `/root`): then in a folder of `/var/tmp`, and that is said.

pub(crate) mod cluster;
mod home;

use crate::{
    clamd::Clamd,
    command::{BEAT, Failure, Outcome},
    project::Project,
    stop,
};
use cluster::Cluster;
use home::Home;
pub(crate) use home::is_root;

/// What a private database is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Kept between runs, written safely.
    Development,
    /// Made for one run, thrown away at its end, written carelessly and fast.
    Tests,
}

/// A database that answers; a private one stops when this is dropped.
pub(crate) struct Database {
    /// As the application's role, which owns nothing.
    pub(crate) application_url: String,
    /// As the owner, who migrates and may create databases.
    pub(crate) owner_url: String,
    /// As the role that runs jobs; `None` where only the others are set.
    jobs_url: Option<String>,
    _cluster: Option<Cluster>,
}

impl Database {
    /// The set one, else a private one, started.
    ///
    /// # Errors
    ///
    /// [`Failure`] when PostgreSQL cannot be installed or does not start.
    pub(crate) fn open(project: &Project, purpose: Purpose) -> Outcome<Self> {
        if let Some(application_url) = project.setting("DATABASE_URL") {
            println!("database: the one that DATABASE_URL names");
            let owner_url =
                project.setting("MIGRATE_DATABASE_URL").unwrap_or_else(|| application_url.clone());
            let jobs_url = project.setting("JOBS_DATABASE_URL");
            return Ok(Self { application_url, owner_url, jobs_url, _cluster: None });
        }
        let home = Home::open(project)?;
        let cluster = Cluster::start(&home, purpose)?;
        let url = |role: &str| format!("postgres://{role}@127.0.0.1:{}/carteclaire", cluster.port);
        Ok(Self {
            application_url: url("carteclaire_app"),
            owner_url: url("carteclaire_owner"),
            jobs_url: Some(url("carteclaire_jobs")),
            _cluster: Some(cluster),
        })
    }

    /// The variables that the program and the tools read.
    pub(crate) fn variables(&self) -> Vec<(&'static str, &str)> {
        let jobs = self.jobs_url.as_deref().map(|url| ("JOBS_DATABASE_URL", url));
        [("DATABASE_URL", &*self.application_url), ("MIGRATE_DATABASE_URL", &*self.owner_url)]
            .into_iter()
            .chain(jobs)
            .collect()
    }
}

/// Installs the programs; nothing to do when `DATABASE_URL` is set.
///
/// # Errors
///
/// [`Failure`] when the package cannot be had.
pub(crate) fn install(project: &Project) -> Outcome {
    if project.setting("DATABASE_URL").is_some() {
        println!("postgresql: not needed, DATABASE_URL is set");
        return Ok(());
    }
    Home::open(project).map(|_| ())
}

/// Starts the development database, prints its addresses, waits to be stopped.
///
/// # Errors
///
/// As [`Database::open`].
pub(crate) fn hold(project: &Project) -> Outcome {
    let database = Database::open(project, Purpose::Development)?;
    for (name, url) in database.variables() {
        println!("export {name}={url}");
    }
    let clamd = Clamd::open_if_there(project)?;
    if let Some(clamd) = clamd.as_ref().filter(|clamd| clamd.is_private()) {
        println!("export CLAMD_SOCKET={}", clamd.socket);
    }
    println!("Ctrl-C stops it");
    while !stop::asked() {
        std::thread::sleep(BEAT);
    }
    Err(Failure::Stopped)
}
