use axum::body::Body;
use sqlx::PgPool;

use crate::support::{alone, as_application, ask, get, request, send, site, state};

const MESSAGE: [(&str, &str); 4] =
    [("name", "Camille"), ("email", "camille@exemple.fr"), ("topic", "price"), ("body", "Bonjour")];

async fn messages(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from contact_messages").fetch_one(pool).await.unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_message_is_stored_once_and_the_page_says_so(pool: PgPool) {
    let site = site(&pool).await;
    let sent = send(&site, "/contact", &MESSAGE).await;
    assert_eq!((sent.status.as_u16(), sent.header("location")), (303, "/contact?envoye=1"));
    assert!(get(&site, "/contact?envoye=1").await.body.contains("Message bien reçu"));
    assert_eq!(messages(&pool).await, 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_message_with_faults_is_not_stored_and_comes_back_whole(pool: PgPool) {
    let site = site(&pool).await;
    let mut fields = MESSAGE;
    fields[1].1 = "camille<script>";
    let refused = send(&site, "/contact", &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("href=\"#email\""), "the summary leads to the field");
    assert!(
        refused.body.contains("camille&lt;script>")
            || refused.body.contains("camille&lt;script&gt;")
    );
    assert!(refused.body.contains("Bonjour"));
    assert_eq!(messages(&pool).await, 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_sixth_message_within_the_hour_waits(pool: PgPool) {
    let site = site(&pool).await;
    for _ in 0..5 {
        assert_eq!(send(&site, "/contact", &MESSAGE).await.status, 303);
    }
    let sixth = send(&site, "/contact", &MESSAGE).await;
    assert_eq!(sixth.status, 429);
    assert!(sixth.body.contains("Bonjour"));
    assert_eq!(messages(&pool).await, 5);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_program_that_fills_the_trap_is_thanked_and_forgotten(pool: PgPool) {
    let site = site(&pool).await;
    let mut fields = MESSAGE.to_vec();
    fields.push(("website", "http://spam.example"));
    assert_eq!(send(&site, "/contact", &fields).await.status, 303);
    assert_eq!(messages(&pool).await, 0);
}

#[tokio::test]
async fn without_a_database_a_message_is_given_back() {
    let answer = send(&alone(), "/contact", &MESSAGE).await;
    assert_eq!(answer.status, 503);
    assert!(answer.body.contains("Bonjour") && answer.body.contains("banner-degraded"));
}

const FACTS: [(&str, &str); 7] = [
    ("issued_on", "2026-11-21"),
    ("operation", "changement_titulaire"),
    ("departement", "75"),
    ("genre", "VP"),
    ("energy", "ES"),
    ("fiscal_cv", "6"),
    ("first_registered_on", "2021-05-14"),
];

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_simulation_is_kept_under_a_link_that_only_its_tenant_opens(pool: PgPool) {
    let site = site(&pool).await;
    let kept = send(&site, "/simulateur/enregistrer", &FACTS).await;
    assert_eq!(kept.status, 303);
    let link = kept.header("location").to_owned();
    let token = link.strip_prefix("/simulation/").unwrap();
    assert_eq!(token.len(), 64);
    let page = get(&site, &link).await;
    assert!(page.body.contains("data-grand-total-cents=\"45766\""));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cache-control"), "private, no-store");
    assert!(!page.body.contains(token), "the key is not printed in the page");
    let elsewhere = request("GET", &link, "demo2.localhost:3000").body(Body::empty()).unwrap();
    assert_eq!(ask(&site, elsewhere).await.status, 404);
    let stored: Vec<u8> =
        sqlx::query_scalar("select token_hash from quotes").fetch_one(&pool).await.unwrap();
    assert_ne!(stored, token.as_bytes());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn health_and_family_are_kept_only_when_the_box_is_ticked(pool: PgPool) {
    let site = site(&pool).await;
    let mut fields = FACTS.to_vec();
    fields.extend([("dependent_children", "3"), ("disability_card", "true")]);
    send(&site, "/simulateur/enregistrer", &fields).await;
    fields.push(("share_private", "on"));
    send(&site, "/simulateur/enregistrer", &fields).await;
    let kept: Vec<bool> = sqlx::query_scalar(
        "select facts::text like '%disability_card%' from quotes order by created_at",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(kept, [false, true]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_cannot_be_used_goes_back_to_the_simulator_with_all_that_was_typed(pool: PgPool) {
    let site = site(&pool).await;
    let mut fields = FACTS;
    fields[5].1 = "six";
    let answer = send(&site, "/simulateur/enregistrer", &fields).await;
    assert_eq!(answer.status, 303);
    let page = get(&site, answer.header("location")).await;
    assert!(page.body.contains("href=\"#fiscal_cv\"") && page.body.contains("value=\"six\""));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_past_its_time_is_deleted_for_every_tenant(pool: PgPool) {
    let site = site(&pool).await;
    send(&site, "/contact", &MESSAGE).await;
    send(&site, "/simulateur/enregistrer", &FACTS).await;
    let state = state(Some(as_application(&pool).await));
    let application = state.pool().unwrap();
    assert_eq!(server::database::purge(&state, application).await.unwrap(), (0, 0));
    sqlx::query("update contact_messages set created_at = created_at - interval '366 days'")
        .execute(&pool)
        .await
        .unwrap();
    sqlx::query("update quotes set created_at = created_at - interval '91 days', expires_at = expires_at - interval '91 days'")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(server::database::purge(&state, application).await.unwrap(), (1, 1));
    assert_eq!(messages(&pool).await, 0);
}

#[tokio::test]
async fn the_theme_goes_back_to_a_page_of_ours_only() {
    let site = alone();
    let back = |to: &'static str| {
        let site = site.clone();
        async move { send(&site, "/theme", &[("theme", "dark"), ("back", to)]).await }
    };
    let answer = back("/tarifs").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/tarifs"));
    assert!(answer.header("set-cookie").starts_with(
        "__Host-theme=dark; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax"
    ));
    for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", ""] {
        assert_eq!(back(elsewhere).await.header("location"), "/", "{elsewhere}");
    }
    assert_eq!(send(&site, "/theme", &[("theme", "pink")]).await.status, 422);
}
