//! The steps of a version: each a form, in one transaction, written in the audit.

use app::site::gestion::revisions::{RevisionProblem, address};
use audit::{Act as Audited, Kind, Thing};
use axum::response::{IntoResponse as _, Redirect};
use baremes::operations::Agreed;
use revisions::operations::{self, Beginning};
use revisions::{Document, Revision, RevisionId, State, Step, Subject};
use serde_json::{Value as Json, json};
use sqlx::PgConnection;
use vocabulary::Date;

use super::content::{self, Named};
use super::one::{self, Typed};
use super::{NotTaken, Rights, fees, found, letters, official, unreadable};
use crate::database;
use crate::gestion::Desk;
use crate::people::{Answer, Broken, value};

/// Begins a draft of `subject`, from what is in force or from the version `copy`.
pub(super) async fn begin(
    desk: &Desk,
    subject: Subject,
    (part, note): (&str, &str),
    copy: &str,
) -> Result<RevisionId, NotTaken> {
    let mut tx = desk.here.begin().await?;
    let (part, from) = if copy.is_empty() {
        let known = match subject {
            Subject::Form => official::known(part).is_some(),
            Subject::Letter => letters::known(part).is_some(),
            _ => true,
        };
        if !known {
            return Err(NotTaken::Problem(RevisionProblem::NoPart));
        }
        let part = if subject.has_parts() { part } else { "" };
        let now = content::in_force_on(desk, &mut tx, (subject, part), desk.today()).await?;
        (part.to_owned(), now)
    } else {
        let other = found(&mut tx, subject, copy).await?.ok_or(NotTaken::Missing)?;
        (other.part.clone(), content::of_revision(&mut tx, &other).await?)
    };
    let beginning = Beginning {
        subject,
        part: &part,
        note,
        based_on: &from.name,
        documents: &from.documents,
        file: from.file.as_ref(),
    };
    let author = desk.caller.person.id.0;
    let begun = operations::begin(&mut tx, author, beginning, desk.here.visit.now).await?;
    note_step(desk, &mut tx, &begun, Audited::RevisionBegun, json!({})).await?;
    tx.commit().await?;
    Ok(begun.id)
}

/// Writes a step in the audit of the house of whoever took it.
pub(super) async fn note_step(
    desk: &Desk,
    conn: &mut PgConnection,
    revision: &Revision,
    act: Audited,
    more: Json,
) -> Result<(), Broken> {
    let mut payload = json!({ "subject": revision.subject.id() });
    if let (Some(payload), Json::Object(more)) = (payload.as_object_mut(), more) {
        payload.extend(more);
        if !revision.part.is_empty() {
            payload.insert("part".to_owned(), json!(revision.part));
        }
    }
    let thing = Thing { kind: Kind::Revision, id: revision.id.0 };
    desk.note(conn, None, act, Some(thing), Some(payload)).await
}

