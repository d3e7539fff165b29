use access::Role;
use accounts::operations::people::change_password;
use accounts::operations::{second_factor, sign_in};
use sealing::Token;
use sqlx::PgPool;
use tokens::operations::grants::{Granted, refresh, revoke, with_password};
use tokens::operations::{purge, revoke_all};
use tokens::{Scopes, Source};

use crate::support::{granted, noted, right, somebody, tokens, visit, visit_to, whose, within};

const DAY: i64 = 24 * 3600;

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn each_refresh_token_serves_once_and_gives_the_next(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let ada = somebody(&mut tx, "ada", &[Role::Client]).await;
    let mut given = tokens(granted(&mut tx, &visit(0), &ada, None).await);
    for turn in 1..4 {
        let holder = whose(&mut tx, &visit(turn * 60), &given.access).await.unwrap();
        assert_eq!((holder.person.id, holder.scopes), (ada.id, Scopes::all()));
        let token = given.refresh.unwrap();
        given = tokens(refresh(&mut tx, &visit(turn * 60), &token).await.unwrap());
        assert_ne!(given.refresh.as_ref().unwrap(), &token);
    }
    assert!(whose(&mut tx, &visit(180 + 15 * 60 + 10), &given.access).await.is_none());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_second_use_revokes_the_whole_family_and_its_access_tokens(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let ada = somebody(&mut tx, "ada", &[Role::Client]).await;
    let other = tokens(granted(&mut tx, &visit(0), &ada, None).await);
    let first = tokens(granted(&mut tx, &visit(0), &ada, None).await);
    let token = first.refresh.unwrap();
    let second = tokens(refresh(&mut tx, &visit(60), &token).await.unwrap());
    let reused = refresh(&mut tx, &visit(60), &token).await.unwrap();
    assert!(matches!(reused, Granted::Reused(person) if person == ada.id), "{reused:?}");
    assert_eq!(noted(&mut tx, "token").await, ["token_reused"]);
    let next = refresh(&mut tx, &visit(61), &second.refresh.unwrap()).await.unwrap();
    assert!(matches!(next, Granted::Wrong), "the thief's or the owner's, nobody knows: {next:?}");
    for access in [&first.access, &second.access] {
        assert!(whose(&mut tx, &visit(61), access).await.is_none());
    }
    assert!(whose(&mut tx, &visit(61), &other.access).await.is_some(), "another sign-in goes on");
    tokens(refresh(&mut tx, &visit(61), &other.refresh.unwrap()).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn of_two_refreshes_at_once_one_wins_and_the_other_revokes_both(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let ada = somebody(&mut tx, "ada", &[Role::Client]).await;
    let token = tokens(granted(&mut tx, &visit(0), &ada, None).await).refresh.unwrap();
    tx.commit().await.unwrap();

    let (mut one, mut two) = (within(&pool, &visit(0)).await, within(&pool, &visit(0)).await);
    let won = tokens(refresh(&mut one, &visit(60), &token).await.unwrap());
    let now = visit(60);
    let (late, ()) = tokio::join!(refresh(&mut two, &now, &token), async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        one.commit().await.unwrap();
    });
    assert!(matches!(late.unwrap(), Granted::Reused(_)));
    two.commit().await.unwrap();

    let mut tx = within(&pool, &visit(0)).await;
    let after = refresh(&mut tx, &visit(61), &won.refresh.unwrap()).await.unwrap();
    assert!(matches!(after, Granted::Wrong), "there is no grace: {after:?}");
    assert!(whose(&mut tx, &visit(61), &won.access).await.is_none());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_family_dies_of_thirty_quiet_days_or_of_ninety(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let ada = somebody(&mut tx, "ada", &[Role::Client]).await;
    let quiet = tokens(granted(&mut tx, &visit(0), &ada, None).await).refresh.unwrap();
    let mut busy = tokens(granted(&mut tx, &visit(0), &ada, None).await).refresh.unwrap();
    for day in [29, 58, 87] {
        busy = tokens(refresh(&mut tx, &visit(day * DAY), &busy).await.unwrap()).refresh.unwrap();
    }
    let late = refresh(&mut tx, &visit(30 * DAY), &quiet).await.unwrap();
    assert!(matches!(late, Granted::Wrong), "{late:?}");
    let last = tokens(refresh(&mut tx, &visit(90 * DAY - 1), &busy).await.unwrap());
    let over = refresh(&mut tx, &visit(90 * DAY), &last.refresh.unwrap()).await.unwrap();
    assert!(matches!(over, Granted::Wrong), "{over:?}");

    let left = "select count(*) from token_families";
    purge(&mut tx, visit(31 * DAY).now).await.unwrap();
    let count: i64 = sqlx::query_scalar(left).fetch_one(&mut *tx).await.unwrap();
    assert_eq!(count, 1, "the quiet one is gone");
    purge(&mut tx, visit(90 * DAY).now).await.unwrap();
    let count: i64 = sqlx::query_scalar(left).fetch_one(&mut *tx).await.unwrap();
    assert_eq!(count, 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_changed_password_ends_every_family_by_itself(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let ada = somebody(&mut tx, "ada", &[Role::Client]).await;
    let before = tokens(granted(&mut tx, &visit(0), &ada, None).await);
    change_password(&mut tx, &visit(60), ada.id, Some("other"), None).await.unwrap();
    assert!(whose(&mut tx, &visit(61), &before.access).await.is_none());
    let late = refresh(&mut tx, &visit(61), &before.refresh.unwrap()).await.unwrap();
    assert!(matches!(late, Granted::Wrong), "{late:?}");
    let after = tokens(granted(&mut tx, &visit(61), &ada, None).await);
    assert!(whose(&mut tx, &visit(61), &after.access).await.is_some());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_family_is_revoked_by_any_of_its_tokens_and_all_by_their_person(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let ada = somebody(&mut tx, "ada", &[Role::Client]).await;
    let one = tokens(granted(&mut tx, &visit(0), &ada, None).await);
    let old = one.refresh.unwrap();
    let one = tokens(refresh(&mut tx, &visit(1), &old).await.unwrap());
    let two = tokens(granted(&mut tx, &visit(0), &ada, None).await);
    assert!(revoke(&mut tx, &visit(2), &old).await.unwrap());
    assert!(!revoke(&mut tx, &visit(2), &old).await.unwrap());
    assert!(!revoke(&mut tx, &visit(2), &Token::random()).await.unwrap());
    assert!(whose(&mut tx, &visit(3), &one.access).await.is_none());
    assert!(whose(&mut tx, &visit(3), &two.access).await.is_some());
    assert_eq!(revoke_all(&mut tx, &visit(4), ada.id).await.unwrap(), 1);
    assert!(whose(&mut tx, &visit(5), &two.access).await.is_none());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_works_for_the_house_or_lost_every_right_gets_and_keeps_nothing(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let ada = somebody(&mut tx, "ada", &[Role::Client]).await;
    for (role, given) in [(Role::Operateur, true), (Role::Client, false)] {
        let held = tokens(granted(&mut tx, &visit(0), &ada, None).await);
        right(&mut tx, &ada, role, given).await;
        assert!(whose(&mut tx, &visit(1), &held.access).await.is_none(), "{role:?}");
        let next = refresh(&mut tx, &visit(1), &held.refresh.unwrap()).await.unwrap();
        assert!(matches!(next, Granted::Wrong), "{role:?}: {next:?}");
        let again = granted(&mut tx, &visit(2), &ada, None).await;
        assert!(matches!(again, Granted::Wrong), "{role:?}: {again:?}");
        right(&mut tx, &ada, role, !given).await;
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn another_house_knows_neither_token_nor_family(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let ada = somebody(&mut tx, "ada", &[Role::Client]).await;
    let given = tokens(granted(&mut tx, &visit(0), &ada, None).await);
    tx.commit().await.unwrap();
    let there = visit_to(1, 1);
    let mut tx = within(&pool, &there).await;
    assert!(whose(&mut tx, &there, &given.access).await.is_none());
    let token = given.refresh.unwrap();
    assert!(matches!(refresh(&mut tx, &there, &token).await.unwrap(), Granted::Wrong));
    assert!(!revoke(&mut tx, &there, &token).await.unwrap());
    tx.commit().await.unwrap();
    let mut tx = within(&pool, &visit(0)).await;
    let holder = whose(&mut tx, &visit(1), &given.access).await.unwrap();
    assert!(matches!(holder.source, Source::Family(_)));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_uses_codes_needs_one_here_too_and_may_not_guess_it(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let ada = somebody(&mut tx, "ada", &[Role::Client]).await;
    second_factor::begin(&mut tx, &visit(0), &ada).await.unwrap();
    sqlx::query("update people set totp_confirmed_at = now()").execute(&mut *tx).await.unwrap();
    let codes = second_factor::renew_codes(&mut tx, &visit(0), &ada).await.unwrap();
    let code = codes[0].reveal();
    assert!(matches!(granted(&mut tx, &visit(0), &ada, None).await, Granted::CodeWanted));
    let known = sign_in::known(&mut tx, &visit(0), &ada.email).await.unwrap().unwrap();
    let wrong = (false, Some(code.as_str()));
    let refused = with_password(&mut tx, &visit(0), &known, wrong, &Scopes::all()).await.unwrap();
    assert!(matches!(refused, Granted::Wrong), "a code is no password: {refused:?}");
    tokens(granted(&mut tx, &visit(0), &ada, Some(&code)).await);
    let again = granted(&mut tx, &visit(0), &ada, Some(&code)).await;
    assert!(matches!(again, Granted::CodeWrong), "a code serves once: {again:?}");
    for _ in 0..5 {
        granted(&mut tx, &visit(0), &ada, Some("000000")).await;
    }
    let wait = granted(&mut tx, &visit(0), &ada, Some("000000")).await;
    assert!(matches!(wait, Granted::Wait(_)), "{wait:?}");
}
