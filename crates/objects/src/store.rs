use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use object_store::path::Path;
use object_store::{
    ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, WriteMultipart,
};
use ring::digest;
use tokio::fs;

use crate::settings::{Folder, Place};
use crate::{Error, Key, LocalUrls, Settings, Unusable};

/// Bytes of a part: the least that S3 takes.
const PART: usize = 5 * 1024 * 1024;
/// Parts on their way at once: what one upload holds in memory.
const PARTS_AT_ONCE: usize = 2;

/// The store of files. Cloned freely.
#[derive(Clone, Debug)]
pub struct Objects {
    pub(crate) place: Place,
    pub(crate) links: Arc<LocalUrls>,
}

/// A file as the store has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its key.
    pub key: Key,
    /// Its length, in bytes.
    pub length: u64,
    /// When it was last written, to the second at best.
    pub modified: Timestamp,
}

/// What was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its length, in bytes.
    pub length: u64,
    /// Its SHA-256.
    pub sha256: [u8; 32],
}

impl Stored {
    fn of(length: u64, digest: &digest::Digest) -> Self {
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest.as_ref());
        Self { length, sha256 }
    }
}

impl Objects {
    /// Opens the store of `settings`; `links` sign the addresses of a folder.
    ///
    /// # Errors
    ///
    /// [`Unusable`] when the settings name none. Nothing is asked of a distant store yet.
    pub fn open(settings: &Settings, links: LocalUrls) -> Result<Self, Unusable> {
        Ok(Self { place: settings.open()?, links: Arc::new(links) })
    }

    fn store(&self) -> &dyn ObjectStore {
        match &self.place {
            Place::Folder(folder) => &folder.store,
            Place::S3(s3) => &s3.store,
            Place::Azure(azure) => azure.as_ref(),
        }
    }

    /// Puts `body` under `key`, in place of what was there.
    ///
    /// # Errors
    ///
    /// [`Error`] when the store refuses or does not answer.
    pub async fn put(&self, key: &Key, body: Bytes) -> Result<Stored, Error> {
        self.put_as(key, body, PutMode::Overwrite).await
    }

    /// Puts `body` under `key`, where nothing may be yet.
    ///
    /// # Errors
    ///
    /// [`Error::Taken`] when something is there; it stays as it is. Otherwise as [`put`](Self::put).
    pub async fn put_new(&self, key: &Key, body: Bytes) -> Result<Stored, Error> {
        self.put_as(key, body, PutMode::Create).await
    }

    async fn put_as(&self, key: &Key, body: Bytes, mode: PutMode) -> Result<Stored, Error> {
        let stored = Stored::of(body.len() as u64, &digest::digest(&digest::SHA256, body.as_ref()));
        let options = PutOptions { mode, ..PutOptions::default() };
        self.store().put_opts(&key.path(), body.into(), options).await?;
        Ok(stored)
    }

