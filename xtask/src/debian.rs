//! The browser's standard library from Debian's `rust-src`, where rustup's server is out of reach.
//!
//! The package is unpacked, never installed: it conflicts with rustup. It must be of exactly the
//! running compiler's version, so that the library and the compiler understand each other.

use crate::{
    command::{Failure, Outcome, failed, run, succeeds},
    project::Project,
    wasm::{TARGET, sha256},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

/// A package in Debian's pool.
#[derive(Debug, PartialEq, Eq)]
struct Package {
    /// Path under the mirror.
    path: String,
    sha256: String,
}

/// The package that this recipe was written with; other versions are looked up in the archive.
const KNOWN: (&str, &str, &str) = (
    "1.95.0",
    "pool/main/r/rustc/rust-src_1.95.0+dfsg1-2~bpo13+1_all.deb",
    "7b76db5b880a77f9e52975d2baa6209d2f76d2c9c2789515c3088cb960e2c83b",
);
/// Where recent compilers are, the likeliest first.
const SUITES: [&str; 4] = ["trixie-backports", "forky", "sid", "trixie"];
const DOWNLOAD_LIMIT: Duration = Duration::from_mins(5);

/// Builds the library of rustc `release` and copies it to `destination`.
///
/// # Errors
///
/// [`Failure::Missing`] when this is no Debian, or no package of that version is found;
/// [`Failure::Failed`] when a step fails. Nothing is left in `destination` then.
pub(crate) fn build_standard_library(
    project: &Project,
    release: &str,
    destination: &Path,
) -> Outcome {
    let work = project.cache.join(format!("rust-src-{}", std::process::id()));
    fs::create_dir_all(&work).map_err(failed("making a work folder"))?;
    let outcome = download(&work, release)
        .and_then(|package| unpack(&package, &work, release))
        .and_then(|library| build(project, &library, &work))
        .and_then(|built| copy(&built, destination));
    drop(fs::remove_dir_all(&work));
    outcome
}

fn download(work: &Path, release: &str) -> Outcome<PathBuf> {
    if Project::on_path("dpkg-deb").is_none() {
        return Err(Failure::Missing("dpkg-deb is not here, so this is no Debian".to_owned()));
    }
    let mirrors = mirrors();
    let file = work.join("rust-src.deb");
    for mirror in &mirrors {
        if let Some(sum) = download_from(mirror, work, &file, release)? {
            return verified(file, &sum);
        }
    }
    Err(Failure::Missing(format!(
        "none of {} has rust-src {release} at this machine's mirrors ({})",
        SUITES.join(", "),
        mirrors.join(", ")
    )))
}

/// Downloads the package to `file`; answers the SHA-256 that it must have.
fn download_from(mirror: &str, work: &Path, file: &Path, release: &str) -> Outcome<Option<String>> {
    let (known, path, sum) = KNOWN;
    if release == known && fetch(&format!("{mirror}/{path}"), file)? {
        return Ok(Some(sum.to_owned()));
    }
    for suite in SUITES {
        let index = work.join("Packages.xz");
        let url = format!("{mirror}/dists/{suite}/main/binary-amd64/Packages.xz");
        if !fetch(&url, &index)? {
            continue;
        }
        let text = crate::command::answer(Command::new("xz").arg("-dc").arg(&index));
        if let Some(package) = find(&text.unwrap_or_default(), release)
            && fetch(&format!("{mirror}/{}", package.path), file)?
        {
            return Ok(Some(package.sha256));
        }
    }
    Ok(None)
}

fn verified(file: PathBuf, expected: &str) -> Outcome<PathBuf> {
    match sha256(&file) {
        Some(sum) if sum == expected => Ok(file),
        _ => Err(Failure::Failed(format!("rust-src has not the SHA-256 {expected}"))),
    }
}

/// The machine's own mirrors, those that look like Debian's main archive first.
fn mirrors() -> Vec<String> {
    let folder = fs::read_dir("/etc/apt/sources.list.d").into_iter().flatten().flatten();
    let files = folder.map(|file| file.path()).chain([PathBuf::from("/etc/apt/sources.list")]);
    // apt itself reads no other names.
    let read = |file: &PathBuf| file.extension().is_some_and(|it| it == "sources" || it == "list");
    let texts = files.filter(read).filter_map(|file| fs::read_to_string(file).ok());
    let mut found: Vec<String> = texts.flat_map(|text| mirrors_in(&text)).collect();
    found.sort_by_key(|mirror| !mirror.ends_with("/debian"));
    found.dedup();
    found
}

/// The addresses in a sources file, of either format, but for the security archive's.
fn mirrors_in(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| line.starts_with("URIs:") || line.starts_with("deb "))
        .flat_map(str::split_whitespace)
        .filter(|word| word.starts_with("http") && !word.contains("security"))
        .map(|word| word.trim_end_matches('/').to_owned())
        .collect()
}

