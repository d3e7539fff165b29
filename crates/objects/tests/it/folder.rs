use bytes::Bytes;
use futures_util::TryStreamExt as _;
use objects::{Error, Objects, Settings, Unusable};

use crate::stores::{Folder, behaves, keeps_nothing_broken, key, links};

#[tokio::test]
async fn a_folder_does_what_every_store_does() {
    let folder = Folder::new();
    behaves(&folder.objects()).await;
}

#[tokio::test]
async fn a_folder_keeps_nothing_broken() {
    let folder = Folder::new();
    keeps_nothing_broken(&folder.objects()).await;
    let left = std::fs::read_dir(folder.path().join("files/exports")).unwrap().count();
    assert_eq!(left, 1, "no piece of an upload stays");
}

#[tokio::test]
async fn what_must_be_new_replaces_nothing() {
    let folder = Folder::new();
    let (objects, key) = (folder.objects(), key());
    objects.put_new(&key, Bytes::from_static(b"first")).await.unwrap();
    let second = objects.put_new(&key, Bytes::from_static(b"second")).await;
    assert!(matches!(second, Err(Error::Taken)));
    assert_eq!(objects.get(&key).await.unwrap(), "first");
}

#[tokio::test]
async fn what_nothing_here_made_is_not_listed() {
    let folder = Folder::new();
    let objects = folder.objects();
    objects.put(&key(), Bytes::new()).await.unwrap();
    std::fs::write(folder.path().join("files/exports/A name.zip"), b"x").unwrap();
    let listed: Vec<_> = objects.list("exports").try_collect().await.unwrap();
    assert_eq!(listed.len(), 1);
}

#[test]
fn a_folder_that_cannot_be_made_is_said_at_once() {
    let folder = Folder::new();
    std::fs::write(folder.path().join("file"), b"x").unwrap();
    let settings = Settings::Folder { path: folder.path().join("file/below") };
    assert!(matches!(Objects::open(&settings, links()), Err(Unusable::Folder(_))));
}
