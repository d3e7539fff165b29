//! Passkeys over HTTP: what is accepted, and what is refused and written down.

use accounts::Person;
use axum::Router;
use axum::body::Body;
use serde_json::{Value, json};
use server::State;
use sqlx::PgPool;

use crate::authenticator::Authenticator;
use crate::somebody::{begin, get_as, served, somebody};
use crate::support::{Answer, ask, request};

const ORIGIN: &str = "http://localhost:3000";

/// Somebody with a passkey.
struct Keyed {
    site: Router,
    state: State,
    person: Person,
    key: Authenticator,
}

async fn send(site: &Router, path: &str, cookie: &str, said: &Value) -> Answer {
    let asked = request("POST", path, "localhost:3000")
        .header("origin", ORIGIN)
        .header("cookie", cookie)
        .header("content-type", "application/json")
        .body(Body::from(said.to_string()));
    ask(site, asked.unwrap()).await
}

async fn keyed(pool: &PgPool) -> Keyed {
    let (site, state) = served(pool, &[]).await;
    let (person, cookie) = somebody(&state, "ada", &[access::Role::Client]).await;
    let mut said = json!({ "ask": "new", "lang": "fr" });
    let asked = send(&site, "/compte/cles/question", &cookie, &said).await.json();
    let (key, answer) = Authenticator::make(&asked["options"], ORIGIN);
    said["ceremony"] = asked["ceremony"].clone();
    said["answer"] = answer;
    let made = send(&site, "/compte/cles/reponse", &cookie, &said).await;
    assert!(made.status == 200 && made.body.contains("cle-ajoutee"), "{}", made.body);
    Keyed { site, state, person, key }
}

impl Keyed {
    /// A question, as the page of the sign-in asks it.
    async fn question(&self) -> Value {
        send(&self.site, "/cles/question", "", &json!({ "ask": "sign-in" })).await.json()
    }

    async fn answer(&self, ceremony: &Value, answer: &Value) -> Answer {
        let said =
            json!({ "ask": "sign-in", "lang": "fr", "ceremony": ceremony, "answer": answer });
        send(&self.site, "/cles/reponse", "", &said).await
    }

