//! Links for one task, as the customer gives them and takes them back.

use axum::Router;
use dossiers::State as Dossier;
use dossiers::items::LinkTask;
use server::State;
use sqlx::PgPool;

use super::journey::HOLDER;
use super::sending::Folder;
use super::{ANSWERS, Browser, dossier, ordered_with, paid_with, with_pieces};

/// A used car of two holders, the main one housed by somebody.
pub(super) fn answers() -> Vec<(&'static str, &'static str)> {
    let changed = [("titulaire.is_hosted", "true"), ("titulaire.cotitulaire_count", "1")];
    let others = ANSWERS.iter().filter(|(name, _)| changed.iter().all(|(one, _)| one != name));
    others.copied().chain(changed).collect()
}

pub(super) const CO_HOLDER: &[(&str, &str)] = &[
    ("last_name", "Martin"),
    ("first_names", "Max"),
    ("birth_date", "1988-02-29"),
    ("birth_place", "Lille"),
    ("address_line", "12 rue de la Roquette"),
    ("postcode", "75011"),
    ("city", "Paris"),
    ("email", "max.martin@exemple.fr"),
];

const HOST: &[(&str, &str)] = &[
    ("last_name", "Durand"),
    ("first_names", "Ada"),
    ("address_line", "3 rue du Bac"),
    ("postcode", "75007"),
    ("city", "Paris"),
];

/// That car paid for by Léa, everybody named, the forms made.
pub(super) async fn prepared(site: &Router, state: &State) -> (Browser, String) {
    let (_, mut browser, reference) = paid_with(site, state, "lea", &answers()).await;
    for (name, fields) in [("holder", HOLDER), ("co_holder", CO_HOLDER), ("host", HOST)] {
        let path = format!("/dossier/{reference}/personne/{name}");
        let named = browser.send(site, &path, fields).await;
        assert_eq!(named.status, 303, "{name}: {}", named.body);
    }
    let made = browser.send(site, &format!("/dossier/{reference}/formulaires"), &[]).await;
    assert!(made.header("location").ends_with("?fait=formulaires"), "{}", made.body);
    (browser, reference)
}

/// The form of the request that the co-holder signs.
pub(super) const FORM: &str = "demande_immatriculation/cotitulaires";
/// The paper of the host.
pub(super) const PIECE: &str = "justificatif_domicile_hebergeant";

/// Sends a link for `name` to `email`; what the letter links to.
pub(super) async fn invite(
    (site, pool): (&Router, &PgPool),
    browser: &mut Browser,
    reference: &str,
    (task, name): (&str, &str),
    email: &str,
) -> String {
    let path = format!("/dossier/{reference}/invitation/{}", name.replace('/', "."));
    let fields = [("task", task), ("act", "send"), ("email", email)];
    let sent = browser.send(site, &path, &fields).await;
    assert!(sent.header("location").ends_with("?fait=lien#invitation"), "{}", sent.body);
    letter(pool).await
}

