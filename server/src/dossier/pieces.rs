//! One piece a page: what is asked for, what was sent, what was said of it; files come by a plain form, or in parts.

use app::site::Place;
use app::site::dossier::{DocumentPages, DossierPage, PieceView, Sent, draft};
use axum::body::Bytes;
use axum::extract::{Multipart, Path};
use axum::response::{IntoResponse as _, Redirect};
use demarches::PieceKind;
use demarches::kind::Quality;
use documents::operations::uploads::{self, NotTaken, Received};
use documents::operations::viewing::{self, NotShown, Viewer};
use documents::operations::{self, keeping};
use documents::{Class, Consent, Document, Intake, Slot as Place_, Source, Watermark};
use dossiers::operations::{NotDone, pieces, signatures};
use dossiers::{Id, Refusal, Slot, SlotState};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Mine, NotForThem, Opened, forms};
use crate::database::Chain;
use crate::papers;
use crate::people::{Answer, Broken, form, value};

/// The most files of one piece: both sides, pages of a bill, a second try.
pub const MOST_FILES: u16 = 10;
/// The largest form of files, in bytes: two of the largest, and what a form adds.
pub const FORM_MAX: usize = 48 * 1024 * 1024;

/// The name of a slot in addresses and in the store of pieces: `piece_identite.2` for `piece_identite/2`.
pub(super) fn named(slot: &str) -> String {
    slot.replace('/', ".")
}

/// The slot that is called so in an address.
fn slot_of<'a>(opened: &'a Opened, name: &str) -> Option<(&'a str, &'a Slot)> {
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
    shown_page(&mine, &opened, &name, &documents, (said, &[], shown))
}

/// What is said of files that were just sent, and the file that is open.
type Said<'a> = (Option<Sent>, &'a [String], Option<DocumentPages>);

fn shown_page(
    mine: &Mine,
    opened: &Opened,
    name: &str,
    documents: &[Document],
    (sent, problems, shown): Said<'_>,
) -> Answer {
    let Some((slot, one)) = slot_of(opened, name) else {
        return Ok(mine.to(Place::Dossier, &opened.name()));
    };
    let case = match mine.case(&opened.state) {
        Ok(case) => case,
        Err(refusal) => return mine.refused(&opened.name(), NotForThem::Refused(refusal)),
    };
    let id = opened.name();
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
    };
    Ok(mine.here.rendered(draft(&mine.here.asked, &DossierPage::Piece(Box::new(view)))))
}

