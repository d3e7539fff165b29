//! `.sqlx/`: what PostgreSQL says of each checked query, so that building needs no database. That it is still so, a test of
//! `crates/db` asks PostgreSQL.

use crate::{
    command::{Outcome, run},
    postgres::{Database, Purpose},
    project::Project,
    site::SERVER_SIDE,
    tools,
};

/// `cargo xtask prepare`: writes `.sqlx/` anew.
///
/// # Errors
///
/// [`Failure`](crate::command::Failure) when a migration or a query is wrong.
pub(crate) fn prepare(project: &Project) -> Outcome {
    tools::install(project, &[tools::SQLX])?;
    let database = Database::open(project, Purpose::Tests)?;
    let mut sqlx = project.command("sqlx");
    run(sqlx
        .args(["migrate", "run", "--source", "migrations", "--no-dotenv"])
        .env("DATABASE_URL", &database.owner_url))?;
    let mut cargo = project.cargo(&["sqlx", "prepare", "--workspace", "--no-dotenv"]);
    cargo.arg("--").args(SERVER_SIDE).arg("--all-targets");
    run(cargo.env("DATABASE_URL", &database.owner_url))
}
