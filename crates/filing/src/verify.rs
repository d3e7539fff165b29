//! Whether a package is what its manifest says: every file that is listed, as it was, and nothing else.
//!
//! The manifest does not vouch for itself. That the whole is what was made, only its hash says, which the house keeps.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read, Seek};

use ::zip::result::ZipError;
use ::zip::{ZipArchive, ZipReadOptions};
use ring::digest::{Context, SHA256};
use serde::Deserialize;

use crate::packing::{MANIFEST, hex};

/// Most bytes that are unpacked: more than a package of ours may hold.
const MOST: u64 = 0xffff_ffff;
/// Longest manifest that is read, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;
/// How the manifests are written that are read here.
const FORMAT: u8 = 1;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many files the manifest lists.
    pub files: usize,
    /// What is not as it says; nothing where all is.
    pub differences: Vec<Difference>,
}

/// What is not as the manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// There is no manifest.
    NoManifest,
    /// It is none that this program writes.
    NotAManifest,
    /// The directory of the ZIP does not tell all that it holds, or tells it otherwise.
    Hidden,
    /// A file is listed, and not there.
    Missing(String),
    /// A file is there, and not listed.
    Added(String),
    /// A file cannot be unpacked.
    Unreadable(String),
    /// A file has another size.
    OtherSize {
        /// Which.
        name: String,
        /// Its size in the manifest, in bytes.
        listed: u64,
        /// Its size in the package, or more than what is listed.
        found: u64,
    },
    /// A file has its size, and another content.
    OtherContent(String),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names are somebody else's: nothing of them moves the terminal.
        match self {
            Self::NoManifest => write!(f, "{MANIFEST}: not there"),
            Self::NotAManifest => write!(f, "{MANIFEST}: no manifest of ours"),
            Self::Hidden => write!(f, "the directory of the ZIP does not tell all that it holds"),
            Self::Missing(name) => write!(f, "{}: listed, and not there", name.escape_debug()),
            Self::Added(name) => write!(f, "{}: there, and not listed", name.escape_debug()),
            Self::Unreadable(name) => write!(f, "{}: cannot be unpacked", name.escape_debug()),
            Self::OtherSize { name, listed, found } => {
                write!(f, "{}: {found} bytes, {listed} are listed", name.escape_debug())
            }
            Self::OtherContent(name) => {
                write!(f, "{}: another content than is listed", name.escape_debug())
            }
        }
    }
}

/// Why nothing can be said of a package.
#[derive(Debug, thiserror::Error)]
pub enum NotVerified {
    /// The file cannot be read, or ends too early.
    #[error("it cannot be read")]
    File(#[from] io::Error),
    /// It is no ZIP.
    #[error("it is no ZIP")]
    NoZip(#[source] ZipError),
    /// What it lists is more than a package may hold.
    #[error("it lists more than a package may hold")]
    TooLarge,
}

impl From<ZipError> for NotVerified {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => Self::File(error),
            other => Self::NoZip(other),
        }
    }
}

#[derive(Deserialize)]
struct Manifest {
    format: u8,
    files: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    name: String,
    sha256: String,
    bytes: u64,
}

/// Compares `package` with its manifest, a part at a time: no more is unpacked than is listed.
///
/// # Errors
///
/// [`NotVerified`] when it cannot be read, is no ZIP, or lists more than a package may hold.
pub fn verify<R: Read + Seek>(package: R) -> Result<Verified, NotVerified> {
    let mut zip = ZipArchive::new(package)?;
    let mut differences = Vec::new();
    match zip.validate_header_consistency() {
        Ok(()) => {}
        Err(ZipError::Io(error)) => return Err(error.into()),
        Err(_) => differences.push(Difference::Hidden),
    }
    // Names of ours are ASCII; any other is not listed.
    let names = zip.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned());
    let mut there: BTreeMap<String, usize> = names.zip(0..).collect();
    let found = there.iter().find(|(name, _)| name.rsplit('/').next() == Some(MANIFEST));
    let Some((manifest, place)) = found.map(|(name, place)| (name.clone(), *place)) else {
        differences.push(Difference::NoManifest);
        return Ok(Verified { files: 0, differences });
    };
    let Some(lines) = listed(&mut zip, place) else {
        differences.push(Difference::NotAManifest);
        return Ok(Verified { files: 0, differences });
    };
    let folder = manifest.strip_suffix(MANIFEST).unwrap_or_default();
    there.remove(&manifest);
    // Other programs write folders down too.
    there.remove(folder);
    let mut left = MOST;
    for line in &lines {
        let Some(place) = there.remove(&format!("{folder}{}", line.name)) else {
            differences.push(Difference::Missing(line.name.clone()));
            continue;
        };
        left = left.checked_sub(line.bytes).ok_or(NotVerified::TooLarge)?;
        differences.extend(difference(&mut zip, place, line));
    }
    differences.extend(there.into_keys().map(Difference::Added));
    Ok(Verified { files: lines.len(), differences })
}

/// The files that the manifest at `place` lists; `None` where it is none of ours.
fn listed<R: Read + Seek>(zip: &mut ZipArchive<R>, place: usize) -> Option<Vec<Line>> {
    let mut bytes = Vec::new();
    let file = zip.by_index(place).ok()?;
    file.take(LONGEST).read_to_end(&mut bytes).ok()?;
    let manifest: Manifest = serde_json::from_slice(&bytes).ok()?;
    (manifest.format == FORMAT).then_some(manifest.files)
}

/// What the file at `place` has otherwise than `line`.
fn difference<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    place: usize,
    line: &Line,
) -> Option<Difference> {
    let name = || line.name.clone();
    // The hash says what the checksum of the ZIP would, and more.
    let options = ZipReadOptions::new().ignore_crc32(true);
    let Ok(file) = zip.by_index_with_options(place, options) else {
        return Some(Difference::Unreadable(name()));
    };
    let said = file.size();
    // A byte more than is listed is enough to know that there is more.
    let Ok((count, sha256)) = measured(file.take(line.bytes.saturating_add(1))) else {
        return Some(Difference::Unreadable(name()));
    };
    if count != line.bytes {
        let found = if count > line.bytes { count.max(said) } else { count };
        return Some(Difference::OtherSize { name: name(), listed: line.bytes, found });
    }
    (sha256 != line.sha256).then(|| Difference::OtherContent(name()))
}

/// How many bytes `from` has, and their SHA-256.
fn measured(mut from: impl Read) -> io::Result<(u64, String)> {
    let (mut hash, mut count) = (Context::new(&SHA256), 0_u64);
    let mut part = vec![0; 64 * 1024];
    loop {
        match from.read(&mut part) {
            Ok(0) => return Ok((count, hex(hash.finish().as_ref()))),
            Ok(read) => {
                hash.update(&part[..read]);
                count += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
