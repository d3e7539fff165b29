//! Debian's packages, where this may install them.

use crate::{
    command::{Outcome, run},
    project::Project,
};

/// Installs `package` and says so; `false` where there is no apt, or no right to use it.
///
/// # Errors
///
/// [`Failure::Failed`](crate::command::Failure::Failed) when apt cannot get it.
pub(crate) fn install(project: &Project, package: &str) -> Outcome<bool> {
    if Project::on_path("apt-get").is_none() || !crate::postgres::is_root() {
        return Ok(false);
    }
    println!("{package}: installing Debian's package…");
    let apt = |arguments: &[&str]| {
        let mut apt = project.command("apt-get");
        run(apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    let install = ["install", "-y", "--no-install-recommends", "-qq", package];
    // Fresh images carry no package lists; where they are there, this spares a download.
    apt(&install).or_else(|_| apt(&["update", "-qq"]).and_then(|()| apt(&install)))?;
    Ok(true)
}
