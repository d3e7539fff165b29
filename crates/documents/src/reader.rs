use std::ffi::OsString;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;
use tokio::sync::Semaphore;

use crate::protocol::{self, Asked, NOT_UNDERSTOOD, Outcome, TOO_SLOW, Task};
use crate::{Kept, Refusal, Seen, Watermark, limits};

/// The longest answer of a child: forty pages, twice.
const LONGEST_ANSWER: u64 = 160 * 1024 * 1024;
/// What a program answers that panicked.
const PANICKED: i32 = 101;

/// Has files read, each by a child process of its own, a few at a time.
#[derive(Clone, Debug)]
pub struct Reader {
    program: PathBuf,
    arguments: Vec<OsString>,
    turns: Arc<Semaphore>,
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The file is not taken: say so to the person.
    #[error("the file is refused: {0}")]
    Refused(#[from] Refusal),
    /// No child could be started: worth another try later.
    #[error("no child could be started")]
    NotStarted(#[source] io::Error),
    /// The child was stopped from outside, or had no time on a machine that is too busy: worth another try later.
    #[error("the child did not answer")]
    Unanswered,
}

impl Reader {
    /// Has files read by `program` (the server itself) with `arguments`, which lead to [`child_main`](crate::child_main);
    /// at most `at_once` of them at the same time, for a photo may take 600 MB for a second.
    #[must_use]
    pub fn new(program: PathBuf, arguments: Vec<OsString>, at_once: usize) -> Self {
        Self { program, arguments, turns: Arc::new(Semaphore::new(at_once.max(1))) }
    }

    /// Looks at `file`: its kind and pages, and whether it hides anything.
    ///
    /// # Errors
    ///
    /// [`Unread::Refused`] when it is not taken; otherwise nothing is known of it.
    pub async fn look(&self, file: &[u8]) -> Result<Seen, Unread> {
        match self.have(Task::Look, file).await? {
            Outcome::Seen(seen) => Ok(seen),
            Outcome::Kept(_) => Err(Unread::Unanswered),
        }
    }

    /// Converts `file`, of which a [`look`](Self::look) says what was `seen`, to what is kept, with `watermark` over each
    /// page. What was kept may be looked at and converted again, for a copy with a watermark.
    ///
    /// # Errors
    ///
    /// As [`look`](Self::look).
    pub async fn convert(
        &self,
        file: &[u8],
        seen: Seen,
        watermark: Option<&Watermark>,
    ) -> Result<Kept, Unread> {
        match self.have(Task::Convert { seen, watermark: watermark.cloned() }, file).await? {
            Outcome::Kept(kept) => Ok(kept),
            Outcome::Seen(_) => Err(Unread::Unanswered),
        }
    }

    async fn have(&self, task: Task, file: &[u8]) -> Result<Outcome, Unread> {
        // What needs no child gets none.
        if file.is_empty() {
            return Err(Refusal::Empty.into());
        }
        if file.len() > limits::MOST_BYTES {
            return Err(Refusal::TooLong.into());
        }
        crate::Kind::of(file)?;
        let clock = task.share().clock;
        let asked = Asked { task, length: file.len() };
        let mut line = serde_json::to_vec(&asked).map_err(|_| Unread::Unanswered)?;
        line.push(b'\n');
        let _turn = self.turns.acquire().await.map_err(|_| Unread::Unanswered)?;
        let (status, answer) = tokio::time::timeout(clock, self.run(&line, file))
            .await
            .map_err(|_| Unread::Unanswered)? // the child is killed when it is dropped
            .map_err(Unread::NotStarted)?;
        judge(status)?;
        Ok(protocol::read(&answer).ok_or(Unread::Unanswered)??)
    }

    async fn run(&self, line: &[u8], file: &[u8]) -> io::Result<(ExitStatus, Vec<u8>)> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .env_clear() // the settings hold secrets
            // An allocator that takes memory in advance leaves the limit nothing to hold: the server's own takes a
            // gigabyte, that of the system 64 MiB a thread.
            .env("MIMALLOC_ARENA_RESERVE", "0")
            .env("MALLOC_ARENA_MAX", "1")
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null()) // the words of a panic may be those of the file
            .kill_on_drop(true)
            .spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let send = async {
            if let Some(mut input) = input {
                // A child that gave up early reads no more: its status says why.
                let sent = async {
                    input.write_all(line).await?;
                    input.write_all(file).await?;
                    input.shutdown().await
                };
                drop(sent.await);
            }
        };
        let receive = async {
            let mut answer = Vec::new();
            if let Some(output) = output {
                output.take(LONGEST_ANSWER).read_to_end(&mut answer).await?;
            }
            io::Result::Ok(answer)
        };
        let ((), answer) = tokio::join!(send, receive);
        let answer = answer?;
        Ok((child.wait().await?, answer))
    }
}

/// What the end of a child says of the file that it read.
fn judge(status: ExitStatus) -> Result<(), Unread> {
    // Of its own doing: no memory (abort), no time, no stack, or an address that it does not have.
    let fatal = [
        rustix::process::Signal::ABORT,
        rustix::process::Signal::XCPU,
        rustix::process::Signal::SEGV,
        rustix::process::Signal::BUS,
        rustix::process::Signal::ILL,
    ];
    match (status.code(), status.signal()) {
        (Some(0), _) => Ok(()),
        (Some(PANICKED), _) => Err(Refusal::Damaged.into()),
        (Some(code), _) if code == i32::from(TOO_SLOW) => Err(Refusal::TooDemanding.into()),
        (Some(code), _) if code == i32::from(NOT_UNDERSTOOD) => Err(Unread::Unanswered),
        (None, Some(signal)) if fatal.iter().any(|one| one.as_raw() == signal) => {
            Err(Refusal::TooDemanding.into())
        }
        _ => Err(Unread::Unanswered),
    }
}
