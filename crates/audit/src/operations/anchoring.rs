use bytes::Bytes;
use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use objects::{Key, Objects};
use sealing::MasterKeys;
use sqlx::{Connection as _, PgConnection};
use tenants::TenantId;
use uuid::Uuid;

use super::recording::number;
use super::store::checks;
use crate::checkpoint::{Body, Checkpoint, Unreadable};

/// Why no checkpoint was written.
#[derive(Debug, thiserror::Error)]
pub enum NotAnchored {
    /// The files and the database tell of different checkpoints: one of them was rolled back, or lost.
    #[error("the database tells of {inside} checkpoints, the files of {outside}")]
    Diverged {
        /// Number of the last that the database knows.
        inside: i64,
        /// Number of the last file.
        outside: i64,
    },
    /// The last file is none, or another is where the next belongs.
    #[error("the file of checkpoint {0} is not the one that was written")]
    OtherFile(i64),
    /// The files did not answer, or refused: the next call goes on from here.
    #[error("the checkpoint could not be written")]
    Objects(#[from] objects::Error),
    /// The database did not answer, or refused.
    #[error("the checkpoint could not be taken")]
    Database(#[from] sqlx::Error),
}

/// Signs where all chains of `tenant` end at `now`, and writes it outside the database. Every day, or more often.
///
/// Begins and ends its own transactions: the file is written between them. What an earlier call took and could not
/// write is written first, the same to the byte, so this is safe to run again.
///
/// # Errors
///
/// [`NotAnchored`]. After [`Diverged`](NotAnchored::Diverged) and [`OtherFile`](NotAnchored::OtherFile) a person has to
/// look, with [`verify`](super::verify).
pub async fn checkpoint(
    conn: &mut PgConnection,
    tenant: TenantId,
    keys: &MasterKeys,
    objects: &Objects,
    now: Timestamp,
) -> Result<Checkpoint, NotAnchored> {
    let mut tx = conn.begin().await?;
    tenants::operations::enter(&mut tx, tenant).await?;
    let pending = checks::last(&mut tx, tenant.0).await?;
    tx.commit().await?;
    if let Some(body) = pending {
        write(keys, objects, body).await?;
    } else if let Some((outside, _)) = list(objects, tenant.0).await?.last() {
        return Err(NotAnchored::Diverged { inside: 0, outside: *outside });
    }

    let mut tx = conn.begin().await?;
    tenants::operations::enter(&mut tx, tenant).await?;
    let body = take(&mut tx, tenant.0, now).await?;
    tx.commit().await?;
    write(keys, objects, body).await
}

/// One at a time, of checkpoints and checks.
pub(super) async fn alone(conn: &mut PgConnection, tenant: Uuid) -> Result<(), sqlx::Error> {
    super::store::append::lock(conn, &[number(&format!("audit checkpoint {tenant}"))]).await
}

/// Marks where the chains end that grew since the last checkpoint.
async fn take(conn: &mut PgConnection, tenant: Uuid, now: Timestamp) -> Result<Body, sqlx::Error> {
    alone(conn, tenant).await?;
    let last = checks::last(conn, tenant).await?;
    let number = last.as_ref().map_or(1, |last| last.number + 1);
    checks::mark(conn, tenant, number).await?;
    let marks = checks::marks(conn, tenant, number).await?;
    let body = Body {
        tenant,
        number,
        // As the database keeps it: the file must say the same.
        at: Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now),
        events: last.map_or(0, |last| last.events) + marks.added,
        chains: marks.chains,
        heads: marks.digest(),
    };
    checks::insert(conn, &body).await?;
    Ok(body)
}

/// Writes the file of `body`, unless it is there.
async fn write(
    keys: &MasterKeys,
    objects: &Objects,
    body: Body,
) -> Result<Checkpoint, NotAnchored> {
    let (tenant, number) = (body.tenant, body.number);
    let files = list(objects, tenant).await?;
    let outside = files.last().map_or(0, |(last, _)| *last);
    if outside != number && outside != number - 1 {
        return Err(NotAnchored::Diverged { inside: number, outside });
    }
    let read = async |wanted: i64| match files.iter().find(|(one, _)| *one == wanted) {
        None => Ok(None),
        Some((_, key)) => match Checkpoint::parse(&objects.get(key).await?) {
            Ok(checkpoint) if checkpoint.body.number == wanted => Ok(Some(checkpoint)),
            _ => Err(NotAnchored::OtherFile(wanted)),
        },
    };
    if let Some(there) = read(number).await? {
        // Also one signed before a rotation.
        return if there.body == body { Ok(there) } else { Err(NotAnchored::OtherFile(number)) };
    }
    let previous = read(number - 1).await?.map(|before| before.digest());
    let checkpoint = Checkpoint::sign(keys, body, previous);
    let written = checkpoint.to_json().map_err(|_| NotAnchored::OtherFile(number))?;
    let key = key_of(&checkpoint.body).ok_or(NotAnchored::OtherFile(number))?;
    match objects.put_new(&key, Bytes::from(written.clone())).await {
        Ok(_) => Ok(checkpoint),
        Err(objects::Error::Taken) if objects.get(&key).await? == written => Ok(checkpoint),
        Err(objects::Error::Taken) => Err(NotAnchored::OtherFile(number)),
        Err(error) => Err(error.into()),
    }
}

fn folder(tenant: Uuid) -> String {
    format!("audit/{tenant}")
}

fn key_of(body: &Body) -> Option<Key> {
    let day = body.at.to_zoned(TimeZone::UTC).date();
    Key::parse(&format!("{}/{day}-{}.json", folder(body.tenant), body.number)).ok()
}

/// The files by their number, in order.
async fn list(objects: &Objects, tenant: Uuid) -> Result<Vec<(i64, Key)>, objects::Error> {
    let found: Vec<_> = objects.list(&folder(tenant)).try_collect().await?;
    let mut files: Vec<(i64, Key)> = found
        .into_iter()
        .filter_map(|found| {
            let (_, number) = found.key.as_str().strip_suffix(".json")?.rsplit_once('-')?;
            Some((number.parse().ok()?, found.key))
        })
        .collect();
    files.sort();
    Ok(files)
}

/// Every checkpoint that was written, by the number in its name.
pub(super) async fn files(
    objects: &Objects,
    tenant: Uuid,
) -> Result<Vec<(i64, Result<Checkpoint, Unreadable>)>, objects::Error> {
    let mut files = Vec::new();
    for (number, key) in list(objects, tenant).await? {
        files.push((number, Checkpoint::parse(&objects.get(&key).await?)));
    }
    Ok(files)
}
