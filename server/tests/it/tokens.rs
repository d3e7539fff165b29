//! Programs: tokens, who they are, what they may not.

use access::Role;
use accounts::operations::people::change_password;
use axum::Router;
use axum::body::Body;
use serde_json::{Value as Json, json};
use sqlx::PgPool;

use crate::somebody::{PASSWORD, begin, get_as, right, send_as, served, somebody, visit};
use crate::support::{Answer, alone, ask, get, request};

async fn api(site: &Router, method: &str, body: &Json) -> Answer {
    let request = request(method, "/api/v1/tokens", "localhost:3000")
        .header("content-type", "application/json")
        .header("accept-language", "en")
        .body(Body::from(body.to_string()))
        .unwrap();
    ask(site, request).await
}

async fn by_password(site: &Router, name: &str, password: &str, scope: &str) -> Answer {
    let mut body = json!({
        "grant_type": "password", "email": format!("{name}@exemple.fr"), "password": password,
    });
    if !scope.is_empty() {
        body["scope"] = scope.into();
    }
    api(site, "POST", &body).await
}

async fn signed_in(site: &Router, name: &str, scope: &str) -> Json {
    let answer = by_password(site, name, PASSWORD, scope).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn refreshed(site: &Router, tokens: &Json) -> Answer {
    let body =
        json!({ "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"].clone() });
    api(site, "POST", &body).await
}

async fn me_at(site: &Router, host: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = request("GET", "/api/v1/me", host);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    ask(site, request.body(Body::empty()).unwrap()).await
}

