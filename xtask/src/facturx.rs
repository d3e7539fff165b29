//! Who checks our invoices: the schema, the rules of EN 16931 and those of France, as Python's `factur-x` ships them, run
//! by `saxonche`. Its own check of rules asks a server and is silent where there is none; so the tests run them.

use crate::{
    apt,
    command::{Failure, Outcome, answer, run},
    project::Project,
};
use std::{path::PathBuf, process::Command};

/// The packages, each at its version.
const PACKAGES: [&str; 2] = ["factur-x==7.8", "saxonche==13.1"];

/// A Python that has them: the one that `FACTURX_PYTHON` names, else one of our own, made once.
///
/// # Errors
///
/// [`Failure::Missing`] where there is no Python to begin with, with the way to get one.
pub(crate) fn install(project: &Project) -> Outcome<PathBuf> {
    if let Some(python) = project.setting("FACTURX_PYTHON") {
        return Ok(PathBuf::from(python));
    }
    let folder = project.cache.join("tools/facturx-7.8");
    let python = folder.join("bin/python");
    if is_whole(&python) {
        println!("factur-x: in the cache ({})", python.display());
        return Ok(python);
    }
    println!("factur-x: installing {}…", PACKAGES.join(" and "));
    let make = || {
        let mut make = project.command("python3");
        run(make.args(["-m", "venv", "--clear"]).arg(&folder))
    };
    if make().is_err() {
        // Debian keeps what makes such folders apart.
        apt::install(project, "python3-venv")?;
        make().map_err(|_| {
            Failure::Missing(
                "no Python with venv. By hand: `sudo apt-get install python3-venv`, or set FACTURX_PYTHON"
                    .to_owned(),
            )
        })?;
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]);
    run(pip.args(PACKAGES))?;
    println!("factur-x: {}", python.display());
    Ok(python)
}

/// Whether `python` is there with all that it needs.
fn is_whole(python: &PathBuf) -> bool {
    python.is_file()
        && answer(Command::new(python).args(["-c", "import facturx, saxonche"])).is_some()
}
