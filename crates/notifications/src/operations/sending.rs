//! From a waiting row to a provider's word, so that a worker may die at any step.
//!
//! Before each request the row says which provider is asked (transaction 1); then the provider is asked, outside any
//! transaction; then the row says what it answered (transaction 2). A worker that dies between the two leaves `sending`:
//! the request may have arrived. The next one asks the same provider alone, which knows the message again while it
//! remembers its key. One that remembers nothing is asked twice at most; then the message is given up as perhaps sent.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jobs::operations::{When, enqueue};
use jobs::{Attempt, Failed};
use mailer::{Accepted, Failure, Leg, Letter, Party, Phone, Route, Text};
use serde_json::Value;
use sqlx::{PgPool, Postgres, Transaction};
use tenants::TenantId;
use uuid::Uuid;
use vocabulary::Lang;

use super::{SendNotification, job_key, letters, store};
use crate::house::{House, Houses};
use crate::length::plainly;
use crate::letter::Letter as Words;
use crate::notice::{Channel, State};
use crate::quiet::{ZONE, zone_of};
use crate::rendering::{Rendered, render_letter};
use crate::template::Template;

/// Requests of unknown outcome after which a provider that keeps no key is not asked again.
const MOST_UNKNOWN: i16 = 2;

/// Why a message is given up: it was asked for often enough of a provider that cannot tell if it took it.
pub const PERHAPS_SENT: &str = "perhaps sent";
/// Why a message is given up: its words cannot be filled.
pub const NOT_FILLED: &str = "cannot be rendered";
/// Why a text is given up: it goes to no telephone.
pub const NO_NUMBER: &str = "no telephone number";

/// The ways by which messages go, and the houses in whose name.
pub struct Channels {
    /// The way of mails.
    pub mail: Route<Letter>,
    /// The way of texts.
    pub sms: Route<Text>,
    /// The houses.
    pub houses: Arc<dyn Houses>,
}

impl fmt::Debug for Channels {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Channels")
            .field("mail", &self.mail)
            .field("sms", &self.sms)
            .finish_non_exhaustive()
    }
}

/// What is to be sent, as the row says.
pub(super) struct Waiting {
    pub(super) state: State,
    pub(super) channel: Channel,
    pub(super) template: Template,
    /// The revision of the words that were in force when it was told.
    pub(super) version: Option<Uuid>,
    pub(super) lang: Lang,
    pub(super) recipient: Option<String>,
    pub(super) values: Option<Value>,
    pub(super) unknown_requests: i16,
    pub(super) asked_at: Option<Timestamp>,
    pub(super) provider: Option<String>,
}

impl Waiting {
    /// The provider that may have taken it already.
    fn perhaps_with(&self) -> Option<&str> {
        self.provider.as_deref().filter(|_| self.unknown_requests > 0)
    }

    /// Whether a request to the provider is safe: it knows the message again. A minute is kept for clocks and queues.
    fn is_known_to(&self, provider: &str, remembers: std::time::Duration, now: Timestamp) -> bool {
        let Some(asked) = self.asked_at else { return false };
        let age = now.duration_since(asked).as_secs().saturating_add(60);
        self.perhaps_with() == Some(provider)
            && u64::try_from(age).is_ok_and(|age| age < remembers.as_secs())
    }
}

/// What a message was made into.
pub(super) struct Made {
    /// Its subject; a text to a telephone has none.
    pub(super) subject: Option<String>,
    /// The revision of its words; none for those that come with the program.
    pub(super) version: Option<Uuid>,
}

/// What a row allows.
enum Step {
    /// Ask the provider.
    Ask(Request),
    /// There is nothing to do: it was sent, reported or given up meanwhile.
    Done,
    /// It was asked for often enough by a provider that cannot tell.
    PerhapsSent,
    /// Another worker asks another provider meanwhile.
    Elsewhere,
}

