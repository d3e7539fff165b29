//! Sign-in by another provider, which runs here.

use access::Role;
use accounts::operations::{people, second_factor};
use accounts::{Person, PersonId};
use axum::Router;
use axum::body::Body;
use serde_json::{Value, json};
use server::State;
use sqlx::PgPool;
use vocabulary::Email;

use crate::provider::{CLIENT, Provider, Says, says};
use crate::somebody::{begin, get_as, served, somebody, visit};
use crate::support::{Answer, ask, get, request};

const START: &str = "/connexion/fournisseur";

async fn site(pool: &PgPool, issuer: &str) -> (Router, State) {
    drop(rustls::crypto::ring::default_provider().install_default());
    let settings = [
        ("OIDC_ISSUER", issuer),
        ("OIDC_CLIENT_ID", CLIENT.0),
        ("OIDC_CLIENT_SECRET", CLIENT.1),
        ("OIDC_NAME", "Exemple ID"),
    ];
    served(pool, &settings).await
}

/// The value that an answer gives the cookie `name`, as a browser sends it back.
fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let given = answer.headers.get_all("set-cookie").iter();
    let given = given.map(|value| value.to_str().unwrap());
    let pair =
        given.filter_map(|value| value.split(';').next()).rfind(|pair| pair.starts_with(name))?;
    pair.split_once('=').filter(|(_, value)| !value.is_empty()).map(|_| pair.to_owned())
}

fn session(answer: &Answer) -> Option<String> {
    cookie(answer, "__Host-session")
}

/// Goes to the provider with `cookies` and signs in there: the address it sends back to, and the cookie of the step.
async fn gone(site: &Router, provider: &Provider, from: &str, cookies: &str) -> (String, String) {
    let sent = get_as(site, from, cookies).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let step = cookie(&sent, "__Host-step").unwrap();
    let back = provider.visited(sent.header("location")).await;
    let back = back.strip_prefix("http://localhost:3000").unwrap().to_owned();
    (back, step)
}

async fn came_back(site: &Router, provider: &Provider, cookies: &str) -> Answer {
    let (back, step) = gone(site, provider, START, cookies).await;
    get_as(site, &back, &format!("{step}; {cookies}")).await
}

async fn person(state: &State, email: &str) -> Option<Person> {
    let mut tx = begin(state).await;
    people::by_email(&mut tx, &Email::parse(email).unwrap()).await.unwrap()
}

