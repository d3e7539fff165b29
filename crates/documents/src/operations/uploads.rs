//! From a device to the store: in parts that may be cut, sent twice and gone on with later, or whole, by a form.
//!
//! [`begin`] gives a token that the browser keeps; [`find`] and [`standing`] say which parts are wanted and where they go;
//! once all are there, [`gathered`] makes a file of them and reads again what it is, and [`finish`] makes a piece of it,
//! in the transaction of whatever else that means. A form is [`begin_form`], [`receive`], [`finish`].

mod gathering;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use jobs::operations::{When, enqueue};
use objects::{Key, Objects, SignedPut};
use sealing::Token;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::reading::ReadDocument;
use super::{entered, store};
use crate::{Class, Document, Intake, Kind, MOST_BYTES, Refusal, State, shown_name};
use gathering::whole;

pub use gathering::{Gathered, gathered, receive};

/// How long an upload may be gone on with.
const LASTS: SignedDuration = SignedDuration::from_hours(24);
/// How long the address of a part lives: a slow line sends one in that time.
const PART_LIVES: Duration = Duration::from_mins(30);
/// Uploads of one dossier that may be on their way.
const MOST_OPEN: i64 = 60;
/// The longest name that a device may give, in characters: more is cut.
const LONGEST_NAME: usize = 255;

/// Why nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The file itself: say so to the person.
    #[error("the file is refused: {0}")]
    Refused(#[from] Refusal),
    /// The slot has as many pieces as it takes.
    #[error("the slot has its {most} pieces")]
    Full {
        /// How many that is.
        most: u16,
    },
    /// Too many uploads of this dossier are on their way.
    #[error("too many uploads are on their way")]
    TooManyOpen,
    /// Nothing about health is taken without the person's word.
    #[error("the consent is missing")]
    NoConsent,
    /// No such upload, or its time is over: begin again.
    #[error("no such upload, or it expired")]
    Unknown,
    /// Parts are missing: ask [`standing`], and send them.
    #[error("parts are missing")]
    Incomplete,
    /// What arrived is not what was announced: begin again.
    #[error("what arrived is not what was announced")]
    Altered,
    /// The store of files does not take anything now: try again later, what was sent is not lost.
    #[error("the store of files could not be reached")]
    Store(#[from] objects::Error),
    /// The database did not answer, or refused.
    #[error("the database could not be reached")]
    Database(#[from] sqlx::Error),
}

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Which.
    pub id: Uuid,
    /// What was said of it.
    pub intake: Intake,
    /// The piece that it became.
    pub document: Option<Uuid>,
    pub(super) object: String,
    pub(super) parts: Option<String>,
}

impl Upload {
    fn new(intake: &Intake) -> Self {
        let (id, mut intake) = (Uuid::now_v7(), intake.clone());
        intake.name = intake.name.chars().take(LONGEST_NAME).collect();
        Self { id, intake, document: None, object: format!("quarantine/{id}"), parts: None }
    }

    fn key(&self) -> Result<Key, NotTaken> {
        Key::parse(&self.object).map_err(|_| NotTaken::Unknown)
    }

    /// The parts that it comes in, each with its length.
    fn wanted(&self) -> Vec<(u16, u64)> {
        let size = self.intake.size.unwrap_or(0);
        let count = u16::try_from(size.div_ceil(Objects::PART)).unwrap_or(u16::MAX);
        let length = |number| {
            let before = u64::from(number - 1) * Objects::PART;
            (number, (size - before).min(Objects::PART))
        };
        (1..=count).map(length).collect()
    }
}

/// What came of an attempt to begin.
#[derive(Debug)]
pub enum Begun {
    /// It may be sent. The token goes on with it, from any device, for a day.
    Upload(Box<Upload>, Token),
    /// The same file is in the slot already, as this piece: nothing is to be sent.
    Before(Uuid),
}

/// Begins to take a file in parts at `now`, for the house `tenant`.
///
/// # Errors
///
/// [`NotTaken`]; nothing is kept then.
pub async fn begin(
    pool: &PgPool,
    objects: &Objects,
    tenant: Uuid,
    intake: &Intake,
    now: Timestamp,
) -> Result<Begun, NotTaken> {
    if intake.size.is_none() {
        return Err(NotTaken::Altered);
    }
    let mut tx = entered(pool, tenant).await?;
    if let Some(before) = allowed(&mut tx, intake, now).await? {
        return Ok(Begun::Before(before));
    }
    drop(tx);
    let mut upload = Upload::new(intake);
    let (key, token) = (upload.key()?, Token::random());
    upload.parts = Some(objects.begin_parts(&key).await?);
    let mut tx = entered(pool, tenant).await?;
    store::uploads::insert(&mut tx, tenant, &upload, token.hash(), (now, now + LASTS)).await?;
    tx.commit().await?;
    Ok(Begun::Upload(Box::new(upload), token))
}

/// Begins to take a file that comes whole, by a form, at `now`.
///
/// # Errors
///
/// As [`begin`].
pub async fn begin_form(
    conn: &mut PgConnection,
    tenant: Uuid,
    intake: &Intake,
    now: Timestamp,
) -> Result<Upload, NotTaken> {
    let intake = Intake { size: None, sha256: None, ..intake.clone() };
    allowed(conn, &intake, now).await?;
    let (upload, token) = (Upload::new(&intake), Token::random());
    store::uploads::insert(conn, tenant, &upload, token.hash(), (now, now + LASTS)).await?;
    Ok(upload)
}

/// What can be refused before a byte is sent; the same file, where it is there already.
async fn allowed(
    conn: &mut PgConnection,
    intake: &Intake,
    now: Timestamp,
) -> Result<Option<Uuid>, NotTaken> {
    match intake.size {
        Some(0) => return Err(Refusal::Empty.into()),
        Some(size) if size > MOST_BYTES as u64 => return Err(Refusal::TooLong.into()),
        _ => {}
    }
    // The kind is not known yet, and changes nothing to what is refused.
    shown_name(&intake.name, Kind::Jpeg)?;
    if intake.class == Class::Health && intake.consent.is_none() {
        return Err(NotTaken::NoConsent);
    }
    let (count, same) =
        store::uploads::in_slot(conn, intake.dossier, &intake.slot, intake.sha256).await?;
    if same.is_some() {
        return Ok(same);
    }
    if count >= i64::from(intake.most) {
        return Err(NotTaken::Full { most: intake.most });
    }
    if store::uploads::count_open(conn, intake.dossier, now).await? >= MOST_OPEN {
        return Err(NotTaken::TooManyOpen);
    }
    Ok(None)
}

/// The upload of `token`, unless it expired at `now`. Another house's looks missing, and so does one whose piece was taken
/// back, refused or destroyed since: the file is sent anew.
///
/// # Errors
///
/// [`NotTaken::Unknown`], or when the database does not answer.
pub async fn find(
    conn: &mut PgConnection,
    token: &Token,
    now: Timestamp,
) -> Result<Upload, NotTaken> {
    let upload = store::uploads::find(conn, token.hash(), now).await?.ok_or(NotTaken::Unknown)?;
    match upload.document {
        Some(document) if !stands(conn, document).await? => Err(NotTaken::Unknown),
        _ => Ok(upload),
    }
}

/// Whether a piece may still have its place in a dossier.
async fn stands(conn: &mut PgConnection, document: Uuid) -> Result<bool, sqlx::Error> {
    let kept = store::documents::find(conn, document).await?;
    Ok(kept.is_some_and(|kept| {
        let Document { state, withdrawn_at, .. } = kept.document;
        withdrawn_at.is_none() && state.refusal().is_none() && !matches!(state, State::Destroyed(_))
    }))
}

/// A part that is not there yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its number, from 1.
    pub number: u16,
    /// Its first byte in the file.
    pub from: u64,
    /// How many bytes it has.
    pub length: u64,
    /// How to send it.
    pub put: SignedPut,
}

