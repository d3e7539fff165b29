//! `cargo xtask test`: everything that has to be true, and how many tests said so.

use crate::{
    check::{self, stage},
    clamd::Clamd,
    command::{Failure, Outcome, run, run_heard},
    facturx, node,
    payserver::Payserver,
    postgres::{Database, Purpose, cluster::free_port},
    program::Program,
    project::Project,
    site::{self, Profile},
};
use std::net::{Ipv4Addr, SocketAddr};

/// Tests that ran.
#[derive(Default, Debug, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
}

/// Runs everything (`fast`: without the release build and the browser), and ends with the line
/// `N passed, N failed`, whatever happened. A stage that fails without naming a failed test counts
/// as one.
///
/// # Errors
///
/// [`Failure::Said`] with the code of the first stage that failed; the rest is not run.
pub(crate) fn run_all(project: &Project, fast: bool) -> Outcome {
    let mut tally = Tally::default();
    let outcome = stages(project, fast, &mut tally);
    close(outcome, tally)
}

/// What the program and its commands seal by in the journeys: what one writes, the other opens.
const TEST_KEY: &str = "am91cm5leXMgam91cm5leXMgam91cm5leXMgam91cm4=";

/// `cargo xtask e2e`: the browser journeys alone, with playwright's own arguments.
///
/// # Errors
///
/// As [`run_all`].
pub(crate) fn end_to_end_alone(project: &Project, arguments: &[String]) -> Outcome {
    let mut tally = Tally::default();
    let outcome = site::prepare(project)
        .and_then(|()| Database::open(project, Purpose::Tests))
        .and_then(|database| browser(project, &database, arguments, &mut tally));
    close(outcome, tally)
}

fn close(outcome: Outcome, mut tally: Tally) -> Outcome {
    let code = outcome.as_ref().err().map(Failure::code);
    if let Err(failure) = outcome {
        failure.say();
        tally.failed = tally.failed.max(1);
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    code.map_or(Ok(()), |code| Err(Failure::Said(code)))
}

fn stages(project: &Project, fast: bool, tally: &mut Tally) -> Outcome {
    stage("set-up", || {
        check::prepare(project)?;
        if fast { Ok(()) } else { site::prepare(project) }
    })?;
    check::all(project)?;
    let database = Database::open(project, Purpose::Tests)?;
    stage("tests", || tests(project, &database, tally))?;
    if fast { Ok(()) } else { browser(project, &database, &[], tally) }
}

/// Unit, database and router tests. The owner's address: each database test makes its own database.
fn tests(project: &Project, database: &Database, tally: &mut Tally) -> Outcome {
    let clamd = Clamd::open(project)?;
    let python = facturx::install(project)?;
    let mut cargo = site::server_side(project, &["test", "--no-fail-fast"]);
    cargo.envs(database.variables()).env("DATABASE_URL", &database.owner_url);
    cargo.env("INSTA_UPDATE", "no");
    cargo.env("CLAMD_SOCKET", &clamd.socket).env("FACTURX_PYTHON", python);
    run_heard(&mut cargo, |line| tally.hear_cargo(line))
}

/// The release build of the browser's part, which is what page weights and journeys are about, and
/// the journeys.
fn browser(
    project: &Project,
    database: &Database,
    arguments: &[String],
    tally: &mut Tally,
) -> Outcome {
    let chromium = node::chromium(project)?;
    let python = facturx::install(project)?;
    node::install(project, "end2end")?;
    let journeys = project.root.join("end2end");
    stage("types of the journeys", || {
        run(project.command("tsc").arg("--noEmit").current_dir(&journeys))
    })?;
    stage("release build of the browser's part", || site::build_front(project, Profile::Release))?;
    stage("the program", || {
        // `--tests`: the same features as `cargo test`, which built all of this just before.
        run(site::server_side(project, &["build"]).args(["--bins", "--tests"]))
    })?;
    stage("browser", || {
        let here = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let address = here(free_port()?);
        let clamd = Clamd::open(project)?;
        let payments = Payserver::open(project, Profile::Development, here(free_port()?), address)?;
        let mut environment = vec![
            ("APP_ENV", "test".to_owned()),
            ("METRICS_ADDR", here(free_port()?).to_string()),
            ("CLAMD_SOCKET", clamd.socket.clone()),
            ("SECRETS_KEY", TEST_KEY.to_owned()),
        ];
        environment.extend(payments.iter().flat_map(Payserver::variables));
        let _program =
            Program::start(project, Profile::Development, database, address, &environment)?;
        let mut playwright = project.command("playwright");
        playwright
            .arg("test")
            .args(arguments)
            .current_dir(&journeys)
            .envs(database.variables())
            .env("CARTECLAIRE_BIN", site::program(project, Profile::Development))
            .env("SECRETS_KEY", TEST_KEY)
            .env("BASE_URL", format!("http://localhost:{}", address.port()))
            .env("CHROMIUM_PATH", chromium)
            .env("FACTURX_PYTHON", python)
            .env("NO_COLOR", "1")
            .env_remove("FORCE_COLOR");
        run_heard(&mut playwright, |line| tally.hear_playwright(line))
    })
}

impl Tally {
    /// `test result: ok. 12 passed; 0 failed; …`, one a test program.
    fn hear_cargo(&mut self, line: &str) {
        let Some(counts) = line.strip_prefix("test result: ") else { return };
        for part in counts.split([';', '.']) {
            match number_before(part.trim()) {
                Some((number, "passed")) => self.passed += number,
                Some((number, "failed")) => self.failed += number,
                _ => {}
            }
        }
    }

    /// The last lines: `12 passed (3.4s)`, `1 failed`, `2 flaky`, `1 did not run`. A test that needs
    /// a second try failed.
    fn hear_playwright(&mut self, line: &str) {
        match number_before(line.trim()) {
            Some((number, "failed" | "flaky" | "interrupted" | "did not run")) => {
                self.failed += number;
            }
            Some((number, rest)) if rest == "passed" || rest.starts_with("passed (") => {
                self.passed += number;
            }
            _ => {}
        }
    }
}

fn number_before(text: &str) -> Option<(u64, &str)> {
    let (number, rest) = text.split_once(' ')?;
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn the_results_of_every_test_program_are_added() {
        let mut tally = Tally::default();
        for line in [
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s",
            "test 4 passed ... ok",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s",
        ] {
            tally.hear_cargo(line);
        }
        assert_eq!(tally, Tally { passed: 15, failed: 2 });
    }

    #[test]
    fn playwrights_summary_is_told_from_the_names_of_its_tests() {
        let mut tally = Tally::default();
        for line in [
            "  ✓  3 [chromium] › tests/a.spec.ts:3:1 › 2 passed the door (1.2s)",
            "Running 8 tests using 2 workers",
            "  1 failed",
            "  1 flaky",
            "  2 did not run",
            "  4 passed (12.3s)",
        ] {
            tally.hear_playwright(line);
        }
        assert_eq!(tally, Tally { passed: 4, failed: 4 });
    }
}
