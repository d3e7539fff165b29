use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::azure::{MicrosoftAzure, MicrosoftAzureBuilder};
use object_store::client::{HttpClient, HttpConnector as _, ReqwestConnector};
use object_store::local::LocalFileSystem;
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use secrecy::{ExposeSecret as _, SecretString};

/// Waiting for a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// Waiting for the next bytes; a whole file may take longer.
const SILENCE: Duration = Duration::from_secs(20);
/// Tries after the first.
const RETRIES: usize = 3;
/// No try begins later than this after the first.
const RETRIED_FOR: Duration = Duration::from_secs(20);

/// Where the files are.
#[derive(Clone, Debug)]
pub enum Settings {
    /// A folder of this machine, made when absent: development, or one server.
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// S3 or what speaks like it.
    S3 {
        /// Its address, without the bucket.
        endpoint: String,
        /// Its region.
        region: String,
        /// The bucket.
        bucket: String,
        /// Who asks.
        key_id: String,
        /// Proves it.
        secret: SecretString,
        /// Without TLS: a loopback or a private network.
        allow_http: bool,
    },
    /// Azure Blob Storage.
    Azure {
        /// Another address than Azure's own.
        endpoint: Option<String>,
        /// The account.
        account: String,
        /// The container.
        container: String,
        /// Proves who asks, base64.
        secret: SecretString,
        /// Without TLS: a loopback or a private network.
        allow_http: bool,
    },
}

/// The settings name no store.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The folder cannot be made or entered.
    #[error("the folder of files cannot be used")]
    Folder(#[source] std::io::Error),
    /// The settings contradict themselves or lack something.
    #[error("the settings of the store of files cannot be used")]
    Store(#[from] object_store::Error),
}

/// A store that was made from its settings; nothing was asked of it yet.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Folder(Arc<Folder>),
    S3(Arc<S3>),
    Azure(Arc<MicrosoftAzure>),
}

/// A folder, and where it is.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) store: LocalFileSystem,
    pub(crate) root: PathBuf,
}

/// S3, and the same connections for what its client has no call for.
#[derive(Debug)]
pub(crate) struct S3 {
    pub(crate) store: AmazonS3,
    pub(crate) http: HttpClient,
}

fn retry() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(2),
            base: 2.0,
        },
        max_retries: RETRIES,
        retry_timeout: RETRIED_FOR,
    }
}

fn client(allow_http: bool) -> ClientOptions {
    ClientOptions::new()
        .with_allow_http(allow_http)
        .with_connect_timeout(CONNECT)
        .with_read_timeout(SILENCE)
        .with_timeout_disabled()
}

impl Settings {
    pub(crate) fn open(&self) -> Result<Place, Unusable> {
        Ok(match self {
            Self::Folder { path } => {
                std::fs::create_dir_all(path).map_err(Unusable::Folder)?;
                let store = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
                Place::Folder(Arc::new(Folder { store, root: path.clone() }))
            }
            Self::S3 { endpoint, region, bucket, key_id, secret, allow_http } => {
                let s3 = AmazonS3Builder::new()
                    .with_endpoint(endpoint)
                    .with_region(region)
                    .with_bucket_name(bucket)
                    .with_access_key_id(key_id)
                    .with_secret_access_key(secret.expose_secret())
                    .with_retry(retry())
                    .with_client_options(client(*allow_http));
                let http = ReqwestConnector::default().connect(&client(*allow_http))?;
                Place::S3(Arc::new(S3 { store: s3.build()?, http }))
            }
            Self::Azure { endpoint, account, container, secret, allow_http } => {
                let azure = MicrosoftAzureBuilder::new()
                    .with_account(account)
                    .with_container_name(container)
                    .with_access_key(secret.expose_secret())
                    .with_retry(retry())
                    .with_client_options(client(*allow_http));
                let azure = match endpoint {
                    Some(endpoint) => azure.with_endpoint(endpoint.clone()),
                    None => azure,
                };
                Place::Azure(Arc::new(azure.build()?))
            }
        })
    }
}
