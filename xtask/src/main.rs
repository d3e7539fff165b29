//! The developer's one command: sets the machine up, serves, checks and tests the product.
//!
//! Read in this order: [`project`] (where things lie), [`command`] (how a program is run and stopped),
//! the set-up ([`tools`], [`wasm`], [`debian`], [`node`], [`postgres`], [`clamd`], [`payserver`], [`facturx`]), [`site`] and [`program`] (what is
//! built and run), then the commands themselves ([`serve`], [`check`], [`test`], [`bench`]). It leaves to the product what the product does: migrations run when
//! `carteclaire serve` starts.
//!
//! Exit codes: 0 done, 1 a check, a test or a build failed, 2 wrong usage, 3 something is missing that
//! this command cannot install, 130 stopped by a signal.

mod apt;
mod bench;
mod check;
mod clamd;
mod command;
mod coverage;
mod debian;
mod facturx;
mod invariants;
mod node;
mod payserver;
mod postgres;
mod program;
mod project;
mod queries;
mod sbom;
mod serve;
mod site;
mod sources;
mod stop;
mod test;
mod tools;
mod wasm;

use command::{Failure, Outcome};
use project::Project;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  serve [--release] [--watch]   set up what serving needs, then serve http://localhost:3000
  test [--fast]                 everything: formatting, lints, invariants, queries, tests, browser
                                (--fast: without the release build and the browser)
  check                         the part of `test` that runs no test
  e2e [arguments of playwright] the browser journeys alone
  bench [FIGURE…]               the figures of docs/figures.md, or those named (P6 S8)
  coverage                      the lines of the rules that no test runs (wants Debian's llvm-22)
  setup                         install everything now that the others install when they need it
  sbom                          write target/sbom/: what the product is made of (CycloneDX)
  db                            start a private database and a clamd, print where, wait for Ctrl-C
  prepare                       write .sqlx/ anew from the queries and the migrations

Environment: DATABASE_URL and MIGRATE_DATABASE_URL (else a private PostgreSQL is started),
CLAMD_SOCKET (a path, or a host and a port; else a private clamd is started),
FACTURX_PYTHON (a Python with factur-x and saxonche; else one is made in the cache),
CARTECLAIRE_CACHE (tools; else ~/.cache/carteclaire), CHROMIUM_PATH, CARGO_TARGET_DIR.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.say();
            if let Failure::Usage(_) = failure {
                eprintln!("\n{USAGE}");
            }
            ExitCode::from(failure.code())
        }
    }
}

fn run(arguments: &[String]) -> Outcome {
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", arguments),
    };
    stop::listen()?;
    let project = Project::open()?;
    match command {
        "setup" => no_options(rest).and_then(|()| setup(&project)),
        "serve" => serve::run_it(&project, serve::Options::parse(rest)?),
        "test" => test::run_all(&project, flag(rest, "--fast")?),
        "check" => no_options(rest).and_then(|()| check::run_all(&project)),
        "e2e" => test::end_to_end_alone(&project, rest),
        "bench" => bench::run_it(&project, rest),
        "coverage" => no_options(rest).and_then(|()| coverage::run_it(&project)),
        "db" => no_options(rest).and_then(|()| postgres::hold(&project)),
        "sbom" => no_options(rest).and_then(|()| sbom::write(&project)),
        "prepare" => no_options(rest).and_then(|()| queries::prepare(&project)),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(Failure::Usage(format!("xtask has no command `{other}`"))),
    }
}

/// Installs everything that any command needs.
fn setup(project: &Project) -> Outcome {
    wasm::install(project)?;
    tools::install(project, tools::ALL)?;
    node::install(project, "style")?;
    node::install(project, "end2end")?;
    node::chromium(project)?;
    postgres::install(project)?;
    clamd::install(project)?;
    facturx::install(project)?;
    println!("setup: all there");
    Ok(())
}

fn no_options(rest: &[String]) -> Outcome {
    match rest.first() {
        None => Ok(()),
        Some(unknown) => Err(Failure::Usage(format!("unknown option `{unknown}`"))),
    }
}

/// Whether the only known option `name` was given.
fn flag(rest: &[String], name: &str) -> Outcome<bool> {
    match rest {
        [] => Ok(false),
        [only] if only == name => Ok(true),
        [unknown, ..] => Err(Failure::Usage(format!("unknown option `{unknown}`"))),
    }
}
