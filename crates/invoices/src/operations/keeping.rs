//! What is kept of a paper: what it says and its file, each sealed under the paper's own key, until its time is over.

use jiff::Timestamp;
use ring::digest;
use sealing::MasterKeys;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use super::{Failure, File, House, Paper, store};
use crate::Content;

const CONTENT: &str = "invoice content";
const FILE: &str = "invoice file";

pub(super) async fn seal_content(
    conn: &mut PgConnection,
    house: House<'_>,
    id: Uuid,
    content: &Content,
) -> Result<Vec<u8>, Failure> {
    let plain = serde_json::to_vec(content)?;
    let of = (house.tenant, id);
    let what = (CONTENT, id.as_bytes().as_slice());
    let sealed =
        sealing::operations::seal_for(conn, house.keys, of, what, &plain, house.now).await?;
    sealed.ok_or(Failure::Row("a new paper whose key is gone"))
}

pub(super) async fn content(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    id: Uuid,
) -> Result<Content, Failure> {
    let sealed = store::content(conn, id).await?.ok_or(Failure::Row("no such paper"))?;
    let what = (CONTENT, id.as_bytes().as_slice());
    let plain = sealing::operations::open_for(conn, keys, id, what, &sealed).await?;
    Ok(serde_json::from_slice(&plain.ok_or(Failure::Row("a paper whose key is gone"))?)?)
}

/// The file `pdf` of the paper `id`, as the store keeps it.
///
/// # Errors
///
/// [`Failure`].
pub async fn sealed(
    conn: &mut PgConnection,
    house: House<'_>,
    id: Uuid,
    pdf: &[u8],
) -> Result<Vec<u8>, Failure> {
    let what = (FILE, id.as_bytes().as_slice());
    let of = (house.tenant, id);
    let sealed = sealing::operations::seal_for(conn, house.keys, of, what, pdf, house.now).await?;
    sealed.ok_or(Failure::Row("a paper whose key is gone"))
}

/// The file of `paper` that the store keeps as `sealed`.
///
/// # Errors
///
/// [`Failure`], also when it is not the file that was made.
pub async fn opened(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    paper: &Paper,
    sealed: &[u8],
) -> Result<Vec<u8>, Failure> {
    let what = (FILE, paper.id.as_bytes().as_slice());
    let plain = sealing::operations::open_for(conn, keys, paper.id, what, sealed).await?;
    let plain = plain.ok_or(Failure::Row("a paper whose key is gone"))?;
    let made = paper.file.as_ref().is_some_and(|file| file.sha256 == sha256(&plain));
    if made { Ok(plain) } else { Err(Failure::Row("another file than was made")) }
}

/// The file `pdf` of the paper `id` is in the store under `key`; `false` when it was before: that one stays.
///
/// # Errors
///
/// [`Failure`].
pub async fn rendered(
    conn: &mut PgConnection,
    id: Uuid,
    (key, pdf): (&str, &[u8]),
    now: Timestamp,
) -> Result<bool, Failure> {
    let file = File { key: key.to_owned(), sha256: sha256(pdf) };
    Ok(store::rendered(conn, id, &file, now).await?)
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut sha256 = [0; 32];
    sha256.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    sha256
}

/// A paper whose time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Which one.
    pub id: Uuid,
    /// The key of its file in the store.
    pub file: Option<String>,
}

/// At most `most` papers whose time is over on `today`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn past(conn: &mut PgConnection, today: Date, most: i64) -> Result<Vec<Past>, Failure> {
    store::past(conn, today, most).await
}

/// Forgets the paper `id`, whose time is over and whose file is gone from the store: its row, and its key.
///
/// # Errors
///
/// When the database does not answer, or its time is not over.
pub async fn forget(conn: &mut PgConnection, id: Uuid, now: Timestamp) -> Result<(), Failure> {
    store::delete(conn, id).await?;
    sealing::operations::erase(conn, id, now).await?;
    Ok(())
}
