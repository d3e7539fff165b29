//! `cargo xtask serve`: the whole product on this machine.

use crate::{
    clamd::Clamd,
    command::{Failure, Outcome, run},
    payserver::Payserver,
    postgres::{Database, Purpose, cluster::free_port},
    program::Program,
    project::Project,
    site::{self, Profile},
};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

/// What was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Options {
    /// Built once, quickly.
    Development,
    /// Built once, as it is delivered.
    Release,
    /// Built again at each change.
    Watch,
}

impl Options {
    /// # Errors
    ///
    /// [`Failure::Usage`] for anything but one of the two options.
    pub(crate) fn parse(rest: &[String]) -> Outcome<Self> {
        match rest {
            [] => Ok(Self::Development),
            [only] if only == "--release" => Ok(Self::Release),
            [only] if only == "--watch" => Ok(Self::Watch),
            other => Err(Failure::Usage(format!("serve cannot `{}`", other.join(" ")))),
        }
    }
}

/// Sets up, builds, serves until Ctrl-C.
///
/// # Errors
///
/// [`Failure`] of the step that failed; [`Failure::Stopped`] is the usual end.
pub(crate) fn run_it(project: &Project, options: Options) -> Outcome {
    let address = address(project)?;
    site::prepare(project)?;
    let database = Database::open(project, Purpose::Development)?;
    let clamd = Clamd::open_if_there(project)?;
    let socket = clamd.iter().map(|clamd| ("CLAMD_SOCKET", clamd.socket.clone()));
    let mut environment: Vec<_> = socket.collect();
    let payments = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
    if options == Options::Watch {
        // Built once: what is watched is the site, whose folder is emptied first.
        site::build_own(project, Profile::Development)?;
        site::build_payserver(project)?;
        let taken = Payserver::open(project, Profile::Development, payments, address)?;
        environment.extend(taken.iter().flat_map(Payserver::variables));
        let mut watch = site::leptos(project, "watch", Profile::Development);
        watch
            .envs(database.variables())
            .envs(environment)
            .env("LEPTOS_SITE_ADDR", address.to_string());
        return run(watch.args(["--", "serve"]));
    }
    let profile = match options {
        Options::Release => Profile::Release,
        Options::Development | Options::Watch => Profile::Development,
    };
    site::build(project, profile)?;
    let taken = Payserver::open(project, profile, payments, address)?;
    environment.extend(taken.iter().flat_map(Payserver::variables));
    let mut program = Program::start(project, profile, &database, address, &environment)?;
    println!("\nhttp://localhost:{}  (Ctrl-C stops it)\n", address.port());
    program.wait()
}

/// Where to listen; asked before minutes of building.
fn address(project: &Project) -> Outcome<SocketAddr> {
    let said = project.setting("LEPTOS_SITE_ADDR").unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let address: SocketAddr = said
        .parse()
        .map_err(|error| Failure::Usage(format!("LEPTOS_SITE_ADDR `{said}`: {error}")))?;
    match TcpListener::bind(address) {
        Ok(_) => Ok(address),
        Err(error) => Err(Failure::Failed(format!(
            "cannot listen on {address} ({error}): stop what runs there, or set LEPTOS_SITE_ADDR"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn an_option_that_nobody_knows_is_refused_and_not_ignored() {
        let parse = |words: &[&str]| {
            Options::parse(&words.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())
        };
        assert!(matches!(parse(&["--release"]), Ok(Options::Release)));
        assert!(parse(&["--relase"]).is_err());
        assert!(parse(&["--release", "--watch"]).is_err());
    }
}
