use std::sync::Arc;
use std::time::Duration;

use mailer::{Failure, Patience, Provider as _, Smtp, SmtpSettings, Tls};
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::TlsAcceptor;

use crate::smtp_server::{Mood, Server, Step};
use crate::{install, letter};

fn settings(server: &Server, tls: Tls) -> SmtpSettings {
    let soon = Duration::from_millis(300);
    SmtpSettings {
        host: if tls == Tls::None { "127.0.0.1" } else { "localhost" }.into(),
        port: server.address.port(),
        tls,
        credentials: Some(("us".into(), "secret".to_owned().into())),
        hello: "carteclaire.example".into(),
        patience: Patience { connect: soon, answer: soon, delivery: soon },
    }
}

async fn plain(mood: Mood) -> (Server, Smtp) {
    install();
    let server = Server::start(mood, None, false).await;
    let smtp = Smtp::new(settings(&server, Tls::None), &[]).unwrap();
    (server, smtp)
}

/// An acceptor for `localhost`, and the root that vouches for it.
fn certificate() -> (TlsAcceptor, Vec<u8>) {
    install();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let root = made.cert.der().to_vec();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), root)
}

#[tokio::test]
async fn a_mail_arrives_with_both_parts_and_its_accents() {
    let (server, smtp) = plain(Mood::Well).await;
    let accepted = smtp.send(&letter()).await.unwrap();
    let name = "<0190a000-0000-7000-8000-00000000000a@carteclaire.example>";
    assert_eq!(accepted.message_id.as_deref(), Some(name));

    let mails = server.mails.lock().unwrap().clone();
    let [mail] = mails.as_slice() else { panic!("{} mails", mails.len()) };
    assert!(mail.is_ascii());
    let whole = decoded(mail);
    for expected in [
        "Message-ID: <0190a000-0000-7000-8000-00000000000a@carteclaire.example>",
        "Subject: Vérifiez votre adresse électronique, s’il vous plaît",
        "To: Zoé Élan <zoe@example.org>",
        "Reply-To: aide@carteclaire.example",
        "Content-Language: fr",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe: <https://carteclaire.example/fin/1>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "multipart/alternative",
        "text/plain; charset=utf-8",
        "text/html; charset=utf-8",
        "<p>Bonjour Zoé, l’été est là.</p>",
    ] {
        assert!(whole.contains(expected), "{expected} is not in\n{whole}");
    }
    let places = ["\nBonjour Zoé", "<p>Bonjour"].map(|part| whole.find(part));
    assert!(places[0].is_some() && places[0] < places[1], "words first, page second:\n{whole}");
}

/// The mail with folded headers joined, encoded words and quoted-printable read.
fn decoded(mail: &str) -> String {
    let (head, body) = mail.split_once("\n\n").unwrap();
    let head = head.replace("?=\n =?", "?==?").replace("\n ", " ");
    let joined = format!("{head}\n\n{}", body.replace("=\n", ""));
    let mut text = Vec::new();
    let mut rest = joined.as_str();
    while let Some(start) = rest.find("=?utf-8?b?") {
        text.extend(quoted(&rest[..start]));
        let (word, after) = rest[start + 10..].split_once("?=").unwrap();
        text.extend(base64_decode(word));
        rest = after;
    }
    text.extend(quoted(rest));
    String::from_utf8(text).unwrap()
}

fn quoted(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = (*first == b'=').then(|| after.get(..2)).flatten();
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    bytes
}

fn base64_decode(word: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(word).unwrap()
}

