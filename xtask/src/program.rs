//! The product, running.

use crate::{
    command::{BEAT, Failure, Outcome, end, failed, start},
    postgres::Database,
    project::Project,
    site::{self, Profile},
    stop,
};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Migrations and the first import of the barèmes may take a while on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(90);

/// A running `carteclaire serve`; dropping it stops it. It must be dropped before its database.
pub(crate) struct Program {
    child: Child,
    address: SocketAddr,
}

impl Program {
    /// Starts it on `address` and waits until it answers.
    ///
    /// # Errors
    ///
    /// [`Failure::Failed`] when it ends or does not answer in time.
    pub(crate) fn start(
        project: &Project,
        profile: Profile,
        database: &Database,
        address: SocketAddr,
        more: &[(&str, String)],
    ) -> Outcome<Self> {
        let file = site::program(project, profile);
        let mut command = if Project::on_path("setpriv").is_some() {
            let mut command = project.command("setpriv");
            command.args(["--pdeathsig", "TERM", "--"]).arg(file);
            command
        } else {
            Command::new(file)
        };
        command.arg("serve").current_dir(&project.root).stdin(Stdio::null());
        command.envs(database.variables()).envs(site::variables(project));
        command.env("LEPTOS_SITE_ADDR", address.to_string());
        command.envs(more.iter().map(|(name, value)| (*name, value.as_str())));
        // A group of its own: Ctrl-C comes to us, and we stop it before its database.
        let child = start(command.process_group(0))?;
        let mut program = Self { child, address };
        program.wait_until_it_answers()?;
        Ok(program)
    }

    /// Waits until somebody asks to stop.
    ///
    /// # Errors
    ///
    /// [`Failure::Stopped`] then; [`Failure::Failed`] when it ends by itself.
    pub(crate) fn wait(&mut self) -> Outcome {
        while !stop::asked() {
            self.is_alive()?;
            thread::sleep(BEAT);
        }
        Err(Failure::Stopped)
    }

    fn wait_until_it_answers(&mut self) -> Outcome {
        let since = Instant::now();
        while since.elapsed() < START_LIMIT {
            if stop::asked() {
                return Err(Failure::Stopped);
            }
            self.is_alive()?;
            if answers(self.address) {
                return Ok(());
            }
            thread::sleep(BEAT);
        }
        Err(Failure::Failed(format!("the server does not answer on {}", self.address)))
    }

    fn is_alive(&mut self) -> Outcome {
        match self.child.try_wait().map_err(failed("looking after the server"))? {
            None => Ok(()),
            Some(status) => Err(Failure::Failed(format!("the server ended by itself ({status})"))),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        end(&mut self.child, "TERM");
    }
}

/// Whether `/healthz` says 200.
fn answers(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        let port = address.port();
        write!(
            stream,
            "GET /healthz HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
        )?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(&head == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}
