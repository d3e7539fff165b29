//! What a person sees, and what is kept, while something that the accounts need is down.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::somebody::{PASSWORD, served};
use crate::support::{Answer, get, send};

/// A provider of mail on this machine (Brevo's protocol), down or up.
struct Mail {
    address: String,
    down: Arc<AtomicBool>,
    taken: Arc<Mutex<Vec<Value>>>,
}

impl Mail {
    async fn start() -> Self {
        let (down, taken) = (Arc::new(AtomicBool::new(true)), Arc::new(Mutex::new(Vec::new())));
        let (is_down, letters) = (Arc::clone(&down), Arc::clone(&taken));
        let send = move |Json(letter): Json<Value>| async move {
            if is_down.load(Ordering::SeqCst) {
                return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({})));
            }
            letters.lock().unwrap().push(letter);
            (StatusCode::CREATED, Json(json!({ "messageId": "<1@brevo>" })))
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let site = Router::new().route("/v3/smtp/email", post(send));
        tokio::spawn(async move { axum::serve(listener, site).await });
        Self { address, down, taken }
    }
}

/// Waits until `done` says so.
async fn until(done: impl AsyncFn() -> bool) {
    let waited = tokio::time::timeout(Duration::from_mins(1), async {
        while !done().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(waited.await.is_ok(), "it never came to that");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn while_mail_is_down_the_page_says_so_and_the_letter_leaves_once_when_it_is_back(
    pool: PgPool,
) {
    let mail = Mail::start().await;
    let settings = [
        ("MAIL_PROVIDER", "brevo"),
        ("BREVO_URL", mail.address.as_str()),
        ("BREVO_KEY", "xkeysib-1"),
    ];
    let (site, state) = served(&pool, &settings).await;
    let jobs = jobs::operations::pool((*pool.connect_options()).clone(), 6);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let worker = server::worker::worker(state.clone(), jobs).unwrap();
    let running = tokio::spawn(worker.run_until(async { drop(stopped.await) }));
    let asked = send(&site, "/inscription", &[("email", "ada@exemple.fr")]).await;
    let page = asked.header("location").to_owned();
    assert!(page.starts_with("/courrier/"), "{}", asked.body);
    until(async || get(&site, &page).await.body.contains("Notre messagerie a du retard")).await;
    // Asked again meanwhile: it is the same letter.
    let again = send(&site, "/inscription", &[("email", "ada@exemple.fr")]).await;
    assert_eq!(again.header("location"), page);
    mail.down.store(false, Ordering::SeqCst);
    until(async || get(&site, &page).await.body.contains("Le message est parti")).await;
    stop.send(()).unwrap();
    running.await.unwrap();
    assert_eq!(mail.taken.lock().unwrap().len(), 1);
}

/// Cuts the connections of the site, as a restart of the database does.
async fn cut(pool: &PgPool) -> i64 {
    sqlx::query_scalar(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and wait_event_type = 'Lock'",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

async fn link(pool: &PgPool) -> String {
    let link: String = sqlx::query_scalar(
        "select values ->> 'link' from notifications where template = 'verify_email'",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    link.strip_prefix("http://localhost:3000").unwrap().to_owned()
}

/// Sends a form while somebody holds `table`, and cuts the site's connections once it waits.
async fn send_and_cut(pool: &PgPool, table: &str, form: impl Future<Output = Answer>) -> Answer {
    let mut holder = pool.begin().await.unwrap();
    let hold = format!("lock table {table} in access exclusive mode");
    sqlx::query(sqlx::AssertSqlSafe(hold)).execute(&mut *holder).await.unwrap();
    let (answer, ()) = tokio::join!(form, until(async || cut(pool).await > 0));
    holder.rollback().await.unwrap();
    answer
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_database_that_restarts_in_the_middle_leaves_no_half_account_and_the_link_still_works(
    pool: PgPool,
) {
    let (site, _) = served(&pool, &[]).await;
    send(&site, "/inscription", &[("email", "ada@exemple.fr")]).await;
    let path = link(&pool).await;
    let fields = [("password", PASSWORD)];
    // The account is made, its session is not: all or nothing.
    let cut = send_and_cut(&pool, "sessions", send(&site, &path, &fields)).await;
    assert_eq!(cut.status, 503, "{}", cut.body);
    assert!(cut.body.contains("ada@exemple.fr") && cut.header("set-cookie").is_empty());
    let people: i64 =
        sqlx::query_scalar("select count(*) from people").fetch_one(&pool).await.unwrap();
    assert_eq!(people, 0);
    let done = send(&site, &path, &fields).await;
    assert_eq!(done.header("location"), "/compte?mot-de-passe=strong", "{}", done.body);
    assert!(done.header("set-cookie").starts_with("__Host-session="));
    // And in the middle of a sign-in: the page is there, with what was typed.
    let typed = [("email", "ada@exemple.fr"), ("password", PASSWORD)];
    let cut = send_and_cut(&pool, "people", send(&site, "/connexion", &typed)).await;
    assert_eq!(cut.status, 503, "{}", cut.body);
    assert!(cut.body.contains("ada@exemple.fr") && !cut.body.contains(PASSWORD));
    assert_eq!(send(&site, "/connexion", &typed).await.header("location"), "/compte");
}
