//! An S3 in this process, over a folder, that checks every signature.

use std::time::Duration;

use bytes::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use objects::{Download, Error, Objects, Settings};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;

use crate::stores::{Folder, behaves, bytes, keeps_nothing_broken, key, links, noon};

const MINUTE: Duration = Duration::from_mins(1);

pub(crate) struct S3 {
    folder: Folder,
    endpoint: String,
}

impl S3 {
    pub(crate) async fn start() -> Self {
        // Once a process: whoever is second finds it done.
        drop(rustls::crypto::ring::default_provider().install_default());
        let folder = Folder::new();
        std::fs::create_dir(folder.path().join("bucket")).unwrap();
        let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single("us", "secret"));
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let server = Builder::new(TokioExecutor::new());
                    drop(server.serve_connection(TokioIo::new(socket), service).await);
                });
            }
        });
        Self { folder, endpoint }
    }

    pub(crate) fn objects(&self, secret: &str, bucket: &str) -> Objects {
        let settings = Settings::S3 {
            endpoint: self.endpoint.clone(),
            region: "us-east-1".into(),
            bucket: bucket.into(),
            key_id: "us".into(),
            secret: secret.into(),
            allow_http: true,
        };
        Objects::open(&settings, links()).unwrap()
    }
}

#[tokio::test]
async fn s3_does_what_every_store_does() {
    let s3 = S3::start().await;
    behaves(&s3.objects("secret", "bucket")).await;
}

#[tokio::test]
async fn s3_keeps_nothing_broken() {
    let s3 = S3::start().await;
    keeps_nothing_broken(&s3.objects("secret", "bucket")).await;
}

#[tokio::test]
async fn what_must_be_new_replaces_nothing_in_s3() {
    let s3 = S3::start().await;
    let (objects, key) = (s3.objects("secret", "bucket"), key());
    objects.put_new(&key, Bytes::from_static(b"first")).await.unwrap();
    let second = objects.put_new(&key, Bytes::from_static(b"second")).await;
    assert!(matches!(second, Err(Error::Taken)), "{second:?}");
    assert_eq!(objects.get(&key).await.unwrap(), "first");
}

#[tokio::test]
async fn wrong_credentials_are_refused_and_a_missing_bucket_is_said() {
    let s3 = S3::start().await;
    let refused = s3.objects("other", "bucket").put(&key(), Bytes::new()).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    let missing = s3.objects("secret", "elsewhere").get(&key()).await;
    assert!(matches!(missing, Err(Error::Missing)), "{missing:?}");
    assert!(s3.folder.path().exists());
}

#[tokio::test]
async fn a_signed_put_takes_its_type_and_its_key_alone() {
    let s3 = S3::start().await;
    let (objects, key) = (s3.objects("secret", "bucket"), key());
    let put = objects.signed_put(&key, "image/jpeg", 1000, MINUTE, noon()).await.unwrap();
    let client = reqwest::Client::new();
    let send = async |url: &str, content_type: &str| {
        let body = client.put(url).header("content-type", content_type).body("jpeg");
        body.send().await.unwrap().status().as_u16()
    };
    assert_eq!(send(&put.url, "image/svg+xml").await, 403);
    assert_eq!(
        send(&put.url.replace("X-Amz-Expires=60", "X-Amz-Expires=600"), "image/jpeg").await,
        403
    );
    assert_eq!(send(&put.url.replace("exports", "imports"), "image/jpeg").await, 403);
    assert_eq!(
        client.get(&put.url).header("content-type", "image/jpeg").send().await.unwrap().status(),
        403
    );
    assert!(matches!(objects.head(&key).await, Err(Error::Missing)));
    assert_eq!(send(&put.url, "image/jpeg").await, 200);
    assert_eq!(objects.head(&key).await.unwrap().length, 4);
}

#[tokio::test]
async fn a_signed_get_comes_under_its_name_and_no_longer_when_altered() {
    let s3 = S3::start().await;
    let (objects, key) = (s3.objects("secret", "bucket"), key());
    objects.put(&key, bytes(10)).await.unwrap();
    let download = Download { content_type: "application/zip", name: Some("a b.zip") };
    let url = objects.signed_get(&key, download, MINUTE, noon()).await.unwrap();
    let client = reqwest::Client::new();
    let got = client.get(&url).send().await.unwrap();
    assert_eq!(got.status(), 200);
    assert_eq!(got.bytes().await.unwrap(), bytes(10));
    assert!(
        url.contains(
            "response-content-disposition=attachment%3B%20filename%2A%3DUTF-8%27%27a%2520b.zip"
        ),
        "{url}"
    );
    let altered = url.replace("a%2520b.zip", "a%2520b.exe");
    assert_ne!(altered, url);
    assert_eq!(client.get(altered).send().await.unwrap().status(), 403);
}
