use std::sync::Arc;

use accounts::operations::Failure;
use accounts::operations::second_factor::{
    begin as begin_codes, codes_left, confirm, remove, reseal,
};
use accounts::operations::sign_in::{SignIn, known, with_code, with_password};
use accounts::operations::{people, sessions};
use accounts::{Person, TotpSecret, Visit};
use jiff::{SignedDuration, Timestamp};
use sealing::{MasterKeys, Token};
use secrecy::SecretString;
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{begin, later, noon, ready, somebody, visit};

/// The code of `secret` at `now`, found as an application would show it: by trying.
fn code(secret: &TotpSecret, now: Timestamp) -> String {
    let step = now.as_second() / 30;
    (0..1_000_000)
        .map(|number| format!("{number:06}"))
        .find(|code| secret.accepts(code, step - 1, now) == Some(step))
        .unwrap()
}

async fn with_codes(pool: &PgPool, visit: &Visit) -> (Person, TotpSecret, Vec<String>) {
    let person = somebody(pool, visit, "ada@example.org").await;
    let mut tx = begin(pool, visit).await;
    let secret = begin_codes(&mut tx, visit, &person).await.unwrap();
    assert!(confirm(&mut tx, visit, &person, "000000").await.unwrap().is_none());
    let paper = confirm(&mut tx, visit, &person, &code(&secret, visit.now)).await.unwrap().unwrap();
    let person = people::find(&mut tx, person.id).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert!(person.has_totp);
    (person, secret, paper.iter().map(accounts::RecoveryCode::reveal).collect())
}

async fn password(pool: &PgPool, visit: &Visit, person: &Person) -> Token {
    let mut tx = begin(pool, visit).await;
    let known = known(&mut tx, visit, &person.email).await.unwrap().unwrap();
    let SignIn::Code(ceremony) = with_password(&mut tx, visit, &known, true).await.unwrap() else {
        panic!("no code was asked for");
    };
    tx.commit().await.unwrap();
    ceremony
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn after_the_password_a_code_is_wanted_and_serves_once(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let (person, secret, _) = with_codes(&pool, &visit).await;
    let visit = later(&visit, SignedDuration::from_mins(1));
    let typed = code(&secret, visit.now);
    for (expected, typed) in [(false, "000000".to_owned()), (true, typed.clone()), (false, typed)] {
        let ceremony = password(&pool, &visit, &person).await;
        let mut tx = begin(&pool, &visit).await;
        let answer = with_code(&mut tx, &visit, &ceremony, &typed).await.unwrap();
        assert_eq!(matches!(answer, SignIn::Opened(_)), expected);
        tx.commit().await.unwrap();
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_code_on_paper_serves_once_and_the_proof_before_it_too(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let (person, _, paper) = with_codes(&pool, &visit).await;
    let ceremony = password(&pool, &visit, &person).await;
    let mut tx = begin(&pool, &visit).await;
    let answer = with_code(&mut tx, &visit, &ceremony, &paper[0]).await.unwrap();
    assert!(matches!(answer, SignIn::Opened(_)));
    assert_eq!(codes_left(&mut tx, person.id).await.unwrap(), 9);
    // The proof of the password was used up with it.
    assert!(matches!(
        with_code(&mut tx, &visit, &ceremony, &paper[1]).await.unwrap(),
        SignIn::Link(_)
    ));
    tx.commit().await.unwrap();
    let ceremony = password(&pool, &visit, &person).await;
    let mut tx = begin(&pool, &visit).await;
    assert!(matches!(
        with_code(&mut tx, &visit, &ceremony, &paper[0]).await.unwrap(),
        SignIn::Wrong
    ));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn codes_are_not_tried_for_ever(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let (person, _, _) = with_codes(&pool, &visit).await;
    let ceremony = password(&pool, &visit, &person).await;
    let mut tx = begin(&pool, &visit).await;
    for _ in 0..6 {
        assert!(matches!(
            with_code(&mut tx, &visit, &ceremony, "000000").await.unwrap(),
            SignIn::Wrong
        ));
    }
    assert!(matches!(
        with_code(&mut tx, &visit, &ceremony, "000000").await.unwrap(),
        SignIn::Wait(_)
    ));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_gives_codes_up_is_asked_for_none(pool: PgPool) {
    ready(&pool).await;
    let visit = visit();
    let (person, _, _) = with_codes(&pool, &visit).await;
    let mut tx = begin(&pool, &visit).await;
    remove(&mut tx, &visit, &person).await.unwrap();
    let known = known(&mut tx, &visit, &person.email).await.unwrap().unwrap();
    assert!(matches!(
        with_password(&mut tx, &visit, &known, true).await.unwrap(),
        SignIn::Opened(_)
    ));
    assert_eq!(codes_left(&mut tx, person.id).await.unwrap(), 0);
    assert_eq!(sessions::list(&mut tx, person.id, noon()).await.unwrap().len(), 2);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn after_a_rotation_secrets_open_without_the_key_of_before(pool: PgPool) {
    ready(&pool).await;
    // 32 bytes in base64, told apart by their first letters.
    let secret = |digit: &str| SecretString::from(digit.repeat(21) + &"Bc".repeat(11) + "=");
    let masters = |current: &str, previous: &[&str]| {
        let previous: Vec<_> = previous.iter().map(|digit| secret(digit)).collect();
        Arc::new(MasterKeys::new(&secret(current), &previous).unwrap())
    };
    let before = Visit { keys: masters("A", &[]), ..visit() };
    let (person, totp, _) = with_codes(&pool, &before).await;
    let mut tx = begin(&pool, &before).await;
    let all = Uuid::nil();
    let lost = reseal(&mut tx, &masters("E", &[]), all).await;
    assert!(matches!(lost, Err(Failure::Sealed(_))), "{lost:?}");
    let both = masters("E", &["A"]);
    assert_eq!(reseal(&mut tx, &both, all).await.unwrap(), (1, Some(person.id.0)));
    assert_eq!(reseal(&mut tx, &both, all).await.unwrap(), (0, Some(person.id.0)));
    assert_eq!(reseal(&mut tx, &both, person.id.0).await.unwrap(), (0, None));
    // What is written in the audit of the person is under a key of theirs, which turns with the others.
    assert_eq!(sealing::operations::rewrap(&mut tx, &both).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let after = Visit { keys: masters("E", &[]), ..later(&before, SignedDuration::from_mins(1)) };
    let ceremony = password(&pool, &after, &person).await;
    let mut tx = begin(&pool, &after).await;
    let typed = code(&totp, after.now);
    let answer = with_code(&mut tx, &after, &ceremony, &typed).await.unwrap();
    assert!(matches!(answer, SignIn::Opened(_)), "the code still serves");
}