/// How far an upload is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Bytes that are there.
    pub arrived: u64,
    /// The parts that are not, with addresses that live half an hour.
    pub wanted: Vec<Wanted>,
}

/// Which parts of `upload` are there, as the store says at `now`, and how the others are sent: asked at the beginning,
/// and after each cut.
///
/// # Errors
///
/// [`NotTaken::Store`] when the store does not answer.
pub async fn standing(
    objects: &Objects,
    upload: &Upload,
    now: Timestamp,
) -> Result<Standing, NotTaken> {
    let key = upload.key()?;
    let Some(parts) = &upload.parts else { return Err(NotTaken::Unknown) };
    let size = upload.intake.size.unwrap_or(0);
    if upload.document.is_some() || whole(objects, &key, size).await? {
        return Ok(Standing { arrived: size, wanted: Vec::new() });
    }
    let there = objects.parts(&key, parts).await?;
    let (mut arrived, mut wanted) = (0, Vec::new());
    for (number, length) in upload.wanted() {
        if there.iter().any(|part| (part.number, part.length) == (number, length)) {
            arrived += length;
            continue;
        }
        let put = objects.signed_part(&key, parts, (number, length), PART_LIVES, now).await?;
        wanted.push(Wanted { number, from: u64::from(number - 1) * Objects::PART, length, put });
    }
    Ok(Standing { arrived, wanted })
}

/// A piece that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// Which.
    pub document: Uuid,
    /// Whether it is new: the same file sent twice into a slot is one piece, and that is said.
    pub new: bool,
}

/// Makes a piece of what was [`gathered`], at `now`, which a job will read. Done twice, it is as once.
///
/// # Errors
///
/// [`NotTaken::Full`] when others were faster; nothing of the transaction may stand then.
pub async fn finish(
    conn: &mut PgConnection,
    tenant: Uuid,
    upload: &Upload,
    gathered: &Gathered,
    now: Timestamp,
) -> Result<Received, NotTaken> {
    let intake = &upload.intake;
    let name = shown_name(&intake.name, gathered.kind)?;
    match store::uploads::lock(conn, upload.id).await? {
        Some(Some(document)) if stands(conn, document).await? => {
            return Ok(Received { document, new: false });
        }
        None | Some(Some(_)) => return Err(NotTaken::Unknown),
        Some(None) => {}
    }
    store::uploads::lock_slot(conn, intake.dossier, &intake.slot).await?;
    let (count, same) =
        store::uploads::in_slot(conn, intake.dossier, &intake.slot, Some(gathered.sha256)).await?;
    if let Some(document) = same {
        store::uploads::became(conn, upload.id, document).await?;
        return Ok(Received { document, new: false });
    }
    if count >= i64::from(intake.most) {
        return Err(NotTaken::Full { most: intake.most });
    }
    let id = Uuid::now_v7();
    let new =
        store::uploads::New { id, name: &name, length: gathered.length, sha256: gathered.sha256 };
    if !store::uploads::insert_document(conn, tenant, upload, new, now).await? {
        return Err(NotTaken::Altered); // the lock of the slot was not held: never
    }
    store::uploads::became(conn, upload.id, id).await?;
    let task = ReadDocument { tenant, document: id };
    enqueue(conn, &task, &When { key: Some(task.key()), at: None }).await?;
    Ok(Received { document: id, new: true })
}
