//! Notes, messages and tasks: nobody is in anybody's way.

use accounts::{PersonId, Visit};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use super::pieces::{Seen, decide};
use super::{DossierId, NotDone, Who, acting};
use crate::items::Priority;
use crate::{Change, Id, Personal, Refusal, State};

/// Longest note, message or task, in characters.
pub const WORDS_MAX: usize = 5_000;

fn told(words: &str) -> Result<Personal, Refusal> {
    let words = words.trim();
    let fits = !words.is_empty() && words.chars().count() <= WORDS_MAX && !words.contains('\0');
    if fits { Ok(Personal::of_words(words)) } else { Err(Refusal::BadText) }
}

/// Writes a note that the customer never sees.
///
/// # Errors
///
/// [`Refusal::BadText`].
pub async fn note(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    words: &str,
) -> Result<State, NotDone> {
    let change = Change::NoteAdded { note: Uuid::now_v7().into() };
    decide(conn, visit, seen, id, change, told(words)?).await
}

/// Writes a note of the house itself, such as of a text that did not arrive.
///
/// # Errors
///
/// [`Refusal::BadText`].
pub async fn note_of_house(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
    words: &str,
) -> Result<State, NotDone> {
    let personal = told(words)?;
    let mut open = acting::open(conn, visit, Who::House, id).await?;
    open.make_with(Change::NoteAdded { note: Uuid::now_v7().into() }, personal)?;
    Ok(open.save(conn).await?)
}

/// Sends a message, from whichever side `who` is on.
///
/// # Errors
///
/// [`Refusal::BadText`].
pub async fn message(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    words: &str,
) -> Result<State, NotDone> {
    let personal = told(words)?;
    let mut open = acting::open(conn, visit, who, id).await?;
    let from = open.actor.side;
    open.make_with(Change::MessageSent { message: Uuid::now_v7().into(), from }, personal)?;
    Ok(open.save(conn).await?)
}

/// What a task is, besides its words.
#[derive(Clone, Copy, Debug)]
pub struct NewTask<'a> {
    /// What.
    pub words: &'a str,
    /// By whom; `None`: by whoever takes it.
    pub assignee: Option<PersonId>,
    /// How much it presses.
    pub priority: Priority,
    /// Until when.
    pub due_on: Option<Date>,
}

/// Adds something to be done, by the staff or by a rule of the house.
///
/// # Errors
///
/// [`Refusal::BadText`].
pub async fn add_task(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    task: NewTask<'_>,
) -> Result<State, NotDone> {
    let personal = told(task.words)?;
    let mut open = acting::open_for_house(conn, visit, who, id).await?;
    let change = Change::TaskAdded {
        task: Uuid::now_v7().into(),
        assignee: task.assignee.map(|person| person.0.into()),
        priority: task.priority,
        due_on: task.due_on,
    };
    open.make_with(change, personal)?;
    Ok(open.save(conn).await?)
}

/// Says that a task is done.
///
/// # Errors
///
/// [`Refusal::NoSuchThing`] when it is done already.
pub async fn finish_task(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    task: Id,
) -> Result<State, NotDone> {
    decide(conn, visit, seen, id, Change::TaskDone { task }, Personal::default()).await
}
