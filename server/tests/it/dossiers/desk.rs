//! Signatures as the desk sees them: their seal, their photographs, what is decided of them and who hears of it.

use access::Role;
use accounts::operations::sessions::{self, Method};
use axum::Router;
use dossiers::items::FormState;
use dossiers::tracks::Signature;
use mailer::Kept;
use server::State;
use sqlx::PgPool;

use super::guests::hidden;
use super::invitations::{CO_HOLDER, FORM, Invited, invited_to_sign, opens, prepared};
use super::sending::{Folder, photo};
use super::{Browser, dossier, with_pieces};
use crate::somebody::{begin, somebody, visit};
use crate::support::{Answer, work_until};

pub(super) const MANDATE: &str = "mandat/titulaire";

/// Somebody of the staff, signed in as they must be.
pub(super) async fn sits(state: &State, role: Role) -> Browser {
    let (person, _) = somebody(state, &role.id().replace('_', "-"), &[role]).await;
    let mut tx = begin(state).await;
    let opened = sessions::open(&mut tx, &visit(state), &person, Method::Passkey).await.unwrap();
    tx.commit().await.unwrap();
    Browser::signed_in(&format!("{}={}", server::people::SESSION, opened.token.reveal()))
}

fn path(reference: &str) -> String {
    format!("/gestion/dossiers/{reference}")
}

/// Does `act` from a page that was just opened.
pub(super) async fn does(
    desk: &mut Browser,
    site: &Router,
    reference: &str,
    act: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let page = desk.get(site, &path(reference)).await.body;
    let (_, rest) = page.split_once("data-version=\"").unwrap();
    let mut all = vec![("act", act), ("version", rest.split('"').next().unwrap())];
    all.extend(fields);
    desk.send(site, &path(reference), &all).await
}

/// Refuses the signature of `form`.
pub(super) async fn refuses(
    desk: &mut Browser,
    site: &Router,
    reference: &str,
    form: &str,
) -> Answer {
    let why = [("slot", form), ("reason", "signature_manquante")];
    does(desk, site, reference, "refuse_signature", &why).await
}

/// The mandate signed by its holder on the screen.
pub(super) async fn mandate_signed(
    browser: &mut Browser,
    site: &Router,
    pool: &PgPool,
    reference: &str,
) {
    let signed = signs_mandate(browser, site, pool, reference).await;
    assert_eq!(signed.status, 303, "{}", signed.body);
}

/// What comes of signing the mandate on the screen.
pub(super) async fn signs_mandate(
    browser: &mut Browser,
    site: &Router,
    pool: &PgPool,
    reference: &str,
) -> Answer {
    let path = format!("/dossier/{reference}/formulaire/mandat.titulaire");
    browser.send(site, &path, &[("act", "code")]).await;
    let code: String = sqlx::query_scalar(
        "select values ->> 'code' from notifications where template = 'signature_code'
        order by created_at desc, id desc limit 1",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    let page = browser.get(site, &path).await.body;
    let (at, read) = (hidden(&page, "a"), hidden(&page, "vu"));
    let sign = [("act", "sign"), ("code", &code), ("nom", "Léa"), ("accord", "1")];
    let fields: Vec<_> = sign.into_iter().chain([("a", at), ("vu", read)]).collect();
    browser.send(site, &path, &fields).await
}

/// The card of a form.
pub(super) fn card<'page>(page: &'page str, form: &str) -> &'page str {
    let id = format!("id=\"form-{}\"", form.replace('/', "-"));
    let (_, card) = page.split_once(&id).expect("a card");
    card.split("</article>").next().unwrap()
}

