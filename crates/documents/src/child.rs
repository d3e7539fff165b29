//! The child process that reads one file: it gives up what it does not need, then reads.
//!
//! Memory and processor time are limited by the kernel, from before the first byte of the file is read; no file, socket
//! or process can be opened from then on. A decoder that is fooled has nothing but its own answer to write.

use std::io::{self, BufRead as _, Read as _};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
use rustix::thread::set_no_new_privs;
use rustix::time::{ClockId, clock_gettime};

use crate::limits::{self, Share};
use crate::protocol::{Asked, LONGEST_LINE, NOT_UNDERSTOOD, Outcome, TOO_SLOW, Task, write};
use crate::{Refusal, convert, look};

/// How often the time of a step is looked at.
const BEAT: Duration = Duration::from_millis(20);

/// The processor time at which the present step has lasted too long, in milliseconds.
static DEADLINE: AtomicU64 = AtomicU64::new(u64::MAX);

/// Reads one file from the standard input, as [`Reader`](crate::Reader) asks, and answers on the standard output. The
/// program calls it when it is started with the arguments that the reader was given, before it does anything else.
#[must_use]
pub fn main() -> ExitCode {
    match answer() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(NOT_UNDERSTOOD),
    }
}

fn answer() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut line = String::new();
    input.by_ref().take(LONGEST_LINE).read_line(&mut line)?;
    let asked: Asked = serde_json::from_str(&line)?;
    if asked.length > limits::MOST_BYTES {
        return write(io::stdout().lock(), &Err(Refusal::TooLong));
    }
    let share = asked.task.share();
    confine(share)?;
    let mut file = Vec::new();
    file.reserve_exact(asked.length);
    input.take(asked.length as u64).read_to_end(&mut file)?;
    if file.len() != asked.length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let file = Arc::new(file);
    let outcome = match &asked.task {
        Task::Look => look::look(&file).map(Outcome::Seen),
        Task::Convert { watermark, .. } => {
            convert::convert(file, watermark.as_ref(), &|| begin(share)).map(Outcome::Kept)
        }
    };
    DEADLINE.store(u64::MAX, Ordering::Relaxed); // to answer takes the time it takes
    write(io::stdout().lock(), &outcome)
}

/// Gives up what is not needed. The watch is set first: later no thread can be made.
fn confine(share: Share) -> io::Result<()> {
    let (started, starts) = mpsc::sync_channel::<()>(0);
    thread::Builder::new().stack_size(64 * 1024).spawn(move || {
        drop(started);
        watch();
    })?;
    // What the thread takes to start is counted below, and not later against the file.
    let _ = starts.recv(); // it says so by hanging up
    begin(share);
    let taken = taken()?;
    let most = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::Core, most(0))?;
    setrlimit(Resource::Fsize, most(0))?;
    // The first limit says what it was; the second, a second later, kills without a word.
    let whole = Rlimit { current: Some(share.whole), maximum: Some(share.whole + 1) };
    setrlimit(Resource::Cpu, whole)?;
    setrlimit(Resource::As, most(taken.saturating_add(share.memory)))?;
    setrlimit(Resource::Nproc, most(0))?;
    setrlimit(Resource::Nofile, most(0))?;
    set_no_new_privs(true)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// Begins a step.
fn begin(share: Share) {
    let step = u64::try_from(share.step.as_millis()).unwrap_or(u64::MAX);
    DEADLINE.store(spent().saturating_add(step), Ordering::Relaxed);
}

/// Ends the process when a step lasts too long.
fn watch() -> ! {
    loop {
        thread::sleep(BEAT);
        if spent() > DEADLINE.load(Ordering::Relaxed) {
            std::process::exit(i32::from(TOO_SLOW));
        }
    }
}

/// The processor time of this process, in milliseconds.
fn spent() -> u64 {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    let (seconds, rest) = (u64::try_from(spent.tv_sec), u64::try_from(spent.tv_nsec));
    seconds.unwrap_or(0).saturating_mul(1000) + rest.unwrap_or(0) / 1_000_000
}

/// The address space that the program takes by itself, in bytes.
fn taken() -> io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let field = || {
        let line = status.lines().find_map(|line| line.strip_prefix("VmSize:"))?;
        let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        kib.checked_mul(1024)
    };
    // Without it there is no limit to set, so nothing is read.
    field().ok_or_else(|| io::ErrorKind::Unsupported.into())
}