/// `POST /gestion/baremes/{revision}`: one step, named by its button.
pub(super) async fn act(
    desk: &Desk,
    subject: Subject,
    id: &str,
    form: &[(String, String)],
) -> Answer {
    let rights = Rights::of(desk, subject);
    let name = value(form, "act");
    let reviews = matches!(name, "publish" | "send_back");
    if !(if reviews { rights.review } else { rights.write }) {
        return Ok(desk.here.error(404));
    }
    let (Ok(which), Ok(edition)) = (id.parse().map(RevisionId), value(form, "edition").parse())
    else {
        return Ok(desk.here.error(404));
    };
    if name == "publish"
        && let Some(confirm) = desk.here.unconfirmed()?
    {
        return Ok(confirm);
    }
    let step = step_of(desk, edition);
    let mut typed = Typed::default();
    let which = (subject, which);
    let taken = match name {
        "save" if subject == Subject::Fees => {
            typed.note = Some(value(form, "note").to_owned());
            match fees::typed(desk, form) {
                Ok(list) => {
                    typed.fees = Some(fees::form(desk, &list));
                    let (name, text) = (fees::DOCUMENT.to_owned(), list.to_text());
                    let document = Document { name, text };
                    typed.document = Some(document.clone());
                    save(desk, which, step, value(form, "note"), &[document]).await
                }
                Err(again) => {
                    typed.fees = Some(again);
                    Err(NotTaken::Problem(RevisionProblem::BadFees))
                }
            }
        }
        "save" => {
            let text = value(form, "text").replace("\r\n", "\n");
            let document = Document { name: value(form, "document").to_owned(), text };
            typed.note = Some(value(form, "note").to_owned());
            typed.document = Some(document.clone());
            save(desk, which, step, value(form, "note"), &[document]).await
        }
        "ask" => {
            typed.from = Some(value(form, "from").to_owned());
            ask(desk, which, step, value(form, "from")).await
        }
        "take_back" => take_back(desk, which, step).await,
        "send_back" => {
            value(form, "remark").clone_into(&mut typed.remark);
            send_back(desk, which, step, value(form, "remark")).await
        }
        "publish" => publish(desk, which, step).await,
        "give_up" => give_up(desk, which, step).await,
        _ => return Ok(desk.here.error(422)),
    };
    let done = match taken {
        Ok(done) => done,
        Err(NotTaken::Missing) => return Ok(desk.here.error(404)),
        Err(NotTaken::Broken(broken)) => return Err(broken),
        Err(NotTaken::Problem(problem)) => {
            let problem = match (name, problem) {
                ("send_back", RevisionProblem::NoteTooLong) => RevisionProblem::RemarkTooLong,
                ("save", problem) => problem,
                (_, problem) => unseen(problem),
            };
            return one::show(desk, subject, id, typed, Some(problem)).await;
        }
    };
    let document = value(form, "document");
    let query = app::query::encode([("fait", done), ("document", document)]);
    Ok(Redirect::to(&format!("{}?{query}", address(subject, Some(which.1.0)))).into_response())
}

/// Why a step was not taken that kept nothing typed to be shown beside what somebody else wrote.
pub(super) fn unseen(problem: RevisionProblem) -> RevisionProblem {
    match problem {
        RevisionProblem::Changed => RevisionProblem::ChangedSince,
        other => other,
    }
}

type Which = (Subject, RevisionId);

/// A step of whoever asks, now, on the edition that they saw.
pub(super) fn step_of(desk: &Desk, edition: i32) -> Step {
    let who = desk.caller.person.id.0;
    Step { who, edition, today: desk.today(), now: desk.here.visit.now }
}

async fn save(
    desk: &Desk,
    which: Which,
    step: Step,
    note: &str,
    documents: &[Document],
) -> Result<&'static str, NotTaken> {
    let mut tx = desk.here.begin().await?;
    written(desk, &mut tx, which, step, note, documents).await?;
    tx.commit().await?;
    Ok("ecrit")
}

/// Writes `documents`, each under the name of one of its subject.
pub(super) async fn written(
    desk: &Desk,
    conn: &mut PgConnection,
    which: Which,
    step: Step,
    note: &str,
    documents: &[Document],
) -> Result<(), NotTaken> {
    let names = content::names(which.0);
    if let Some(unknown) = documents.iter().find(|one| !names.contains(&one.name.as_str())) {
        return Err(NotTaken::Problem(RevisionProblem::UnknownFile(unknown.name.clone())));
    }
    let written = operations::write(conn, which, step, note, documents).await?;
    let names: Vec<&str> = documents.iter().map(|one| one.name.as_str()).collect();
    let more = json!({ "documents": names });
    Ok(note_step(desk, conn, &written, Audited::RevisionWritten, more).await?)
}

/// The documents of a version, when nothing is refused of them.
async fn sound(conn: &mut PgConnection, which: Which) -> Result<(Named, content::Read), NotTaken> {
    let revision = operations::find(conn, which.0, which.1).await?;
    let named = content::of_revision(conn, &revision).await?;
    match content::read((which.0, &revision.part), &named).await? {
        Ok(read) => Ok((named, read)),
        Err(_) => Err(NotTaken::Problem(RevisionProblem::NotSound)),
    }
}

