use std::sync::Arc;
use std::time::Duration;

use payserver::{Mood, Target};
use psp::{Careful, Failure, Provider as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use uuid::Uuid;

use super::{SECRET, client, demand, now, server};

#[tokio::test]
async fn what_was_done_and_not_answered_is_done_once_when_it_is_asked_again() {
    let server = server().await;
    let stripe = client(&server);
    let demand = demand(Uuid::now_v7());
    server.world.be(Mood::Forgetful);
    let lost = stripe.open(&demand).await.unwrap_err();
    assert!(lost.may_pass() && !lost.did_nothing(), "{lost}");
    server.world.be(Mood::Slow(Duration::from_secs(2)));
    let late = stripe.open(&demand).await.unwrap_err();
    assert!(late.may_pass() && !late.did_nothing(), "{late}");
    server.world.be(Mood::Well);
    stripe.open(&demand).await.unwrap();
    assert_eq!(server.world.sessions().len(), 1);
}

#[tokio::test]
async fn a_provider_that_is_down_is_left_alone_after_five_failures() {
    let server = server().await;
    let careful = Careful::new(Arc::new(client(&server)));
    server.world.be(Mood::Down);
    for _ in 0..5 {
        let down = careful.open(&demand(Uuid::now_v7())).await.unwrap_err();
        assert!(down.may_pass() && down.did_nothing(), "{down}");
    }
    server.world.be(Mood::Well);
    let open = careful.open(&demand(Uuid::now_v7())).await.unwrap_err();
    assert!(
        matches!(&open, Failure::Temporary { reason, .. } if reason == "breaker open"),
        "{open}"
    );
    assert!(server.world.sessions().is_empty(), "it is not even asked");
}

/// What one request held: its headers, by name, and its body.
pub(crate) async fn one_request(listener: TcpListener) -> (Vec<(String, String)>, Vec<u8>) {
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let read = socket.read(&mut part).await.unwrap();
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, _)) = text.split_once("\r\n\r\n") else { continue };
        let headers: Vec<(String, String)> = head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length: usize = length.unwrap().1.parse().unwrap();
        let begins = head.len() + 4;
        if bytes.len() >= begins + length {
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
            return (headers, bytes[begins..].to_vec());
        }
    }
}

#[tokio::test]
async fn its_reports_are_signed_and_a_changed_byte_is_not_believed() {
    let server = server().await;
    let stripe = client(&server);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hooks", listener.local_addr().unwrap());
    server.world.report_to(Target { address, secret: SECRET.to_owned(), host: None });
    let page = stripe.open(&demand(Uuid::now_v7())).await.unwrap();
    let heard = tokio::spawn(one_request(listener));
    stripe.close(&page.reference).await.unwrap();
    let (headers, mut body) = heard.await.unwrap();
    let header =
        |name: &str| headers.iter().find(|(one, _)| one == name).map(|(_, value)| value.clone());
    let notice = stripe.notice(&header, &body, now()).unwrap();
    assert_eq!(notice.kind, "checkout.session.expired");
    assert_eq!(notice.about.reference(), Some(page.reference.as_str()));
    let last = body.len() - 2;
    body[last] ^= 1;
    assert!(stripe.notice(&header, &body, now()).is_err());
}
