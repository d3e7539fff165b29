//! An official form: its PDF with the places of its fields, how both are checked, and how it looks filled.

use std::sync::Arc;

use app::site::gestion::revisions::{Fault, FaultWhy, FormTry, OfficialPdf, UploadProblem};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use documents::antivirus::Verdict;
use documents::{Refusal, Unread};
use forms::operations::{Template, overlay, sha256};
use forms::{Example, FieldMap, Form, House, Problem};
use jiff::Timestamp;
use revisions::{Document, File};
use vocabulary::Lang;

use super::content::Named;
use super::unreadable;
use crate::dossier::forms::{as_pdf, house};
use crate::gestion::Desk;
use crate::people::{Broken, value};

/// The name of the places of the fields.
pub(super) const PLACES: &str = "places.toml";
/// The name of the PDF, whatever it was called where it came from.
pub(super) const PDF: &str = "formulaire.pdf";

/// The forms that have an official PDF, by id and words.
pub(super) fn parts() -> Vec<(String, String)> {
    Form::ALL.iter().filter_map(|form| Some((form.id().to_owned(), words(*form)?))).collect()
}

fn words(form: Form) -> Option<String> {
    Some(format!("{}, {}", form.number()?, form.title()))
}

/// What a part is called: the number and the title of its form.
pub(super) fn called(part: &str) -> String {
    Form::parse(part).and_then(words).unwrap_or_else(|| part.to_owned())
}

/// The form of `part`, where it has an official PDF.
pub(super) fn known(part: &str) -> Option<Form> {
    Form::parse(part).filter(|form| form.number().is_some())
}

/// What holds before anything was published: our working sheet. A draft of it has a place for each field, and no PDF.
pub(super) fn working_sheet(part: &str, lang: Lang) -> Named {
    let text = known(part).map(FieldMap::sketch).unwrap_or_default();
    let name = lang.pick("modèle de travail", "working sheet").to_owned();
    Named { name, documents: vec![Document { name: PLACES.to_owned(), text }], file: None }
}

/// Reads the PDF and its places.
pub(super) fn read(part: &str, named: &Named) -> Result<Template, Vec<Fault>> {
    let text = named.documents.first().map_or("", |one| one.text.as_str());
    if let Some((line, said)) = revisions::not_toml(text) {
        return Err(vec![fault(PLACES, Some(line), FaultWhy::Toml(said))]);
    }
    let Some(form) = known(part) else { return Err(vec![fault(PDF, None, FaultWhy::NoPdf)]) };
    let of_form = |problem: Problem| {
        let line = problem.field().and_then(|field| line_of(text, field));
        let document = if problem.is_of_the_map() { PLACES } else { PDF };
        fault(document, line, FaultWhy::Form(problem))
    };
    let Some(file) = &named.file else {
        let mut faults = vec![fault(PDF, None, FaultWhy::NoPdf)];
        let places = FieldMap::read(text, form).err().unwrap_or_default();
        faults.extend(places.into_iter().map(|problem| of_form(problem.0)));
        return Err(faults);
    };
    let read = Template::read(file.bytes.clone(), text, form);
    read.map_err(|problems| problems.into_iter().map(|problem| of_form(problem.0)).collect())
}

fn fault(document: &str, line: Option<usize>, why: FaultWhy) -> Fault {
    Fault { document: document.to_owned(), line, key: String::new(), why }
}

/// The line, from 1, on which the place of `field` names it.
fn line_of(text: &str, field: &str) -> Option<usize> {
    let quoted = format!("\"{field}\"");
    let is_it = |line: &str| line.trim_start().starts_with("field") && line.contains(&quoted);
    text.lines().position(is_it).map(|place| place + 1)
}

/// The PDF of a version, as its page tells it.
pub(super) fn shown(own: &Named, before: &Named, pages: Option<usize>) -> Option<OfficialPdf> {
    own.file.as_ref().map(|file| OfficialPdf {
        name: file.name.clone(),
        bytes: file.bytes.len(),
        pages,
        sha256: sha256(&file.bytes).to_string(),
        changed: before.file.as_ref() != Some(file),
    })
}

