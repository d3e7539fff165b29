//! Telling, in the caller's transaction; sending, between transactions; and following what became of it.
//!
//! Everything but [`send`] and [`apply`] works for the tenant that the transaction has entered.

pub mod letters;
mod log;
mod sending;
mod store;

use jiff::{SignedDuration, Timestamp};
use jobs::operations::{When, enqueue};
use mailer::webhooks::{Report, Reported};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use tenants::TenantId;
use uuid::Uuid;

use crate::notice::{Notice, State};
use crate::template::Template;

pub use log::{After, Entry, Filter, list, undelivered};
pub use sending::{Channels, NO_NUMBER, NOT_FILLED, PERHAPS_SENT, send};

/// Days that a recipient, a subject and a key are kept.
const RECIPIENT_KEPT_DAYS: i64 = 90;
/// Days after which what was not sent is given up: its job was lost, or never enqueued.
const WAITS_DAYS: i64 = 3;
/// Months that a message is kept; three years.
const KEPT_MONTHS: i64 = 36;
/// Months for which there are parts ahead.
const MONTHS_AHEAD: i32 = 3;

/// The job that sends a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendNotification {
    /// In whose name.
    pub tenant: Uuid,
    /// Which one.
    pub notification: Uuid,
}

impl jobs::Task for SendNotification {
    const NAME: &'static str = "send_notification";
    /// Two providers may each take their time.
    const TIME_LIMIT: std::time::Duration = std::time::Duration::from_mins(3);
}

/// A notice was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It will be sent.
    Now(Uuid),
    /// It was told before under the same key: nothing is sent again.
    Before(Uuid),
}

