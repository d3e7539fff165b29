//! From a file that was sent to a piece that may be shown, so that a worker may die at any step.
//!
//! Look, antivirus, convert, seal, store: nothing of that changes what was sent, and what is stored is written under
//! names and a key that are the piece's own, so whoever does it again writes the same. Only then does the row say
//! `accepted`; only after that is what was sent deleted. Who does not answer is said by the row, and asked again later.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use jobs::operations::{When, enqueue};
use jobs::{Attempt, Failed};
use objects::{Key, Objects};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{entered, key_of, place, store};
use crate::antivirus::{Clamd, Verdict};
use crate::retention::after;
use crate::seal::{DataKey, Unwrapped, Wrap, seal_under};
use crate::{Awaited, Facts, Kept, Part, Reader, Refusal, Rule, State, Unread, shown_name};

/// A piece that nobody touched for so long has lost its job.
const STALLED: SignedDuration = SignedDuration::from_mins(30);
/// Pieces that are woken in one go.
const WOKEN_AT_ONCE: i64 = 500;
/// Days that a refused piece is remembered, and that a quarantined file is kept.
const REFUSED_DAYS: i32 = 30;
const QUARANTINED_DAYS: i32 = 7;

/// The job that reads a piece.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadDocument {
    /// In which house.
    pub tenant: Uuid,
    /// Which.
    pub document: Uuid,
}

impl jobs::Task for ReadDocument {
    const NAME: &'static str = "read_document";
    const TIME_LIMIT: Duration = Duration::from_mins(10);
}

impl ReadDocument {
    /// One job a piece.
    pub(super) fn key(&self) -> String {
        format!("document:{}", self.document)
    }
}

/// What a piece is read with.
#[derive(Clone)]
pub struct Reading {
    /// Has files read by children.
    pub reader: Reader,
    /// Knows what is dangerous.
    pub antivirus: Clamd,
    /// Where files are.
    pub objects: Objects,
    /// Wraps data keys.
    pub keys: Arc<dyn Wrap>,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").field("reader", &self.reader).finish_non_exhaustive()
    }
}

/// Why a piece was not read to its end.
enum Stop {
    /// The file is not taken.
    Refused(Refusal),
    /// The antivirus found that in it.
    Found(String),
    /// Somebody does not answer.
    Waits(Awaited, String),
    /// Somebody else ended it meanwhile, or it was destroyed.
    Over,
    /// The database does not answer.
    Database(sqlx::Error),
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Unread> for Stop {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Refused(refusal) => Self::Refused(refusal),
            other => Self::Waits(Awaited::Reader, other.to_string()),
        }
    }
}

impl From<Unwrapped> for Stop {
    fn from(error: Unwrapped) -> Self {
        Self::Waits(Awaited::Keys, error.to_string())
    }
}

impl From<objects::Error> for Stop {
    fn from(error: objects::Error) -> Self {
        Self::Waits(Awaited::Store, error.to_string())
    }
}

/// Reads the piece of `task` at `now`; the handler of its job. Done twice, or by two at once, it is as once.
///
/// # Errors
///
/// [`Failed::Again`] while somebody does not answer, which the row then says.
pub async fn read(
    pool: &PgPool,
    with: &Reading,
    task: &ReadDocument,
    attempt: &Attempt,
    now: Timestamp,
) -> Result<(), Failed> {
    let mut tx = entered(pool, task.tenant).await?;
    let Some(kept) = store::documents::find(&mut tx, task.document).await? else {
        return Err(Failed::ForGood("no such piece".into()));
    };
    let reads = store::reading::begin(&mut tx, task.document, now).await?;
    tx.commit().await?;
    let work = Work { pool, with, task, last: attempt.last, now };
    if !reads {
        // Accepted or refused by somebody who did not live to clear away.
        return match kept.document.state {
            State::Accepted(_) | State::Refused(_) => work.clear(kept.sent_object).await,
            _ => Ok(()),
        };
    }
    match work.read(&kept).await {
        Ok(()) => work.clear(kept.sent_object).await,
        Err(Stop::Refused(refusal)) => {
            work.refuse(("refused", refusal.code()), REFUSED_DAYS, Rule::RefusedThirtyDays).await?;
            work.forget_files().await?;
            work.clear(kept.sent_object).await
        }
        Err(Stop::Found(name)) => {
            tracing::warn!(document.id = %task.document, found = name, "the antivirus found something");
            let found = ("quarantined", name.as_str());
            work.refuse(found, QUARANTINED_DAYS, Rule::QuarantinedSevenDays).await
        }
        Err(Stop::Waits(awaited, why)) => {
            let mut tx = entered(pool, task.tenant).await?;
            store::reading::wait(&mut tx, task.document, awaited, now).await?;
            tx.commit().await?;
            Err(Failed::Again(format!("{}: {why}", awaited.id())))
        }
        Err(Stop::Over) => work.forget_files().await,
        Err(Stop::Database(error)) => Err(error.into()),
    }
}

