//! An S3 in this process, over a folder, that checks every signature.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use objects::{Objects, Settings};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;

use crate::desk::{Folder, urls};

pub(crate) struct S3 {
    /// Kept as long as it is served.
    _folder: Folder,
    endpoint: String,
}

impl S3 {
    pub(crate) async fn start() -> Self {
        crate::install();
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
        Self { _folder: folder, endpoint }
    }

    pub(crate) fn objects(&self) -> Objects {
        let settings = Settings::S3 {
            endpoint: self.endpoint.clone(),
            region: "us-east-1".into(),
            bucket: "bucket".into(),
            key_id: "us".into(),
            secret: "secret".into(),
            allow_http: true,
        };
        Objects::open(&settings, urls()).unwrap()
    }
}
