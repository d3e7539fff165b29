use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use jobs::{Attempt, Failed};
use mailer::{Accepted, FOREVER, Failure, Letter, Phone, Provider, Route, Text};
use notifications::operations::{self, Channels, Entry, Filter, SendNotification, Told};
use notifications::{House, Notice, Recipient, State, Template};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Executor as _, PgPool, Postgres, Transaction};
use tenants::{Directory, TenantId};
use uuid::Uuid;
use vocabulary::Lang;

pub(crate) fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

pub(crate) fn later(seconds: i64) -> Timestamp {
    now() + jiff::SignedDuration::from_secs(seconds)
}

/// The TLS provider that the program installs.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| rustls::crypto::ring::default_provider().install_default().unwrap());
}

/// The two demonstration tenants.
pub(crate) fn tenants() -> [TenantId; 2] {
    let directory = Directory::builtin().unwrap();
    [directory.tenants[0].id, directory.tenants[1].id]
}

pub(crate) fn houses() -> HashMap<Uuid, House> {
    let house = |tenant: &Arc<tenants::Tenant>| {
        let site = "https://carteclaire.example";
        (tenant.id.0, House::of(tenant, site, "contact@carteclaire.example", "CarteClaire"))
    };
    Directory::builtin().unwrap().tenants.iter().map(house).collect()
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

/// A database with its queue and its tenants, as the application sees it.
pub(crate) struct Office {
    pub(crate) app: PgPool,
    pub(crate) jobs: PgPool,
}

pub(crate) async fn office(pool: &PgPool) -> Office {
    jobs::operations::migrate(&pool.connect_options()).await.unwrap();
    let mut conn = pool.acquire().await.unwrap();
    tenants::operations::seed_if_empty(&mut conn, now()).await.unwrap();
    let options = (*pool.connect_options()).clone();
    Office { app: app(options.clone()), jobs: jobs::operations::pool(options, 4) }
}

impl Office {
    pub(crate) async fn enter(&self, tenant: TenantId) -> Transaction<'static, Postgres> {
        let mut tx = self.app.begin().await.unwrap();
        tenants::operations::enter(&mut tx, tenant).await.unwrap();
        tx
    }

    /// Tells and commits.
    pub(crate) async fn tell(&self, notice: &Notice) -> Uuid {
        let mut tx = self.enter(notice.tenant).await;
        let told = operations::tell(&mut tx, notice, now()).await.unwrap();
        tx.commit().await.unwrap();
        let (Told::Now(id) | Told::Before(id)) = told;
        id
    }

    /// One attempt at a job.
    pub(crate) async fn attempt(
        &self,
        channels: &Channels,
        id: Uuid,
        number: i16,
        at: Timestamp,
    ) -> Result<(), Failed> {
        let task = SendNotification { tenant: tenants()[0].0, notification: id };
        let attempt = Attempt { job: 1, number, last: number >= 12 };
        operations::send(&self.app, channels, &task, &attempt, at).await
    }

    pub(crate) async fn waiting_jobs(&self) -> usize {
        let mut conn = self.jobs.acquire().await.unwrap();
        jobs::operations::waiting(&mut conn, jobs::operations::Page::default()).await.unwrap().len()
    }

    pub(crate) async fn log(&self, tenant: TenantId) -> Vec<Entry> {
        let mut tx = self.enter(tenant).await;
        operations::list(&mut tx, &Filter::default(), None, 200).await.unwrap()
    }

    pub(crate) async fn entry(&self, id: Uuid) -> Entry {
        self.log(tenants()[0]).await.into_iter().find(|entry| entry.id == id).unwrap()
    }

    pub(crate) async fn state(&self, id: Uuid) -> State {
        let mut tx = self.enter(tenants()[0]).await;
        operations::state(&mut tx, id).await.unwrap().unwrap().0
    }
}

pub(crate) fn notice(template: Template, key: Option<&str>) -> Notice {
    let to = match template.channel() {
        notifications::Channel::Email => Recipient::Email("ada.lovelace@example.org".into()),
        notifications::Channel::Sms => Recipient::Sms(Phone::parse("+33612345678").unwrap()),
    };
    Notice {
        tenant: tenants()[0],
        person: None,
        dossier: None,
        to,
        template,
        lang: Lang::Fr,
        values: template.sample(),
        key: key.map(str::to_owned),
    }
}

/// A provider that answers from a list, and then takes everything.
pub(crate) struct Scripted {
    name: &'static str,
    remembers: Duration,
    pub(crate) answers: Mutex<VecDeque<Failure>>,
    pub(crate) asked: Mutex<Vec<Uuid>>,
}

impl Scripted {
    pub(crate) fn new(
        name: &'static str,
        remembers: Duration,
        answers: impl IntoIterator<Item = Failure>,
    ) -> Arc<Self> {
        let answers = Mutex::new(answers.into_iter().collect());
        Arc::new(Self { name, remembers, answers, asked: Mutex::default() })
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    fn answer(&self, id: Uuid) -> Result<Accepted, Failure> {
        self.asked.lock().unwrap().push(id);
        match self.answers.lock().unwrap().pop_front() {
            Some(failure) => Err(failure),
            None => Ok(Accepted { provider: self.name, message_id: Some(format!("<{id}>")) }),
        }
    }
}

#[async_trait]
impl Provider<Letter> for Scripted {
    fn name(&self) -> &'static str {
        self.name
    }

    fn remembers(&self) -> Duration {
        self.remembers
    }

    async fn send(&self, letter: &Letter) -> Result<Accepted, Failure> {
        self.answer(letter.id)
    }
}

#[async_trait]
impl Provider<Text> for Scripted {
    fn name(&self) -> &'static str {
        self.name
    }

    fn remembers(&self) -> Duration {
        self.remembers
    }

    async fn send(&self, text: &Text) -> Result<Accepted, Failure> {
        self.answer(text.id)
    }
}

/// Mails go by `first`, else by `second`; texts by one that takes everything.
pub(crate) fn channels(
    first: Arc<dyn Provider<Letter>>,
    second: Option<Arc<dyn Provider<Letter>>>,
) -> Channels {
    Channels {
        mail: Route::new(first, second),
        sms: Route::new(Scripted::new("texts", FOREVER, []), None),
        houses: Arc::new(houses()),
    }
}
