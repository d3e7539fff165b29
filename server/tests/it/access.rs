//! Every way in, with who may use it. A way that is added and not listed here makes this red.

use access::{Act, Role, may};
use accounts::operations::sessions::Method;
use app::site::Place;
use axum::body::Body;
use server::routes::{PLACES, ROUTES, Reader};
use sqlx::PgPool;
use tokens::Scope;

use crate::support::{Answer, alone, ask, get, request, signed_in, site};

const KNOWN: &[(&str, Reader)] = &[
    ("/healthz", Reader::Public),
    ("/readyz", Reader::Public),
    ("/api/v1/simulations", Reader::Public),
    ("/api/v1/tokens", Reader::Public),
    ("/api/v1/me", Reader::Bearer(Act::UseApi, Scope::AccountRead)),
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
    ("/objects/{*key}", Reader::LinkHolder),
    ("/dev/mail", Reader::Public),
    ("/dev/mail/{id}", Reader::Public),
    ("/api/v1/reports/{provider}", Reader::Signature),
    ("/api/v1/reports/twilio/answers", Reader::Signature),
    ("/api/v1/payments/{provider}", Reader::Signature),
    ("/api/v1/helpdesk/dossiers/{reference}", Reader::Signature),
    ("/pieces/{address}", Reader::LinkHolder),
    ("/signatures/{address}", Reader::LinkHolder),
    ("/compte/donnees/copie", OWN),
    ("/en/account/data/copy", OWN),
    ("/cles/question", Reader::Public),
    ("/cles/reponse", Reader::Public),
    ("/compte/cles/question", OWN),
    ("/compte/cles/reponse", OWN),
    ("/gestion/connexion", Reader::Public),
    ("/gestion/invitation/{token}", Reader::LinkHolder),
    ("/gestion", Reader::Staff(Act::EnterBackOffice)),
    ("/gestion/dossiers", Reader::Staff(Act::SeeDossiers)),
    ("/gestion/dossiers/flux", Reader::Staff(Act::SeeDossiers)),
    ("/gestion/dossiers/{reference}", Reader::Staff(Act::SeeDossiers)),
    ("/gestion/dossiers/{reference}/corriger", Reader::Staff(Act::WorkDossiers)),
    ("/gestion/dossiers/{reference}/export", Reader::Staff(Act::FileDossiers)),
    ("/gestion/dossiers/{reference}/export/{number}", Reader::Staff(Act::FileDossiers)),
    ("/gestion/remise", Reader::Staff(Act::HandOverDossiers)),
    ("/gestion/statistiques", Reader::Staff(Act::SeeStatistics)),
    ("/gestion/personnes", Reader::Staff(Act::SeePeople)),
    ("/gestion/personnes/invitation", Reader::Staff(Act::InviteStaff)),
    ("/gestion/personnes/{id}", Reader::Staff(Act::SeePeople)),
    ("/gestion/travaux", Reader::Staff(Act::SeeJobs)),
    ("/gestion/messages", Reader::Staff(Act::SeeNotifications)),
    ("/gestion/messages/modeles", Reader::Staff(Act::SeeNotifications)),
    ("/gestion/messages/modeles/{template}", Reader::Staff(Act::SeeNotifications)),
    ("/gestion/messages/modeles/{template}/apercu", Reader::Staff(Act::SeeNotifications)),
    ("/gestion/factures", Reader::Staff(Act::SeeInvoices)),
    ("/gestion/factures/{name}", Reader::Staff(Act::SeeInvoices)),
    ("/gestion/audit", Reader::Staff(Act::SeeAudit)),
    ("/gestion/comptes", Reader::Staff(Act::SeeAccounts)),
    ("/gestion/comptes/fec", Reader::Staff(Act::KeepAccounts)),
    ("/gestion/baremes", Reader::Staff(Act::SeeRules)),
    ("/gestion/baremes/{revision}", Reader::Staff(Act::SeeRules)),
    ("/gestion/baremes/{revision}/fichier", Reader::Staff(Act::SeeRules)),
    ("/gestion/regles", Reader::Staff(Act::SeeRules)),
    ("/gestion/regles/{revision}", Reader::Staff(Act::SeeRules)),
    ("/gestion/regles/{revision}/fichier", Reader::Staff(Act::SeeRules)),
    ("/gestion/honoraires", Reader::Staff(Act::SeeHouseRules)),
    ("/gestion/honoraires/{revision}", Reader::Staff(Act::SeeHouseRules)),
    ("/gestion/formulaires", Reader::Staff(Act::SeeHouseRules)),
    ("/gestion/formulaires/{revision}", Reader::Staff(Act::SeeHouseRules)),
    ("/gestion/formulaires/{revision}/fichier", Reader::Staff(Act::SeeHouseRules)),
    ("/gestion/lettres", Reader::Staff(Act::SeeHouseRules)),
    ("/gestion/lettres/{revision}", Reader::Staff(Act::SeeHouseRules)),
    ("/gestion/lettres/{revision}/fichier", Reader::Staff(Act::SeeHouseRules)),
    ("/gestion/reglages", Reader::Staff(Act::SeeSettings)),
];

