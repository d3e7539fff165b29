//! One piece a page: what is asked for, what was sent, what was said of it; files come by a plain form, or in parts.

pub(in crate::dossier) mod sending;

use app::site::Place;
use app::site::dossier::{DocumentPages, DossierPage, LinkView, PieceView, Sent, draft};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use documents::Document;
use documents::operations::viewing::{self, NotShown, Viewer};
use documents::operations::{self, keeping};
use dossiers::operations::{NotDone, pieces};
use dossiers::{Id, Refusal, Slot, SlotState};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Mine, NotForThem, Opened, links};
use crate::database::Chain;
use crate::papers;
use crate::people::{Answer, Broken, form, value};

pub use sending::{paper, parts, send};

/// The most files of one piece: both sides, pages of a bill, a second try.
pub const MOST_FILES: u16 = 10;
/// The largest form of files, in bytes: two of the largest, and what a form adds.
pub const FORM_MAX: usize = 48 * 1024 * 1024;

/// The name of a slot in addresses and in the store of pieces: `piece_identite.2` for `piece_identite/2`.
pub(super) fn named(slot: &str) -> String {
    slot.replace('/', ".")
}

/// The slot that is called so in an address.
pub(super) fn slot_of<'a>(opened: &'a Opened, name: &str) -> Option<(&'a str, &'a Slot)> {
    let found = opened.state.slots.iter().find(|(slot, _)| named(slot) == name)?;
    Some((found.0.as_str(), found.1))
}

/// The files of `slot` that are there, in the order of their pages.
pub(super) fn files_of<'a>(slot: &Slot, all: &'a [Document]) -> Vec<&'a Document> {
    slot.documents.iter().filter_map(|id| all.iter().find(|one| Id::from(one.id) == *id)).collect()
}

/// `GET /dossier/{token}/piece/{name}`; `?voir=…` opens one of its files.
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(mine: Mine, Path((reference, name)): Path<(String, String)>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let pairs = app::query::pairs(&mine.here.asked.query);
    let wanted = value(&pairs, "voir").parse::<Uuid>().ok();
    let shown = match wanted {
        Some(document) => open_document(&mine, &mut tx, &opened, document).await?,
        None => None,
    };
    let documents = operations::of_dossier(&mut tx, opened.id.0).await?;
    tx.commit().await?;
    let said = Sent::parse(value(&pairs, "fait"));
    shown_page(&mine, &opened, &name, &documents, (said, &[], shown)).await
}

/// What is said of files that were just sent, and the file that is open.
type Said<'a> = (Option<Sent>, &'a [String], Option<DocumentPages>);

async fn shown_page(
    mine: &Mine,
    opened: &Opened,
    name: &str,
    documents: &[Document],
    said: Said<'_>,
) -> Answer {
    shown_whole(mine, opened, name, documents, (said, None)).await
}

/// The page of a piece, with what is said of the link to whoever else sends it.
pub(super) async fn shown_with_link(
    mine: &Mine,
    opened: &Opened,
    name: &str,
    documents: &[Document],
    link: LinkView<'_>,
) -> Answer {
    shown_whole(mine, opened, name, documents, ((None, &[], None), Some(link))).await
}

async fn shown_whole(
    mine: &Mine,
    opened: &Opened,
    name: &str,
    documents: &[Document],
    ((sent, problems, shown), link): (Said<'_>, Option<LinkView<'_>>),
) -> Answer {
    let Some((slot, one)) = slot_of(opened, name) else {
        return Ok(mine.to(Place::Dossier, &opened.name()));
    };
    let case = match mine.case(&opened.state) {
        Ok(case) => case,
        Err(refusal) => return mine.refused(&opened.name(), NotForThem::Refused(refusal)),
    };
    let (id, objects) = (opened.name(), mine.here.state().objects());
    let view = PieceView {
        id: &id,
        rules: case.rules,
        name,
        slot,
        piece: one,
        files: files_of(one, documents),
        sent,
        problems,
        shown,
        may_send: may_send(opened, one),
        most: MOST_FILES,
        link: link.or_else(|| links::of_piece(mine, opened, &id, (slot, one))),
        version: opened.state.version,
        parts: objects.takes_parts(),
    };
    let mut rendered = draft(&mine.here.asked, &DossierPage::Piece(Box::new(view)));
    rendered.sends_to = match objects.origin(mine.here.visit.now).await {
        Ok(origin) => origin,
        Err(error) => {
            // The script says that it goes on later, and the form goes on without it.
            tracing::error!(error = %Chain(&error), "the store of files signs nothing");
            None
        }
    };
    Ok(mine.here.rendered(rendered))
}