/// A request, and what the row said before it: a request that certainly was not taken leaves no trace.
pub(super) struct Request {
    /// Whether it counts as one more that may arrive.
    pub(super) counts: bool,
    /// Its number among the requests for this message.
    pub(super) number: i16,
    pub(super) provider: Option<String>,
    pub(super) asked_at: Option<Timestamp>,
}

/// Sends the message of `task`; the handler of its job.
///
/// # Errors
///
/// [`Failed::Again`] while it may work later; [`Failed::ForGood`] when it is given up, which the row then says.
pub async fn send(
    pool: &PgPool,
    channels: &Channels,
    task: &SendNotification,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<(), Failed> {
    let mut tx = entered(pool, task).await?;
    let Some(waiting) = store::waiting(&mut tx, task.notification).await? else {
        return Err(Failed::ForGood("no such notification".into()));
    };
    let words = letters::read(&mut tx, waiting.template, waiting.version).await;
    let words = words.map_err(|error| Failed::Again(error.to_string()))?;
    drop(tx);
    if !matches!(waiting.state, State::Waiting | State::Sending) {
        return Ok(());
    }
    let sending = Sending { pool, task, attempt, now };
    let Some((house, to, (rendered, version))) = filled(channels, task, &waiting, &words) else {
        return sending.give_up(NOT_FILLED).await;
    };
    // Told by day, it may have been kept back until the night by a provider that was down.
    if waiting.channel == Channel::Sms
        && let Some(what) = waiting.template.disturbs()
    {
        let zone = waiting.values.as_ref().and_then(|values| values.get(ZONE));
        let zone = zone_of(zone.and_then(Value::as_str).unwrap_or_default());
        let at = house.quiet.next_in(&zone, what, now);
        if at > now {
            return sending.later(at).await;
        }
    }
    let subject = (!rendered.subject.is_empty()).then(|| rendered.subject.clone());
    let made = Made { subject, version };
    match waiting.channel {
        Channel::Email => {
            let letter = letter(task, house, to, rendered, waiting.lang);
            sending.by(&channels.mail, &letter, &waiting, made).await
        }
        Channel::Sms => match Phone::parse(&to) {
            Ok(to) => {
                let body = plainly(&rendered.text);
                let text = Text { id: task.notification, from: house.sms_from, to, body };
                sending.by(&channels.sms, &text, &waiting, made).await
            }
            Err(_) => sending.give_up(NO_NUMBER).await,
        },
    }
}

/// The house, the recipient and the message, with the revision of its words; `None` when one of them is no longer there.
///
/// Words of the house that this program cannot fill do not keep a letter back: it is written in those of the program.
fn filled(
    channels: &Channels,
    task: &SendNotification,
    waiting: &Waiting,
    words: &Words,
) -> Option<(House, String, (Rendered, Option<Uuid>))> {
    let house = channels.houses.house(TenantId(task.tenant))?;
    let mut values = waiting.values.as_ref()?.as_object()?.clone();
    values.insert("house".into(), serde_json::to_value(&house).ok()?);
    let made = render_letter(words, waiting.channel, waiting.lang, &values);
    let made = match (made, waiting.version) {
        (Ok(rendered), version) => (rendered, version),
        (Err(_), None) => return None,
        (Err(error), Some(version)) => {
            tracing::error!(
                %error,
                revision = %version,
                template = waiting.template.id(),
                "published words of a letter cannot be filled: those of the program are sent"
            );
            let own = Words::built_in(waiting.template);
            (render_letter(&own, waiting.channel, waiting.lang, &values).ok()?, None)
        }
    };
    Some((house, waiting.recipient.clone()?, made))
}

fn letter(
    task: &SendNotification,
    house: House,
    to: String,
    rendered: Rendered,
    language: Lang,
) -> Letter {
    Letter {
        id: task.notification,
        from: house.from,
        reply_to: Some(house.email),
        to: Party { name: String::new(), address: to },
        subject: rendered.subject,
        html: rendered.html,
        text: rendered.text,
        language,
        list_unsubscribe: None,
    }
}

struct Sending<'a> {
    pool: &'a PgPool,
    task: &'a SendNotification,
    attempt: &'a Attempt,
    now: Timestamp,
}

