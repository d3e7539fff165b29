//! Whom a form names, and what comes of two signatures at once, of a late one and of an old sheet.

use dossiers::Refusal;
use dossiers::items::FormState;
use dossiers::operations::people;
use dossiers::operations::pieces::{self, Seen};
use dossiers::{Party, PartyRole};
use server::clock;
use sqlx::PgPool;

use super::desk::{MANDATE, card, does, refuses, signs_mandate, sits};
use super::guests::hidden;
use super::invitations::{FORM, Invited, invited_to_sign, prepared};
use super::journey::{HOLDER, all_read, sign_all};
use super::official::{at_the_mandate, sheet_of};
use super::sending::{Folder, photo};
use super::{Browser, dossier, paid, piece_settings, with_pieces};
use crate::official::{is_official, publish};
use crate::somebody::{begin, served, visit};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_is_left_of_an_earlier_answer_is_printed_nowhere(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (mut browser, reference) = prepared(&site, &state).await;
    let made = format!("/dossier/{reference}/formulaires");
    let form = format!("/dossier/{reference}/formulaire/{}", FORM.replace('/', "."));
    let sheet = format!("{form}/pdf?a={}", clock::now().as_microsecond());
    let before = browser.get(&site, &sheet).await;
    assert_eq!(before.header("content-type"), "application/pdf");

    // A company, a minor and their parent, a lessor, one holder more: as other answers would want them.
    let (id, _) = dossier(&state, &reference).await;
    let somebody = |company: &str, last: &str| Party {
        company_name: company.to_owned(),
        last_name: last.to_owned(),
        first_names: "Zoé".to_owned(),
        address_line: "1 quai de la Loire".to_owned(),
        postcode: "44000".to_owned(),
        city: "Nantes".to_owned(),
        ..Party::default()
    };
    let visit = visit(&state);
    for (role, party) in [
        (PartyRole::Company, somebody("GARAGE DU PORT", "Petit")),
        (PartyRole::Minor, somebody("", "Petit")),
        (PartyRole::Parent, somebody("", "Petit")),
        (PartyRole::Lessor, somebody("BAIL AUTO", "")),
        (PartyRole::CoHolder, somebody("", "Petit")),
    ] {
        let mut tx = begin(&state).await;
        let who = dossiers::operations::Who::House;
        people::set(&mut tx, &visit, who, id, None, (role, party)).await.unwrap();
        tx.commit().await.unwrap();
    }
    browser.send(&site, &made, &[]).await;
    let after = browser.get(&site, &sheet).await;
    assert_eq!(after.header("content-type"), "application/pdf", "{}", after.body);
    assert!(after.body == before.body, "the same sheet, byte for byte");
    let mandate = format!("/dossier/{reference}/formulaire/mandat.titulaire");
    let page = browser.get(&site, &mandate).await.body;
    assert!(page.contains("LEFÈVRE Léa") && !page.contains("PETIT"), "{page}");
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.found_by.holder, "LEFÈVRE Léa Marie", "nor at the desk");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_who_sign_at_once_both_sign(pool: PgPool) {
    let Invited { site, state, mut browser, reference, mut guest, task, folder: _folder, .. } =
        invited_to_sign(&pool).await;
    let mandate = format!("/dossier/{reference}/formulaire/mandat.titulaire");
    let by_link = format!("{task}/formulaire");
    browser.send(&site, &mandate, &[("act", "code")]).await;
    guest.send(&site, &by_link, &[("act", "code")]).await;
    let code = async |to: &str| -> String {
        sqlx::query_scalar(
            "select values ->> 'code' from notifications
            where template = 'signature_code' and recipient = $1",
        )
        .bind(to)
        .fetch_one(&pool)
        .await
        .unwrap()
    };
    let (own, theirs) = (code("lea@exemple.fr").await, code("max@exemple.fr").await);
    let signs = |page: &str, code: &str, name: &str| {
        let (at, read) = (hidden(page, "a"), hidden(page, "vu"));
        [("act", "sign"), ("code", code), ("nom", name), ("accord", "1"), ("a", at), ("vu", read)]
            .map(|(name, text)| (name, text.to_owned()))
    };
    let own = signs(&browser.get(&site, &mandate).await.body, &own, "Léa Lefèvre");
    let theirs = signs(&guest.get(&site, &task).await.body, &theirs, "Max Martin");

    // Both come as far as they can while somebody else has the dossier.
    let (id, _) = dossier(&state, &reference).await;
    let mut held = pool.begin().await.unwrap();
    sqlx::query("select id from dossiers where id = $1 for update")
        .bind(id.0)
        .execute(&mut *held)
        .await
        .unwrap();
    let sent = |mut browser: Browser, path: String, fields: [(&'static str, String); 6]| {
        let site = site.clone();
        tokio::spawn(async move {
            let fields = fields.each_ref().map(|(name, text)| (*name, text.as_str()));
            browser.send(&site, &path, &fields).await
        })
    };
    let first = sent(browser, mandate, own);
    let second = sent(guest, by_link, theirs);
    let waiting = "select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'";
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&pool).await.unwrap() < 2 {
        tokio::task::yield_now().await;
    }
    held.commit().await.unwrap();
    let (first, second) = (first.await.unwrap(), second.await.unwrap());
    assert_eq!(first.header("location"), format!("/dossier/{reference}?fait=signature"));
    assert_eq!(second.header("location"), format!("{task}?fait=signe"));
    let (_, found) = dossier(&state, &reference).await;
    let both = (found.forms[MANDATE].state, found.forms[FORM].state);
    assert_eq!(both, (FormState::Signed, FormState::Signed));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_proof_that_the_dossier_does_not_name_leaves_no_file(pool: PgPool) {
    let Invited { site, state, mut browser, reference, folder, .. } = invited_to_sign(&pool).await;
    for sql in [
        "create function breaks() returns trigger language plpgsql as
            $$ begin raise exception 'the disk is full'; end $$",
        "create trigger breaks before insert on dossier_evidence
            for each row execute function breaks()",
    ] {
        sqlx::query(sql).execute(&pool).await.unwrap();
    }
    let refused = signs_mandate(&mut browser, &site, &pool, &reference).await;
    assert!(refused.status.is_server_error(), "{}", refused.body);
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.forms[MANDATE].state, FormState::ToSign);
    assert_eq!(files_in(&folder.0.join("signatures")), 0, "nobody would ever take them away");

    sqlx::query("drop trigger breaks on dossier_evidence").execute(&pool).await.unwrap();
    let signed = signs_mandate(&mut browser, &site, &pool, &reference).await;
    assert_eq!(signed.header("location"), format!("/dossier/{reference}?fait=signature"));
    assert_eq!(files_in(&folder.0.join("signatures")), 2, "the form and its proof");
}

