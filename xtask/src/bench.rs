//! `cargo xtask bench`: the figures, taken from what is delivered.

use crate::{
    command::{Outcome, run},
    node,
    postgres::{Database, Purpose},
    project::Project,
    site::{self, Profile},
};

/// Builds the release, gives the `bench` package a database and the program, and runs it.
///
/// # Errors
///
/// [`Failure`](crate::command::Failure) of the step that failed.
pub(crate) fn run_it(project: &Project, arguments: &[String]) -> Outcome {
    site::prepare(project)?;
    let database = Database::open(project, Purpose::Tests)?;
    site::build(project, Profile::Release)?;
    let mut bench = project.cargo(&["run", "--release", "-p", "bench", "--"]);
    bench.args(arguments).envs(database.variables()).envs(site::variables(project));
    bench
        .env("SQLX_OFFLINE", "true")
        .env("CARTECLAIRE_BIN", site::program(project, Profile::Release));
    if let Ok(chromium) = node::chromium(project) {
        bench.env("CHROMIUM_PATH", chromium);
    }
    run(&mut bench)
}
