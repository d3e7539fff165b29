//! The back-office: pages of the staff, rendered on the server, plain forms and links. A script adds the palette and the
//! shortcuts, and takes nothing away when it is not there.
//!
//! Read [`acts`] (everything that can be done, and by whom), then [`GestionPage`] and a module. What a page shows is handed
//! to it: it asks nothing itself.

mod accounts;
pub mod acts;
mod audit_log;
mod control;
pub mod dossiers;
mod frame;
mod front;
mod invitation;
mod invoices;
mod jobs;
mod messages;
mod people;
mod person;
pub mod revisions;
mod settings;
mod templates;
pub mod words;

use access::Role;
use leptos::prelude::*;

use super::asked::Asked;
use super::document::{Body, Head, Live, Rendered, framed};
use acts::Screen;

pub use accounts::{AccountLine, AccountsDone, AccountsView, DifferenceLine};
pub use audit_log::{AuditLine, AuditView, Somebody};
pub use front::FrontView;
pub use invitation::{InvitationView, InviteProblem, Pending, Sent};
pub use invoices::InvoicesView;
pub use jobs::{DepthLine, JobDone, JobLine, JobList, JobsView};
pub use messages::{MessageLine, MessagesView};
pub use people::{PeopleView, PersonLine};
pub use person::{PersonDone, PersonProblem, PersonView, SessionLine};
pub use settings::{Changed, SIGNATURE, SIV_ORDER, SettingsProblem, SettingsView, channel_control};
pub use templates::TemplateView;

/// Who is at the desk, and what the rail counts for them.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Their name, or their address.
    pub name: String,
    /// Their rights.
    pub roles: Vec<Role>,
    /// What waits for somebody.
    pub counts: Counts,
}

/// What waits for somebody; `None` when it is not theirs to see, or cannot be counted now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Jobs that are not tried any more.
    pub dead_jobs: Option<i64>,
    /// Messages of the last week that did not arrive.
    pub undelivered: Option<i64>,
    /// Differences between our accounts and the reports of providers.
    pub differences: Option<i64>,
    /// Dossiers, by queue.
    pub dossiers: Option<::dossiers::operations::queues::Counts>,
}

/// A page of the back-office, with all that it shows.
#[derive(Clone, Debug)]
pub enum GestionPage {
    /// What needs attention.
    Front(FrontView),
    /// The people of the house.
    People(PeopleView),
    /// A person: who, rights, sessions.
    Person(Box<PersonView>),
    /// Inviting staff.
    Invitation(Box<InvitationView>),
    /// The queue of jobs.
    Jobs(Box<JobsView>),
    /// The invoices and credit notes.
    Invoices(Box<InvoicesView>),
    /// What was sent.
    Messages(Box<MessagesView>),
    /// The templates of messages.
    Templates,
    /// A template, filled.
    Template(Box<TemplateView>),
    /// Who did and saw what.
    Audit(Box<AuditView>),
    /// The accounts.
    Accounts(Box<AccountsView>),
    /// What the house shows and decides.
    Settings(Box<SettingsView>),
    /// A list of dossiers.
    Dossiers(Box<dossiers::QueueView>),
    /// A dossier.
    Dossier(Box<dossiers::WorkspaceView>),
    /// What the customer of a dossier answered wrongly.
    Correction(Box<dossiers::CorrectionView>),
    /// Filed dossiers, for the prefecture.
    HandOver(dossiers::HandOverView),
    /// What comes of all dossiers.
    Statistics(Box<dossiers::StatisticsView>),
    /// The versions of what two people change.
    Revisions(Box<revisions::RevisionsView>),
    /// One of them.
    Revision(Box<revisions::RevisionView>),
}

impl GestionPage {
    /// The screen that it fills.
    #[must_use]
    pub const fn screen(&self) -> Screen {
        match self {
            Self::Front(_) => Screen::Front,
            Self::People(_) => Screen::People,
            Self::Person(_) => Screen::Person,
            Self::Invitation(_) => Screen::Invitation,
            Self::Jobs(_) => Screen::Jobs,
            Self::Invoices(_) => Screen::Invoices,
            Self::Messages(_) => Screen::Messages,
            Self::Templates => Screen::Templates,
            Self::Template(_) => Screen::Template,
            Self::Audit(_) => Screen::Audit,
            Self::Accounts(_) => Screen::Accounts,
            Self::Settings(_) => Screen::Settings,
            Self::Dossiers(_) => Screen::Dossiers,
            Self::Dossier(_) => Screen::Dossier,
            Self::Correction(_) => Screen::Correction,
            Self::HandOver(_) => Screen::HandOver,
            Self::Statistics(_) => Screen::Statistics,
            Self::Revisions(view) => revisions::screen_of(view.subject),
            Self::Revision(view) => revisions::screen_of_one(view.subject),
        }
    }
}

/// The style sheets that the back-office has for itself.
const SHEETS: &[&str] = &[
    "/desk/frame.css",
    "/desk/palette.css",
    "/desk/dossiers.css",
    "/desk/viewer.css",
    "/desk/rules.css",
];

/// Renders a page of the back-office for `staff`.
#[must_use]
pub fn gestion(asked: &Asked, staff: &Staff, page: &GestionPage) -> Rendered {
    framed(
        asked,
        |asked| match page {
            GestionPage::Front(view) => front::page(asked, staff, view),
            GestionPage::People(view) => people::page(asked, staff, view),
            GestionPage::Person(view) => person::page(asked, view),
            GestionPage::Invitation(view) => invitation::page(asked, view),
            GestionPage::Jobs(view) => jobs::page(asked, view),
            GestionPage::Invoices(view) => invoices::page(asked, view),
            GestionPage::Messages(view) => messages::page(asked, view),
            GestionPage::Templates => templates::list(asked),
            GestionPage::Template(view) => templates::page(asked, view),
            GestionPage::Audit(view) => audit_log::page(asked, view),
            GestionPage::Accounts(view) => accounts::page(asked, view),
            GestionPage::Settings(view) => settings::page(asked, view),
            GestionPage::Dossiers(view) => dossiers::list(asked, view),
            GestionPage::Dossier(view) => dossiers::one(asked, view),
            GestionPage::Correction(view) => dossiers::correction(asked, view),
            GestionPage::HandOver(view) => dossiers::hand_over(asked, view),
            GestionPage::Statistics(view) => dossiers::statistics(asked, view),
            GestionPage::Revisions(view) => revisions::list(asked, view),
            GestionPage::Revision(view) => revisions::one(asked, view),
        },
        (SHEETS, |asked: &Asked, _: &Head, view| frame::desk(asked, staff, page.screen(), view)),
    )
}

/// A page under its title.
fn body(title: impl Into<String>, status: u16, view: impl IntoAny) -> Body {
    let title = title.into();
    let head = Head { title: title.clone(), noindex: true, live: Live::Staff, ..Head::default() };
    let view = view! {
        <h1>{title}</h1>
        {view.into_any()}
    };
    Body { head, view: view.into_any(), status, fault: None }
}
