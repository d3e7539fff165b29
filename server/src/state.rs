//! What a server keeps, and how it is asked for.

use std::sync::atomic::{AtomicBool, AtomicU8};
use std::sync::{Arc, OnceLock, RwLock};

use accounts::Hasher;
use app::site::Published;
use app::site::assets::Assets;
use demarches::Versions;
use documents::Links;
use documents::operations::reading::Reading;
use forms::operations::Template;
use moka::sync::Cache;
use objects::{LocalUrls, Objects};
use published::as_set;
use sealing::MasterKeys;
use sqlx::PgPool;
use tenants::Directory;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::config::Config;
use crate::files::Files;
use crate::limits::Limits;
use crate::pages::{Cached, PageKey};
use crate::papers::{self, NotMade};
use crate::payments::Providers;
use crate::rules::{Found, Known};
use crate::telemetry::Tallies;

mod database;
mod news;
mod published;

pub use database::Database;
pub use news::DossierNews;

/// Bytes of rendered pages kept in memory.
const CACHE_BYTES: u64 = 24 * 1024 * 1024;

/// Bytes of official forms kept in memory, as they were uploaded.
const FORM_BYTES: u64 = 32 * 1024 * 1024;

/// News that a slow listener may be behind by, before it misses some.
const NEWS_KEPT: usize = 256;

/// What a server keeps: settings, files, the published tables, the tenants, rendered pages.
#[derive(Clone, Debug)]
pub struct State(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: Config,
    files: Files,
    assets: Arc<Assets>,
    pool: Option<PgPool>,
    jobs: OnceLock<PgPool>,
    published: RwLock<Arc<Published>>,
    rules: RwLock<Arc<Found>>,
    directory: RwLock<Arc<Directory>>,
    /// Held while what the database says is read again.
    reloading: tokio::sync::Mutex<()>,
    database: AtomicU8,
    /// The tables in force today could not be read: those of before are shown.
    outdated: AtomicBool,
    pages: Cache<PageKey, Arc<Cached>>,
    official_forms: Cache<Uuid, Option<Arc<Template>>>,
    limits: Option<Limits>,
    tallies: Tallies,
    keys: Arc<MasterKeys>,
    hasher: Hasher,
    local_urls: LocalUrls,
    objects: Objects,
    reading: Reading,
    piece_links: Links,
    dossiers: broadcast::Sender<DossierNews>,
    #[cfg(feature = "oidc")]
    outside: Option<oidc::Provider>,
    providers: Providers,
}

