//! Files that take the place of what a draft holds: documents by their names, or the PDF of an official form.

use app::site::gestion::revisions::{RevisionProblem, UploadProblem, address};
use audit::Act as Audited;
use axum::extract::Multipart;
use axum::response::{IntoResponse as _, Redirect};
use forms::Problem;
use forms::operations::sha256;
use revisions::operations;
use revisions::{Document, FILE_MAX, File, RevisionId, Step, Subject};
use serde_json::json;
use uuid::Uuid;

use super::acts::{note_step, step_of, unseen, written};
use super::one::{self, Typed};
use super::{NotTaken, Rights, found, official};
use crate::gestion::Desk;
use crate::people::{Answer, Broken};

/// What came.
#[derive(Default)]
struct Sent {
    edition: i32,
    documents: Vec<Document>,
    file: Option<File>,
}

/// `POST /gestion/baremes/{revision}/fichier`: each file takes the place of the document of its name; a PDF that of the
/// official form, whatever it is called.
pub(super) async fn import(desk: &Desk, subject: Subject, id: &str, files: Multipart) -> Answer {
    if !Rights::of(desk, subject).write {
        return Ok(desk.here.error(404));
    }
    let Ok(which) = id.parse::<Uuid>() else { return Ok(desk.here.error(404)) };
    let sent = match sent(desk, subject, files).await? {
        Ok(sent) => sent,
        Err(problem) => {
            return one::show(desk, subject, id, Typed::default(), Some(problem)).await;
        }
    };
    let which = (subject, RevisionId(which));
    match put(desk, which, &sent).await {
        Ok(()) => {
            let first = sent.documents.first().map_or("", |one| one.name.as_str());
            let query = app::query::encode([("fait", "pris"), ("document", first)]);
            let address = address(subject, Some(which.1.0));
            Ok(Redirect::to(&format!("{address}?{query}")).into_response())
        }
        Err(NotTaken::Missing) => Ok(desk.here.error(404)),
        Err(NotTaken::Broken(broken)) => Err(broken),
        Err(NotTaken::Problem(problem)) => {
            one::show(desk, subject, id, Typed::default(), Some(unseen(problem))).await
        }
    }
}

/// Reads what was sent, and has a PDF examined before anything of it is kept.
async fn sent(
    desk: &Desk,
    subject: Subject,
    mut files: Multipart,
) -> Result<Result<Sent, RevisionProblem>, Broken> {
    let (mut sent, mut pdf) = (Sent::default(), None);
    loop {
        let field = match files.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            // It was cut: nothing is taken of what came before.
            Err(_) => return Ok(Err(too_long(subject))),
        };
        if field.name() == Some("edition") {
            let edition = field.text().await.ok().and_then(|text| text.parse().ok());
            sent.edition = edition.unwrap_or(0);
            continue;
        }
        // A browser may send the folder too.
        let name = field.file_name().unwrap_or_default();
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        if name.is_empty() {
            continue;
        }
        let text = std::path::Path::new(&name).extension().is_some_and(|end| end == "toml");
        let Ok(bytes) = field.bytes().await else { return Ok(Err(too_long(subject))) };
        if subject == Subject::Form && !text {
            pdf = Some(bytes.to_vec());
            continue;
        }
        match String::from_utf8(bytes.to_vec()) {
            Ok(text) => {
                let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
                sent.documents.push(Document { name, text });
            }
            Err(_) => return Ok(Err(RevisionProblem::NotText(name))),
        }
    }
    if let Some(pdf) = pdf {
        if pdf.len() > FILE_MAX {
            return Ok(Err(too_long(subject)));
        }
        match official::examined(desk, pdf).await? {
            Ok(file) => sent.file = Some(file),
            Err(problem) => return Ok(Err(RevisionProblem::Upload(problem))),
        }
    }
    if sent.documents.is_empty() && sent.file.is_none() {
        return Ok(Err(RevisionProblem::NoFile));
    }
    Ok(Ok(sent))
}

fn too_long(subject: Subject) -> RevisionProblem {
    if subject == Subject::Form {
        RevisionProblem::Upload(UploadProblem::Form(Problem::TooLong { most: FILE_MAX }))
    } else {
        RevisionProblem::DocumentTooLong
    }
}

/// Puts what came into the draft, all of it or nothing.
async fn put(desk: &Desk, which: (Subject, RevisionId), sent: &Sent) -> Result<(), NotTaken> {
    let mut tx = desk.here.begin().await?;
    let id = which.1.0.to_string();
    let revision = found(&mut tx, which.0, &id).await?.ok_or(NotTaken::Missing)?;
    let mut step = step_of(desk, sent.edition);
    if !sent.documents.is_empty() {
        written(desk, &mut tx, which, step, &revision.note, &sent.documents).await?;
        step = Step { edition: step.edition + 1, ..step };
    }
    if let Some(file) = &sent.file {
        let revision = operations::write_file(&mut tx, which, step, file).await?;
        let digest = sha256(&file.bytes).to_string();
        let more = json!({ "documents": [file.name], "sha256": digest });
        note_step(desk, &mut tx, &revision, Audited::RevisionWritten, more).await?;
    }
    tx.commit().await?;
    Ok(())
}