async fn me(site: &Router, bearer: &Json) -> Answer {
    let value = format!("Bearer {}", bearer.as_str().unwrap());
    me_at(site, "localhost:3000", &[("authorization", &value)]).await
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_program_signs_in_asks_who_it_is_goes_on_and_leaves(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (ada, _) = somebody(&state, "ada", &[Role::Client]).await;
    let answer = by_password(&site, "ada", PASSWORD, "").await;
    assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, "no-store"));
    assert_eq!(answer.header("set-cookie"), "");
    let first = answer.json();
    let field = |name: &str| first[name].clone();
    assert_eq!((field("token_type"), field("expires_in")), (json!("Bearer"), json!(900)));
    assert_eq!(field("scope"), "account:read dossiers:read dossiers:write");

    let who = me(&site, &first["access_token"]).await;
    assert_eq!((who.status.as_u16(), who.header("cache-control")), (200, "no-store"));
    assert_eq!(
        who.json(),
        json!({
            "id": ada.id.0, "email": "ada@exemple.fr", "language": "fr", "roles": ["client"],
            "scope": "account:read dossiers:read dossiers:write",
        })
    );
    let second = refreshed(&site, &first).await.json();
    assert_eq!(me(&site, &second["access_token"]).await.status, 200);
    let left = json!({ "refresh_token": second["refresh_token"] });
    for _ in 0..2 {
        let answer = api(&site, "DELETE", &left).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (204, ""));
    }
    assert_eq!(refreshed(&site, &second).await.status, 401);
    assert_eq!(me(&site, &second["access_token"]).await.status, 401, "at once");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_refresh_token_used_twice_ends_the_sign_in_and_says_no_more_than_a_wrong_one(
    pool: PgPool,
) {
    let (site, state) = served(&pool, &[]).await;
    somebody(&state, "ada", &[Role::Client]).await;
    let first = signed_in(&site, "ada", "").await;
    let second = refreshed(&site, &first).await.json();
    let reused = refreshed(&site, &first).await;
    let wrong = refreshed(&site, &json!({ "refresh_token": "0".repeat(64) })).await;
    let shapeless = refreshed(&site, &json!({ "refresh_token": "x" })).await;
    for answer in [&reused, &wrong, &shapeless] {
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"carteclaire-api\"");
        assert_eq!(answer.body, wrong.body);
    }
    assert_eq!(wrong.json()["errors"][0]["code"], "invalid_grant");
    assert_eq!(refreshed(&site, &second).await.status, 401);
    assert_eq!(me(&site, &second["access_token"]).await.status, 401);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn of_two_refreshes_sent_together_one_is_answered(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    somebody(&state, "ada", &[Role::Client]).await;
    let first = signed_in(&site, "ada", "").await;
    let (one, two) = tokio::join!(refreshed(&site, &first), refreshed(&site, &first));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    let won = if one.status == 200 { one.json() } else { two.json() };
    assert_eq!(refreshed(&site, &won).await.status, 401, "and nobody goes on");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_tells_an_unknown_address_from_a_wrong_password_or_from_staff(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    somebody(&state, "ada", &[Role::Client]).await;
    somebody(&state, "max", &[Role::Client, Role::Operateur]).await;
    let wrong = by_password(&site, "ada", "un autre mot de passe", "").await;
    assert_eq!(wrong.status, 401);
    for (name, password) in [("nobody", PASSWORD), ("max", PASSWORD), ("max", "non"), ("ada", "")] {
        let answer = by_password(&site, name, password, "").await;
        assert_eq!((answer.status, &answer.body), (wrong.status, &wrong.body), "{name}");
        let names =
            |answer: &Answer| answer.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names(&answer), names(&wrong), "{name}");
    }
    for name in ["ada", "nobody"] {
        // Some were counted above.
        for _ in 0..10 {
            by_password(&site, name, "non", "").await;
        }
        let waits = by_password(&site, name, PASSWORD, "").await;
        assert_eq!(waits.status, 429, "{name}");
        let seconds: i64 = waits.header("retry-after").parse().unwrap();
        assert!((1..=900).contains(&seconds), "{name}: {seconds}");
        assert_eq!(waits.header("content-type"), "application/problem+json");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_no_token_of_this_house_opens_nothing_and_a_cookie_neither(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, cookie) = somebody(&state, "ada", &[Role::Client]).await;
    let tokens = signed_in(&site, "ada", "").await;
    let good = tokens["access_token"].as_str().unwrap();
    let (message, signature) = good.rsplit_once('.').unwrap();
    let (header, claims) = message.split_once('.').unwrap();
    let flipped = if claims.ends_with('A') { "B" } else { "A" };
    // {"alg":"none","typ":"at+jwt"}, with and without the signature.
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
    let bearer = |token: &str| format!("Bearer {token}");
    for bad in [
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        bearer("x"),
        bearer(message),
        bearer(&format!("{header}.{}{flipped}.{signature}", &claims[..claims.len() - 1])),
        bearer(&format!("{none}.{claims}.")),
        bearer(&format!("{none}.{claims}.{signature}")),
        bearer(tokens["refresh_token"].as_str().unwrap()),
        bearer(&format!("cc_live_{}_{}", "0".repeat(12), "0".repeat(64))),
        format!("Basic {good}"),
        good.to_owned(),
    ] {
        let answer = me_at(&site, "localhost:3000", &[("authorization", &bad)]).await;
        assert_eq!(answer.status, 401, "{bad}");
        assert!(answer.header("www-authenticate").contains("error=\"invalid_token\""), "{bad}");
    }
    let good = bearer(good);
    let twice = [("authorization", good.as_str()), ("authorization", good.as_str())];
    assert_eq!(me_at(&site, "localhost:3000", &twice).await.status, 401);
    let elsewhere = [("authorization", good.as_str())];
    assert_eq!(me_at(&site, "demo2.localhost:3000", &elsewhere).await.status, 401);
    assert_eq!(me_at(&site, "nobody.example", &elsewhere).await.status, 421);

    let by_cookie = me_at(&site, "localhost:3000", &[("cookie", &cookie)]).await;
    assert_eq!(by_cookie.status, 401);
    assert_eq!(by_cookie.header("www-authenticate"), "Bearer realm=\"carteclaire-api\"");
    assert_eq!(get_as(&site, "/compte", &cookie).await.status, 200, "the cookie is good elsewhere");
    let both = [("authorization", good.as_str()), ("cookie", "__Host-session=x")];
    assert_eq!(me_at(&site, "localhost:3000", &both).await.status, 200);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_token_does_what_its_scope_says_and_no_more(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    somebody(&state, "ada", &[Role::Client]).await;
    let narrow = signed_in(&site, "ada", "dossiers:read").await;
    assert_eq!(narrow["scope"], "dossiers:read");
    let refused = me(&site, &narrow["access_token"]).await;
    assert_eq!(refused.status, 403);
    let why = refused.header("www-authenticate");
    assert!(why.contains("error=\"insufficient_scope\", scope=\"account:read\""), "{why}");
    let next = refreshed(&site, &narrow).await.json();
    assert_eq!(next["scope"], "dossiers:read", "refreshing widens nothing");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_lost_right_and_a_changed_password_end_tokens_at_once(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (ada, _) = somebody(&state, "ada", &[Role::Client]).await;
    let tokens = signed_in(&site, "ada", "").await;
    right(&state, &ada, Role::Client, false).await;
    assert_eq!(me(&site, &tokens["access_token"]).await.status, 401);
    right(&state, &ada, Role::Client, true).await;
    assert_eq!(me(&site, &tokens["access_token"]).await.status, 200);
    let mut tx = begin(&state).await;
    change_password(&mut tx, &visit(&state), ada.id, Some("other"), None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(me(&site, &tokens["access_token"]).await.status, 401);
    assert_eq!(refreshed(&site, &tokens).await.status, 401);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn every_fault_of_a_demand_is_named_at_once(pool: PgPool) {
    let (site, _) = served(&pool, &[]).await;
    for (body, wanted) in [
        (json!({}), vec!["/grant_type unsupported_grant_type"]),
        (json!({ "grant_type": "implicit" }), vec!["/grant_type unsupported_grant_type"]),
        (
            json!({ "grant_type": "password", "email": "x", "scope": "admin", "a/b": 1 }),
            vec![
                "/a~1b unknown_field",
                "/password required",
                "/email not_email",
                "/scope invalid_scope",
            ],
        ),
        (json!({ "grant_type": "refresh_token" }), vec!["/refresh_token required"]),
        (
            json!({ "grant_type": "api_key", "api_key": 3, "email": "a@b.fr" }),
            vec!["/email unknown_field", "/api_key not_text"],
        ),
    ] {
        let answer = api(&site, "POST", &body).await;
        assert_eq!(answer.status, 422, "{body}");
        let problem = answer.json();
        let named: Vec<String> = problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| {
                format!("{} {}", it["pointer"].as_str().unwrap(), it["code"].as_str().unwrap())
            })
            .collect();
        assert_eq!(named, wanted, "{body}");
    }
    for body in [json!([]), json!("x"), Json::Null] {
        assert_eq!(api(&site, "POST", &body).await.status, 400);
        assert_eq!(api(&site, "DELETE", &body).await.status, 400);
    }
    assert_eq!(api(&site, "DELETE", &json!({})).await.status, 422);
}

#[tokio::test]
async fn without_a_database_programs_are_told_to_wait() {
    let site = alone();
    for answer in [
        by_password(&site, "ada", PASSWORD, "").await,
        refreshed(&site, &json!({ "refresh_token": "0".repeat(64) })).await,
        api(&site, "DELETE", &json!({ "refresh_token": "0".repeat(64) })).await,
        me(&site, &json!(format!("cc_live_{}_{}", "0".repeat(12), "0".repeat(64)))).await,
    ] {
        assert_eq!(answer.status, 503);
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_professional_makes_a_key_sees_it_once_and_revokes_it(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, cookie) = somebody(&state, "garage", &[Role::ProClient]).await;
    let page = "/compte/cles-api";
    let wanted = [("act", "make"), ("name", "Atelier"), ("scope", "account:read"), ("days", "30")];
    let made = send_as(&site, page, &cookie, &wanted).await;
    assert_eq!((made.status.as_u16(), made.header("cache-control")), (200, "private, no-store"));
    let at = made.body.find("<code class=\"secret\">cc_live_").unwrap() + 21;
    let secret = json!(made.body[at..].split('<').next().unwrap());
    assert_eq!(me(&site, &secret).await.json()["scope"], "account:read");
    let exchanged =
        api(&site, "POST", &json!({ "grant_type": "api_key", "api_key": secret })).await;
    let exchanged = exchanged.json();
    assert!(exchanged.get("refresh_token").is_none());
    assert_eq!(me(&site, &exchanged["access_token"]).await.status, 200);

    let listed = get_as(&site, page, &cookie).await;
    assert!(!listed.body.contains(secret.as_str().unwrap()), "shown once");
    assert!(listed.body.contains("Atelier") && listed.body.contains("utilisée le"));
    let at = listed.body.find("name=\"id\" value=\"").unwrap() + 17;
    let id = &listed.body[at..at + 36];
    let (_, other) = somebody(&state, "bob", &[Role::ProClient]).await;
    let revoke = [("act", "revoke"), ("id", id)];
    assert_eq!(send_as(&site, page, &other, &revoke).await.status, 404);
    assert_eq!(me(&site, &secret).await.status, 200);
    let revoked = send_as(&site, page, &cookie, &revoke).await;
    assert_eq!(revoked.header("location"), "/compte/cles-api?fait=revoquee");
    assert_eq!(me(&site, &secret).await.status, 401);
    assert_eq!(me(&site, &exchanged["access_token"]).await.status, 401);
    assert!(get_as(&site, page, &cookie).await.body.contains("Révoquée le"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn keys_are_for_professionals_who_proved_lately_who_they_are(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, client) = somebody(&state, "ada", &[Role::Client]).await;
    let (_, pro) = somebody(&state, "garage", &[Role::ProClient]).await;
    for page in ["/compte/cles-api", "/en/account/api-keys"] {
        assert_eq!(get(&site, page).await.status, 303, "{page}");
        assert_eq!(get_as(&site, page, &client).await.status, 404, "{page}");
        assert_eq!(get_as(&site, page, &pro).await.status, 200, "{page}");
        for fault in [
            vec![("act", "make"), ("name", ""), ("scope", "account:read"), ("days", "30")],
            vec![("act", "make"), ("name", "Atelier"), ("days", "30")],
            vec![("act", "make"), ("name", "Atelier"), ("scope", "admin"), ("days", "30")],
            vec![("act", "make"), ("name", "Atelier"), ("scope", "account:read"), ("days", "9999")],
            vec![("act", "else")],
        ] {
            assert_eq!(send_as(&site, page, &pro, &fault).await.status, 422, "{fault:?}");
        }
    }
    assert!(get_as(&site, "/compte", &pro).await.body.contains("/compte/cles-api"));
    assert!(!get_as(&site, "/compte", &client).await.body.contains("/compte/cles-api"));
    sqlx::query("update sessions set confirmed_at = now() - interval '11 minutes'")
        .execute(&pool)
        .await
        .unwrap();
    let asked = get_as(&site, "/compte/cles-api", &pro).await;
    assert!(asked.header("location").starts_with("/compte/confirmer?"), "{}", asked.status);
}

/// The description is checked against real answers.
#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_description_of_tokens_says_what_is_answered(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    somebody(&state, "ada", &[Role::Client]).await;
    let tokens = signed_in(&site, "ada", "").await;
    let who = me(&site, &tokens["access_token"]).await.json();
    let description = get(&site, "/api/openapi.json").await.json();
    for (answer, name) in [(&tokens, "Tokens"), (&who, "Me")] {
        let schema = &description["components"]["schemas"][name];
        for key in answer.as_object().unwrap().keys() {
            assert!(schema["properties"].get(key).is_some(), "{name}: {key} is not described");
        }
        for key in schema["required"].as_array().unwrap() {
            assert!(answer.get(key.as_str().unwrap()).is_some(), "{name}: {key} is not sent");
        }
    }
    let paths = &description["paths"];
    assert!(paths["/api/v1/tokens"].get("delete").is_some() && paths["/api/v1/me"].is_object());
    assert_eq!(paths["/api/v1/me"]["get"]["security"], json!([{ "bearer": [] }]));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn programs_are_listed_to_their_person_who_ends_them_and_nobody_elses(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, cookie) = somebody(&state, "ada", &[Role::Client]).await;
    let (_, bob) = somebody(&state, "bob", &[Role::Client]).await;
    let given = signed_in(&site, "ada", "").await;
    let page = get_as(&site, "/compte/securite", &cookie).await;
    assert!(page.body.contains("Programmes connectés"), "{}", page.body);
    let (_, rest) = page.body.split_once("Programmes connectés").unwrap();
    let id = rest.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let end = [("act", "end_program"), ("id", id)];
    assert_eq!(send_as(&site, "/compte/securite", &bob, &end).await.status, 404);
    assert_eq!(send_as(&site, "/compte/securite", &cookie, &end).await.status, 303);
    assert!(
        !get_as(&site, "/compte/securite", &cookie).await.body.contains("Programmes connectés")
    );
    assert_eq!(me(&site, &given["access_token"]).await.status, 401);
    assert_eq!(refreshed(&site, &given).await.status, 401);
}