#[tokio::test]
async fn the_next_mail_goes_over_the_same_connection_and_over_a_new_one_when_that_broke() {
    let (server, smtp) = plain(Mood::Well).await;
    smtp.send(&letter()).await.unwrap();
    smtp.send(&letter()).await.unwrap();
    assert_eq!(*server.connections.lock().unwrap(), 1);

    *server.mood.lock().unwrap() = Mood::Dies(Step::Mail);
    assert!(!smtp.send(&letter()).await.unwrap_err().is_unknown());
    *server.mood.lock().unwrap() = Mood::Well;
    smtp.send(&letter()).await.unwrap();
    assert_eq!(*server.connections.lock().unwrap(), 2);
    assert_eq!(server.mails.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn credentials_go_over_starttls_and_tls_alone() {
    for (tls, implicit) in [(Tls::Starttls, false), (Tls::Implicit, true)] {
        let (acceptor, root) = certificate();
        let server = Server::start(Mood::Well, Some(acceptor), implicit).await;
        let smtp = Smtp::new(settings(&server, tls), &[root]).unwrap();
        smtp.send(&letter()).await.unwrap();
        assert_eq!(server.mails.lock().unwrap().len(), 1);
        assert!(server.protected.lock().unwrap().contains(&"AUTH".to_owned()), "{tls:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_gets_no_mail() {
    for (tls, implicit) in [(Tls::Starttls, false), (Tls::Implicit, true)] {
        let (acceptor, _) = certificate();
        let server = Server::start(Mood::Well, Some(acceptor), implicit).await;
        let smtp = Smtp::new(settings(&server, tls), &[]).unwrap();
        let failure = smtp.send(&letter()).await.unwrap_err();
        assert!(failure.lets_another_try(), "{failure:?}");
        assert!(server.mails.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_server_that_does_not_offer_starttls_gets_no_credentials() {
    let server = Server::start(Mood::Well, None, false).await;
    install();
    let smtp = Smtp::new(settings(&server, Tls::Starttls), &[]).unwrap();
    let failure = smtp.send(&letter()).await.unwrap_err();
    assert_eq!(failure, Failure::Misconfigured("starttls: not offered".into()));
}

#[test]
fn a_server_elsewhere_is_never_reached_without_tls() {
    let made = |host: &str| {
        let settings = SmtpSettings {
            host: host.into(),
            port: 25,
            tls: Tls::None,
            credentials: None,
            hello: "carteclaire.example".into(),
            patience: Patience::default(),
        };
        Smtp::new(settings, &[]).is_ok()
    };
    assert_eq!((made("localhost"), made("[::1]"), made("::1")), (true, false, true));
    assert_eq!((made("mail.example.org"), made("10.0.0.1")), (false, false));
}

#[tokio::test]
async fn an_answer_says_whether_to_come_back_and_that_nothing_was_taken() {
    let refused = |reason: &str| Failure::Refused(reason.into());
    let ours = |reason: &str| Failure::Misconfigured(reason.into());
    for (step, answer, failure) in [
        (Step::Greeting, "421 too busy", Failure::not_taken("connect: 421")),
        (Step::Auth, "535 who are you", ours("auth: 535")),
        (Step::Mail, "421 going down", Failure::not_taken("mail: 421")),
        (Step::Mail, "550 not you", ours("mail: 550")),
        (Step::Rcpt, "450 greylisted", Failure::not_taken("rcpt: 450")),
        (Step::Rcpt, "550 5.1.1 nobody here", refused("rcpt: 550")),
        (Step::Rcpt, "550 5.7.1 relaying denied", ours("rcpt: 550")),
        (Step::Data, "451 later", Failure::not_taken("data: 451")),
        (Step::Delivery, "451 disk full", Failure::not_taken("delivery: 451")),
        (Step::Delivery, "554 spam", refused("delivery: 554")),
    ] {
        let (server, smtp) = plain(Mood::Answers(step, answer)).await;
        assert_eq!(smtp.send(&letter()).await, Err(failure), "{step:?} {answer}");
        assert!(server.mails.lock().unwrap().is_empty(), "{step:?} {answer}");
    }
}

#[tokio::test]
async fn a_server_that_is_down_took_nothing() {
    let (server, smtp) = plain(Mood::Well).await;
    let mut settings = settings(&server, Tls::None);
    drop(smtp);
    settings.port = crate::nowhere().await.rsplit_once(':').unwrap().1.parse().unwrap();
    let failure = Smtp::new(settings, &[]).unwrap().send(&letter()).await.unwrap_err();
    assert!(failure.lets_another_try(), "{failure:?}");
}

#[tokio::test]
async fn a_silence_is_unknown_only_once_the_mail_was_given() {
    for step in [Step::Greeting, Step::Auth, Step::Mail, Step::Rcpt, Step::Data] {
        for mood in [Mood::Hangs(step), Mood::Dies(step)] {
            let (_server, smtp) = plain(mood).await;
            let failure = smtp.send(&letter()).await.unwrap_err();
            assert!(failure.lets_another_try(), "{mood:?}: {failure:?}");
        }
    }
    for mood in [Mood::Hangs(Step::Delivery), Mood::Dies(Step::Delivery)] {
        let (server, smtp) = plain(mood).await;
        let failure = smtp.send(&letter()).await.unwrap_err();
        assert!(failure.is_unknown(), "{mood:?}: {failure:?}");
        assert_eq!(server.mails.lock().unwrap().len(), 1, "it was taken");
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_one_is_refused_before_any_connection() {
    let (server, smtp) = plain(Mood::Well).await;
    let mut letter = letter();
    letter.to.address = "zoe@@example.org\r\nBcc: all@example.org".into();
    assert!(matches!(smtp.send(&letter).await, Err(Failure::Refused(_))));
    assert_eq!(*server.connections.lock().unwrap(), 0);
}

#[tokio::test]
async fn a_subject_of_two_lines_brings_no_header_of_its_own() {
    let (server, smtp) = plain(Mood::Well).await;
    let mut letter = letter();
    letter.subject = "Bonjour\r\nBcc: all@example.org".into();
    let _ = smtp.send(&letter).await;
    for mail in server.mails.lock().unwrap().iter() {
        assert!(!mail.lines().any(|line| line.starts_with("Bcc:")), "{mail}");
    }
}
