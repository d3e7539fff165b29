//! Files come: by a plain form, each taken or refused by itself, or in [parts] that a script sends.

pub mod parts;
mod words;

use app::site::Place;
use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect};
use demarches::PieceKind;
use demarches::kind::Quality;
use documents::operations::uploads::{self, NotTaken, Received};
use documents::operations::{self, keeping};
use documents::{Class, Consent, Intake, Slot as Place_, Source, Watermark};
use dossiers::operations::links::{self, Done};
use dossiers::operations::{NotDone, Who, drafts, pieces, signatures};
use dossiers::{Id, Refusal, Slot};
use futures_util::{Stream, TryStreamExt as _};
use sealing::Token;
use uuid::Uuid;

use super::{MOST_FILES, may_send, shown_page, slot_of};
use crate::dossier::{Mine, NotForThem, Opened, forms};
use crate::people::{Answer, Broken};

pub(in crate::dossier) use words::Kept;
use words::{not_read, not_taken, too_much};

/// The word of a refusal for a person whose file may come now; nothing when it may.
fn not_now(opened: &Opened, slot: &Slot) -> Option<Refusal> {
    if may_send(opened, slot) {
        None
    } else if opened.state.lets_work_begin() {
        Some(Refusal::PieceInCheck)
    } else {
        Some(Refusal::NotPaid)
    }
}

/// What is known of a file before it comes.
fn intake(
    mine: &Mine,
    opened: &Opened,
    (name, kind): (&str, Option<&PieceKind>),
    file: (String, Source),
    consented: bool,
) -> Option<Intake> {
    let visit = &mine.here.visit;
    let has = |quality| kind.is_some_and(|kind| kind.has(quality));
    let class = if has(Quality::Health) {
        Class::Health
    } else if has(Quality::Identity) {
        Class::Identity
    } else {
        Class::Ordinary
    };
    let watermark = (class != Class::Ordinary).then(|| {
        Watermark::identity(&visit.house.identity.brand, &opened.name(), mine.here.asked.today)
    });
    let consent = (class == Class::Health && consented).then(|| Consent {
        at: visit.now,
        text: app::site::dossier::health_consent(mine.here.asked.lang).to_owned(),
    });
    Some(Intake {
        dossier: opened.id.0,
        slot: Place_::parse(name).ok()?,
        most: MOST_FILES,
        name: file.0,
        size: None,
        sha256: None,
        source: file.1,
        class,
        by: mine.caller().map(|caller| caller.person.id.0),
        expires_on: None,
        watermark,
        consent,
    })
}

/// What came of a form of files.
#[derive(Default)]
pub(in crate::dossier) struct Came {
    /// Files that were taken.
    pub(in crate::dossier) documents: Vec<Received>,
    /// Why the others were not, a sentence each.
    pub(in crate::dossier) problems: Vec<String>,
    /// The kind that was chosen; empty for the one that is proposed.
    pub(in crate::dossier) kind: String,
    consented: bool,
}

/// Who puts a piece in its place.
#[derive(Clone, Copy)]
pub(in crate::dossier) enum Sender<'a> {
    /// The customer, as they opened the dossier.
    Customer,
    /// Somebody who has this link.
    Guest(&'a Token),
}

/// `POST /dossier/{token}/piece/{name}`: files by a plain form; each is taken or refused by itself.
///
/// # Errors
///
/// When the database does not answer.
pub async fn send(
    mine: Mine,
    Path((reference, name)): Path<(String, String)>,
    files: Multipart,
) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    tx.commit().await?;
    let back = Place::Piece.with(&opened.name(), mine.here.asked.lang).replace("{name}", &name);
    let Some((slot, one)) = slot_of(&opened, &name) else {
        return Ok(mine.to(Place::Dossier, &opened.name()));
    };
    if let Some(why) = not_now(&opened, one) {
        return mine.refused(&opened.name(), NotForThem::Refused(why));
    }
    let came = take(&mine, &opened, (&name, one), files, Kept::Each).await?;
    let mut problems = came.problems;
    if !came.documents.is_empty() {
        let kind = if came.kind.is_empty() { one.kind.clone() } else { came.kind };
        let put = put(&mine, &opened, (slot, &kind), &came.documents).await;
        match put {
            Ok(()) if problems.is_empty() => {
                return Ok(Redirect::to(&format!("{back}?fait=recu")).into_response());
            }
            Ok(()) => {}
            // What is wrong with the others is said below.
            Err(NotForThem::Refused(Refusal::SameDocument)) if !problems.is_empty() => {}
            Err(NotForThem::Refused(Refusal::SameDocument)) => {
                return Ok(Redirect::to(&format!("{back}?fait=deja")).into_response());
            }
            Err(why) => return mine.refused(&opened.name(), why),
        }
    } else if problems.is_empty() {
        problems.push(Refusal::NoDocument.sentence(mine.here.asked.lang).to_owned());
    }
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let documents = operations::of_dossier(&mut tx, opened.id.0).await?;
    tx.commit().await?;
    shown_page(&mine, &opened, &name, &documents, (None, &problems, None)).await
}

