use outbound::{Forbidden, Unusable, client};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::install;

#[tokio::test]
async fn a_listed_address_is_reached_and_a_redirect_is_not_followed() {
    install();
    let (server, other) = (MockServer::start().await, MockServer::start().await);
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(307).insert_header("location", other.uri()))
        .mount(&server)
        .await;
    let outbound = client(["127.0.0.1"]).unwrap();
    let answer = outbound.post(&server.uri()).unwrap().send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 307);
    assert!(other.received_requests().await.unwrap().is_empty());
}

#[test]
fn what_is_not_listed_is_not_called() {
    install();
    let outbound = client(["api.brevo.com", "10.0.0.5", "localhost"]).unwrap();
    let fate = |address: &str| outbound.post(address).err();
    assert_eq!(fate("https://api.brevo.com/v3"), None);
    assert_eq!(fate("https://API.BREVO.COM:443/v3"), None);
    assert_eq!(fate("http://10.0.0.5:8025/"), None);
    assert_eq!(fate("http://localhost:8025/"), None);
    assert_eq!(fate("http://api.brevo.com/v3"), Some(Forbidden::NoTls));
    assert_eq!(fate("https://api.brevo.com.evil.example/"), Some(Forbidden::Host));
    assert_eq!(fate("https://evil.example/?api.brevo.com"), Some(Forbidden::Host));
    assert_eq!(fate("https://api.brevo.com@evil.example/"), Some(Forbidden::Host));
    assert_eq!(fate("http://10.0.0.6/"), Some(Forbidden::Host));
    assert_eq!(fate("http://0x0a000006/"), Some(Forbidden::Host));
    assert_eq!(fate("http://127.0.0.1/"), Some(Forbidden::Host));
    assert_eq!(fate("file:///etc/passwd"), Some(Forbidden::NotAnAddress));
    assert_eq!(fate("api.brevo.com"), Some(Forbidden::NotAnAddress));
}

#[tokio::test]
async fn a_listed_name_that_leads_to_this_machine_opens_nothing() {
    install();
    let outbound = client(["hidden.localhost"]).unwrap();
    let request = outbound.post("https://hidden.localhost:1/").unwrap();
    let error = request.send().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
}

#[test]
fn what_is_no_host_is_named() {
    install();
    let error = client(["api.brevo.com", "https://x"]).unwrap_err();
    assert!(matches!(error, Unusable::Host(host) if host == "https://x"));
}
