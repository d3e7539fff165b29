//! What is refused is written down, and leaves nothing behind in the browser.

use access::Role;
use audit::Act;
use audit::operations::{Filter, search};
use server::State;
use sqlx::PgPool;

use crate::somebody::{PASSWORD, begin, get_as, send_as, served, somebody, visit};
use crate::support::{get, send};

/// What was refused, oldest first: the act and whether the person is known.
async fn refused(state: &State) -> Vec<(Act, bool)> {
    let mut tx = begin(state).await;
    let page = search(&mut tx, &state.keys(), &Filter::default(), None, 50).await.unwrap();
    let kept = |act| matches!(act, Act::Refused | Act::SignInRefused);
    let events = page.events.into_iter().rev().filter(|event| kept(event.act));
    events.map(|event| (event.act, event.actor.person.is_some())).collect()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_cookie_that_opens_nothing_is_audited_and_taken_back(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (person, cookie) = somebody(&state, "ada", &[Role::Client]).await;
    let forged = format!("__Host-session={}", "a".repeat(64));
    let mut tx = begin(&state).await;
    accounts::operations::people::close(&mut tx, &visit(&state), &person).await.unwrap();
    tx.commit().await.unwrap();
    for cookie in [forged.as_str(), "__Host-session=%00", cookie.as_str()] {
        let sent = get_as(&site, "/compte", cookie).await;
        assert!(sent.header("location").starts_with("/connexion?"), "{cookie}");
        assert!(sent.header("set-cookie").starts_with("__Host-session=; Path=/; Max-Age=0"));
    }
    assert_eq!(refused(&state).await, [(Act::Refused, false); 3]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_page_that_a_role_may_not_see_is_audited_with_who_asked(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, cookie) = somebody(&state, "ada", &[Role::Client]).await;
    assert_eq!(get_as(&site, "/gestion", &cookie).await.status, 404);
    assert_eq!(refused(&state).await, [(Act::Refused, true)]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_used_link_is_refused_and_audited(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    somebody(&state, "ada", &[Role::Client]).await;
    send(&site, "/connexion/lien", &[("email", "ada@exemple.fr")]).await;
    let link: String = sqlx::query_scalar(
        "select values ->> 'link' from notifications where template = 'sign_in_link'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    let path = link.strip_prefix("http://localhost:3000").unwrap();
    assert_eq!(send(&site, path, &[]).await.header("location"), "/compte");
    let again = send(&site, path, &[]).await;
    assert_eq!(again.status, 410, "{}", again.body);
    assert!(again.header("set-cookie").is_empty());
    assert_eq!(refused(&state).await, [(Act::SignInRefused, false)]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_audit_of_one_network_is_not_filled_by_forged_cookies(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    for number in 0..30 {
        get_as(&site, "/compte", &format!("__Host-session={number:064x}")).await;
    }
    assert_eq!(refused(&state).await.len(), 20);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nobody_keeps_a_page_of_an_account_and_leaving_clears_what_was_kept(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, cookie) = somebody(&state, "ada", &[Role::Client]).await;
    for (place, reader, _) in server::routes::PLACES {
        if *reader == server::routes::Reader::Public {
            continue;
        }
        for path in place.paths() {
            let path = path.replace("{token}", &"0".repeat(64));
            for cookie in [cookie.as_str(), ""] {
                let caching = get_as(&site, &path, cookie).await;
                assert!(caching.header("cache-control").contains("no-store"), "{path}");
            }
        }
    }
    let left = send_as(&site, "/deconnexion", &cookie, &[]).await;
    assert_eq!(left.header("clear-site-data"), "\"cache\"");
    assert!(left.header("set-cookie").starts_with("__Host-session=; Path=/; Max-Age=0"));
    assert!(get_as(&site, "/compte", &cookie).await.header("location").starts_with("/connexion?"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn another_sign_in_over_an_open_session_ends_that_one(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, cookie) = somebody(&state, "ada", &[Role::Client]).await;
    let fields = [("email", "ada@exemple.fr"), ("password", PASSWORD)];
    let entered = send_as(&site, "/connexion", &cookie, &fields).await;
    let new = entered.header("set-cookie").split(';').next().unwrap();
    assert_eq!(get_as(&site, "/compte", new).await.status, 200);
    assert!(get_as(&site, "/compte", &cookie).await.header("location").starts_with("/connexion?"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_uses_codes_is_asked_for_one_when_they_prove_who_they_are(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (person, cookie) = somebody(&state, "ada", &[Role::Client]).await;
    let mut tx = begin(&state).await;
    accounts::operations::second_factor::begin(&mut tx, &visit(&state), &person).await.unwrap();
    sqlx::query("update people set totp_confirmed_at = now()").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let proved = send_as(&site, "/compte/confirmer", &cookie, &[("password", PASSWORD)]).await;
    assert!(proved.header("location").starts_with("/connexion/code"), "{}", proved.status);
    assert!(proved.header("set-cookie").starts_with("__Host-step="));
}

#[tokio::test]
async fn an_answer_that_is_no_page_may_not_be_framed_either() {
    let site = crate::support::alone();
    for path in ["/sw.js", "/api/openapi.json", "/api/v1/nothing", "/robots.txt"] {
        let policy = get(&site, path).await.header("content-security-policy").to_owned();
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"));
    }
}