/// Whether a file may come for `slot` now.
fn may_send(opened: &Opened, slot: &Slot) -> bool {
    let open = matches!(slot.state, SlotState::Expected | SlotState::Received | SlotState::Refused);
    open && opened.state.closed.is_none() && opened.state.payment.lets_work_begin()
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
struct Came {
    documents: Vec<Received>,
    problems: Vec<String>,
    kind: String,
    consented: bool,
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
    if !may_send(&opened, one) {
        let why = if opened.state.payment.lets_work_begin() {
            Refusal::PieceInCheck
        } else {
            Refusal::NotPaid
        };
        return mine.refused(&opened.name(), NotForThem::Refused(why));
    }
    let came = take(&mine, &opened, &name, one, files).await?;
    let mut problems = came.problems;
    if !came.documents.is_empty() {
        let kind = if came.kind.is_empty() { one.kind.clone() } else { came.kind };
        let put = put(&mine, &opened, (slot, one), &kind, &came.documents).await;
        match put {
            Ok(()) if problems.is_empty() => {
                return Ok(Redirect::to(&format!("{back}?fait=recu")).into_response());
            }
            Ok(()) => {}
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
    shown_page(&mine, &opened, &name, &documents, (None, &problems, None))
}

/// Reads the form, file by file.
async fn take(
    mine: &Mine,
    opened: &Opened,
    name: &str,
    slot: &Slot,
    mut files: Multipart,
) -> Result<Came, Broken> {
    let lang = mine.here.asked.lang;
    let mut came = Came::default();
    loop {
        let field = match files.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok(came),
            Err(_) => {
                came.problems.push(broken_off(lang).to_owned());
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
                let rules = super::RULES.by_version(&opened.state.rules.hash);
                let kind = rules.and_then(|rules| rules.piece_kind(kind));
                let sent = (file.clone(), source);
                let intake = intake(mine, opened, (name, kind), sent, came.consented);
                let Some(intake) = intake else { continue };
                match whole(mine, &intake, field).await {
                    Ok(received) => came.documents.push(received),
                    Err(why) => came.problems.push(format!("{file} : {}", not_taken(why, lang)?)),
                }
            }
            _ => {}
        }
    }
}

/// A file that comes whole.
async fn whole(
    mine: &Mine,
    intake: &Intake,
    field: axum::extract::multipart::Field<'_>,
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

/// Puts files in their place in the dossier: after those of before, or instead of those that were refused.
pub(super) async fn put(
    mine: &Mine,
    opened: &Opened,
    (slot, one): (&str, &Slot),
    kind: &str,
    came: &[Received],
) -> Result<(), NotForThem> {
    let new: Vec<Id> = came.iter().map(|received| Id::from(received.document)).collect();
    let stays = one.state == SlotState::Received;
    let mut all: Vec<Id> = if stays { one.documents.clone() } else { Vec::new() };
    for id in new {
        if !all.contains(&id) {
            all.push(id);
        }
    }
    let broken = |error: sqlx::Error| NotForThem::Broken(error.into());
    let visit = &mine.here.visit;
    let mut tx = mine.begin().await.map_err(NotForThem::Broken)?;
    if !stays {
        let today = visit.now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let by = came.first().map(|received| received.document);
        for old in one.documents.iter().filter(|old| !all.contains(old)) {
            // One that is gone already is gone.
            let gone = keeping::withdraw(&mut tx, Uuid::from(*old), by, (visit.now, today)).await;
            if let Err(keeping::NotWithdrawn::Database(error)) = gone {
                return Err(broken(error));
            }
        }
    }
    let who = mine.who(opened);
    pieces::receive(&mut tx, visit, who, opened.id, (slot, kind), all).await?;
    tx.commit().await.map_err(broken)
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
    let left: Vec<Id> = one.documents.iter().copied().filter(|one| *one != document).collect();
    let (who, visit) = (mine.who(&opened), &mine.here.visit);
    let done: Result<_, NotDone> = if left.is_empty() {
        pieces::take_back(&mut tx, visit, who, opened.id, slot).await
    } else {
        pieces::receive(&mut tx, visit, who, opened.id, (slot, &one.kind), left).await
    };
    if let Err(why) = done {
        return mine.refused(&opened.name(), why.into());
    }
    let today = visit.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    match keeping::withdraw(&mut tx, Uuid::from(document), None, (visit.now, today)).await {
        Ok(()) | Err(keeping::NotWithdrawn::Missing) => {}
        Err(keeping::NotWithdrawn::Filed) => return Ok(mine.here.error(409)),
        Err(keeping::NotWithdrawn::Database(error)) => return Err(error.into()),
    }
    tx.commit().await?;
    Ok(Redirect::to(&format!("{back}?fait=retire")).into_response())
}

/// `POST /dossier/{token}/formulaire/{name}/papier`: the photograph of a form that was signed by hand.
///
/// # Errors
///
/// When the database does not answer.
pub async fn paper(
    mine: Mine,
    Path((reference, name)): Path<(String, String)>,
    mut files: Multipart,
) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    tx.commit().await?;
    let id = opened.name();
    let form = match forms::may_sign_on_paper(&opened, &name) {
        Ok(form) => form,
        Err(why) => return mine.refused(&id, why),
    };
    let mut received = None;
    while let Ok(Some(field)) = files.next_field().await {
        let file = field.file_name().unwrap_or_default().to_owned();
        if file.is_empty() || received.is_some() {
            continue;
        }
        let slot = format!("formulaire.{name}");
        let sent = (file, Source::File);
        let Some(intake) = intake(&mine, &opened, (&slot, None), sent, false) else { continue };
        match whole(&mine, &intake, field).await {
            Ok(one) => received = Some(one),
            Err(NotTaken::Database(error)) => return Err(error.into()),
            Err(_) => break,
        }
    }
    let Some(received) = received else {
        return mine.refused(&id, NotForThem::Refused(Refusal::NoDocument));
    };
    let mut tx = mine.begin().await?;
    let (who, visit) = (mine.who(&opened), &mine.here.visit);
    let evidence = Id::from(received.document);
    match signatures::sign(&mut tx, visit, who, opened.id, &form, evidence).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(mine.done(&id, "fait=signature"))
        }
        Err(why) => mine.refused(&id, why.into()),
    }
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

fn broken_off(lang: vocabulary::Lang) -> &'static str {
    lang.pick(
        "L’envoi a été coupé avant la fin. Ce qui était arrivé entier est gardé : envoyez le reste.",
        "The sending was cut before its end. What had arrived whole is kept: send the rest.",
    )
}

/// What a person is told of a file that was not taken.
pub(super) fn not_taken(why: NotTaken, lang: vocabulary::Lang) -> Result<String, Broken> {
    let text = match why {
        NotTaken::Refused(refusal) => {
            let said = refusal.sentence(lang);
            return Ok(format!("{} {} {}", said.what, said.why, said.mend));
        }
        NotTaken::Full { most } => {
            return Ok(format!(
                "{} {most} {}",
                lang.pick("cette pièce a déjà ses", "this document already has its"),
                lang.pick("fichiers : retirez-en un d’abord.", "files: take one back first."),
            ));
        }
        NotTaken::TooManyOpen => lang.pick(
            "trop d’envois sont en cours : attendez qu’ils finissent.",
            "too many files are being sent: wait until they are done.",
        ),
        NotTaken::NoConsent => lang.pick(
            "cochez d’abord l’accord : cette pièce parle de santé.",
            "tick your agreement first: this document is about health.",
        ),
        NotTaken::Unknown | NotTaken::Incomplete | NotTaken::Altered => broken_off(lang),
        NotTaken::Store(error) => {
            tracing::error!(error = %Chain(&error), "the store of files takes nothing");
            lang.pick(
                "notre coffre de fichiers ne répond pas. Rien n’est perdu : réessayez dans quelques minutes.",
                "our file store does not answer. Nothing is lost: try again in a few minutes.",
            )
        }
        NotTaken::Database(error) => return Err(error.into()),
    };
    Ok(text.to_owned())
}
