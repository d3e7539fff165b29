//! The page of a version.

use app::site::gestion::GestionPage;
use app::site::gestion::revisions::{
    Beside, DocumentTab, FeesForm, IN_FORCE, Powers, RevisionLine, RevisionProblem, RevisionView,
    Shown, Tries, Whom,
};
use axum::http::header;
use axum::response::IntoResponse as _;
use revisions::{Document, Revision, State, Subject, differences};
use sqlx::PgConnection;
use vocabulary::Date;

use super::content::{self, Named};
use super::{DONE, Rights, days, fees, found, letters, line, names, official, whom};
use crate::gestion::{Desk, templates};
use crate::people::{Answer, Broken, value};

/// What was typed into a form that is shown again.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub(super) document: Option<Document>,
    pub(super) note: Option<String>,
    pub(super) from: Option<String>,
    pub(super) remark: String,
    pub(super) fees: Option<FeesForm>,
}

/// `GET /gestion/baremes/{revision}?document=…`, `?vue=differences`, `?vue=essais&jour=…`
pub(super) async fn page(desk: &Desk, subject: Subject, id: &str) -> Answer {
    show(desk, subject, id, Typed::default(), None).await
}

/// The page, with what was typed and why it was refused.
pub(super) async fn show(
    desk: &Desk,
    subject: Subject,
    id: &str,
    typed: Typed,
    problem: Option<RevisionProblem>,
) -> Answer {
    let pairs = desk.pairs();
    let mut tx = desk.here.begin().await?;
    let revision = found(&mut tx, subject, id).await?;
    let view = match &revision {
        Some(revision) => {
            let kept = kept(desk, &mut tx, revision).await?;
            // Reading documents takes a while: no connection is held meanwhile.
            tx.commit().await?;
            of_revision(desk, revision, kept, (typed, problem), &pairs).await?
        }
        None if id == IN_FORCE && subject.is_global() => {
            let view = in_force(desk, &mut tx, subject, &pairs).await?;
            tx.commit().await?;
            view
        }
        None => return Ok(desk.here.error(404)),
    };
    let previewed = matches!(view.tries, Some(Tries::Letter(_)));
    let page = desk.page(&GestionPage::Revision(Box::new(view))).await?;
    Ok(if previewed { templates::with_frame(page) } else { page })
}

/// What is in force, to be read.
async fn in_force(
    desk: &Desk,
    conn: &mut PgConnection,
    subject: Subject,
    pairs: &[(String, String)],
) -> Result<RevisionView, Broken> {
    let named = content::in_force_on(desk, conn, (subject, ""), desk.today()).await?;
    let open = opened(&named.documents, value(pairs, "document"));
    let tabs = named.documents.iter();
    Ok(RevisionView {
        subject,
        line: None,
        based_on: String::new(),
        edition: 0,
        note: String::new(),
        beside: Vec::new(),
        returned: None,
        shown: Shown::Document,
        documents: tabs
            .map(|one| DocumentTab { name: one.name.clone(), changed: false, faults: 0 })
            .collect(),
        open: (open.name, open.text),
        fees: None,
        pdf: None,
        letter: None,
        faults: Vec::new(),
        differences: Vec::new(),
        tries: None,
        from: String::new(),
        remark: String::new(),
        powers: Powers::default(),
        own: false,
        done: None,
        problem: None,
        meanwhile: None,
    })
}

/// What the database has of a version.
struct Kept {
    own: Named,
    before: Named,
    beside: Vec<Beside>,
    line: RevisionLine,
    returned: Option<(Whom, String)>,
}

async fn kept(desk: &Desk, conn: &mut PgConnection, revision: &Revision) -> Result<Kept, Broken> {
    let today = desk.today();
    let names = names(conn, std::slice::from_ref(revision)).await?;
    let in_force = content::is_in_force(conn, revision, today).await?;
    let returned = match &revision.state {
        State::Draft { returned: Some(returned) } => {
            Some((whom(&names, returned.by), returned.remark.clone()))
        }
        _ => None,
    };
    Ok(Kept {
        own: content::of_revision(conn, revision).await?,
        before: content::compared_with(desk, conn, revision).await?,
        beside: days::beside(conn, revision, (today, desk.here.visit.now)).await?,
        line: line(&names, revision, in_force, (today, desk.here.asked.lang)),
        returned,
    })
}

