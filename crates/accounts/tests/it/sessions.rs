use access::Role;
use accounts::operations::sessions::{self, Method};
use accounts::operations::{people, sign_up};
use jiff::SignedDuration;
use sealing::Token;
use sqlx::PgPool;

use crate::support::{begin, noon, ready, somebody, visit};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_session_ends_when_it_is_not_used_and_at_its_time(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let person = somebody(&pool, &visit, "ada@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    let opened = sessions::open(&mut tx, &visit, &person, Method::Password).await.unwrap();
    let week = SignedDuration::from_hours(24 * 7);
    let alive = |at| at;
    for (at, expected) in [
        (alive(noon() + week - SignedDuration::from_secs(1)), true),
        // That was a sign of life: another week begins.
        (alive(noon() + week * 2 - SignedDuration::from_mins(1)), true),
        (alive(noon() + week * 3 + SignedDuration::from_mins(1)), false),
    ] {
        let found = sessions::find(&mut tx, &opened.token, at).await.unwrap();
        assert_eq!(found.is_some(), expected, "{at}");
    }
    let mut at = noon();
    let opened = sessions::open(&mut tx, &visit, &person, Method::Password).await.unwrap();
    for day in 1..=30 {
        at = noon() + SignedDuration::from_hours(24 * day);
        let found = sessions::find(&mut tx, &opened.token, at).await.unwrap();
        assert_eq!(found.is_some(), day < 30, "day {day}");
    }
    assert_eq!(sessions::list(&mut tx, person.id, at).await.unwrap().len(), 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn staff_stays_signed_in_for_an_hour_unused_and_half_a_day_at_most(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let person = somebody(&pool, &visit, "ada@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    people::set_right(&mut tx, &visit, &person, &person, (Role::Operateur, true)).await.unwrap();
    let person = people::find(&mut tx, person.id).await.unwrap().unwrap();
    let opened = sessions::open(&mut tx, &visit, &person, Method::Passkey).await.unwrap();
    let hour = noon() + SignedDuration::from_hours(1);
    assert!(sessions::find(&mut tx, &opened.token, hour).await.unwrap().is_none());
    assert_eq!(opened.seconds, 12 * 3600);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_proof_of_who_it_is_gives_another_secret_and_the_old_one_opens_nothing(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let person = somebody(&pool, &visit, "ada@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    let opened = sessions::open(&mut tx, &visit, &person, Method::Password).await.unwrap();
    let (session, _) = sessions::find(&mut tx, &opened.token, noon()).await.unwrap().unwrap();
    let late = noon() + sessions::CONFIRMED_FOR;
    assert!(session.is_confirmed(noon()) && !session.is_confirmed(late));
    let confirmed = sessions::confirm(&mut tx, &session, late).await.unwrap();
    assert!(sessions::find(&mut tx, &opened.token, late).await.unwrap().is_none());
    let (session, _) = sessions::find(&mut tx, &confirmed.token, late).await.unwrap().unwrap();
    assert!(session.is_confirmed(late));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nobody_ends_somebody_elses_session_and_a_forged_secret_is_nobodys(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let ada = somebody(&pool, &visit, "ada@example.org").await;
    let bob = somebody(&pool, &visit, "bob@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    let session = sessions::list(&mut tx, ada.id, noon()).await.unwrap()[0].id;
    assert!(!sessions::end(&mut tx, &visit, &bob, session).await.unwrap());
    assert!(sessions::end(&mut tx, &visit, &ada, session).await.unwrap());
    assert!(sessions::find(&mut tx, &Token::random(), noon()).await.unwrap().is_none());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_closed_account_leaves_no_session_no_letter_and_an_audit_that_nobody_can_read(
    pool: PgPool,
) {
    ready(&pool).await;
    let visit = visit();
    let person = somebody(&pool, &visit, "canary@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    let opened = sessions::open(&mut tx, &visit, &person, Method::Password).await.unwrap();
    people::close(&mut tx, &visit, &person).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = begin(&pool, &visit).await;
    assert!(sessions::find(&mut tx, &opened.token, noon()).await.unwrap().is_none());
    // The address may sign up again: nothing is left of the first account.
    assert!(matches!(
        sign_up::ask(&mut tx, &visit, &person.email).await.unwrap(),
        sign_up::Asked::Told(_)
    ));
    tx.rollback().await.unwrap();
    let about: Vec<String> =
        sqlx::query_scalar("select template from notifications where recipient = $1")
            .bind("canary@example.org")
            .fetch_all(&pool)
            .await
            .unwrap();
    assert_eq!(about, ["account_closed"]);
    let erased: bool =
        sqlx::query_scalar("select wrapped is null from person_keys where person_id = $1")
            .bind(person.id.0)
            .fetch_one(&pool)
            .await
            .unwrap();
    assert!(erased);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_new_sign_in_takes_the_place_of_the_session_that_came_along(pool: PgPool) {
    ready(&pool).await;
    let first = visit();
    let (ada, bob) = (
        somebody(&pool, &first, "ada@example.org").await,
        somebody(&pool, &first, "bob@example.org").await,
    );
    let mut tx = begin(&pool, &first).await;
    let before = sessions::open(&mut tx, &first, &ada, Method::Password).await.unwrap();
    let elsewhere = sessions::open(&mut tx, &first, &ada, Method::Password).await.unwrap();
    let again = accounts::Visit { came_with: Some(before.token.hash()), ..first };
    let after = sessions::open(&mut tx, &again, &bob, Method::Link).await.unwrap();
    for (token, alive) in [(before.token, false), (elsewhere.token, true), (after.token, true)] {
        assert_eq!(sessions::find(&mut tx, &token, noon()).await.unwrap().is_some(), alive);
    }
}
