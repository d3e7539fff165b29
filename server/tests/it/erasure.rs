//! A closed account leaves no trace (quality.md S9): a canary in everything that a person gives is looked for in every
//! table of the database, in the files, in the queue and in the logs.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use access::Role;
use axum::body::Body;
use jobs::operations::When;
use server::worker::ForgetFiles;
use sqlx::{AssertSqlSafe, PgPool};

use crate::somebody::{begin, get_as, send_as, served, somebody, visit};
use crate::support::{ask, request, work_until};

const CANARY: &str = "zqcanari";

/// What is written to the log while a test runs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Every table where the canary is, as text, base64 or hexadecimal digits.
async fn tables_with_canary(pool: &PgPool) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', schemaname, tablename) from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema') order by 1",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    assert!(tables.len() > 30, "{tables:?}");
    let sought = format!("{CANARY}|{}", hex(CANARY));
    let mut found = Vec::new();
    for table in tables {
        // Bound, not written in the statement: the log may tell statements, and is looked through too.
        let look = format!("select count(*) from {table} line where line::text ~* $1");
        let asked = sqlx::query_scalar(AssertSqlSafe(look)).bind(&sought);
        let hits: i64 = asked.fetch_one(pool).await.unwrap();
        if hits > 0 {
            found.push(table);
        }
    }
    found
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// What stands in a folder and below; a file that the worker takes away meanwhile is not there.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        match std::fs::read(&entry) {
            Ok(bytes) => found.push(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(_) => found.extend(files(&entry)),
        }
    }
    found
}

async fn count(pool: &PgPool, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(pool).await.unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_closed_account_leaves_nothing_in_the_database_the_files_the_queue_and_the_log(
    pool: PgPool,
) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(move || writer.clone())
        .finish();
    let listening = tracing::subscriber::set_default(subscriber);
    let folder = std::env::temp_dir().join(format!("carteclaire-erasure-{}", uuid::Uuid::now_v7()));
    let (mail, kept) = (folder.join("mail"), folder.join("files"));
    let settings =
        [("MAIL_FOLDER", mail.to_str().unwrap()), ("FILES_FOLDER", kept.to_str().unwrap())];
    let (site, state) = served(&pool, &settings).await;
    let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 6);
    let (_, cookie) = somebody(&state, CANARY, &[Role::Client]).await;
    let profile = [
        ("given_name", "Zqcanari"),
        ("family_name", "ZQCANARI"),
        ("phone", "0612345678"),
        ("line1", "1 rue du Zqcanari"),
        ("postcode", "35000"),
        ("city", "Zqcanari"),
        ("lang", "fr"),
    ];
    let saved = send_as(&site, "/compte/profil", &cookie, &profile).await;
    assert!(saved.status.is_redirection(), "{}", saved.body);
    let strange = request("GET", "/compte?zqcanari=1", "localhost:3000")
        .header("cookie", &cookie)
        .header("user-agent", "zqcanari/1.0");
    ask(&site, strange.body(Body::empty()).unwrap()).await;
    send_as(&site, "/connexion/lien", "", &[("email", "zqcanari@exemple.fr")]).await;
    send_as(&site, "/compte/donnees", &cookie, &[("act", "export")]).await;
    work_until(&state, &jobs, async || {
        count(&pool, "select count(*) from exports where file is not null").await == 1
            && count(&pool, "select count(*) from notifications where state = 'waiting'").await == 0
    })
    .await;
    let before = tables_with_canary(&pool).await;
    assert!(before.contains(&"public.people".to_owned()), "{before:?}");
    assert_eq!(files(&kept).len(), 1, "the copy of one's data");

    let closed =
        send_as(&site, "/compte/donnees", &cookie, &[("act", "close"), ("confirm", "1")]).await;
    assert_eq!(closed.status, 200, "{}", closed.body);
    let mut tx = begin(&state).await;
    ::jobs::operations::enqueue(&mut tx, &ForgetFiles {}, &When::default()).await.unwrap();
    tx.commit().await.unwrap();
    work_until(&state, &jobs, async || {
        files(&kept).is_empty()
            && count(&pool, "select count(*) from graphile_worker._private_jobs").await == 0
    })
    .await;
    assert_eq!(get_as(&site, "/compte", &cookie).await.status, 303);
    assert_eq!(tables_with_canary(&pool).await, Vec::<String>::new());
    drop(listening);
    let said = String::from_utf8_lossy(&log.0.lock().unwrap()).to_lowercase();
    assert!(said.len() > 1_000, "the log was heard");
    let lines: Vec<&str> = said.lines().filter(|line| line.contains(CANARY)).collect();
    assert!(lines.is_empty(), "{lines:?}");
    // The chains hold without what was erased.
    let known = audit::checkpoint::Known::of(&state.keys());
    let mut conn = pool.acquire().await.unwrap();
    let house = visit(&state).tenant();
    let found = audit::operations::verify(&mut conn, house, state.objects(), &known).await.unwrap();
    assert!(found.events > 5 && found.broken_in_all == 0, "{found:?}");
    std::fs::remove_dir_all(&folder).unwrap();
}
