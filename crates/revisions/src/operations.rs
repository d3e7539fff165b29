//! Revisions in the database, step by step. Free functions in the caller's transaction.
//!
//! The database refuses too: a revision looked at by its author, a change of what is in review or settled. A publication is
//! told on the channel [`CHANNEL`] at commit.

mod store;

use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use crate::revision::words;
use crate::{
    DOCUMENT_MAX, Document, FILE_MAX, File, Refused, Revision, RevisionId, State, Step, Subject,
};

/// The channel of `notify` that names the subject of each revision as it is published.
pub const CHANNEL: &str = "revisions_published";

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        let constraint = error.as_database_error().and_then(|refused| refused.constraint());
        match constraint {
            Some("revision_four_eyes") => Self::OwnWork,
            Some("revision_never_changes" | "revision_looked_at_first") => Self::NoSuchStep,
            Some("revision_document_length" | "revision_file_length") => Self::DocumentTooLong,
            _ => Self::Database(error.into()),
        }
    }
}

/// A revision that begins.
#[derive(Clone, Copy, Debug)]
pub struct Beginning<'a> {
    /// What it changes.
    pub subject: Subject,
    /// Which of several; empty where there is one.
    pub part: &'a str,
    /// Why.
    pub note: &'a str,
    /// What it is made from.
    pub based_on: &'a str,
    /// Its texts, as they are now.
    pub documents: &'a [Document],
    /// Its file, where it has one.
    pub file: Option<&'a File>,
}

/// Begins a revision by `author`, in the house that the transaction has entered or in all.
///
/// # Errors
///
/// [`Refused::NoteNeeded`], [`Refused::WordsTooLong`], [`Refused::DocumentTooLong`], or when the database refuses.
pub async fn begin(
    conn: &mut PgConnection,
    author: Uuid,
    beginning: Beginning<'_>,
    now: Timestamp,
) -> Result<Revision, Refused> {
    let note = words(beginning.note)?.ok_or(Refused::NoteNeeded)?;
    let revision = Revision {
        id: RevisionId(Uuid::now_v7()),
        subject: beginning.subject,
        part: beginning.part.to_owned(),
        state: State::Draft { returned: None },
        based_on: beginning.based_on.chars().take(120).collect(),
        note,
        author,
        created_at: now,
        updated_at: now,
        edition: 1,
    };
    store::insert(conn, &revision).await?;
    put_all(conn, revision.id, beginning.documents).await?;
    if let Some(file) = beginning.file {
        put_file(conn, revision.id, file).await?;
    }
    Ok(revision)
}

/// The revisions of `subject`, newest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(conn: &mut PgConnection, subject: Subject) -> Result<Vec<Revision>, Refused> {
    store::list(conn, subject, None).await
}

/// The published ones of `subject`, newest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn published(
    conn: &mut PgConnection,
    subject: Subject,
) -> Result<Vec<Revision>, Refused> {
    store::list(conn, subject, Some("published")).await
}

/// The revision `id` of `subject`.
///
/// # Errors
///
/// [`Refused::Missing`], or when the database does not answer.
pub async fn find(
    conn: &mut PgConnection,
    subject: Subject,
    id: RevisionId,
) -> Result<Revision, Refused> {
    let found = store::find(conn, id).await?.ok_or(Refused::Missing)?;
    if found.subject == subject { Ok(found) } else { Err(Refused::Missing) }
}

/// The texts of the revision `id`, by their names.
///
/// # Errors
///
/// When the database does not answer.
pub async fn documents(conn: &mut PgConnection, id: RevisionId) -> Result<Vec<Document>, Refused> {
    store::documents(conn, id).await
}

/// The file of the revision `id`, where it has one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn file(conn: &mut PgConnection, id: RevisionId) -> Result<Option<File>, Refused> {
    store::file(conn, id).await
}

/// The revision of `part` of `subject` that was in force at the instant `at`, on the day `day` of it: what was published
/// later was not known then, whatever its day.
///
/// # Errors
///
/// When the database does not answer.
pub async fn in_force_at(
    conn: &mut PgConnection,
    (subject, part): (Subject, &str),
    (at, day): (Timestamp, Date),
) -> Result<Option<RevisionId>, Refused> {
    store::in_force_at(conn, (subject, part), (at, day)).await
}

