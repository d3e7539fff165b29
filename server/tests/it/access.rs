//! Every way in, with who may use it. A way that is added and not listed here makes this red.

use access::Act;
use server::routes::{ROUTES, Reader};

use crate::support::{alone, get};

const KNOWN: &[(&str, Reader)] = &[
    ("/healthz", Reader::Public),
    ("/readyz", Reader::Public),
    ("/api/v1/simulations", Reader::Public),
    ("/api/openapi.json", Reader::Public),
    ("/baremes/{name}", Reader::Public),
    ("/sitemap.xml", Reader::Public),
    ("/robots.txt", Reader::Public),
    ("/feed.xml", Reader::Public),
    ("/sw.js", Reader::Public),
    ("/echeance.ics", Reader::Public),
    ("/en/deadline.ics", Reader::Public),
    ("/theme", Reader::Public),
    ("/csp-reports", Reader::Public),
    ("/contact", Reader::Public),
    ("/en/contact", Reader::Public),
    ("/simulateur/enregistrer", Reader::Public),
    ("/en/simulator/keep", Reader::Public),
    ("/simulation/{token}", Reader::LinkHolder),
    ("/en/simulation/{token}", Reader::LinkHolder),
    ("/cles/question", Reader::Public),
    ("/cles/reponse", Reader::Public),
    ("/compte/cles/question", Reader::Signed(Act::ManageOwnAccount)),
    ("/compte/cles/reponse", Reader::Signed(Act::ManageOwnAccount)),
    ("/gestion/connexion", Reader::Public),
    ("/gestion/invitation/{token}", Reader::LinkHolder),
    ("/gestion", Reader::Staff(Act::EnterBackOffice)),
    ("/gestion/personnes", Reader::Staff(Act::SeePeople)),
    ("/gestion/personnes/invitation", Reader::Staff(Act::InviteStaff)),
    ("/gestion/personnes/{id}", Reader::Staff(Act::SeePeople)),
    ("/gestion/travaux", Reader::Staff(Act::SeeJobs)),
    ("/gestion/messages", Reader::Staff(Act::SeeNotifications)),
    ("/gestion/messages/modeles", Reader::Staff(Act::SeeNotifications)),
    ("/gestion/messages/modeles/{template}", Reader::Staff(Act::SeeNotifications)),
    ("/gestion/messages/modeles/{template}/apercu", Reader::Staff(Act::SeeNotifications)),
    ("/gestion/audit", Reader::Staff(Act::SeeAudit)),
    ("/gestion/reglages", Reader::Staff(Act::SeeSettings)),
];

#[test]
fn every_way_in_is_listed_with_its_reader() {
    let found: Vec<_> = ROUTES.iter().map(|route| (route.path, route.reader)).collect();
    assert_eq!(found, KNOWN);
}

#[tokio::test]
async fn every_path_of_the_api_is_described_and_every_described_one_exists() {
    let description = get(&alone(), "/api/openapi.json").await.json();
    let described: Vec<&str> =
        description["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let routed: Vec<&str> =
        ROUTES.iter().map(|route| route.path).filter(|path| path.starts_with("/api/v1/")).collect();
    assert_eq!(described, routed);
}

#[tokio::test]
async fn a_link_that_nobody_gave_opens_nothing() {
    for token in ["0".repeat(64), "x".to_owned(), "..%2f..%2fetc".to_owned()] {
        let page = get(&alone(), &format!("/simulation/{token}")).await;
        assert!(matches!(page.status.as_u16(), 404 | 503), "{token}: {}", page.status);
    }
}
