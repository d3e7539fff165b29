//! A paper never changes, is nobody else's, and goes when its time is over.

use invoices::Kind;
use invoices::operations::{self, Failure, House, New};
use jiff::Timestamp;
use sqlx::{Acquire as _, PgConnection, PgPool};
use uuid::Uuid;
use vocabulary::Cents;

use crate::support::{content, day, now, office, tenants};

async fn refused(conn: &mut PgConnection, sql: &'static str) -> String {
    let mut inner = conn.begin().await.unwrap();
    let error = sqlx::query(sql).execute(&mut *inner).await.unwrap_err();
    inner.rollback().await.unwrap();
    let error = error.as_database_error().unwrap();
    error.constraint().map_or_else(|| error.message().to_owned(), str::to_owned)
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nobody_changes_a_paper_not_even_the_owner_of_the_tables(pool: PgPool) {
    let office = office(&pool).await;
    let [house, _] = tenants();
    let mut tx = office.enter(house).await;
    let content = content();
    let new = New { kind: Kind::Invoice, cause: "a", dossier: Uuid::nil(), content: &content };
    let paper = operations::issue(&mut tx, office.house(house), new).await.unwrap();
    assert!(refused(&mut tx, "update invoices set total_cents = 0").await.contains("permission"));
    let sealed = operations::sealed(&mut tx, office.house(house), paper.id, b"%PDF").await.unwrap();
    assert!(!sealed.windows(4).any(|part| part == b"%PDF"));
    let file = ("invoices/a", b"%PDF".as_slice());
    assert!(operations::rendered(&mut tx, paper.id, file, now()).await.unwrap());
    assert!(!operations::rendered(&mut tx, paper.id, ("invoices/b", b"x"), now()).await.unwrap());
    let kept = operations::find(&mut tx, paper.id).await.unwrap().unwrap();
    assert_eq!(kept.file.as_ref().unwrap().key, "invoices/a");
    let opened = operations::opened(&mut tx, &office.keys, &kept, &sealed).await.unwrap();
    assert_eq!(opened, b"%PDF");
    let other = operations::sealed(&mut tx, office.house(house), paper.id, b"%PDX").await.unwrap();
    let opened = operations::opened(&mut tx, &office.keys, &kept, &other).await;
    assert!(matches!(opened, Err(Failure::Row(_))), "another file than was made");
    assert_eq!(operations::content_of(&mut tx, &office.keys, paper.id).await.unwrap(), content);
    tx.commit().await.unwrap();

    let mut owner = pool.acquire().await.unwrap();
    for sql in [
        "update invoices set total_cents = total_cents + 1, net_cents = net_cents + 1",
        "update invoices set number = 'F-2026-000002', place = 2",
        "update invoices set content = ''",
        "update invoices set file = 'invoices/c'",
        "delete from invoices",
    ] {
        assert_eq!(refused(&mut owner, sql).await, "invoice_stays", "{sql}");
    }
    for sql in ["update invoice_series set last = last + 2", "update invoice_series set last = 0"] {
        assert_eq!(refused(&mut owner, sql).await, "invoice_series_rises", "{sql}");
    }
    let hole = "insert into invoices (id, tenant_id, kind, year, place, number, cause, dossier_id, reference, \
        issued_on, issued_at, taxes_cents, net_cents, vat_cents, total_cents, content, kept_until) \
        select gen_random_uuid(), tenant_id, kind, year, 9, 'F-2026-000009', 'x', dossier_id, reference, \
        issued_on, issued_at, 0, 0, 0, 0, '', kept_until from invoices";
    assert_eq!(refused(&mut owner, hole).await, "invoice_follows");
    let text: String = sqlx::query_scalar("select encode(content, 'escape') from invoices")
        .fetch_one(&mut *owner)
        .await
        .unwrap();
    assert!(!text.contains("DURAND") && !text.contains("Lilas"), "who is invoiced is sealed");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_paper_goes_ten_full_years_after_its_own(pool: PgPool) {
    let office = office(&pool).await;
    let [house, _] = tenants();
    let mut tx = office.enter(house).await;
    let content = content();
    let new = New { kind: Kind::Invoice, cause: "old", dossier: Uuid::nil(), content: &content };
    let then: Timestamp = "2010-02-01T12:00:00Z".parse().unwrap();
    let old = House { now: then, ..office.house(house) };
    let old = operations::issue(&mut tx, old, new).await.unwrap();
    let recent = New { cause: "recent", ..new };
    let recent = operations::issue(&mut tx, office.house(house), recent).await.unwrap();
    assert_eq!(operations::past(&mut tx, day("2020-12-31"), 9).await.unwrap(), []);
    let past = operations::past(&mut tx, day("2021-01-01"), 9).await.unwrap();
    assert_eq!(past.iter().map(|one| one.id).collect::<Vec<_>>(), [old.id]);
    operations::forget(&mut tx, old.id, now()).await.unwrap();
    assert!(operations::find(&mut tx, old.id).await.unwrap().is_none());
    assert!(operations::content_of(&mut tx, &office.keys, old.id).await.is_err());
    assert_eq!(operations::find(&mut tx, recent.id).await.unwrap().unwrap().total, Cents(45_690));
    assert!(matches!(
        operations::forget(&mut tx, recent.id, now()).await,
        Err(Failure::Database(_))
    ));
}
