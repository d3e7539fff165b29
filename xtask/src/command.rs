//! How a program is run: said, waited for, stopped when somebody asks to.

use crate::stop;
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// Why a command ends early; each variant is one exit code (see `main.rs`).
#[derive(Debug)]
pub(crate) enum Failure {
    /// A check, a test or a build failed.
    Failed(String),
    /// Something is not there, and the sentence says how to get it.
    Missing(String),
    /// The command line makes no sense.
    Usage(String),
    /// Ctrl-C, SIGTERM or SIGHUP.
    Stopped,
    /// All was said already; this is the exit code.
    Said(u8),
}

impl Failure {
    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::Missing(_) => 3,
            Self::Stopped => 130,
            Self::Said(code) => *code,
        }
    }

    /// Says it on the standard error.
    pub(crate) fn say(&self) {
        match self {
            Self::Failed(said) | Self::Missing(said) | Self::Usage(said) => {
                eprintln!("xtask: {said}");
            }
            Self::Stopped => eprintln!("xtask: stopped"),
            Self::Said(_) => {}
        }
    }
}

/// What every step answers.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// A [`Failure::Failed`] that says what was being done.
pub(crate) fn failed(doing: &str) -> impl Fn(std::io::Error) -> Failure {
    move |error| Failure::Failed(format!("{doing}: {error}"))
}

/// How often a waiting loop looks up.
pub(crate) const BEAT: Duration = Duration::from_millis(30);

/// What a program is given to stop by itself before it is killed.
const GRACE: Duration = Duration::from_secs(15);

/// Runs to the end; its output goes to ours.
///
/// # Errors
///
/// [`Failure::Failed`] when it cannot start or answers another code than 0; [`Failure::Stopped`].
pub(crate) fn run(command: &mut Command) -> Outcome {
    let mut child = start(command)?;
    let status = wait(&mut child, None)?;
    judge(command, status)
}

/// Runs to the end, shows its standard output and hands each line to `hear` too.
///
/// # Errors
///
/// As [`run`].
pub(crate) fn run_heard(command: &mut Command, mut hear: impl FnMut(&str)) -> Outcome {
    run_piped(command, true, &mut hear)
}

/// Runs to the end and hands each line of its standard output to `read` alone.
///
/// # Errors
///
/// As [`run`].
pub(crate) fn run_read(command: &mut Command, mut read: impl FnMut(&str)) -> Outcome {
    run_piped(command, false, &mut read)
}

fn run_piped(command: &mut Command, shown: bool, hear: &mut dyn FnMut(&str)) -> Outcome {
    let mut child = start(command.stdout(Stdio::piped()))?;
    let (lines, heard) = mpsc::channel();
    let reader = child.stdout.take().map(|output| {
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if shown {
                    println!("{line}");
                }
                if lines.send(line).is_err() {
                    break;
                }
            }
        })
    });
    let status = wait(&mut child, None);
    if let (Some(reader), Ok(_)) = (reader, &status) {
        drop(reader.join());
    }
    for line in heard.try_iter() {
        hear(&line);
    }
    judge(command, status?)
}

/// Whether it ran and answered 0 within `limit`; its output is dropped.
///
/// # Errors
///
/// Only [`Failure::Stopped`]: not being there, failing and being too slow are all `false`.
pub(crate) fn succeeds(command: &mut Command, limit: Duration) -> Outcome<bool> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return Ok(false) };
    match wait(&mut child, Some(limit)) {
        Ok(status) => Ok(status.success()),
        Err(Failure::Stopped) => Err(Failure::Stopped),
        Err(_) => Ok(false),
    }
}

/// The standard output of a short program, `None` when it is not there or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Starts a program that nobody waits for yet.
///
/// # Errors
///
/// [`Failure::Missing`] when there is no such program, [`Failure::Failed`] when it cannot start.
pub(crate) fn start(command: &mut Command) -> Outcome<Child> {
    command.spawn().map_err(|error| {
        let name = command.get_program().to_string_lossy().into_owned();
        if error.kind() == std::io::ErrorKind::NotFound {
            Failure::Missing(format!("`{name}` is not installed, or not on the path"))
        } else {
            Failure::Failed(format!("`{name}` does not start: {error}"))
        }
    })
}

/// Waits for the end, but not past `limit` nor past somebody's wish to stop; the child is gone
/// either way.
fn wait(child: &mut Child, limit: Option<Duration>) -> Outcome<ExitStatus> {
    let since = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(failed("waiting"))? {
            // A terminal sends Ctrl-C to the child as well: it may be gone before we look.
            return if stop::asked() { Err(Failure::Stopped) } else { Ok(status) };
        }
        if stop::asked() {
            end(child, "TERM");
            return Err(Failure::Stopped);
        }
        if limit.is_some_and(|limit| since.elapsed() > limit) {
            end(child, "TERM");
            return Err(Failure::Failed("it took too long".to_owned()));
        }
        thread::sleep(BEAT);
    }
}

/// Asks `child` to stop by `signal`, waits, and kills it when it does not.
pub(crate) fn end(child: &mut Child, signal: &str) {
    send(signal, child.id());
    let since = Instant::now();
    while since.elapsed() < GRACE {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        thread::sleep(BEAT);
    }
    eprintln!("xtask: process {} does not stop: killed", child.id());
    drop(child.kill());
    drop(child.wait());
}

/// Sends a signal by its short name; a process that is gone already is no error.
pub(crate) fn send(signal: &str, process: u32) -> bool {
    let mut kill = Command::new("kill");
    kill.arg(format!("-{signal}")).arg(process.to_string());
    kill.stdout(Stdio::null()).stderr(Stdio::null());
    kill.status().is_ok_and(|status| status.success())
}

fn judge(command: &Command, status: ExitStatus) -> Outcome {
    if status.success() {
        return Ok(());
    }
    let words = [command.get_program()].into_iter().chain(command.get_args());
    let line = words.map(|it| it.to_string_lossy()).collect::<Vec<_>>().join(" ");
    Err(Failure::Failed(format!("`{line}` failed ({status})")))
}
