//! One private server: its data, its start, its end.

use super::{Purpose, home::Home};
use crate::command::{BEAT, Failure, Outcome, end, failed, send, start};
use crate::stop;
use std::{
    fs::{self, File},
    io::Write,
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Made in single-user mode before the first start: one statement a line.
///
/// The owner may take the other roles, as tests and migrations do; extensions are created by
/// migrations, which a database's owner may do.
const ROLES: &str = "\
create role carteclaire_app login;
create role carteclaire_jobs login;
create role carteclaire_owner login createdb;
grant carteclaire_app, carteclaire_jobs to carteclaire_owner;
create database carteclaire owner carteclaire_owner;
";

/// Written carelessly: what these databases hold is thrown away.
const CARELESS: [&str; 5] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
];

const START_LIMIT: Duration = Duration::from_secs(30);

/// A running server. Dropping it stops it, unless it ran before we came.
pub(super) struct Cluster {
    pub(super) port: u16,
    /// `None`: somebody else's, only borrowed.
    child: Option<Child>,
    /// Removed at the end.
    thrown_away: Option<PathBuf>,
}

impl Cluster {
    pub(super) fn start(home: &Home, purpose: Purpose) -> Outcome<Self> {
        sweep(&home.folder);
        let data = match purpose {
            Purpose::Development => home.folder.join("data"),
            Purpose::Tests => home.folder.join(format!("tests-{}", std::process::id())),
        };
        if let Some(port) = running(&data) {
            println!("postgresql: already runs on port {port}");
            return Ok(Self { port, child: None, thrown_away: None });
        }
        if !data.join("PG_VERSION").is_file() {
            create(home, &data)?;
        }
        let mut cluster = Self { port: 0, child: None, thrown_away: None };
        if purpose == Purpose::Tests {
            cluster.thrown_away = Some(data.clone());
        }
        cluster.launch(home, &data, purpose)?;
        println!("postgresql: port {}, data in {}", cluster.port, data.display());
        Ok(cluster)
    }

    /// Starts on a free port; between finding and taking it somebody may be quicker: try again.
    fn launch(&mut self, home: &Home, data: &Path, purpose: Purpose) -> Outcome {
        // A pid file without its server stays behind when the machine stops at once.
        drop(fs::remove_file(data.join("postmaster.pid")));
        let log = data.with_extension("log");
        for _ in 0..3 {
            self.port = free_port()?;
            let mut server = home.program("postgres");
            server.arg("-D").arg(data).arg("-p").arg(self.port.to_string());
            for setting in
                ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"]
            {
                server.arg("-c").arg(setting);
            }
            if purpose == Purpose::Tests {
                for setting in CARELESS {
                    server.arg("-c").arg(setting);
                }
            }
            let file = File::create(&log).map_err(failed("writing the database's log"))?;
            // A group of its own: a terminal's Ctrl-C must not reach it before the program it serves.
            server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file).process_group(0);
            let child = self.child.insert(start(&mut server)?);
            if ready(child, data)? {
                return Ok(());
            }
            self.child = None;
        }
        let said = fs::read_to_string(&log).unwrap_or_default();
        Err(Failure::Failed(format!(
            "PostgreSQL does not start; its log ({}):\n{said}",
            log.display()
        )))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            end(child, "INT"); // "fast": connections are closed, data is written
        }
        if let Some(data) = &self.thrown_away {
            drop(fs::remove_dir_all(data));
            drop(fs::remove_file(data.with_extension("log")));
        }
    }
}

/// A port nobody listens on.
///
/// # Errors
///
/// [`Failure::Failed`] when the loopback refuses.
pub(crate) fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(failed("looking for a free port"))?;
    Ok(listener.local_addr().map_err(failed("looking for a free port"))?.port())
}

/// Makes the data, roles and database beside their place, so that a half-made one is never used.
fn create(home: &Home, data: &Path) -> Outcome {
    println!("postgresql: making {}", data.display());
    let new = data.with_extension("new");
    drop(fs::remove_dir_all(&new));
    home.make(&new)?;
    let mut initdb = home.program("initdb");
    initdb.arg("-D").arg(&new).args(["-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-sync"]);
    // Upper and lower case of every letter, and the same order on every machine.
    initdb.args(["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]);
    quietly(&mut initdb, "")?;
    let mut single = home.program("postgres");
    single.arg("--single").arg("-D").arg(&new).arg("postgres");
    quietly(&mut single, ROLES)?;
    fs::rename(&new, data).map_err(failed("placing the database"))
}

/// Runs with `input`; what it says is shown only when it fails. Single-user mode answers 0 even
/// after an error, so its words count too.
fn quietly(command: &mut std::process::Command, input: &str) -> Outcome {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = start(command)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).map_err(failed("speaking to PostgreSQL"))?;
    }
    let output = child.wait_with_output().map_err(failed("waiting for PostgreSQL"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && !said.contains("ERROR:") && !said.contains("FATAL:") {
        return Ok(());
    }
    let heard = String::from_utf8_lossy(&output.stdout);
    Err(Failure::Failed(format!("PostgreSQL cannot make its data:\n{heard}{said}")))
}

/// Waits until it takes connections; `false` when it ended instead.
fn ready(child: &mut Child, data: &Path) -> Outcome<bool> {
    let since = Instant::now();
    while since.elapsed() < START_LIMIT {
        if child.try_wait().map_err(failed("waiting for PostgreSQL"))?.is_some() {
            return Ok(false);
        }
        if stop::asked() {
            return Err(Failure::Stopped);
        }
        let state = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
        if state.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
            return Ok(true);
        }
        thread::sleep(BEAT);
    }
    end(child, "INT");
    Ok(false)
}

/// The port of a server that already runs on this data.
fn running(data: &Path) -> Option<u16> {
    let state = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let mut lines = state.lines();
    let process = lines.next()?.trim().parse().ok()?;
    let port = lines.nth(2)?.trim().parse().ok()?;
    is_postgres(process).then_some(port)
}

/// Whether that process lives and is PostgreSQL: after a restart the number may be anybody's.
fn is_postgres(process: u32) -> bool {
    match fs::read_to_string(format!("/proc/{process}/comm")) {
        Ok(name) => name.trim() == "postgres",
        Err(_) => !Path::new("/proc/self").exists() && send("0", process),
    }
}

/// Removes what killed runs left: test data whose run and whose server are gone.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let run = name.strip_prefix("tests-").and_then(|it| it.split('.').next()?.parse().ok());
        if run.is_some_and(|run| !send("0", run)) && running(&entry.path()).is_none() {
            drop(fs::remove_dir_all(entry.path()));
            drop(fs::remove_file(entry.path()));
        }
    }
}
