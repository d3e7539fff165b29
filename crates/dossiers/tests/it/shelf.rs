use dossiers::operations::{presence, statistics, views, workspace};
use dossiers::{Reference, Refusal};
use jiff::SignedDuration;
use sqlx::PgPool;

use crate::support::{begin, customer, in_check, later, operator, paid, ready, visit, visit_of};

/// Somebody of the staff whom the database knows.
async fn known(pool: &PgPool, name: &str) -> accounts::Person {
    let visit = visit();
    let mut tx = pool.begin().await.unwrap();
    tenants::operations::enter(&mut tx, visit.tenant()).await.unwrap();
    let person = operator(name);
    let roles = [access::Role::Operateur];
    let made = accounts::operations::staff::demonstrate(
        &mut tx,
        &visit,
        &person.email,
        ("", ""),
        (None, &roles),
    );
    let id = made.await.unwrap().unwrap();
    tx.commit().await.unwrap();
    accounts::Person { id, ..person }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_view_is_kept_once_by_its_name_for_its_person_and_no_more_than_so_many(pool: PgPool) {
    ready(&pool).await;
    let (visit, max, ada) = (visit(), known(&pool, "max").await, known(&pool, "ada").await);
    let mut tx = begin(&pool, &visit).await;
    for query in ["file=retard", "file=miens"] {
        let kept = views::keep(&mut tx, &visit, max.id, (" À moi ", query)).await.unwrap();
        assert_eq!(kept, Ok(()));
    }
    let mine = views::of(&mut tx, max.id).await.unwrap();
    assert_eq!(mine.len(), 1);
    assert_eq!((mine[0].name.as_str(), mine[0].query.as_str()), ("À moi", "file=miens"));
    assert_eq!(views::of(&mut tx, ada.id).await.unwrap(), []);
    for (name, query) in [("", "file=x"), (&*"n".repeat(61), "file=x"), ("x", ""), ("a\0b", "q")] {
        let kept = views::keep(&mut tx, &visit, max.id, (name, query)).await.unwrap();
        assert_eq!(kept, Err(Refusal::BadText), "{name:?} {query}");
    }
    for number in 1..views::MOST {
        let name = format!("vue {number}");
        assert_eq!(views::keep(&mut tx, &visit, max.id, (&name, "q=1")).await.unwrap(), Ok(()));
    }
    let more = views::keep(&mut tx, &visit, max.id, ("une de trop", "q=1")).await.unwrap();
    assert_eq!(more, Err(Refusal::BadText));
    let again = views::keep(&mut tx, &visit, max.id, ("vue 1", "q=2")).await.unwrap();
    assert_eq!(again, Ok(()), "one that is there is replaced all the same");
    views::forget(&mut tx, max.id, "À moi").await.unwrap();
    assert_eq!(views::of(&mut tx, max.id).await.unwrap().len(), 19);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_has_a_dossier_open_is_seen_for_two_minutes_by_others(pool: PgPool) {
    ready(&pool).await;
    let (visit, max, ada) = (visit(), known(&pool, "max").await, known(&pool, "ada").await);
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &customer()).await;
    assert!(presence::here(&mut tx, &visit, max.id, id).await.unwrap().is_empty());
    let again = presence::here(&mut tx, &visit, max.id, id).await.unwrap();
    assert!(again.is_empty(), "not oneself");
    assert_eq!(presence::here(&mut tx, &visit, ada.id, id).await.unwrap(), [max.id.0]);
    let after = later(&visit, SignedDuration::from_secs(121));
    assert!(presence::here(&mut tx, &after, ada.id, id).await.unwrap().is_empty());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_reference_names_a_dossier_of_its_house_alone(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &customer()).await;
    let first = Reference::new(2026, 1).unwrap();
    assert_eq!(workspace::by_reference(&mut tx, first).await.unwrap(), Some(id));
    let second = Reference::new(2026, 2).unwrap();
    assert_eq!(workspace::by_reference(&mut tx, second).await.unwrap(), None);
    tx.commit().await.unwrap();
    let mut there = begin(&pool, &visit_of(1)).await;
    assert_eq!(workspace::by_reference(&mut there, first).await.unwrap(), None);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn statistics_are_of_their_period_and_of_their_house(pool: PgPool) {
    ready(&pool).await;
    let (visit, max) = (visit(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    in_check(&mut tx, &visit, &customer(), &max).await;
    let day = SignedDuration::from_hours(24);
    let over = |since, until, by_week| statistics::Period { since, until, by_week };
    let around = over(visit.now - day * 6, visit.now + day, false);
    let found = statistics::of(&mut tx, around, visit.now).await.unwrap();
    assert_eq!(found.volume.len(), 8, "each day that the period touches, in Paris");
    assert_eq!(found.volume.iter().map(|one| one.begun).sum::<i64>(), begun_now(&visit));
    let check = found.delays.iter().find(|one| one.promised > 0).unwrap();
    assert_eq!((check.status.id(), check.dossiers, check.late), ("en_controle", 1, 0));
    let tomorrow = visit.now + day * 2;
    let late = statistics::of(&mut tx, around, tomorrow).await.unwrap().delays[0];
    assert_eq!((late.late, late.median_seconds), (1, 2 * 24 * 3600));
    let weeks = over(visit.now - day * 91, visit.now, true);
    let found = statistics::of(&mut tx, weeks, visit.now).await.unwrap();
    assert!((13..=15).contains(&found.volume.len()), "{}", found.volume.len());
    tx.commit().await.unwrap();
    let mut there = begin(&pool, &visit_of(1)).await;
    let found = statistics::of(&mut there, around, visit.now).await.unwrap();
    assert_eq!((found.delays.len(), found.work.len()), (0, 0));
}

/// Ids are made by the clock of the machine, whatever the visit says: one is counted when both are of the same week.
fn begun_now(visit: &accounts::Visit) -> i64 {
    let made = jiff::Timestamp::from_millisecond(
        i64::try_from(uuid::Uuid::now_v7().as_u128() >> 80).unwrap(),
    )
    .unwrap();
    let day = SignedDuration::from_hours(24);
    i64::from(made >= visit.now - day * 6 && made < visit.now + day)
}