impl State {
    /// A server that shows the compiled-in tables and tenants until a database says otherwise.
    ///
    /// # Errors
    ///
    /// [`NotMade`] when files cannot be stored, or whoever keeps their keys cannot be called.
    pub fn new(
        config: Config,
        (files, assets): (Files, Assets),
        pool: Option<PgPool>,
        published: Arc<Published>,
        directory: Directory,
    ) -> Result<Self, NotMade> {
        let keys = Arc::new(master_keys(&config));
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let hasher = Hasher::new(cores);
        #[cfg(feature = "oidc")]
        let outside = outside(&config);
        let database = if pool.is_some() { Database::Starting } else { Database::Absent };
        let limits = Limits::new(config.rate_limit_per_second);
        let signing = keys.derive_each("addresses of files");
        let local_urls = LocalUrls::new(&signing);
        let objects = Objects::open(&config.files, LocalUrls::new(&signing))?;
        let reading = papers::reading(&config.pieces, &objects, &keys, cores)?;
        let providers = Providers::open(&config)?;
        let piece_links = Links::new(&keys.derive_each(Links::PURPOSE));
        let directory = as_set(directory, &config);
        Ok(Self(Arc::new(Inner {
            config,
            files,
            assets: Arc::new(assets),
            pool,
            jobs: OnceLock::new(),
            rules: RwLock::new(Arc::new(Found {
                versions: Versions::new(published.demarches),
                known: Known::new(),
            })),
            published: RwLock::new(published),
            directory: RwLock::new(Arc::new(directory)),
            reloading: tokio::sync::Mutex::new(()),
            database: AtomicU8::new(database as u8),
            outdated: AtomicBool::new(false),
            pages: Cache::builder()
                .weigher(|_, page: &Arc<Cached>| u32::try_from(page.weight()).unwrap_or(u32::MAX))
                .max_capacity(CACHE_BYTES)
                .build(),
            official_forms: Cache::builder()
                .weigher(|_, form: &Option<Arc<Template>>| {
                    let weight = form.as_ref().map_or(0, |form| form.weight());
                    u32::try_from(weight).unwrap_or(u32::MAX)
                })
                .max_capacity(FORM_BYTES)
                .build(),
            limits,
            tallies: Tallies::new(),
            local_urls,
            objects,
            reading,
            piece_links,
            dossiers: broadcast::channel(NEWS_KEPT).0,
            keys,
            hasher,
            #[cfg(feature = "oidc")]
            outside,
            providers,
        })))
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The built files.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// Addresses of the built files.
    #[must_use]
    pub fn assets(&self) -> Arc<Assets> {
        Arc::clone(&self.0.assets)
    }

    /// Whoever takes money for each house.
    #[must_use]
    pub fn providers(&self) -> &Providers {
        &self.0.providers
    }

    /// Connections of the application's role.
    #[must_use]
    pub fn pool(&self) -> Option<&PgPool> {
        self.0.pool.as_ref()
    }

    /// Connections of the role of the jobs, where the back-office looks at the queue.
    #[must_use]
    pub fn jobs(&self) -> Option<&PgPool> {
        self.0.jobs.get()
    }

    /// Looks at the queue by `jobs` from now on; the first to say so is heard.
    pub fn look_at_jobs(&self, jobs: PgPool) {
        drop(self.0.jobs.set(jobs));
    }

    /// Limits of requests, when there are any.
    #[must_use]
    pub fn limits(&self) -> Option<&Limits> {
        self.0.limits.as_ref()
    }

    /// What is counted.
    #[must_use]
    pub fn tallies(&self) -> &Tallies {
        &self.0.tallies
    }

    /// What seals secrets.
    #[must_use]
    pub fn keys(&self) -> Arc<MasterKeys> {
        Arc::clone(&self.0.keys)
    }

    /// What signs addresses of files that are in a folder.
    #[must_use]
    pub fn local_urls(&self) -> &LocalUrls {
        &self.0.local_urls
    }

    /// The files.
    #[must_use]
    pub fn objects(&self) -> &Objects {
        &self.0.objects
    }

    /// What reads pieces, and who wraps their keys.
    #[must_use]
    pub fn reading(&self) -> &Reading {
        &self.0.reading
    }

    /// What signs the addresses of pieces.
    #[must_use]
    pub fn piece_links(&self) -> &Links {
        &self.0.piece_links
    }

    /// What happens to dossiers from now on, in all houses.
    #[must_use]
    pub fn hear_of_dossiers(&self) -> broadcast::Receiver<DossierNews> {
        self.0.dossiers.subscribe()
    }

    /// Tells whoever listens.
    pub fn tell_of_dossier(&self, news: DossierNews) {
        // Nobody may be listening: then nobody is told.
        drop(self.0.dossiers.send(news));
    }

    /// What hashes passwords.
    #[must_use]
    pub fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    /// The other provider of sign-in, when there is one.
    #[cfg(feature = "oidc")]
    #[must_use]
    pub fn outside(&self) -> Option<&oidc::Provider> {
        self.0.outside.as_ref()
    }

    /// Rendered pages.
    #[must_use]
    pub fn pages(&self) -> &Cache<PageKey, Arc<Cached>> {
        &self.0.pages
    }

    /// Official forms that were used lately, by their revisions: what is published never changes. Nothing stands for one
    /// that this program cannot read.
    #[must_use]
    pub fn official_forms(&self) -> &Cache<Uuid, Option<Arc<Template>>> {
        &self.0.official_forms
    }
}

/// The provider of the settings. One that cannot be set up is said once, and its button leads nowhere.
#[cfg(feature = "oidc")]
fn outside(config: &Config) -> Option<oidc::Provider> {
    let given = config.oidc.as_ref()?;
    let settings = oidc::Settings {
        issuer: given.issuer.clone(),
        client_id: given.client_id.clone(),
        client_secret: given.client_secret.clone(),
    };
    oidc::Provider::new(settings, oidc::Provider::PATIENCE)
        .inspect_err(|error| tracing::error!(%error, "sign-in by another provider is not possible"))
        .ok()
}

/// The keys of the settings; without them (never in production) one that lasts as long as the program.
pub(crate) fn master_keys(config: &Config) -> MasterKeys {
    let given = config
        .secrets_key
        .as_ref()
        .and_then(|key| MasterKeys::new(key, &config.secrets_key_previous).ok());
    given.unwrap_or_else(|| {
        tracing::warn!("SECRETS_KEY is not set: what is sealed cannot be opened after a restart");
        MasterKeys::random()
    })
}
