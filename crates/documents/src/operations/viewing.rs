//! Showing pieces: what was accepted and nothing else, to the session that opened it, for five minutes.

use access::Role;
use audit::{Act, Actor, Entry, IpPrefix, Kind as AuditKind, Thing};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use objects::Objects;
use sealing::MasterKeys;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{key_of, place, store};
use crate::seal::{DataKey, NotOpened, Opener, Unwrapped, Wrap};
use crate::{Document, Facts, Kind, Links, Part, View};

/// Who looks.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The person, when known: a link of the dossier has none.
    pub person: Option<Uuid>,
    /// As what: what the customer is told, never who.
    pub role: Option<Role>,
    /// What the addresses are bound to: the id of the session, or the hash of a link.
    pub session: Vec<u8>,
    /// From where.
    pub ip: Option<IpPrefix>,
}

/// Why a piece is not shown.
#[derive(Debug, thiserror::Error)]
pub enum NotShown {
    /// There is none, it is another house's, it is not accepted, taken back, or has no such page.
    #[error("no such piece, or nothing of it is shown")]
    Missing,
    /// The view could not be recorded: then nothing is shown.
    #[error("the view could not be recorded")]
    Audit(#[from] audit::operations::Failed),
    /// The key of the piece could not be had.
    #[error("the key of a piece could not be had")]
    Key(#[from] Unwrapped),
    /// The store of files does not answer.
    #[error("the store of files could not be reached")]
    Store(#[from] objects::Error),
    /// The database did not answer.
    #[error("the database could not be reached")]
    Database(#[from] sqlx::Error),
}

/// A piece that is open before somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The piece.
    pub document: Document,
    /// Ends of addresses of its pages as pictures, in their order.
    pub pages: Vec<String>,
    /// Ends of addresses of its small pictures, in their order.
    pub thumbnails: Vec<String>,
}

/// Opens the piece `id` of the house `tenant` before `viewer` at `now`, for its pages, and records that: one view, however
/// many pages are turned. `about`: whom the piece is about, who is told of the view.
///
/// Whether `viewer` may see it is the caller's to ask first (`access`).
///
/// # Errors
///
/// [`NotShown`]; nothing is shown, nor may anything of the transaction stand, then.
pub async fn open(
    conn: &mut PgConnection,
    (links, keys): (&Links, &MasterKeys),
    tenant: Uuid,
    (id, about): (Uuid, Option<Uuid>),
    viewer: &Viewer,
    now: Timestamp,
) -> Result<Opened, NotShown> {
    let (document, facts) = shown(conn, id).await?;
    let address = |part| links.sign(&View { tenant, document: id, part }, &viewer.session, now);
    let pages = (1..=facts.pages).map(|page| address(Part::Page(page))).collect();
    let thumbnails = (1..=facts.pages).map(|page| address(Part::Thumbnail(page))).collect();
    record(conn, keys, tenant, (&document, about), viewer, now).await?;
    Ok(Opened { document, pages, thumbnails })
}

/// The end of an address of the whole file, without a watermark, for whoever files it or exports it; recorded as
/// [`open`].
///
/// # Errors
///
/// As [`open`].
pub async fn hand_over(
    conn: &mut PgConnection,
    (links, keys): (&Links, &MasterKeys),
    tenant: Uuid,
    (id, about): (Uuid, Option<Uuid>),
    viewer: &Viewer,
    now: Timestamp,
) -> Result<String, NotShown> {
    let (document, _) = shown(conn, id).await?;
    let view = View { tenant, document: id, part: Part::File };
    record(conn, keys, tenant, (&document, about), viewer, now).await?;
    Ok(links.sign(&view, &viewer.session, now))
}

async fn shown(conn: &mut PgConnection, id: Uuid) -> Result<(Document, Facts), NotShown> {
    let kept = store::documents::find(conn, id).await?.ok_or(NotShown::Missing)?;
    let document = kept.document;
    let facts = document.state.accepted().copied();
    let facts = facts.filter(|_| document.withdrawn_at.is_none()).ok_or(NotShown::Missing)?;
    Ok((document, facts))
}

async fn record(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    tenant: Uuid,
    (document, about): (&Document, Option<Uuid>),
    viewer: &Viewer,
    now: Timestamp,
) -> Result<(), NotShown> {
    let entry = Entry {
        tenant,
        subject: Thing { kind: AuditKind::Dossier, id: document.dossier },
        actor: Actor { person: viewer.person, role: viewer.role },
        act: Act::DocumentViewed,
        object: Some(Thing { kind: AuditKind::Document, id: document.id }),
        about,
        payload: None,
        ip: viewer.ip.clone(),
    };
    Ok(audit::operations::record(conn, keys, &entry, now).await?)
}

/// A file that may be sent to whoever's address was verified.
pub struct Served {
    /// What it is, for the answer's type.
    pub kind: Kind,
    /// The name to save it under.
    pub name: String,
    /// Its length, where it is known before.
    pub length: Option<u64>,
    document: Uuid,
    part: Part,
    wrapped: Vec<u8>,
}

impl std::fmt::Debug for Served {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Served").field("document", &self.document).finish_non_exhaustive()
    }
}

/// What `view` shows, asked again at each request: what was taken back or destroyed since the address was signed is not
/// shown.
///
/// # Errors
///
/// [`NotShown::Missing`], or when the database does not answer.
pub async fn served(conn: &mut PgConnection, view: &View) -> Result<Served, NotShown> {
    let kept = store::documents::find(conn, view.document).await?.ok_or(NotShown::Missing)?;
    let document = kept.document;
    let facts = document.state.accepted().filter(|_| document.withdrawn_at.is_none());
    let (Some(facts), Some(wrapped)) = (facts, kept.wrapped) else {
        return Err(NotShown::Missing);
    };
    let is_page = |page| (1..=facts.pages).contains(&page);
    // A picture without a watermark is shown as it is kept.
    let whole = !document.watermarked && facts.kind == Kind::Jpeg;
    let part = match view.part {
        Part::File => Part::File,
        Part::Page(page) if is_page(page) && whole => Part::File,
        Part::Page(page) | Part::Thumbnail(page) if is_page(page) => view.part,
        _ => return Err(NotShown::Missing),
    };
    let file = part == Part::File;
    Ok(Served {
        kind: if file { facts.kind } else { Kind::Jpeg },
        name: document.name.unwrap_or_default(),
        length: file.then_some(facts.length),
        document: view.document,
        part,
        wrapped,
    })
}

/// The bytes of `served`, opened as they come. An error on the way means that the file was altered or cut: what was sent
/// of it is not the whole.
///
/// # Errors
///
/// [`NotShown`] when the key or the file cannot be had.
pub async fn stream(
    objects: &Objects,
    keys: &dyn Wrap,
    served: &Served,
) -> Result<BoxStream<'static, Result<Bytes, NotOpened>>, NotShown> {
    let key = keys.unwrap(&served.wrapped, &place(served.document)).await?;
    let place = key_of(served.document, served.part).map_err(|_| NotShown::Missing)?;
    let (_, body) = objects.stream(&place).await?;
    Ok(opened(&key.of(place.as_str()), body))
}

fn opened(
    key: &DataKey,
    body: BoxStream<'static, Result<Bytes, objects::Error>>,
) -> BoxStream<'static, Result<Bytes, NotOpened>> {
    let opener = Opener::new(key);
    let plain = stream::unfold(Some((opener, body)), |state| async move {
        let (mut opener, mut body) = state?;
        let mut plain = Vec::new();
        loop {
            let step = match body.next().await {
                // Cut on the way: the same to whoever waits for the rest.
                Some(Err(_)) => Err(NotOpened::Cut),
                Some(Ok(bytes)) => opener.push(&bytes, &mut plain).map_err(NotOpened::from),
                None => {
                    let ended = opener.finish(&mut plain).map_err(NotOpened::from);
                    return Some((ended.map(|()| plain.into()), None));
                }
            };
            match step {
                Err(error) => return Some((Err(error), None)),
                Ok(()) if plain.is_empty() => {}
                Ok(()) => return Some((Ok(plain.into()), Some((opener, body)))),
            }
        }
    });
    plain.boxed()
}
