//! `carteclaire`: reads `.env`, chooses the TLS provider, runs the command line.

use std::process::ExitCode;

use clap::Parser as _;
use server::cli::{Cli, run};

/// Many small texts a page: the system's allocator was an eighth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A child that reads one file: before anything else is opened or known.
    if std::env::args_os().nth(1).is_some_and(|word| word == server::papers::READ_PIECE) {
        return documents::child_main();
    }
    // Absent in production, and no fault anywhere.
    drop(dotenvy::dotenv());
    // One provider for every connection; a second one in the graph would make the choice ambiguous.
    drop(rustls::crypto::ring::default_provider().install_default());
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error),
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => ExitCode::from(code),
        Err(error) => fail(&*error),
    }
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    use std::io::Write as _;
    // Nothing can be done where even standard error is closed.
    let _ = writeln!(std::io::stderr(), "carteclaire: {}", server::database::Chain(error));
    ExitCode::FAILURE
}
