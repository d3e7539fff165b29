//! Files in parts, to a folder's addresses and to S3's: in any order, twice, cut.

use std::time::Duration;

use bytes::Bytes;
use objects::{Error, Grant, Key, Objects};

use crate::s3::S3;
use crate::stores::{Folder, bytes, key, links, noon};

const HOUR: Duration = Duration::from_hours(1);

/// Sends a part as a browser does.
async fn send(objects: &Objects, key: &Key, upload: &str, number: u16, body: Bytes) -> u16 {
    let most = body.len() as u64;
    let put = objects.signed_part(key, upload, (number, most), HOUR, noon()).await.unwrap();
    if put.url.starts_with("http") {
        let mut request = reqwest::Client::new().put(&put.url).body(body);
        for (name, value) in &put.headers {
            request = request.header(*name, value);
        }
        return request.send().await.unwrap().status().as_u16();
    }
    // What the server's route does.
    let (path, query) = put.url.split_once('?').unwrap();
    let granted = links().verify("PUT", path, query, noon()).unwrap();
    granted.takes(Some(&put.headers[0].1), Some(most)).unwrap();
    let Grant::Put { key, .. } = granted else { return 405 };
    objects.put(&key, body).await.unwrap();
    200
}

async fn there(objects: &Objects, key: &Key, upload: &str) -> Vec<(u16, u64)> {
    let parts = objects.parts(key, upload).await.unwrap();
    parts.iter().map(|part| (part.number, part.length)).collect()
}

/// What any store must do.
async fn takes_parts(objects: &Objects) {
    assert!(objects.takes_parts());
    let (key, part) = (key(), Objects::PART);
    let body = bytes(usize::try_from(part).unwrap() * 2 + 1000);
    let upload = objects.begin_parts(&key).await.unwrap();
    assert_eq!(there(objects, &key, &upload).await, []);
    let cut = |from: u64, to: u64| {
        body.slice(usize::try_from(from).unwrap()..usize::try_from(to).unwrap())
    };
    // The last one first, and the second one twice: first with other bytes.
    assert_eq!(send(objects, &key, &upload, 3, cut(part * 2, part * 2 + 1000)).await, 200);
    assert_eq!(send(objects, &key, &upload, 2, cut(0, part)).await, 200);
    assert_eq!(send(objects, &key, &upload, 2, cut(part, part * 2)).await, 200);
    assert_eq!(there(objects, &key, &upload).await, [(2, part), (3, 1000)]);
    assert!(
        matches!(objects.head(&key).await, Err(Error::Missing)),
        "not there before it is whole"
    );
    assert_eq!(send(objects, &key, &upload, 1, cut(0, part)).await, 200);
    let parts = objects.parts(&key, &upload).await.unwrap();
    objects.join_parts(&key, &upload, &parts).await.unwrap();
    assert!(objects.get(&key).await.unwrap() == body, "as it was sent");
    // Whoever died before saying so joins again, and finds the file there.
    assert!(objects.join_parts(&key, &upload, &parts).await.is_err());
    assert!(objects.get(&key).await.unwrap() == body, "a second time changes nothing");
    objects.drop_parts(&key, &upload).await.unwrap();
    assert!(objects.get(&key).await.unwrap() == body, "what they became stays");
}

async fn forgets_parts(objects: &Objects) {
    let key = key();
    let upload = objects.begin_parts(&key).await.unwrap();
    assert_eq!(send(objects, &key, &upload, 1, bytes(1000)).await, 200);
    objects.drop_parts(&key, &upload).await.unwrap();
    objects.drop_parts(&key, &upload).await.unwrap();
    let left = objects.parts(&key, &upload).await;
    assert!(matches!(&left, Err(Error::Missing)) || left.is_ok_and(|left| left.is_empty()));
    assert!(matches!(objects.head(&key).await, Err(Error::Missing)));
}

#[tokio::test]
async fn a_folder_takes_parts_in_any_order_and_twice() {
    takes_parts(&Folder::new().objects()).await;
}

#[tokio::test]
async fn s3_takes_parts_in_any_order_and_twice() {
    takes_parts(&S3::start().await.objects("secret", "bucket")).await;
}

#[tokio::test]
async fn parts_that_are_given_up_leave_nothing() {
    let folder = Folder::new();
    forgets_parts(&folder.objects()).await;
    forgets_parts(&S3::start().await.objects("secret", "bucket")).await;
}

#[tokio::test]
async fn an_address_of_a_part_is_for_that_part_alone() {
    let s3 = S3::start().await;
    let (objects, key) = (s3.objects("secret", "bucket"), key());
    let upload = objects.begin_parts(&key).await.unwrap();
    let put = objects.signed_part(&key, &upload, (1, 10), HOUR, noon()).await.unwrap();
    let client = reqwest::Client::new();
    let send = async |url: String| {
        let body = client.put(url).header("content-type", put.headers[0].1.clone()).body("part");
        body.send().await.unwrap().status().as_u16()
    };
    assert_eq!(send(put.url.replace("partNumber=1", "partNumber=2")).await, 403);
    assert_eq!(send(put.url.replace("partNumber=1&", "")).await, 403);
    assert_eq!(there(&objects, &key, &upload).await, []);
    assert_eq!(send(put.url.clone()).await, 200);
}

#[tokio::test]
async fn parts_of_another_upload_are_not_touched() {
    let folder = Folder::new();
    let objects = folder.objects();
    let (one, other) = (key(), key());
    for key in [&one, &other] {
        let upload = objects.begin_parts(key).await.unwrap();
        assert_eq!(send(&objects, key, &upload, 1, bytes(10)).await, 200);
    }
    objects.drop_parts(&one, "parts").await.unwrap();
    assert_eq!(there(&objects, &other, "parts").await, [(1, 10)]);
}
