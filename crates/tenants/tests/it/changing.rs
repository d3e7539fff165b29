use demarches::DemarcheKind;
use demarches::kind::FilingChannel;
use jiff::{SignedDuration, Timestamp};
use sqlx::{Executor as _, PgConnection, PgPool};
use tenants::operations::{CHANGED, change, directory, enter, kept, seed_if_empty};
use tenants::{Directory, SignatureWay, TenantId};
use vocabulary::Cents;

fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// The demonstration houses: the first two.
async fn houses(pool: &PgPool) -> [TenantId; 2] {
    let mut tx = pool.begin().await.unwrap();
    seed_if_empty(&mut tx, noon()).await.unwrap();
    tx.commit().await.unwrap();
    let houses = Directory::builtin().unwrap().tenants;
    [houses[0].id, houses[1].id]
}

async fn as_application(conn: &mut PgConnection) {
    conn.execute("set local role carteclaire_app").await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_house_changes_itself_and_no_other(pool: PgPool) {
    let [house, other] = houses(&pool).await;
    let mut tx = pool.begin().await.unwrap();
    as_application(&mut tx).await;
    enter(&mut tx, other).await.unwrap();
    let untouched = kept(&mut tx).await.unwrap();
    enter(&mut tx, house).await.unwrap();
    let mut mine = kept(&mut tx).await.unwrap();
    mine.identity.phone = "01 99 00 00 99".to_owned();
    mine.settings.refund_limit = Cents(12_00);
    mine.settings.signature = SignatureWay::Paper;
    mine.settings.channels.insert(DemarcheKind::ImportUe, FilingChannel::AntsTp);
    let now = noon() + SignedDuration::from_mins(1);
    let done = change(&mut tx, &mine.identity, &mine.settings, mine.updated_at, now).await;
    assert!(done.unwrap());

    let theirs = sqlx::query("update tenants set identity = '{}'::jsonb where id = $1")
        .bind(other.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    assert_eq!(theirs.rows_affected(), 0);
    mine.updated_at = now;
    assert_eq!(kept(&mut tx).await.unwrap(), mine);
    enter(&mut tx, other).await.unwrap();
    assert_eq!(kept(&mut tx).await.unwrap(), untouched);

    let all = directory(&mut tx).await.unwrap();
    let found = all.tenants.iter().find(|tenant| tenant.id == house).unwrap();
    assert_eq!((&found.identity, &found.settings), (&mine.identity, &mine.settings));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_application_makes_and_deletes_no_house(pool: PgPool) {
    let [house, _] = houses(&pool).await;
    for statement in [
        "delete from tenants",
        "update tenants set slug = 'mine'",
        "update tenants set is_default = true",
        "insert into tenants (id, slug, identity, updated_at) values (gen_random_uuid(), 'x', '{}', now())",
    ] {
        let mut tx = pool.begin().await.unwrap();
        as_application(&mut tx).await;
        enter(&mut tx, house).await.unwrap();
        assert!(tx.execute(statement).await.is_err(), "{statement}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_second_of_two_changes_of_the_same_is_refused(pool: PgPool) {
    let [house, _] = houses(&pool).await;
    let mut tx = pool.begin().await.unwrap();
    as_application(&mut tx).await;
    enter(&mut tx, house).await.unwrap();
    let seen = kept(&mut tx).await.unwrap();
    let mut first = seen.clone();
    first.identity.brand = "Une".to_owned();
    // Within the same instant, too.
    let save = async |tx: &mut PgConnection, it: &tenants::operations::Kept| {
        change(tx, &it.identity, &it.settings, seen.updated_at, noon()).await.unwrap()
    };
    assert!(save(&mut tx, &first).await);
    assert!(!save(&mut tx, &seen).await);
    assert_eq!(kept(&mut tx).await.unwrap().identity.brand, "Une");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_change_is_told_when_it_commits(pool: PgPool) {
    let [house, _] = houses(&pool).await;
    let mut news = sqlx::postgres::PgListener::connect_with(&pool).await.unwrap();
    news.listen(CHANGED).await.unwrap();
    let mut tx = pool.begin().await.unwrap();
    as_application(&mut tx).await;
    enter(&mut tx, house).await.unwrap();
    let it = kept(&mut tx).await.unwrap();
    assert!(change(&mut tx, &it.identity, &it.settings, it.updated_at, noon()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(news.recv().await.unwrap().channel(), CHANGED);
}
