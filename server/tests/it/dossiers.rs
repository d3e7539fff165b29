//! A dossier over HTTP, as a browser without script asks for it: from a simulation to a piece that is checked.

mod corrected;
mod coupon;
mod crossing;
mod customers;
mod desk;
mod drafts;
mod filed;
mod guests;
mod invitations;
mod journey;
mod news;
mod official;
mod parts;
mod reminders;
mod retention;
mod sending;
mod signing;

pub(crate) use journey::HOLDER;
pub(crate) use sending::Folder;

use access::Role;
use accounts::Person;
use axum::Router;
use axum::body::Body;
use dossiers::operations::money::Transfer;
use dossiers::operations::{DossierId, Who, drafts as operations, money, workspace};
use dossiers::{Reference, State as Dossier};
use server::State;
use sqlx::PgPool;
use vocabulary::Date;

use crate::somebody::{begin, get_as, send_as, served, somebody, visit};
use crate::support::{Answer, ask, request};

/// The answers of a used car sold by a private person to one holder.
pub(crate) const ANSWERS: &[(&str, &str)] = &[
    ("vehicle.genre", "VP"),
    ("vehicle.first_registered_on", "2021-05-14"),
    ("vehicle.situation", "aucune"),
    ("vehicle.is_leased", "false"),
    ("vehicle.plate", "AB-123-CD"),
    ("vehicle.vin", "VF1RFB00X56789012"),
    ("vehicle.make", "RENAULT"),
    ("seller.kind", "particulier"),
    ("cession.on", "2026-10-31"),
    ("cession.at", "17:05"),
    ("titulaire.kind", "particulier"),
    ("titulaire.is_minor", "false"),
    ("titulaire.is_protected_adult", "false"),
    ("titulaire.is_hosted", "false"),
    ("titulaire.cotitulaire_count", "0"),
    ("titulaire.holds_licence", "true"),
    ("titulaire.postcode", "75011"),
];

/// The facts that the simulator was told.
pub(crate) const FACTS: &[(&str, &str)] = &[
    ("operation", "changement_titulaire"),
    ("genre", "VP"),
    ("energy", "ES"),
    ("fiscal_cv", "5"),
    ("departement", "75"),
    ("first_registered_on", "2021-05-14"),
];

/// A browser: what it was given to keep.
#[derive(Clone, Default)]
pub(crate) struct Browser {
    session: String,
    drafts: String,
    tasks: String,
}

impl Browser {
    pub(crate) fn signed_in(cookie: &str) -> Self {
        Self { session: cookie.to_owned(), ..Self::default() }
    }

    pub(crate) fn cookie(&self) -> String {
        [self.session.as_str(), self.drafts.as_str(), self.tasks.as_str()]
            .into_iter()
            .filter(|one| !one.is_empty())
            .collect::<Vec<_>>()
            .join("; ")
    }

