//! A distant store that does not answer, and the addresses of Azure.

use std::time::Duration;

use bytes::Bytes;
use objects::{Download, Error, Objects, Settings};

use crate::stores::{key, links, noon};

fn open(settings: &Settings) -> Objects {
    drop(rustls::crypto::ring::default_provider().install_default());
    Objects::open(settings, links()).unwrap()
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_unreachable() {
    // A port that was free a moment ago, and that nobody listens on.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let objects = open(&Settings::S3 {
        endpoint: format!("http://127.0.0.1:{port}"),
        region: "eu-west-3".into(),
        bucket: "bucket".into(),
        key_id: "us".into(),
        secret: "secret".into(),
        allow_http: true,
    });
    assert!(matches!(objects.get(&key()).await, Err(Error::Unreachable(_))));
    let put = objects.put(&key(), Bytes::from_static(b"x")).await;
    assert!(matches!(put, Err(Error::Unreachable(_))));
}

#[tokio::test]
async fn azure_signs_a_key_a_method_and_an_end() {
    let objects = open(&Settings::Azure {
        endpoint: None,
        account: "us".into(),
        container: "files".into(),
        secret: "c2VjcmV0".into(),
        allow_http: false,
    });
    let (key, lasts) = (key(), Duration::from_mins(1));
    let put = objects.signed_put(&key, "image/jpeg", 1000, lasts, noon()).await.unwrap();
    assert!(
        put.url.starts_with(&format!("https://us.blob.core.windows.net/files/{key}?")),
        "{}",
        put.url
    );
    assert!(
        put.url.contains("sp=w") && put.url.contains("se=") && put.url.contains("sig="),
        "{}",
        put.url
    );
    assert!(put.headers.contains(&("x-ms-blob-type", "BlockBlob".to_owned())));
    let download = Download { content_type: "image/jpeg", name: None };
    let get = objects.signed_get(&key, download, lasts, noon()).await.unwrap();
    assert!(get.contains("sp=r") && !get.contains("sp=w"), "{get}");
}
