//! Packages that were exported: what makes each again, sealed under the key of its dossier, and the hash that it has.

mod store;

use accounts::Visit;
use dossiers::operations::DossierId;
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Packed, Plan};

/// What plans are sealed for.
const PURPOSE: &str = "filing plan";

/// A package that was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Its id.
    pub id: Uuid,
    /// Which of its dossier, from 1.
    pub number: i32,
    /// The version of the dossier that it shows.
    pub version: i64,
    /// The instant that it shows.
    pub taken_at: Timestamp,
    /// Who exported it.
    pub taken_by: Uuid,
    /// The name of the ZIP.
    pub name: String,
    /// SHA-256 of the ZIP.
    pub sha256: [u8; 32],
    /// Its length in bytes.
    pub length: u64,
    /// How many files it has.
    pub files: u32,
    /// Those that are larger than the house wants.
    pub large: Vec<String>,
}

/// Why a package was not kept, or not found.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// Somebody exported the dossier at the same time.
    #[error("somebody else exported it meanwhile")]
    Taken,
    /// The dossier is erased: its key is gone.
    #[error("the key of the dossier is destroyed")]
    Erased,
    /// The key was not had.
    #[error("the key of a dossier could not be had")]
    Keys(#[from] sealing::operations::Failed),
    /// The plan is no plan.
    #[error("a plan cannot be written or read")]
    Plan(#[from] serde_json::Error),
    /// The database did not answer, or holds what is never written.
    #[error("the database did not answer, or refused")]
    Database(#[from] sqlx::Error),
}

/// The number of the next package of `dossier`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn next_number(conn: &mut PgConnection, dossier: DossierId) -> Result<i32, sqlx::Error> {
    Ok(store::last_number(conn, dossier.0).await? + 1)
}

/// Keeps the package of `plan`, which came to `packed`, exported by `by`.
///
/// # Errors
///
/// [`Failed::Taken`] when its number is given meanwhile; nothing is kept then.
pub async fn keep(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
    (plan, packed): (&Plan, &Packed),
    by: Uuid,
) -> Result<Snapshot, Failed> {
    let snapshot = Snapshot {
        id: Uuid::now_v7(),
        number: plan.number,
        version: plan.version,
        taken_at: plan.at,
        taken_by: by,
        name: plan.file_name(),
        sha256: packed.sha256,
        length: packed.length,
        files: u32::try_from(packed.files).unwrap_or(u32::MAX),
        large: packed.large.clone(),
    };
    let tenant = visit.tenant().0;
    let words = serde_json::to_vec(plan)?;
    let sealed = sealing::operations::seal_for(
        conn,
        &visit.keys,
        (tenant, dossier.0),
        (PURPOSE, snapshot.id.as_bytes()),
        &words,
        visit.now,
    )
    .await?
    .ok_or(Failed::Erased)?;
    if store::insert(conn, (tenant, dossier.0), &snapshot, &sealed).await? {
        Ok(snapshot)
    } else {
        Err(Failed::Taken)
    }
}

/// The packages of `dossier`, the latest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_dossier(
    conn: &mut PgConnection,
    dossier: DossierId,
) -> Result<Vec<Snapshot>, sqlx::Error> {
    let rows = store::of_dossier(conn, dossier.0).await?;
    Ok(rows.into_iter().map(|(snapshot, _)| snapshot).collect())
}

/// The package `number` of `dossier`, and what makes it again.
///
/// # Errors
///
/// [`Failed`].
pub async fn find(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
    number: i32,
) -> Result<Option<(Snapshot, Plan)>, Failed> {
    let rows = store::of_dossier(conn, dossier.0).await?;
    let Some((snapshot, sealed)) = rows.into_iter().find(|(one, _)| one.number == number) else {
        return Ok(None);
    };
    let plain = sealing::operations::open_for(
        conn,
        &visit.keys,
        dossier.0,
        (PURPOSE, snapshot.id.as_bytes()),
        &sealed,
    )
    .await?
    .ok_or(Failed::Erased)?;
    Ok(Some((snapshot, serde_json::from_slice(&plain)?)))
}
