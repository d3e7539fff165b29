//! Builds what the browser gets and the program that serves it.

use crate::{
    command::{Outcome, run},
    node,
    project::Project,
    tools, wasm,
};
use std::{path::PathBuf, process::Command};

/// Every package but the browser's: features unify over what is selected, so each command selects
/// the same and compiled dependencies are shared between them.
pub(crate) const SERVER_SIDE: [&str; 3] = ["--workspace", "--exclude", "frontend"];

/// `cargo <arguments>` on the server's side, for development: clippy compiles our crates and says what it thinks, so that
/// checks, tests and serving share one build.
pub(crate) fn server_side(project: &Project, arguments: &[&str]) -> Command {
    let mut cargo = project.cargo(arguments);
    cargo.args(SERVER_SIDE).env("SQLX_OFFLINE", "true");
    if Project::on_path(CLIPPY).is_some() {
        cargo.env("RUSTC_WORKSPACE_WRAPPER", CLIPPY);
    }
    cargo
}

/// A compiler with an opinion.
const CLIPPY: &str = "clippy-driver";

/// The project of what the pages of somebody's own fetch, in `Cargo.toml`.
const OWN: &str = "own";

/// How it is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build.
    Development,
    /// Small and fast: split, optimised, compressed ahead.
    Release,
}

/// Sees to it that a build finds everything.
///
/// # Errors
///
/// [`Failure`](crate::command::Failure) of the first thing that cannot be installed.
pub(crate) fn prepare(project: &Project) -> Outcome {
    wasm::install(project)?;
    tools::install(project, tools::TO_BUILD)?;
    node::install(project, "style")
}

/// Builds the browser's part into the site folder.
///
/// # Errors
///
/// [`Failure::Failed`](crate::command::Failure::Failed) when the build does.
pub(crate) fn build_front(project: &Project, profile: Profile) -> Outcome {
    build_own(project, profile)?;
    run(leptos(project, "build", profile).arg("--frontend-only"))
}

/// Builds what the pages of somebody's own fetch, into a folder beside the site.
///
/// # Errors
///
/// [`Failure::Failed`](crate::command::Failure::Failed) when the build does.
pub(crate) fn build_own(project: &Project, profile: Profile) -> Outcome {
    run(cargo_leptos(project, "build", OWN, profile).arg("--frontend-only"))
}

/// Builds who takes cards on a developer's machine.
///
/// # Errors
///
/// [`Failure::Failed`](crate::command::Failure::Failed) when the build does.
pub(crate) fn build_payserver(project: &Project) -> Outcome {
    run(server_side(project, &["build"]).args(["--bin", "payserver"]))
}

/// Builds the browser's part and the program, each in `profile`.
///
/// # Errors
///
/// [`Failure::Failed`](crate::command::Failure::Failed) when a build does.
pub(crate) fn build(project: &Project, profile: Profile) -> Outcome {
    build_front(project, profile)?;
    let mut cargo = match profile {
        Profile::Development => server_side(project, &["build"]),
        Profile::Release => project.cargo(&["build", "--release"]),
    };
    if profile == Profile::Release {
        cargo.args(SERVER_SIDE).env("SQLX_OFFLINE", "true");
    }
    run(cargo.args(["--bin", "carteclaire", "--bin", "payserver"]))
}

/// `cargo leptos <verb>` with the tools at their versions.
pub(crate) fn leptos(project: &Project, verb: &str, profile: Profile) -> Command {
    let mut command = cargo_leptos(project, verb, "carteclaire", profile);
    // Lazy parts are looked for apart: without their own files no script of the site would start.
    command.arg("--split");
    command
}

fn cargo_leptos(project: &Project, verb: &str, name: &str, profile: Profile) -> Command {
    let mut command = project.cargo(&["leptos", verb, "--project", name]);
    // A `.env` says where the site is, and that is no place for another project: the next build would erase it.
    command.env("LEPTOS_SITE_ROOT", site_root(name));
    if profile == Profile::Release {
        command.args(["--release", "--precompress"]);
    }
    let tailwind = node::locked(project, "style", "tailwindcss").unwrap_or_default();
    command
        .env("LEPTOS_TAILWIND_VERSION", format!("v{tailwind}"))
        .env("LEPTOS_HASH_FILE_NAME", hash_file(project))
        .env("SQLX_OFFLINE", "true");
    command
}

/// Where the project of that name is built, in the checkout.
fn site_root(name: &str) -> &'static str {
    if name == OWN { "target/own" } else { "target/site" }
}

/// The program that `cargo build` or `cargo leptos build` leaves.
pub(crate) fn program(project: &Project, profile: Profile) -> PathBuf {
    let folder = match profile {
        Profile::Development => "debug",
        Profile::Release => "release",
    };
    project.target.join(folder).join("carteclaire")
}

/// A small program beside a crate, as the checks have built it.
pub(crate) fn example(project: &Project, name: &str) -> PathBuf {
    project.target.join("debug/examples").join(name)
}

/// What tells the program where the site lies.
pub(crate) fn variables(project: &Project) -> [(&'static str, String); 5] {
    let text = |path: PathBuf| path.display().to_string();
    [
        ("LEPTOS_OUTPUT_NAME", "carteclaire".to_owned()),
        ("LEPTOS_SITE_ROOT", text(project.root.join(site_root("carteclaire")))),
        ("LEPTOS_SITE_PKG_DIR", "pkg".to_owned()),
        ("LEPTOS_HASH_FILES", "true".to_owned()),
        ("LEPTOS_HASH_FILE_NAME", text(hash_file(project))),
    ]
}

/// In the checkout, unlike cargo-leptos' own choice beside the program: checkouts may share a
/// build folder, but not a site.
fn hash_file(project: &Project) -> PathBuf {
    project.root.join("target/site-hash.txt")
}
