//! What npm and the distribution give: style sheets' tools, the browser and its driver.

use crate::{
    apt,
    command::{Failure, Outcome, run},
    project::Project,
};
use std::{fs, path::PathBuf, time::SystemTime};

/// Installs the packages of `folder` when its lock is newer than what is there.
///
/// # Errors
///
/// [`Failure::Missing`] without npm, [`Failure::Failed`] when it fails.
pub(crate) fn install(project: &Project, folder: &str) -> Outcome {
    let place = project.root.join(folder);
    let changed = |file: &str| -> Option<SystemTime> {
        fs::metadata(place.join(file)).and_then(|it| it.modified()).ok()
    };
    // npm writes this file last, so an interrupted installation is made again.
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("package-lock.json") {
        println!("npm packages of {folder}/: there");
        return Ok(());
    }
    if Project::on_path("npm").is_none() {
        return Err(Failure::Missing(
            "npm is not here. By hand: install Node 20 or newer with npm (Debian: nodejs npm)"
                .to_owned(),
        ));
    }
    println!("npm packages of {folder}/: npm ci…");
    let mut npm = project.command("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&place);
    // The browser comes from the distribution, not from a download of the driver's.
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").env("PUPPETEER_SKIP_DOWNLOAD", "1");
    run(&mut npm)
}

/// The version of a package that the lock of `folder` holds.
pub(crate) fn locked(project: &Project, folder: &str, package: &str) -> Option<String> {
    let lock = fs::read_to_string(project.root.join(folder).join("package-lock.json")).ok()?;
    version_in(&lock, package)
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let header = format!("\"node_modules/{package}\": {{");
    let mut lines = lock.lines().map(str::trim).skip_while(|line| *line != header).skip(1);
    let version = lines.find_map(|line| line.strip_prefix("\"version\": \""))?;
    Some(version.trim_end_matches(',').trim_end_matches('"').to_owned())
}

/// The browser of the tests; installs Debian's where that is possible.
///
/// # Errors
///
/// [`Failure::Missing`] where there is none, with the way to get one.
pub(crate) fn chromium(project: &Project) -> Outcome<PathBuf> {
    if let Some(found) = find_chromium(project) {
        println!("chromium: {}", found.display());
        return Ok(found);
    }
    if apt::install(project, "chromium")?
        && let Some(found) = find_chromium(project)
    {
        return Ok(found);
    }
    Err(Failure::Missing(
        "no Chromium. By hand: `sudo apt-get install chromium`, or any Chrome of your system, \
         then CHROMIUM_PATH=/path/to/it if it has an unusual name"
            .to_owned(),
    ))
}

fn find_chromium(project: &Project) -> Option<PathBuf> {
    let named = project.setting("CHROMIUM_PATH").map(PathBuf::from);
    let usual = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    named
        .filter(|it| it.is_file())
        .or_else(|| usual.into_iter().find_map(Project::on_path))
        .or_else(|| Some(PathBuf::from(mac)).filter(|it| it.is_file()))
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn a_packages_version_is_its_own_and_not_its_neighbours() {
        let lock = "\"node_modules/@tailwindcss/cli\": {\n  \"version\": \"4.1.0\",\n},\n\
                    \"node_modules/tailwindcss\": {\n  \"version\": \"4.3.3\",\n  \"dev\": true\n}";
        assert_eq!(version_in(lock, "tailwindcss").as_deref(), Some("4.3.3"));
        assert_eq!(version_in(lock, "binaryen"), None);
    }
}
