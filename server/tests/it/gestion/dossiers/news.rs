//! What an open page hears of what others do.

use access::Role;
use axum::body::Body;
use dossiers::operations::pieces::Seen;
use dossiers::operations::{DossierId, staff};
use futures_util::StreamExt as _;
use server::DossierNews;
use sqlx::PgPool;
use tower::ServiceExt as _;

use super::super::{Desk, HOST};
use super::{first, in_check, state};
use crate::support::request;

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_database_says_which_dossier_changed_and_whether_it_moved(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let mut listener = sqlx::postgres::PgListener::connect_with(&desk.pool).await.unwrap();
    listener.listen(dossiers::operations::CHANGED).await.unwrap();
    let version = claimed(&desk, id).await;
    let heard = listener.recv().await.unwrap();
    let tenant = desk.visit(HOST).tenant().0;
    let news = DossierNews { tenant, dossier: id.0, version, moved: false, read: false };
    assert_eq!(DossierNews::read(heard.payload()), Some(news));
    for text in ["", "x", "a b c d", &format!("{tenant} {} x 1", id.0)] {
        assert_eq!(DossierNews::read(text), None, "{text}");
    }
}

/// Taken by a superviseur; gives the version that this makes.
async fn claimed(desk: &Desk, id: DossierId) -> i64 {
    let visit = desk.visit(HOST);
    let boss = desk.somebody(HOST, "boss@house.example", &[Role::Superviseur]).await;
    let mut tx = desk.begin(visit.tenant()).await;
    let seen = Seen { by: &boss, version: None };
    let state = staff::claim(&mut tx, &visit, seen, id).await.unwrap();
    tx.commit().await.unwrap();
    state.version
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_open_dossier_hears_who_changed_it_and_nothing_of_other_houses(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let (_, cookie) = desk.sits(Role::Operateur).await;
    let seen = state(&desk, id).await.version;
    let path = format!("/gestion/dossiers/flux?d={}&v={seen}", first());
    let asked = request("GET", &path, HOST).header("cookie", &cookie);
    let answer = desk.site.clone().oneshot(asked.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    assert_eq!(answer.headers()["cache-control"], "private, no-store");
    let mut told = answer.into_body().into_data_stream();
    let version = claimed(&desk, id).await;
    let tenant = desk.visit(HOST).tenant().0;
    let here = DossierNews { tenant, dossier: id.0, version, moved: false, read: false };
    let elsewhere = desk.visit("demo2.localhost").tenant().0;
    let theirs = DossierNews { tenant: elsewhere, dossier: elsewhere, moved: true, ..here };
    desk.state.tell_of_dossier(theirs);
    desk.state.tell_of_dossier(here);
    let first = told.next().await.unwrap().unwrap();
    let text = String::from_utf8(first.to_vec()).unwrap();
    assert!(text.contains("event: changed"), "{text}");
    assert!(text.contains("modifié par boss@house.example."), "{text}");
    desk.state.tell_of_dossier(DossierNews { version: version + 1, moved: true, ..here });
}
