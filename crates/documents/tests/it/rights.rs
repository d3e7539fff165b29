//! Walls between houses, and what the application's role may not do.

use documents::operations::uploads::{self, NotTaken};
use documents::operations::viewing::{self, NotShown};
use documents::operations::{find, keeping, of_dossier, purging, reading, rotating};
use documents::{Ending, Part, View};
use jobs::Failed;
use sqlx::{Executor as _, PgPool};

use crate::desk::{Folder, TODAY, desk, first, later, now, tenants};
use crate::samples;

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn pieces_of_another_house_look_missing(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let document = desk.taken(&desk.intake("a.jpg"), &samples::jpeg(300, 200)).await;
    let (upload, token) = desk.begin(&desk.announced("b.jpg", &samples::jpeg(301, 200))).await;
    let other = tenants()[1];
    let mut tx = desk.enter(other).await;
    assert_eq!(find(&mut tx, document.id).await.unwrap(), None);
    assert!(of_dossier(&mut tx, desk.dossier).await.unwrap().is_empty());
    assert!(matches!(uploads::find(&mut tx, &token, now()).await, Err(NotTaken::Unknown)));
    let view = View { tenant: other, document: document.id, part: Part::File };
    assert!(matches!(viewing::served(&mut tx, &view).await, Err(NotShown::Missing)));
    let back = keeping::withdraw(&mut tx, document.id, None, (now(), TODAY)).await;
    assert!(matches!(back, Err(keeping::NotWithdrawn::Missing)));
    let ended = keeping::ended(&mut tx, desk.dossier, Ending::Filed(TODAY)).await.unwrap();
    assert_eq!(ended, 0);
    assert_eq!(keeping::hold(&mut tx, desk.dossier, true).await.unwrap(), 0);
    assert_eq!(keeping::ask_destruction(&mut tx, desk.dossier, TODAY).await.unwrap(), 0);
    assert_eq!(reading::wake(&mut tx, other, later(100)).await.unwrap(), 0);
    tx.commit().await.unwrap();
    let task = reading::ReadDocument { tenant: other, document: document.id };
    let read = reading::read(&desk.app, &desk.with, &task, &first(), now()).await;
    assert!(matches!(read, Err(Failed::ForGood(_))));
    assert_eq!(rotating::rotate(&desk.app, desk.with.keys.as_ref(), other).await.unwrap(), 0);
    let objects = (&desk.with.objects, desk.masters.as_ref());
    let far = (later(100_000), jiff::civil::date(2100, 1, 1));
    let purged = purging::purge(&desk.app, objects, other, far).await.unwrap();
    assert_eq!(purged, purging::Purged::default());
    assert_eq!(uploads::find(&mut *desk.here().await, &token, now()).await.unwrap(), upload);
    // Outside any house there is nothing.
    let mut nowhere = desk.app.begin().await.unwrap();
    assert_eq!(find(&mut nowhere, document.id).await.unwrap(), None);
    // A row of another house cannot be made.
    let mut tx = desk.enter(other).await;
    let refused =
        uploads::begin_form(&mut tx, desk.tenant, &desk.intake("a.jpg"), now()).await.unwrap_err();
    assert!(matches!(refused, NotTaken::Database(_)), "{refused:?}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_application_deletes_no_piece_and_changes_no_certificate(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    desk.taken(&desk.intake("a.jpg"), &samples::jpeg(300, 200)).await;
    let mut conn = desk.app.acquire().await.unwrap();
    for forbidden in [
        "delete from documents",
        "truncate documents",
        "update documents set tenant_id = tenant_id",
        "update documents set dossier_id = dossier_id",
        "update documents set sent_sha256 = sent_sha256",
        "update documents set consent_text = 'x'",
        "update documents set received_at = now()",
        "delete from destructions",
        "update destructions set count = 1",
        "update uploads set token_hash = token_hash",
        "alter table documents disable trigger all",
    ] {
        let refused = conn.execute(forbidden).await.unwrap_err();
        let code = refused.as_database_error().and_then(sqlx::error::DatabaseError::code);
        assert_eq!(code.as_deref(), Some("42501"), "{forbidden}: {refused}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_destroyed_piece_comes_back_by_no_hand(pool: PgPool) {
    let folder = Folder::new();
    let desk = desk(&pool, folder.objects()).await;
    let document = desk.taken(&desk.intake("a.jpg"), &samples::jpeg(300, 200)).await;
    let mut tx = desk.here().await;
    keeping::ask_destruction(&mut tx, desk.dossier, TODAY).await.unwrap();
    tx.commit().await.unwrap();
    let objects = (&desk.with.objects, desk.masters.as_ref());
    purging::purge(&desk.app, objects, desk.tenant, (now(), TODAY)).await.unwrap();
    for forbidden in [
        "update documents set state = 'waiting', destroyed_at = null",
        "update documents set destruction_id = null",
        "update documents set name = 'Ada.jpg'",
        "update documents set sha256 = sent_sha256 where sha256 <> sent_sha256",
    ] {
        let mut tx = desk.here().await;
        let refused = tx.execute(forbidden).await.unwrap_err();
        let code = refused.as_database_error().and_then(sqlx::error::DatabaseError::code);
        assert!(["23001", "23514"].contains(&code.as_deref().unwrap()), "{forbidden}: {refused}");
    }
    assert_eq!(desk.state(document.id).await.id(), "destroyed");
    desk.read(document.id).await.unwrap();
    assert_eq!(desk.state(document.id).await.id(), "destroyed", "no job brings it back");
}
