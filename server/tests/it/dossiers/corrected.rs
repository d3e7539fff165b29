//! What the desk corrects of the answers, and signatures that it asks for again.

use access::Role;
use dossiers::SlotState;
use dossiers::items::FormState;
use dossiers::tracks::Signature;
use sqlx::PgPool;

use super::desk::{MANDATE, does, mandate_signed, sits};
use super::guests::hidden;
use super::invitations::prepared;
use super::sending::Folder;
use super::{dossier, paid, with_pieces};
use crate::somebody::served;

/// Letters that say that a message waits.
async fn letters_of_a_message(pool: &PgPool) -> i64 {
    let sql = "select count(*) from notifications where template = 'dossier_message' and channel = 'email'";
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_answer_is_corrected_as_the_customer_gave_it_and_what_follows_is_asked_for(
    pool: PgPool,
) {
    let (site, state) = served(&pool, &[]).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    let mut desk = sits(&state, Role::Operateur).await;
    let path = format!("/gestion/dossiers/{reference}/corriger");
    let page = desk.get(&site, &format!("{path}?quoi=titulaire.is_hosted")).await.body;
    assert!(page.contains("name=\"answer\"") && page.contains("name=\"version\""), "{page}");
    let version = dossier(&state, &reference).await.1.version.to_string();
    let sent = |name: &'static str, answer: &'static str| {
        [("version", version.as_str()), ("quoi", name), ("answer", answer)]
    };
    for (name, answer, said) in [
        ("vehicle.plate", "12 ZZZ", "AB-123-CD"),
        ("titulaire.is_hosted", "peut-être", "Choisissez une des réponses."),
        ("weather", "rain", "Rien n’a été enregistré."),
    ] {
        let refused = desk.send(&site, &path, &sent(name, answer)).await;
        assert_eq!(refused.status, 422, "{name}");
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    let blind = desk.send(&site, &path, &sent("titulaire.is_hosted", "true")[1..]).await;
    assert_eq!(blind.status, 422, "a form that does not say what it was made from");
    let done = desk.send(&site, &path, &sent("titulaire.is_hosted", "true")).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.answers["titulaire.is_hosted"], "true");
    assert_eq!(found.slots["piece_identite_hebergeant"].state, SlotState::Expected);
    let page = browser.get(&site, &format!("/dossier/{reference}")).await.body;
    assert!(page.contains("piece_identite_hebergeant"), "the customer is asked for it: {page}");
    assert!(page.contains("Une réponse de votre dossier a été corrigée. À envoyer"), "{page}");
    assert_eq!(letters_of_a_message(&pool).await, 1);

    // Somebody else who had the page open is told, and keeps what they typed.
    let mut other = sits(&state, Role::Superviseur).await;
    let late = other.send(&site, &path, &sent("vehicle.plate", "EF-456-GH")).await;
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.body.contains("Réponses données") && late.body.contains("value=\"EF-456-GH\""));
    let now = dossier(&state, &reference).await.1.version;
    assert_eq!(hidden(&late.body, "version"), now.to_string());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn signatures_that_are_asked_for_again_are_given_again(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    mandate_signed(&mut browser, &site, &pool, &reference).await;
    let mut desk = sits(&state, Role::Operateur).await;
    let page = desk.get(&site, &format!("/gestion/dossiers/{reference}")).await.body;
    assert!(page.contains("value=\"void_signatures\""), "{page}");
    let bare = does(&mut desk, &site, &reference, "void_signatures", &[]).await;
    assert_eq!(bare.status, 422, "a reason is wanted");
    let why = [("why", "mandat illisible")];
    let done = does(&mut desk, &site, &reference, "void_signatures", &why).await;
    let to = done.header("location");
    assert!(to.contains("fait=void_signatures") && to.ends_with("#forms"), "{}", done.body);
    let page = desk.get(&site, to).await.body;
    assert!(page.contains("Les signatures sont périmées"), "{page}");
    assert!(!page.contains("value=\"void_signatures\""), "there is none to ask for again");
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(
        (found.signature, found.forms[MANDATE].state),
        (Signature::Perimee, FormState::Void)
    );
    let twice = does(&mut desk, &site, &reference, "void_signatures", &why).await;
    assert_eq!(twice.status, 422);

    let page = browser.get(&site, &format!("/dossier/{reference}")).await.body;
    assert!(page.contains("Préparer les formulaires"), "{page}");
    assert!(page.contains("à préparer et à signer de nouveau"), "{page}");
    assert_eq!(letters_of_a_message(&pool).await, 1);
    browser.send(&site, &format!("/dossier/{reference}/formulaires"), &[]).await;
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.forms[MANDATE].state, FormState::ToSign);
}
