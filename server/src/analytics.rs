//! What is counted of dossiers, in a Matomo of the house: that one was ordered, paid, filed, delivered, and nothing of whose.
//!
//! Told from here and not from browsers: no cookie, no address of anybody, no reference. A job row of the transaction in which
//! a dossier reaches a step tells it once; while Matomo is down nothing waits for it, and what it misses for a day is lost.

use std::sync::Arc;
use std::time::Duration;

use dossiers::{At, PublicStatus, State as Dossier};
use jiff::Timestamp;
use jobs::operations::{When, enqueue, first_time};
use jobs::{Attempt, Failed, Task};
use outbound::{Breaker, Outbound, exchange};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use tenants::{Tenant, TenantId};
use url::Url;
use uuid::Uuid;
use vocabulary::codes;

use crate::config::MatomoSettings;
use crate::state::State;
use crate::worker::Context;
use crate::{clock, database};

codes! {
    /// A step of the life of a dossier that is counted.
    pub enum Milestone {
        /// Ordered.
        Ordered = "commande",
        /// Paid.
        Paid = "paiement",
        /// Filed.
        Filed = "depot",
        /// The certificate has arrived.
        Delivered = "livraison",
    }
}

impl Milestone {
    /// The one that a dossier has just reached, in what was done at `now`: that its status came back to where it was is none.
    fn reached(dossier: &Dossier, now: Timestamp) -> Option<Self> {
        let now = At::from(now);
        if dossier.status_since != now {
            return None;
        }
        let ordered = dossier.order.as_ref().is_some_and(|order| order.at == now);
        // A difference that is paid later is no other sale.
        let mut transfers = dossier.transfers.values().peekable();
        let paid = transfers.peek().is_some() && transfers.all(|transfer| transfer.at == now);
        match dossier.status {
            PublicStatus::APayer if ordered => Some(Self::Ordered),
            PublicStatus::ACompleter | PublicStatus::EnControle | PublicStatus::PretADeposer
                if paid =>
            {
                Some(Self::Paid)
            }
            PublicStatus::Depose => Some(Self::Filed),
            PublicStatus::Termine => Some(Self::Delivered),
            _ => None,
        }
    }
}

/// Tells Matomo of a step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TellMatomo {
    /// In which house.
    pub tenant: Uuid,
    /// Of which dossier: never told, so that the same is told once.
    pub reference: String,
    /// Which démarche, by its code.
    pub demarche: String,
    /// Which step, by its code.
    pub milestone: String,
    /// When, in seconds since 1970.
    pub at: i64,
}

impl Task for TellMatomo {
    const NAME: &'static str = "tell_matomo";
    /// A day's count is not worth more: five take a few minutes.
    const ATTEMPTS: i16 = 5;
    const TIME_LIMIT: Duration = Duration::from_secs(30);
}

/// Will count the step that `dossier` has just reached in this transaction; nothing where nothing is counted.
///
/// # Errors
///
/// When the database does not answer.
pub async fn count(
    conn: &mut PgConnection,
    state: &State,
    house: &Tenant,
    dossier: &Dossier,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let site = state.config().matomo.as_ref().and_then(|matomo| matomo.site(&house.hosts));
    let Some(milestone) = Milestone::reached(dossier, now).filter(|_| site.is_some()) else {
        return Ok(());
    };
    let task = TellMatomo {
        tenant: house.id.0,
        reference: dossier.reference.to_string(),
        demarche: dossier.kind.id().to_owned(),
        milestone: milestone.id().to_owned(),
        at: now.as_second(),
    };
    let key = Some(effect(&task));
    enqueue(conn, &task, &When { key, at: None }).await.map(drop)
}

/// What a step is known again by.
fn effect(task: &TellMatomo) -> String {
    format!("tell_matomo:{}:{}:{}", task.tenant, task.reference, task.milestone)
}

/// A Matomo that is told.
#[derive(Debug)]
pub struct Matomo {
    http: Outbound,
    settings: MatomoSettings,
    breaker: Breaker,
}

/// Failures in a row after which Matomo is left alone, and how long.
const FAILURES: u32 = 5;
const PAUSE: Duration = Duration::from_mins(1);
/// Most of an answer that is read: it says nothing that is needed.
const MOST: usize = 4 * 1024;

