//! The back-office over HTTP: who is at the desk, the pages and the forms.
//!
//! Read [`Desk`] (a request of somebody of the staff), [`Desk::note`] and [`Desk::seen`] (what is written in the audit),
//! then a module. Who may come in is said in [`crate::routes`]; a form whose act is not its page's asks [`Desk::may`].

pub mod accounts;
pub mod audit_log;
pub mod dossiers;
pub mod entry;
pub mod front;
pub mod invitation;
pub mod invoices;
pub mod jobs;
pub mod messages;
pub mod people;
pub mod person;
pub mod revisions;
pub mod settings;
pub mod templates;

use ::accounts::operations::Failure;
use access::{Act, may};
use app::site::gestion::{Counts, GestionPage, Staff, gestion};
use audit::{Actor, Entry, Thing};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::SignedDuration;
use serde_json::Value as Json;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use crate::database::Chain;
use crate::people::{Answer, Broken, Caller, Here};
use crate::state::State;

/// A request of somebody of the staff, in their language.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The request.
    pub here: Here,
    /// Who.
    pub caller: Caller,
}

impl FromRequestParts<State> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        let mut here = Here::from_request_parts(parts, state).await?;
        let caller = here.caller().cloned().map_err(axum::response::IntoResponse::into_response)?;
        here.speak(caller.person.lang);
        Ok(Self { here, caller })
    }
}

impl From<audit::operations::Failed> for Broken {
    fn from(failed: audit::operations::Failed) -> Self {
        Failure::Audit(Chain(&failed).to_string()).into()
    }
}

/// Messages that did not arrive are counted for so long.
const COUNTED: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Desk {
    /// Whether whoever asks may do `act`.
    #[must_use]
    pub fn may(&self, act: Act) -> bool {
        may(&self.caller.person.roles, act).is_some()
    }

    /// A page, in its frame.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn page(&self, page: &GestionPage) -> Answer {
        let staff = self.staff().await?;
        Ok(self.page_for(&staff, page))
    }

    /// The same where it is known already who is at the desk, and what waits for them.
    fn page_for(&self, staff: &Staff, page: &GestionPage) -> Response {
        self.here.rendered(gestion(&self.here.asked, staff, page))
    }

    async fn staff(&self) -> Result<Staff, Broken> {
        let person = &self.caller.person;
        let mut counts = Counts::default();
        if self.may(Act::SeeJobs) {
            counts.dead_jobs = jobs::dead(self).await;
        }
        if self.may(Act::SeeNotifications) {
            let since = self.here.visit.now - COUNTED;
            let mut tx = self.here.begin().await?;
            let undelivered = notifications::operations::undelivered(&mut tx, since).await?;
            tx.commit().await?;
            counts.undelivered = Some(undelivered);
        }
        if self.may(Act::SeeOpenDossiers) {
            let mut tx = self.here.begin().await?;
            let (me, now) = (person.id.0, self.here.visit.now);
            let found = ::dossiers::operations::queues::counts(&mut tx, me, now).await?;
            tx.commit().await?;
            counts.dossiers = Some(found);
        }
        if self.may(Act::SeeAccounts) {
            counts.differences = Some(accounts::open(self).await?);
        }
        let profile = &person.profile;
        let name = format!("{} {}", profile.first_names, profile.last_name).trim().to_owned();
        let name = if name.is_empty() { person.email.as_str().to_owned() } else { name };
        Ok(Staff { name, roles: person.roles.clone(), counts })
    }

    /// Writes down, in the audit, that `person`'s file was opened: every page that shows one calls this, in the
    /// transaction that reads it. One's own is nobody's business.
    ///
    /// # Errors
    ///
    /// When it cannot be written down: then nothing is shown.
    pub async fn seen(&self, conn: &mut PgConnection, person: Uuid) -> Result<(), Broken> {
        if person == self.caller.person.id.0 {
            return Ok(());
        }
        self.note(conn, Some(person), audit::Act::PersonViewed, None, None).await
    }

    /// Writes an act of whoever asks in the audit: about a person in theirs, else in the house's, and then `payload` holds
    /// nothing personal. Last in its transaction.
    ///
    /// # Errors
    ///
    /// When it cannot be written down: then nothing of the transaction may stand.
    pub async fn note(
        &self,
        conn: &mut PgConnection,
        about: Option<Uuid>,
        act: audit::Act,
        object: Option<Thing>,
        payload: Option<Json>,
    ) -> Result<(), Broken> {
        let visit = &self.here.visit;
        let tenant = visit.tenant().0;
        let person = &self.caller.person;
        let role = person.roles.iter().copied().find(|role| role.is_staff());
        let actor = Actor { person: Some(person.id.0), role };
        let ip = visit.network.clone();
        let entry = match about {
            Some(person) => Entry::of_person(tenant, person, actor, act),
            None => Entry::of_house(tenant, actor, act),
        };
        let entry = Entry { object, payload, ip, ..entry };
        Ok(audit::operations::record(conn, &visit.keys, &entry, visit.now).await?)
    }

    /// The pairs of the address.
    fn pairs(&self) -> Vec<(String, String)> {
        app::query::pairs(&self.here.asked.query)
    }

    fn today(&self) -> Date {
        self.here.asked.today
    }
}

/// On to `address`, once something was done.
fn done(address: &str, what: &str) -> Response {
    Redirect::to(&format!("{address}?fait={what}")).into_response()
}