/// Why nothing will be told.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The template goes by another channel than the recipient's.
    #[error("the template does not go by this channel")]
    Channel,
    /// The template cannot do without this value.
    #[error("the template lacks `{0}`")]
    Lacks(&'static str),
    /// The words in force could not be looked for.
    #[error("the words of the letter could not be read")]
    Letters(#[from] revisions::Refused),
    /// The database did not answer, or refused.
    #[error("the notice could not be stored")]
    Database(#[from] sqlx::Error),
}

/// Writes `notice` down and enqueues its sending: both happen if the transaction commits. It says what the words say that
/// are in force now.
///
/// # Errors
///
/// [`Refused`]; nothing is written then.
pub async fn tell(
    conn: &mut PgConnection,
    notice: &Notice,
    now: Timestamp,
) -> Result<Told, Refused> {
    tell_at(conn, notice, (now, None)).await
}

/// The same, to be sent at `at` and not before, where that is said.
///
/// # Errors
///
/// As [`tell`].
pub async fn tell_at(
    conn: &mut PgConnection,
    notice: &Notice,
    (now, at): (Timestamp, Option<Timestamp>),
) -> Result<Told, Refused> {
    if !notice.template.goes_by(notice.to.channel()) {
        return Err(Refused::Channel);
    }
    let lacks = |name: &&&'static str| !notice.values.contains_key(**name);
    if let Some(name) = notice.template.required().iter().find(lacks) {
        return Err(Refused::Lacks(name));
    }
    let id = Uuid::now_v7();
    if let Some(key) = &notice.key
        && let Some(before) = store::claim(conn, notice.tenant, key, id, now).await?
    {
        return Ok(Told::Before(before));
    }
    let version = letters::in_force(conn, notice.template, now).await?;
    store::insert(conn, id, (notice, version), now).await?;
    let task = SendNotification { tenant: notice.tenant.0, notification: id };
    let when = When { key: Some(job_key(id)), at };
    enqueue(conn, &task, &when).await?;
    Ok(Told::Now(id))
}

/// The key of the job that sends the message `id`.
fn job_key(id: Uuid) -> String {
    format!("notification:{id}")
}

/// What became of a message and how often it was tried, for the page that waits for it; `None` when the tenant has no
/// such message.
///
/// # Errors
///
/// When the database does not answer.
pub async fn state(conn: &mut PgConnection, id: Uuid) -> Result<Option<(State, i16)>, sqlx::Error> {
    store::state(conn, id).await
}

/// A message of `template` to `recipient` that could not leave yet: whoever asks again is answered with it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn under_way(
    conn: &mut PgConnection,
    recipient: &str,
    template: Template,
) -> Result<Option<Uuid>, sqlx::Error> {
    store::under_way(conn, recipient, template).await
}

/// Where `id` is a text about a dossier that was given up: which dossier, what it said, and why, in statuses and codes.
///
/// # Errors
///
/// When the database does not answer.
pub async fn given_up_text(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<(Uuid, Template, String)>, sqlx::Error> {
    store::given_up_text(conn, id).await
}

/// Applies what a provider reports, and says if it changed anything. The transaction enters the message's tenant.
///
/// Reports may come twice and in any order: a heavier one prevails, so that there is one end.
///
/// # Errors
///
/// When the database does not answer.
pub async fn apply(
    conn: &mut PgConnection,
    report: &Report,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let found =
        store::reported(conn, report.provider, report.message_id.as_deref(), report.id).await?;
    let Some((id, tenant)) = found else { return Ok(false) };
    tenants::operations::enter(conn, TenantId(tenant)).await?;
    let (state, weight) = weighed(report.state);
    store::apply(conn, id, report, state, weight, now).await
}

/// The state that a report gives, and its weight. What comes back for a while may still arrive; what arrived may come back.
const fn weighed(state: Reported) -> (State, i16) {
    match state {
        Reported::Deferred => (State::Sent, 1),
        Reported::Bounced { permanent: false } => (State::Bounced, 2),
        Reported::Delivered => (State::Delivered, 3),
        Reported::Bounced { permanent: true } => (State::Bounced, 4),
        Reported::Complained => (State::Complained, 5),
    }
}

/// Erases where the messages of `person`, and those to their `address` before they were anybody, went and what they said, and says how many there were.
///
/// What was not sent yet is not sent any more: the last word to a person is told without naming them.
///
/// # Errors
///
/// When the database does not answer.
pub async fn forget_person(
    conn: &mut PgConnection,
    person: Uuid,
    address: Option<&str>,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    store::forget(conn, person, address, now).await
}

/// Gives up the texts of letters to the telephone `phone` that did not leave yet: whoever has it wants no more of them. Codes
/// that somebody asked for still go.
///
/// # Errors
///
/// When the database does not answer.
pub async fn stop_texts(
    conn: &mut PgConnection,
    phone: &str,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    store::stop_texts(conn, phone, now).await
}

/// What [`purge`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Messages that were given up after three days.
    pub given_up: u64,
    /// Messages whose recipient was erased after 90 days.
    pub erased: u64,
    /// Keys that went after 90 days.
    pub keys: u64,
}

/// Applies the retention rules at `now`; every day, for each tenant.
///
/// # Errors
///
/// When the database does not answer.
pub async fn purge(conn: &mut PgConnection, now: Timestamp) -> Result<Purged, sqlx::Error> {
    let days = |days: i64| now - SignedDuration::from_hours(days * 24);
    Ok(Purged {
        given_up: store::give_up_before(conn, days(WAITS_DAYS), now).await?,
        erased: store::erase_before(conn, days(RECIPIENT_KEPT_DAYS), now).await?,
        keys: store::delete_keys_before(conn, days(RECIPIENT_KEPT_DAYS)).await?,
    })
}

/// Makes the parts of this month and of the next three, and says how many; every day, for all tenants at once.
///
/// # Errors
///
/// When the database does not answer.
pub async fn make_partitions(conn: &mut PgConnection, now: Timestamp) -> Result<i32, sqlx::Error> {
    store::make_partitions(conn, day(now), MONTHS_AHEAD).await
}

/// Drops the parts that are three years old, and says how many; every month, for all tenants at once.
///
/// # Errors
///
/// When the database does not answer.
pub async fn drop_old(conn: &mut PgConnection, now: Timestamp) -> Result<i32, sqlx::Error> {
    let before = day(now).saturating_sub(jiff::Span::new().months(KEPT_MONTHS));
    store::drop_partitions(conn, before).await
}

fn day(now: Timestamp) -> jiff::civil::Date {
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}
