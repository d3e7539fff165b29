//! Versions of the tables in the database: imported as drafts, published once, then never changed.
//!
//! Free functions in the caller's transaction. A publication is told on the channel [`CHANNEL`] at commit.

mod store;

use jiff::Timestamp;
use simulator::Baremes;
use simulator::snapshot::encode;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use crate::{BUILTIN_FILES, Entry, Loaded, Refusal, export as export_entries, hash, load};

/// The channel of `notify` that names each version as it is published.
pub const CHANNEL: &str = "baremes_published";

/// Who is written down as the author of the tables compiled in.
const PROGRAM: &str = "carteclaire";

/// Identifies a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VersionId(pub Uuid);

/// A set of tables, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its identifier.
    pub id: VersionId,
    /// Its name, from `sources.toml`; two versions may bear the same.
    pub name: String,
    /// Draft or published.
    pub state: State,
    /// Who imported it.
    pub author: String,
    /// Why, where it was said.
    pub note: Option<String>,
    /// When it was imported.
    pub created_at: Timestamp,
    /// Hash of its snapshot, `sha256:…`.
    pub snapshot_sha256: String,
    /// The revision that it was published by, where it came from the desk.
    pub revision: Option<Uuid>,
    /// First day on which it is in force; `None`: that of its publication.
    pub from: Option<Date>,
}

/// How far a version has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Imported, in force nowhere.
    Draft,
    /// In force from then, or from the day that it names on, until another one is.
    Published {
        /// When.
        at: Timestamp,
        /// By whom.
        by: String,
    },
}

/// What an import came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportOutcome {
    /// A new draft.
    Drafted(VersionId),
    /// The latest published version says the same, entry for entry.
    Unchanged(VersionId),
}

/// The set in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// Which version.
    pub version: Version,
    /// What the rules read.
    pub baremes: Baremes,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The tables are not sound; every fault is said.
    #[error("the tables are refused: {}", said(.0))]
    Tables(Vec<Refusal>),
    /// No version has this identifier.
    #[error("there is no version {}", .0.0)]
    NoSuchVersion(VersionId),
    /// It is published already.
    #[error("version {} is published already", .0.0)]
    AlreadyPublished(VersionId),
    /// A published version was about to change.
    #[error("a published version never changes")]
    NeverChanges,
    /// The application publishes what two people looked at, and nothing else.
    #[error("only one person looked at it: the desk publishes what a second one agreed to")]
    FourEyes,
    /// A row holds what this crate never writes.
    #[error("the row {0} holds what is no entry of a table")]
    Row(String),
    /// The database did not answer, or refused.
    #[error("the barèmes could not be read or written")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        let constraint = error.as_database_error().and_then(|refused| refused.constraint());
        match constraint {
            Some("bareme_published_never_changes") => Self::NeverChanges,
            Some("bareme_four_eyes") => Self::FourEyes,
            _ => Self::Database(error),
        }
    }
}

fn said(refusals: &[Refusal]) -> String {
    refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Takes the files `(name, text)` as a draft of `author`, at `now`.
///
/// # Errors
///
/// [`Refused::Tables`] with every fault when they are not sound; nothing is written then.
pub async fn import(
    conn: &mut PgConnection,
    author: &str,
    files: &[(&str, &str)],
    now: Timestamp,
) -> Result<ImportOutcome, Refused> {
    let loaded = load(files).map_err(Refused::Tables)?;
    if let Some(latest) = store::latest_published(conn).await?
        && same(&store::entries(conn, latest.id).await?, &loaded.entries)
    {
        return Ok(ImportOutcome::Unchanged(latest.id));
    }
    let draft = drafted(author, &loaded, now);
    store::insert(conn, &draft, &loaded.entries).await?;
    Ok(ImportOutcome::Drafted(draft.id))
}

fn drafted(author: &str, loaded: &Loaded, now: Timestamp) -> Version {
    Version {
        id: VersionId(Uuid::now_v7()),
        name: loaded.baremes.version.clone(),
        state: State::Draft,
        author: author.to_owned(),
        note: None,
        created_at: now,
        snapshot_sha256: hash(&encode(&loaded.baremes)),
        revision: None,
        from: None,
    }
}

/// A revision that two people agreed to.
#[derive(Clone, Copy, Debug)]
pub struct Agreed<'a> {
    /// Its identifier.
    pub revision: Uuid,
    /// Who wrote it.
    pub author: Uuid,
    /// Who looked at it.
    pub by: Uuid,
    /// Why.
    pub note: &'a str,
    /// First day on which it is in force.
    pub from: Date,
}

