use access::Role;
use sqlx::{PgConnection, PgPool};
use tokens::operations::grants::{Granted, Tokens, with_key};
use tokens::operations::keys::{self, Made, Wanted};
use tokens::operations::purge;
use tokens::{Secret, Source};

use crate::support::{
    noted, revealed, right, scopes, somebody, tokens, visit, visit_to, whose, within,
};

const DAY: i64 = 24 * 3600;

fn wanted(name: &str) -> Wanted {
    Wanted { name: name.to_owned(), scopes: scopes("account:read dossiers:read"), days: 30 }
}

async fn made(conn: &mut PgConnection, person: &accounts::Person, name: &str) -> Secret {
    match keys::make(conn, &visit(0), person, &wanted(name)).await.unwrap() {
        Made::Key(secret) => secret,
        other => panic!("{other:?}"),
    }
}

async fn exchanged(conn: &mut PgConnection, seconds: i64, secret: &Secret) -> Tokens {
    tokens(with_key(conn, &visit(seconds), secret, None).await.unwrap())
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_key_serves_as_it_is_and_for_a_token_and_its_last_use_is_seen(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let garage = somebody(&mut tx, "garage", &[Role::ProClient]).await;
    let secret = made(&mut tx, &garage, " Atelier ").await;
    let listed = keys::list(&mut tx, garage.id).await.unwrap().remove(0);
    assert_eq!((listed.name.as_str(), listed.last_used_at), ("Atelier", None));
    assert_eq!(listed.prefix, secret.prefix());

    let holder = whose(&mut tx, &visit(60), &revealed(&secret)).await.unwrap();
    assert_eq!((holder.person.id, holder.source), (garage.id, Source::Key(listed.id)));
    assert_eq!(holder.scopes, scopes("account:read dossiers:read"));
    let seen = |key: &keys::ApiKey| key.last_used_at.unwrap();
    let listed = keys::list(&mut tx, garage.id).await.unwrap().remove(0);
    assert_eq!(seen(&listed), visit(60).now);

    let given = exchanged(&mut tx, 120, &secret).await;
    assert!(given.refresh.is_none(), "the key itself serves again");
    let holder = whose(&mut tx, &visit(120), &given.access).await.unwrap();
    assert_eq!((holder.person.id, holder.source), (garage.id, Source::Key(listed.id)));
    let listed = keys::list(&mut tx, garage.id).await.unwrap().remove(0);
    assert_eq!(seen(&listed), visit(60).now, "not written at each use");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_token_of_a_key_does_no_more_than_the_key(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let garage = somebody(&mut tx, "garage", &[Role::ProClient]).await;
    let secret = made(&mut tx, &garage, "Atelier").await;
    for (asked, given) in [
        ("account:read", Some("account:read")),
        ("dossiers:read dossiers:write", Some("dossiers:read")),
        ("dossiers:write", None),
    ] {
        let answer = with_key(&mut tx, &visit(0), &secret, Some(&scopes(asked))).await.unwrap();
        match given {
            Some(given) => assert_eq!(tokens(answer).scopes, scopes(given), "{asked}"),
            None => assert!(matches!(answer, Granted::Wrong), "{asked}: {answer:?}"),
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_revoked_key_takes_its_tokens_along(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let garage = somebody(&mut tx, "garage", &[Role::ProClient]).await;
    let bob = somebody(&mut tx, "bob", &[Role::ProClient]).await;
    let secret = made(&mut tx, &garage, "Atelier").await;
    let given = exchanged(&mut tx, 0, &secret).await;
    let id = keys::list(&mut tx, garage.id).await.unwrap()[0].id;
    assert!(!keys::revoke(&mut tx, &visit(1), &bob, id).await.unwrap(), "it is not Bob's");
    assert!(whose(&mut tx, &visit(1), &given.access).await.is_some());
    assert!(keys::revoke(&mut tx, &visit(1), &garage, id).await.unwrap());
    assert!(!keys::revoke(&mut tx, &visit(2), &garage, id).await.unwrap());
    assert!(whose(&mut tx, &visit(2), &given.access).await.is_none());
    assert!(whose(&mut tx, &visit(2), &revealed(&secret)).await.is_none());
    let late = with_key(&mut tx, &visit(2), &secret, None).await.unwrap();
    assert!(matches!(late, Granted::Wrong), "{late:?}");
    assert_eq!(keys::list(&mut tx, garage.id).await.unwrap()[0].revoked_at, Some(visit(1).now));
    assert_eq!(noted(&mut tx, "api_key").await, ["api_key_made", "api_key_revoked"]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_key_ends_on_its_day_and_is_forgotten_ninety_days_later(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let garage = somebody(&mut tx, "garage", &[Role::ProClient]).await;
    let secret = made(&mut tx, &garage, "Atelier").await;
    let text = revealed(&secret);
    let given = exchanged(&mut tx, 30 * DAY - 1, &secret).await;
    assert!(whose(&mut tx, &visit(30 * DAY - 1), &text).await.is_some());
    assert!(whose(&mut tx, &visit(30 * DAY), &text).await.is_none());
    assert!(whose(&mut tx, &visit(30 * DAY), &given.access).await.is_none());
    purge(&mut tx, visit(120 * DAY - 1).now).await.unwrap();
    assert_eq!(keys::list(&mut tx, garage.id).await.unwrap().len(), 1);
    purge(&mut tx, visit(120 * DAY).now).await.unwrap();
    assert_eq!(keys::list(&mut tx, garage.id).await.unwrap().len(), 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn keys_are_for_professionals_as_long_as_they_are(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let garage = somebody(&mut tx, "garage", &[Role::ProClient, Role::Client]).await;
    let secret = made(&mut tx, &garage, "Atelier").await;
    let given = exchanged(&mut tx, 0, &secret).await;
    right(&mut tx, &garage, Role::ProClient, false).await;
    assert!(whose(&mut tx, &visit(1), &revealed(&secret)).await.is_none());
    assert!(whose(&mut tx, &visit(1), &given.access).await.is_none());
    let late = with_key(&mut tx, &visit(1), &secret, None).await.unwrap();
    assert!(matches!(late, Granted::Wrong), "{late:?}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_secret_is_worth_nothing_changed_or_elsewhere(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let garage = somebody(&mut tx, "garage", &[Role::ProClient]).await;
    let text = revealed(&made(&mut tx, &garage, "Atelier").await);
    let other = revealed(&made(&mut tx, &garage, "Bureau").await);
    let (_, secret) = other.rsplit_once('_').unwrap();
    let (name, _) = text.rsplit_once('_').unwrap();
    assert!(whose(&mut tx, &visit(0), &format!("{name}_{secret}")).await.is_none());
    assert!(whose(&mut tx, &visit(0), name).await.is_none());
    assert!(whose(&mut tx, &visit(0), &text).await.is_some());
    tx.commit().await.unwrap();
    let there = visit_to(1, 0);
    let mut tx = within(&pool, &there).await;
    assert!(whose(&mut tx, &there, &text).await.is_none());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_key_has_a_name_and_an_end_and_there_are_twenty_at_most(pool: PgPool) {
    let mut tx = within(&pool, &visit(0)).await;
    let garage = somebody(&mut tx, "garage", &[Role::ProClient]).await;
    for name in ["", "  ", &"é".repeat(61)] {
        let made = keys::make(&mut tx, &visit(0), &garage, &wanted(name)).await.unwrap();
        assert!(matches!(made, Made::Name), "{name}: {made:?}");
    }
    for days in [0, -1, 31, 366, i64::MAX] {
        let wanted = Wanted { days, ..wanted("Atelier") };
        let made = keys::make(&mut tx, &visit(0), &garage, &wanted).await.unwrap();
        assert!(matches!(made, Made::Days), "{days}: {made:?}");
    }
    for number in 0..keys::MOST {
        made(&mut tx, &garage, &number.to_string()).await;
    }
    let more = keys::make(&mut tx, &visit(0), &garage, &wanted("21")).await.unwrap();
    assert!(matches!(more, Made::TooMany), "{more:?}");
    let id = keys::list(&mut tx, garage.id).await.unwrap()[0].id;
    keys::revoke(&mut tx, &visit(1), &garage, id).await.unwrap();
    made(&mut tx, &garage, "21").await;
}