/// Reads the form, file by file.
pub(in crate::dossier) async fn take(
    mine: &Mine,
    opened: &Opened,
    (name, slot): (&str, &Slot),
    mut files: Multipart,
    kept: Kept,
) -> Result<Came, Broken> {
    let lang = mine.here.asked.lang;
    let mut came = Came::default();
    loop {
        let field = match files.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok(came),
            Err(error) => {
                came.problems.push(not_read(&error, kept, lang).to_owned());
                return Ok(came);
            }
        };
        match field.name() {
            Some("kind") => {
                let kind = field.text().await.unwrap_or_default();
                if kind == slot.kind || slot.or.contains(&kind) {
                    came.kind = kind;
                }
            }
            Some("consent") => came.consented = true,
            Some("files" | "camera") => {
                let source =
                    if field.name() == Some("camera") { Source::Camera } else { Source::File };
                let file = field.file_name().unwrap_or_default().to_owned();
                // A control of files that was left empty sends one without a name.
                if file.is_empty() {
                    continue;
                }
                let kind = if came.kind.is_empty() { &slot.kind } else { &came.kind };
                let rules = mine.rules().by_version(&opened.state.rules.hash);
                let kind = rules.and_then(|rules| rules.piece_kind(kind));
                let sent = (file.clone(), source);
                let intake = intake(mine, opened, (name, kind), sent, came.consented);
                let Some(intake) = intake else { continue };
                match whole(mine, &intake, field, kept).await? {
                    Ok(received) => came.documents.push(received),
                    Err(why) => {
                        came.problems.push(format!("{file}{} {why}", lang.pick("\u{202f}:", ":")));
                    }
                }
            }
            _ => {}
        }
    }
}

/// A file that comes whole; else why it is not taken, in words.
async fn whole(
    mine: &Mine,
    intake: &Intake,
    field: Field<'_>,
    kept: Kept,
) -> Result<Result<Received, String>, Broken> {
    let (mut much, lang) = (false, mine.here.asked.lang);
    let field = field.inspect_err(|error| much |= error.status() == StatusCode::PAYLOAD_TOO_LARGE);
    match received(mine, intake, field).await {
        Ok(received) => Ok(Ok(received)),
        Err(NotTaken::Altered) if much => Ok(Err(too_much(kept, lang).to_owned())),
        Err(why) => Ok(Err(not_taken(why, kept, lang)?)),
    }
}

async fn received(
    mine: &Mine,
    intake: &Intake,
    field: impl Stream<Item = Result<Bytes, MultipartError>> + Send,
) -> Result<Received, NotTaken> {
    let tenant = mine.here.visit.tenant().0;
    let (now, objects) = (mine.here.visit.now, mine.here.state().objects());
    let mut tx = mine.here.begin().await?;
    let upload = uploads::begin_form(&mut tx, tenant, intake, now).await?;
    tx.commit().await?;
    let gathered = uploads::receive(objects, &upload, field).await?;
    let mut tx = mine.here.begin().await?;
    let received = uploads::finish(&mut tx, tenant, &upload, &gathered, now).await?;
    tx.commit().await?;
    Ok(received)
}

/// Puts files of the customer in their place in the dossier: after those of before, or instead of those that were refused.
async fn put(
    mine: &Mine,
    opened: &Opened,
    what: (&str, &str),
    came: &[Received],
) -> Result<(), NotForThem> {
    put_by(mine, opened, Sender::Customer, what, came).await
}

/// The same for whoever sends them.
pub(in crate::dossier) async fn put_by(
    mine: &Mine,
    opened: &Opened,
    sender: Sender<'_>,
    (slot, kind): (&str, &str),
    came: &[Received],
) -> Result<(), NotForThem> {
    let new: Vec<Id> = came.iter().map(|received| Id::from(received.document)).collect();
    let broken = |error: sqlx::Error| NotForThem::Broken(error.into());
    let visit = &mine.here.visit;
    let mut tx = mine.begin().await.map_err(NotForThem::Broken)?;
    let replaced = match sender {
        Sender::Customer => {
            let who = mine.who(opened);
            pieces::add(&mut tx, visit, who, opened.id, (slot, kind), &new).await
        }
        Sender::Guest(token) => links::act(&mut tx, visit, token, Done::Sent(kind, &new)).await,
    };
    let replaced = match (replaced, sender) {
        (Ok(replaced), _) => replaced,
        (Err(why), Sender::Customer) => {
            drop(tx);
            forget_unplaced(mine, opened, came).await.map_err(NotForThem::Broken)?;
            return Err(why.into());
        }
        // Whoever sends by a link asks whether it is there all the same.
        (Err(why), Sender::Guest(_)) => return Err(why.into()),
    };
    let today = crate::clock::civil(visit.now);
    let by = came.first().map(|received| received.document);
    for old in replaced {
        // One that is gone already is gone.
        let gone = keeping::withdraw(&mut tx, Uuid::from(old), by, (visit.now, today)).await;
        if let Err(keeping::NotWithdrawn::Database(error)) = gone {
            return Err(broken(error));
        }
    }
    tx.commit().await.map_err(broken)
}

