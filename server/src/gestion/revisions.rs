//! What is changed by two people: the versions of a subject, one of them, and the steps that it takes.
//!
//! Read [`Rights`] (who may do what with a subject), [`list`], then `one` (the page of a version), `acts` (its forms) and
//! `content` (what its documents say).

mod acts;
mod content;
mod days;
mod fees;
mod letters;
mod official;
mod one;
mod upload;
pub mod ways;

use std::collections::{BTreeMap, HashMap};

use access::Act;
use accounts::PersonId;
use accounts::operations::people;
use app::site::gestion::GestionPage;
use app::site::gestion::revisions::{
    RevisionDone, RevisionLine, RevisionProblem, RevisionsView, Standing, Whom,
};
use axum::body::Bytes;
use axum::extract::{Multipart, Path};
use axum::response::{IntoResponse as _, Redirect};
use baremes::operations as versions;
use revisions::operations;
use revisions::{Refused, Revision, RevisionId, State, Subject, in_force};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Date, Lang};

use super::Desk;
use crate::clock;
use crate::database::Chain;
use crate::people::{Answer, Broken, form, value};

/// Most bytes of a form of a version: its longest document, as a form writes it.
pub const FORM_MAX: usize = 4 * 1024 * 1024;

/// Most bytes of a form that brings an official PDF and its places.
pub const FILE_FORM_MAX: usize = revisions::FILE_MAX + FORM_MAX;

/// What was done, as the address says it.
const DONE: &[(&str, RevisionDone)] = &[
    ("commence", RevisionDone::Begun),
    ("copie", RevisionDone::Copied),
    ("ecrit", RevisionDone::Written),
    ("pris", RevisionDone::Imported),
    ("demande", RevisionDone::Asked),
    ("repris", RevisionDone::TakenBack),
    ("renvoye", RevisionDone::SentBack),
    ("publie", RevisionDone::Published),
    ("abandonne", RevisionDone::GivenUp),
];

/// What whoever asks may do with a subject.
#[derive(Clone, Copy, Debug)]
struct Rights {
    write: bool,
    review: bool,
}

impl Rights {
    fn of(desk: &Desk, subject: Subject) -> Self {
        let (write, review) = if subject.is_global() {
            (Act::WriteRules, Act::ReviewRules)
        } else {
            (Act::WriteHouseRules, Act::ReviewHouseRules)
        };
        Self { write: desk.may(write), review: desk.may(review) }
    }
}

/// What kept a step from being taken: a sentence for the person, or what kept us from answering.
enum NotTaken {
    Missing,
    Problem(RevisionProblem),
    Broken(Broken),
}

impl From<Refused> for NotTaken {
    fn from(refused: Refused) -> Self {
        Self::Problem(match refused {
            Refused::Missing => return Self::Missing,
            Refused::NotTheAuthor => RevisionProblem::NotTheAuthor,
            Refused::OwnWork => RevisionProblem::OwnWork,
            Refused::Changed => RevisionProblem::Changed,
            Refused::NoSuchStep => RevisionProblem::NoSuchStep,
            Refused::NoteNeeded => RevisionProblem::NoteNeeded,
            Refused::RemarkNeeded => RevisionProblem::RemarkNeeded,
            Refused::WordsTooLong => RevisionProblem::NoteTooLong,
            Refused::DocumentTooLong => RevisionProblem::DocumentTooLong,
            Refused::PastDay => RevisionProblem::BadDay,
            Refused::Row | Refused::Database(_) => return Self::Broken(unreadable(&refused)),
        })
    }
}