async fn of_revision(
    desk: &Desk,
    revision: &Revision,
    kept: Kept,
    (typed, problem): (Typed, Option<RevisionProblem>),
    pairs: &[(String, String)],
) -> Result<RevisionView, Broken> {
    let (subject, today) = (revision.subject, desk.today());
    let Kept { own, before, beside, line, returned } = kept;
    // What is settled was sound when it was published, under the checks of that day.
    let settled = matches!(revision.state, State::Published { .. } | State::GivenUp);
    let wanted = Shown::parse(value(pairs, "vue")).unwrap_or(Shown::Document);
    let retyped = typed.document.is_some() || typed.fees.is_some();
    let shown = if retyped { Shown::Document } else { wanted };
    let (mut faults, mut tries, mut pages) = (Vec::new(), None, None);
    if !settled || shown == Shown::Tries || own.file.is_some() {
        let read = content::read((subject, &revision.part), &own).await?;
        if let Ok(content::Read::Form(template)) = &read {
            pages = Some(template.pages());
        }
        match read {
            Ok(read) if shown == Shown::Tries => {
                let day = Date::parse(value(pairs, "jour")).ok();
                tries = Some(content::tries(read, &before, subject, day, desk).await?);
            }
            Ok(_) => {}
            Err(_) if settled && shown != Shown::Tries => {}
            Err(found) => {
                tries = (shown == Shown::Tries).then_some(Tries::NotSound);
                faults = found;
            }
        }
    }
    let differences = changed(&own, &before);
    let counted = content::counted(&faults);
    let documents = own
        .documents
        .iter()
        .map(|one| DocumentTab {
            name: one.name.clone(),
            changed: differences
                .iter()
                .any(|(name, groups)| *name == one.name && !groups.is_empty()),
            faults: counted.get(one.name.as_str()).copied().unwrap_or(0),
        })
        .collect();
    let saved = opened(
        &own.documents,
        typed.document.as_ref().map_or(value(pairs, "document"), |typed| typed.name.as_str()),
    );
    let meanwhile = typed
        .document
        .as_ref()
        .filter(|_| problem == Some(RevisionProblem::Changed))
        .map(|typed| revisions::differences(&saved.text, &typed.text));
    let open = typed.document.unwrap_or(saved);
    let form = (subject == Subject::Fees).then(|| {
        let list = fees::read(&own.documents).unwrap_or_default();
        typed.fees.unwrap_or_else(|| fees::form(desk, &list))
    });
    let rights = Rights::of(desk, subject);
    let is_author = revision.author == desk.caller.person.id.0;
    let waits = matches!(revision.state, State::InReview { .. });
    let draft = matches!(revision.state, State::Draft { .. });
    let powers = Powers {
        write: draft && rights.write && is_author,
        take_back: waits && rights.write && is_author,
        review: waits && rights.review && !is_author,
        copy: rights.write && !(draft && is_author),
    };
    let done = value(pairs, "fait");
    let done = DONE.iter().find(|(name, _)| *name == done).map(|(_, done)| *done);
    Ok(RevisionView {
        subject,
        line: Some(line),
        based_on: revision.based_on.clone(),
        edition: revision.edition,
        note: typed.note.unwrap_or_else(|| revision.note.clone()),
        beside,
        returned,
        shown,
        documents,
        open: (open.name, open.text),
        fees: form,
        pdf: official::shown(&own, &before, pages),
        letter: letters::known(&revision.part).filter(|_| subject == Subject::Letter),
        faults,
        differences,
        tries,
        from: typed.from.unwrap_or_else(|| today.to_string()),
        remark: typed.remark,
        powers,
        own: is_author,
        done: done.filter(|_| problem.is_none()),
        problem,
        meanwhile,
    })
}

/// What differs, document by document; one that is only on one side differs whole.
fn changed(own: &Named, before: &Named) -> Vec<(String, Vec<Vec<revisions::Difference>>)> {
    let text = |named: &Named, name: &str| {
        let found = named.documents.iter().find(|one| one.name == name);
        found.map(|one| one.text.clone()).unwrap_or_default()
    };
    own.documents
        .iter()
        .map(|one| (one.name.clone(), differences(&text(before, &one.name), &one.text)))
        .collect()
}

/// The document of that name, or the first one.
fn opened(documents: &[Document], name: &str) -> Document {
    let found = documents.iter().find(|one| one.name == name).or(documents.first());
    found.cloned().unwrap_or(Document { name: String::new(), text: String::new() })
}

/// `GET /gestion/baremes/{revision}/fichier?document=…`
pub(super) async fn download(desk: &Desk, subject: Subject, id: &str) -> Answer {
    let mut tx = desk.here.begin().await?;
    let (part, named) = match found(&mut tx, subject, id).await? {
        Some(revision) => (revision.part.clone(), content::of_revision(&mut tx, &revision).await?),
        None if id == IN_FORCE && subject.is_global() => {
            let named = content::in_force_on(desk, &mut tx, (subject, ""), desk.today()).await?;
            (String::new(), named)
        }
        None => return Ok(desk.here.error(404)),
    };
    tx.commit().await?;
    if subject == Subject::Form
        && let Some(answer) = official::sent(desk, &part, &named).await?
    {
        return Ok(answer);
    }
    if subject == Subject::Letter
        && let Some(answer) = letters::sent(desk, &part, &named).await?
    {
        return Ok(answer);
    }
    let document = opened(&named.documents, value(&desk.pairs(), "document"));
    // Its name is one of ours: it holds no quote.
    let name = format!("attachment; filename=\"{}\"", document.name);
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, document.text).into_response())
}
