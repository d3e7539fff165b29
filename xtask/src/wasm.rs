//! The browser's target: the standard library for `wasm32-unknown-unknown`.

use crate::{
    command::{Failure, Outcome, answer, succeeds},
    debian,
    project::Project,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// The target that browsers run.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How long rustup may try; where its server is out of reach it often answers late, not "no".
const RUSTUP_LIMIT: Duration = Duration::from_mins(3);

/// Sees to it that the compiler has a standard library for the browser.
///
/// # Errors
///
/// [`Failure::Missing`] when neither rustup nor Debian's sources can give it.
pub(crate) fn install(project: &Project) -> Outcome {
    let sysroot = sysroot(project)?;
    if has_library(&sysroot) {
        println!("{TARGET}: there");
        return Ok(());
    }
    let mut rustup = project.command("rustup");
    rustup.args(["target", "add", TARGET]);
    if let Some(toolchain) = toolchain(&sysroot) {
        rustup.args(["--toolchain", toolchain]);
    }
    if succeeds(&mut rustup, RUSTUP_LIMIT)? && has_library(&sysroot) {
        println!("{TARGET}: installed by rustup");
        return Ok(());
    }
    println!(
        "{TARGET}: rustup cannot give it here; building it from Debian's sources of the compiler…"
    );
    let release = release(project)?;
    debian::build_standard_library(project, &release, &library_folder(&sysroot)).map_err(
        |failure| match failure {
            Failure::Failed(said) | Failure::Missing(said) => Failure::Missing(format!(
                "no standard library for {TARGET}: {said}\nBy hand: `rustup target add {TARGET}` \
                     where static.rust-lang.org answers, or your distribution's package \
                     (Debian: libstd-rust-dev-wasm32) for rustc {release}."
            )),
            other => other,
        },
    )?;
    println!("{TARGET}: built from Debian's sources of rustc {release}");
    Ok(())
}

/// The folder of the running compiler.
fn sysroot(project: &Project) -> Outcome<PathBuf> {
    answer(project.command("rustc").args(["--print", "sysroot"]))
        .map(|said| PathBuf::from(said.trim()))
        .ok_or_else(|| Failure::Missing("`rustc` does not answer: install Rust 1.95".to_owned()))
}

/// The running compiler's version, such as `1.95.0`.
fn release(project: &Project) -> Outcome<String> {
    let said = answer(project.command("rustc").arg("-vV")).unwrap_or_default();
    said.lines()
        .find_map(|line| line.strip_prefix("release: "))
        .map(ToOwned::to_owned)
        .ok_or_else(|| Failure::Missing("`rustc -vV` names no release".to_owned()))
}

/// The name rustup has for a sysroot of its own: a folder under `toolchains`.
fn toolchain(sysroot: &Path) -> Option<&str> {
    let parent = sysroot.parent()?.file_name()?;
    (parent == "toolchains").then(|| sysroot.file_name()?.to_str()).flatten()
}

fn library_folder(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

fn has_library(sysroot: &Path) -> bool {
    fs::read_dir(library_folder(sysroot)).is_ok_and(|files| {
        files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

/// The SHA-256 of a file, in hexadecimal.
pub(crate) fn sha256(file: &Path) -> Option<String> {
    answer(Command::new("sha256sum").arg(file))
        .or_else(|| answer(Command::new("shasum").args(["-a", "256"]).arg(file)))
        .and_then(|said| said.split_whitespace().next().map(ToOwned::to_owned))
}
