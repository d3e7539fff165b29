//! `carteclaire baremes`: the tables, as files and versions.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use baremes::operations::{self, ImportOutcome, VersionId};
use clap::Subcommand;
use sqlx::{Connection as _, PgConnection};

use super::{Failure, owner};
use crate::clock;
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Baremes {
    /// Reads a folder of TOML files into a draft; every fault is named, with its file and key.
    Import {
        /// The folder.
        folder: PathBuf,
        /// Who imports.
        #[arg(long)]
        author: String,
        /// Publishes it at once.
        #[arg(long)]
        publish: bool,
    },
    /// Lists the versions.
    List,
    /// Shows a version.
    Show {
        /// Its identifier.
        #[arg(value_parser = parse_version)]
        version: VersionId,
    },
    /// Writes a version as TOML files.
    Export {
        /// Its identifier.
        #[arg(value_parser = parse_version)]
        version: VersionId,
        /// The folder, made if it is not there.
        folder: PathBuf,
    },
}

/// `carteclaire baremes …`
pub(super) async fn run(command: Baremes) -> Result<u8, Failure> {
    let config = Config::from_env()?;
    let mut conn = PgConnection::connect_with(&db::connect_options(owner(&config)?)?).await?;
    let mut out = std::io::stdout();
    match command {
        Baremes::Import { folder, author, publish } => {
            let files = read_folder(&folder)?;
            let files: Vec<(&str, &str)> =
                files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            return import(&mut conn, &files, &author, publish).await;
        }
        Baremes::List => {
            for version in operations::list(&mut conn).await? {
                writeln!(out, "{}", line(&version))?;
            }
        }
        Baremes::Show { version } => {
            let (version, entries) = operations::show(&mut conn, version).await?;
            writeln!(out, "{}", line(&version))?;
            for entry in entries {
                writeln!(out, "{} {}", entry.file, entry.key)?;
            }
        }
        Baremes::Export { version, folder } => {
            std::fs::create_dir_all(&folder)?;
            for (name, text) in operations::export(&mut conn, version).await? {
                std::fs::write(folder.join(&name), text)?;
                writeln!(out, "{name}")?;
            }
        }
    }
    Ok(0)
}

/// A version in one line: identifier, name, state, who.
fn line(version: &operations::Version) -> String {
    let state = match &version.state {
        operations::State::Draft => "draft".to_owned(),
        operations::State::Published { at, by } => format!("published {at} by {by}"),
    };
    format!("{} {} {state}, imported by {}", version.id.0, version.name, version.author)
}

fn parse_version(text: &str) -> Result<VersionId, String> {
    text.parse().map(VersionId).map_err(|_| {
        "a version is named by its identifier (`carteclaire baremes list` shows them)".to_owned()
    })
}

async fn import(
    conn: &mut PgConnection,
    files: &[(&str, &str)],
    author: &str,
    publish: bool,
) -> Result<u8, Failure> {
    let now = clock::now();
    let mut tx = conn.begin().await?;
    let outcome = match operations::import(&mut tx, author, files, now).await {
        Ok(outcome) => outcome,
        Err(operations::Refused::Tables(refusals)) => {
            for refusal in refusals {
                writeln!(std::io::stderr(), "{refusal}")?;
            }
            return Ok(2);
        }
        Err(refused) => return Err(refused.into()),
    };
    let mut out = std::io::stdout();
    match outcome {
        ImportOutcome::Unchanged(id) => writeln!(out, "{} is published and says the same", id.0)?,
        ImportOutcome::Drafted(id) if publish => {
            operations::publish(&mut tx, id, author, now).await?;
            writeln!(out, "{} is published", id.0)?;
        }
        ImportOutcome::Drafted(id) => writeln!(out, "{} is a draft", id.0)?,
    }
    tx.commit().await?;
    Ok(0)
}

fn read_folder(folder: &Path) -> Result<Vec<(String, String)>, Failure> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let name =
                path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            files.push((name, std::fs::read_to_string(&path)?));
        }
    }
    files.sort();
    Ok(files)
}