/// Writes `documents` over those of the same names, and why the revision is made.
///
/// # Errors
///
/// As [`Revision::write`], and [`Refused::DocumentTooLong`].
pub async fn write(
    conn: &mut PgConnection,
    (subject, id): (Subject, RevisionId),
    step: Step,
    note: &str,
    documents: &[Document],
) -> Result<Revision, Refused> {
    let revision = lock(conn, subject, id).await?.write(step, note)?;
    store::save(conn, &revision).await?;
    put_all(conn, id, documents).await?;
    Ok(revision)
}

/// Puts `file` in the place of the one that there is.
///
/// # Errors
///
/// As [`write`].
pub async fn write_file(
    conn: &mut PgConnection,
    (subject, id): (Subject, RevisionId),
    step: Step,
    file: &File,
) -> Result<Revision, Refused> {
    let revision = lock(conn, subject, id).await?;
    let note = revision.note.clone();
    let revision = revision.write(step, &note)?;
    store::save(conn, &revision).await?;
    put_file(conn, id, file).await?;
    Ok(revision)
}

/// Asks for a second look, to be in force from `from` on. Whether its documents are sound is the caller's to see first.
///
/// # Errors
///
/// As [`Revision::ask`].
pub async fn ask(
    conn: &mut PgConnection,
    (subject, id): (Subject, RevisionId),
    step: Step,
    from: Date,
) -> Result<Revision, Refused> {
    let revision = lock(conn, subject, id).await?.ask(step, from)?;
    store::save(conn, &revision).await?;
    Ok(revision)
}

/// Takes a revision back that waits for a second look.
///
/// # Errors
///
/// As [`Revision::take_back`].
pub async fn take_back(
    conn: &mut PgConnection,
    (subject, id): (Subject, RevisionId),
    step: Step,
) -> Result<Revision, Refused> {
    let revision = lock(conn, subject, id).await?.take_back(step)?;
    store::save(conn, &revision).await?;
    Ok(revision)
}

/// Sends a revision back to its author.
///
/// # Errors
///
/// As [`Revision::send_back`].
pub async fn send_back(
    conn: &mut PgConnection,
    (subject, id): (Subject, RevisionId),
    step: Step,
    remark: &str,
) -> Result<Revision, Refused> {
    let revision = lock(conn, subject, id).await?.send_back(step, remark)?;
    store::save(conn, &revision).await?;
    Ok(revision)
}

/// Publishes a revision. Whether its documents are (still) sound is the caller's to see, in the same transaction.
///
/// # Errors
///
/// As [`Revision::publish`].
pub async fn publish(
    conn: &mut PgConnection,
    (subject, id): (Subject, RevisionId),
    step: Step,
) -> Result<Revision, Refused> {
    let revision = lock(conn, subject, id).await?.publish(step)?;
    store::save(conn, &revision).await?;
    Ok(revision)
}

/// Gives a draft up.
///
/// # Errors
///
/// As [`Revision::give_up`].
pub async fn give_up(
    conn: &mut PgConnection,
    (subject, id): (Subject, RevisionId),
    step: Step,
) -> Result<Revision, Refused> {
    let revision = lock(conn, subject, id).await?.give_up(step)?;
    store::save(conn, &revision).await?;
    Ok(revision)
}

async fn lock(
    conn: &mut PgConnection,
    subject: Subject,
    id: RevisionId,
) -> Result<Revision, Refused> {
    let found = store::lock(conn, id).await?.ok_or(Refused::Missing)?;
    if found.subject == subject { Ok(found) } else { Err(Refused::Missing) }
}

async fn put_all(
    conn: &mut PgConnection,
    id: RevisionId,
    documents: &[Document],
) -> Result<(), Refused> {
    for document in documents {
        if document.text.len() > DOCUMENT_MAX || document.text.contains('\0') {
            return Err(Refused::DocumentTooLong);
        }
        store::put(conn, id, document).await?;
    }
    Ok(())
}

async fn put_file(conn: &mut PgConnection, id: RevisionId, file: &File) -> Result<(), Refused> {
    if file.bytes.len() > FILE_MAX {
        return Err(Refused::DocumentTooLong);
    }
    store::put_file(conn, id, file).await
}
