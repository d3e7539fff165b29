//! Files on their way: cut, sent twice, sent at once, announced as something else.

use documents::operations::uploads::{self, Begun, NotTaken};
use documents::{Class, Consent, Intake, Refusal, State};
use objects::Objects;
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;

use crate::desk::{Desk, Folder, desk, later, now, slot};
use crate::s3::S3;
use crate::{samples, wire};

const CUTS: usize = 50;

/// A file of three parts.
fn large() -> Vec<u8> {
    let file = samples::bmp(2000, 1900);
    assert!(file.len() as u64 > 2 * Objects::PART);
    file
}

/// Sends `file` over a line that is cut fifty times, at any byte, then once more until it is there.
async fn survives(desk: &Desk, base: &str) {
    let (file, objects) = (large(), &desk.with.objects);
    let (upload, token) = desk.begin(&desk.announced("scan.bmp", &file)).await;
    let (mut resumed, mut silent) = (0, 0);
    for cut in 0..CUTS {
        // What a browser does after each cut: it asks where it stands, then goes on.
        let upload = uploads::find(&mut *desk.here().await, &token, now()).await.unwrap();
        let standing = uploads::standing(objects, &upload, now()).await.unwrap();
        let Some(wanted) = standing.wanted.first() else {
            // Sent to the end, and cut before the answer: nothing is wanted any more.
            resumed += 1;
            continue;
        };
        let from = usize::try_from(wanted.from).unwrap();
        let part = &file[from..from + usize::try_from(wanted.length).unwrap()];
        // One in ten is cut after its last byte.
        let at = if cut % 10 == 9 { part.len() } else { fastrand::usize(0..part.len()) };
        silent += usize::from(at == part.len());
        assert!(!wire::send(base, &wanted.put, part, Some(at)).await);
        let incomplete = uploads::gathered(objects, &upload).await;
        let whole = matches!(incomplete, Ok(_) | Err(NotTaken::Incomplete));
        assert!(whole, "cut {cut}: {incomplete:?}");
        resumed += 1;
    }
    assert_eq!((resumed, silent > 0), (CUTS, true));
    loop {
        let standing = uploads::standing(objects, &upload, now()).await.unwrap();
        let Some(wanted) = standing.wanted.first() else { break };
        let from = usize::try_from(wanted.from).unwrap();
        let part = &file[from..from + usize::try_from(wanted.length).unwrap()];
        assert!(wire::send(base, &wanted.put, part, None).await);
    }
    let gathered = uploads::gathered(objects, &upload).await.unwrap();
    let mut tx = desk.here().await;
    let received = uploads::finish(&mut tx, desk.tenant, &upload, &gathered, now()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(received.new);
    let document = desk.document(received.document).await;
    assert_eq!(document.sent_sha256, <[u8; 32]>::from(Sha256::digest(&file)));
    assert_eq!(document.state, State::Waiting(None));
    desk.read(received.document).await.unwrap();
    assert!(desk.state(received.document).await.accepted().is_some());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_upload_to_a_folder_survives_fifty_cuts_with_the_same_sha_256(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let base = wire::serve(folder.objects()).await;
    survives(&desk, &base).await;
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_upload_to_s3_survives_fifty_cuts_with_the_same_sha_256(pool: PgPool) {
    let s3 = S3::start().await;
    let desk = desk(&pool, s3.objects()).await;
    survives(&desk, "").await;
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_dies_after_the_parts_are_joined_loses_and_doubles_nothing(pool: PgPool) {
    let s3 = S3::start().await;
    let desk = desk(&pool, s3.objects()).await;
    let (file, objects) = (large(), &desk.with.objects);
    let (upload, token) = desk.begin(&desk.announced("scan.bmp", &file)).await;
    for wanted in uploads::standing(objects, &upload, now()).await.unwrap().wanted {
        let from = usize::try_from(wanted.from).unwrap();
        let part = &file[from..from + usize::try_from(wanted.length).unwrap()];
        assert!(wire::send("", &wanted.put, part, None).await);
    }
    let once = uploads::gathered(objects, &upload).await.unwrap();
    // Nobody said so: asked again, from another device.
    let upload = uploads::find(&mut *desk.here().await, &token, now()).await.unwrap();
    assert_eq!(uploads::standing(objects, &upload, now()).await.unwrap().wanted, []);
    let twice = uploads::gathered(objects, &upload).await.unwrap();
    assert_eq!(once, twice);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let mut tx = desk.here().await;
        let received = uploads::finish(&mut tx, desk.tenant, &upload, &twice, now()).await.unwrap();
        tx.commit().await.unwrap();
        ids.push((received.document, received.new));
    }
    assert_eq!(ids[1], (ids[0].0, false));
    assert_eq!(desk.waiting_jobs().await, 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_same_piece_sent_twice_is_one_and_that_is_said(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let file = samples::jpeg(300, 200);
    let first = desk.send(&desk.intake("cni.jpg"), &file).await;
    let second = desk.send(&desk.intake("autre nom.jpg"), &file).await;
    assert_eq!((first.new, second.new), (true, false));
    assert_eq!(first.document, second.document);
    // Announced with its hash, not a byte of it is sent.
    let announced = desk.announced("cni.jpg", &file);
    let objects = &desk.with.objects;
    let begun = uploads::begin(&desk.app, objects, desk.tenant, &announced, now()).await.unwrap();
    assert!(matches!(begun, Begun::Before(id) if id == first.document), "{begun:?}");
    // In another slot it is another piece.
    let other = Intake { slot: slot("permis"), ..desk.intake("cni.jpg") };
    assert!(desk.send(&other, &file).await.new);
    assert_eq!(desk.waiting_jobs().await, 2);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_uploads_at_once_fill_the_last_place_of_a_slot_once(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    for round in 0..10 {
        let name = format!("slot{round}");
        let intake = Intake { most: 1, slot: slot(&name), ..desk.intake("a.jpg") };
        let (one, other) = (samples::jpeg(300 + round, 200), samples::jpeg(300 + round, 201));
        let both = tokio::join!(desk.try_send(&intake, &one), desk.try_send(&intake, &other));
        let taken = [&both.0, &both.1].into_iter().filter(|taken| taken.is_ok()).count();
        let full = [&both.0, &both.1]
            .into_iter()
            .any(|taken| matches!(taken, Err(NotTaken::Full { most: 1 })));
        assert_eq!((taken, full), (1, true), "{both:?}");
        // And the same file twice at once is one piece, whoever is first.
        let intake = Intake { slot: slot(&format!("same{round}")), ..desk.intake("a.jpg") };
        let both = tokio::join!(desk.send(&intake, &one), desk.send(&intake, &one));
        assert_eq!(both.0.document, both.1.document);
        assert!(both.0.new != both.1.new);
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_refused_before_it_is_sent_keeps_nothing(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let good = Intake { size: Some(1000), ..desk.intake("a.jpg") };
    let begin = async |intake: Intake| {
        let objects = &desk.with.objects;
        uploads::begin(&desk.app, objects, desk.tenant, &intake, now()).await.unwrap_err()
    };
    let refused = begin(Intake { size: Some(0), ..good.clone() }).await;
    assert!(matches!(refused, NotTaken::Refused(Refusal::Empty)));
    let refused = begin(Intake { size: Some(20 * 1024 * 1024 + 1), ..good.clone() }).await;
    assert!(matches!(refused, NotTaken::Refused(Refusal::TooLong)));
    let refused = begin(Intake { name: "a\u{202E}gpj.exe".into(), ..good.clone() }).await;
    assert!(matches!(refused, NotTaken::Refused(Refusal::DisguisedName)));
    let refused = begin(Intake { class: Class::Health, ..good.clone() }).await;
    assert!(matches!(refused, NotTaken::NoConsent));
    let uploads: i64 = sqlx::query_scalar("select count(*) from uploads")
        .fetch_one(&mut *desk.here().await)
        .await
        .unwrap();
    assert_eq!(uploads, 0);
    let consent = Some(Consent { at: now(), text: "J’accepte.".into() });
    let health =
        Intake { class: Class::Health, consent: consent.clone(), ..desk.intake("cmi.jpg") };
    let document = desk.taken(&health, &samples::jpeg(300, 200)).await;
    assert_eq!(document.consent, consent, "kept with its time and its text");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_arrives_is_judged_by_its_bytes_and_deleted_when_it_is_not_taken(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    for (name, file, refusal) in [
        ("vide.jpg", Vec::new(), Refusal::Empty),
        ("page.pdf", b"<svg onload=".to_vec(), Refusal::OtherKind),
        ("photos.jpg", samples::zip("a.jpg", b"a"), Refusal::Archive),
        ("long.jpg", vec![0xFF; 20 * 1024 * 1024 + 1], Refusal::TooLong),
    ] {
        let refused = desk.try_send(&desk.intake(name), &file).await.unwrap_err();
        assert!(matches!(refused, NotTaken::Refused(why) if why == refusal), "{name}: {refused:?}");
    }
    // Announced as one file, sent as another.
    let (announced, sent) = (samples::jpeg(300, 200), samples::jpeg(200, 300));
    let mut intake = desk.announced("a.jpg", &announced);
    intake.size = Some(sent.len() as u64);
    let (upload, _) = desk.begin(&intake).await;
    let base = wire::serve(folder.objects()).await;
    let objects = &desk.with.objects;
    let standing = uploads::standing(objects, &upload, now()).await.unwrap();
    assert!(wire::send(&base, &standing.wanted[0].put, &sent, None).await);
    let altered = uploads::gathered(objects, &upload).await;
    assert!(matches!(altered, Err(NotTaken::Altered)), "{altered:?}");
    assert_eq!(folder.files(), Vec::<std::path::PathBuf>::new());
    assert_eq!(desk.waiting_jobs().await, 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_token_goes_on_with_its_upload_for_a_day_and_in_its_house(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let (upload, token) = desk.begin(&desk.announced("a.jpg", &samples::jpeg(300, 200))).await;
    let day = 24 * 60;
    let found = uploads::find(&mut *desk.here().await, &token, later(day - 1)).await.unwrap();
    assert_eq!(found, upload);
    let late = uploads::find(&mut *desk.here().await, &token, later(day)).await;
    assert!(matches!(late, Err(NotTaken::Unknown)));
    let mut other = desk.enter(crate::desk::tenants()[1]).await;
    let elsewhere = uploads::find(&mut other, &token, now()).await;
    assert!(matches!(elsewhere, Err(NotTaken::Unknown)));
    let guessed = uploads::find(&mut *desk.here().await, &sealing::Token::random(), now()).await;
    assert!(matches!(guessed, Err(NotTaken::Unknown)));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_store_that_does_not_answer_takes_nothing_and_loses_nothing(pool: PgPool) {
    let s3 = S3::start().await;
    let desk = desk(&pool, s3.objects()).await;
    let file = samples::jpeg(300, 200);
    let (upload, token) = desk.begin(&desk.announced("a.jpg", &file)).await;
    let objects = desk.with.objects.clone();
    let standing = uploads::standing(&objects, &upload, now()).await.unwrap();
    assert!(wire::send("", &standing.wanted[0].put, &file, None).await);
    let closed = closed();
    let gone = uploads::gathered(&closed, &upload).await;
    assert!(matches!(gone, Err(NotTaken::Store(_))), "{gone:?}");
    let other = desk.announced("b.jpg", &file);
    let refused = uploads::begin(&desk.app, &closed, desk.tenant, &other, now()).await;
    assert!(matches!(refused, Err(NotTaken::Store(_))));
    let kept = uploads::find(&mut *desk.here().await, &token, now()).await.unwrap();
    assert_eq!(kept, upload, "it goes on when the store is back");
}

/// A store at an address where nobody listens.
pub(crate) fn closed() -> Objects {
    crate::install();
    let settings = objects::Settings::S3 {
        endpoint: "http://127.0.0.1:9".into(),
        region: "us-east-1".into(),
        bucket: "bucket".into(),
        key_id: "us".into(),
        secret: "secret".into(),
        allow_http: true,
    };
    Objects::open(&settings, crate::desk::urls()).unwrap()
}
