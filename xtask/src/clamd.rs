//! The antivirus: yours when `CLAMD_SOCKET` is set, else a private clamd.
//!
//! The private one knows one signature, that of the test file on which antivirus programs agree: it shows that files
//! are scanned, and finds no real danger. It runs as the machine's unprivileged user when we are root, listens on a
//! socket of a folder of its own, and stops when this program does.

use crate::{
    apt,
    command::{BEAT, Failure, Outcome, end, failed, run, start},
    postgres::is_root,
    project::Project,
    stop,
};
use std::{
    env,
    fmt::Write as _,
    fs::{self, File},
    os::unix::{fs::PermissionsExt, net::UnixStream, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The test file, in two halves: whole, it would be found in this source.
const TEST_FILE: [&str; 2] =
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*"];

/// The limits that the product counts on: above the longest piece, and what is not seen is not called clean. A file
/// inside another one that is longer than `MaxFileSize` is passed over without a word, so this is as much as is scanned.
const SETTINGS: &str = "\
Foreground yes
StreamMaxLength 26M
MaxFileSize 100M
MaxScanSize 100M
AlertEncryptedArchive yes
AlertExceedsMax yes
";

const START_LIMIT: Duration = Duration::from_secs(30);

/// A clamd that answers; a private one stops when this is dropped.
pub(crate) struct Clamd {
    /// Its socket, or its host and port: the value of `CLAMD_SOCKET`.
    pub(crate) socket: String,
    private: Option<Private>,
}

struct Private {
    child: Child,
    folder: PathBuf,
}

impl Clamd {
    /// The set one, else a private one, started.
    ///
    /// # Errors
    ///
    /// [`Failure`] when clamd cannot be installed or does not start.
    pub(crate) fn open(project: &Project) -> Outcome<Self> {
        if let Some(socket) = project.setting("CLAMD_SOCKET") {
            println!("clamd: the one that CLAMD_SOCKET names");
            return Ok(Self { socket, private: None });
        }
        let program = install(project)?;
        // Not in the checkout: its user must reach it, and the name of a socket has 107 bytes at most.
        let folder = env::temp_dir().join(format!("carteclaire-clamd-{}", std::process::id()));
        let socket = folder.join("clamd.ctl");
        prepare(&folder, &socket)?;
        let child = launch(&program, &folder)?;
        let mut private = Private { child, folder };
        private.wait(&socket)?;
        println!("clamd: {}", socket.display());
        Ok(Self { socket: socket.display().to_string(), private: Some(private) })
    }

    /// [`open`](Self::open) for development, which goes on without an antivirus where there is none.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), but for a clamd that is not there.
    pub(crate) fn open_if_there(project: &Project) -> Outcome<Option<Self>> {
        match Self::open(project) {
            Err(Failure::Missing(said)) => {
                println!("clamd: {said}; uploads wait until there is one");
                Ok(None)
            }
            other => other.map(Some),
        }
    }

    /// Whether it runs for us alone.
    pub(crate) fn is_private(&self) -> bool {
        self.private.is_some()
    }
}

/// The program; installs Debian's where that is possible.
///
/// # Errors
///
/// [`Failure::Missing`] where there is none, with the way to get one.
pub(crate) fn install(project: &Project) -> Outcome<PathBuf> {
    let find = || {
        let usual = PathBuf::from("/usr/sbin/clamd");
        Project::on_path("clamd").or_else(|| Some(usual).filter(|it| it.is_file()))
    };
    if find().is_none() {
        apt::install(project, "clamav-daemon")?;
    }
    find().ok_or_else(|| {
        Failure::Missing(
            "no clamd. By hand: `sudo apt-get install clamav-daemon`, or set CLAMD_SOCKET"
                .to_owned(),
        )
    })
}

fn prepare(folder: &Path, socket: &Path) -> Outcome {
    let doing = failed("making clamd's folder");
    drop(fs::remove_dir_all(folder));
    fs::create_dir(folder).map_err(&doing)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).map_err(&doing)?;
    let signatures = folder.join("signatures");
    fs::create_dir(&signatures).map_err(&doing)?;
    let mut signature = "Eicar-Test-Signature:0:*:".to_owned();
    for byte in TEST_FILE.concat().bytes() {
        let _ = write!(signature, "{byte:02x}"); // writing to a string does not fail
    }
    fs::write(signatures.join("local.ndb"), signature + "\n").map_err(&doing)?;
    let (database, log) = (signatures.display(), folder.join("clamd.log"));
    let (socket, log) = (socket.display(), log.display());
    let settings =
        format!("{SETTINGS}DatabaseDirectory {database}\nLocalSocket {socket}\nLogFile {log}\n");
    fs::write(folder.join("clamd.conf"), settings).map_err(&doing)?;
    if is_root() {
        run(Command::new("chown").args(["-R", "nobody:nogroup"]).arg(folder))?;
    }
    Ok(())
}

fn launch(program: &Path, folder: &Path) -> Outcome<Child> {
    let mut clamd = if Project::on_path("setpriv").is_some() {
        let mut setpriv = Command::new("setpriv");
        setpriv.args(["--pdeathsig", "TERM"]);
        if is_root() {
            setpriv.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]);
        }
        setpriv.arg("--").arg(program);
        setpriv
    } else {
        Command::new(program)
    };
    let said = File::create(folder.join("said")).map_err(failed("writing what clamd says"))?;
    clamd.arg("-c").arg(folder.join("clamd.conf")).current_dir("/");
    // A group of its own: a terminal's Ctrl-C must not reach it before the program it serves.
    clamd.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said).process_group(0);
    start(&mut clamd)
}

impl Private {
    fn wait(&mut self, socket: &Path) -> Outcome {
        let since = Instant::now();
        while since.elapsed() < START_LIMIT {
            if UnixStream::connect(socket).is_ok() {
                return Ok(());
            }
            if stop::asked() {
                return Err(Failure::Stopped);
            }
            if self.child.try_wait().map_err(failed("waiting for clamd"))?.is_some() {
                break;
            }
            thread::sleep(BEAT);
        }
        let read = |name: &str| fs::read_to_string(self.folder.join(name)).unwrap_or_default();
        Err(Failure::Failed(format!(
            "clamd does not start:\n{}{}",
            read("said"),
            read("clamd.log")
        )))
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        end(&mut self.child, "TERM");
        drop(fs::remove_dir_all(&self.folder));
    }
}
