use dossiers::items::FormState;
use server::clock;
use sqlx::PgPool;

use super::journey::{HOLDER, code};
use super::{Browser, Folder, dossier, paid, with_pieces};
use crate::official::{is_official, places, publish, publish_with};
use crate::somebody::begin;

/// Léa's used car, paid for, with its forms made; the address of the mandate.
pub(super) async fn at_the_mandate(
    site: &axum::Router,
    state: &server::State,
) -> (Browser, String, String) {
    let (_, mut browser, reference) = paid(site, state, "lea").await;
    let named = browser.send(site, &format!("/dossier/{reference}/personne/holder"), HOLDER).await;
    assert_eq!(named.status, 303, "{}", named.body);
    browser.send(site, &format!("/dossier/{reference}/formulaires"), &[]).await;
    let page = browser.get(site, &format!("/dossier/{reference}")).await.body;
    let (_, rest) = page.split_once(&format!("/dossier/{reference}/formulaire/mandat")).unwrap();
    let name = format!("mandat{}", rest.split('"').next().unwrap());
    (browser, format!("/dossier/{reference}/formulaire/{name}"), reference)
}

/// The instant that the sheet of a page was made at, and its hash.
pub(super) fn sheet_of(page: &str) -> (String, String) {
    let field = |name: &str| {
        let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    (field("a"), field("vu"))
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_signs_signs_the_form_that_they_read_and_the_next_page_shows_the_official_one(
    pool: PgPool,
) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, path, reference) = at_the_mandate(&site, &state).await;
    browser.send(&site, &path, &[("act", "code")]).await;
    let code = code(&pool).await;
    let (at, seen) = sheet_of(&browser.get(&site, &path).await.body);
    let read = browser.get(&site, &format!("{path}/pdf?a={at}")).await.body;
    assert!(!is_official(&read), "there is no official form yet");

    let mut tx = begin(&state).await;
    publish(&mut tx, clock::today()).await;
    tx.commit().await.unwrap();
    let again = browser.get(&site, &format!("{path}/pdf?a={at}")).await.body;
    assert!(again == read, "what was read stays what it was");
    let (later, _) = sheet_of(&browser.get(&site, &path).await.body);
    let official = browser.get(&site, &format!("{path}/pdf?a={later}")).await;
    assert_eq!(official.header("content-type"), "application/pdf");
    assert!(is_official(&official.body), "a page of now shows the official form");

    let fields = [
        ("act", "sign"),
        ("a", at.as_str()),
        ("vu", seen.as_str()),
        ("code", code.as_str()),
        ("nom", "Léa Lefèvre"),
        ("accord", "1"),
    ];
    let signed = browser.send(&site, &path, &fields).await;
    let done = format!("/dossier/{reference}?fait=signature");
    assert_eq!(signed.header("location"), done, "{}", signed.body);
    let (_, found) = dossier(&state, &reference).await;
    let mandate = found.forms.iter().find(|(name, _)| name.starts_with("mandat")).unwrap().1;
    assert_eq!(mandate.state, FormState::Signed);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_official_form_is_signed_and_one_for_a_later_day_waits(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, path, reference) = at_the_mandate(&site, &state).await;
    let mut tx = begin(&state).await;
    publish(&mut tx, clock::today().tomorrow().unwrap()).await;
    tx.commit().await.unwrap();
    browser.send(&site, &path, &[("act", "code")]).await;
    let (at, _) = sheet_of(&browser.get(&site, &path).await.body);
    let sheet = browser.get(&site, &format!("{path}/pdf?a={at}")).await.body;
    assert!(!is_official(&sheet), "its day has not come");

    let mut tx = begin(&state).await;
    publish(&mut tx, clock::today()).await;
    tx.commit().await.unwrap();
    let (at, seen) = sheet_of(&browser.get(&site, &path).await.body);
    let sheet = browser.get(&site, &format!("{path}/pdf?a={at}")).await.body;
    assert!(is_official(&sheet));
    let code = code(&pool).await;
    let fields = [
        ("act", "sign"),
        ("a", at.as_str()),
        ("vu", seen.as_str()),
        ("code", code.as_str()),
        ("nom", "Léa Lefèvre"),
        ("accord", "1"),
    ];
    let signed = browser.send(&site, &path, &fields).await;
    let done = format!("/dossier/{reference}?fait=signature");
    assert_eq!(signed.header("location"), done, "{}", signed.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_does_not_fit_on_the_official_form_is_filled_on_our_sheet(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, path, _) = at_the_mandate(&site, &state).await;
    let narrow = places().replacen("width = 900", "width = 20", 1);
    let mut tx = begin(&state).await;
    publish_with(&mut tx, clock::today(), narrow).await;
    tx.commit().await.unwrap();
    browser.send(&site, &path, &[("act", "code")]).await;
    let (at, _) = sheet_of(&browser.get(&site, &path).await.body);
    let sheet = browser.get(&site, &format!("{path}/pdf?a={at}")).await;
    assert_eq!(sheet.header("content-type"), "application/pdf");
    assert!(!is_official(&sheet.body), "nothing is cut");
}
