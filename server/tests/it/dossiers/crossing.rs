//! What two do at once, what changes while somebody reads, and what is cut on its way.

use axum::Router;
use axum::body::{Body, Bytes};
use dossiers::SlotState;
use dossiers::items::FormState;
use futures_util::future::join;
use sqlx::PgPool;
use tokio::sync::oneshot;

use super::guests::hidden;
use super::invitations::{FORM, Invited, PIECE, invite, invited_to_sign, opens, prepared};
use super::journey::HOLDER;
use super::sending::{Folder, photo};
use super::{Browser, dossier, paid, with_pieces};
use crate::somebody::begin;
use crate::support::{Answer, ask, request};

/// The beginning of a form of files, with these.
fn form_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--boundary\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body
}

async fn sends(site: &Router, browser: &Browser, path: &str, body: Body) -> Answer {
    let request = request("POST", path, "localhost:3000")
        .header("cookie", browser.cookie())
        .header("origin", "http://localhost:3000")
        .header("content-type", "multipart/form-data; boundary=boundary")
        .body(body)
        .unwrap();
    ask(site, request).await
}

/// A form of one file that is on its way while `meanwhile` happens: it was asked for before, and comes after.
async fn slow(
    site: &Router,
    browser: &Browser,
    path: &str,
    file: &[u8],
    meanwhile: impl Future<Output = ()>,
) -> Answer {
    let (asked, was_asked) = oneshot::channel();
    let (go, may_go) = oneshot::channel::<()>();
    let mut whole = form_of(&[("photo.bmp", file)]);
    whole.extend_from_slice(b"--boundary--\r\n");
    let body = Body::from_stream(futures_util::stream::once(async move {
        asked.send(()).unwrap();
        may_go.await.unwrap();
        Ok::<_, std::convert::Infallible>(Bytes::from(whole))
    }));
    let (answer, ()) = join(sends(site, browser, path, body), async move {
        was_asked.await.unwrap();
        meanwhile.await;
        go.send(()).unwrap();
    })
    .await;
    answer
}

