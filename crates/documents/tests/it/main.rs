//! Files as people send them and as nobody should, read by a child process; clamd and Vault; what becomes of them in a
//! database and a store.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod antivirus;
mod corpus;
mod desk;
mod hostile;
mod kept;
mod kills;
mod large;
mod past;
mod read;
mod rights;
mod s3;
mod samples;
mod seal;
mod sending;
mod shown;
mod wire;

use std::sync::Once;

use documents::Reader;

/// Files read as the server has them read, by the program that reads one file.
fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_read-piece").into(), Vec::new(), 2)
}

/// The TLS provider that the program installs.
fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| rustls::crypto::ring::default_provider().install_default().unwrap());
}
