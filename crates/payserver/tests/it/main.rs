//! Our clients of Stripe and PayPlug against a server that speaks their protocols, over real sockets.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod faults;
mod histories;
mod payplug;
mod stripe;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use payserver::Payserver;
use psp::{Demand, Line};
use psp_payplug::PayPlug;
use psp_stripe::Stripe;
use uuid::Uuid;
use vocabulary::{Cents, Lang};

const KEY: &str = "sk_test_1";
const SECRET: &str = "whsec_1";

async fn server() -> Payserver {
    drop(rustls::crypto::ring::default_provider().install_default());
    Payserver::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), KEY).await.unwrap()
}

fn client(server: &Payserver) -> Stripe {
    of(server, KEY)
}

fn of(server: &Payserver, key: &str) -> Stripe {
    let (connect, total) = (Duration::from_secs(2), Duration::from_millis(500));
    let http = outbound::within(["127.0.0.1"], connect, total).unwrap();
    let secrets = vec![SECRET.to_owned().into()];
    Stripe::new(http, &server.base(), key.to_owned().into(), secrets, &server.base())
}

fn payplug_of(server: &Payserver, key: &str) -> PayPlug {
    let (connect, total) = (Duration::from_secs(2), Duration::from_millis(500));
    let http = outbound::within(["127.0.0.1"], connect, total).unwrap();
    PayPlug::new(http, &server.base(), key.to_owned().into(), &server.base())
}

fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "the server has a clock of its own")]
    Timestamp::now()
}

fn demand(id: Uuid) -> Demand {
    let line = |label: &str, cents| Line { label: label.to_owned(), cents: Cents(cents) };
    let until = now() + SignedDuration::from_hours(4);
    Demand {
        id,
        reference: "CG-2026-000001".to_owned(),
        lines: vec![line("Taxe régionale (Y.1)", 41_370), line("Nos frais, TVA comprise", 2_990)],
        email: Some("lea@example.org".to_owned()),
        lang: Lang::Fr,
        back: "http://localhost/retour".to_owned(),
        given_up: "http://localhost/abandon".to_owned(),
        since: now(),
        until: Timestamp::from_second(until.as_second()).unwrap(),
    }
}