fn address(card: &str, place: usize) -> String {
    let (_, rest) =
        card.split("href=\"/signatures/").enumerate().nth(place + 1).expect("an address");
    format!("/signatures/{}", rest.split('"').next().unwrap())
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_desk_sees_who_signed_on_the_screen_and_whether_the_seal_holds(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    mandate_signed(&mut browser, &site, &pool, &reference).await;
    let mut desk = sits(&state, Role::Operateur).await;
    let page = desk.get(&site, &path(&reference)).await.body;
    let closed = card(&page, MANDATE);
    for words in ["LEFÈVRE", "Signé à l’écran", "par le compte du client", "Ouvrir la signature"]
    {
        assert!(closed.contains(words), "{words}: {closed}");
    }
    let open = format!("{}?formulaire=mandat%2Ftitulaire", path(&reference));
    let page = desk.get(&site, &open).await.body;
    let opened = card(&page, MANDATE);
    for words in ["Le sceau tient", "lea@exemple.fr", "Empreinte signée"] {
        assert!(opened.contains(words), "{words}: {opened}");
    }
    let (form, proof) = (address(opened, 0), address(opened, 1));
    let pdf = desk.get(&site, &form).await;
    assert_eq!((pdf.status.as_u16(), pdf.header("content-type")), (200, "application/pdf"));
    assert!(pdf.body.starts_with("%PDF"));
    assert_eq!(pdf.header("cache-control"), "private, no-store");
    // A sandbox would leave the viewer of a browser blank.
    let policy = "default-src 'none'; frame-ancestors 'none'";
    assert_eq!(pdf.header("content-security-policy"), policy);
    let json = desk.get(&site, &proof).await;
    assert!(json.header("content-security-policy").ends_with("sandbox"));
    assert_eq!(json.json()["body"]["signer"]["signer"], "titulaire");
    // To the session that asked alone; and the address of one is not that of the other.
    let mut other = sits(&state, Role::Superviseur).await;
    for who in [&mut other, &mut browser, &mut Browser::default()] {
        assert_eq!(who.get(&site, &form).await.status, 404);
    }
    let swapped = form.replace("~form~", "~proof~");
    assert_eq!(desk.get(&site, &swapped).await.status, 404);
    let as_piece = form.replace("/signatures/", "/pieces/");
    assert_eq!(desk.get(&site, &as_piece).await.status, 404);
    let views: i64 =
        sqlx::query_scalar("select count(*) from audit_events where act = 'document_viewed'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(views, 1, "opened once, written down once");

    let mut support = sits(&state, Role::Support).await;
    let page = support.get(&site, &open).await.body;
    let hidden = card(&page, MANDATE);
    assert!(hidden.contains("Votre rôle ne permet pas"), "{hidden}");
    assert!(!hidden.contains("/signatures/") && !hidden.contains("lea@exemple.fr"), "{hidden}");

    // Another file in its place, and a file that was altered.
    sqlx::query("update dossier_evidence set pdf_sha256 = sha256('x')")
        .execute(&pool)
        .await
        .unwrap();
    let page = desk.get(&site, &open).await.body;
    assert!(card(&page, MANDATE).contains("Le sceau ne tient pas"), "{page}");
    let stored = std::fs::read_dir(folder.0.join("signatures")).unwrap().next().unwrap().unwrap();
    let file = stored.path().join("form");
    let mut bytes = std::fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let page = desk.get(&site, &open).await.body;
    assert!(card(&page, MANDATE).contains("ne peut pas être lue"), "{page}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_signature_on_paper_is_looked_at_and_confirmed(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let own = format!("/dossier/{reference}/formulaire/mandat.titulaire/papier");
    let sent = browser.send_files(&site, &own, &[("mandat.bmp", &photo(1))]).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let mut desk = sits(&state, Role::Operateur).await;
    let open = format!("{}?formulaire=mandat%2Ftitulaire", path(&reference));
    let early = desk.get(&site, &open).await.body;
    assert!(card(&early, MANDATE).contains("pas encore lue"), "{early}");
    let (id, _) = dossier(&state, &reference).await;
    let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 6);
    work_until(&state, &jobs, async || {
        let mut tx = begin(&state).await;
        let all = documents::operations::of_dossier(&mut tx, id.0).await.unwrap();
        all.iter().all(|one| one.state.accepted().is_some())
    })
    .await;
    let page = desk.get(&site, &open).await.body;
    let opened = card(&page, MANDATE);
    let at = opened.find("/pieces/").expect("the pages of the photograph");
    let picture = opened[at..].split('"').next().unwrap().to_owned();
    assert_eq!(desk.get(&site, &picture).await.header("content-type"), "image/jpeg");
    for key in ["data-key=\"a\"", "data-key=\"x\"", "value=\"signature_manquante\""] {
        assert!(opened.contains(key), "{key}: {opened}");
    }
    let slot = [("slot", MANDATE)];
    let mut comptable = sits(&state, Role::Comptable).await;
    let refused = does(&mut comptable, &site, &reference, "accept_signature", &slot).await;
    assert_eq!(refused.status, 404);
    let other = [("slot", "demande_immatriculation/titulaire")];
    let refused = does(&mut desk, &site, &reference, "accept_signature", &other).await;
    assert_eq!(refused.status, 422, "nobody signed it");
    let done = does(&mut desk, &site, &reference, "accept_signature", &slot).await;
    assert!(done.header("location").contains("fait=accept_signature"), "{}", done.body);
    let page = desk.get(&site, done.header("location")).await.body;
    assert!(page.contains("La signature est confirmée.") && page.contains("value=\"undo\""));
    assert_eq!(dossier(&state, &reference).await.1.forms[MANDATE].state, FormState::Signed);
    let undone = {
        let version = dossier(&state, &reference).await.1.version.to_string();
        does(&mut desk, &site, &reference, "undo", &[("of", &version)]).await
    };
    assert_eq!(undone.status, 303, "{}", undone.body);
    assert_eq!(dossier(&state, &reference).await.1.forms[MANDATE].state, FormState::ToCheck);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_refused_signature_is_asked_again_of_whoever_signs(pool: PgPool) {
    let Invited { site, state, reference, link, mut guest, task, folder, .. } =
        invited_to_sign(&pool).await;
    let email = "max@exemple.fr";
    let sent = guest.send_files(&site, &format!("{task}/papier"), &[("x.bmp", &photo(1))]).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let mut desk = sits(&state, Role::Operateur).await;
    let bare = [("slot", FORM), ("reason", "illisible"), ("words", "")];
    let asked = does(&mut desk, &site, &reference, "refuse_signature", &bare).await;
    assert_eq!(asked.status, 422);
    let chosen = card(&asked.body, FORM).split_once("value=\"illisible\"").unwrap().1;
    assert!(chosen.split('>').next().unwrap().contains("checked"), "what was chosen is kept");
    let done = refuses(&mut desk, &site, &reference, FORM).await;
    assert!(done.header("location").contains("fait=refuse_signature"), "{}", done.body);
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(
        (found.forms[FORM].state, found.signature),
        (FormState::Refused, Signature::ASigner)
    );

    // The letter waits for what else is refused; its time has come.
    let soon = "update graphile_worker._private_jobs set run_at = now()";
    sqlx::query(soon).execute(&pool).await.unwrap();
    let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 6);
    let mail = mailer::Folder::new(&folder.0.join("mail"));
    // What a letter says is forgotten once it has left: it is read where it went.
    let written = async |to: &str, words: &str| -> Vec<String> {
        let letters = mail.kept().await.unwrap().into_iter().filter_map(|kept| match kept {
            Kept::Letter(letter) => Some(letter),
            Kept::Text(_) => None,
        });
        let wanted =
            letters.filter(|letter| letter.to.address == to && letter.text.contains(words));
        wanted.map(|letter| letter.text).collect()
    };
    work_until(&state, &jobs, async || {
        let corrected = written("lea@exemple.fr", "Demande de certificat").await.len();
        corrected == 1 && written(email, "/demande/lien/").await.len() == 2
    })
    .await;
    let told = written("lea@exemple.fr", "Demande de certificat").await.remove(0);
    assert!(told.contains("signature"), "why it is to be signed again: {told}");
    let letters = written(email, "/demande/lien/").await;
    let links: Vec<&str> = letters
        .iter()
        .filter_map(|text| text.lines().find(|line| line.contains("/demande/lien/")))
        .map(|line| line.trim().strip_prefix("http://localhost:3000").unwrap())
        .collect();
    let link = *links.iter().find(|one| **one != link).expect("another link");
    assert_eq!(guest.get(&site, &task).await.status, 410, "the old link stays used");
    let (mut guest, task) = opens(&site, link).await;
    let page = guest.get(&site, &task).await.body;
    assert!(page.contains("Signez le formulaire de nouveau"), "{page}");
    let again = guest.send_files(&site, &format!("{task}/papier"), &[("y.bmp", &photo(2))]).await;
    assert_eq!(again.status, 303, "{}", again.body);
    let (id, found) = dossier(&state, &reference).await;
    assert_eq!(found.forms[FORM].state, FormState::ToCheck);
    let mut tx = begin(&state).await;
    let all = documents::operations::of_dossier(&mut tx, id.0).await.unwrap();
    let left: Vec<_> = all.iter().filter(|one| one.withdrawn_at.is_none()).collect();
    assert_eq!((all.len(), left.len()), (2, 1), "the refused photograph goes");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_photograph_that_was_refused_does_not_sign_again(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let own = format!("/dossier/{reference}/formulaire/mandat.titulaire/papier");
    browser.send_files(&site, &own, &[("mandat.bmp", &photo(1))]).await;
    let mut desk = sits(&state, Role::Operateur).await;
    let done = refuses(&mut desk, &site, &reference, MANDATE).await;
    assert_eq!(done.status, 303, "{}", done.body);

    let same = browser.send_files(&site, &own, &[("mandat.bmp", &photo(1))]).await;
    assert_eq!(same.status, 422);
    assert!(same.body.contains("Ce document a déjà été envoyé"), "{}", same.body);
    let (id, found) = dossier(&state, &reference).await;
    assert_eq!(found.forms[MANDATE].state, FormState::Refused);
    let mut tx = begin(&state).await;
    let all = documents::operations::of_dossier(&mut tx, id.0).await.unwrap();
    assert!(all.iter().all(|one| one.withdrawn_at.is_none()), "what was refused is still there");
    drop(tx);
    let other = browser.send_files(&site, &own, &[("mandat.bmp", &photo(2))]).await;
    assert_eq!(other.status, 303, "{}", other.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_was_replaced_is_not_asked_to_sign_again(pool: PgPool) {
    let Invited { site, state, mut browser, reference, mut guest, task, folder: _folder, .. } =
        invited_to_sign(&pool).await;
    guest.send_files(&site, &format!("{task}/papier"), &[("x.bmp", &photo(1))]).await;
    let mut desk = sits(&state, Role::Operateur).await;
    refuses(&mut desk, &site, &reference, FORM).await;
    // Nobody else signed: nothing is void, and the form waits for whoever is named now.
    let mut zoe = CO_HOLDER.to_vec();
    zoe[1].1 = "Zoé";
    let holder = format!("/dossier/{reference}/personne/co_holder");
    assert_eq!(browser.send(&site, &holder, &zoe).await.status, 303);
    assert_eq!(dossier(&state, &reference).await.1.forms[FORM].state, FormState::Refused);

    let soon = "update graphile_worker._private_jobs set run_at = now()";
    sqlx::query(soon).execute(&pool).await.unwrap();
    let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 6);
    let letters = async |template: &str| -> i64 {
        sqlx::query_scalar("select count(*) from notifications where template = $1")
            .bind(template)
            .fetch_one(&pool)
            .await
            .unwrap()
    };
    work_until(&state, &jobs, async || letters("dossier_correction").await == 1).await;
    assert_eq!(letters("guest_task").await, 1, "Max had the only one");
}
