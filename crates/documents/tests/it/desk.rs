//! A house with a database, a store and everything that reads pieces.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use audit::Thing;
use bytes::Bytes;
use documents::antivirus::{Address, Clamd};
use documents::operations::reading::{self, ReadDocument, Reading};
use documents::operations::uploads::{self, Begun, Received, Upload};
use documents::operations::{self, viewing};
use documents::seal::Masters;
use documents::{Class, Document, Intake, Links, Slot, Source, State, View};
use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jobs::{Attempt, Failed};
use objects::{LocalUrls, Objects, Settings};
use sealing::{MasterKeys, Token};
use sha2::{Digest as _, Sha256};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Executor as _, PgPool, Postgres, Transaction};
use tenants::{Directory, TenantId};
use uuid::Uuid;

use crate::{antivirus, reader};

pub(crate) const TODAY: Date = date(2026, 11, 22);

pub(crate) fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(crate) fn later(minutes: i64) -> Timestamp {
    now() + jiff::SignedDuration::from_mins(minutes)
}

pub(crate) fn urls() -> LocalUrls {
    LocalUrls::new(&[[7; 32]])
}

/// The two demonstration houses.
pub(crate) fn tenants() -> [Uuid; 2] {
    let directory = Directory::builtin().unwrap();
    [directory.tenants[0].id.0, directory.tenants[1].id.0]
}

/// Connections of the application's role.
pub(crate) fn app(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(4)
        .after_connect(|conn, _| {
            Box::pin(async move { conn.execute("set role carteclaire_app").await.map(drop) })
        })
        .connect_lazy_with(options)
}

/// A folder of its own, removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("documents-{}", Uuid::now_v7()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn objects(&self) -> Objects {
        Objects::open(&Settings::Folder { path: self.0.clone() }, urls()).unwrap()
    }

    /// Every file that is left in it.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { walk(&path, into) } else { into.push(path) }
            }
        }
        let mut files = Vec::new();
        walk(&self.0, &mut files);
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// The first house at work.
pub(crate) struct Desk {
    pub(crate) app: PgPool,
    pub(crate) jobs: PgPool,
    pub(crate) with: Reading,
    pub(crate) masters: Arc<MasterKeys>,
    pub(crate) dossier: Uuid,
    pub(crate) tenant: Uuid,
}

/// A desk whose files are in `objects`.
pub(crate) async fn desk(pool: &PgPool, objects: Objects) -> Desk {
    jobs::operations::migrate(&pool.connect_options()).await.unwrap();
    let mut conn = pool.acquire().await.unwrap();
    tenants::operations::seed_if_empty(&mut conn, now()).await.unwrap();
    let options = (*pool.connect_options()).clone();
    let masters = Arc::new(MasterKeys::random());
    Desk {
        app: app(options.clone()),
        jobs: jobs::operations::pool(options, 4),
        with: Reading {
            reader: reader(),
            antivirus: antivirus::clamd(),
            objects,
            keys: Arc::new(Masters(Arc::clone(&masters))),
        },
        masters,
        dossier: Uuid::now_v7(),
        tenant: tenants()[0],
    }
}

pub(crate) fn nobody() -> Clamd {
    Clamd::new(Address::Socket("/nonexistent/clamd.ctl".into()), Clamd::PATIENCE)
}

pub(crate) fn first() -> Attempt {
    Attempt { job: 1, number: 1, last: false }
}