/// Whether a file may come for `slot` now.
fn may_send(opened: &Opened, slot: &Slot) -> bool {
    let open = matches!(slot.state, SlotState::Expected | SlotState::Received | SlotState::Refused);
    open && opened.state.closed.is_none() && opened.state.lets_work_begin()
}

/// Opens a file before its own customer: that is written down like any other look at it.
async fn open_document(
    mine: &Mine,
    conn: &mut PgConnection,
    opened: &Opened,
    document: Uuid,
) -> Result<Option<DocumentPages>, Broken> {
    let Some(caller) = mine.caller().filter(|_| opened.held()) else { return Ok(None) };
    let theirs = operations::find(conn, document).await?;
    if theirs.is_none_or(|one| one.dossier != opened.id.0) {
        return Ok(None);
    }
    let (visit, state) = (&mine.here.visit, mine.here.state());
    let viewer = Viewer {
        person: Some(caller.person.id.0),
        role: caller.person.roles.first().copied(),
        session: papers::session_of(caller.session.id),
        ip: visit.network.clone(),
    };
    let with = (state.piece_links(), &*visit.keys);
    let about = (document, Some(caller.person.id.0));
    let open = viewing::open(conn, with, visit.tenant().0, about, &viewer, visit.now).await;
    match open {
        Ok(opened) => Ok(Some(DocumentPages {
            document,
            pages: opened.pages.iter().map(|end| papers::address(end)).collect(),
        })),
        Err(NotShown::Missing) => Ok(None),
        Err(NotShown::Database(error)) => Err(error.into()),
        Err(error) => {
            tracing::error!(error = %Chain(&error), "a piece cannot be opened");
            Err(Broken)
        }
    }
}

/// `POST /dossier/{token}/piece/{name}/retirer`: takes one file back.
///
/// # Errors
///
/// When the database does not answer.
pub async fn take_back(
    mine: Mine,
    Path((reference, name)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = form(&body);
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let back = Place::Piece.with(&opened.name(), mine.here.asked.lang).replace("{name}", &name);
    let Some((slot, one)) = slot_of(&opened, &name) else {
        return Ok(mine.to(Place::Dossier, &opened.name()));
    };
    let document = value(&form, "document").parse::<Uuid>().ok().map(Id::from);
    let Some(document) = document.filter(|document| one.documents.contains(document)) else {
        return Ok(Redirect::to(&back).into_response());
    };
    let (who, visit) = (mine.who(&opened), &mine.here.visit);
    match pieces::remove(&mut tx, visit, who, opened.id, slot, document).await {
        Ok(_) => {}
        // Taken back by another click.
        Err(NotDone::Refused(Refusal::NoSuchThing)) => {
            return Ok(Redirect::to(&back).into_response());
        }
        Err(why) => return mine.refused(&opened.name(), why.into()),
    }
    let today = crate::clock::civil(visit.now);
    match keeping::withdraw(&mut tx, Uuid::from(document), None, (visit.now, today)).await {
        Ok(()) | Err(keeping::NotWithdrawn::Missing) => {}
        Err(keeping::NotWithdrawn::Filed) => return Ok(mine.here.error(409)),
        Err(keeping::NotWithdrawn::Database(error)) => return Err(error.into()),
    }
    tx.commit().await?;
    Ok(Redirect::to(&format!("{back}?fait=retire")).into_response())
}

/// `POST /dossier/{token}/corrections`: « I have made the corrections ».
///
/// # Errors
///
/// When the database does not answer.
pub async fn corrected(mine: Mine, Path(reference): Path<String>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let who = mine.who(&opened);
    match pieces::corrected(&mut tx, &mine.here.visit, who, opened.id).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(mine.done(&opened.name(), "fait=corrections"))
        }
        Err(why) => mine.refused(&opened.name(), why.into()),
    }
}
