use std::time::Duration;

use mailer::{Brevo, Failure, Provider as _};
use serde_json::{Value, json};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::{late, letter, loopback, nowhere};

async fn brevo(answer: ResponseTemplate) -> (MockServer, Brevo) {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v3/smtp/email"))
        .and(header("api-key", "xkeysib-1"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let provider = Brevo::new(loopback(), &server.uri(), "xkeysib-1".to_owned().into());
    (server, provider)
}

fn error(status: u16, code: &str, message: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({ "code": code, "message": message }))
}

#[tokio::test]
async fn an_accepted_mail_gives_brevos_name_for_it_and_carries_our_key() {
    let taken = ResponseTemplate::new(201).set_body_json(json!({ "messageId": "<1@relay>" }));
    let (server, brevo) = brevo(taken).await;
    let accepted = brevo.send(&letter()).await.unwrap();
    assert_eq!((accepted.provider, accepted.message_id), ("brevo", Some("<1@relay>".into())));

    let requests = server.received_requests().await.unwrap();
    let body: Value = serde_json::from_slice(&requests[0].body).unwrap();
    let id = "0190a000-0000-7000-8000-00000000000a";
    assert_eq!(body["headers"]["idempotencyKey"], id);
    assert_eq!(body["headers"]["X-Mailin-custom"], id);
    assert_eq!(body["to"], json!([{ "email": "zoe@example.org", "name": "Zoé Élan" }]));
    assert_eq!(body["sender"]["email"], "contact@carteclaire.example");
    assert_eq!(body["replyTo"]["email"], "aide@carteclaire.example");
    assert_eq!(body["textContent"], letter().text.as_str());
    assert_eq!(body["htmlContent"], letter().html.as_str());
}

#[tokio::test]
async fn a_key_that_brevo_knows_means_taken_before() {
    let (_server, brevo) = brevo(error(400, "duplicate_parameter", "idempotencyKey known")).await;
    assert_eq!(brevo.send(&letter()).await.unwrap().message_id, None);
}

#[tokio::test]
async fn an_error_says_whose_fault_it_is_and_quotes_nobody() {
    let refused = |reason: &str| Failure::Refused(reason.into());
    let ours = |reason: &str| Failure::Misconfigured(reason.into());
    for (answer, failure) in [
        (error(401, "unauthorized", "Key not found"), ours("401 unauthorized")),
        (error(402, "not_enough_credits", "no credit"), ours("402 not_enough_credits")),
        (
            error(400, "invalid_parameter", "email zoe@example.org is not valid in to"),
            refused("400 invalid_parameter"),
        ),
        (error(400, "invalid_parameter", "valid sender email required"), ours("400 sender")),
        (error(400, "zoe@example.org", ""), refused("400")),
        (error(500, "", ""), Failure::not_taken("500")),
        (ResponseTemplate::new(503), Failure::not_taken("503")),
        (ResponseTemplate::new(504), Failure::unknown("504")),
        (ResponseTemplate::new(302).insert_header("location", "http://10.0.0.1/"), ours("302")),
    ] {
        let (_server, brevo) = brevo(answer).await;
        assert_eq!(brevo.send(&letter()).await, Err(failure));
    }
}

#[tokio::test]
async fn too_many_requests_say_when_to_come_back() {
    for name in ["Retry-After", "x-sib-ratelimit-reset"] {
        let answer = error(429, "", "").insert_header(name, "17");
        let (_server, brevo) = brevo(answer).await;
        let failure = brevo.send(&letter()).await.unwrap_err();
        let expected = Failure::Temporary {
            unknown: false,
            retry_after: Some(Duration::from_secs(17)),
            reason: "429".into(),
        };
        assert_eq!(failure, expected, "{name}");
    }
}

#[tokio::test]
async fn a_silent_brevo_leaves_it_open_and_one_that_is_down_took_nothing() {
    let (_server, silent) = brevo(late()).await;
    assert!(silent.send(&letter()).await.unwrap_err().is_unknown());

    let down = Brevo::new(loopback(), &nowhere().await, "xkeysib-1".to_owned().into());
    assert_eq!(down.send(&letter()).await, Err(Failure::not_taken("no connection")));
}

#[tokio::test]
async fn an_answer_that_is_no_json_still_says_taken() {
    let (_server, brevo) = brevo(ResponseTemplate::new(201).set_body_string("<html>")).await;
    assert_eq!(brevo.send(&letter()).await.unwrap().message_id, None);
}

#[test]
fn the_key_is_never_printed() {
    let brevo = Brevo::new(loopback(), Brevo::BASE, "xkeysib-1".to_owned().into());
    assert!(!format!("{brevo:?}").contains("xkeysib-1"));
}