impl From<Broken> for NotTaken {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl From<sqlx::Error> for NotTaken {
    fn from(error: sqlx::Error) -> Self {
        Self::Broken(error.into())
    }
}

/// Says once that what is kept of versions could not be reached.
fn unreadable(error: &(dyn std::error::Error + 'static)) -> Broken {
    tracing::error!(error = %Chain(error), "the versions of the rules could not be reached");
    Broken
}

/// `GET /gestion/baremes`, and of every other subject.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(desk: Desk, subject: Subject) -> Answer {
    let done = value(&desk.pairs(), "fait").to_owned();
    let done = DONE.iter().find(|(name, _)| *name == done).map(|(_, done)| *done);
    show_list(&desk, subject, done, Default::default(), None).await
}

async fn show_list(
    desk: &Desk,
    subject: Subject,
    done: Option<RevisionDone>,
    (part, note): (String, String),
    problem: Option<RevisionProblem>,
) -> Answer {
    let mut tx = desk.here.begin().await?;
    let lang = desk.here.asked.lang;
    let lines = lines(&mut tx, subject, (desk.today(), lang)).await?;
    tx.commit().await?;
    let writes = Rights::of(desk, subject).write;
    let fees = if subject == Subject::Fees { fees::today(desk) } else { Vec::new() };
    let parts = match subject {
        Subject::Form => official::parts(),
        Subject::Letter => letters::parts(lang),
        _ => Vec::new(),
    };
    let view = RevisionsView { subject, lines, parts, part, fees, writes, note, done, problem };
    desk.page(&GestionPage::Revisions(Box::new(view))).await
}

/// `POST /gestion/baremes`, and of every other subject: begins a draft, from what is in force or from another version.
///
/// # Errors
///
/// When the database does not answer.
pub async fn begin(desk: Desk, subject: Subject, body: Bytes) -> Answer {
    if !Rights::of(&desk, subject).write {
        return Ok(desk.here.error(404));
    }
    let form = form(&body);
    if value(&form, "act") != "begin" {
        return Ok(desk.here.error(422));
    }
    let (part, note) = (value(&form, "part").to_owned(), value(&form, "note").to_owned());
    let copy = value(&form, "copy");
    match acts::begin(&desk, subject, (&part, &note), copy).await {
        Ok(id) => {
            let address = app::site::gestion::revisions::address(subject, Some(id.0));
            let done = if copy.is_empty() { "commence" } else { "copie" };
            Ok(Redirect::to(&format!("{address}?fait={done}")).into_response())
        }
        Err(NotTaken::Missing) => Ok(desk.here.error(404)),
        Err(NotTaken::Problem(problem)) => {
            show_list(&desk, subject, None, (part, note), Some(problem)).await
        }
        Err(NotTaken::Broken(broken)) => Err(broken),
    }
}

/// `GET /gestion/baremes/{revision}`, and of every other subject.
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk, subject: Subject, Path(id): Path<String>) -> Answer {
    one::page(&desk, subject, &id).await
}

/// `POST /gestion/baremes/{revision}`, and of every other subject: one step, named by its button.
///
/// # Errors
///
/// When the database does not answer.
pub async fn act(desk: Desk, subject: Subject, Path(id): Path<String>, body: Bytes) -> Answer {
    acts::act(&desk, subject, &id, &form(&body)).await
}

/// `GET /gestion/baremes/{revision}/fichier?document=…`, and of every other subject.
///
/// # Errors
///
/// When the database does not answer.
pub async fn download(desk: Desk, subject: Subject, Path(id): Path<String>) -> Answer {
    one::download(&desk, subject, &id).await
}

/// `POST /gestion/baremes/{revision}/fichier`, and of every other subject: takes files in the place of documents.
///
/// # Errors
///
/// When the database does not answer.
pub async fn import(
    desk: Desk,
    subject: Subject,
    Path(id): Path<String>,
    files: Multipart,
) -> Answer {
    upload::import(&desk, subject, &id, files).await
}

/// The versions of `subject`, newest first, with those that were put in without the desk.
async fn lines(
    conn: &mut PgConnection,
    subject: Subject,
    (today, lang): (Date, Lang),
) -> Result<Vec<RevisionLine>, Broken> {
    let all = operations::list(conn, subject).await.map_err(|error| unreadable(&error))?;
    // The list has an end: what is in force may have been begun before it.
    let published =
        operations::published(conn, subject).await.map_err(|error| unreadable(&error))?;
    let mut of_part: BTreeMap<String, Vec<Revision>> = BTreeMap::new();
    for one in published {
        of_part.entry(one.part.clone()).or_default().push(one);
    }
    let in_force: Vec<RevisionId> =
        of_part.values().filter_map(|all| in_force(all, today)).map(|one| one.id).collect();
    let names = names(conn, &all).await?;
    let mut lines: Vec<RevisionLine> = all
        .iter()
        .map(|one| line(&names, one, in_force.contains(&one.id), (today, lang)))
        .collect();
    if subject == Subject::Baremes {
        beside_the_desk(conn, &mut lines, today).await?;
    }
    Ok(lines)
}