const OWN: Reader = Reader::Signed(Act::ManageOwnAccount);

const FLEET: Reader = Reader::Signed(Act::ManageFleet);

/// The pages of accounts, each at two addresses.
const PLACES_KNOWN: &[(Place, Reader)] = &[
    (Place::SignUp, Reader::Public),
    (Place::Join, Reader::LinkHolder),
    (Place::SignIn, Reader::Public),
    (Place::Code, Reader::Public),
    #[cfg(feature = "oidc")]
    (Place::Outside, Reader::Public),
    #[cfg(feature = "oidc")]
    (Place::OutsideBack, Reader::Public),
    (Place::AskLink, Reader::Public),
    (Place::UseLink, Reader::LinkHolder),
    (Place::Forgot, Reader::Public),
    (Place::Reset, Reader::LinkHolder),
    (Place::Letter, Reader::LinkHolder),
    (Place::SignOut, Reader::Public),
    (Place::Account, OWN),
    (Place::Profile, OWN),
    (Place::Security, OWN),
    (Place::Codes, OWN),
    (Place::ChangeEmail, OWN),
    (Place::ApiKeys, Reader::Signed(Act::ManageApiKeys)),
    (Place::Vehicles, FLEET),
    (Place::NewVehicle, FLEET),
    (Place::VehicleSheet, FLEET),
    (Place::SheetTemplate, FLEET),
    (Place::VehicleList, FLEET),
    (Place::Vehicle, FLEET),
    (Place::Firm, FLEET),
    (Place::FirmStamp, FLEET),
    (Place::Data, OWN),
    (Place::BeginDossier, Reader::Public),
    (Place::Dossier, Reader::LinkHolder),
    (Place::Question, Reader::LinkHolder),
    (Place::PriceDossier, Reader::LinkHolder),
    (Place::OrderDossier, Reader::LinkHolder),
    (Place::PayDossier, Reader::LinkHolder),
    (Place::PaidDossier, Reader::LinkHolder),
    (Place::Invoice, Reader::LinkHolder),
    (Place::Party, Reader::LinkHolder),
    (Place::Piece, Reader::LinkHolder),
    (Place::Uploads, Reader::LinkHolder),
    (Place::UploadDone, Reader::LinkHolder),
    (Place::TakeBack, Reader::LinkHolder),
    (Place::Forms, Reader::LinkHolder),
    (Place::Form, Reader::LinkHolder),
    (Place::FormSheet, Reader::LinkHolder),
    (Place::FormPaper, Reader::LinkHolder),
    (Place::DossierNews, Reader::LinkHolder),
    (Place::GiveTask, Reader::LinkHolder),
    (Place::OpenTask, Reader::LinkHolder),
    (Place::Task, Reader::LinkHolder),
    (Place::TaskPiece, Reader::LinkHolder),
    (Place::TaskForm, Reader::LinkHolder),
    (Place::TaskSheet, Reader::LinkHolder),
    (Place::TaskPaper, Reader::LinkHolder),
    (Place::Corrected, Reader::LinkHolder),
    (Place::WriteDossier, Reader::LinkHolder),
    (Place::WithdrawDossier, Reader::LinkHolder),
    (Place::DossierDeadline, Reader::LinkHolder),
    (Place::SendDossier, Reader::LinkHolder),
    (Place::ResumeDossier, Reader::LinkHolder),
    (Place::Confirm, OWN),
];

#[test]
fn every_way_in_is_listed_with_its_reader() {
    let found: Vec<_> = ROUTES.iter().map(|route| (route.path, route.reader)).collect();
    assert_eq!(found, KNOWN);
    let found: Vec<_> = PLACES.iter().map(|(place, reader, _)| (*place, *reader)).collect();
    assert_eq!(found, PLACES_KNOWN);
    assert_eq!(Place::ALL.len(), PLACES.len(), "a place that nothing answers");
}

/// Every way in with its reader.
fn ways() -> Vec<(String, Reader)> {
    let routes = ROUTES.iter().map(|route| (route.path.to_owned(), route.reader));
    let places = PLACES
        .iter()
        .flat_map(|(place, reader, _)| place.paths().map(|path| (path.to_owned(), *reader)));
    routes.chain(places).collect()
}

