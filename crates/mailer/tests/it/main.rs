//! The providers against servers on loopback that speak their protocols.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod brevo;
mod folder;
mod messagebird;
mod smtp;
mod smtp_server;
mod twilio;
mod webhooks;

use std::sync::Once;
use std::time::Duration;

use mailer::{Letter, Party, Phone, Text};
use outbound::Outbound;
use vocabulary::Lang;
use wiremock::ResponseTemplate;

/// The TLS provider that the program installs.
fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| rustls::crypto::ring::default_provider().install_default().unwrap());
}

/// The client of the program, with this machine listed; a fifth of a second is long on loopback.
fn loopback() -> Outbound {
    install();
    let (connect, total) = (Duration::from_secs(2), Duration::from_millis(200));
    outbound::within(["127.0.0.1"], connect, total).unwrap()
}

fn letter() -> Letter {
    Letter {
        id: "0190a000-0000-7000-8000-00000000000a".parse().unwrap(),
        from: Party { name: "CarteClaire".into(), address: "contact@carteclaire.example".into() },
        reply_to: Some("aide@carteclaire.example".into()),
        to: Party { name: "Zoé Élan".into(), address: "zoe@example.org".into() },
        subject: "Vérifiez votre adresse électronique, s’il vous plaît".into(),
        html: "<p>Bonjour Zoé, l’été est là.</p>".into(),
        text:
            "Bonjour Zoé, l’été est là.\n\nA line of plain words, so that the part is not base64.\n"
                .into(),
        language: Lang::Fr,
        list_unsubscribe: Some("https://carteclaire.example/fin/1".into()),
    }
}

fn text() -> Text {
    Text {
        id: "0190a000-0000-7000-8000-00000000000b".parse().unwrap(),
        from: "CarteClaire".into(),
        to: Phone::parse("+33612345678").unwrap(),
        body: "Votre code\u{202f}: 123456".into(),
    }
}

/// An answer that comes too late for [`loopback`].
fn late() -> ResponseTemplate {
    ResponseTemplate::new(201).set_delay(Duration::from_secs(5))
}

/// An address where nobody listens.
async fn nowhere() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
