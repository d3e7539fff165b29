//! `carteclaire keys`: what is sealed under keys of before is sealed under the key of now.

use std::io::Write as _;

use app::site::assets::Assets;
use clap::Subcommand;
use tenants::Directory;

use super::{Failure, builtin_published};
use crate::config::Config;
use crate::files::Files;
use crate::state::State;
use crate::{database, rotation, telemetry};

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Seals under SECRETS_KEY (or the newest key of the vault) what is under a key of SECRETS_KEY_PREVIOUS. Safe to stop, to
    /// run again, and beside people at work.
    Rotate,
}

pub(super) async fn run(command: Keys) -> Result<u8, Failure> {
    let Keys::Rotate = command;
    let config = Config::from_env()?;
    telemetry::start_logs(&config);
    if config.secrets_key.is_none() {
        return Err("set SECRETS_KEY, and SECRETS_KEY_PREVIOUS to the key of before".into());
    }
    let pool = database::pool(&config)?.ok_or("set DATABASE_URL to reach a database")?;
    let mut conn = pool.acquire().await?;
    let directory = tenants::operations::directory(&mut conn).await?;
    drop(conn);
    let nothing = (Files::default(), Assets::default());
    let state =
        State::new(config, nothing, Some(pool), builtin_published(), Directory::builtin()?)?;
    let mut out = std::io::stdout();
    for house in &directory.tenants {
        let done = rotation::rotate(&state, house.id).await?;
        writeln!(out, "{}: {done}", house.slug)?;
    }
    writeln!(
        out,
        "Keep the previous key in SECRETS_KEY_PREVIOUS: entries of the audit are never written anew."
    )?;
    Ok(0)
}
