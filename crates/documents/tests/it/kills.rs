//! A worker is killed (SIGKILL) at each step of reading, thirty times and more: a real process, a real database, the real
//! antivirus, a store on the disk.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use documents::operations::reading::{self, ReadDocument, Reading};
use documents::seal::Masters;
use documents::{Class, Intake, Part, View, Watermark};
use futures_util::TryStreamExt as _;
use objects::{Objects, Settings};
use sealing::MasterKeys;
use secrecy::SecretString;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::{ConnectOptions as _, PgPool};
use uuid::Uuid;

use crate::desk::{Desk, Folder, app, desk, first, now, slot, tenants, urls};
use crate::{antivirus, reader, samples};

const ROUNDS: u32 = 36;
/// What the worker's process is told: database, store, piece.
const TOLD: &str = "DOCUMENTS_WORKER";
/// The same master in both processes.
const MASTER: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn masters() -> Arc<MasterKeys> {
    Arc::new(MasterKeys::new(&SecretString::from(MASTER), &[]).unwrap())
}

/// The worker's process: this very test, told what to do.
#[tokio::test]
async fn a_worker_that_is_told_nothing_does_nothing() {
    #[expect(clippy::disallowed_methods, reason = "how a process of these tests is told its part")]
    let Ok(told) = std::env::var(TOLD) else { return };
    let told: Value = serde_json::from_str(&told).unwrap();
    let app = app(told["database"].as_str().unwrap().parse().unwrap());
    let path = told["store"].as_str().unwrap().into();
    let with = Reading {
        reader: reader(),
        antivirus: antivirus::clamd(),
        objects: Objects::open(&Settings::Folder { path }, urls()).unwrap(),
        keys: Arc::new(Masters(masters())),
    };
    let document = told["document"].as_str().unwrap().parse().unwrap();
    let task = ReadDocument { tenant: tenants()[0], document };
    let _ = reading::read(&app, &with, &task, &first(), now()).await;
}

fn worker(told: &Value) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kills::a_worker_that_is_told_nothing_does_nothing"])
        .env(TOLD, told.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// When the worker of a round is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    /// At any moment of its life.
    Whenever,
    /// Once the row says that it is read.
    Reading,
    /// Once the key is drawn.
    Sealing,
    /// Once a file of it is stored.
    Storing,
    /// Once the row says that it is accepted: what was sent may still be there.
    Accepted,
}

const STEPS: [When; 5] =
    [When::Whenever, When::Reading, When::Sealing, When::Storing, When::Accepted];

/// What the row and the store say of the step that a piece has come to.
async fn step(desk: &Desk, folder: &Folder, id: Uuid) -> When {
    let (state, drawn): (String, bool) =
        sqlx::query_as("select state, wrapped is not null from documents where id = $1")
            .bind(id)
            .fetch_one(&mut *desk.here().await)
            .await
            .unwrap();
    let stored = || folder.path().join(format!("documents/{id}")).is_dir();
    match state.as_str() {
        "accepted" => When::Accepted,
        _ if stored() => When::Storing,
        _ if drawn => When::Sealing,
        "reading" => When::Reading,
        _ => When::Whenever,
    }
}

async fn kill(desk: &Desk, folder: &Folder, told: &Value, id: Uuid, when: When) -> When {
    let mut worker = worker(told);
    let ends = async {
        if when == When::Whenever {
            tokio::time::sleep(Duration::from_millis(fastrand::u64(5..400))).await;
            return;
        }
        while step(desk, folder, id).await < when && worker.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
    };
    // A worker that finds nothing to do never comes to the step; it is ended all the same.
    let _ = tokio::time::timeout(Duration::from_secs(30), ends).await;
    worker.kill().unwrap();
    worker.wait().unwrap();
    step(desk, folder, id).await
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn killed_workers_lose_and_double_nothing(pool: PgPool) {
    let folder = Folder::new();
    let mut desk = desk(&pool, folder.objects()).await;
    desk.masters = masters();
    desk.with.keys = Arc::new(Masters(masters()));
    let database = pool.connect_options().to_url_lossy().to_string();
    let (mut left, mut ids) = (BTreeMap::<When, u32>::new(), Vec::new());
    for round in 0..ROUNDS {
        // An identity piece of two pages: seven files are stored, so there is time between them.
        let intake = Intake {
            class: Class::Identity,
            watermark: Some(Watermark::new("CarteClaire")),
            slot: slot(&format!("slot{round}")),
            ..desk.intake("cni.pdf")
        };
        let id = desk.send(&intake, &samples::pages(2)).await.document;
        let told = json!({ "database": database, "store": folder.path(), "document": id });
        let when = STEPS[usize::try_from(round).unwrap() % STEPS.len()];
        let at = kill(&desk, &folder, &told, id, when).await;
        *left.entry(at).or_default() += 1;
        // Every other one dies twice.
        if round % 2 == 1 {
            kill(&desk, &folder, &told, id, STEPS[fastrand::usize(0..STEPS.len())]).await;
        }
        desk.read(id).await.unwrap();
        let facts = *desk.state(id).await.accepted().unwrap();
        assert_eq!(facts.pages, 2, "round {round}, killed at {at:?}");
        let view = |part| View { tenant: desk.tenant, document: id, part };
        let file = desk.fetch(&view(Part::File)).await.unwrap();
        assert_eq!(facts.sha256, <[u8; 32]>::from(Sha256::digest(&file)), "round {round}");
        for part in [Part::Page(1), Part::Page(2), Part::Thumbnail(1), Part::Thumbnail(2)] {
            assert!(!desk.fetch(&view(part)).await.unwrap().is_empty());
        }
        ids.push(id);
    }
    let files: Vec<_> =
        desk.with.objects.list("documents").map_ok(|found| found.key).try_collect().await.unwrap();
    assert_eq!(files.len(), ids.len() * 5, "every file once: {files:?}");
    let left_over: Vec<_> = folder
        .files()
        .into_iter()
        .filter(|file| !file.to_string_lossy().contains("/documents/01"))
        .collect();
    assert_eq!(left_over, Vec::<std::path::PathBuf>::new(), "nothing of what was sent");
    // The other steps are over in a moment.
    for at in [When::Reading, When::Storing, When::Accepted] {
        assert!(left.contains_key(&at), "no worker was killed at {at:?}: {left:?}");
    }
}
