//! Programs that cargo builds once and every checkout shares: `<cache>/tools/<name>-<version>/bin`.

use crate::{
    command::{Failure, Outcome, answer, failed, run},
    project::Project,
};
use std::{fs, path::PathBuf, process::Command, time::Instant};

/// A program of a cargo package, at one version.
#[derive(Clone, Copy)]
pub(crate) struct Tool {
    package: &'static str,
    /// `None`: the version that `Cargo.lock` holds of `wasm-bindgen`.
    version: Option<&'static str>,
    /// The program that says it is there.
    program: &'static str,
    features: &'static [&'static str],
    /// What to expect of a build on two cores.
    takes: &'static str,
}

/// Builds server and browser parts, splits the lazy ones. Newer ones want a newer compiler.
pub(crate) const CARGO_LEPTOS: Tool = Tool {
    package: "cargo-leptos",
    version: Some("0.3.6"),
    program: "cargo-leptos",
    features: &["--features", "no_downloads"],
    takes: "10 to 16 min, once",
};
/// Writes the browser's glue; must equal the `wasm-bindgen` of `Cargo.lock`.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    version: None,
    program: "wasm-bindgen",
    features: &[],
    takes: "2 min",
};
/// Formats `view!`.
pub(crate) const LEPTOSFMT: Tool = Tool {
    package: "leptosfmt",
    version: Some("0.1.33"),
    program: "leptosfmt",
    features: &[],
    takes: "1 min",
};
/// Licences, sources, duplicates, advisories.
pub(crate) const CARGO_DENY: Tool = Tool {
    package: "cargo-deny",
    version: Some("0.20.2"),
    program: "cargo-deny",
    features: &[],
    takes: "2 min",
};

/// Every tool.
pub(crate) const ALL: &[Tool] = &[WASM_BINDGEN, LEPTOSFMT, CARGO_DENY, CARGO_LEPTOS];
/// What a build of the browser part needs.
pub(crate) const TO_BUILD: &[Tool] = &[WASM_BINDGEN, CARGO_LEPTOS];
/// What the checks need.
pub(crate) const TO_CHECK: &[Tool] = &[LEPTOSFMT, CARGO_DENY];

/// Installs those of `tools` that are neither in the cache nor on the path at their version.
///
/// # Errors
///
/// [`Failure::Failed`] when a build fails; [`Failure::Missing`] when `Cargo.lock` lacks the crate
/// that decides a version.
pub(crate) fn install(project: &Project, tools: &[Tool]) -> Outcome {
    let builds = project.cache.join(format!("tools-target-{}", std::process::id()));
    let mut outcome = Ok(());
    for tool in tools {
        outcome = install_one(project, tool, &builds);
        if outcome.is_err() {
            break;
        }
    }
    if builds.exists() {
        fs::remove_dir_all(&builds).map_err(failed("removing the tools' build folder"))?;
    }
    outcome
}

fn install_one(project: &Project, tool: &Tool, builds: &std::path::Path) -> Outcome {
    let version = version(project, tool)?;
    let Tool { package, program, takes, .. } = tool;
    let folder = folder(project, package, &version);
    if folder.join("bin").join(program).is_file() {
        println!("{package} {version}: in the cache");
        return Ok(());
    }
    if Project::on_path(program).is_some() && says_version(program, &version) {
        println!("{package} {version}: on the path");
        return Ok(());
    }
    println!("{package} {version}: building it from its sources ({takes} on 2 cores)…");
    let since = Instant::now();
    let mut cargo = project.cargo(&["install", "--locked", "--quiet"]);
    cargo.arg(format!("{package}@{version}")).args(tool.features).arg("--root").arg(&folder);
    // These run for seconds: a fast build of the tool is worth more than a fast tool.
    cargo
        .env("CARGO_TARGET_DIR", builds)
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env_remove("RUSTFLAGS");
    run(&mut cargo).map_err(|failure| match failure {
        Failure::Failed(said) => Failure::Failed(format!(
            "{said}\nBy hand: cargo install --locked {package}@{version} {}",
            tool.features.join(" ")
        )),
        other => other,
    })?;
    println!("{package} {version}: installed in {} s", since.elapsed().as_secs());
    Ok(())
}

/// The `bin` folders to put on the path, there or not.
pub(crate) fn folders(project: &Project) -> Vec<PathBuf> {
    let bin = |tool: &Tool| {
        let version = version(project, tool).ok()?;
        Some(folder(project, tool.package, &version).join("bin"))
    };
    ALL.iter().filter_map(bin).collect()
}

fn folder(project: &Project, package: &str, version: &str) -> PathBuf {
    project.cache.join("tools").join(format!("{package}-{version}"))
}

fn version(project: &Project, tool: &Tool) -> Outcome<String> {
    if let Some(version) = tool.version {
        return Ok(version.to_owned());
    }
    let lock = fs::read_to_string(project.root.join("Cargo.lock")).unwrap_or_default();
    locked(&lock, "wasm-bindgen").map(ToOwned::to_owned).ok_or_else(|| {
        Failure::Missing("Cargo.lock names no wasm-bindgen: `cargo metadata` writes it".to_owned())
    })
}

/// The version of `package` in the text of a `Cargo.lock`.
pub(crate) fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let header = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| **line != *header);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

fn says_version(program: &str, version: &str) -> bool {
    let said = answer(Command::new(program).arg("--version")).unwrap_or_default();
    said.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use super::locked;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.67\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.117\"\n";

    #[test]
    fn a_version_is_found_by_the_whole_name() {
        assert_eq!(locked(LOCK, "wasm-bindgen"), Some("0.2.117"));
        assert_eq!(locked(LOCK, "wasm"), None);
    }
}
