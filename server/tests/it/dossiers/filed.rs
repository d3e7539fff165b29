//! A dossier from ready to its end: exported, filed, followed, deposited; refused by the administration and filed anew.

mod handed_over;
mod put_right;

use std::io::{Cursor, Read as _};

use access::Role;
use accounts::operations::staff;
use axum::Router;
use axum::body::Body;
use dossiers::record::Number;
use dossiers::tracks::{Archive, Filing};
use dossiers::{PublicStatus, SlotState};
use ledger::Account;
use ring::digest::{SHA256, digest};
use server::State;
use sqlx::PgPool;
use tower::ServiceExt as _;
use uuid::Uuid;
use vocabulary::Cents;

use super::desk::{does, sits};
use super::journey::{HOLDER, all_read, sign_all};
use super::sending::{Folder, photo};
use super::{Browser, dossier, paid, with_pieces};
use crate::somebody::{begin, visit};
use crate::support::{Answer, request};

/// Everything sent, signed, accepted and marked ready: its customer, somebody at the desk, its reference.
async fn to_file(site: &Router, state: &State, pool: &PgPool) -> (Browser, Browser, String) {
    let (_, mut browser, reference) = paid(site, state, "lea").await;
    let path = format!("/dossier/{reference}");
    browser.send(site, &format!("{path}/personne/holder"), HOLDER).await;
    sign_all(&mut browser, site, pool, &reference).await;
    let (id, found) = dossier(state, &reference).await;
    for (seed, slot) in (1..).zip(found.slots.keys()) {
        let path = format!("{path}/piece/{}", slot.replace('/', "."));
        browser.send_files(site, &path, &[("photo.bmp", &photo(seed))]).await;
    }
    all_read(pool, state, id).await;
    let mut desk = sits(state, Role::Operateur).await;
    for act in ["start_check", "validate_all", "ready"] {
        let done = does(&mut desk, site, &reference, act, &[]).await;
        assert_eq!(done.status, 303, "{act}: {}", done.body);
    }
    (browser, desk, reference)
}

/// The bytes of the package `number`.
async fn package(desk: &Browser, site: &Router, reference: &str, number: u32) -> Vec<u8> {
    let path = format!("/gestion/dossiers/{reference}/export/{number}");
    let request = request("GET", &path, "localhost:3000")
        .header("cookie", desk.cookie())
        .body(Body::empty())
        .unwrap();
    let response = site.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/zip");
    assert_eq!(response.headers()["cache-control"], "private, no-store");
    axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
}

fn today() -> String {
    server::clock::today().to_string()
}

/// Records a step of today, and says what came of it.
async fn step(
    desk: &mut Browser,
    site: &Router,
    reference: &str,
    step: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let today = today();
    let mut all = vec![("step", step), ("on", today.as_str())];
    all.extend(fields);
    let act = if step == "file" { "file" } else { "filing_step" };
    does(desk, site, reference, act, &all).await
}

/// Whoever sits at the desk may transmit to the SIV.
async fn may_file(state: &State, pool: &PgPool) {
    let id = sqlx::query_scalar("select id from people where email = 'operateur@exemple.fr'");
    let id = accounts::PersonId(id.fetch_one(pool).await.unwrap());
    let mut tx = begin(state).await;
    let day = vocabulary::Date::parse("2026-09-01").unwrap();
    staff::set_siv_checked_on(&mut tx, id, Some(day)).await.unwrap();
    tx.commit().await.unwrap();
}

/// The transfer that paid for the dossier is in the accounts; the taxes that are held for the State then.
async fn booked(state: &State, reference: &str) -> Cents {
    let (_, found) = dossier(state, reference).await;
    let (payment, transfer) = found.transfers.iter().next_back().unwrap();
    let what = (transfer.cents, transfer.received_on);
    let mut tx = begin(state).await;
    let (visit, payment) = (visit(state), Uuid::from(*payment));
    let sales = payments::operations::sales::book_transfer(&mut tx, &visit, &found, payment, what);
    sales.await.unwrap();
    tx.commit().await.unwrap();
    let taxes = found.order.unwrap().taxes;
    assert_eq!(held(state, Account::Debours).await, -taxes);
    taxes
}

