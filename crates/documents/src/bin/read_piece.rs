//! Reads one file and nothing else: what the server starts for each, as a program of its own for tests and benches.

use std::process::ExitCode;

fn main() -> ExitCode {
    documents::child_main()
}
