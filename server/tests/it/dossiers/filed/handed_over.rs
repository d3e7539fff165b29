//! What the prefecture is handed of filed dossiers, and papers that are not there any more.

use std::io::{Cursor, Read as _};

use access::Role;
use axum::Router;
use axum::body::Body;
use dossiers::SlotState;
use sqlx::PgPool;
use tower::ServiceExt as _;
use uuid::Uuid;

use super::super::desk::sits;
use super::super::sending::Folder;
use super::super::{Browser, dossier, with_pieces};
use super::{may_file, package, step, to_file, today};
use crate::support::request;

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_filed_dossiers_of_a_period_are_handed_over_with_their_papers(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut desk, reference) = to_file(&site, &state, &pool).await;
    may_file(&state, &pool).await;
    desk.send(&site, &format!("/gestion/dossiers/{reference}/export"), &[]).await;
    let ants = [("channel", "ants_tp"), ("ants_dossier_number", "R-1")];
    step(&mut desk, &site, &reference, "file", &ants).await;
    let today = today();
    let period = [("from", today.as_str()), ("to", today.as_str())];
    let mut max = sits(&state, Role::Superviseur).await;
    assert_eq!(max.get(&site, "/gestion/remise").await.status, 200);
    let wrong = max.send(&site, "/gestion/remise", &[("from", "x"), ("to", "y")]).await;
    assert_eq!(wrong.status, 422);
    let (zip, list) = handed_over(&max, &site, period).await;
    assert!(list.contains(&reference) && list.contains("\"R-1\""), "{list}");
    assert!(zip.file_names().any(|name| name.unwrap().ends_with("/10_mandat-13757_titulaire.pdf")));
    let handed: i64 =
        sqlx::query_scalar("select count(*) from audit_events where act = 'handed_over'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(handed, 1);
    // Whose papers they are is told, and that was written before they were read.
    let about: Vec<Option<Uuid>> =
        sqlx::query_scalar("select key_person from audit_events where act = 'package_downloaded'")
            .fetch_all(&pool)
            .await
            .unwrap();
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(about, [found.person.map(Uuid::from)]);
}

type Zip = zip::ZipArchive<Cursor<Vec<u8>>>;

/// What the prefecture is handed of `period`: the ZIP, whole, and its list.
async fn handed_over(desk: &Browser, site: &Router, period: [(&str, &str); 2]) -> (Zip, String) {
    let request = request("POST", "/gestion/remise", "localhost:3000")
        .header("cookie", desk.cookie())
        .header("origin", "http://localhost:3000")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(app::query::encode(period)))
        .unwrap();
    let response = site.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut list = String::new();
    zip.by_name("liste.csv").unwrap().read_to_string(&mut list).unwrap();
    (zip, list)
}

/// The documents of the piece `slot` are destroyed, as the night does it.
async fn destroyed(pool: &PgPool, slot: &str) {
    sqlx::query(
        "update documents
        set state = 'destroyed', awaited = null, wrapped = null, name = null, uploaded_by = null, watermark = null,
            expires_on = null, destroyed_at = now(), destroy_on = current_date, rule = 'health_at_filing'
        where slot = $1",
    )
    .bind(slot)
    .execute(pool)
    .await
    .unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_paper_that_was_destroyed_is_named_and_the_rest_is_handed_over(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut desk, reference) = to_file(&site, &state, &pool).await;
    may_file(&state, &pool).await;
    let path = format!("/gestion/dossiers/{reference}");
    desk.send(&site, &format!("{path}/export"), &[]).await;
    let ants = [("channel", "ants_tp"), ("ants_dossier_number", "R-2")];
    let filed = step(&mut desk, &site, &reference, "file", &ants).await;
    assert_eq!(filed.status, 303, "{}", filed.body);
    destroyed(&pool, "justificatif_domicile").await;

    let today = today();
    let max = sits(&state, Role::Superviseur).await;
    let period = [("from", today.as_str()), ("to", today.as_str())];
    let (zip, list) = handed_over(&max, &site, period).await;
    let missing = "32_domicile_lml.pdf\u{202f}: détruit le";
    assert!(list.contains(&reference) && list.contains(missing), "{list}");
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(names.iter().all(|name| !name.contains("/32_")), "{names:?}");
    assert!(names.iter().any(|name| name.contains("/30_identite")), "{names:?}");

    // The package as it was is not made again, and that is said before a byte is sent.
    let again = desk.get(&site, &format!("{path}/export/1")).await;
    assert_eq!(again.status, 422);
    assert!(again.body.contains("ne peut plus être refait"), "{}", again.body);
    // What the law wanted destroyed once it was filed is in nobody's way.
    let made = desk.send(&site, &format!("{path}/export"), &[]).await;
    assert_eq!(made.status, 303, "{}", made.body);
    assert!(!package(&desk, &site, &reference, 2).await.is_empty());

    // What is taken up again waits for it anew.
    let said = [("said", "Le dossier est incomplet.")];
    step(&mut desk, &site, &reference, "refused", &said).await;
    let why = [("why", "pièce à redemander")];
    let again = step(&mut desk, &site, &reference, "taken_up_again", &why).await;
    assert_eq!(again.status, 303, "{}", again.body);
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.slots["justificatif_domicile"].state, SlotState::Expected);
    assert_eq!(found.slots["piece_identite"].state, SlotState::Received);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_accepted_and_not_there_is_named_and_nothing_is_exported_without_it(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (_, mut desk, reference) = to_file(&site, &state, &pool).await;
    destroyed(&pool, "justificatif_domicile").await;
    let path = format!("/gestion/dossiers/{reference}/export");
    let refused = desk.send(&site, &path, &[]).await;
    assert_eq!(refused.status, 422);
    for said in ["n’est plus dans le dossier", "Justificatif de domicile", "rouvrez le contrôle"]
    {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    let kept: i64 =
        sqlx::query_scalar("select count(*) from filing_snapshots").fetch_one(&pool).await.unwrap();
    assert_eq!(kept, 0);
}
