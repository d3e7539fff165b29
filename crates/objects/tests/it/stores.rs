//! Folders that go with their test, and what every store must do.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use objects::{Error, Key, LocalUrls, Objects, Settings};
use uuid::Uuid;

pub(crate) fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().expect("an instant")
}

pub(crate) fn links() -> LocalUrls {
    LocalUrls::new(&[[7; 32]])
}

pub(crate) fn key() -> Key {
    Key::new("exports", Uuid::now_v7()).expect("a key")
}

/// A folder of its own, removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("objects-{}", Uuid::now_v7()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn objects(&self) -> Objects {
        let settings = Settings::Folder { path: self.0.join("files") };
        Objects::open(&settings, links()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// `count` bytes that differ along the way.
pub(crate) fn bytes(count: usize) -> Bytes {
    (0..count).map(|at| u8::try_from(at % 251).expect("less than 251")).collect()
}

/// A body of several pieces.
pub(crate) fn pieces(
    body: &Bytes,
) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> + Send + use<> {
    let body = body.clone();
    stream::iter(
        (0..body.len())
            .step_by(100_000)
            .map(move |at| Ok(body.slice(at..body.len().min(at + 100_000)))),
    )
}

/// What any store must do.
pub(crate) async fn behaves(objects: &Objects) {
    let small = key();
    assert!(matches!(objects.get(&small).await, Err(Error::Missing)));
    assert!(matches!(objects.head(&small).await, Err(Error::Missing)));
    let stored = objects.put(&small, Bytes::from_static(b"bonjour")).await.unwrap();
    assert_eq!((stored.length, stored.sha256[..4].to_vec()), (7, vec![0x2c, 0xb4, 0xb1, 0x43]));
    assert_eq!(objects.get(&small).await.unwrap(), "bonjour");
    assert_eq!(objects.get_range(&small, 1..4).await.unwrap(), "onj");
    assert_eq!(objects.get_range(&small, 3..40).await.unwrap(), "jour");
    assert_eq!(objects.head(&small).await.unwrap().length, 7);
    objects.put(&small, Bytes::from_static(b"bonsoir")).await.unwrap();
    assert_eq!(objects.get(&small).await.unwrap(), "bonsoir");

    // More than two parts of S3.
    let large = key();
    let body = bytes(11_000_000);
    let put = objects.put_stream(&large, pieces(&body), 11_000_000).await.unwrap();
    assert_eq!(put.length, 11_000_000);
    let (found, got) = objects.stream(&large).await.unwrap();
    assert_eq!((found.key, found.length), (large.clone(), 11_000_000));
    let got: Vec<Bytes> = got.try_collect().await.unwrap();
    assert!(got.concat() == body, "as it was put");

    let mut listed: Vec<(Key, u64)> = objects
        .list("exports")
        .map_ok(|found| (found.key, found.length))
        .try_collect()
        .await
        .unwrap();
    listed.sort();
    let mut both = vec![(small.clone(), 7), (large.clone(), 11_000_000)];
    both.sort();
    assert_eq!(listed, both);
    assert_eq!(objects.list("other").count().await, 0);

    objects.delete(&small).await.unwrap();
    objects.delete(&small).await.unwrap();
    assert!(matches!(objects.get(&small).await, Err(Error::Missing)));
}

/// What is not whole is not kept, and what was there stays.
pub(crate) async fn keeps_nothing_broken(objects: &Objects) {
    let (key, body) = (key(), bytes(300_000));
    let refused = objects.put_stream(&key, pieces(&body), 299_999).await;
    assert!(matches!(refused, Err(Error::TooLong { most: 299_999 })));
    assert!(matches!(objects.get(&key).await, Err(Error::Missing)));

    objects.put(&key, Bytes::from_static(b"before")).await.unwrap();
    let cut = pieces(&bytes(6_000_000)).chain(stream::iter([Err(std::io::Error::other("cut"))]));
    assert!(matches!(objects.put_stream(&key, cut, 9_000_000).await, Err(Error::Interrupted(_))));
    assert_eq!(objects.get(&key).await.unwrap(), "before");
}
