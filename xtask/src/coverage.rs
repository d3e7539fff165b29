//! `cargo xtask coverage`: the crates that decide about money are run through to their last line.
//!
//! Apart from the test command: it compiles everything anew, and wants LLVM's tools of the compiler's version
//! (Debian: `llvm-22`, for Rust 1.95).

use std::process::Command;

use crate::command::{Failure, Outcome, answer, failed, run};
use crate::project::Project;

/// Crates of which every line must be run by a test of their own.
const WHOLE: &[&str] = &["simulator"];

/// Runs their tests and names every line that none of them reached.
///
/// # Errors
///
/// [`Failure`] when a tool is missing, a test fails, or a line was not run.
pub(crate) fn run_it(project: &Project) -> Outcome {
    let profdata = tool(project, "LLVM_PROFDATA", "llvm-profdata")?;
    let cov = tool(project, "LLVM_COV", "llvm-cov")?;
    let target = project.target.join("coverage");
    let raw = target.join("raw");
    drop(std::fs::remove_dir_all(&raw)); // absent the first time
    let mut missed = 0;
    for name in WHOLE {
        let cargo = |arguments: &[&str]| {
            let mut cargo = project.cargo(&["test", "--package", name]);
            cargo
                .args(arguments)
                .env("CARGO_TARGET_DIR", &target)
                .env("RUSTFLAGS", "-Cinstrument-coverage")
                .env("LLVM_PROFILE_FILE", raw.join("%p-%m.profraw"));
            cargo
        };
        run(&mut cargo(&["--quiet"]))?;
        let merged = target.join("merged.profdata");
        run(Command::new(&profdata).args(["merge", "-sparse", "-o"]).arg(&merged).arg(&raw))?;
        let built = cargo(&["--no-run", "--message-format=short"])
            .output()
            .map_err(failed("list the test programs"))?;
        let mut export = Command::new(&cov);
        export.args(["export", "--format=lcov", "--instr-profile"]).arg(&merged);
        // « Executable unittests src/lib.rs (…/deps/simulator-0123456789abcdef) »
        for line in String::from_utf8_lossy(&built.stderr).lines() {
            let program = line
                .trim()
                .strip_prefix("Executable")
                .and_then(|line| Some(line.split_once('(')?.1.trim_end_matches(')')));
            if let Some(program) = program {
                export.arg("--object").arg(project.root.join(program));
            }
        }
        let lcov = answer(&mut export)
            .ok_or_else(|| Failure::Failed("llvm-cov could not read the profile".to_owned()))?;
        missed += report(name, &lcov);
    }
    if missed == 0 { Ok(()) } else { Err(Failure::Failed(format!("{missed} lines were not run"))) }
}

/// Prints what of `name` was run, and each line that was not; how many those are.
fn report(name: &str, lcov: &str) -> usize {
    let own = format!("crates/{name}/src/");
    let (mut file, mut lines, mut missed) = (None, 0, 0);
    for line in lcov.lines() {
        if let Some(path) = line.strip_prefix("SF:") {
            file = path.find(&own).map(|at| &path[at..]);
        } else if let (Some(file), Some((place, count))) =
            (file, line.strip_prefix("DA:").and_then(|rest| rest.split_once(',')))
        {
            lines += 1;
            if count == "0" {
                missed += 1;
                println!("{file}:{place}: not run");
            }
        }
    }
    println!("coverage of {name}: {} of {lines} lines", lines - missed);
    missed
}

/// A program of LLVM: named by `variable`, else the newest of Debian's names, else the plain one.
fn tool(project: &Project, variable: &str, name: &str) -> Outcome<String> {
    let named = project.setting(variable);
    let known = [format!("{name}-22"), name.to_owned()];
    named
        .into_iter()
        .chain(known)
        .find(|program| answer(Command::new(program).arg("--version")).is_some())
        .ok_or_else(|| {
            Failure::Missing(format!(
                "{name} is missing: install Debian's llvm-22, or set {variable} to the one of rustc's LLVM"
            ))
        })
}
