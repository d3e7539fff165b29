//! What is true of the sources before any test runs.

use crate::{
    command::{Failure, Outcome, run, run_read, succeeds},
    invariants,
    project::Project,
    site, sources, tools, wasm,
};
use std::time::{Duration, Instant};

/// `cargo xtask check`: every check, and no test.
///
/// # Errors
///
/// [`Failure`] of the first that fails.
pub(crate) fn run_all(project: &Project) -> Outcome {
    prepare(project)?;
    all(project)
}

/// Installs what the checks need.
///
/// # Errors
///
/// [`Failure`] of the first thing that cannot be installed.
pub(crate) fn prepare(project: &Project) -> Outcome {
    wasm::install(project)?;
    tools::install(project, tools::TO_CHECK)
}

/// The checks, in the order in which they are likely to fail and cheap to ask.
///
/// # Errors
///
/// [`Failure`] of the first that fails.
pub(crate) fn all(project: &Project) -> Outcome {
    stage("formatting", || formatting(project))?;
    stage("invariants", || invariants::hold(project))?;
    stage("dependencies", || dependencies(project))?;
    stage("lints, server", || lints(project))?;
    stage("lints, browser", || {
        let mut clippy = project.cargo(&["clippy", "-p", "frontend", "--target", wasm::TARGET]);
        run(clippy.args(["--all-features", "--", "-D", "warnings"]))
    })
}

/// Builds what is tested next, each crate read by clippy on the way: looking at a thousand compiled dependencies without
/// building them would cost as much again. A warning fails.
fn lints(project: &Project) -> Outcome {
    let build = || {
        let mut cargo = site::server_side(project, &["build"]);
        cargo.arg("--all-targets");
        cargo
    };
    let mut warned = false;
    let verdict = run_read(build().args(["--message-format", "json"]), |line| {
        warned |= line.contains("\"reason\":\"compiler-message\"");
    });
    match verdict {
        Ok(()) if !warned => Ok(()),
        Err(Failure::Stopped) => Err(Failure::Stopped),
        // Once more, for people: what is compiled is not compiled again.
        _ => run(&mut build()).and(Err(Failure::Failed("clippy has something to say".to_owned()))),
    }
}

/// Says what begins, and how long it took.
///
/// # Errors
///
/// What `work` answers.
pub(crate) fn stage(name: &str, work: impl FnOnce() -> Outcome) -> Outcome {
    println!("── {name}");
    let since = Instant::now();
    let outcome = work();
    let verdict = if outcome.is_ok() { "ok" } else { "FAILED" };
    println!("── {name}: {verdict}, {:.1} s", since.elapsed().as_secs_f32());
    outcome
}

fn formatting(project: &Project) -> Outcome {
    run(&mut project.cargo(&["fmt", "--all", "--check"]))?;
    let files = sources::files(&project.root, &["app/src"], "rs");
    let mut leptosfmt = project.command("leptosfmt");
    leptosfmt.args(["--config-file", ".leptosfmt.toml", "--quiet", "--check"]).args(files);
    run(&mut leptosfmt).map_err(|failure| match failure {
        Failure::Failed(_) => Failure::Failed(
            "`view!` is not formatted: run leptosfmt --config-file .leptosfmt.toml app/src"
                .to_owned(),
        ),
        other => other,
    })
}

/// Bans, licences and sources always; advisories where their database answers.
fn dependencies(project: &Project) -> Outcome {
    let deny = |arguments: &[&str]| {
        let mut deny = project.command("cargo-deny");
        deny.args(["--log-level", "warn", "--all-features"]).args(arguments);
        deny
    };
    run(&mut deny(&["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]))?;
    if succeeds(&mut deny(&["fetch", "db"]), Duration::from_mins(1))? {
        return run(&mut deny(&["check", "--disable-fetch", "advisories"]));
    }
    println!("advisories: skipped (database not reachable)");
    Ok(())
}