/// The path that the latest letter to a guest links to.
async fn letter(pool: &PgPool) -> String {
    let link: String = sqlx::query_scalar(
        "select values ->> 'link' from notifications where template = 'guest_task'
        order by created_at desc, id desc limit 1",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    link.strip_prefix("http://localhost:3000").expect("an address of the house").to_owned()
}

/// The address of the task that `link` opens, with what the browser was given to keep.
pub(super) async fn opens(site: &Router, link: &str) -> (Browser, String) {
    let mut guest = Browser::default();
    let opened = guest.get(site, link).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    (guest, opened.header("location").to_owned())
}

/// A dossier whose co-holder stands at the form that they sign by their link; its `folder` goes when it is let go.
pub(super) struct Invited {
    pub(super) folder: Folder,
    pub(super) site: Router,
    pub(super) state: State,
    pub(super) browser: Browser,
    pub(super) reference: String,
    pub(super) link: String,
    pub(super) guest: Browser,
    pub(super) task: String,
}

pub(super) async fn invited_to_sign(pool: &PgPool) -> Invited {
    let folder = Folder::new();
    let (site, state) = with_pieces(pool, &folder.0).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let who = "max@exemple.fr";
    let link = invite((&site, pool), &mut browser, &reference, ("sign", FORM), who).await;
    let (guest, task) = opens(&site, &link).await;
    Invited { folder, site, state, browser, reference, link, guest, task }
}

fn last(found: &Dossier) -> &dossiers::items::Link {
    found.links.values().max_by_key(|link| link.given_at).unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_link_is_sent_with_its_letter_and_shown_and_taken_back(pool: PgPool) {
    let (site, state) = crate::somebody::served(&pool, &[]).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let form = format!("/dossier/{reference}/formulaire/{}", FORM.replace('/', "."));
    let page = browser.get(&site, &form).await.body;
    assert!(page.contains("value=\"max.martin@exemple.fr\""), "what was said of them: {page}");
    assert!(!page.contains("Signer sur l’écran"), "nobody signs for somebody else: {page}");

    let invitation = form.replace("/formulaire/", "/invitation/");
    let wrong = [("task", "sign"), ("act", "send"), ("email", "max.martin")];
    let refused = browser.send(&site, &invitation, &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("value=\"max.martin\""), "{}", refused.body);
    assert!(dossier(&state, &reference).await.1.links.is_empty(), "nothing was given");

    let link = invite((&site, &pool), &mut browser, &reference, ("sign", FORM), "max@exemple.fr");
    let link = link.await;
    let (to, told): (String, serde_json::Value) =
        sqlx::query_as("select recipient, values from notifications where template = 'guest_task'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!((to.as_str(), told["who"].as_str()), ("max@exemple.fr", Some("Léa")));
    assert!(told["what"].as_str().unwrap().contains("Demande de certificat"), "{told}");
    let page = browser.get(&site, &form).await.body;
    for words in ["Lien envoyé le", "ouvert jusqu’au", "(max@exemple.fr)", "Reprendre le lien"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let whole = browser.get(&site, &format!("/dossier/{reference}")).await.body;
    assert!(whole.contains("ouvert jusqu’au"), "{whole}");
    // The secret is in the letter, and nowhere that anybody reads.
    let secret = link.rsplit('/').next().unwrap();
    assert!(!page.contains(secret) && !whole.contains(secret));

    let back = [("task", "sign"), ("act", "take_back")];
    let back = browser.send(&site, &invitation, &back).await;
    assert!(back.header("location").contains("fait=lien_repris"), "{}", back.body);
    let (_, found) = dossier(&state, &reference).await;
    assert!(last(&found).ended_at.is_some() && !last(&found).used);
    let (mut guest, task) = opens(&site, &link).await;
    assert_eq!(guest.get(&site, &task).await.status, 410);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_link_is_given_for_what_is_somebody_elses_and_by_whoever_has_the_dossier(pool: PgPool) {
    let (site, state) = crate::somebody::served(&pool, &[]).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    for (task, name) in
        [("sign", "mandat.titulaire"), ("upload", "permis_conduire"), ("upload", "x"), ("", PIECE)]
    {
        let path = format!("/dossier/{reference}/invitation/{name}");
        let fields = [("task", task), ("act", "send"), ("email", "max@exemple.fr")];
        let sent = browser.send(&site, &path, &fields).await;
        assert_eq!(sent.header("location"), format!("/dossier/{reference}"), "{task} {name}");
    }
    let (_, max) = crate::somebody::somebody(&state, "max", &[access::Role::Client]).await;
    let path = format!("/dossier/{reference}/invitation/{PIECE}");
    let fields = [("task", "upload"), ("act", "send"), ("email", "max@exemple.fr")];
    let stranger = Browser::signed_in(&max).send(&site, &path, &fields).await;
    assert_eq!(stranger.status, 404);
    assert!(dossier(&state, &reference).await.1.links.is_empty());
    let letters: i64 =
        sqlx::query_scalar("select count(*) from notifications where template = 'guest_task'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(letters, 0);
    // The identity paper of the second holder is the co-holder's.
    let second = "piece_identite/2";
    let email = "max@exemple.fr";
    invite((&site, &pool), &mut browser, &reference, ("upload", second), email).await;
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!((last(&found).task, last(&found).target.as_str()), (LinkTask::Upload, second));
    assert!(last(&found).party.is_some(), "it is known whom it is for");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nobody_is_written_to_without_end(pool: PgPool) {
    let (site, state) = crate::somebody::served(&pool, &[]).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let path = format!("/dossier/{reference}/invitation/{PIECE}");
    let fields = [("task", "upload"), ("act", "send"), ("email", "ada@exemple.fr")];
    for _ in 0..5 {
        assert_eq!(browser.send(&site, &path, &fields).await.status, 303);
    }
    let often = browser.send(&site, &path, &fields).await;
    assert_eq!(often.status, 422);
    assert!(often.body.contains("Trop d’e-mails"), "{}", often.body);
    let (_, found) = dossier(&state, &reference).await;
    let open = found.links.values().filter(|link| link.ended_at.is_none()).count();
    assert_eq!((found.links.len(), open), (5, 1), "each ends the one before");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nobody_signs_by_a_link_before_they_are_named(pool: PgPool) {
    let (site, state) = crate::somebody::served(&pool, &[]).await;
    let (_, mut browser, reference) = paid_with(&site, &state, "lea", &answers()).await;
    browser.send(&site, &format!("/dossier/{reference}/personne/holder"), HOLDER).await;
    browser.send(&site, &format!("/dossier/{reference}/formulaires"), &[]).await;
    let name = FORM.replace('/', ".");
    let page = browser.get(&site, &format!("/dossier/{reference}/formulaire/{name}")).await.body;
    assert!(page.contains("Il manque de quoi remplir"), "{page}");
    assert!(!page.contains("id=\"invitation\""), "whom would it be for? {page}");
    let fields = [("task", "sign"), ("act", "send"), ("email", "max@exemple.fr")];
    let path = format!("/dossier/{reference}/invitation/{name}");
    let sent = browser.send(&site, &path, &fields).await;
    assert_eq!(sent.header("location"), format!("/dossier/{reference}"));
    assert!(dossier(&state, &reference).await.1.links.is_empty());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nobody_is_written_to_about_a_dossier_that_is_not_paid(pool: PgPool) {
    let (site, state) = crate::somebody::served(&pool, &[]).await;
    let (_, mut browser, reference) = ordered_with(&site, &state, "lea", &answers()).await;
    let path = format!("/dossier/{reference}/invitation/{PIECE}");
    let fields = [("task", "upload"), ("act", "send"), ("email", "ada@exemple.fr")];
    let sent = browser.send(&site, &path, &fields).await;
    assert_eq!(sent.header("location"), format!("/dossier/{reference}?refus=not_paid"));
    assert!(dossier(&state, &reference).await.1.links.is_empty());
}
