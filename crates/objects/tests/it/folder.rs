use bytes::Bytes;
use futures_util::TryStreamExt as _;
use objects::{Error, Key, Objects, Settings, Unusable};

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

#[tokio::test]
async fn what_a_killed_writer_left_goes_with_its_file() {
    let folder = Folder::new();
    let (objects, key) = (folder.objects(), key());
    objects.put(&key, Bytes::new()).await.unwrap();
    let path = folder.path().join("files").join(key.as_str());
    let left = |number| format!("{}#{number}", path.display());
    for number in [1, 2] {
        std::fs::write(left(number), b"half").unwrap();
    }
    let other = Key::new("exports", uuid::Uuid::now_v7()).unwrap();
    objects.put(&other, Bytes::new()).await.unwrap();
    objects.delete(&key).await.unwrap();
    let count = || std::fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(count(), 1, "the other file stays");
    // Also when its file never came to be.
    std::fs::write(left(1), b"half").unwrap();
    objects.delete(&key).await.unwrap();
    assert_eq!(count(), 1);
    std::fs::write(left(1), b"half").unwrap();
    objects.delete_below("exports").await.unwrap();
    assert!(!path.parent().unwrap().exists());
    objects.delete_below("exports").await.unwrap();
    for climbs in ["..", "exports/..", "", "/", "."] {
        assert!(objects.delete_below(climbs).await.is_err(), "{climbs}");
    }
    assert!(folder.path().join("files").exists());
}
