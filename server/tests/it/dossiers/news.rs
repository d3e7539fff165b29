//! What an open page of a dossier hears.

use axum::body::Body;
use futures_util::StreamExt as _;
use server::DossierNews;
use sqlx::PgPool;
use tower::ServiceExt as _;

use super::{dossier, paid};
use crate::somebody::{served, visit};
use crate::support::request;

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_page_hears_what_changes_in_its_own_dossier(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, browser, reference) = paid(&site, &state, "lea").await;
    let (id, found) = dossier(&state, &reference).await;
    let tenant = visit(&state).tenant().0;
    let listen = async |version: i64| {
        let path = format!("/dossier/{reference}/flux?v={version}");
        let asked = request("GET", &path, "localhost:3000").header("cookie", browser.cookie());
        let answer = site.clone().oneshot(asked.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["cache-control"], "private, no-store");
        answer.into_body().into_data_stream()
    };
    // A page that is older than the dossier hears it at once.
    let mut behind = listen(found.version - 1).await;
    let text = behind.next().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&text).contains("vient de changer"), "{text:?}");

    let mut told = listen(found.version).await;
    let news =
        DossierNews { tenant, dossier: id.0, version: found.version, moved: false, read: false };
    let elsewhere = DossierNews { dossier: tenant, version: i64::MAX, ..news };
    for one in [news, elsewhere, DossierNews { read: true, version: 0, ..news }] {
        state.tell_of_dossier(one);
    }
    let text = told.next().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&text).contains("event: changed"), "{text:?}");
    // Of the three, one was about what this page shows.
    let more = tokio::time::timeout(std::time::Duration::from_millis(200), told.next()).await;
    assert!(more.is_err(), "{more:?}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_file_that_was_read_is_told_to_whoever_looks_at_its_dossier(pool: PgPool) {
    let mut listener = sqlx::postgres::PgListener::connect_with(&pool).await.unwrap();
    listener.listen(dossiers::operations::CHANGED).await.unwrap();
    let (site, state) = served(&pool, &[]).await;
    let (_, _, reference) = paid(&site, &state, "lea").await;
    let (id, _) = dossier(&state, &reference).await;
    let tenant = visit(&state).tenant().0;
    sqlx::query(
        "insert into documents (id, tenant_id, dossier_id, slot, state, name, sent_object, sent_length, sent_sha256,
            source, class, received_at, changed_at)
        select gen_random_uuid(), $1, $2, 'cni', 'reading', 'a.jpg', 'x', 1, sha256('x'), 'file', 'identity', now(), now()",
    )
    .bind(tenant)
    .bind(id.0)
    .execute(&pool)
    .await
    .unwrap();
    sqlx::query("update documents set state = 'refused', reason = 'empty'")
        .execute(&pool)
        .await
        .unwrap();
    loop {
        let heard = DossierNews::read(listener.recv().await.unwrap().payload()).unwrap();
        if heard.read {
            assert_eq!((heard.tenant, heard.dossier), (tenant, id.0));
            break;
        }
    }
}
