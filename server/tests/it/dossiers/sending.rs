use std::path::PathBuf;

use documents::operations as papers;
use documents::operations::reading::ReadDocument;
use dossiers::SlotState;
use dossiers::items::FormState;
use dossiers::tracks::Signature;
use jobs::operations::When;
use sqlx::PgPool;

use super::{Browser, dossier, paid, with_pieces};
use crate::somebody::{begin, somebody};
use crate::support::work_until;

/// A folder of its own, removed at the end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path =
            std::env::temp_dir().join(format!("carteclaire-pieces-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A picture of 640 by 400 points, whose colours `seed` says.
pub(super) fn photo(seed: u8) -> Vec<u8> {
    picture(640, 400, seed)
}

/// A picture of so many points, whose colours `seed` says.
pub(super) fn picture(width: u32, height: u32, seed: u8) -> Vec<u8> {
    let size = width * height * 3;
    let mut file = b"BM".to_vec();
    for number in [54 + size, 0, 54, 40, width, height] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    file.extend_from_slice(&[1, 0, 24, 0]);
    for number in [0, size, 2_835, 2_835, 0, 0] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    file.extend((0..size).map(|at| seed.wrapping_mul(31) ^ (at % 251).to_le_bytes()[0]));
    file
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_photo_is_received_read_and_shown_to_its_customer_alone(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/piece/piece_identite");
    let page = browser.get(&site, &path).await;
    assert!(page.body.contains("type=\"file\""), "{}", page.body);
    let nothing = browser.send_files(&site, &path, &[]).await;
    assert_eq!(nothing.status, 422);
    let sent = browser
        .send_files(&site, &path, &[("recto.bmp", &photo(1)), ("verso.bmp", &photo(2))])
        .await;
    assert_eq!(sent.header("location"), format!("{path}?fait=recu"), "{}", sent.body);
    let (id, found) = dossier(&state, &reference).await;
    let slot = &found.slots["piece_identite"];
    assert_eq!((slot.state, slot.documents.len()), (SlotState::Received, 2));
    // Nothing is shown before it was read.
    let first = uuid::Uuid::from(slot.documents[0]);
    let early = browser.get(&site, &format!("{path}?voir={first}")).await;
    assert!(!early.body.contains("/pieces/"), "{}", early.body);

    let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 6);
    work_until(&state, &jobs, async || {
        let mut tx = begin(&state).await;
        let all = papers::of_dossier(&mut tx, id.0).await.unwrap();
        all.iter().all(|one| one.state.accepted().is_some())
    })
    .await;
    let opened = browser.get(&site, &format!("{path}?voir={first}")).await;
    let at = opened.body.find("/pieces/").expect("an address of a page");
    let address = opened.body[at..].split('"').next().unwrap().replace("&amp;", "&");
    let picture = browser.get(&site, &address).await;
    assert_eq!((picture.status.as_u16(), picture.header("content-type")), (200, "image/jpeg"));
    assert_eq!(picture.header("cache-control"), "private, no-store");
    // Not to another session, nor to nobody.
    let (_, other) = somebody(&state, "max", &[access::Role::Client]).await;
    for cookie in [other.as_str(), ""] {
        let refused = Browser::signed_in(cookie).get(&site, &address).await;
        assert_eq!(refused.status, 404);
    }
    // The same file sent twice is one.
    let again = browser.send_files(&site, &path, &[("recto.bmp", &photo(1))]).await;
    assert_eq!(again.header("location"), format!("{path}?fait=deja"));
    assert_eq!(dossier(&state, &reference).await.1.slots["piece_identite"].documents.len(), 2);
    // One is taken back.
    let gone = first.to_string();
    let back = browser.send(&site, &format!("{path}/retirer"), &[("document", &gone)]).await;
    assert_eq!(back.header("location"), format!("{path}?fait=retire"));
    let left = browser.get(&site, &address).await;
    assert_eq!(left.status, 404, "what was taken back is shown no more");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_file_that_is_none_is_refused_by_name_and_the_others_are_taken(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/piece/piece_identite");
    let sent = browser
        .send_files(
            &site,
            &path,
            &[
                ("vide.pdf", b""),
                ("virus.exe", b"MZ\x90\0 this program cannot be run"),
                ("recto.bmp", &photo(3)),
            ],
        )
        .await;
    assert_eq!(sent.status, 422);
    for words in ["vide.pdf", "virus.exe"] {
        assert!(sent.body.contains(words), "{words}: {}", sent.body);
    }
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.slots["piece_identite"].documents.len(), 1, "the good one is there");
    // Beside one that is known, what is wrong with the other is said all the same.
    let again = [("recto.bmp", photo(3)), ("vide.pdf", Vec::new())];
    let again = again.each_ref().map(|(name, file)| (*name, file.as_slice()));
    let sent = browser.send_files(&site, &path, &again).await;
    assert!(sent.status == 422 && sent.body.contains("vide.pdf"), "{}", sent.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_the_antivirus_finds_leaves_its_place_and_is_said(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/piece/piece_identite");
    let pdf = eicar();
    let sent = browser.send_files(&site, &path, &[("piece.pdf", &pdf)]).await;
    assert_eq!(sent.header("location"), format!("{path}?fait=recu"), "{}", sent.body);
    let (id, found) = dossier(&state, &reference).await;
    assert_eq!(found.slots["piece_identite"].documents.len(), 1, "it is looked at later");
    let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 6);
    work_until(&state, &jobs, async || {
        let mut tx = begin(&state).await;
        let all = papers::of_dossier(&mut tx, id.0).await.unwrap();
        drop(tx);
        let said = all.iter().all(|one| one.state.refusal().is_some());
        said && dossier(&state, &reference).await.1.slots["piece_identite"].state
            == SlotState::Expected
    })
    .await;
}

/// The test file of the antivirus makers, in a comment of a page.
fn eicar() -> Vec<u8> {
    let eicar =
        concat!(r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-", r"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*");
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n\
         % {eicar}\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    .into_bytes()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_form_is_not_signed_by_a_photograph_that_is_refused(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    browser
        .send(&site, &format!("/dossier/{reference}/personne/holder"), super::journey::HOLDER)
        .await;
    browser.send(&site, &format!("/dossier/{reference}/formulaires"), &[]).await;
    let (_, found) = dossier(&state, &reference).await;
    let form = found.forms.keys().next().unwrap().replace('/', ".");
    let path = format!("/dossier/{reference}/formulaire/{form}/papier");
    // What is no file is refused at once, with the reason.
    let refused = browser.send_files(&site, &path, &[("vide.pdf", b"")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Ou signer sur papier"), "{}", refused.body);
    let sent = browser.send_files(&site, &path, &[("signe.pdf", &eicar())]).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 6);
    work_until(&state, &jobs, async || {
        let (_, found) = dossier(&state, &reference).await;
        found.forms[&form.replace('.', "/")].state == FormState::Refused
    })
    .await;
    // The job begun again, by a worker that did not live to say that it was done: nothing else is void.
    let (id, found) = dossier(&state, &reference).await;
    let document = found.forms[&form.replace('.', "/")].evidence.unwrap().into();
    let mut tx = begin(&state).await;
    let task = ReadDocument { tenant: crate::somebody::visit(&state).tenant().0, document };
    ::jobs::operations::enqueue(&mut tx, &task, &When::default()).await.unwrap();
    tx.commit().await.unwrap();
    let left = "select count(*) from graphile_worker._private_jobs where payload ->> 'document' is not null";
    work_until(&state, &jobs, async || {
        sqlx::query_scalar::<_, i64>(left).fetch_one(&pool).await.unwrap() == 0
    })
    .await;
    let (again, after) = dossier(&state, &reference).await;
    assert_eq!((again, after.signature), (id, Signature::ASigner));
    assert_eq!(after.forms, found.forms);
    let page = browser.get(&site, &format!("/dossier/{reference}")).await.body;
    assert!(page.contains("À signer de nouveau"), "{page}");
    assert!(page.contains("n’a pas pu être ouverte"), "{page}");
}