/// `POST /dossier/{token}/formulaire/{name}/papier`: the photograph of a form that was signed by hand.
///
/// # Errors
///
/// When the database does not answer.
pub async fn paper(
    mine: Mine,
    Path((reference, name)): Path<(String, String)>,
    files: Multipart,
) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    tx.commit().await?;
    let id = opened.name();
    let form = match forms::may_sign_on_paper(&mine, &opened, &name) {
        Ok(form) => form,
        Err(why) => return mine.refused(&id, why),
    };
    let photograph = match photograph(&mine, &opened, &name, files).await? {
        Ok(photograph) => photograph,
        Err(why) => return forms::not_on_paper(&mine, &opened, &name, &why).await,
    };
    let mut tx = mine.begin().await?;
    let (who, visit) = (mine.who(&opened), &mine.here.visit);
    let document = Id::from(photograph.document);
    forms::forget_refused(&mut tx, visit, &opened.state, &form, Some(document)).await?;
    match signatures::sign_on_paper(&mut tx, visit, who, opened.id, &form, document).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(mine.done(&id, "fait=papier"))
        }
        Err(why) => {
            drop(tx);
            // A second click finds it there.
            if forget_unplaced(&mine, &opened, &[photograph]).await? {
                return Ok(mine.done(&id, "fait=papier"));
            }
            mine.refused(&id, why.into())
        }
    }
}

/// Withdraws the new ones of `came` that have no place in the dossier, for it did not take them; whether each has one.
pub(in crate::dossier) async fn forget_unplaced(
    mine: &Mine,
    opened: &Opened,
    came: &[Received],
) -> Result<bool, Broken> {
    let visit = &mine.here.visit;
    let mut tx = mine.begin().await?;
    let dossier = match drafts::find(&mut tx, visit, Who::House, opened.id).await {
        Ok(dossier) => dossier,
        Err(NotDone::Failed(failure)) => return Err(failure.into()),
        Err(_) => return Ok(false),
    };
    // Somebody who sent the same file at once may have put it there.
    let placed = |received: &&Received| {
        let id = Id::from(received.document);
        dossier.slots.values().any(|slot| slot.documents.contains(&id))
            || dossier.forms.values().any(|form| form.evidence == Some(id))
    };
    let at = (visit.now, crate::clock::civil(visit.now));
    for received in came.iter().filter(|received| received.new && !placed(received)) {
        let gone = keeping::withdraw(&mut tx, received.document, None, at).await;
        if let Err(keeping::NotWithdrawn::Database(error)) = gone {
            return Err(error.into());
        }
    }
    tx.commit().await?;
    Ok(came.iter().all(|received| placed(&received)))
}

/// The photograph of a form that was signed by hand, taken from the form of an answer; or why there is none.
pub(in crate::dossier) async fn photograph(
    mine: &Mine,
    opened: &Opened,
    name: &str,
    mut files: Multipart,
) -> Result<Result<Received, String>, Broken> {
    let lang = mine.here.asked.lang;
    loop {
        let field = match files.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) => return Ok(Err(not_read(&error, Kept::All, lang).to_owned())),
        };
        let file = field.file_name().unwrap_or_default().to_owned();
        if file.is_empty() {
            continue;
        }
        let slot = format!("formulaire.{name}");
        let sent = (file, Source::File);
        let Some(intake) = intake(mine, opened, (&slot, None), sent, false) else { continue };
        let refused = opened.state.forms.iter().find(|(form, _)| super::named(form) == name);
        let refused = refused.and_then(|(form, _)| forms::refused_photograph(&opened.state, form));
        return Ok(match whole(mine, &intake, field, Kept::All).await? {
            // Signed anew is another photograph.
            Ok(one) if refused == Some(Id::from(one.document)) => {
                Err(Refusal::SameDocument.sentence(lang).to_owned())
            }
            came => came,
        });
    }
    Ok(Err(Refusal::NoDocument.sentence(lang).to_owned()))
}
