//! What goes when a dossier ends, when an account is closed, when the keys are turned.

use documents::operations as papers;
use dossiers::operations::{Who, drafts, filing, history};
use dossiers::tracks::Reason;
use jiff::ToSpan as _;
use jobs::operations::{When, enqueue};
use server::rotation::{Rotated, rotate};
use server::{State, clock, retention};
use sqlx::PgPool;
use uuid::Uuid;

use super::sending::{Folder, photo};
use super::{answered, dossier, ordered, paid, with_pieces};
use crate::somebody::{begin, served, visit};
use crate::support::{as_application, state_with, work_until};

/// When each piece of a dossier goes, why, and whether it is held.
async fn fates(pool: &PgPool, dossier: Uuid) -> Vec<(String, String, bool)> {
    sqlx::query_as(
        "select coalesce(destroy_on::text, ''), coalesce(rule, ''), held from documents where dossier_id = $1 order by id",
    )
    .bind(dossier)
    .fetch_all(pool)
    .await
    .unwrap()
}

async fn settle(state: &State) {
    let tenant = visit(state).tenant();
    retention::settle(state, tenant, clock::civil(clock::now())).await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn pieces_get_their_day_when_their_dossier_ends_and_none_while_it_lives(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (lea, mut browser, reference) = paid(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/piece/piece_identite");
    browser.send_files(&site, &path, &[("cni.bmp", &photo(1))]).await;
    let (id, _) = dossier(&state, &reference).await;
    settle(&state).await;
    assert_eq!(fates(&pool, id.0).await, [(String::new(), String::new(), false)]);

    let mut tx = begin(&state).await;
    filing::withdraw(
        &mut tx,
        &visit(&state),
        Who::Customer(&lea),
        id,
        Reason::new("retractation").unwrap(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    settle(&state).await;
    let goes = clock::civil(clock::now()).checked_add(30.days()).unwrap().to_string();
    assert_eq!(fates(&pool, id.0).await, [(goes, "not_filed_thirty_days".to_owned(), false)]);

    // Filed, and not in the vault yet: five full years, and nothing goes before the vault has it.
    sqlx::query("update dossiers set filed_at = '2026-12-31T22:30:00Z'")
        .execute(&pool)
        .await
        .unwrap();
    sqlx::query("update documents set destroy_on = null, rule = null")
        .execute(&pool)
        .await
        .unwrap();
    settle(&state).await;
    let kept = ("2032-01-01".to_owned(), "filed_five_years".to_owned());
    assert_eq!(fates(&pool, id.0).await, [(kept.0.clone(), kept.1.clone(), true)]);
    sqlx::query("update dossiers set archive = 'depose_coffre'").execute(&pool).await.unwrap();
    settle(&state).await;
    assert_eq!(fates(&pool, id.0).await, [(kept.0, kept.1, false)]);

    // A piece of a dossier that is gone goes at once.
    sqlx::query("update documents set destroy_on = null, rule = null")
        .execute(&pool)
        .await
        .unwrap();
    sqlx::query("delete from dossiers").execute(&pool).await.unwrap();
    settle(&state).await;
    let today = clock::civil(clock::now()).to_string();
    assert_eq!(fates(&pool, id.0).await, [(today, "asked_for".to_owned(), false)]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_about_health_goes_at_the_filing_and_waits_for_no_vault(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    for (seed, slot) in [(1, "piece_identite"), (2, "permis_conduire")] {
        let path = format!("/dossier/{reference}/piece/{slot}");
        browser.send_files(&site, &path, &[("photo.bmp", &photo(seed))]).await;
    }
    let (id, _) = dossier(&state, &reference).await;
    for change in [
        "update documents set class = 'health', consent_at = now(), consent_text = 'oui' where slot = 'permis_conduire'",
        "update dossiers set filed_at = '2026-12-31T22:30:00Z', filing = 'depose'",
    ] {
        sqlx::query(change).execute(&pool).await.unwrap();
    }
    settle(&state).await;
    let fates = fates(&pool, id.0).await;
    let told: Vec<_> = fates.iter().map(|(_, rule, held)| (rule.as_str(), *held)).collect();
    assert_eq!(told, [("filed_five_years", true), ("health_at_filing", false)]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_comes_while_a_filed_dossier_is_corrected_waits_for_the_next_filing(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/piece/permis_conduire");
    browser.send_files(&site, &path, &[("photo.bmp", &photo(1))]).await;
    let (id, _) = dossier(&state, &reference).await;
    // Filed, refused, and taken up again since.
    for change in [
        "update documents set class = 'health', consent_at = now(), consent_text = 'oui'",
        "update dossiers set filed_at = '2026-12-31T22:30:00Z'",
    ] {
        sqlx::query(change).execute(&pool).await.unwrap();
    }
    settle(&state).await;
    assert_eq!(fates(&pool, id.0).await, [(String::new(), String::new(), false)]);

    // Given up by its customer, what was filed once is kept as long as that wants.
    let kept = "update documents
        set class = 'ordinary', destroy_on = '2032-01-01', rule = 'filed_five_years'";
    sqlx::query(kept).execute(&pool).await.unwrap();
    let withdrawn = browser.send(&site, &format!("/dossier/{reference}/retractation"), &[]).await;
    assert_eq!(withdrawn.status, 303, "{}", withdrawn.body);
    let kept = ("2032-01-01".to_owned(), "filed_five_years".to_owned(), false);
    assert_eq!(fates(&pool, id.0).await, [kept]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_files_of_signatures_go_with_their_dossier_though_the_store_is_down_that_night(
    pool: PgPool,
) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, _, reference) = answered(&site, &state, "lea").await;
    let (id, _) = dossier(&state, &reference).await;
    let proof = Uuid::now_v7();
    sqlx::query(
        "insert into dossier_evidence (tenant_id, dossier_id, id, form, wrapped, pdf_sha256, at)
        values ($1, $2, $3, 'mandat/titulaire', 'x', sha256('x'), now())",
    )
    .bind(visit(&state).tenant().0)
    .bind(id.0)
    .bind(proof)
    .execute(&pool)
    .await
    .unwrap();
    let old = "update dossiers set changed_at = now() - interval '100 days'";
    sqlx::query(old).execute(&pool).await.unwrap();
    // Where the folder of that signature is there is something that holds no files.
    let signatures = folder.0.join("signatures");
    std::fs::create_dir_all(&signatures).unwrap();
    let place = signatures.join(proof.to_string());
    std::fs::write(&place, b"").unwrap();
    let mut tx = begin(&state).await;
    enqueue(&mut tx, &retention::DestroyDocuments {}, &When::default()).await.unwrap();
    tx.commit().await.unwrap();
    let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 6);
    let count = async |rows: &'static str| -> i64 {
        sqlx::query_scalar(rows).fetch_one(&pool).await.unwrap()
    };
    work_until(&state, &jobs, async || {
        count("select count(*) from dossiers").await == 0
            && count("select count(*) from graphile_worker._private_jobs where last_error <> ''")
                .await
                == 1
    })
    .await;

    std::fs::remove_file(&place).unwrap();
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(place.join("form"), b"sealed").unwrap();
    let soon = "update graphile_worker._private_jobs set run_at = now()";
    sqlx::query(soon).execute(&pool).await.unwrap();
    work_until(&state, &jobs, async || !place.join("form").exists()).await;
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_read_goes_with_the_pieces_whose_day_has_come_and_no_earlier(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut browser, reference) = paid(&site, &state, "lea").await;
    for (slot, number) in [("piece_identite", 1), ("permis_conduire", 2)] {
        let path = format!("/dossier/{reference}/piece/{slot}");
        browser.send_files(&site, &path, &[("page.bmp", &photo(number))]).await;
    }
    let (id, _) = dossier(&state, &reference).await;
    sqlx::query(
        "update dossier_pieces set typed = 'x', signed_by = '{titulaire}' where documents <> '{}'",
    )
    .execute(&pool)
    .await
    .unwrap();
    let (tenant, today) = (visit(&state).tenant(), clock::civil(clock::now()));
    let day = "update documents set destroy_on = $1::date, rule = 'asked_for' where dossier_id = $2
        and slot = $3";
    for (slot, on) in [("piece_identite", today), ("permis_conduire", today + 1.day())] {
        sqlx::query(day).bind(on.to_string()).bind(id.0).bind(slot).execute(&pool).await.unwrap();
    }
    retention::forget_readings(&state, tenant, today).await.unwrap();
    let kept: Vec<String> =
        sqlx::query_scalar("select slot from dossier_pieces where typed is not null")
            .fetch_all(&pool)
            .await
            .unwrap();
    assert_eq!(kept, ["permis_conduire"]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_closed_account_takes_its_drafts_along_and_an_order_keeps_it_open(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, mut lea, reference) = answered(&site, &state, "lea").await;
    let (id, _) = dossier(&state, &reference).await;
    // The session is fresh: who they are was just proven.
    let close = [("act", "close"), ("confirm", "1")];
    let closed = lea.send(&site, "/compte/donnees", &close).await;
    assert_eq!(closed.status, 200, "{}", closed.body);
    let left: i64 =
        sqlx::query_scalar("select count(*) from dossiers").fetch_one(&pool).await.unwrap();
    assert_eq!(left, 0);
    let mut tx = begin(&state).await;
    let key = sealing::operations::existing(&mut tx, &state.keys(), &[id.0]).await.unwrap();
    assert!(key.is_empty(), "the key of the draft is still there");
    drop(tx);

    let (_, mut tom, reference) = ordered(&site, &state, "tom").await;
    let kept = tom.send(&site, "/compte/donnees", &close).await;
    assert_eq!(kept.status, 422);
    assert!(kept.body.contains("Un dossier est en cours"), "{}", kept.body);
    dossier(&state, &reference).await;
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_copy_of_ones_data_tells_ones_dossiers(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (lea, _, reference) = answered(&site, &state, "lea").await;
    answered(&site, &state, "tom").await;
    let mut tx = begin(&state).await;
    let copy = history::copy_of(&mut tx, &visit(&state), &state.rules(), &lea).await.unwrap();
    let all = copy.as_array().unwrap();
    assert_eq!((all.len(), all[0]["reference"].as_str().unwrap()), (1, reference.as_str()));
    let text = copy.to_string();
    assert!(text.contains("VF1RFB00X56789012") && text.contains("AB-123-CD"), "{text}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn after_a_rotation_the_key_of_before_opens_nothing_that_is_needed(pool: PgPool) {
    const BEFORE: &str = "am91cm5leXMgam91cm5leXMgam91cm5leXMgam91cm4=";
    const NOW: &str = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=";
    let folder = Folder::new();
    let files = folder.0.to_str().unwrap();
    let (site, state) = served(&pool, &[("SECRETS_KEY", BEFORE), ("FILES_FOLDER", files)]).await;
    let (lea, mut browser, reference) = paid(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/piece/piece_identite");
    browser.send_files(&site, &path, &[("cni.bmp", &photo(1))]).await;
    let (id, _) = dossier(&state, &reference).await;
    // The key of a piece is drawn when it is read, the key of a proof when a form is signed.
    let (piece, proof) = (documents_of(&state, id.0).await[0], Uuid::now_v7());
    let keys = &state.reading().keys;
    let data = documents::seal::DataKey::draw();
    let wrapped = keys.wrap(&data, &format!("documents/{piece}")).await.unwrap();
    sqlx::query("update documents set wrapped = $1").bind(wrapped).execute(&pool).await.unwrap();
    let wrapped = keys.wrap(&data, &format!("signatures/{proof}")).await.unwrap();
    sqlx::query(
        "insert into dossier_evidence (tenant_id, dossier_id, id, form, wrapped, pdf_sha256, at)
        values ($1, $2, $3, 'mandat/titulaire', $4, sha256('x'), now())",
    )
    .bind(visit(&state).tenant().0)
    .bind(id.0)
    .bind(proof)
    .bind(wrapped)
    .execute(&pool)
    .await
    .unwrap();

    let settings =
        [("SECRETS_KEY", NOW), ("SECRETS_KEY_PREVIOUS", BEFORE), ("FILES_FOLDER", files)];
    let both = state_with(Some(as_application(&pool).await), &settings);
    let tenant = visit(&state).tenant();
    let done = rotate(&both, tenant).await.unwrap();
    // Lea, her dossier; her piece; its signature.
    assert!(done.persons >= 2, "{done}");
    assert_eq!((done.pieces, done.proofs), (1, 1), "{done}");
    assert_eq!(rotate(&both, tenant).await.unwrap(), Rotated::default());

    let alone = state_with(
        Some(as_application(&pool).await),
        &[("SECRETS_KEY", NOW), ("FILES_FOLDER", files)],
    );
    let mut tx = begin(&alone).await;
    let found = drafts::find(&mut tx, &visit(&alone), Who::Customer(&lea), id).await.unwrap();
    assert_eq!(found.reference.to_string(), reference);
    for (table, place) in [
        ("documents", format!("documents/{piece}")),
        ("dossier_evidence", format!("signatures/{proof}")),
    ] {
        let wrapped: Vec<u8> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select wrapped from {table}")))
                .fetch_one(&pool)
                .await
                .unwrap();
        alone.reading().keys.unwrap(&wrapped, &place).await.unwrap();
    }
}

async fn documents_of(state: &State, dossier: Uuid) -> Vec<Uuid> {
    let mut tx = begin(state).await;
    papers::of_dossier(&mut tx, dossier).await.unwrap().iter().map(|one| one.id).collect()
}
