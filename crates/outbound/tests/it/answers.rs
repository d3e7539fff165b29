use std::time::Duration;

use outbound::{Unanswered, exchange, within};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::install;

async fn answering(template: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(template).mount(&server).await;
    server
}

#[tokio::test]
async fn an_answer_is_read_to_its_limit_and_no_further() {
    install();
    let server = answering(
        ResponseTemplate::new(503).insert_header("retry-after", "7").set_body_string("abcdef"),
    )
    .await;
    let client = outbound::client(["127.0.0.1"]).unwrap();
    let answer = exchange(client.post(&server.uri()).unwrap(), 6).await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.body.as_slice()), (503, b"abcdef".as_slice()));
    assert_eq!(answer.retry_after, Some(Duration::from_secs(7)));
    let longer = exchange(client.post(&server.uri()).unwrap(), 5).await.unwrap();
    assert!(longer.body.is_empty(), "a part of an answer is none");
    assert!(longer.cut, "and it says so");
}

#[tokio::test]
async fn what_was_not_sent_is_told_from_what_may_have_arrived() {
    install();
    let server = answering(ResponseTemplate::new(200).set_delay(Duration::from_secs(5))).await;
    let client = within(["127.0.0.1"], Duration::from_secs(2), Duration::from_millis(200)).unwrap();
    let late = exchange(client.post(&server.uri()).unwrap(), 100).await.err();
    assert_eq!(late, Some(Unanswered::Late));
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let refused = exchange(client.post(&address).unwrap(), 100).await.err();
    assert_eq!(refused, Some(Unanswered::NotSent));
}