async fn whose(state: &State, answer: &Answer) -> Option<PersonId> {
    let cookie = session(answer)?;
    let token = sealing::Token::parse(cookie.split_once('=').unwrap().1).unwrap();
    let mut tx = begin(state).await;
    let now = server::clock::now();
    let found = accounts::operations::sessions::find(&mut tx, &token, now).await.unwrap();
    found.map(|(_, person)| person.id)
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_button_is_there_when_a_provider_is_and_it_is_a_link(pool: PgPool) {
    let (without, _) = served(&pool, &[]).await;
    assert!(!get(&without, "/connexion").await.body.contains(START));
    for path in [START, "/connexion/fournisseur/retour", "/en/sign-in/provider"] {
        assert_eq!(get(&without, path).await.status, 404, "{path}");
    }
    let provider = Provider::start().await;
    let (site, _) = site(&pool, provider.issuer()).await;
    let page = get(&site, "/connexion?next=/compte/profil").await;
    assert!(page.body.contains("Continuer avec Exemple ID"));
    assert!(page.body.contains("href=\"/connexion/fournisseur?next=%2Fcompte%2Fprofil\""));
    assert!(page.header("content-security-policy").contains("form-action 'self';"));
    let page = get(&site, "/en/sign-in").await;
    assert!(page.body.contains("href=\"/en/sign-in/provider\""));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_checked_address_that_nobody_has_makes_an_account_once(pool: PgPool) {
    let provider = Provider::start().await;
    let (site, state) = site(&pool, provider.issuer()).await;
    let (back, step) =
        gone(&site, &provider, "/connexion/fournisseur?next=/compte/profil", "").await;
    let first = get_as(&site, &back, &step).await;
    assert_eq!((first.status.as_u16(), first.header("location")), (303, "/compte/profil"));
    assert_eq!(cookie(&first, "__Host-step"), None, "the step is taken back");
    let ada = person(&state, "ada@exemple.fr").await.unwrap();
    assert_eq!((ada.roles.as_slice(), ada.has_password), (&[Role::Client][..], false));
    assert_eq!(whose(&state, &first).await, Some(ada.id));
    // The provider's name for her stays, her address does not.
    let mut moved = says("ada@ailleurs.example");
    moved.claims["sub"] = json!("subject of ada@exemple.fr");
    moved.claims["email_verified"] = json!(false);
    provider.say(moved);
    let again = came_back(&site, &provider, "").await;
    assert_eq!((whose(&state, &again).await, again.header("location")), (Some(ada.id), "/compte"));
    assert!(person(&state, "ada@ailleurs.example").await.is_none());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_existing_account_is_tied_only_by_whoever_signs_in_to_it(pool: PgPool) {
    let provider = Provider::start().await;
    let (site, state) = site(&pool, provider.issuer()).await;
    let (ada, hers) = somebody(&state, "ada", &[Role::Client]).await;
    let (_, bobs) = somebody(&state, "bob", &[Role::Client]).await;
    for cookies in ["", bobs.as_str()] {
        let known = came_back(&site, &provider, cookies).await;
        assert_eq!((known.status.as_u16(), session(&known)), (200, None));
        assert!(known.body.contains("Vous avez déjà un compte"), "{}", known.body);
        let next = "/connexion?next=%2Fconnexion%2Ffournisseur";
        assert!(known.body.contains(next), "after the sign-in it goes on there");
    }
    sqlx::query("update sessions set confirmed_at = now() - interval '1 hour'")
        .execute(&pool)
        .await
        .unwrap();
    let unsure = came_back(&site, &provider, &hers).await;
    assert!(unsure.header("location").starts_with("/compte/confirmer?next="), "{}", unsure.status);
    assert_eq!(session(&came_back(&site, &provider, "").await), None, "nothing was tied so far");

    sqlx::query("update sessions set confirmed_at = now()").execute(&pool).await.unwrap();
    let tied = came_back(&site, &provider, &hers).await;
    assert_eq!((tied.status.as_u16(), tied.header("location")), (303, "/compte"));
    let entered = came_back(&site, &provider, "").await;
    assert_eq!(whose(&state, &entered).await, Some(ada.id));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_address_that_was_not_checked_gets_a_letter_and_nothing_else(pool: PgPool) {
    let provider = Provider::start().await;
    let (site, state) = site(&pool, provider.issuer()).await;
    somebody(&state, "ada", &[Role::Client]).await;
    for verified in [json!(false), Value::Null] {
        for email in ["ada@exemple.fr", "new@exemple.fr"] {
            let mut says = says(email);
            says.claims["email_verified"] = verified.clone();
            provider.say(says);
            let answer = came_back(&site, &provider, "").await;
            assert!(answer.header("location").starts_with("/courrier/"), "{email} {verified}");
            assert_eq!(session(&answer), None);
        }
    }
    assert!(person(&state, "new@exemple.fr").await.is_none());
    let mut nameless = says("x");
    nameless.claims = json!({ "sub": "somebody" });
    provider.say(nameless);
    let answer = came_back(&site, &provider, "").await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("Il manque votre adresse"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_identity_that_is_not_for_us_now_is_refused(pool: PgPool) {
    let provider = Provider::start().await;
    let (site, state) = site(&pool, provider.issuer()).await;
    let good = || says("ada@exemple.fr");
    let changed = |change: fn(&mut Value)| Says { change, ..good() };
    let signed = |header: Value| Says { header: Some(header), ..good() };
    let cases = [
        ("nonce", changed(|claims| claims["nonce"] = json!("0".repeat(64)))),
        ("no nonce", changed(|claims| drop(claims.as_object_mut().unwrap().remove("nonce")))),
        ("audience", changed(|claims| claims["aud"] = json!("another"))),
        ("audiences", changed(|claims| claims["aud"] = json!(["carteclaire", "another"]))),
        ("issuer", changed(|claims| claims["iss"] = json!("https://evil.example"))),
        ("expired", changed(|claims| claims["exp"] = json!(server::clock::now().as_second() - 1))),
        ("key", Says { other_key: true, ..good() }),
        ("none", signed(json!({ "alg": "none" }))),
        ("HS256", signed(json!({ "alg": "HS256" }))),
    ];
    for (what, says) in cases {
        provider.say(says);
        let answer = came_back(&site, &provider, "").await;
        assert_eq!((answer.status.as_u16(), session(&answer)), (400, None), "{what}");
        assert!(answer.body.contains("La connexion n’a pas abouti"), "{what}");
    }
    assert!(person(&state, "ada@exemple.fr").await.is_none());
    provider.say(good());
    assert!(session(&came_back(&site, &provider, "").await).is_some());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_answer_is_taken_from_the_browser_that_was_sent_and_once(pool: PgPool) {
    let provider = Provider::start().await;
    let (site, _) = site(&pool, provider.issuer()).await;
    let (back, step) = gone(&site, &provider, START, "").await;
    let (others, other_step) = gone(&site, &provider, START, "").await;
    for (address, cookies) in [
        (back.as_str(), ""),
        (back.as_str(), "__Host-step=00000000-0000-4000-8000-000000000000"),
        (back.as_str(), other_step.as_str()),
        ("/connexion/fournisseur/retour?code=x", step.as_str()),
        ("/connexion/fournisseur/retour", step.as_str()),
    ] {
        let answer = get_as(&site, address, cookies).await;
        assert_eq!((answer.status.as_u16(), session(&answer)), (400, None), "{address} {cookies}");
    }
    assert_eq!(get_as(&site, &others, &other_step).await.status, 400, "it was asked once");
    assert_eq!(provider.redeemed(), 0, "no code was sent anywhere");

    let elsewhere = request("GET", &back, "demo2.localhost:3000").header("cookie", &step);
    let elsewhere = ask(&site, elsewhere.body(Body::empty()).unwrap()).await;
    assert_eq!((elsewhere.status.as_u16(), session(&elsewhere)), (400, None), "another house");

    let entered = get_as(&site, &back, &step).await;
    assert!(session(&entered).is_some());
    let replayed = get_as(&site, &back, &step).await;
    assert_eq!((replayed.status.as_u16(), session(&replayed)), (400, None));
    assert_eq!(provider.redeemed(), 1);
    // The code of a sign-in that was, in a browser of today.
    let old_code = back.split("code=").nth(1).unwrap().split('&').next().unwrap();
    let (fresh, step) = gone(&site, &provider, START, "").await;
    let state = fresh.split("state=").nth(1).unwrap().split('&').next().unwrap();
    let mixed = format!("/connexion/fournisseur/retour?code={old_code}&state={state}");
    let replayed = get_as(&site, &mixed, &step).await;
    assert_eq!((replayed.status.as_u16(), session(&replayed)), (400, None));
    assert_eq!(provider.redeemed(), 2);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_gives_up_there_is_back_at_the_sign_in(pool: PgPool) {
    let provider = Provider::start().await;
    let (site, _) = site(&pool, provider.issuer()).await;
    for (error, status, location) in
        [("access_denied", 303, "/connexion"), ("server_error", 400, "")]
    {
        let (back, step) = gone(&site, &provider, START, "").await;
        let state = back.split("state=").nth(1).unwrap().split('&').next().unwrap();
        let back = format!("/connexion/fournisseur/retour?error={error}&state={state}");
        let answer = get_as(&site, &back, &step).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (status, location));
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_provider_that_is_down_is_said_and_the_other_ways_stay_open(pool: PgPool) {
    let provider = Provider::start().await;
    let (site, state) = site(&pool, provider.issuer()).await;
    drop(state);
    // Somebody was there, and is no more: the port is closed.
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let (down, _) = self::site(&pool, &issuer).await;
    let answer = get(&down, START).await;
    assert_eq!(answer.status, 502);
    assert!(answer.body.contains("Exemple ID ne répond pas"), "{}", answer.body);
    assert!(answer.body.contains("href=\"/connexion\""));
    assert_eq!(get(&down, "/connexion").await.status, 200);
    // It went down while the person was there.
    let (back, step) = gone(&site, &provider, START, "").await;
    let answer = get_as(&down, &back, &step).await;
    assert_eq!((answer.status.as_u16(), session(&answer)), (502, None));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_uses_codes_is_asked_for_one_here_too(pool: PgPool) {
    let provider = Provider::start().await;
    let (site, state) = site(&pool, provider.issuer()).await;
    came_back(&site, &provider, "").await;
    let ada = person(&state, "ada@exemple.fr").await.unwrap();
    let mut tx = begin(&state).await;
    second_factor::begin(&mut tx, &visit(&state), &ada).await.unwrap();
    sqlx::query("update people set totp_confirmed_at = now()").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let asked = came_back(&site, &provider, "").await;
    assert!(asked.header("location").starts_with("/connexion/code"), "{}", asked.status);
    assert_eq!(session(&asked), None);
    assert!(cookie(&asked, "__Host-step").is_some(), "the step of the code is kept");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_link_of_another_site_begins_no_sign_in(pool: PgPool) {
    let provider = Provider::start().await;
    let (site, _) = site(&pool, provider.issuer()).await;
    for (from, begins) in
        [("cross-site", false), ("same-site", false), ("same-origin", true), ("none", true)]
    {
        let asked = request("GET", START, "localhost:3000").header("sec-fetch-site", from);
        let answer = ask(&site, asked.body(Body::empty()).unwrap()).await;
        let gone = answer.header("location").starts_with(provider.issuer());
        assert_eq!(gone, begins, "{from}: {}", answer.header("location"));
        assert!(gone || answer.header("location") == "/connexion", "{from}");
    }
}