/// The tables that the command line published: they stand in the list, and may be what is in force.
async fn beside_the_desk(
    conn: &mut PgConnection,
    lines: &mut Vec<RevisionLine>,
    today: Date,
) -> Result<(), Broken> {
    let all = versions::list(conn).await.map_err(|error| unreadable(&error))?;
    let in_force = versions::in_force(conn, today).await.map_err(|error| unreadable(&error))?;
    let current = in_force.as_ref().map(|version| version.id);
    let revision = in_force.and_then(|version| version.revision);
    for line in lines.iter_mut() {
        if let Standing::InForce { from } = line.standing
            && line.id != revision
        {
            line.standing = Standing::Past { from };
        }
    }
    for version in all.into_iter().filter(|version| version.revision.is_none()) {
        let (standing, reviewer, at) = match version.state {
            versions::State::Draft => (Standing::Draft, None, version.created_at),
            versions::State::Published { at, by } => {
                let from = version.from.unwrap_or_else(|| clock::day(at).date);
                let standing = if current == Some(version.id) {
                    Standing::InForce { from }
                } else {
                    Standing::Past { from }
                };
                (standing, Some(Whom::Program(by)), at)
            }
        };
        lines.push(RevisionLine {
            id: None,
            part: String::new(),
            note: version.note.unwrap_or(version.name),
            standing,
            author: Whom::Program(version.author),
            reviewer,
            at,
        });
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.at));
    Ok(())
}

/// A revision as a line of the list; `names`: of whoever took a step of it.
fn line(
    names: &Names,
    one: &Revision,
    is_in_force: bool,
    (today, lang): (Date, Lang),
) -> RevisionLine {
    let (standing, reviewer) = match &one.state {
        State::Draft { returned: None } => (Standing::Draft, None),
        State::Draft { returned: Some(returned) } => (Standing::Returned, Some(returned.by)),
        State::InReview { wanted_from, .. } => (Standing::InReview { from: *wanted_from }, None),
        State::Published { by, from, .. } => {
            let from = *from;
            let standing = if is_in_force {
                Standing::InForce { from }
            } else if from > today {
                Standing::ToCome { from }
            } else {
                Standing::Past { from }
            };
            (standing, Some(*by))
        }
        State::GivenUp => (Standing::GivenUp, None),
    };
    RevisionLine {
        id: Some(one.id.0),
        part: match one.subject {
            Subject::Letter => letters::called(&one.part, lang),
            _ if one.part.is_empty() => String::new(),
            _ => official::called(&one.part),
        },
        note: one.note.clone(),
        standing,
        author: whom(names, one.author),
        reviewer: reviewer.map(|reviewer| whom(names, reviewer)),
        at: one.updated_at,
    }
}

/// People of the house, by their names.
type Names = HashMap<Uuid, String>;

/// The names of whoever took a step of `revisions`.
async fn names(conn: &mut PgConnection, revisions: &[Revision]) -> Result<Names, Broken> {
    let reviewer = |one: &Revision| match &one.state {
        State::Draft { returned: Some(returned) } => Some(returned.by),
        State::Published { by, .. } => Some(*by),
        _ => None,
    };
    let mut ids: Vec<PersonId> = revisions
        .iter()
        .flat_map(|one| [Some(one.author), reviewer(one)])
        .flatten()
        .map(PersonId)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let people = people::several(conn, &ids).await?;
    let named = people.into_iter().map(|person| {
        let profile = &person.profile;
        let name = format!("{} {}", profile.first_names, profile.last_name).trim().to_owned();
        let name = if name.is_empty() { person.email.as_str().to_owned() } else { name };
        (person.id.0, name)
    });
    Ok(named.collect())
}

/// Somebody of the house by their name; nobody else is named.
fn whom(names: &Names, id: Uuid) -> Whom {
    names.get(&id).map_or(Whom::Elsewhere, |name| Whom::Person(name.clone()))
}

/// The revision `id` of `subject`; none for what is no identifier.
async fn found(
    conn: &mut PgConnection,
    subject: Subject,
    id: &str,
) -> Result<Option<Revision>, Broken> {
    let Ok(id) = id.parse::<Uuid>() else { return Ok(None) };
    match operations::find(conn, subject, RevisionId(id)).await {
        Ok(found) => Ok(Some(found)),
        Err(Refused::Missing) => Ok(None),
        Err(error) => Err(unreadable(&error)),
    }
}
