use jiff::Timestamp;
use revisions::operations::{
    Beginning, CHANNEL, ask, begin, documents, find, list, publish, published, take_back, write,
};
use revisions::{Document, Refused, Revision, State, Step, Subject};
use sqlx::postgres::PgListener;
use sqlx::{PgConnection, PgPool};
use tenants::TenantId;
use uuid::Uuid;
use vocabulary::Date;

const ADA: Uuid = Uuid::from_u128(1);
const MAX: Uuid = Uuid::from_u128(2);

fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn by(who: Uuid, revision: &Revision) -> Step {
    Step { who, edition: revision.edition, today: day("2026-11-21"), now: noon() }
}

fn texts(text: &str) -> Vec<Document> {
    vec![Document { name: "y1_regional.toml".to_owned(), text: text.to_owned() }]
}

async fn houses(conn: &mut PgConnection) -> Vec<TenantId> {
    tenants::operations::seed_if_empty(conn, noon()).await.unwrap();
    let directory = tenants::operations::directory(conn).await.unwrap();
    directory.tenants.iter().map(|house| house.id).collect()
}

async fn draft(conn: &mut PgConnection, subject: Subject) -> Revision {
    let documents = texts("a = 1\n");
    let beginning = Beginning {
        subject,
        part: "",
        note: "Tarifs 2027",
        based_on: "2026-11-21",
        documents: &documents,
        file: None,
    };
    begin(conn, ADA, beginning, noon()).await.unwrap()
}

