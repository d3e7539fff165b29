//! `carteclaire audit`: what was written down is whole, or it is said where it is not.

use std::io::Write as _;

use app::site::assets::Assets;
use clap::Subcommand;
use tenants::Directory;

use super::{Failure, builtin_published};
use crate::config::Config;
use crate::files::Files;
use crate::state::State;
use crate::{clock, database, telemetry};

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Reads every chain and every checkpoint, and names what was changed. Exit code 1 when something was.
    Verify,
    /// Signs where the chains end now, and writes it into the store of files.
    Checkpoint,
}

/// Looks into the audit, or anchors it.
pub(super) async fn run(command: Audit) -> Result<u8, Failure> {
    let config = Config::from_env()?;
    telemetry::start_logs(&config);
    let pool = database::pool(&config)?.ok_or("set DATABASE_URL to reach a database")?;
    let nothing = (Files::default(), Assets::default());
    let state = State::new(
        config,
        nothing,
        Some(pool.clone()),
        builtin_published(),
        Directory::builtin()?,
    )?;
    let mut conn = pool.acquire().await?;
    let directory = tenants::operations::directory(&mut conn).await?;
    let houses = || directory.tenants.iter().map(AsRef::as_ref);
    let known = audit::checkpoint::Known::of(&state.keys());
    match command {
        Audit::Verify => {
            let mut said = Vec::new();
            let objects = state.objects();
            let whole =
                audit::operations::report(&mut conn, houses(), objects, &known, &mut said).await?;
            std::io::stdout().write_all(&said)?;
            Ok(u8::from(!whole))
        }
        Audit::Checkpoint => {
            for house in houses() {
                let keys = state.keys();
                let now = clock::now();
                audit::operations::checkpoint(&mut conn, house.id, &keys, state.objects(), now)
                    .await?;
                writeln!(std::io::stdout(), "{}: anchored", house.slug)?;
            }
            Ok(0)
        }
    }
}