    /// Why sign-ins were refused, latest first.
    async fn refusals(&self) -> Vec<String> {
        let mut tx = begin(&self.state).await;
        let filter = audit::operations::Filter {
            act: Some(audit::Act::SignInRefused),
            ..audit::operations::Filter::default()
        };
        let keys = self.state.keys();
        let page = audit::operations::search(&mut tx, &keys, &filter, None, 20).await.unwrap();
        let said = page.events.into_iter().map(|event| match event.payload {
            audit::operations::Payload::Open(json) => {
                json["why"].as_str().unwrap_or_default().to_owned()
            }
            _ => String::new(),
        });
        said.collect()
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_key_that_answers_what_was_asked_here_signs_in(pool: PgPool) {
    let keyed = keyed(&pool).await;
    let asked = keyed.question().await;
    let answer = keyed.key.use_for(&asked["options"], ORIGIN);
    let entered = keyed.answer(&asked["ceremony"], &answer).await;
    assert_eq!(entered.json()["go"], "/compte", "{}", entered.body);
    let cookie = entered.header("set-cookie").split(';').next().unwrap().to_owned();
    let page = get_as(&keyed.site, "/compte", &cookie).await;
    assert!(page.status == 200 && page.body.contains(keyed.person.email.as_str()));
    assert!(keyed.refusals().await.is_empty());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_key_that_was_used_on_another_site_is_refused_and_audited(pool: PgPool) {
    let keyed = keyed(&pool).await;
    for origin in ["https://localhost.evil.example", "http://evil.example", "http://localhost:3001"]
    {
        let asked = keyed.question().await;
        let answer = keyed.key.use_for(&asked["options"], origin);
        let refused = keyed.answer(&asked["ceremony"], &answer).await;
        assert_eq!(refused.status, 422, "{origin}: {}", refused.body);
        assert!(refused.header("set-cookie").is_empty());
    }
    assert_eq!(keyed.refusals().await, ["not proved"; 3]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_answer_serves_once_and_for_its_own_question(pool: PgPool) {
    let keyed = keyed(&pool).await;
    let asked = keyed.question().await;
    let answer = keyed.key.use_for(&asked["options"], ORIGIN);
    assert_eq!(keyed.answer(&asked["ceremony"], &answer).await.status, 200);
    let again = keyed.answer(&asked["ceremony"], &answer).await;
    assert!(again.status == 422 && again.json()["said"].as_str().unwrap().len() > 10);
    // Nor for a question that was asked since.
    let other = keyed.question().await;
    assert_eq!(keyed.answer(&other["ceremony"], &answer).await.status, 422);
    assert_eq!(keyed.refusals().await, ["not proved", "no challenge"]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_key_of_another_house_opens_nothing_here(pool: PgPool) {
    let keyed = keyed(&pool).await;
    let question = request("POST", "/cles/question", "demo2.localhost:3000")
        .header("origin", "http://demo2.localhost:3000")
        .header("content-type", "application/json")
        .body(Body::from(json!({ "ask": "sign-in" }).to_string()));
    let asked = ask(&keyed.site, question.unwrap()).await.json();
    let answer = keyed.key.use_for(&asked["options"], "http://demo2.localhost:3000");
    let said = json!({ "ask": "sign-in", "ceremony": asked["ceremony"], "answer": answer });
    let sent = request("POST", "/cles/reponse", "demo2.localhost:3000")
        .header("origin", "http://demo2.localhost:3000")
        .header("content-type", "application/json")
        .body(Body::from(said.to_string()));
    assert_eq!(ask(&keyed.site, sent.unwrap()).await.status, 422);
    // The question of another house is none here.
    let here = keyed.key.use_for(&asked["options"], ORIGIN);
    assert_eq!(keyed.answer(&asked["ceremony"], &here).await.status, 422);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn staff_makes_a_key_with_a_key_and_with_nothing_else(pool: PgPool) {
    let keyed = keyed(&pool).await;
    crate::somebody::right(&keyed.state, &keyed.person, access::Role::Operateur, true).await;
    let mut said = json!({ "ask": "new", "lang": "fr" });
    let fields = [("email", keyed.person.email.as_str()), ("password", crate::somebody::PASSWORD)];
    let entered = crate::support::send(&keyed.site, "/connexion", &fields).await;
    let password = entered.header("set-cookie").split(';').next().unwrap().to_owned();
    let refused = send(&keyed.site, "/compte/cles/question", &password, &said).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.json()["said"].as_str().unwrap().contains("bureau"));
    // The question of before the right was given is not answered either.
    let asked = keyed.question().await;
    let answer = keyed.key.use_for(&asked["options"], ORIGIN);
    let entered = keyed.answer(&asked["ceremony"], &answer).await;
    let passkey = entered.header("set-cookie").split(';').next().unwrap().to_owned();
    let asked = send(&keyed.site, "/compte/cles/question", &passkey, &said).await.json();
    let (_, answer) = Authenticator::make(&asked["options"], ORIGIN);
    said["ceremony"] = asked["ceremony"].clone();
    said["answer"] = answer;
    let other = send(&keyed.site, "/compte/cles/reponse", &password, &said).await;
    assert_eq!(other.status, 422, "{}", other.body);
    // That question was used up; asked again with the key, it is answered.
    let asked = send(&keyed.site, "/compte/cles/question", &passkey, &said).await.json();
    let (_, answer) = Authenticator::make(&asked["options"], ORIGIN);
    said["ceremony"] = asked["ceremony"].clone();
    said["answer"] = answer;
    let made = send(&keyed.site, "/compte/cles/reponse", &passkey, &said).await;
    assert!(made.body.contains("cle-ajoutee"), "{}", made.body);
}
