use access::Role;
use documents::operations as papers;
use dossiers::operations::pieces::{self, Seen};
use dossiers::operations::{DossierId, filing};
use dossiers::tracks::Signature;
use dossiers::{PublicStatus, SlotState};
use server::State;
use sqlx::PgPool;

use super::guests::hidden;
use super::sending::{Folder, photo};
use super::{Browser, dossier, paid, with_pieces};
use crate::somebody::{begin, somebody, visit};
use crate::support::work_until;

pub(crate) const HOLDER: &[(&str, &str)] = &[
    ("last_name", "Lefèvre"),
    ("first_names", "Léa Marie"),
    ("birth_date", "1990-11-21"),
    ("birth_place", "Rennes"),
    ("address_line", "12 rue de la Roquette"),
    ("postcode", "75011"),
    ("city", "Paris"),
];

/// Every file is read.
pub(super) async fn all_read(pool: &PgPool, state: &State, id: DossierId) {
    let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 6);
    work_until(state, &jobs, async || {
        let mut tx = begin(state).await;
        let all = papers::of_dossier(&mut tx, id.0).await.unwrap();
        all.iter().all(|one| one.state.accepted().is_some() || one.withdrawn_at.is_some())
    })
    .await;
}

/// The latest code that was sent.
pub(super) async fn code(pool: &PgPool) -> String {
    sqlx::query_scalar(
        "select values ->> 'code' from notifications where template = 'signature_code'
        order by created_at desc, id desc limit 1",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

pub(super) async fn sign_all(
    browser: &mut Browser,
    site: &axum::Router,
    pool: &PgPool,
    reference: &str,
) {
    let made = browser.send(site, &format!("/dossier/{reference}/formulaires"), &[]).await;
    assert_eq!(made.header("location"), format!("/dossier/{reference}?fait=formulaires"));
    let page = browser.get(site, &format!("/dossier/{reference}")).await.body;
    let mut forms: Vec<String> = page
        .split(&format!("/dossier/{reference}/formulaire/"))
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    forms.sort();
    forms.dedup();
    assert_eq!(forms.len(), 2, "the request and the mandate: {forms:?}");
    for form in forms {
        let path = format!("/dossier/{reference}/formulaire/{form}");
        let sent = browser.send(site, &path, &[("act", "code")]).await;
        assert_eq!(sent.header("location"), format!("{path}?fait=code"), "{}", sent.body);
        let code = code(pool).await;
        let page = browser.get(site, &path).await.body;
        let (at, read) = (hidden(&page, "a"), hidden(&page, "vu"));
        let sheet = browser.get(site, &format!("{path}/pdf?a={at}")).await;
        assert_eq!((sheet.status.as_u16(), sheet.header("content-type")), (200, "application/pdf"));
        let good = [
            ("act", "sign"),
            ("a", at),
            ("code", code.as_str()),
            ("nom", "Léa Lefèvre"),
            ("accord", "1"),
            ("vu", read),
        ];
        let wrong = if code == "000000" { "111111" } else { "000000" };
        for (place, value, said) in
            [(2, wrong, "le code du dernier"), (3, "", "votre nom"), (4, "", "Cochez la case")]
        {
            let mut bad = good;
            bad[place].1 = value;
            let refused = browser.send(site, &path, &bad).await;
            assert_eq!(refused.status, 422, "{said}");
            assert!(refused.body.contains(said), "{said}: {}", refused.body);
        }
        // A second click on « Signer » is no error.
        for _ in 0..2 {
            let signed = browser.send(site, &path, &good).await;
            let done = format!("/dossier/{reference}?fait=signature");
            assert_eq!(signed.header("location"), done, "{}", signed.body);
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_used_car_goes_from_a_simulation_to_ready_with_one_piece_refused_and_replaced(
    pool: PgPool,
) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    let (max, _) = somebody(&state, "max", &[Role::Operateur]).await;
    let dossier_path = format!("/dossier/{reference}");

    let named = browser.send(&site, &format!("{dossier_path}/personne/holder"), HOLDER).await;
    assert_eq!(named.status, 303, "{}", named.body);
    sign_all(&mut browser, &site, &pool, &reference).await;
    let (id, found) = dossier(&state, &reference).await;
    assert_eq!(found.signature, Signature::Signee);

    let slots: Vec<String> = found.slots.keys().cloned().collect();
    for (seed, slot) in (1..).zip(&slots) {
        let path = format!("{dossier_path}/piece/{}", slot.replace('/', "."));
        let sent = browser.send_files(&site, &path, &[("photo.bmp", &photo(seed))]).await;
        assert_eq!(sent.header("location"), format!("{path}?fait=recu"), "{slot}: {}", sent.body);
    }
    all_read(&pool, &state, id).await;
    let page = browser.get(&site, &dossier_path).await.body;
    assert!(page.contains("En contrôle") && page.contains("C’est à nous"), "{page}");

    // Somebody of the house refuses one piece and accepts the others.
    let by = Seen { by: &max, version: None };
    let visit = visit(&state);
    let mut tx = begin(&state).await;
    pieces::start_check(&mut tx, &visit, by, id).await.unwrap();
    let refused = "justificatif_domicile";
    for slot in slots.iter().filter(|slot| *slot != refused) {
        pieces::accept(&mut tx, &visit, by, id, slot).await.unwrap();
    }
    let why = ("trop_ancienne", "");
    pieces::refuse(&mut tx, &visit, &state.rules(), by, id, refused, why).await.unwrap();
    tx.commit().await.unwrap();

    let page = browser.get(&site, &dossier_path).await.body;
    assert!(page.contains("À corriger") && page.contains("Remplacer"), "{page}");
    let path = format!("{dossier_path}/piece/{refused}");
    let piece = browser.get(&site, &path).await.body;
    assert!(piece.contains("À remplacer") && piece.contains("Remplacer la pièce"), "{piece}");
    // Nothing is corrected before it is replaced.
    let early = browser.send(&site, &format!("{dossier_path}/corrections"), &[]).await;
    assert_eq!(early.header("location"), format!("{dossier_path}?refus=open_correction"));
    let sent = browser.send_files(&site, &path, &[("neuf.bmp", &photo(99))]).await;
    assert_eq!(sent.header("location"), format!("{path}?fait=recu"), "{}", sent.body);
    let done = browser.send(&site, &format!("{dossier_path}/corrections"), &[]).await;
    assert_eq!(done.header("location"), format!("{dossier_path}?fait=corrections"));
    all_read(&pool, &state, id).await;

    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.slots[refused].state, SlotState::Checking);
    let mut tx = begin(&state).await;
    pieces::validate_all(&mut tx, &visit, by, id).await.unwrap();
    filing::ready(&mut tx, &visit, &state.rules(), by, id, "").await.unwrap();
    tx.commit().await.unwrap();
    let page = browser.get(&site, &dossier_path).await.body;
    assert!(page.contains("Prêt à déposer"), "{page}");
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.status, PublicStatus::PretADeposer);
    assert_eq!(found.round, 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_name_that_changes_after_the_signature_asks_for_it_again(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/personne/holder");
    browser.send(&site, &path, HOLDER).await;
    sign_all(&mut browser, &site, &pool, &reference).await;
    let mut other = HOLDER.to_vec();
    other[0].1 = "Durand";
    browser.send(&site, &path, &other).await;
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.signature, Signature::Perimee);
    let page = browser.get(&site, &format!("/dossier/{reference}")).await.body;
    assert!(page.contains("Préparer les formulaires"), "{page}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_form_is_signed_on_paper_by_its_photograph(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    browser.send(&site, &format!("/dossier/{reference}/personne/holder"), HOLDER).await;
    browser.send(&site, &format!("/dossier/{reference}/formulaires"), &[]).await;
    let (_, found) = dossier(&state, &reference).await;
    for (seed, form) in (1..).zip(found.forms.keys()) {
        let path = format!("/dossier/{reference}/formulaire/{}/papier", form.replace('/', "."));
        let nothing = browser.send_files(&site, &path, &[]).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.body.contains("Aucun document n’a été envoyé"), "{}", nothing.body);
        let sent = browser.send_files(&site, &path, &[("signe.bmp", &photo(seed))]).await;
        assert_eq!(sent.header("location"), format!("/dossier/{reference}?fait=papier"));
    }
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.signature, Signature::AVerifier, "it counts once somebody looked at it");
    let page = browser.get(&site, &format!("/dossier/{reference}?fait=papier")).await.body;
    assert!(page.contains("Signature en contrôle"), "{page}");
}
