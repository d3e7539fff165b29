use accounts::operations::sign_in::{SignIn, ask_link, ask_reset, known, with_link, with_password};
use accounts::operations::sign_up::{Asked, ask};
use accounts::operations::{people, sessions};
use accounts::{Password, Visit};
use jiff::SignedDuration;
use sealing::Token;
use sqlx::PgPool;

use crate::support::{
    HASHER, PASSWORD, acts, begin, email, later, letters, ready, somebody, token, visit,
};

async fn try_password(pool: &PgPool, visit: &Visit, address: &str, typed: &str) -> SignIn {
    let mut tx = begin(pool, visit).await;
    let known = known(&mut tx, visit, &email(address)).await.unwrap();
    tx.commit().await.unwrap();
    let known = match known {
        Ok(known) => known,
        Err(wait) => return SignIn::Wait(wait),
    };
    let right = HASHER.verify(&Password::typed(typed), known.hash()).await.unwrap();
    let mut tx = begin(pool, visit).await;
    let answer = with_password(&mut tx, visit, &known, right).await.unwrap();
    tx.commit().await.unwrap();
    answer
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_right_password_opens_a_session_whatever_the_case_of_the_address(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    somebody(&pool, &visit, "Ada@Example.org").await;
    let SignIn::Opened(opened) = try_password(&pool, &visit, "ada@example.ORG", PASSWORD).await
    else {
        panic!("refused");
    };
    let mut tx = begin(&pool, &visit).await;
    let (session, person) =
        sessions::find(&mut tx, &opened.token, visit.now).await.unwrap().unwrap();
    assert_eq!((session.person, person.email.as_str()), (person.id, "Ada@Example.org"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_wrong_password_and_an_unknown_address_are_answered_and_written_alike(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    somebody(&pool, &visit, "ada@example.org").await;
    let before = acts(&pool, &visit).await.len();
    assert!(matches!(try_password(&pool, &visit, "ada@example.org", "wrong").await, SignIn::Wrong));
    assert!(matches!(try_password(&pool, &visit, "bob@example.org", "wrong").await, SignIn::Wrong));
    assert_eq!(acts(&pool, &visit).await[before..], ["sign_in_refused", "sign_in_refused"]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_password_that_was_changed_while_it_was_compared_opens_nothing(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let person = somebody(&pool, &visit, "ada@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    let known = known(&mut tx, &visit, &person.email).await.unwrap().unwrap();
    let other = HASHER.hash(&Password::typed("another one")).await.unwrap();
    people::change_password(&mut tx, &visit, person.id, Some(&other), None).await.unwrap();
    let answer = with_password(&mut tx, &visit, &known, true).await.unwrap();
    assert!(matches!(answer, SignIn::Wrong));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_second_demand_while_the_letter_has_not_left_sends_no_second_one(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let mut told = Vec::new();
    for minutes in [0, 1, 30] {
        let visit = later(&visit, SignedDuration::from_mins(minutes));
        let mut tx = begin(&pool, &visit).await;
        let Asked::Told(one) = ask(&mut tx, &visit, &email("new@example.org")).await.unwrap()
        else {
            panic!("too often");
        };
        told.push(one);
        tx.commit().await.unwrap();
    }
    assert!(told.iter().all(|one| *one == told[0]));
    assert_eq!(letters(&pool, "new@example.org").await, ["verify_email"]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_letter_alone_tells_a_known_address_from_an_unknown_one(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    somebody(&pool, &visit, "ada@example.org").await;
    for address in ["ada@example.org", "bob@example.org"] {
        let mut tx = begin(&pool, &visit).await;
        assert!(matches!(ask(&mut tx, &visit, &email(address)).await.unwrap(), Asked::Told(_)));
        assert!(matches!(
            ask_link(&mut tx, &visit, &email(address)).await.unwrap(),
            Asked::Told(_)
        ));
        assert!(matches!(
            ask_reset(&mut tx, &visit, &email(address)).await.unwrap(),
            Asked::Told(_)
        ));
        tx.commit().await.unwrap();
    }
    let ada = letters(&pool, "ada@example.org").await;
    assert!(
        ada.ends_with(&["account_exists".into(), "sign_in_link".into(), "password_reset".into()]),
        "{ada:?}"
    );
    // One letter says it: there is no account, and how to make one.
    assert_eq!(letters(&pool, "bob@example.org").await, ["verify_email", "sign_up_invitation"]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_link_signs_in_once(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    somebody(&pool, &visit, "ada@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    ask_link(&mut tx, &visit, &email("ada@example.org")).await.unwrap();
    tx.commit().await.unwrap();
    let link = token(&pool, "ada@example.org").await;
    let mut tx = begin(&pool, &visit).await;
    assert!(matches!(with_link(&mut tx, &visit, &link).await.unwrap(), SignIn::Opened(_)));
    assert!(matches!(with_link(&mut tx, &visit, &link).await.unwrap(), SignIn::Link(_)));
    assert!(matches!(with_link(&mut tx, &visit, &Token::random()).await.unwrap(), SignIn::Link(_)));
    tx.commit().await.unwrap();
    assert!(
        acts(&pool, &visit).await.ends_with(&["sign_in_refused".into(), "sign_in_refused".into()])
    );
}