/// The version filled with each example.
pub(super) fn tries(template: &Template, house: &House, at: Timestamp) -> Vec<FormTry> {
    let tried = |example: &Example| {
        let problems = filled(template, *example, house, at).err().unwrap_or_default();
        FormTry { example: *example, problems }
    };
    Example::ALL.iter().map(tried).collect()
}

/// The form filled with `example`; or what has no place or does not fit.
pub(super) fn filled(
    template: &Template,
    example: Example,
    house: &House,
    at: Timestamp,
) -> Result<Vec<u8>, Vec<Problem>> {
    let form = template.form();
    let of_gap = |gap: forms::Gap| Problem::DoesNotFit { field: gap.field };
    let filled = forms::filled(form, &example.case(form, house))
        .map_err(|missing| missing.gaps.into_iter().map(of_gap).collect::<Vec<_>>())?;
    let made = overlay(template, &filled, house, at);
    made.map(|made| made.pdf)
        .map_err(|problems| problems.into_iter().map(|problem| problem.0).collect())
}

/// Has a PDF that somebody sent looked at and scanned, as every file that somebody sends, and read as a form.
pub(super) async fn examined(
    desk: &Desk,
    bytes: Vec<u8>,
) -> Result<Result<File, UploadProblem>, Broken> {
    let reading = desk.here.state().reading();
    // The name of a folder or of a picture says nothing: what it begins with does.
    if !bytes.starts_with(b"%PDF-") {
        return Ok(Err(UploadProblem::Form(Problem::NotAPdf)));
    }
    match reading.reader.look(&bytes).await {
        Ok(_) => {}
        Err(Unread::Refused(refusal)) => return Ok(Err(UploadProblem::Refused(refusal))),
        Err(Unread::NotStarted(_) | Unread::Unanswered) => {
            tracing::error!("an official form could not be read");
            return Ok(Err(UploadProblem::Unanswered));
        }
    }
    match reading.antivirus.scan(&bytes).await {
        Verdict::Clean => {}
        Verdict::Infected(_) => return Ok(Err(UploadProblem::Refused(Refusal::Infected))),
        Verdict::Encrypted => return Ok(Err(UploadProblem::Refused(Refusal::Password))),
        Verdict::ExceedsLimits => return Ok(Err(UploadProblem::Refused(Refusal::TooDemanding))),
        Verdict::Unavailable(reason) => {
            tracing::warn!(?reason, "an official form waits for the antivirus");
            return Ok(Err(UploadProblem::Unanswered));
        }
    }
    let bytes = Arc::new(bytes);
    let looked = Arc::clone(&bytes);
    let fit = tokio::task::spawn_blocking(move || Template::check_pdf(&looked));
    if let Err(problem) = fit.await.map_err(|error| unreadable(&error))? {
        return Ok(Err(UploadProblem::Form(problem.0)));
    }
    let bytes = Arc::unwrap_or_clone(bytes);
    Ok(Ok(File { name: PDF.to_owned(), bytes }))
}

/// The PDF itself, or the form filled with an example, as the address asks; nothing where it asks for neither.
pub(super) async fn sent(
    desk: &Desk,
    part: &str,
    named: &Named,
) -> Result<Option<Response>, Broken> {
    let asked = value(&desk.pairs(), "document").to_owned();
    if let Some(file) = named.file.as_ref().filter(|file| file.name == asked) {
        // Taken away, and never shown here: it is as it came.
        let headers = [
            (header::CONTENT_TYPE, "application/pdf".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{PDF}\"")),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        ];
        return Ok(Some((headers, file.bytes.clone()).into_response()));
    }
    let Some(example) = Example::parse(&asked) else { return Ok(None) };
    let (part, named) = (part.to_owned(), named.clone());
    let (house, at) = (house(&desk.here), desk.here.visit.now);
    let made = tokio::task::spawn_blocking(move || {
        filled(&read(&part, &named).ok()?, example, &house, at).ok()
    });
    let made = made.await.map_err(|error| unreadable(&error))?;
    let name = format!("{}.pdf", example.id());
    Ok(Some(made.map_or_else(|| desk.here.error(404), |pdf| as_pdf(pdf, &name))))
}
