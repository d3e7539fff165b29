use std::collections::HashMap;
use std::time::Duration;

use mailer::{Failure, Provider as _, Twilio};
use serde_json::json;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::{late, loopback, nowhere, text};

fn provider(base: &str) -> Twilio {
    let reports_to = Some("https://carteclaire.example/api/webhooks/twilio".into());
    Twilio::new(loopback(), base, "AC1", "token".to_owned().into(), reports_to)
}

async fn twilio(answer: ResponseTemplate) -> (MockServer, Twilio) {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/2010-04-01/Accounts/AC1/Messages.json"))
        .and(header("authorization", "Basic QUMxOnRva2Vu"))
        .respond_with(answer)
        .mount(&server)
        .await;
    let provider = provider(&server.uri());
    (server, provider)
}

fn error(status: u16, code: u64) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({
        "code": code,
        "message": "The 'To' number +33612345678 is not valid.",
        "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
        "status": status,
    }))
}

#[tokio::test]
async fn an_accepted_text_gives_twilios_name_for_it_and_asks_for_reports_with_ours() {
    let taken = json!({ "sid": "SM1", "status": "queued", "error_code": null });
    let (server, twilio) = twilio(ResponseTemplate::new(201).set_body_json(taken)).await;
    let accepted = twilio.send(&text()).await.unwrap();
    assert_eq!((accepted.provider, accepted.message_id), ("twilio", Some("SM1".into())));

    let requests = server.received_requests().await.unwrap();
    let form: HashMap<String, String> =
        url::form_urlencoded::parse(&requests[0].body).into_owned().collect();
    assert_eq!(form["To"], "+33612345678");
    assert_eq!(form["From"], "CarteClaire");
    assert_eq!(form["Body"], "Votre code\u{202f}: 123456");
    assert_eq!(
        form["StatusCallback"],
        "https://carteclaire.example/api/webhooks/twilio?id=0190a000-0000-7000-8000-00000000000b"
    );
}

#[tokio::test]
async fn a_messaging_service_is_named_as_one() {
    let (server, twilio) = twilio(ResponseTemplate::new(201)).await;
    let mut text = text();
    text.from = "MG1".into();
    twilio.send(&text).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let form = String::from_utf8(requests[0].body.clone()).unwrap();
    assert!(form.contains("MessagingServiceSid=MG1") && !form.contains("From="), "{form}");
}

#[tokio::test]
async fn an_error_says_whose_fault_it_is_and_quotes_nobody() {
    for (answer, failure) in [
        (error(401, 20003), Failure::Misconfigured("401 20003".into())),
        (error(400, 21211), Failure::Refused("400 21211".into())),
        (error(400, 21610), Failure::Refused("400 21610".into())),
        (error(400, 21606), Failure::Misconfigured("400 21606".into())),
        (error(500, 20500), Failure::not_taken("500 20500")),
        (ResponseTemplate::new(502), Failure::unknown("502")),
    ] {
        let (_server, twilio) = twilio(answer).await;
        assert_eq!(twilio.send(&text()).await, Err(failure));
    }
    let (_server, twilio) = twilio(error(429, 20429).insert_header("Retry-After", "2")).await;
    let failure = twilio.send(&text()).await.unwrap_err();
    let wait = Some(Duration::from_secs(2));
    assert!(
        matches!(failure, Failure::Temporary { unknown: false, retry_after, .. } if retry_after == wait)
    );
}

#[tokio::test]
async fn a_silent_twilio_leaves_it_open_and_one_that_is_down_took_nothing() {
    let (_server, silent) = twilio(late()).await;
    assert!(silent.send(&text()).await.unwrap_err().is_unknown());
    assert!(provider(&nowhere().await).send(&text()).await.unwrap_err().lets_another_try());
}