/// The latest code that was sent.
async fn code(pool: &PgPool) -> String {
    sqlx::query_scalar(
        "select values ->> 'code' from notifications where template = 'signature_code'
        order by created_at desc, id desc limit 1",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn only_the_sheet_that_was_offered_to_read_is_signed(pool: PgPool) {
    let Invited { site, state, mut browser, reference, mut guest, task, folder: _folder, .. } =
        invited_to_sign(&pool).await;
    let page = guest.get(&site, &task).await.body;
    let (at, read) = (hidden(&page, "a").to_owned(), hidden(&page, "vu").to_owned());
    // The code comes, and the sheet stays the one that they read.
    let path = format!("{task}/formulaire");
    let sent = guest.send(&site, &path, &[("act", "code"), ("a", &at), ("vu", &read)]).await;
    let coded = sent.header("location").to_owned();
    assert_eq!(coded, format!("{task}?fait=code&a={at}&vu={read}"), "{}", sent.body);
    let page = guest.get(&site, &coded).await.body;
    assert_eq!((hidden(&page, "a"), hidden(&page, "vu")), (at.as_str(), read.as_str()));

    // Somebody else moves while they read.
    let mut moved = HOLDER.to_vec();
    moved[4].1 = "3 rue du Bac";
    let holder = format!("/dossier/{reference}/personne/holder");
    assert_eq!(browser.send(&site, &holder, &moved).await.status, 303);
    let code = code(&pool).await;
    let sign = |at: &str, read: &str| {
        [
            ("act", "sign"),
            ("code", &code),
            ("nom", "Max Martin"),
            ("accord", "1"),
            ("a", at),
            ("vu", read),
        ]
        .map(|(name, text)| (name, text.to_owned()))
    };
    for (name, wrong) in [("code", ""), ("code", code.as_str())] {
        let fields = sign(&at, &read);
        let fields = fields
            .each_ref()
            .map(|(one, text)| (*one, if *one == name { wrong } else { text.as_str() }));
        let late = guest.send(&site, &path, &fields).await;
        assert_eq!(late.status, 422);
        assert!(late.body.contains("a changé depuis l’affichage"), "{}", late.body);
        assert_ne!(hidden(&late.body, "vu"), read);
    }
    let again = guest.get(&site, &coded).await;
    assert!(again.status == 422 && again.body.contains("a changé depuis"), "{}", again.body);
    let another = guest.send(&site, &path, &[("act", "code"), ("a", &at), ("vu", &read)]).await;
    assert_eq!(another.status, 422, "no code for what was not read");
    assert_eq!(dossier(&state, &reference).await.1.forms[FORM].state, FormState::ToSign);

    // Nor what is named by no sheet at all.
    let page = guest.get(&site, &task).await.body;
    let fields = sign(hidden(&page, "a"), "");
    let fields = fields.each_ref().map(|(name, text)| (*name, text.as_str()));
    assert_eq!(guest.send(&site, &path, &fields).await.status, 422);
    let fields = sign(hidden(&page, "a"), hidden(&page, "vu"));
    let fields = fields.each_ref().map(|(name, text)| (*name, text.as_str()));
    let signed = guest.send(&site, &path, &fields).await;
    assert_eq!(signed.header("location"), format!("{task}?fait=signe"), "{}", signed.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_second_click_of_a_guest_is_thanked_and_another_file_is_not_kept(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let email = "ada@exemple.fr";
    for (second, thanked) in [(photo(1), true), (photo(2), false)] {
        let link = invite((&site, &pool), &mut browser, &reference, ("upload", PIECE), email).await;
        let (guest, task) = opens(&site, &link).await;
        let path = format!("{task}/piece");
        let mut first = guest.clone();
        let seed = if thanked { 1 } else { 3 };
        let answer = slow(&site, &guest, &path, &second, async {
            let sent = first.send_files(&site, &path, &[("photo.bmp", &photo(seed))]).await;
            assert_eq!(sent.header("location"), format!("{task}?fait=recu"), "{}", sent.body);
        })
        .await;
        if thanked {
            assert_eq!(answer.header("location"), format!("{task}?fait=recu"), "{}", answer.body);
        } else {
            assert!(answer.body.contains("Ce lien a déjà servi"), "{}", answer.body);
        }
    }
    let (id, found) = dossier(&state, &reference).await;
    assert_eq!(found.slots[PIECE].documents.len(), 2, "one by each link");
    let mut tx = begin(&state).await;
    let all = documents::operations::of_dossier(&mut tx, id.0).await.unwrap();
    let left = all.iter().filter(|one| one.withdrawn_at.is_none()).count();
    assert_eq!((all.len(), left), (3, 2), "what came too late goes");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_file_that_the_dossier_does_not_take_any_more_is_not_kept(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, browser, reference) = paid(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/piece/piece_identite");
    let mut other = browser.clone();
    let late = slow(&site, &browser, &path, &photo(1), async {
        let closed = other.send(&site, &format!("/dossier/{reference}/retractation"), &[]).await;
        assert_eq!(closed.status, 303);
    })
    .await;
    assert_eq!(late.header("location"), format!("/dossier/{reference}?refus=closed"));
    let (id, found) = dossier(&state, &reference).await;
    assert_eq!(found.slots["piece_identite"].state, SlotState::Expected);
    let mut tx = begin(&state).await;
    let all = documents::operations::of_dossier(&mut tx, id.0).await.unwrap();
    assert_eq!(all.len(), 1);
    assert!(all[0].withdrawn_at.is_some(), "nobody asked for it any more");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_form_that_is_cut_or_too_large_says_what_is_kept_of_it(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let email = "ada@exemple.fr";
    let link = invite((&site, &pool), &mut browser, &reference, ("upload", PIECE), email).await;
    let (guest, task) = opens(&site, &link).await;
    let own = format!("/dossier/{reference}/piece/piece_identite");
    let paper = format!("/dossier/{reference}/formulaire/mandat.titulaire/papier");
    let task = format!("{task}/piece");
    let cut = || {
        let mut body = form_of(&[("recto.bmp", &photo(1)), ("verso.bmp", &photo(2))]);
        body.truncate(body.len() - 1_000);
        body
    };
    let large = || form_of(&[("long.bmp", &vec![0; 50 * 1024 * 1024])]);
    let (each, nothing) = ("Ce qui était arrivé entier est gardé", "et rien n’en est gardé");
    for (who, path, body, words) in [
        (&browser, &own, cut(), ["a été coupé", each]),
        (&guest, &task, cut(), ["a été coupé", nothing]),
        (&browser, &own, large(), ["dépasse 48 Mo", each]),
        (&guest, &task, large(), ["dépasse 48 Mo", nothing]),
        (&browser, &paper, b"--boundary\r\ncontent-disp".to_vec(), ["a été coupé", nothing]),
    ] {
        let answer = sends(&site, who, path, Body::from(body)).await;
        assert_eq!(answer.status, 422, "{path}: {}", answer.body);
        for word in words {
            assert!(answer.body.contains(word), "{path} {word}: {}", answer.body);
        }
    }
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.slots["piece_identite"].documents.len(), 1);
    assert_eq!(found.slots[PIECE].state, SlotState::Expected);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn people_whom_the_dossier_cannot_name_are_written_by_hand_and_sign_on_paper(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let (id, _) = dossier(&state, &reference).await;
    sqlx::query(
        "insert into dossier_forms (tenant_id, dossier_id, form, state)
        select tenant_id, id, unnest(array['attestation_heritiers/tous_les_heritiers', 'attestation_non_circulation/heritier']), 'to_sign'
        from dossiers where id = $1",
    )
    .bind(id.0)
    .execute(&pool)
    .await
    .unwrap();
    for form in ["attestation_heritiers.tous_les_heritiers", "attestation_non_circulation.heritier"]
    {
        let path = format!("/dossier/{reference}/formulaire/{form}");
        let page = browser.get(&site, &path).await.body;
        for words in ["complétez-les à la main", "Signer sur papier", "héritier"] {
            assert!(page.contains(words), "{form} {words}: {page}");
        }
        for words in ["Il manque de quoi", "Signer sur l’écran", "envoyez-lui un lien"] {
            assert!(!page.contains(words), "{form} {words}: {page}");
        }
        let sheet = page.split("/pdf?a=").nth(1).unwrap().split('"').next().unwrap();
        let sheet = browser.get(&site, &format!("{path}/pdf?a={sheet}")).await;
        assert_eq!((sheet.status.as_u16(), sheet.header("content-type")), (200, "application/pdf"));
        let file: [(&str, &[u8]); 1] = [("signe.bmp", &photo(1))];
        let sent = browser.send_files(&site, &format!("{path}/papier"), &file).await;
        assert_eq!(sent.header("location"), format!("/dossier/{reference}?fait=papier"));
        let found = dossier(&state, &reference).await.1;
        assert_eq!(found.forms[&form.replace('.', "/")].state, FormState::ToCheck);
    }
}
