//! `.sqlx/`: what PostgreSQL says of each checked query, so that building needs no database. That it is still so, a test of
//! `crates/db` asks PostgreSQL.

use crate::{
    command::{Outcome, failed, run},
    postgres::{Database, Purpose},
    project::Project,
    site, sources,
};
use std::{
    fs::{self, File},
    time::SystemTime,
};

/// `cargo xtask prepare`: writes `.sqlx/` anew.
///
/// The macros write down what they hear when they are told where; each source with a query is made to look changed, so that
/// all of them ask. This is the build that tests use too, and no second one.
///
/// # Errors
///
/// [`Failure`](crate::command::Failure) when a migration or a query is wrong; `.sqlx/` is as it was then.
pub(crate) fn prepare(project: &Project) -> Outcome {
    let database = Database::open(project, Purpose::Tests)?;
    run(site::server_side(project, &["build"]).args(["--example", "migrate"]))?;
    let migrate = site::example(project, "migrate");
    run(project.command(&migrate.to_string_lossy()).arg(&database.owner_url))?;

    let heard = project.target.join("xtask/queries");
    drop(fs::remove_dir_all(&heard));
    fs::create_dir_all(&heard).map_err(failed("making a folder for what the queries are"))?;
    for file in sources::files(&project.root, &["app", "bench", "crates", "server"], "rs") {
        if fs::read_to_string(&file).is_ok_and(|text| text.contains("sqlx::query")) {
            File::options()
                .append(true)
                .open(&file)
                .and_then(|file| file.set_modified(SystemTime::now()))
                .map_err(failed("marking a source with a query"))?;
        }
    }
    let mut build = site::server_side(project, &["build"]);
    build.arg("--all-targets");
    build.env("DATABASE_URL", &database.owner_url);
    build.env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", &heard);
    run(&mut build)?;
    replace(project, &heard)
}

fn replace(project: &Project, heard: &std::path::Path) -> Outcome {
    let kept = project.root.join(".sqlx");
    let swap = || -> std::io::Result<()> {
        for file in fs::read_dir(&kept)? {
            fs::remove_file(file?.path())?;
        }
        for file in fs::read_dir(heard)? {
            let file = file?;
            fs::copy(file.path(), kept.join(file.file_name()))?;
        }
        Ok(())
    };
    swap().map_err(failed("writing .sqlx/"))
}
