//! What the store has of an upload, made one file and read again.

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt as _};
use objects::{Key, Objects};
use sha2::{Digest as _, Sha256};

use super::{NotTaken, Upload};
use crate::{Kind, MOST_BYTES, Refusal};

/// The first bytes, by which a file says what it is.
const START: usize = 64;

/// Whether the file is there, joined.
pub(super) async fn whole(objects: &Objects, key: &Key, size: u64) -> Result<bool, NotTaken> {
    match objects.head(key).await {
        Ok(found) => Ok(found.length == size),
        Err(objects::Error::Missing) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// A file that is whole in the store, as the store has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathered {
    pub(super) length: u64,
    pub(super) sha256: [u8; 32],
    pub(super) kind: Kind,
}

/// Makes a file of the parts of `upload`, and reads again, in the store, how long it is, what, and which. Done twice, it
/// is as once.
///
/// # Errors
///
/// [`NotTaken::Incomplete`] while parts are missing; [`NotTaken::Refused`] or [`NotTaken::Altered`] when the file is not
/// to be kept: it is deleted then.
pub async fn gathered(objects: &Objects, upload: &Upload) -> Result<Gathered, NotTaken> {
    let key = upload.key()?;
    let Some(parts) = &upload.parts else { return Err(NotTaken::Unknown) };
    let size = upload.intake.size.unwrap_or(0);
    if !whole(objects, &key, size).await? {
        let there = objects.parts(&key, parts).await?;
        // The longest first: a part that is longer than was announced is refused below, and not sent again for ever.
        let wanted = upload.wanted();
        let numbers = there.iter().map(|part| part.number).eq(wanted.iter().map(|part| part.0));
        if !numbers || there.iter().zip(&wanted).any(|(part, wanted)| part.length < wanted.1) {
            return Err(NotTaken::Incomplete);
        }
        let joined = objects.join_parts(&key, parts, &there).await;
        // Joined before, by somebody who did not live to say so.
        if let Err(error) = joined
            && !whole(objects, &key, size).await?
        {
            return Err(error.into());
        }
    }
    read_again(objects, &key, Some(size), upload.intake.sha256).await
}

/// Takes a file that comes whole as the `body` of a form: no more of it than any file may have.
///
/// # Errors
///
/// As [`gathered`]; [`NotTaken::Altered`] when it stopped before its end.
pub async fn receive<S, E>(
    objects: &Objects,
    upload: &Upload,
    body: S,
) -> Result<Gathered, NotTaken>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let key = upload.key()?;
    match objects.put_stream(&key, body, MOST_BYTES as u64).await {
        Ok(_) => read_again(objects, &key, None, None).await,
        Err(objects::Error::TooLong { .. }) => Err(Refusal::TooLong.into()),
        Err(objects::Error::Interrupted(_)) => Err(NotTaken::Altered),
        Err(error) => Err(error.into()),
    }
}

/// Reads the file from the store: neither its length nor its type is what a browser says.
async fn read_again(
    objects: &Objects,
    key: &Key,
    size: Option<u64>,
    announced: Option<[u8; 32]>,
) -> Result<Gathered, NotTaken> {
    let (found, mut body) = objects.stream(key).await?;
    let (mut length, mut hash, mut start) = (0, Sha256::new(), Vec::new());
    // What is too long is not read to its end.
    if found.length <= MOST_BYTES as u64 {
        while let Some(bytes) = body.try_next().await? {
            length += bytes.len() as u64;
            hash.update(&bytes);
            start.extend(bytes.iter().take(START.saturating_sub(start.len())));
        }
    }
    let sha256: [u8; 32] = hash.finalize().into();
    let judged = if found.length > MOST_BYTES as u64 {
        Err(Refusal::TooLong.into())
    } else if size.is_some_and(|size| size != length) || announced.is_some_and(|it| it != sha256) {
        Err(NotTaken::Altered)
    } else {
        Kind::of(&start).map_err(NotTaken::from)
    };
    match judged {
        Ok(kind) => Ok(Gathered { length, sha256, kind }),
        Err(why) => {
            objects.delete(key).await?;
            Err(why)
        }
    }
}
