//! From what was sent to what is kept: accepted, refused, in quarantine, waiting for somebody who is down.

use std::sync::Arc;

use documents::antivirus::Clamd;
use documents::operations::reading::{self, ReadDocument, Reading};
use documents::seal::{DataKey, Unwrapped, Wrap};
use documents::{Awaited, Intake, Kind, Reader, Refusal, State};
use jobs::{Attempt, Failed};
use sqlx::PgPool;
use vocabulary::Lang;

use crate::corpus::{self, End};
use crate::desk::{Folder, desk, later, nobody, now};
use crate::samples;
use crate::sending::closed;

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_good_is_kept_sealed_and_what_was_sent_is_gone(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    for (ending, file) in samples::each() {
        let received = desk.send(&desk.intake(&format!("piece.{ending}")), &file).await;
        assert_eq!(desk.state(received.document).await, State::Waiting(None));
        desk.read(received.document).await.unwrap();
        let document = desk.document(received.document).await;
        let facts = *document.state.accepted().unwrap();
        let (kind, name, pages) = if ending == "pdf" {
            (Kind::Pdf, "piece.pdf", 2)
        } else {
            (Kind::Jpeg, "piece.jpg", 1)
        };
        assert_eq!((facts.kind, facts.pages), (kind, pages), "{ending}");
        assert_eq!(document.name.as_deref(), Some(name));
    }
    let files = folder.files();
    assert!(files.iter().all(|file| file.to_string_lossy().contains("/documents/")), "{files:?}");
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        assert!(bytes.starts_with(b"CCF1"), "{} is not sealed", file.display());
    }
    // Six pictures with a thumbnail; a PDF with its two pages and two thumbnails.
    assert_eq!(files.len(), 6 * 2 + 5);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_refused_says_why_and_leaves_no_file(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let script =
        samples::page_with("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", "", &[]);
    for (name, file, refusal) in [
        ("action.pdf", script, Refusal::Script),
        ("coupe.jpg", samples::jpeg(300, 200)[..400].to_vec(), Refusal::Damaged),
        (
            "deux.jpg",
            [samples::jpeg(300, 200), samples::zip("a", b"a")].concat(),
            Refusal::TwoInOne,
        ),
        ("long.pdf", samples::pages(41), Refusal::TooManyPages),
    ] {
        let document = desk.taken(&desk.intake(name), &file).await;
        assert_eq!(document.state, State::Refused(refusal), "{name}");
        assert_eq!(document.state.refusal(), Some(refusal));
        let goes = document.destroyed.unwrap();
        assert_eq!(goes.1, documents::Rule::RefusedThirtyDays);
    }
    assert_eq!(folder.files(), Vec::<std::path::PathBuf>::new());
    // The same file may be sent again: it takes no place.
    let again = desk.send(&desk.intake("long.pdf"), &samples::pages(41)).await;
    assert!(again.new);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_the_antivirus_knows_stays_in_quarantine_and_may_be_read_again(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let mut found = 0;
    let all = corpus::all();
    for hostile in all.iter().filter(|one| matches!(one.end, End::Found)) {
        let received = desk.try_send(&desk.intake("piece.jpg"), &hostile.bytes()).await.unwrap();
        desk.read(received.document).await.unwrap();
        let state = desk.state(received.document).await;
        let name = "Eicar-Test-Signature.UNOFFICIAL".to_owned();
        assert_eq!(state, State::Quarantined(name), "{}", hostile.what);
        assert_eq!(state.refusal(), Some(Refusal::Infected), "what the person is told");
        found += 1;
        // Nothing was made of it.
        assert!(folder.files().iter().all(|file| file.to_string_lossy().contains("/quarantine/")));
        if found == 1 {
            let task = ReadDocument { tenant: desk.tenant, document: received.document };
            let mut tx = desk.here().await;
            assert!(reading::release(&mut tx, task, now()).await.unwrap());
            assert!(!reading::release(&mut tx, task, now()).await.unwrap(), "once");
            tx.commit().await.unwrap();
            assert_eq!(desk.state(received.document).await, State::Waiting(None));
            desk.read(received.document).await.unwrap();
            assert_eq!(desk.state(received.document).await.id(), "quarantined", "still known");
        }
    }
    assert!(found >= 7);
}

/// A keeper of keys that does not answer.
struct Silent;

#[async_trait::async_trait]
impl Wrap for Silent {
    async fn wrap(&self, _: &DataKey, _: &str) -> Result<Vec<u8>, Unwrapped> {
        Err(Unwrapped::Unreachable)
    }

    async fn unwrap(&self, _: &[u8], _: &str) -> Result<DataKey, Unwrapped> {
        Err(Unwrapped::Unreachable)
    }

    async fn rewrap(&self, _: &[u8], _: &str) -> Result<Option<Vec<u8>>, Unwrapped> {
        Err(Unwrapped::Unreachable)
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_piece_waits_for_whoever_is_down_says_so_and_goes_on_by_itself(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let absent = Reader::new("/nonexistent/program".into(), Vec::new(), 1);
    let good = &desk.with;
    let downs: [(Reading, Awaited); 4] = [
        (Reading { antivirus: nobody(), ..good.clone() }, Awaited::Antivirus),
        (Reading { objects: closed(), ..good.clone() }, Awaited::Store),
        (Reading { keys: Arc::new(Silent), ..good.clone() }, Awaited::Keys),
        (Reading { reader: absent, ..good.clone() }, Awaited::Reader),
    ];
    let received = desk.send(&desk.intake("cni.jpg"), &samples::jpeg(300, 200)).await;
    for (down, awaited) in downs {
        let failed = desk.read_with(&down, received.document).await;
        assert!(matches!(failed, Err(Failed::Again(_))), "{awaited:?}: {failed:?}");
        let state = desk.state(received.document).await;
        assert_eq!(state, State::Waiting(Some(awaited)));
        assert_eq!(state.label(Lang::Fr), "Vérification en attente");
        assert!(state.sentence(Lang::Fr).unwrap().contains("rien à renvoyer"));
    }
    desk.read(received.document).await.unwrap();
    assert!(desk.state(received.document).await.accepted().is_some());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_store_that_is_full_keeps_what_was_sent_and_accepts_nothing(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let received = desk.send(&desk.intake("cni.jpg"), &samples::jpeg(300, 200)).await;
    // It gives what it has and takes nothing more.
    std::fs::write(folder.path().join("documents"), b"").unwrap();
    let failed = desk.read(received.document).await;
    assert!(matches!(failed, Err(Failed::Again(_))), "{failed:?}");
    assert_eq!(desk.state(received.document).await, State::Waiting(Some(Awaited::Store)));
    std::fs::remove_file(folder.path().join("documents")).unwrap();
    desk.read(received.document).await.unwrap();
    assert!(desk.state(received.document).await.accepted().is_some());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_piece_that_lost_its_job_is_woken_once_it_is_late(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let received = desk.send(&desk.intake("cni.jpg"), &samples::jpeg(300, 200)).await;
    sqlx::query("delete from graphile_worker._private_jobs").execute(&pool).await.unwrap();
    let wake = async |minutes| {
        let mut tx = desk.here().await;
        let woken = reading::wake(&mut tx, desk.tenant, later(minutes)).await.unwrap();
        tx.commit().await.unwrap();
        (woken, desk.waiting_jobs().await)
    };
    assert_eq!(wake(29).await, (0, 0));
    assert_eq!(wake(31).await, (1, 1));
    assert_eq!(wake(31).await, (1, 1), "one job a piece");
    desk.read(received.document).await.unwrap();
    assert_eq!(wake(1000).await.0, 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_came_to_the_store_after_it_was_received_is_not_read(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    for other in [samples::jpeg(200, 300), samples::jpeg(301, 200)] {
        let received = desk.send(&desk.intake("cni.jpg"), &samples::jpeg(300, 200)).await;
        let sent =
            folder.files().into_iter().find(|it| it.to_string_lossy().contains("quarantine"));
        std::fs::write(sent.unwrap(), other).unwrap();
        desk.read(received.document).await.unwrap();
        assert_eq!(desk.state(received.document).await, State::Refused(Refusal::Damaged));
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_file_that_is_lost_is_asked_for_again_at_the_last_attempt(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let received = desk.send(&desk.intake("cni.jpg"), &samples::jpeg(300, 200)).await;
    for file in folder.files() {
        std::fs::remove_file(file).unwrap();
    }
    assert!(matches!(desk.read(received.document).await, Err(Failed::Again(_))));
    let task = ReadDocument { tenant: desk.tenant, document: received.document };
    let last = Attempt { job: 1, number: 12, last: true };
    reading::read(&desk.app, &desk.with, &task, &last, now()).await.unwrap();
    assert_eq!(desk.state(received.document).await, State::Refused(Refusal::Damaged));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_workers_at_once_make_one_piece(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    for _ in 0..5 {
        let slot = crate::desk::slot(&format!("s{}", fastrand::u32(..)));
        let intake = Intake { slot, ..desk.intake("cni.jpg") };
        let received = desk.send(&intake, &samples::jpeg(300, 200)).await;
        let id = received.document;
        let both = tokio::join!(desk.read(id), desk.read(id));
        for ended in [both.0, both.1] {
            // Whoever comes late may find what was sent cleared away: its job is tried again, and is done.
            if ended.is_err() {
                desk.read(id).await.unwrap();
            }
        }
        let facts = *desk.state(id).await.accepted().unwrap();
        let view =
            documents::View { tenant: desk.tenant, document: id, part: documents::Part::File };
        assert_eq!(desk.fetch(&view).await.unwrap().len() as u64, facts.length);
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_is_said_of_the_file_to_the_log_of_jobs(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let received = desk.send(&desk.intake("Lovelace Ada.jpg"), &samples::jpeg(300, 200)).await;
    let silent =
        Clamd::new(documents::antivirus::Address::Socket("/nonexistent".into()), Clamd::PATIENCE);
    let down = Reading { antivirus: silent, ..desk.with.clone() };
    let Err(Failed::Again(why)) = desk.read_with(&down, received.document).await else {
        panic!("it is read")
    };
    assert_eq!(why, "antivirus: NotReached");
}