impl Matomo {
    /// The one of the settings.
    ///
    /// # Errors
    ///
    /// When its address cannot be called.
    pub fn new(settings: MatomoSettings) -> Result<Self, outbound::Unusable> {
        // A second installation changes nothing: the program's first line does it, tests begin here.
        drop(rustls::crypto::ring::default_provider().install_default());
        let url = Url::parse(&settings.base).ok();
        let http = outbound::client([url.as_ref().and_then(Url::host_str).unwrap_or_default()])?;
        Ok(Self { http, settings, breaker: Breaker::new(FAILURES, PAUSE) })
    }

    /// What is sent: the step and the démarche, under a visitor of its own that says nothing of anybody.
    fn fields(&self, site: u32, origin: &str, task: &TellMatomo) -> Vec<(&'static str, String)> {
        let visitor = format!("{:016x}", fastrand::u64(..));
        let mut fields = vec![
            ("idsite", site.to_string()),
            ("rec", "1".to_owned()),
            ("apiv", "1".to_owned()),
            ("send_image", "0".to_owned()),
            ("_id", visitor),
            ("new_visit", "1".to_owned()),
            ("ca", "1".to_owned()),
            ("url", format!("{origin}/")),
            ("e_c", "dossier".to_owned()),
            ("e_a", task.milestone.clone()),
            ("e_n", task.demarche.clone()),
        ];
        if let Some(token) = &self.settings.token {
            // Only who has a token may say when.
            fields.push(("cdt", task.at.to_string()));
            fields.push(("token_auth", token.expose_secret().to_owned()));
        }
        fields
    }

    async fn tell(&self, site: u32, origin: &str, task: &TellMatomo) -> Result<(), Failed> {
        if self.breaker.pass().is_err() {
            return Err(Failed::Again("breaker open".to_owned()));
        }
        let address = format!("{}/matomo.php", self.settings.base);
        let call = self.http.post(&address).map_err(|why| Failed::ForGood(why.to_string()))?;
        // In the body, where no log of a proxy finds the token.
        let answer = exchange(call.form(&self.fields(site, origin, task)), MOST).await;
        let answer = answer.map_err(|why| {
            self.breaker.failed();
            Failed::Again(why.to_string())
        })?;
        let status = answer.status;
        if status.is_server_error() || status.as_u16() == 429 {
            self.breaker.failed();
            return Err(Failed::Again(status.as_u16().to_string()));
        }
        self.breaker.worked();
        if status.is_success() {
            return Ok(());
        }
        Err(Failed::ForGood(status.as_u16().to_string()))
    }
}

/// The handler of that job. Told and not written down that it was, it is told twice: a count may be one too many.
///
/// # Errors
///
/// When Matomo or the database does not answer; for good when Matomo refuses.
pub async fn tell(context: Arc<Context>, task: TellMatomo, _: Attempt) -> Result<(), Failed> {
    let state = &context.state;
    let Some(matomo) = &context.matomo else { return Ok(()) };
    let directory = state.directory();
    let house = directory.tenants.iter().find(|house| house.id.0 == task.tenant);
    let Some(house) = house else {
        return Err(Failed::Again("the tenants are not read yet".to_owned()));
    };
    let Some(site) = matomo.settings.site(&house.hosts) else { return Ok(()) };
    let origin = state.config().origin(house.hosts.first().map_or("", String::as_str));
    // Looked at and not written down yet: no transaction waits for Matomo.
    let mut tx = database::begin(state, TenantId(task.tenant)).await?;
    let first = first_time(&mut tx, &effect(&task), clock::now()).await?;
    tx.rollback().await?;
    if !first {
        return Ok(());
    }
    let told = matomo.tell(site, &origin, &task).await;
    let result = if told.is_ok() { "told" } else { "failed" };
    metrics::counter!("analytics_events_total", "result" => result).increment(1);
    told?;
    let mut tx = database::begin(state, TenantId(task.tenant)).await?;
    first_time(&mut tx, &effect(&task), clock::now()).await?;
    tx.commit().await?;
    Ok(())
}