async fn ask(desk: &Desk, which: Which, step: Step, from: &str) -> Result<&'static str, NotTaken> {
    let bad_day = || NotTaken::Problem(RevisionProblem::BadDay);
    let from = Date::parse(from.trim()).map_err(|_| bad_day())?;
    let mut tx = desk.here.begin().await?;
    let asked = operations::ask(&mut tx, which, step, from).await?;
    let (named, _) = sound(&mut tx, which).await?;
    // Of another day it may say the same: that is how a mistake to come is taken back.
    let day = from.max(step.today);
    let then = content::in_force_on(desk, &mut tx, (which.0, &asked.part), day).await?;
    if then.documents == named.documents && then.file == named.file {
        return Err(NotTaken::Problem(RevisionProblem::SaysTheSame));
    }
    let more = json!({ "from": from.to_string() });
    note_step(desk, &mut tx, &asked, Audited::RevisionAsked, more).await?;
    tx.commit().await?;
    Ok("demande")
}

async fn take_back(desk: &Desk, which: Which, step: Step) -> Result<&'static str, NotTaken> {
    let mut tx = desk.here.begin().await?;
    let taken = operations::take_back(&mut tx, which, step).await?;
    note_step(desk, &mut tx, &taken, Audited::RevisionTakenBack, json!({})).await?;
    tx.commit().await?;
    Ok("repris")
}

async fn send_back(
    desk: &Desk,
    which: Which,
    step: Step,
    remark: &str,
) -> Result<&'static str, NotTaken> {
    let mut tx = desk.here.begin().await?;
    let sent = operations::send_back(&mut tx, which, step, remark).await?;
    note_step(desk, &mut tx, &sent, Audited::RevisionSentBack, json!({})).await?;
    tx.commit().await?;
    Ok("renvoye")
}

async fn give_up(desk: &Desk, which: Which, step: Step) -> Result<&'static str, NotTaken> {
    let mut tx = desk.here.begin().await?;
    let given_up = operations::give_up(&mut tx, which, step).await?;
    note_step(desk, &mut tx, &given_up, Audited::RevisionGivenUp, json!({})).await?;
    tx.commit().await?;
    Ok("abandonne")
}

/// Publishes, once more checked: what checks it may have changed since it was written.
async fn publish(desk: &Desk, which: Which, step: Step) -> Result<&'static str, NotTaken> {
    let mut tx = desk.here.begin().await?;
    let published = operations::publish(&mut tx, which, step).await?;
    let (named, read) = sound(&mut tx, which).await?;
    let State::Published { by, from, .. } = published.state else { return Err(Broken.into()) };
    if which.0 == Subject::Baremes {
        let agreed = Agreed {
            revision: published.id.0,
            author: published.author,
            by,
            note: &published.note,
            from,
        };
        tables(desk, &mut tx, agreed, &named).await?;
    }
    if let content::Read::Fees(list) = &read {
        let (tenant, now) = (desk.here.visit.tenant(), step.now);
        let line = (published.id.0, from);
        let put = tenants::operations::publish_fees(&mut tx, tenant, line, list, now).await;
        put.map_err(|error| unreadable(&error))?;
    }
    let more = json!({ "from": from.to_string() });
    note_step(desk, &mut tx, &published, Audited::RevisionPublished, more).await?;
    tx.commit().await?;
    database::reload_now(desk.here.state()).await;
    Ok("publie")
}

/// The tables of a revision become a version that servers read.
async fn tables(
    desk: &Desk,
    conn: &mut PgConnection,
    agreed: Agreed<'_>,
    named: &Named,
) -> Result<(), NotTaken> {
    let files: Vec<(&str, &str)> =
        named.documents.iter().map(|one| (one.name.as_str(), one.text.as_str())).collect();
    let now = desk.here.visit.now;
    let put = baremes::operations::publish_revision(conn, agreed, &files, now).await;
    let put = match put {
        Ok(put) => put,
        Err(baremes::operations::Refused::Tables(_)) => {
            return Err(NotTaken::Problem(RevisionProblem::NotSound));
        }
        Err(error) => return Err(unreadable(&error).into()),
    };
    let thing = Thing { kind: Kind::Bareme, id: put.version.id.0 };
    let payload = json!({ "name": put.version.name, "snapshot": put.version.snapshot_sha256 });
    desk.note(conn, None, Audited::BaremePublished, Some(thing), Some(payload)).await?;
    Ok(())
}
