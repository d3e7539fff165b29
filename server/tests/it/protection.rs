use axum::body::Body;
use sqlx::PgPool;

use crate::support::{alone, as_application, ask, get, request, site, state_with};

#[tokio::test]
async fn every_page_carries_the_headers_that_protect() {
    let site = alone();
    for path in ["/", "/simulateur", "/simulateur?fiscal_cv=6", "/en/help", "/nowhere", "/contact"]
    {
        let page = get(&site, path).await;
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"));
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert!(page.header("strict-transport-security").contains("max-age=63072000"));
    }
}

#[tokio::test]
async fn a_page_that_does_not_move_loads_no_script() {
    let site = alone();
    for path in ["/aide", "/prix-carte-grise", "/demarches", "/guides", "/cgv", "/contact"] {
        let page = get(&site, path).await;
        assert!(!page.body.contains("<script type=\"module\""), "{path}");
        assert!(!page.header("content-security-policy").contains("sha256-"), "{path}");
    }
    let live = get(&site, "/simulateur").await;
    assert!(live.body.contains("<script type=\"module\""));
    assert!(live.header("content-security-policy").contains("'sha256-"));
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused() {
    let post = |origin: &'static str| {
        request("POST", "/contact", "localhost:3000")
            .header("origin", origin)
            .body(Body::empty())
            .unwrap()
    };
    let refused = ask(&alone(), post("https://evil.example")).await;
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("Ce formulaire ne vient pas de notre site"));
    assert_eq!(ask(&alone(), post("http://localhost:3000")).await.status, 422);
}

#[tokio::test]
async fn too_many_requests_are_told_how_long_to_wait() {
    let site = server::router(state_with(None, &[("RATE_LIMIT_PER_SECOND", "1")]));
    let mut last = None;
    for _ in 0..20 {
        let request = request("POST", "/api/v1/simulations", "localhost:3000")
            .body(Body::from("{}"))
            .unwrap();
        last = Some(ask(&site, request).await);
    }
    let last = last.unwrap();
    assert_eq!(last.status, 429);
    assert!(last.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert_eq!(last.header("content-type"), "application/problem+json");
    assert_eq!(get(&site, "/tarifs").await.status, 200, "pages are not limited");
}

#[tokio::test]
async fn without_a_database_simulations_are_answered_and_it_is_said() {
    let site = alone();
    let ready = get(&site, "/readyz").await;
    assert_eq!(ready.status, 503);
    assert_eq!(ready.json()["database"], "absent");
    assert_eq!(get(&site, "/healthz").await.status, 200);
    let page = get(&site, "/simulateur?operation=duplicata").await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("banner-degraded") && page.body.contains("data-total-cents=\"1376\"")
    );
}

#[tokio::test]
async fn a_handler_that_panics_is_answered_by_a_page() {
    let state = crate::support::state(None);
    let site = axum::Router::new()
        .fallback(|| async {
            assert!(std::hint::black_box(false), "the handler is broken");
        })
        .layer(axum::middleware::from_fn_with_state(state, server::around::around));
    let page = get(&site, "/tarifs").await;
    assert_eq!(page.status, 500);
    assert!(page.body.contains("Une erreur de notre côté") && !page.body.contains("broken"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn with_a_database_it_is_ready(pool: PgPool) {
    let site = site(&pool).await;
    assert_eq!(get(&site, "/readyz").await.status, 200);
    assert!(!get(&site, "/simulateur").await.body.contains("banner-degraded"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_role_of_the_application_sees_no_tenants_rows_until_it_enters_one(pool: PgPool) {
    let site = site(&pool).await;
    let sent = crate::support::send(
        &site,
        "/contact",
        &[("name", "A"), ("email", "a@b.fr"), ("topic", "other"), ("body", "x")],
    )
    .await;
    assert_eq!(sent.status, 303);
    let application = as_application(&pool).await;
    let count = |table: &'static str| {
        let application = application.clone();
        async move {
            sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(format!(
                "select count(*) from {table}"
            )))
            .fetch_one(&application)
            .await
            .unwrap()
        }
    };
    assert_eq!(count("contact_messages").await, 0);
    assert_eq!(count("service_fees").await, 0);
    for forbidden in [
        "insert into tenants (id, slug, identity, updated_at) values (gen_random_uuid(), 'x', '{}', now())",
        "update service_fees set net_cents = 0",
        "update contact_messages set body = ''",
        "alter table quotes disable row level security",
        "insert into contact_messages (id, tenant_id, name, email, topic, body, language, created_at) \
         select gen_random_uuid(), id, 'a', 'a@b.fr', 'other', 'x', 'fr', now() from tenants",
    ] {
        let done = sqlx::query(forbidden).execute(&application).await;
        assert!(done.is_err(), "{forbidden} was allowed");
    }
    let bypasses: bool = sqlx::query_scalar(
        "select rolbypassrls or rolsuper from pg_roles where rolname = 'carteclaire_app'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert!(!bypasses);
}

/// A new version of the tables reaches a running server at once, and a restart of the listener loses nothing.
#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_published_version_is_heard_and_shown(pool: PgPool) {
    let now = server::clock::now();
    let mut tx = pool.begin().await.unwrap();
    tenants::operations::seed_if_empty(&mut tx, now).await.unwrap();
    baremes::operations::import_builtin_if_empty(&mut tx, now).await.unwrap();
    tx.commit().await.unwrap();
    let state = crate::support::state(Some(as_application(&pool).await));
    let before = state.published().hash.clone();
    let task = tokio::spawn(server::database::keep_in_step(state.clone()));
    let files: Vec<(&str, String)> = baremes::BUILTIN_FILES
        .iter()
        .map(|(name, text)| {
            let text = if *name == "y1_regional.toml" {
                text.replacen("amount = \"54.95\"", "amount = \"55.95\"", 1)
            } else {
                (*text).to_owned()
            };
            (*name, text)
        })
        .collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    // The listener is there once the database is known to answer; the test waits for the news, not for a time.
    let heard = async {
        loop {
            if state.published().hash != before {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let mut tx = pool.begin().await.unwrap();
    let outcome = baremes::operations::import(&mut tx, "test", &files, now).await.unwrap();
    let baremes::operations::ImportOutcome::Drafted(version) = outcome else {
        panic!("{outcome:?}")
    };
    baremes::operations::publish(&mut tx, version, "test", now).await.unwrap();
    tx.commit().await.unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(20), heard).await.unwrap();
    let page = get(&server::router(state), "/simulateur?issued_on=2026-11-21&operation=changement_titulaire&departement=75&genre=VP&energy=ES&fiscal_cv=6&first_registered_on=2021-05-14").await;
    assert!(page.body.contains("data-amount-cents=\"41970\""), "six CV at one euro more");
    task.abort();
}