/// `rust-src` of exactly rustc `release` in the text of a `Packages` index.
fn find(index: &str, release: &str) -> Option<Package> {
    index.split("\n\n").find_map(|stanza| {
        let field = |name: &str| {
            let value =
                |line: &str| line.strip_prefix(name)?.strip_prefix(": ").map(ToOwned::to_owned);
            stanza.lines().find_map(value)
        };
        let version = field("Version")?;
        let upstream = version.split(['+', '-', '~']).next()?;
        (field("Package")? == "rust-src" && upstream == release)
            .then(|| Some(Package { path: field("Filename")?, sha256: field("SHA256")? }))
            .flatten()
    })
}

/// Downloads by apt's own helper, which knows the machine's proxy, else by curl or wget.
fn fetch(url: &str, file: &Path) -> Outcome<bool> {
    let mut apt = Command::new("/usr/lib/apt/apt-helper");
    apt.arg("download-file").arg(url).arg(file);
    let mut curl = Command::new("curl");
    curl.args(["-fsSL", "-o"]).arg(file).arg(url);
    let mut wget = Command::new("wget");
    wget.args(["-q", "-O"]).arg(file).arg(url);
    for way in [&mut apt, &mut curl, &mut wget] {
        if succeeds(way, DOWNLOAD_LIMIT)? && file.is_file() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn unpack(package: &Path, work: &Path, release: &str) -> Outcome<PathBuf> {
    let inside = format!("usr/src/rustc-{release}/library");
    let mut dpkg = Command::new("dpkg-deb");
    dpkg.arg("--fsys-tarfile").arg(package).stdout(Stdio::piped());
    let mut dpkg = crate::command::start(&mut dpkg)?;
    let stream = dpkg.stdout.take().map_or_else(Stdio::null, Stdio::from);
    let mut tar = Command::new("tar");
    run(tar.arg("-x").arg(format!("./{inside}")).current_dir(work).stdin(stream))?;
    dpkg.wait().map_err(failed("dpkg-deb"))?;
    let library = work.join(inside);
    drop(fs::remove_dir_all(library.join("vendor")));
    Ok(library)
}

fn build(project: &Project, library: &Path, work: &Path) -> Outcome<PathBuf> {
    let built = work.join("target");
    let mut cargo = project.cargo(&["build", "--locked", "--quiet", "--profile", "dist"]);
    cargo
        .args(["--target", TARGET, "--no-default-features"])
        .args(["--features", "panic-unwind,compiler-builtins-mem", "--manifest-path"])
        .arg(library.join("sysroot/Cargo.toml"))
        .current_dir(library)
        .env("CARGO_TARGET_DIR", &built)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes")
        .env("__CARGO_DEFAULT_LIB_METADATA", "wasmstd");
    run(&mut cargo)?;
    Ok(built.join(TARGET).join("dist/deps"))
}

/// Copies into a folder beside `destination` first: a half-written library would look complete.
fn copy(built: &Path, destination: &Path) -> Outcome {
    let doing = failed("copying the library into the compiler's folder");
    let beside = destination.with_extension(format!("new-{}", std::process::id()));
    fs::create_dir_all(&beside).map_err(&doing)?;
    for file in fs::read_dir(built).map_err(&doing)?.flatten() {
        if file.path().extension().is_some_and(|it| it == "rlib") {
            fs::copy(file.path(), beside.join(file.file_name())).map_err(&doing)?;
        }
    }
    if destination.exists() {
        fs::remove_dir_all(destination).map_err(&doing)?;
    }
    fs::rename(&beside, destination).map_err(&doing)
}

#[cfg(test)]
mod tests {
    use super::{Package, find, mirrors_in};

    #[test]
    fn the_mirror_is_read_from_both_formats_and_is_not_the_security_archive() {
        let deb822 = "Types: deb\nURIs: http://mirror.example/debian-security\n\n\
                      Types: deb\nURIs: http://mirror.example/debian/\nSuites: trixie\n";
        assert_eq!(mirrors_in(deb822), ["http://mirror.example/debian"]);
        let lines = "# deb http://old.example/debian bookworm main\n\
                     deb [signed-by=/k.gpg] https://mirror.example/debian trixie main\n";
        assert_eq!(mirrors_in(lines), ["https://mirror.example/debian"]);
    }

    #[test]
    fn only_the_compilers_own_version_will_do() {
        let index = "Package: rust-src\nVersion: 1.95.0+dfsg1-2~bpo13+1\n\
                     Filename: pool/a.deb\nSHA256: aa\n\nPackage: rust-doc\nVersion: 1.96.0-1\n\
                     Filename: pool/b.deb\nSHA256: bb\n";
        let found = Package { path: "pool/a.deb".to_owned(), sha256: "aa".to_owned() };
        assert_eq!(find(index, "1.95.0"), Some(found));
        assert_eq!(find(index, "1.96.0"), None);
        assert_eq!(find(index, "1.95"), None);
    }
}
