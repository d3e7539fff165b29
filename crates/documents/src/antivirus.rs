//! The antivirus: clamd, asked over its socket.
//!
//! A file is clean when clamd says exactly so. Everything else that is no finding, silence above all, is
//! [`Verdict::Unavailable`]: the file stays in quarantine and is asked about again. clamd is to be set with
//! `AlertEncryptedArchive yes`, `AlertExceedsMax yes` and a `StreamMaxLength` above [`MOST_BYTES`](crate::MOST_BYTES).

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use clamav_client::tokio::{Socket, Tcp, TransportProtocol, ping, scan_buffer};
use tokio::time::timeout;

/// Pieces of this size make clamd one third faster than its client's own.
const CHUNK: usize = 64 * 1024;
/// The longest name of a finding that is kept.
const LONGEST_NAME: usize = 120;

/// Where clamd listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A socket in a folder.
    Socket(PathBuf),
    /// A host and a port.
    Tcp(String),
}

impl Address {
    /// Reads a setting: a path (`/run/clamav/clamd.ctl`), or a host and a port (`127.0.0.1:3310`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.starts_with('/') {
            return Some(Self::Socket(text.into()));
        }
        let (host, port) = text.rsplit_once(':')?;
        let good = !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0);
        good.then(|| Self::Tcp(text.to_owned()))
    }
}

/// What clamd says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing found.
    Clean,
    /// Something that clamd knows, by its name.
    Infected(String),
    /// Something inside opens with a password only: clamd saw nothing of it.
    Encrypted,
    /// Too deep or too long inside for clamd to see all of it.
    ExceedsLimits,
    /// clamd did not say, for this reason: nothing is known of the file.
    Unavailable(Reason),
}

/// Why clamd did not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nobody listens, or the connection was cut.
    NotReached,
    /// No answer in time.
    NotInTime,
    /// An answer that is none.
    NotUnderstood,
}

/// A clamd.
#[derive(Clone, Debug)]
pub struct Clamd {
    address: Address,
    patience: Duration,
}

impl Clamd {
    /// How long a scan may take, unless said otherwise.
    pub const PATIENCE: Duration = Duration::from_secs(30);

    /// The clamd at `address`, which has `patience` for each question.
    #[must_use]
    pub fn new(address: Address, patience: Duration) -> Self {
        Self { address, patience }
    }

    /// Asks about `file`. Never an error: what is not known is said by the verdict.
    pub async fn scan(&self, file: &[u8]) -> Verdict {
        let asked = async {
            match &self.address {
                Address::Socket(path) => scan(Socket { socket_path: path }, file).await,
                Address::Tcp(host) => scan(Tcp { host_address: host.as_str() }, file).await,
            }
        };
        match timeout(self.patience, asked).await {
            Err(_) => Verdict::Unavailable(Reason::NotInTime),
            Ok(Err(_)) => Verdict::Unavailable(Reason::NotReached),
            Ok(Ok(answer)) => judge(&answer),
        }
    }

    /// Whether clamd answers: for `/readyz` and the desk.
    pub async fn answers(&self) -> bool {
        let asked = async {
            match &self.address {
                Address::Socket(path) => ping(Socket { socket_path: path }).await,
                Address::Tcp(host) => ping(Tcp { host_address: host.as_str() }).await,
            }
        };
        matches!(timeout(self.patience, asked).await, Ok(Ok(pong)) if pong == clamav_client::PONG)
    }
}

async fn scan(to: impl TransportProtocol, file: &[u8]) -> io::Result<Vec<u8>> {
    scan_buffer(file, to, Some(CHUNK)).await
}

/// Reads `stream: OK` or `stream: <name> FOUND`, to the letter.
fn judge(answer: &[u8]) -> Verdict {
    const UNKNOWN: Verdict = Verdict::Unavailable(Reason::NotUnderstood);
    let answer =
        answer.strip_suffix(b"\0").or_else(|| answer.strip_suffix(b"\n")).unwrap_or(answer);
    let Ok(answer) = std::str::from_utf8(answer) else { return UNKNOWN };
    let Some(said) = answer.strip_prefix("stream: ") else { return UNKNOWN };
    if said == "OK" {
        return Verdict::Clean;
    }
    let is_name = |name: &&str| {
        (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic())
    };
    match said.strip_suffix(" FOUND").filter(is_name) {
        Some(name) if name.starts_with("Heuristics.Encrypted.") => Verdict::Encrypted,
        Some(name) if name.starts_with("Heuristics.Limits.Exceeded") => Verdict::ExceedsLimits,
        Some(name) => Verdict::Infected(name.to_owned()),
        None => UNKNOWN,
    }
}

#[cfg(test)]
mod tests;
