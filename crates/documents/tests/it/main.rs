//! Files as people send them and as nobody should, read by a child process; clamd and Vault.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod antivirus;
mod corpus;
mod hostile;
mod kept;
mod large;
mod samples;
mod seal;

use documents::Reader;

/// Files read as the server has them read, by the program that reads one file.
fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_read-piece").into(), Vec::new(), 2)
}