/// Publishes the files `(name, text)` of a revision, in the transaction that publishes the revision itself.
///
/// # Errors
///
/// [`Refused::Tables`] when they are not sound (any more), [`Refused::FourEyes`] when the revision is not published.
pub async fn publish_revision(
    conn: &mut PgConnection,
    agreed: Agreed<'_>,
    files: &[(&str, &str)],
    now: Timestamp,
) -> Result<Published, Refused> {
    let loaded = load(files).map_err(Refused::Tables)?;
    let version = Version {
        note: Some(agreed.note.to_owned()),
        revision: Some(agreed.revision),
        from: Some(agreed.from),
        ..drafted(&agreed.author.to_string(), &loaded, now)
    };
    store::insert(conn, &version, &loaded.entries).await?;
    publish(conn, version.id, &agreed.by.to_string(), now).await
}

/// Puts the draft `id` in force, by `publisher` at `now`. Its tables are checked again: the rules may have changed since.
///
/// # Errors
///
/// [`Refused::AlreadyPublished`], [`Refused::NoSuchVersion`], or [`Refused::Tables`] when it is not sound (any more).
pub async fn publish(
    conn: &mut PgConnection,
    id: VersionId,
    publisher: &str,
    now: Timestamp,
) -> Result<Published, Refused> {
    let version = store::lock(conn, id).await?.ok_or(Refused::NoSuchVersion(id))?;
    if version.state != State::Draft {
        return Err(Refused::AlreadyPublished(id));
    }
    let baremes = tables(conn, id).await?;
    let state = State::Published { at: now, by: publisher.to_owned() };
    let version = Version { state, snapshot_sha256: hash(&encode(&baremes)), ..version };
    store::set_published(conn, &version, publisher, now).await?;
    Ok(Published { version, baremes })
}

/// Imports and publishes the tables compiled in, when the database has no version at all. `None` when it has one.
///
/// Two servers that start together do it once: the second waits for the first.
///
/// # Errors
///
/// When the database does not answer or refuses.
pub async fn import_builtin_if_empty(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<Option<VersionId>, Refused> {
    store::wait_for_other_starts(conn).await?;
    if !store::list(conn).await?.is_empty() {
        return Ok(None);
    }
    let outcome = import(conn, PROGRAM, &BUILTIN_FILES, now).await?;
    let (ImportOutcome::Drafted(id) | ImportOutcome::Unchanged(id)) = outcome;
    publish(conn, id, PROGRAM, now).await?;
    Ok(Some(id))
}

/// Every version, newest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(conn: &mut PgConnection) -> Result<Vec<Version>, Refused> {
    store::list(conn).await
}

/// The version `id` and its entries, in the order of the files.
///
/// # Errors
///
/// [`Refused::NoSuchVersion`], or when the database does not answer.
pub async fn show(
    conn: &mut PgConnection,
    id: VersionId,
) -> Result<(Version, Vec<Entry>), Refused> {
    let version = store::find(conn, id).await?.ok_or(Refused::NoSuchVersion(id))?;
    Ok((version, store::entries(conn, id).await?))
}

/// The version `id` as files, `(name, text)`: [`import`] takes them back.
///
/// # Errors
///
/// [`Refused::NoSuchVersion`], or when the database does not answer.
pub async fn export(
    conn: &mut PgConnection,
    id: VersionId,
) -> Result<Vec<(String, String)>, Refused> {
    Ok(export_entries(&show(conn, id).await?.1))
}

/// The set in force on `today`: of the published ones whose day has come, the one of the latest day, and of two with the
/// same day the one that was published last. `None` in a database that has none yet.
///
/// # Errors
///
/// [`Refused::Tables`] when this build of the rules cannot read it (the tables compiled in can take its place), or
/// when the database does not answer.
pub async fn published(conn: &mut PgConnection, today: Date) -> Result<Option<Published>, Refused> {
    let Some(version) = store::in_force(conn, today).await? else { return Ok(None) };
    let baremes = tables(conn, version.id).await?;
    Ok(Some(Published { version, baremes }))
}

/// The version in force on `today`, without its tables: see [`published`].
///
/// # Errors
///
/// When the database does not answer.
pub async fn in_force(conn: &mut PgConnection, today: Date) -> Result<Option<Version>, Refused> {
    store::in_force(conn, today).await
}

async fn tables(conn: &mut PgConnection, id: VersionId) -> Result<Baremes, Refused> {
    let files = export_entries(&store::entries(conn, id).await?);
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Ok(load(&files).map_err(Refused::Tables)?.baremes)
}

/// The same entries at the same places; the database sorts the files otherwise than [`load`] does.
fn same(stored: &[Entry], given: &[Entry]) -> bool {
    stored.len() == given.len() && given.iter().all(|entry| stored.contains(entry))
}
