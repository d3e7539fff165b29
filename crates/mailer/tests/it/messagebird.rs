use std::time::Duration;

use mailer::{Failure, MessageBird, Provider as _};
use serde_json::{Value, json};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::{late, loopback, nowhere, text};

fn provider(base: &str) -> MessageBird {
    let reports_to = Some("https://carteclaire.example/api/webhooks/messagebird".into());
    MessageBird::new(loopback(), base, "live_1".to_owned().into(), reports_to)
}

async fn messagebird(answer: ResponseTemplate) -> (MockServer, MessageBird) {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/messages"))
        .and(header("authorization", "AccessKey live_1"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let provider = provider(&server.uri());
    (server, provider)
}

fn error(status: u16, code: u64, parameter: &str) -> ResponseTemplate {
    let error =
        json!({ "code": code, "description": "no (correct) 33612345678", "parameter": parameter });
    ResponseTemplate::new(status).set_body_json(json!({ "errors": [error] }))
}

#[tokio::test]
async fn an_accepted_text_gives_messagebirds_name_for_it_and_carries_ours() {
    let taken = json!({
        "id": "e8077d80",
        "recipients": { "totalCount": 1, "totalSentCount": 1,
            "items": [{ "recipient": 33_612_345_678_i64, "status": "sent" }] },
    });
    let (server, messagebird) = messagebird(ResponseTemplate::new(201).set_body_json(taken)).await;
    let accepted = messagebird.send(&text()).await.unwrap();
    assert_eq!(accepted.message_id.as_deref(), Some("e8077d80"));

    let requests = server.received_requests().await.unwrap();
    let body: Value = serde_json::from_slice(&requests[0].body).unwrap();
    assert_eq!(body["recipients"], json!(["33612345678"]));
    assert_eq!(body["originator"], "CarteClaire");
    assert_eq!(body["reference"], "0190a000-0000-7000-8000-00000000000b");
    assert_eq!(body["reportUrl"], "https://carteclaire.example/api/webhooks/messagebird");
}

#[tokio::test]
async fn an_error_says_whose_fault_it_is_and_quotes_nobody() {
    let ours = |reason: &str| Failure::Misconfigured(reason.into());
    for (answer, failure) in [
        (error(401, 2, "access_key"), ours("401 2")),
        (error(402, 25, ""), ours("402 25")),
        (error(422, 9, "recipients"), Failure::Refused("422 9".into())),
        (error(422, 10, "originator"), ours("422 10")),
        (error(500, 99, ""), Failure::not_taken("500 99")),
        (ResponseTemplate::new(400), Failure::Refused("400".into())),
    ] {
        let (_server, messagebird) = messagebird(answer).await;
        assert_eq!(messagebird.send(&text()).await, Err(failure));
    }
    let answer = ResponseTemplate::new(429).insert_header("Retry-After", "3");
    let (_server, messagebird) = messagebird(answer).await;
    let failure = messagebird.send(&text()).await.unwrap_err();
    let wait = Some(Duration::from_secs(3));
    assert!(
        matches!(failure, Failure::Temporary { unknown: false, retry_after, .. } if retry_after == wait)
    );
}

#[tokio::test]
async fn a_silent_messagebird_leaves_it_open_and_one_that_is_down_took_nothing() {
    let (_server, silent) = messagebird(late()).await;
    assert!(silent.send(&text()).await.unwrap_err().is_unknown());
    assert!(provider(&nowhere().await).send(&text()).await.unwrap_err().lets_another_try());
}