async fn held(state: &State, account: Account) -> Cents {
    let mut tx = begin(state).await;
    let all = ledger::operations::balances(&mut tx).await.unwrap();
    all.get(&account).copied().unwrap_or_default()
}

async fn letters(pool: &PgPool) -> Vec<String> {
    sqlx::query_scalar("select template from notifications order by created_at, id")
        .fetch_all(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_ready_dossier_is_packed_and_every_download_is_the_same_and_written_down(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut desk, reference) = to_file(&site, &state, &pool).await;
    let path = format!("/gestion/dossiers/{reference}");
    for _ in 0..2 {
        let made = desk.send(&site, &format!("{path}/export"), &[]).await;
        assert_eq!(made.header("location"), format!("{path}?fait=export#filing"), "{}", made.body);
    }
    let page = desk.get(&site, &path).await.body;
    assert!(page.contains("Export n° 1") && page.contains("Export n° 2"), "{page}");
    let first = package(&desk, &site, &reference, 1).await;
    assert!(first == package(&desk, &site, &reference, 1).await, "made again, to the byte");
    let hash: Vec<u8> = sqlx::query_scalar("select sha256 from filing_snapshots where number = 1")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(digest(&SHA256, &first).as_ref(), hash);

    let mut zip = zip::ZipArchive::new(Cursor::new(first)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let lower = reference.to_lowercase();
    let within = format!("{lower}_changement-titulaire_ab-123-cd/");
    assert!(names.iter().all(|name| name.starts_with(&within)), "{names:?}");
    for wanted in [
        "00_feuille-de-route.pdf",
        "01_checklist.pdf",
        "10_mandat-13757_titulaire.pdf",
        "11_demande-13750_titulaire.pdf",
        "20_certificat-cession-15776.pdf",
        "21_carte-grise-barree.pdf",
        "30_identite-titulaire_lml.pdf",
        "32_domicile_lml.pdf",
        "80_dossier.pdf",
        "90_preuve-signature_mandat-titulaire.json",
        "99_manifest.json",
    ] {
        assert!(names.contains(&format!("{within}{wanted}")), "{wanted}: {names:?}");
    }
    let mut manifest = String::new();
    let name = format!("{within}99_manifest.json");
    zip.by_name(&name).unwrap().read_to_string(&mut manifest).unwrap();
    assert!(manifest.contains(&reference) && !manifest.contains("Lefèvre"), "{manifest}");
    let (made, fetched): (i64, i64) = sqlx::query_as(
        "select count(*) filter (where act = 'package_made'), count(*) filter (where act = 'package_downloaded')
         from audit_events",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!((made, fetched), (2, 2));
    // Whoever was handed it may compare it with its manifest.
    let file = folder.0.join("package.zip");
    std::fs::write(&file, package(&desk, &site, &reference, 2).await).unwrap();
    let verify = std::process::Command::new(env!("CARGO_BIN_EXE_carteclaire"))
        .args(["filing", "verify"])
        .arg(&file)
        .output()
        .unwrap();
    let said = String::from_utf8(verify.stdout).unwrap();
    let expected = format!("{} files, all as the manifest says\n", names.len() - 1);
    assert_eq!((verify.status.code(), said), (Some(0), expected));
    // Nobody else fetches it.
    let mut support = sits(&state, Role::Support).await;
    assert_eq!(support.get(&site, &format!("{path}/export/1")).await.status, 404);
    assert_eq!(desk.get(&site, &format!("{path}/export/7")).await.status, 404);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_not_ready_is_not_packed_and_it_is_said_why(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, _, reference) = paid(&site, &state, "lea").await;
    let mut desk = sits(&state, Role::Operateur).await;
    let path = format!("/gestion/dossiers/{reference}/export");
    let refused = desk.send(&site, &path, &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("ne sont pas encore acceptées"), "{}", refused.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_dossier_is_filed_and_followed_to_its_title(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, mut desk, reference) = to_file(&site, &state, &pool).await;
    let mine = format!("/dossier/{reference}");
    let ants = [("channel", "ants_tp"), ("ants_dossier_number", " 2026-ANTS-77 ")];
    let nobody = step(&mut desk, &site, &reference, "file", &ants).await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.body.contains("accès au SIV vérifié"), "{}", nobody.body);
    assert!(nobody.body.contains("2026-ANTS-77"), "what was typed stays");
    may_file(&state, &pool).await;
    let filed = step(&mut desk, &site, &reference, "file", &ants).await;
    assert_eq!(filed.status, 303, "{}", filed.body);
    let page = browser.get(&site, &mine).await.body;
    for said in ["Démarche déposée", "2026-ANTS-77", "site de l’ANTS"] {
        assert!(page.contains(said), "{said}: {page}");
    }

    let cpi = [("cpi_numero", "CPI-9"), ("immatriculation_attribuee", "GH-482-KL")];
    let provisional = step(&mut desk, &site, &reference, "provisional", &cpi).await;
    assert_eq!(provisional.status, 303, "{}", provisional.body);
    let (id, found) = dossier(&state, &reference).await;
    let until = server::clock::today().plus_months(1).unwrap();
    assert_eq!((found.cpi_until(), found.status), (Some(until), PublicStatus::CpiDisponible));
    let page = browser.get(&site, &mine).await.body;
    for said in ["CPI-9", "GH-482-KL", "vous pouvez rouler jusqu’au"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 2);
    let mut conn = jobs.acquire().await.unwrap();
    let all = ::jobs::operations::waiting(&mut conn, ::jobs::operations::Page::default()).await;
    let reminders: Vec<_> =
        all.unwrap().into_iter().filter(|job| job.task == "remind_cpi").collect();
    assert_eq!(reminders.len(), 3, "twenty, twenty-five and thirty days later");
    let day = jiff::SignedDuration::from_hours(24);
    assert!(reminders.iter().all(|job| job.run_at > server::clock::now() + day * 18));

    step(&mut desk, &site, &reference, "produced", &[("titre_numero_formule", "2026AB1")]).await;
    step(&mut desk, &site, &reference, "posted", &[("tracking", "2L013")]).await;
    let early = step(&mut desk, &site, &reference, "received", &[]).await;
    assert_eq!(early.status, 422);
    assert!(early.body.contains("référence du coffre"), "{}", early.body);
    let vault = does(&mut desk, &site, &reference, "deposit", &[("vault", "COFFRE-1")]).await;
    assert_eq!(vault.status, 303, "{}", vault.body);
    let ended = step(&mut desk, &site, &reference, "received", &[]).await;
    assert_eq!(ended.status, 303, "{}", ended.body);
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.status, PublicStatus::Termine);
    assert_eq!((found.archive, found.vault.as_deref()), (Archive::Deposited, Some("COFFRE-1")));
    assert_eq!(found.number(Number::Tracking), Some("2L013"));
    let told = letters(&pool).await;
    let told: Vec<&str> = told.iter().map(String::as_str).rev().take(4).collect();
    assert_eq!(told, ["dossier_closed", "dossier_title", "dossier_cpi", "dossier_filed"]);
    let mut tx = begin(&state).await;
    let visit = crate::somebody::visit(&state);
    let rebuilt = dossiers::operations::history::rebuild(&mut tx, &visit, id).await.unwrap();
    assert!(rebuilt.agrees());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_the_administration_refuses_is_corrected_and_filed_again(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, mut desk, reference) = to_file(&site, &state, &pool).await;
    may_file(&state, &pool).await;
    let taxes = booked(&state, &reference).await;
    let paid = held(&state, Account::Bank).await;
    let ants = |number| [("channel", "ants_tp"), ("ants_dossier_number", number)];
    step(&mut desk, &site, &reference, "file", &ants("A-1")).await;
    assert_eq!(held(&state, Account::Debours).await, Cents(0), "the State has the taxes");
    assert_eq!(held(&state, Account::Bank).await, paid - taxes);
    let twice = step(&mut desk, &site, &reference, "file", &ants("A-1")).await;
    assert_eq!(twice.status, 422, "{}", twice.body);
    assert_eq!(held(&state, Account::Bank).await, paid - taxes, "booked once");
    let said = [("said", "Le justificatif de domicile est illisible.")];
    let silent = step(&mut desk, &site, &reference, "refused", &[]).await;
    assert_eq!(silent.status, 422, "its words are copied");
    let refused = step(&mut desk, &site, &reference, "refused", &said).await;
    assert_eq!(refused.status, 303, "{}", refused.body);
    assert_eq!(held(&state, Account::Debours).await, -taxes, "no title, no taxes");
    assert_eq!(held(&state, Account::Bank).await, paid);
    let page = browser.get(&site, &format!("/dossier/{reference}")).await.body;
    assert!(page.contains("est illisible"), "{page}");
    assert_eq!(letters(&pool).await.last().unwrap(), "dossier_refused_by_administration");
    let why = [("why", "justificatif à remplacer")];
    let again = step(&mut desk, &site, &reference, "taken_up_again", &why).await;
    assert_eq!(again.status, 303, "{}", again.body);

    let slot = "justificatif_domicile";
    let why = [("slot", slot), ("reason", "non_conforme_ants"), ("words", "illisible")];
    let refused = does(&mut desk, &site, &reference, "refuse", &why).await;
    assert_eq!(refused.status, 303, "{}", refused.body);
    let path = format!("/dossier/{reference}");
    browser.send_files(&site, &format!("{path}/piece/{slot}"), &[("n.bmp", &photo(77))]).await;
    browser.send(&site, &format!("{path}/corrections"), &[]).await;
    let (id, found) = dossier(&state, &reference).await;
    assert_eq!(found.slots[slot].state, SlotState::Checking);
    let first = "select rule, held from documents where slot = $1 order by id limit 1";
    let replaced: (Option<String>, bool) =
        sqlx::query_as(first).bind(slot).fetch_one(&pool).await.unwrap();
    let kept = (Some("filed_five_years".to_owned()), true);
    assert_eq!(replaced, kept, "it was filed, though no night has come since");
    all_read(&pool, &state, id).await;
    for act in ["validate_all", "ready"] {
        let done = does(&mut desk, &site, &reference, act, &[]).await;
        assert_eq!(done.status, 303, "{act}: {}", done.body);
    }
    let filed = step(&mut desk, &site, &reference, "file", &ants("A-2")).await;
    assert_eq!(filed.status, 303, "{}", filed.body);
    let (_, found) = dossier(&state, &reference).await;
    assert!(matches!(found.filing, Filing::Depose(_)) && found.said.is_none());
    assert_eq!(found.number(Number::AntsDossier), Some("A-2"));
    assert_eq!(held(&state, Account::Debours).await, Cents(0), "and has them again");
    assert_eq!(held(&state, Account::Bank).await, paid - taxes);
    // Told again of either filing, the accounts stay.
    let mut tx = begin(&state).await;
    for nth in [1, 2] {
        let again =
            payments::operations::taxes::paid(&mut tx, &visit(&state), &found, (id.0, nth)).await;
        assert!(!again.unwrap(), "{nth}");
    }
    let mut free = found;
    free.order.as_mut().unwrap().taxes = Cents(0);
    let none = payments::operations::taxes::paid(&mut tx, &visit(&state), &free, (id.0, 3)).await;
    assert!(!none.unwrap(), "there is nothing to pay to the State");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_refused_and_is_closed_leaves_its_taxes_to_somebody(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut desk, reference) = to_file(&site, &state, &pool).await;
    may_file(&state, &pool).await;
    let ants = [("channel", "ants_tp"), ("ants_dossier_number", "T-1")];
    step(&mut desk, &site, &reference, "file", &ants).await;
    let said = [("said", "La démarche est impossible.")];
    step(&mut desk, &site, &reference, "refused", &said).await;
    let mut chief = sits(&state, Role::Superviseur).await;
    let page = chief.get(&site, &format!("/gestion/dossiers/{reference}")).await.body;
    assert!(page.contains("des taxes ce que l’administration rend"), "{page}");
    let closed = does(&mut chief, &site, &reference, "close", &[("cause", "impossible")]).await;
    assert_eq!(closed.status, 303, "{}", closed.body);
    let (_, found) = dossier(&state, &reference).await;
    let tasks: Vec<&str> = found.tasks.values().filter_map(|it| it.words.as_deref()).collect();
    assert!(tasks.iter().any(|it| it.starts_with("Décider des taxes")), "{tasks:?}");
}