    fn kept(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            if cookie.starts_with("__Host-drafts=") {
                cookie.clone_into(&mut self.drafts);
            }
            if cookie.starts_with("__Host-tasks=") {
                cookie.clone_into(&mut self.tasks);
            }
        }
    }

    pub(crate) async fn get(&mut self, site: &Router, path: &str) -> Answer {
        let answer = get_as(site, path, &self.cookie()).await;
        self.kept(&answer);
        answer
    }

    pub(crate) async fn send(
        &mut self,
        site: &Router,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let answer = send_as(site, path, &self.cookie(), fields).await;
        self.kept(&answer);
        answer
    }

    /// Files sent by a plain form.
    pub(crate) async fn send_files(
        &mut self,
        site: &Router,
        path: &str,
        files: &[(&str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, bytes) in files {
            let head = format!(
                "--boundary\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
                 content-type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--boundary--\r\n");
        let request = request("POST", path, "localhost:3000")
            .header("cookie", self.cookie())
            .header("origin", "http://localhost:3000")
            .header("content-type", "multipart/form-data; boundary=boundary")
            .body(Body::from(body))
            .unwrap();
        ask(site, request).await
    }

    /// Begins a dossier from a simulation; its reference.
    pub(crate) async fn begin(&mut self, site: &Router) -> String {
        let facts = app::query::encode(FACTS.iter().copied());
        let fields = [("demarche", "changement_titulaire"), ("facts", facts.as_str())];
        let begun = self.send(site, "/dossier/nouveau", &fields).await;
        assert_eq!(begun.status, 303, "{}", begun.body);
        let to = begun.header("location").to_owned();
        to.split('/').nth(2).unwrap().to_owned()
    }

    /// Answers every question that is asked, in the order in which it is.
    pub(crate) async fn answer_all(
        &mut self,
        site: &Router,
        reference: &str,
        answers: &[(&str, &str)],
    ) {
        let mut at = self.get(site, &format!("/dossier/{reference}")).await;
        for _ in 0..60 {
            let next = if at.status == 303 {
                at.header("location").to_owned()
            } else {
                match at.body.split_once("/question/").filter(|_| at.body.contains("Continuer</a>"))
                {
                    Some((before, after)) => {
                        let start = before.rfind('"').unwrap() + 1;
                        format!(
                            "{}/question/{}",
                            &before[start..],
                            after.split('"').next().unwrap()
                        )
                    }
                    None => return,
                }
            };
            let Some((_, question)) = next.split_once("/question/") else { return };
            let known = answers.iter().find(|(name, _)| *name == question);
            let fields = match known {
                Some((_, text)) => vec![("answer", *text), ("seen", "")],
                None => vec![("passer", "1")],
            };
            at = self.send(site, &next, &fields).await;
            assert_eq!(at.status, 303, "{question}: {}", at.body);
        }
        panic!("there is always one more question");
    }
}

/// Somebody with an account, their browser, and a draft of theirs that is answered and priced.
pub(crate) async fn answered(
    site: &Router,
    state: &State,
    name: &str,
) -> (Person, Browser, String) {
    answered_with(site, state, name, ANSWERS).await
}

async fn answered_with(
    site: &Router,
    state: &State,
    name: &str,
    answers: &[(&str, &str)],
) -> (Person, Browser, String) {
    let (person, cookie) = somebody(state, name, &[Role::Client]).await;
    let mut browser = Browser::signed_in(&cookie);
    let reference = browser.begin(site).await;
    browser.answer_all(site, &reference, answers).await;
    (person, browser, reference)
}

/// The total that the page of the order shows, in cents.
pub(crate) fn total_of(page: &str) -> String {
    let at = page.find("name=\"total\"").expect("a total");
    let value = page[at..].split_once("value=\"").unwrap().1;
    value.split('"').next().unwrap().to_owned()
}

/// The same, ordered.
pub(crate) async fn ordered(site: &Router, state: &State, name: &str) -> (Person, Browser, String) {
    ordered_with(site, state, name, ANSWERS).await
}

async fn ordered_with(
    site: &Router,
    state: &State,
    name: &str,
    answers: &[(&str, &str)],
) -> (Person, Browser, String) {
    let (person, mut browser, reference) = answered_with(site, state, name, answers).await;
    let path = format!("/dossier/{reference}/commande");
    let page = browser.get(site, &path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let total = total_of(&page.body);
    let fields = [("cgv", "1"), ("express", "1"), ("perte", "1"), ("total", total.as_str())];
    let done = browser.send(site, &path, &fields).await;
    assert_eq!(done.header("location"), format!("/dossier/{reference}?fait=commande"));
    (person, browser, reference)
}

/// The dossier as the house has it.
pub(crate) async fn dossier(state: &State, reference: &str) -> (DossierId, Dossier) {
    let mut tx = begin(state).await;
    let reference = Reference::parse(reference).unwrap();
    let id = workspace::by_reference(&mut tx, reference).await.unwrap().unwrap();
    let found = operations::find(&mut tx, &visit(state), Who::House, id).await.unwrap();
    tx.commit().await.unwrap();
    (id, found)
}

/// The same, paid.
pub(crate) async fn paid(site: &Router, state: &State, name: &str) -> (Person, Browser, String) {
    paid_with(site, state, name, ANSWERS).await
}

/// The same, of a case that was answered otherwise.
pub(crate) async fn paid_with(
    site: &Router,
    state: &State,
    name: &str,
    answers: &[(&str, &str)],
) -> (Person, Browser, String) {
    let (person, browser, reference) = ordered_with(site, state, name, answers).await;
    let (id, found) = dossier(state, &reference).await;
    pay(state, id, &found).await;
    (person, browser, reference)
}

/// The whole price of `found` comes.
pub(crate) async fn pay(state: &State, id: DossierId, found: &Dossier) {
    let transfer = Transfer {
        cents: found.order.as_ref().unwrap().total,
        received_on: Date::parse("2026-11-21").unwrap(),
        reference: "VIR 4217",
    };
    let mut tx = begin(state).await;
    money::record_transfer(&mut tx, &visit(state), Who::House, id, transfer).await.unwrap();
    tx.commit().await.unwrap();
}

/// A site whose pieces are read by the program itself, and looked at by the antivirus of the tests.
pub(crate) async fn with_pieces(pool: &PgPool, folder: &std::path::Path) -> (Router, State) {
    let settings = piece_settings(folder);
    let settings: Vec<(&str, &str)> =
        settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    served(pool, &settings).await
}

/// The settings of such a site.
pub(crate) fn piece_settings(folder: &std::path::Path) -> [(&'static str, String); 4] {
    #[expect(
        clippy::disallowed_methods,
        reason = "the antivirus of the tests is a setting of theirs"
    )]
    let clamd = std::env::var("CLAMD_SOCKET").unwrap_or_default();
    [
        ("FILES_FOLDER", folder.to_str().unwrap().to_owned()),
        ("MAIL_FOLDER", folder.join("mail").to_str().unwrap().to_owned()),
        ("PIECE_READER", env!("CARGO_BIN_EXE_carteclaire").to_owned()),
        ("CLAMD_SOCKET", clamd),
    ]
}
