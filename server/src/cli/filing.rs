//! `carteclaire filing`: a package on a disk, as whoever was handed it has it.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::PathBuf;

use ::filing::verify::{NotVerified, verify};
use clap::Subcommand;

use super::Failure;
use crate::database::Chain;

#[derive(Debug, Subcommand)]
pub(super) enum Filing {
    /// Compares each file of a package with its manifest. Exit code 1 where one differs, 2 where the package cannot be read.
    Verify {
        /// The ZIP.
        package: PathBuf,
    },
}

/// `carteclaire filing …`
pub(super) fn run(command: &Filing) -> Result<u8, Failure> {
    let Filing::Verify { package } = command;
    let opened = File::open(package).map_err(NotVerified::from);
    let verified = match opened.and_then(|file| verify(BufReader::new(file))) {
        Ok(verified) => verified,
        Err(why) => {
            writeln!(std::io::stderr(), "carteclaire: {}: {}", package.display(), Chain(&why))?;
            return Ok(2);
        }
    };
    let (mut out, files) = (std::io::stdout().lock(), verified.files);
    for difference in &verified.differences {
        writeln!(out, "{difference}")?;
    }
    match verified.differences.len() {
        0 => writeln!(out, "{files} files, all as the manifest says")?,
        some => writeln!(out, "{files} files, {some} differences from the manifest")?,
    }
    Ok(u8::from(!verified.differences.is_empty()))
}
