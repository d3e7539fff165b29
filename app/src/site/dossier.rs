//! A dossier as its customer sees it: one question a page, then everything at a glance, the order, and once it is ordered
//! where it stands, piece by piece.
//!
//! Read [`DossierPage`] (what a page shows), [`draft`] (renders it), then a module. Who may see it, and where the answers
//! are kept, is for the server.

mod begin;
mod guest;
mod link;
mod order;
mod overview;
mod party;
mod pay;
mod piece;
mod price;
mod question;
mod signing;
mod standing;
mod timeline;
mod withdrawal;
mod words;

use demarches::{Answers, DemarcheKind, Evaluation};
use dossiers::Refusal;
use leptos::prelude::*;

use super::asked::Asked;
use super::document::{Body, Head, Rendered, document};
use super::page::Page;
use super::place::Place;

pub use guest::{GuestDone, GuestTask, GuestView};
pub use link::{LinkDone, LinkView};
pub use order::{OrderProblem, OrderView, Ticked};
pub(super) use party::controls as party_controls;
pub use party::{PartyField, PartyView};
pub use pay::{PayNotice, PayView};
pub use piece::{DocumentPages, PieceView, Sent, health_consent};
pub use price::{PriceFacts, PriceView};
pub(super) use question::{Around, Heading, control as question_control};
pub use question::{CouponView, QuestionView};
pub use signing::{FormProblem, FormView, SignedFrom, refused_words};
pub(super) use standing::next_text;
pub use standing::{Disagreement, LookedAt, PersonLine, StandingDone, StandingView};
pub use timeline::Told;
pub use words::refused as answer_refused;

/// A draft: the démarche, what was answered, and what follows from it today.
#[derive(Clone, Copy, Debug)]
pub struct DraftView<'a> {
    /// Its name in addresses.
    pub id: &'a str,
    /// What follows from the answers.
    pub evaluation: &'a Evaluation<'a>,
    /// What was answered.
    pub answers: &'a Answers,
    /// Somebody's account holds it: it is found again there.
    pub held: bool,
}

/// What is just done, to be said once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftDone {
    /// A link to come back by is on its way.
    LinkSent,
    /// The same question was answered elsewhere in between: the later answer stands.
    AnsweredElsewhere,
}

/// A page of a dossier.
#[derive(Clone, Debug)]
pub enum DossierPage<'a> {
    /// What it takes, before it begins.
    Begin {
        /// The démarche.
        kind: DemarcheKind,
        /// The facts of a simulation, as a query: they are carried over.
        facts: &'a str,
    },
    /// One question.
    Question(QuestionView<'a>),
    /// Every answer, what follows, what stands in the way.
    Overview {
        /// The draft.
        draft: DraftView<'a>,
        /// What it costs, as far as is known.
        price: PriceView<'a>,
        /// What was just done.
        done: Option<DraftDone>,
        /// Why something was not done.
        refusal: Option<Refusal>,
        /// What is wrong with the address that a link is wanted at, and what was typed.
        email: Option<(&'a str, &'a str)>,
    },
    /// What the price still lacks.
    Price(PriceFacts<'a>),
    /// The order.
    Order(Box<OrderView<'a>>),
    /// Paying by card.
    Pay(PayView<'a>),
    /// Back from the provider's page, whose word is awaited: the dossier.
    Paying(&'a str),
    /// Where an ordered dossier stands.
    Standing(Box<StandingView<'a>>),
    /// Somebody.
    Party(PartyView<'a>),
    /// One piece.
    Piece(Box<PieceView<'a>>),
    /// One form of the dossier.
    Form(&'a str, Box<FormView<'a>>),
    /// What a link opens.
    Guest(Box<GuestView<'a>>),
    /// What it was for is done. The link, by its id.
    GuestDone(&'a str, GuestDone),
    /// It opens nothing any more. The link, by its id, and why.
    GuestEnded(&'a str, Refusal),
    /// Withdrawing from the contract, asked once more.
    Withdraw {
        /// The dossier.
        id: &'a str,
        /// Until when.
        until: jiff::Timestamp,
        /// What comes back: at least, and at most.
        owed: (vocabulary::Cents, vocabulary::Cents),
    },
}

/// Renders a page of a dossier.
#[must_use]
pub fn draft(asked: &Asked, page: &DossierPage<'_>) -> Rendered {
    document(asked, |asked| match page {
        DossierPage::Begin { kind, facts } => begin::page(asked, *kind, facts),
        DossierPage::Question(view) => question::page(asked, view),
        DossierPage::Overview { draft, price, done, refusal, email } => {
            overview::page(asked, draft, price, (*done, *refusal), *email)
        }
        DossierPage::Price(view) => price::page(asked, view),
        DossierPage::Order(view) => order::page(asked, view),
        DossierPage::Pay(view) => pay::page(asked, view),
        DossierPage::Paying(id) => pay::waiting(asked, id),
        DossierPage::Standing(view) => standing::page(asked, view),
        DossierPage::Party(view) => party::page(asked, view),
        DossierPage::Piece(view) => piece::page(asked, view),
        DossierPage::Form(id, view) => signing::page(asked, view, id),
        DossierPage::Guest(view) => guest::page(asked, view),
        DossierPage::GuestDone(id, done) => guest::done(asked, id, *done),
        DossierPage::GuestEnded(id, why) => guest::ended(asked, id, *why),
        DossierPage::Withdraw { id, until, owed } => withdrawal::page(asked, id, *until, *owed),
    })
}

/// The address of a page of the dossier `id`.
fn address(asked: &Asked, place: Place, id: &str) -> String {
    place.with(id, asked.lang)
}

/// The address of a page of the dossier `id` about `name`: a question, a piece, somebody.
fn address_of(asked: &Asked, place: Place, id: &str, name: &str) -> String {
    place.with(id, asked.lang).replace("{name}", name)
}

/// The address of a question of the draft `id`.
fn question_address(asked: &Asked, id: &str, question: &str) -> String {
    address_of(asked, Place::Question, id, question)
}

/// Why something was not done, above the page.
fn refused(refusal: Option<Refusal>, asked: &Asked) -> Option<AnyView> {
    let refusal = refusal?;
    Some(
        view! {
            <p class="notice notice-danger" role="alert">
                {refusal.sentence(asked.lang)}
            </p>
        }
        .into_any(),
    )
}

/// Where a page says that the dossier changed since its `version`, and how to see it.
fn news(asked: &Asked, (id, version): (&str, i64), here: String) -> AnyView {
    let stream = format!("{}?v={version}", address(asked, Place::DossierNews, id));
    view! {
        <p class="dossier-news" data-news=stream>
            <span aria-live="polite" data-live=""></span>
            " "
            <a href=here hidden data-live-again="">
                {asked.say("Afficher", "Show it").to_owned()}
            </a>
        </p>
    }
    .into_any()
}

/// A page with its title; no search engine lists it.
fn body(asked: &Asked, title: String, status: u16, twin: String, view: impl IntoAny) -> Body {
    let head = Head {
        title,
        noindex: true,
        crumbs: vec![
            (asked.say("Accueil", "Home").to_owned(), Page::Home),
            (asked.say("Démarches", "Procedures").to_owned(), Page::Demarches),
        ],
        twin: Some(twin),
        ..Head::default()
    };
    Body { head, view: view.into_any(), status, fault: None }
}