impl Sending<'_> {
    async fn by<M>(
        &self,
        route: &Route<M>,
        message: &M,
        waiting: &Waiting,
        made: Made,
    ) -> Result<(), Failed> {
        let mut last = "no provider".to_owned();
        for leg in route.legs(waiting.perhaps_with()) {
            let asked = match self.begin(route, leg).await? {
                Step::Done => return Ok(()),
                Step::Elsewhere => break,
                Step::PerhapsSent => return self.give_up(PERHAPS_SENT).await,
                Step::Ask(asked) => asked,
            };
            match leg.send(message).await {
                Ok(accepted) => return self.sent(&accepted, made).await,
                Err(failure) => {
                    last = format!("{}: {failure}", leg.name());
                    let certainly_not = self.failed(&failure, &asked, &last).await?;
                    if let Failure::Refused(_) = failure {
                        return self.give_up(&last).await;
                    }
                    if !certainly_not {
                        break;
                    }
                }
            }
        }
        if self.attempt.last { self.give_up(&last).await } else { Err(Failed::Again(last)) }
    }

    /// Transaction 1: the row says that the provider is asked.
    async fn begin<M>(&self, route: &Route<M>, leg: &Leg<M>) -> Result<Step, Failed> {
        let mut tx = entered(self.pool, self.task).await?;
        let id = self.task.notification;
        let Some(row) = store::locked(&mut tx, id).await? else { return Ok(Step::Done) };
        if !matches!(row.state, State::Waiting | State::Sending) {
            return Ok(Step::Done);
        }
        if !route.legs(row.perhaps_with()).iter().any(|one| one.name() == leg.name()) {
            return Ok(Step::Elsewhere);
        }
        let known = row.is_known_to(leg.name(), leg.remembers(), self.now);
        if !known && row.unknown_requests >= MOST_UNKNOWN {
            return Ok(Step::PerhapsSent);
        }
        let counts = !known;
        let number = store::begin(&mut tx, id, leg.name(), counts, self.now).await?;
        tx.commit().await?;
        Ok(Step::Ask(Request { counts, number, provider: row.provider, asked_at: row.asked_at }))
    }

    /// Transaction 2, after a yes. A report may have been quicker: it stays.
    async fn sent(&self, accepted: &Accepted, made: Made) -> Result<(), Failed> {
        let mut tx = entered(self.pool, self.task).await?;
        store::sent(&mut tx, self.task.notification, accepted, made, self.now).await?;
        Ok(tx.commit().await?)
    }

    /// Transaction 2, after a no; whether the message certainly is nowhere, so that another provider may be asked.
    async fn failed(&self, failure: &Failure, asked: &Request, why: &str) -> Result<bool, Failed> {
        let mut tx = entered(self.pool, self.task).await?;
        let taken_back = (asked.counts && failure.lets_another_try()).then_some(asked);
        let id = self.task.notification;
        let alone = store::failed(&mut tx, id, taken_back, why, self.now).await?;
        tx.commit().await?;
        Ok(taken_back.is_some() && alone)
    }

    /// It waits for `at`: this job has done its part, another one begins then.
    async fn later(&self, at: Timestamp) -> Result<(), Failed> {
        let mut tx = entered(self.pool, self.task).await?;
        let key = Some(job_key(self.task.notification));
        enqueue(&mut tx, self.task, &When { key, at: Some(at) }).await?;
        Ok(tx.commit().await?)
    }

    async fn give_up(&self, why: &str) -> Result<(), Failed> {
        let mut tx = entered(self.pool, self.task).await?;
        store::give_up(&mut tx, self.task.notification, why, self.now).await?;
        tx.commit().await?;
        Err(Failed::ForGood(why.to_owned()))
    }
}

async fn entered(
    pool: &PgPool,
    task: &SendNotification,
) -> Result<Transaction<'static, Postgres>, Failed> {
    let mut tx = pool.begin().await?;
    tenants::operations::enter(&mut tx, TenantId(task.tenant)).await?;
    Ok(tx)
}