fn files_in(folder: &std::path::Path) -> usize {
    let Ok(all) = std::fs::read_dir(folder) else { return 0 };
    let all = all.map(|one| one.unwrap().path());
    all.map(|path| if path.is_dir() { files_in(&path) } else { 1 }).sum()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nobody_is_thanked_for_a_signature_that_was_refused(pool: PgPool) {
    let Invited { site, state, reference, mut guest, task, folder: _folder, .. } =
        invited_to_sign(&pool).await;
    let paper = format!("{task}/papier");
    let thanks = format!("{task}?fait=signe");
    let sent = guest.send_files(&site, &paper, &[("x.bmp", &photo(1))]).await;
    assert_eq!(sent.header("location"), thanks, "{}", sent.body);
    let again = guest.send_files(&site, &paper, &[("x.bmp", &photo(1))]).await;
    assert_eq!(again.header("location"), thanks, "a second click: {}", again.body);
    let mut desk = sits(&state, access::Role::Operateur).await;
    let refused = refuses(&mut desk, &site, &reference, FORM).await;
    assert_eq!(refused.status, 303, "{}", refused.body);

    let late = guest.send_files(&site, &paper, &[("y.bmp", &photo(2))]).await;
    assert_eq!(late.status, 410, "{}", late.header("location"));
    assert!(late.body.contains("a déjà servi"), "{}", late.body);
    let old = guest.get(&site, &thanks).await;
    assert!(old.status == 410 && !old.body.contains("Merci"), "{}", old.body);
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.forms[FORM].state, FormState::Refused);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_sheet_that_is_too_old_gives_way_to_one_of_now_on_the_form_of_now(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, path, _) = at_the_mandate(&site, &state).await;
    let now = clock::now().as_microsecond();
    let day = 24 * 3600 * 1_000_000;
    for (at, shown) in [(now - day / 2, 200), (now - day - 1_000_000, 404), (now + day, 404)] {
        let sheet = browser.get(&site, &format!("{path}/pdf?a={at}")).await;
        assert_eq!(sheet.status, shown, "{at}");
    }
    let (before, _) = sheet_of(&browser.get(&site, &path).await.body);
    let mut tx = begin(&state).await;
    publish(&mut tx, clock::today()).await;
    tx.commit().await.unwrap();
    // What they read is no more: the page shows that of now, and names the very sheet that its address gives.
    let page = browser.get(&site, &format!("{path}?a={before}&vu=another")).await.body;
    let (at, seen) = sheet_of(&page);
    assert_ne!(at, before);
    let fresh = browser.get(&site, &format!("{path}/pdf?a={at}")).await;
    assert!(is_official(&fresh.body));
    let kept = browser.get(&site, &format!("{path}?a={at}&vu={seen}")).await.body;
    assert_eq!(sheet_of(&kept), (at, seen), "what the page names is what its address draws");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_signed_on_a_working_sheet_is_not_filed_in_production(pool: PgPool) {
    let folder = Folder::new();
    let mut settings = piece_settings(&folder.0).to_vec();
    settings.push(("SECRETS_KEY", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=".to_owned()));
    let (site, state) = served(&pool, &texts(&settings)).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    browser.send(&site, &format!("/dossier/{reference}/personne/holder"), HOLDER).await;
    // The mandate is signed on the official form, the request on a sheet of ours.
    let mut tx = begin(&state).await;
    publish(&mut tx, clock::today()).await;
    tx.commit().await.unwrap();
    sign_all(&mut browser, &site, &pool, &reference).await;
    let (id, found) = dossier(&state, &reference).await;
    for (seed, slot) in (1..).zip(found.slots.keys()) {
        let path = format!("/dossier/{reference}/piece/{}", slot.replace('/', "."));
        browser.send_files(&site, &path, &[("photo.bmp", &photo(seed))]).await;
    }
    all_read(&pool, &state, id).await;
    let (max, _) = crate::somebody::somebody(&state, "max", &[access::Role::Operateur]).await;
    let by = Seen { by: &max, version: None };
    let visit = visit(&state);
    let mut tx = begin(&state).await;
    pieces::start_check(&mut tx, &visit, by, id).await.unwrap();
    pieces::validate_all(&mut tx, &visit, by, id).await.unwrap();
    tx.commit().await.unwrap();

    settings.extend([
        ("APP_ENV", "production".to_owned()),
        ("DATABASE_URL", "postgres://u@127.0.0.1/db".to_owned()),
        ("MAIL_PROVIDER", "smtp".to_owned()),
        ("SMTP_HOST", "127.0.0.1".to_owned()),
    ]);
    let real = crate::support::state_with(state.pool().cloned(), &texts(&settings));
    let real = server::router(real);
    let mut desk = sits(&state, access::Role::Operateur).await;
    let refused = does(&mut desk, &real, &reference, "ready", &[]).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    let sentence = Refusal::WorkingSheet.sentence(vocabulary::Lang::Fr);
    assert!(refused.body.contains(sentence), "{}", refused.body);
    let on_ours = "Signé sur notre modèle de travail";
    let request = "demande_immatriculation/titulaire";
    assert!(card(&refused.body, request).contains(on_ours), "which one is said");
    assert!(!card(&refused.body, MANDATE).contains(on_ours));
    let ready = does(&mut desk, &site, &reference, "ready", &[]).await;
    assert!(ready.header("location").contains("fait=ready"), "a demonstration: {}", ready.body);
}

fn texts<'a>(settings: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    settings.iter().map(|(name, text)| (*name, text.as_str())).collect()
}
