//! A helpdesk asks where a dossier is.

use axum::Router;
use axum::body::Body;
use ring::hmac;
use sqlx::PgPool;

use crate::dossiers::{answered, dossier};
use crate::somebody::served;
use crate::support::{Answer, ask, request};

const OURS: &str = "a secret of the first house that is long";
const THEIRS: &str = "a secret of the other house that is long";

fn settings() -> [(&'static str, &'static str); 1] {
    [(
        "HELPDESK_SECRET",
        "localhost=a secret of the first house that is long,demo2.localhost=a secret of the other house that is long",
    )]
}

fn body(reference: &str) -> String {
    format!("{{\"reference\":\"{reference}\"}}")
}

async fn asked(site: &Router, (host, secret): (&str, &str), named: &str, body: &str) -> Answer {
    let second = server::clock::now().as_second();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let name = host.split(':').next().unwrap();
    let tag = hmac::sign(&key, format!("{second}.{name}.{body}").as_bytes());
    let hex = tag.as_ref().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let path = format!("/api/v1/helpdesk/dossiers/{named}");
    let request = request("POST", &path, host)
        .header("content-type", "application/json")
        .header("x-helpdesk-timestamp", second.to_string())
        .header("x-helpdesk-signature", hex)
        .body(Body::from(body.to_owned()));
    ask(site, request.unwrap()).await
}

const FIRST: &str = "localhost:3000";
const OTHER: &str = "demo2.localhost:3000";

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_helpdesk_is_told_where_a_dossier_is_and_nothing_of_whose_it_is(pool: PgPool) {
    let (site, state) = served(&pool, &settings()).await;
    let (_, _, reference) = answered(&site, &state, "lea").await;
    let found = asked(&site, (FIRST, OURS), &reference, &body(&reference)).await;
    assert_eq!(found.status, 200, "{}", found.body);
    assert_eq!(found.header("cache-control"), "no-store");
    let said = found.json();
    assert_eq!(said["reference"], *reference);
    assert_eq!(said["status"]["code"], "brouillon");
    assert_eq!(said["status"]["label"]["en"], "Draft");
    assert_eq!(said["whose_move"]["label"]["fr"], "au client");
    assert_eq!(said["tracks"]["payment"]["code"], "devis");
    assert_eq!(said["tracks"]["pieces"]["label"]["fr"], "attendues");
    assert_eq!(said["next_step"]["fr"], "À commander.");
    assert_eq!(said["link"], format!("http://localhost:3000/gestion/dossiers/{reference}"));
    let dossier = dossier(&state, &reference).await.1;
    let email = dossier.email.unwrap_or_else(|| "exemple.fr".to_owned());
    for personal in [email.as_str(), "lea", "exemple", "cents", "VF"] {
        assert!(!found.body.contains(personal), "{personal}: {}", found.body);
    }
    let looked: Vec<(Option<uuid::Uuid>, Option<String>)> = sqlx::query_as(
        "select actor_person, actor_role from audit_events where act = 'dossier_viewed'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(looked, [(None, Some("support".to_owned()))], "each look is written down");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_the_house_did_not_sign_or_does_not_have_is_not_told(pool: PgPool) {
    let (site, state) = served(&pool, &settings()).await;
    let (_, _, reference) = answered(&site, &state, "lea").await;
    let of = async |place, body: &str| {
        let answer = asked(&site, place, &reference, body).await;
        (answer.status.as_u16(), answer.body)
    };
    let named = body(&reference);
    let wrong = of((FIRST, "nobody's secret, which is long too"), &named).await;
    assert_eq!(wrong.0, 401);
    assert_eq!(of((FIRST, THEIRS), &named).await, wrong, "another house's is a wrong one");
    assert_eq!(of((OTHER, OURS), &named).await, wrong);

    let nowhere = asked(&site, (OTHER, THEIRS), "CG-2026-999999", &body("CG-2026-999999")).await;
    assert_eq!(nowhere.status, 404);
    let elsewhere = asked(&site, (OTHER, THEIRS), &reference, &named).await;
    assert_eq!((elsewhere.status, &elsewhere.body), (nowhere.status, &nowhere.body));

    // What was signed for one dossier opens no other.
    assert_eq!(of((FIRST, OURS), &body("CG-2026-000777")).await.0, 404);
    assert_eq!(of((FIRST, OURS), "not JSON").await.0, 422);
    assert_eq!(of((FIRST, OURS), &" ".repeat(5000)).await.0, 413);
    let looked: i64 =
        sqlx::query_scalar("select count(*) from audit_events where act = 'dossier_viewed'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(looked, 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_secret_that_names_no_house_signs_only_where_there_is_one(pool: PgPool) {
    let (site, state) = served(&pool, &[("HELPDESK_SECRET", OURS)]).await;
    let (_, _, reference) = answered(&site, &state, "lea").await;
    let status =
        async || asked(&site, (FIRST, OURS), &reference, &body(&reference)).await.status.as_u16();
    assert_eq!(status().await, 401, "the other house's helpdesk has it too");
    let mut directory = (*state.directory()).clone();
    directory.tenants.truncate(1);
    state.set_directory(directory);
    assert_eq!(status().await, 200);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_house_without_a_secret_answers_as_to_a_wrong_one(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, _, reference) = answered(&site, &state, "lea").await;
    assert_eq!(asked(&site, (FIRST, ""), &reference, &body(&reference)).await.status, 401);
    assert_eq!(asked(&site, (FIRST, OURS), &reference, &body(&reference)).await.status, 401);
}