    /// Puts what `body` yields under `key`, at most `most` bytes, a few parts in memory at a time.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] or [`Error::Interrupted`]: nothing is kept then, and what was under the key stays.
    pub async fn put_stream<S, E>(&self, key: &Key, body: S, most: u64) -> Result<Stored, Error>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let upload = self.store().put_multipart(&key.path()).await?;
        let mut parts = WriteMultipart::new_with_chunk_size(upload, PART);
        match fill(&mut parts, body, most).await {
            Ok(stored) => {
                parts.finish().await?;
                Ok(stored)
            }
            Err(error) => {
                // What cannot be given up now the store forgets by its own rule; the first error is what counts.
                drop(parts.abort().await);
                Err(error)
            }
        }
    }

    /// The whole file: for small ones.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`], or as [`put`](Self::put).
    pub async fn get(&self, key: &Key) -> Result<Bytes, Error> {
        Ok(self.store().get(&key.path()).await?.bytes().await?)
    }

    /// The bytes of `range`, cut at the end of the file.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get); a range that begins past the end is an error too.
    pub async fn get_range(&self, key: &Key, range: Range<u64>) -> Result<Bytes, Error> {
        Ok(self.store().get_range(&key.path(), range).await?)
    }

    /// The file as it arrives, and what it is.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get), also from the stream.
    pub async fn stream(
        &self,
        key: &Key,
    ) -> Result<(Found, BoxStream<'static, Result<Bytes, Error>>), Error> {
        let got = self.store().get(&key.path()).await?;
        let found = Found::read(&got.meta).ok_or(Error::Missing)?;
        Ok((found, got.into_stream().map_err(Error::from).boxed()))
    }

    /// What is under `key`.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    pub async fn head(&self, key: &Key) -> Result<Found, Error> {
        Found::read(&self.store().head(&key.path()).await?).ok_or(Error::Missing)
    }

    /// Deletes what is under `key`; nothing there is no error, so it can be done twice.
    ///
    /// # Errors
    ///
    /// As [`put`](Self::put).
    pub async fn delete(&self, key: &Key) -> Result<(), Error> {
        match self.store().delete(&key.path()).await.map_err(Error::from) {
            Ok(()) | Err(Error::Missing) => {}
            Err(error) => return Err(error),
        }
        match &self.place {
            Place::Folder(folder) => folder.delete_unfinished(key).await,
            Place::S3(_) | Place::Azure(_) => Ok(()),
        }
    }

    /// Deletes every file below `folder`, as [`list`](Self::list) names it; none is no error.
    ///
    /// # Errors
    ///
    /// As [`put`](Self::put).
    pub async fn delete_below(&self, folder: &str) -> Result<(), Error> {
        let found: Vec<Found> = self.list(folder).try_collect().await?;
        for file in found {
            self.delete(&file.key).await?;
        }
        match &self.place {
            Place::Folder(place) => place.delete_rest(folder).await,
            Place::S3(_) | Place::Azure(_) => Ok(()),
        }
    }

    /// Every file below `folder` (`audit/0199…`, without a `/` at its end), in no order. Files under names that are no
    /// keys are left out: nothing here made them.
    pub fn list(&self, folder: &str) -> BoxStream<'static, Result<Found, Error>> {
        self.store()
            .list(Some(&Path::from(folder)))
            .try_filter_map(|meta| async move { Ok(Found::read(&meta)) })
            .map_err(Error::from)
            .boxed()
    }
}

/// What whoever was killed while writing left behind: the store writes a file beside its key, under `#` and a number, and
/// lists none of those.
impl Folder {
    /// What is left of `key`, numbered from 1 without a gap.
    async fn delete_unfinished(&self, key: &Key) -> Result<(), Error> {
        let mut number = 1_u32;
        while gone(fs::remove_file(self.root.join(format!("{key}#{number}"))).await)? {
            number += 1;
        }
        Ok(())
    }

    /// What is left below a folder whose files are deleted, and the folder itself.
    async fn delete_rest(&self, folder: &str) -> Result<(), Error> {
        // It is a key but for its last part, so it climbs nowhere.
        let folder = Key::parse(&format!("{folder}/x")).map_err(|error| {
            Error::Refused(object_store::Error::NotSupported { source: error.into() })
        })?;
        let path = self.root.join(folder.as_str());
        let Some(path) = path.parent() else { return Ok(()) };
        gone(fs::remove_dir_all(path).await).map(drop)
    }
}

/// Whether something was there to be deleted.
fn gone(deleted: std::io::Result<()>) -> Result<bool, Error> {
    match deleted {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::Unreachable(object_store::Error::Generic {
            store: "folder",
            source: error.into(),
        })),
    }
}

impl Found {
    fn read(meta: &ObjectMeta) -> Option<Self> {
        Some(Self {
            key: Key::parse(meta.location.as_ref()).ok()?,
            length: meta.size,
            modified: Timestamp::from_second(meta.last_modified.timestamp()).ok()?,
        })
    }
}

async fn fill<S, E>(parts: &mut WriteMultipart, body: S, most: u64) -> Result<Stored, Error>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut body = std::pin::pin!(body);
    let mut context = digest::Context::new(&digest::SHA256);
    let mut length = 0;
    while let Some(bytes) = body.next().await {
        let bytes = bytes.map_err(|error| Error::Interrupted(error.into()))?;
        length += bytes.len() as u64;
        if length > most {
            return Err(Error::TooLong { most });
        }
        context.update(&bytes);
        parts.wait_for_capacity(PARTS_AT_ONCE).await?;
        parts.put(bytes);
    }
    Ok(Stored::of(length, &context.finish()))
}
