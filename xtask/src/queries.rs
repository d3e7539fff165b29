//! `.sqlx/`: what PostgreSQL says of each checked query, so that building needs no database.

use crate::{
    command::{Outcome, failed, run},
    postgres::{Database, Purpose},
    project::Project,
    site::SERVER_SIDE,
    sources, tools,
};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

/// `cargo xtask prepare`: writes `.sqlx/` anew.
///
/// # Errors
///
/// [`Failure`](crate::command::Failure) when a migration or a query is wrong.
pub(crate) fn prepare(project: &Project) -> Outcome {
    tools::install(project, &[tools::SQLX])?;
    let database = Database::open(project, Purpose::Tests)?;
    migrate(project, &database)?;
    sqlx_prepare(project, &database, &[])
}

/// Compares `.sqlx/` with the queries and the migrations. Asking PostgreSQL compiles every crate
/// with queries once more, so it is skipped when nothing changed since it was last right.
///
/// # Errors
///
/// [`Failure`](crate::command::Failure) when they differ.
pub(crate) fn check(project: &Project, database: &Database) -> Outcome {
    migrate(project, database)?;
    let stamp = project.target.join("xtask/queries");
    let now = fingerprint(project);
    if fs::read_to_string(&stamp).is_ok_and(|then| then == now) {
        println!("queries, migrations and .sqlx/ are as they were when last checked: skipped");
        return Ok(());
    }
    sqlx_prepare(project, database, &["--check"])?;
    fs::create_dir_all(project.target.join("xtask"))
        .and_then(|()| fs::write(&stamp, now))
        .map_err(failed("noting that the queries are right"))
}

fn migrate(project: &Project, database: &Database) -> Outcome {
    let mut sqlx = project.command("sqlx");
    run(sqlx
        .args(["migrate", "run", "--source", "migrations", "--no-dotenv"])
        .env("DATABASE_URL", &database.owner_url))
}

fn sqlx_prepare(project: &Project, database: &Database, more: &[&str]) -> Outcome {
    let mut cargo = project.cargo(&["sqlx", "prepare", "--workspace", "--no-dotenv"]);
    cargo.args(more).arg("--").args(SERVER_SIDE).arg("--all-targets");
    run(cargo.env("DATABASE_URL", &database.owner_url))
}

/// A number that changes with anything the answer depends on.
fn fingerprint(project: &Project) -> String {
    let mut files = sources::files(&project.root, &["app", "server", "crates", "bench"], "rs");
    files.extend(sources::files(&project.root, &["migrations"], "sql"));
    files.extend(sources::files(&project.root, &[".sqlx"], "json"));
    files.extend(sources::files(&project.root, &["crates", "server"], "toml"));
    files.push(project.root.join("Cargo.lock"));
    let mut hasher = DefaultHasher::new();
    for file in &files {
        relative(file, &project.root).hash(&mut hasher);
        fs::read(file).unwrap_or_default().hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// The same in every checkout.
fn relative(file: &Path, root: &Path) -> PathBuf {
    file.strip_prefix(root).unwrap_or(file).to_path_buf()
}