/// An address of a way in, with secrets and identifiers that nobody was given.
fn address(path: &str) -> String {
    path.replace("{token}", &"0".repeat(64))
        .replace("{id}", "01a20000-0000-7000-8000-000000000000")
        .replace("{revision}", "01a20000-0000-7000-8000-000000000000")
        .replace("{number}", "1")
        .replace("{*key}", "x/y")
        .replace("{name}", "x")
        .replace("{reference}", "CG-2026-999999")
        .replace("{provider}", "brevo")
}

/// What a way in answers to a cookie: to GET, or to POST where it takes no GET.
async fn answer(site: &axum::Router, path: &str, cookie: &str, host: &str) -> Answer {
    let mut last = None;
    for method in ["GET", "POST"] {
        let request = request(method, &address(path), host)
            .header("origin", format!("http://{host}"))
            .header("cookie", cookie)
            .header("content-type", "application/json")
            .body(Body::from("{}"))
            .unwrap();
        let answer = ask(site, request).await;
        if answer.status != 405 {
            return answer;
        }
        last = Some(answer);
    }
    last.unwrap()
}

fn is_sent_to_sign_in(answer: &Answer) -> bool {
    let to = answer.header("location");
    answer.status == 303
        && ["/connexion?", "/en/sign-in?", "/gestion/connexion?"]
            .iter()
            .any(|page| to.starts_with(page))
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn each_way_in_lets_through_whom_the_table_says_and_nobody_else(pool: PgPool) {
    let site = site(&pool).await;
    for (path, reader) in ways() {
        let (Reader::Signed(act) | Reader::Staff(act)) = reader else { continue };
        let nobody = answer(&site, &path, "", "localhost:3000").await;
        assert!(is_sent_to_sign_in(&nobody), "{path}: nobody gets {}", nobody.status);
        let forged = format!("__Host-session={}", "a".repeat(64));
        let forged = answer(&site, &path, &forged, "localhost:3000").await;
        assert!(is_sent_to_sign_in(&forged), "{path}: a forged cookie gets {}", forged.status);
        for role in Role::ALL {
            let cookie = signed_in(&pool, &[*role], Method::Passkey).await;
            let answered = answer(&site, &path, &cookie, "localhost:3000").await;
            if may(&[*role], act).is_some() {
                assert!(!is_sent_to_sign_in(&answered), "{path}: {} is sent away", role.id());
                let missing = answered.status == 404 && !path.contains('{');
                assert!(!missing, "{path}: {} sees nothing", role.id());
            } else {
                assert_eq!(answered.status, 404, "{path}: {} gets through", role.id());
            }
            let elsewhere = answer(&site, &path, &cookie, "demo2.localhost:3000").await;
            assert!(is_sent_to_sign_in(&elsewhere), "{path}: {} enters another house", role.id());
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn staff_enters_the_back_office_with_a_passkey_only(pool: PgPool) {
    let site = site(&pool).await;
    for (path, reader) in ways() {
        if !matches!(reader, Reader::Staff(_)) {
            continue;
        }
        for method in [Method::Password, Method::Totp, Method::Recovery, Method::Link, Method::Oidc]
        {
            let roles = [Role::Admin, Role::Superviseur, Role::Comptable];
            let cookie = signed_in(&pool, &roles, method).await;
            let answered = answer(&site, &path, &cookie, "localhost:3000").await;
            assert!(is_sent_to_sign_in(&answered), "{path}: {} is enough", method.id());
        }
    }
}

#[tokio::test]
async fn every_path_of_the_api_is_described_and_every_described_one_exists() {
    let description = get(&alone(), "/api/openapi.json").await.json();
    let described: Vec<&str> =
        description["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let routed: Vec<&str> =
        ROUTES.iter().map(|route| route.path).filter(|path| is_described(path)).collect();
    assert_eq!(described, routed);
}

#[tokio::test]
async fn a_link_that_nobody_gave_opens_nothing() {
    for token in ["0".repeat(64), "x".to_owned(), "..%2f..%2fetc".to_owned()] {
        let page = get(&alone(), &format!("/simulation/{token}")).await;
        assert!(matches!(page.status.as_u16(), 404 | 503), "{token}: {}", page.status);
    }
}

/// What programs of others may use; what providers of ours report to is between them and us.
fn is_described(path: &str) -> bool {
    path.starts_with("/api/v1/")
        && !path.starts_with("/api/v1/reports/")
        && !path.starts_with("/api/v1/payments/")
}