/// A transaction as the application has them, in a house.
async fn app(pool: &PgPool, house: TenantId) -> sqlx::Transaction<'static, sqlx::Postgres> {
    let mut tx = pool.begin().await.unwrap();
    sqlx::query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
    tenants::operations::enter(&mut tx, house).await.unwrap();
    tx
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_people_publish_and_what_they_published_is_told_and_read_back(pool: PgPool) {
    let house = houses(&mut pool.acquire().await.unwrap()).await[0];
    let mut listener = PgListener::connect_with(&pool).await.unwrap();
    listener.listen(CHANNEL).await.unwrap();
    let mut tx = app(&pool, house).await;
    let one = draft(&mut tx, Subject::Baremes).await;
    let which = (Subject::Baremes, one.id);
    let one = write(&mut tx, which, by(ADA, &one), "Autre", &texts("a = 2\n")).await.unwrap();
    let one = ask(&mut tx, which, by(ADA, &one), day("2027-01-01")).await.unwrap();
    let one = publish(&mut tx, which, by(MAX, &one)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = app(&pool, house).await;
    assert_eq!(find(&mut tx, Subject::Baremes, one.id).await.unwrap(), one);
    let all = published(&mut tx, Subject::Baremes).await.unwrap();
    assert_eq!(all, std::slice::from_ref(&one));
    assert_eq!(documents(&mut tx, one.id).await.unwrap(), texts("a = 2\n"));
    assert_eq!((one.note.as_str(), one.edition), ("Autre", 4));
    let State::Published { by: who, from, .. } = one.state else { panic!("{:?}", one.state) };
    assert_eq!((who, from), (MAX, day("2027-01-01")));
    let heard = tokio::time::timeout(std::time::Duration::from_secs(10), listener.recv()).await;
    assert_eq!(heard.unwrap().unwrap().payload(), "baremes");
    assert!(matches!(find(&mut tx, Subject::Demarches, one.id).await, Err(Refused::Missing)));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_database_refuses_a_second_look_by_the_author(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    houses(&mut conn).await;
    let one = draft(&mut conn, Subject::Demarches).await;
    let which = (Subject::Demarches, one.id);
    let one = ask(&mut conn, which, by(ADA, &one), day("2027-01-01")).await.unwrap();
    assert!(matches!(publish(&mut conn, which, by(ADA, &one)).await, Err(Refused::OwnWork)));
    let refused = sqlx::query(
        "update revisions set status = 'published', reviewer = author, reviewed_at = now(),
             in_force_from = wanted_from where id = $1",
    )
    .bind(one.id.0)
    .execute(&mut *conn)
    .await;
    assert!(matches!(refused.map_err(Refused::from), Err(Refused::OwnWork)));
    for unsigned in [
        "update revisions set status = 'published', in_force_from = wanted_from",
        "update revisions set author = gen_random_uuid()",
        "update revisions set subject = 'baremes'",
    ] {
        assert!(sqlx::query(unsigned).execute(&mut *conn).await.is_err(), "{unsigned}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_database_keeps_what_is_looked_at_and_what_is_settled(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    houses(&mut conn).await;
    let one = draft(&mut conn, Subject::Baremes).await;
    let which = (Subject::Baremes, one.id);
    let skipped = sqlx::query(
        "update revisions set status = 'published', reviewer = gen_random_uuid(), reviewed_at = now(),
             wanted_from = '2027-01-01', asked_at = now(), in_force_from = '2027-01-01'",
    );
    let skipped = skipped.execute(&mut *conn).await;
    assert!(matches!(skipped.map_err(Refused::from), Err(Refused::NoSuchStep)));
    let one = ask(&mut conn, which, by(ADA, &one), day("2027-01-01")).await.unwrap();
    let documents = [
        "update revision_documents set body = 'a = 3'",
        "delete from revision_documents",
        "insert into revision_documents (revision_id, name, body) select id, 'x', '' from revisions",
    ];
    for sql in documents {
        let refused = sqlx::query(sql).execute(&mut *conn).await;
        assert!(matches!(refused.map_err(Refused::from), Err(Refused::NoSuchStep)), "{sql}");
    }
    publish(&mut conn, which, by(MAX, &one)).await.unwrap();
    let settled = [
        "update revisions set note = 'x'",
        "update revisions set status = 'draft', in_force_from = null",
        "delete from revisions",
        "truncate revisions cascade",
        "truncate revision_documents",
    ];
    for sql in settled.into_iter().chain(documents) {
        let refused = sqlx::query(sql).execute(&mut *conn).await;
        assert!(matches!(refused.map_err(Refused::from), Err(Refused::NoSuchStep)), "{sql}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_house_sees_what_is_of_all_and_its_own_and_nothing_of_another(pool: PgPool) {
    let houses = houses(&mut pool.acquire().await.unwrap()).await;
    let mut tx = app(&pool, houses[0]).await;
    let (all, own) = (draft(&mut tx, Subject::Baremes).await, draft(&mut tx, Subject::Fees).await);
    tx.commit().await.unwrap();
    let mut tx = app(&pool, houses[1]).await;
    assert_eq!(list(&mut tx, Subject::Baremes).await.unwrap(), [all]);
    assert_eq!(list(&mut tx, Subject::Fees).await.unwrap(), []);
    assert!(matches!(find(&mut tx, Subject::Fees, own.id).await, Err(Refused::Missing)));
    assert_eq!(documents(&mut tx, own.id).await.unwrap(), []);
    let from = day("2027-01-01");
    let asked = ask(&mut tx, (Subject::Fees, own.id), by(ADA, &own), from).await;
    assert!(matches!(asked, Err(Refused::Missing)));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_second_look_waits_for_the_author_who_takes_it_back(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    houses(&mut conn).await;
    let one = draft(&mut conn, Subject::Baremes).await;
    let which = (Subject::Baremes, one.id);
    let one = ask(&mut conn, which, by(ADA, &one), day("2027-01-01")).await.unwrap();
    let (mut first, mut second) = (pool.begin().await.unwrap(), pool.begin().await.unwrap());
    take_back(&mut first, which, by(ADA, &one)).await.unwrap();
    let (late, ()) = tokio::join!(publish(&mut second, which, by(MAX, &one)), async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        first.commit().await.unwrap();
    });
    assert!(matches!(late, Err(Refused::Changed)), "{late:?}");
}
