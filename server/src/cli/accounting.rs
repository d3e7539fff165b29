//! `carteclaire accounting`: the file of a year, for whoever keeps the accounts of a house.

use std::io::Write as _;
use std::path::PathBuf;

use audit::{Actor, Entry};
use clap::Subcommand;
use serde_json::json;
use sqlx::Connection as _;
use vocabulary::Lang;

use super::Failure;
use super::people::{connect, house, visit};
use crate::accounting;
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Accounting {
    /// Writes the accounts of a year as the tax office reads them (FEC, art. A47 A-1 LPF), named by the SIREN of the house.
    Fec {
        /// The year.
        #[arg(long, value_parser = clap::value_parser!(u16).range(2000..=2200))]
        year: u16,
        /// The house, by its short name; the one by default without it.
        #[arg(long)]
        tenant: Option<String>,
        /// The folder to write it into.
        #[arg(long, default_value = ".")]
        folder: PathBuf,
    },
}

/// `carteclaire accounting …`
pub(super) async fn run(command: Accounting, config: &Config) -> Result<u8, Failure> {
    let Accounting::Fec { year, tenant, folder } = command;
    if config.secrets_key.is_none() {
        return Err(
            "set SECRETS_KEY: that the accounts were exported is written in the audit".into()
        );
    }
    let mut conn = connect(config).await?;
    let house = house(&mut conn, tenant.as_deref()).await?;
    let visit = visit(config, house, Lang::Fr);
    let mut tx = conn.begin().await?;
    tenants::operations::enter(&mut tx, visit.tenant()).await?;
    let (name, bytes) = accounting::file_of(&mut tx, &visit.house, year).await?;
    let payload = Some(json!({ "year": year, "bytes": bytes.len() }));
    let actor = Actor { person: None, role: None };
    let entry = Entry::of_house(visit.tenant().0, actor, audit::Act::AccountsExported);
    let entry = Entry { payload, ..entry };
    audit::operations::record(&mut tx, &visit.keys, &entry, visit.now).await?;
    tx.commit().await?;
    let path = folder.join(name);
    std::fs::write(&path, bytes)?;
    writeln!(std::io::stdout(), "{}", path.display())?;
    Ok(0)
}