impl Desk {
    pub(crate) async fn enter(&self, tenant: Uuid) -> Transaction<'static, Postgres> {
        let mut tx = self.app.begin().await.unwrap();
        tenants::operations::enter(&mut tx, TenantId(tenant)).await.unwrap();
        tx
    }

    pub(crate) async fn here(&self) -> Transaction<'static, Postgres> {
        self.enter(self.tenant).await
    }

    /// A form's piece of the dossier, in the slot `cni`.
    pub(crate) fn intake(&self, name: &str) -> Intake {
        Intake {
            dossier: self.dossier,
            slot: Slot::parse("cni").unwrap(),
            most: 10,
            name: name.to_owned(),
            size: None,
            sha256: None,
            source: Source::File,
            class: Class::Ordinary,
            by: None,
            expires_on: None,
            watermark: None,
            consent: None,
        }
    }

    /// The same, announced as a browser announces `file`.
    pub(crate) fn announced(&self, name: &str, file: &[u8]) -> Intake {
        let sha256 = Some(Sha256::digest(file).into());
        Intake { size: Some(file.len() as u64), sha256, ..self.intake(name) }
    }

    pub(crate) async fn begin(&self, intake: &Intake) -> (Upload, Token) {
        match uploads::begin(&self.app, &self.with.objects, self.tenant, intake, now()).await {
            Ok(Begun::Upload(upload, token)) => (*upload, token),
            other => panic!("{other:?}"),
        }
    }

    /// Sends `file` by a form, and leaves it to be read.
    pub(crate) async fn send(&self, intake: &Intake, file: &[u8]) -> Received {
        self.try_send(intake, file).await.unwrap()
    }

    pub(crate) async fn try_send(
        &self,
        intake: &Intake,
        file: &[u8],
    ) -> Result<Received, uploads::NotTaken> {
        let mut tx = self.here().await;
        let upload = uploads::begin_form(&mut tx, self.tenant, intake, now()).await?;
        tx.commit().await.unwrap();
        let body = futures_util::stream::iter(
            file.chunks(10_000).map(|part| Ok::<_, std::io::Error>(Bytes::copy_from_slice(part))),
        );
        let gathered = uploads::receive(&self.with.objects, &upload, body).await?;
        let mut tx = self.here().await;
        let received = uploads::finish(&mut tx, self.tenant, &upload, &gathered, now()).await?;
        tx.commit().await.unwrap();
        Ok(received)
    }

    pub(crate) async fn read_with(&self, with: &Reading, document: Uuid) -> Result<(), Failed> {
        let task = ReadDocument { tenant: self.tenant, document };
        reading::read(&self.app, with, &task, &first(), now()).await
    }

    pub(crate) async fn read(&self, document: Uuid) -> Result<(), Failed> {
        self.read_with(&self.with, document).await
    }

    /// Sends `file` and has it read.
    pub(crate) async fn taken(&self, intake: &Intake, file: &[u8]) -> Document {
        let received = self.send(intake, file).await;
        self.read(received.document).await.unwrap();
        self.document(received.document).await
    }

    pub(crate) async fn document(&self, id: Uuid) -> Document {
        operations::find(&mut *self.here().await, id).await.unwrap().unwrap()
    }

    pub(crate) async fn state(&self, id: Uuid) -> State {
        self.document(id).await.state
    }

    pub(crate) async fn waiting_jobs(&self) -> usize {
        let mut conn = self.jobs.acquire().await.unwrap();
        jobs::operations::waiting(&mut conn, jobs::operations::Page::default()).await.unwrap().len()
    }

    pub(crate) fn links(&self) -> Links {
        Links::new(&self.masters.derive_each(Links::PURPOSE))
    }

    /// What whoever has the address is sent.
    pub(crate) async fn fetch(&self, view: &View) -> Result<Vec<u8>, viewing::NotShown> {
        let served = viewing::served(&mut *self.here().await, view).await?;
        let keys = self.with.keys.as_ref();
        let bytes = viewing::stream(&self.with.objects, keys, &served).await?;
        let parts: Vec<Bytes> = bytes.try_collect().await.unwrap();
        let whole = parts.concat();
        assert!(served.length.is_none_or(|length| length == whole.len() as u64));
        Ok(whole)
    }

    /// The acts of the audit on `thing`.
    pub(crate) async fn acts(&self, thing: Thing) -> Vec<String> {
        sqlx::query_scalar(
            "select act || ' ' || coalesce(actor_role, '-') from audit_events where object_id = $1 order by at, sequence",
        )
        .bind(thing.id)
        .fetch_all(&mut *self.here().await)
        .await
        .unwrap()
    }
}

/// The slot `name`.
pub(crate) fn slot(name: &str) -> Slot {
    Slot::parse(name).unwrap()
}
