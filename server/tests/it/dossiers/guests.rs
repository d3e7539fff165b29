//! What somebody without an account does by the link of a letter, and all that it does not open.

use dossiers::items::FormState;
use dossiers::{SlotState, State as Dossier};
use server::State;
use server::database;
use sqlx::PgPool;
use tenants::SignatureWay;

use super::desk::mandate_signed;
use super::invitations::{FORM, Invited, PIECE, invite, invited_to_sign, opens, prepared};
use super::journey::HOLDER;
use super::sending::{Folder, photo};
use super::{Browser, dossier, with_pieces};
use crate::somebody::{begin, served, visit};

/// The latest code that was sent, and to whom.
async fn code(pool: &PgPool) -> (String, String) {
    sqlx::query_as(
        "select values ->> 'code', recipient from notifications where template = 'signature_code'
        order by created_at desc, id desc limit 1",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

/// What stands in a hidden control.
pub(super) fn hidden<'page>(page: &'page str, name: &str) -> &'page str {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("a control");
    rest.split('"').next().unwrap()
}

pub(super) async fn signed_as(state: &State, way: SignatureWay) {
    let mut tx = begin(state).await;
    let kept = tenants::operations::kept(&mut tx).await.unwrap();
    let mut settings = kept.settings;
    settings.signature = way;
    let now = visit(state).now;
    let change =
        tenants::operations::change(&mut tx, &kept.identity, &settings, kept.updated_at, now);
    assert!(change.await.unwrap());
    tx.commit().await.unwrap();
    database::reload_now(state).await;
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_host_sends_one_piece_and_sees_nothing_else(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let email = "ada@exemple.fr";
    let link = invite((&site, &pool), &mut browser, &reference, ("upload", PIECE), email).await;
    let mut guest = Browser::default();
    let opened = guest.get(&site, &link).await;
    assert_eq!((opened.header("referrer-policy"), opened.status.as_u16()), ("no-referrer", 303));
    assert!(opened.header("cache-control").contains("no-store"));
    let cookie = opened.header("set-cookie");
    for part in ["__Host-tasks=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    let task = opened.header("location").to_owned();
    let secret = link.rsplit('/').next().unwrap();
    assert!(!task.contains(secret), "the secret leaves the address");

    let page = guest.get(&site, &task).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert!(page.header("cache-control").contains("no-store"));
    assert!(page.header("x-robots-tag").contains("noindex"));
    for words in
        ["Justificatif de domicile de l’hébergeant", "Léa a confié", "Ce lien sert une fois"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    for hidden in [secret, &reference, "Lefèvre", "lea@exemple.fr", "AB-123-CD", "Roquette", "Max"]
    {
        assert!(!page.body.contains(hidden), "{hidden}: {}", page.body);
    }
    let english = guest.get(&site, &task.replace("/demande/", "/en/request/")).await;
    assert!(english.body.contains("This link works once"), "{}", english.body);

    let path = format!("{task}/piece");
    let nothing = guest.send_files(&site, &path, &[]).await;
    assert_eq!(nothing.status, 422);
    let bad: [(&str, &[u8]); 2] = [("vide.pdf", b""), ("facture.bmp", &photo(1))];
    let refused = guest.send_files(&site, &path, &bad).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("vide.pdf"), "{}", refused.body);
    let (id, found) = dossier(&state, &reference).await;
    assert_eq!(found.slots[PIECE].state, SlotState::Expected, "all of it or nothing");
    let sent = guest.send_files(&site, &path, &[("facture.bmp", &photo(1))]).await;
    assert_eq!(sent.header("location"), format!("{task}?fait=recu"), "{}", sent.body);
    let thanks = guest.get(&site, &format!("{task}?fait=recu")).await;
    assert!(thanks.status == 200 && thanks.body.contains("Merci"), "{}", thanks.body);

    let (_, found) = dossier(&state, &reference).await;
    let slot = &found.slots[PIECE];
    assert_eq!((slot.state, slot.documents.len()), (SlotState::Received, 1));
    let mut tx = begin(&state).await;
    let kept = documents::operations::of_dossier(&mut tx, id.0).await.unwrap();
    let there: Vec<_> = kept.iter().filter(|one| one.withdrawn_at.is_none()).collect();
    assert_eq!(there.len(), 1, "what came with a bad file is not kept");
    drop(tx);
    // Once, and that was it.
    let again = guest.get(&site, &task).await;
    assert_eq!(again.status, 410);
    assert!(again.body.contains("a déjà servi"), "{}", again.body);
    let again = guest.send_files(&site, &path, &[("autre.bmp", &photo(2))]).await;
    assert_eq!(again.status, 410);
    assert_eq!(dossier(&state, &reference).await.1.slots[PIECE].documents.len(), 1);
    let page = browser.get(&site, &format!("/dossier/{reference}")).await.body;
    assert!(page.contains("utilisé") && page.contains("Invité par un lien"), "{page}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_co_holder_signs_with_a_code_that_goes_where_the_link_went(pool: PgPool) {
    let Invited { site, state, mut browser, reference, mut guest, task, folder: _folder, .. } =
        invited_to_sign(&pool).await;
    let email = "max@exemple.fr";
    let page = guest.get(&site, &task).await.body;
    assert!(page.contains("Signer sur l’écran") && page.contains("Ou signer sur papier"), "{page}");
    let (at, read) = (hidden(&page, "a").to_owned(), hidden(&page, "vu").to_owned());
    let sheet = guest.get(&site, &format!("{task}/pdf?a={at}")).await;
    assert_eq!((sheet.status.as_u16(), sheet.header("content-type")), (200, "application/pdf"));
    assert_eq!(sheet.header("referrer-policy"), "no-referrer");

    let path = format!("{task}/formulaire");
    let sent = guest.send(&site, &path, &[("act", "code")]).await;
    assert_eq!(sent.header("location"), format!("{task}?fait=code"), "{}", sent.body);
    let (code, to) = code(&pool).await;
    assert_eq!(to, email, "to the address that the link was sent to, and no other");
    let good = [
        ("act", "sign"),
        ("a", at.as_str()),
        ("code", code.as_str()),
        ("nom", "Max Martin"),
        ("accord", "1"),
        ("vu", read.as_str()),
    ];
    let wrong = if code == "000000" { "111111" } else { "000000" };
    for (place, value, said) in
        [(2, wrong, "le code du dernier"), (3, "", "votre nom"), (4, "", "Cochez la case")]
    {
        let mut bad = good;
        bad[place].1 = value;
        let refused = guest.send(&site, &path, &bad).await;
        assert_eq!(refused.status, 422, "{said}");
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    // The code of the guest is not one of the customer, for whom this form is somebody else's.
    let own = format!("/dossier/{reference}/formulaire/{}", FORM.replace('/', "."));
    assert_eq!(browser.send(&site, &own, &good).await.status, 404);
    assert_eq!(dossier(&state, &reference).await.1.forms[FORM].state, FormState::ToSign);

    let signed = guest.send(&site, &path, &good).await;
    assert_eq!(signed.header("location"), format!("{task}?fait=signe"), "{}", signed.body);
    let thanks = guest.get(&site, &format!("{task}?fait=signe")).await;
    assert!(thanks.status == 200 && thanks.body.contains("signature est enregistrée"));
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.forms[FORM].state, FormState::Signed);
    // A second click is thanked like the first, and signs nothing.
    let version = found.version;
    let again = guest.send(&site, &path, &good).await;
    assert_eq!(again.header("location"), format!("{task}?fait=signe"), "{}", again.body);
    assert_eq!(dossier(&state, &reference).await.1.version, version);
    let sheet = guest.get(&site, &format!("{task}/pdf?a={at}")).await;
    assert_eq!(sheet.status, 410, "what was signed is not shown by the link any more");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn wrong_codes_are_counted_of_each_link(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let email = "max@exemple.fr";
    let link = invite((&site, &pool), &mut browser, &reference, ("sign", FORM), email).await;
    let (mut guest, task) = opens(&site, &link).await;
    let path = format!("{task}/formulaire");
    let drawn = "d:10,10 200,200;40,40 60,80";
    let tries = [
        ("act", "sign"),
        ("a", "0"),
        ("code", "x"),
        ("nom", "Max"),
        ("trace", drawn),
        ("accord", "1"),
    ];
    for _ in 0..5 {
        let refused = guest.send(&site, &path, &tries).await;
        assert!(refused.body.contains("le code du dernier"), "{}", refused.body);
        assert!(refused.body.contains(&format!("data-drawn=\"{drawn}\"")), "{}", refused.body);
    }
    let mut scrawl = tries;
    scrawl[4].1 = "d:10,10 <b>";
    let refused = guest.send(&site, &path, &scrawl).await;
    assert!(refused.body.contains("data-drawn=\"\""), "what is no drawing: {}", refused.body);
    let often = guest.send(&site, &path, &tries).await;
    assert!(often.status == 422 && often.body.contains("Trop d’essais"), "{}", often.body);
    assert!(
        often.body.contains("attendez 1") && often.body.contains(" minutes."),
        "{}",
        often.body
    );
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_link_opens_its_one_task_and_nothing_else(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let piece = invite((&site, &pool), &mut browser, &reference, ("upload", PIECE), "a@exemple.fr");
    let piece = piece.await;
    let form = invite((&site, &pool), &mut browser, &reference, ("sign", FORM), "m@exemple.fr");
    let form = form.await;
    let (mut host, upload) = opens(&site, &piece).await;
    let (mut holder, sign) = opens(&site, &form).await;
    let dossier_path = format!("/dossier/{reference}");
    let form_path = format!("{dossier_path}/formulaire/{}", FORM.replace('/', "."));
    for path in [
        sign.clone(),
        format!("{sign}/pdf?a=1"),
        dossier_path.clone(),
        format!("{dossier_path}/piece/{PIECE}"),
        format!("{dossier_path}/personne/holder"),
        format!("{form_path}/pdf?a=1"),
        "/demande/01a20000-0000-7000-8000-000000000000".to_owned(),
        format!("/demande/lien/{}", "0".repeat(43)),
    ] {
        assert_eq!(host.get(&site, &path).await.status, 404, "{path}");
    }
    // The other kind of task, by its own link.
    let code = [("act", "code")];
    let other = host.send(&site, &format!("{upload}/formulaire"), &code).await;
    assert!(other.status == 422 && other.body.contains("sert à autre chose"), "{}", other.body);
    let other = holder.send_files(&site, &format!("{sign}/piece"), &[("x.bmp", b"x")]).await;
    assert!(other.status == 422 && other.body.contains("sert à autre chose"), "{}", other.body);
    let other = host.send_files(&site, &format!("{upload}/papier"), &[("x.bmp", b"x")]).await;
    assert_eq!(other.status, 422);
    assert_eq!(host.get(&site, &format!("{upload}/pdf?a=1")).await.status, 404);
    // The address without the cookie, the secret as that of a draft, and another house.
    assert_eq!(Browser::default().get(&site, &upload).await.status, 404);
    let secret = piece.rsplit('/').next().unwrap();
    let as_draft = Browser::signed_in(&format!("__Host-drafts={secret}"));
    assert_eq!(as_draft.clone().get(&site, &dossier_path).await.status, 404);
    let resumed = Browser::default().get(&site, &format!("/dossier/reprendre/{secret}")).await;
    assert_eq!(resumed.status, 404);
    let elsewhere = crate::support::request("GET", &piece, "demo2.localhost:3000")
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(crate::support::ask(&site, elsewhere).await.status, 404);
    let (_, found) = dossier(&state, &reference).await;
    assert!(found.links.values().all(|link| !link.used), "none was used up by that");
    // One browser may hold both, each at its own address.
    let mut both = host.clone();
    both.get(&site, &form).await;
    assert_eq!(both.get(&site, &upload).await.status, 200);
    assert_eq!(both.get(&site, &sign).await.status, 200);
}

async fn ended(guest: &mut Browser, site: &axum::Router, task: &str, words: &str) {
    for path in [task.to_owned(), task.replace("/demande/", "/en/request/")] {
        let page = guest.get(site, &path).await;
        assert_eq!(page.status, 410, "{path}: {}", page.body);
        assert!(page.body.contains("01 99 00 00 00"), "whom to call: {}", page.body);
    }
    let page = guest.get(site, task).await.body;
    assert!(page.contains(words), "{words}: {page}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_link_that_opens_nothing_any_more_says_what_to_do(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let of = (&site, &pool);
    let old = invite(of, &mut browser, &reference, ("upload", PIECE), "ada@exemple.fr").await;
    let (mut first, task) = opens(&site, &old).await;
    let new = invite(of, &mut browser, &reference, ("upload", PIECE), "ada@exemple.fr").await;
    ended(&mut first, &site, &task, "regardez si un e-mail plus récent").await;
    let (mut second, task) = opens(&site, &new).await;
    assert_eq!(second.get(&site, &task).await.status, 200);
    // A link says nothing of what it was once it has expired, though it is opened for the first time.
    sqlx::query("update dossier_links set expires_at = now()").execute(&pool).await.unwrap();
    let (mut late, task) = opens(&site, &new).await;
    ended(&mut late, &site, &task, "Ce lien n’ouvre plus rien").await;
    let sent = late.send_files(&site, &format!("{task}/piece"), &[("x.bmp", &photo(1))]).await;
    assert_eq!(sent.status, 410);

    let form = invite(of, &mut browser, &reference, ("sign", FORM), "max@exemple.fr").await;
    let (mut holder, task) = opens(&site, &form).await;
    assert_eq!(holder.get(&site, &task).await.status, 200);
    // A name that is printed changes: the form waits no more until it is made again.
    mandate_signed(&mut browser, &site, &pool, &reference).await;
    let mut durand = HOLDER.to_vec();
    durand[0].1 = "Durand";
    let person = format!("/dossier/{reference}/personne/holder");
    assert_eq!(browser.send(&site, &person, &durand).await.status, 303);
    ended(&mut holder, &site, &task, "ou n’est plus demandé").await;
    let made = browser.send(&site, &format!("/dossier/{reference}/formulaires"), &[]).await;
    assert_eq!(made.status, 303);
    assert_eq!(holder.get(&site, &task).await.status, 200, "it is to be signed as it is now");
    let closed = browser.send(&site, &format!("/dossier/{reference}/retractation"), &[]).await;
    assert_eq!(closed.status, 303);
    ended(&mut holder, &site, &task, "Cette démarche est terminée").await;
}

fn form_of(found: &Dossier) -> FormState {
    found.forms[FORM].state
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn guests_and_customers_sign_as_the_house_decided(pool: PgPool) {
    let Invited { site, state, mut browser, reference, mut guest, task, folder: _folder, .. } =
        invited_to_sign(&pool).await;
    let own = format!("/dossier/{reference}/formulaire/mandat.titulaire");

    signed_as(&state, SignatureWay::Paper).await;
    for (who, path) in [(&mut guest, &task), (&mut browser, &own)] {
        let page = who.get(&site, path).await.body;
        assert!(!page.contains("Signer sur l’écran"), "{path}: {page}");
        assert!(page.contains("Signer sur papier"), "{path}: {page}");
    }
    let code = [("act", "code")];
    let refused = guest.send(&site, &format!("{task}/formulaire"), &code).await;
    assert!(refused.status == 422 && refused.body.contains("n’est pas proposée ici"));
    let refused = browser.send(&site, &own, &code).await;
    assert_eq!(refused.header("location"), format!("/dossier/{reference}?refus=not_on_screen"));
    let codes: i64 =
        sqlx::query_scalar("select count(*) from notifications where template = 'signature_code'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(codes, 0);

    signed_as(&state, SignatureWay::Screen).await;
    for (who, path) in [(&mut guest, &task), (&mut browser, &own)] {
        let page = who.get(&site, path).await.body;
        assert!(page.contains("Signer sur l’écran"), "{path}: {page}");
        assert!(!page.contains("type=\"file\""), "{path}: {page}");
    }
    let file: [(&str, &[u8]); 1] = [("signe.bmp", &photo(1))];
    let refused = guest.send_files(&site, &format!("{task}/papier"), &file).await;
    assert!(refused.status == 422 && refused.body.contains("n’est pas proposée ici"));
    let refused = browser.send_files(&site, &format!("{own}/papier"), &file).await;
    assert_eq!(refused.header("location"), format!("/dossier/{reference}?refus=not_on_paper"));
    assert_eq!(form_of(&dossier(&state, &reference).await.1), FormState::ToSign);

    signed_as(&state, SignatureWay::Both).await;
    let sent = guest.send_files(&site, &format!("{task}/papier"), &file).await;
    assert_eq!(sent.header("location"), format!("{task}?fait=signe"), "{}", sent.body);
    assert_eq!(form_of(&dossier(&state, &reference).await.1), FormState::ToCheck);
}