struct Work<'a> {
    pool: &'a PgPool,
    with: &'a Reading,
    task: &'a ReadDocument,
    last: bool,
    now: Timestamp,
}

impl Work<'_> {
    async fn read(&self, kept: &store::documents::Kept) -> Result<(), Stop> {
        let Reading { reader, antivirus, .. } = self.with;
        let file = self.sent(kept).await?;
        let seen = reader.look(&file).await?;
        match antivirus.scan(&file).await {
            Verdict::Clean => {}
            Verdict::Infected(name) => return Err(Stop::Found(name)),
            Verdict::Encrypted => return Err(Stop::Refused(Refusal::Password)),
            Verdict::ExceedsLimits => return Err(Stop::Refused(Refusal::TooDemanding)),
            Verdict::Unavailable(reason) => {
                return Err(Stop::Waits(Awaited::Antivirus, format!("{reason:?}")));
            }
        }
        let plain = reader.convert(&file, seen, None).await?;
        let marked = match &kept.watermark {
            Some(watermark) => Some(reader.convert(&file, seen, Some(watermark)).await?),
            None => None,
        };
        drop(file);
        let facts = Facts {
            kind: plain.kind(),
            pages: u16::try_from(plain.pages.len()).map_err(|_| Refusal::TooManyPages)?,
            length: plain.file().len() as u64,
            sha256: Sha256::digest(plain.file()).into(),
        };
        let name = kept.document.name.as_deref().unwrap_or_default();
        let name = shown_name(name, facts.kind)?;
        self.store(&plain, marked.as_ref()).await?;
        let mut tx = self.entered().await?;
        let accepted =
            store::reading::accept(&mut tx, self.task.document, &facts, &name, self.now).await?;
        tx.commit().await?;
        if accepted { Ok(()) } else { self.ended().await }
    }

    /// Whoever came second finds the piece accepted, and its files are the same; otherwise they are nobody's.
    async fn ended(&self) -> Result<(), Stop> {
        let mut tx = self.entered().await?;
        let kept = store::documents::find(&mut tx, self.task.document).await?;
        let accepted = kept.is_some_and(|kept| kept.document.state.accepted().is_some());
        if accepted { Ok(()) } else { Err(Stop::Over) }
    }

    async fn entered(&self) -> Result<sqlx::Transaction<'static, sqlx::Postgres>, sqlx::Error> {
        entered(self.pool, self.task.tenant).await
    }

    /// The file as it was sent: the same that was received, whatever came to the store since.
    async fn sent(&self, kept: &store::documents::Kept) -> Result<Vec<u8>, Stop> {
        let place = kept.sent_object.as_deref().and_then(|place| Key::parse(place).ok());
        let Some(place) = place else { return Err(Stop::Over) };
        let objects = &self.with.objects;
        // Nothing but the length that was received is ever read into memory.
        let found = match objects.head(&place).await {
            // Nobody but this job deletes it: after so many tries it is to be sent again, and that is said.
            Err(objects::Error::Missing) if self.last => {
                return Err(Stop::Refused(Refusal::Damaged));
            }
            found => found?,
        };
        if found.length != kept.sent_length {
            return Err(Stop::Refused(Refusal::Damaged));
        }
        let file = objects.get(&place).await?;
        if <[u8; 32]>::from(Sha256::digest(&file)) != kept.document.sent_sha256 {
            return Err(Stop::Refused(Refusal::Damaged));
        }
        Ok(file.into())
    }

    /// Stores what is kept and what is shown, each file under a key of its own.
    async fn store(&self, plain: &Kept, marked: Option<&Kept>) -> Result<(), Stop> {
        let id = self.task.document;
        let key = self.data_key().await?;
        let shown = marked.unwrap_or(plain);
        let mut files = vec![(Part::File, plain.file())];
        for (number, page) in (1..).zip(&shown.pages) {
            files.push((Part::Thumbnail(number), &page.thumbnail));
            // A picture without a watermark is shown as it is kept.
            if marked.is_some() || plain.pdf.is_some() {
                files.push((Part::Page(number), &page.picture));
            }
        }
        for (part, bytes) in files {
            let place = key_of(id, part).map_err(|_| Stop::Over)?;
            let sealed = seal_under(&key.of(place.as_str()), bytes);
            self.with.objects.put(&place, sealed.into()).await?;
        }
        Ok(())
    }

    /// The key of the piece, drawn before anything is stored: whoever comes after a death has the same.
    async fn data_key(&self) -> Result<DataKey, Stop> {
        let (id, keys) = (self.task.document, &self.with.keys);
        let drawn = DataKey::draw();
        let wrapped = keys.wrap(&drawn, &place(id)).await?;
        let mut tx = self.entered().await?;
        let stored = store::reading::keep_key(&mut tx, id, &wrapped).await?;
        tx.commit().await?;
        match stored {
            None => Err(Stop::Over),
            Some(stored) if stored == wrapped => Ok(drawn),
            Some(stored) => Ok(keys.unwrap(&stored, &place(id)).await?),
        }
    }

    async fn refuse(&self, how: (&str, &str), days: i32, rule: Rule) -> Result<(), Failed> {
        let day = after(self.now.to_zoned(jiff::tz::TimeZone::UTC).date(), days);
        let mut tx = self.entered().await?;
        store::reading::refuse(&mut tx, self.task.document, how, (day, rule), self.now).await?;
        Ok(tx.commit().await?)
    }

    /// Deletes what was stored of a piece that is none: never of one that somebody else had accepted meanwhile.
    async fn forget_files(&self) -> Result<(), Failed> {
        let mut tx = self.entered().await?;
        let kept = store::documents::find(&mut tx, self.task.document).await?;
        drop(tx);
        let state = kept.map(|kept| kept.document.state);
        if !matches!(state, Some(State::Refused(_) | State::Destroyed(_))) {
            return Ok(());
        }
        super::purging::delete_files(&self.with.objects, self.task.document)
            .await
            .map_err(|error| Failed::Again(error.to_string()))
    }

    /// Deletes the file as it was sent, then says so.
    async fn clear(&self, sent: Option<String>) -> Result<(), Failed> {
        let Some(place) = sent.as_deref().and_then(|place| Key::parse(place).ok()) else {
            return Ok(());
        };
        let deleted = self.with.objects.delete(&place).await;
        deleted.map_err(|error| Failed::Again(error.to_string()))?;
        let mut tx = self.entered().await?;
        store::reading::cleared(&mut tx, self.task.document).await?;
        Ok(tx.commit().await?)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Enqueues again the pieces that wait without a job at `now` (its attempts are used up, or it was dropped), and says how
/// many: every hour, nobody has to ask.
///
/// # Errors
///
/// When the database does not answer.
pub async fn wake(
    conn: &mut PgConnection,
    tenant: Uuid,
    now: Timestamp,
) -> Result<usize, sqlx::Error> {
    let stalled = store::reading::stalled(conn, now - STALLED, WOKEN_AT_ONCE).await?;
    for document in &stalled {
        let task = ReadDocument { tenant, document: *document };
        enqueue(conn, &task, &When { key: Some(task.key()), at: None }).await?;
    }
    Ok(stalled.len())
}

/// Reads again, from `now`, a piece in which the antivirus found something that is not there; `false` when it is in no
/// quarantine.
///
/// # Errors
///
/// When the database does not answer.
pub async fn release(
    conn: &mut PgConnection,
    task: ReadDocument,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    if !store::reading::release(conn, task.document, now).await? {
        return Ok(false);
    }
    enqueue(conn, &task, &When { key: Some(task.key()), at: None }).await?;
    Ok(true)
}
