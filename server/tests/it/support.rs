use std::collections::BTreeMap;

use access::Role;
use accounts::Visit;
use accounts::operations::sessions::Method;
use accounts::operations::{people, sessions, staff};
use app::site::assets::{Assets, Module};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use server::config::Config;
use server::files::Files;
use server::{Database, State};
use sqlx::PgPool;
use tenants::Directory;
use tower::ServiceExt as _;

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A server's memory with the compiled-in tables, on a database or on none.
pub(crate) fn state(pool: Option<PgPool>) -> State {
    state_with(pool, &[])
}

pub(crate) fn state_with(pool: Option<PgPool>, settings: &[(&str, &str)]) -> State {
    let settings: BTreeMap<String, String> =
        settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let config = Config::from_variables(&settings).unwrap();
    let assets = Assets {
        css: "/pkg/carteclaire.css".into(),
        module: Module {
            js: Some("/pkg/carteclaire.js".into()),
            wasm: Some("/pkg/carteclaire.wasm".into()),
        },
        own: Module {
            js: Some("/own/carteclaire.js".into()),
            wasm: Some("/own/carteclaire.wasm".into()),
        },
        ..Assets::default()
    };
    let up = pool.is_some();
    let published = server::cli::builtin_published();
    let state = State::new(
        config,
        (Files::default(), assets),
        pool,
        published,
        Directory::builtin().unwrap(),
    )
    .unwrap();
    if up {
        state.set_database(Database::Up);
    }
    state
}

/// A site on `pool`, its tenants seeded.
pub(crate) async fn site(pool: &PgPool) -> Router {
    let mut tx = pool.begin().await.unwrap();
    tenants::operations::seed_if_empty(&mut tx, server::clock::now()).await.unwrap();
    tx.commit().await.unwrap();
    jobs::operations::migrate(&pool.connect_options()).await.unwrap();
    server::router(state(Some(as_application(pool).await)))
}

/// The same database under the role of the application, which owns nothing.
pub(crate) async fn as_application(pool: &PgPool) -> PgPool {
    sqlx::postgres::PgPoolOptions::new()
        .max_connections(3)
        .after_connect(|conn, _| {
            Box::pin(async move {
                sqlx::Executor::execute(conn, "set role carteclaire_app").await.map(drop)
            })
        })
        .connect_with((*pool.connect_options()).clone())
        .await
        .unwrap()
}

/// A site without a database.
pub(crate) fn alone() -> Router {
    server::router(state(None))
}

pub(crate) async fn ask(site: &Router, request: Request<Body>) -> Answer {
    let response = site.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    // What goes on as long as the page is open has no end to wait for.
    let endless = parts.headers.get("content-type").is_some_and(|it| it == "text/event-stream");
    let bytes = if endless {
        axum::body::Bytes::new()
    } else {
        axum::body::to_bytes(body, usize::MAX).await.unwrap()
    };
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

pub(crate) async fn get(site: &Router, path: &str) -> Answer {
    ask(site, request("GET", path, "localhost:3000").body(Body::empty()).unwrap()).await
}

pub(crate) fn request(method: &str, path: &str, host: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header("host", host)
}

/// A form sent from a page of ours.
pub(crate) async fn send(site: &Router, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = app::query::encode(fields.iter().copied());
    let request = request("POST", path, "localhost:3000")
        .header("origin", "http://localhost:3000")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    ask(site, request).await
}

/// The cookie of somebody of the default house who has `roles`, signed in by `method` just now.
pub(crate) async fn signed_in(pool: &PgPool, roles: &[Role], method: Method) -> String {
    let tenant = Directory::builtin().unwrap().tenants[0].id;
    let now = server::clock::now();
    let id = uuid::Uuid::now_v7();
    let visit = Visit {
        house: std::sync::Arc::clone(&Directory::builtin().unwrap().tenants[0]),
        origin: "http://localhost:3000".to_owned(),
        now,
        lang: vocabulary::Lang::Fr,
        device: "Firefox, Linux".to_owned(),
        network: None,
        keys: std::sync::Arc::new(sealing::MasterKeys::random()),
        tries_per_network: 0,
        came_with: None,
    };
    let mut tx = pool.begin().await.unwrap();
    tenants::operations::enter(&mut tx, tenant).await.unwrap();
    let email = vocabulary::Email::parse(&format!("{id}@example.org")).unwrap();
    let named = ("Ada", "Lovelace");
    let person = staff::demonstrate(&mut tx, &visit, &email, named, (None, roles)).await;
    let person = people::find(&mut tx, person.unwrap().unwrap()).await.unwrap().unwrap();
    let opened = sessions::open(&mut tx, &visit, &person, method).await.unwrap();
    tx.commit().await.unwrap();
    format!("__Host-session={}", opened.token.reveal())
}

/// Runs the server's worker until `done`.
pub(crate) async fn work_until(state: &State, jobs: &PgPool, done: impl AsyncFn() -> bool) {
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let worker = server::worker::worker(state.clone(), jobs.clone()).unwrap();
    let running = tokio::spawn(worker.run_until(async {
        let _ = stopped.await;
    }));
    let waited = tokio::time::timeout(std::time::Duration::from_mins(1), async {
        while !done().await {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    });
    assert!(waited.await.is_ok(), "it never came to that");
    stop.send(()).unwrap();
    running.await.unwrap();
}
