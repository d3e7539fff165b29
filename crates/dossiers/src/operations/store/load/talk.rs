//! Tasks, notes, messages and links of a dossier.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::super::super::Failure;
use super::super::super::acting::hex;
use super::super::super::chain::Sealer;
use super::super::super::time::date;
use super::{at, known};
use crate::items::{Link, LinkTask, Message, Note, Priority, Task};
use crate::{Id, Side};

pub(super) async fn tasks(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<BTreeMap<Id, Task>, Failure> {
    let rows = sqlx::query!(
        r#"
        select id, assignee, priority, due_on, done_at, words, created_at
        from dossier_tasks
        where dossier_id = $1
        "#,
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let task = Task {
                assignee: row.assignee.map(Id::from),
                priority: known(Priority::of_rank(row.priority), "priority of a task")?,
                due_on: row.due_on.map(date).transpose()?,
                done_at: row.done_at.map(at),
                words: sealer.open_words(&format!("task {}", row.id), row.words.as_deref())?,
                at: at(row.created_at),
            };
            Ok((row.id.into(), task))
        })
        .collect()
}

pub(super) async fn notes(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<BTreeMap<Id, Note>, Failure> {
    let rows = sqlx::query!(
        "select id, author, words, created_at from dossier_notes where dossier_id = $1",
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let words = sealer.open_words(&format!("note {}", row.id), row.words.as_deref())?;
            let note = Note { by: row.author.map(Id::from), words, at: at(row.created_at) };
            Ok((row.id.into(), note))
        })
        .collect()
}

pub(super) async fn messages(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<BTreeMap<Id, Message>, Failure> {
    let rows = sqlx::query!(
        "select id, side, author, words, created_at from dossier_messages where dossier_id = $1",
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let words = sealer.open_words(&format!("message {}", row.id), row.words.as_deref())?;
            let message = Message {
                from: known(Side::parse(&row.side), "side of a message")?,
                by: row.author.map(Id::from),
                words,
                at: at(row.created_at),
            };
            Ok((row.id.into(), message))
        })
        .collect()
}

pub(super) async fn links(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<BTreeMap<Id, Link>, Failure> {
    let rows = sqlx::query!(
        r#"
        select id, token_hash, party_id, task, target, email, given_at, expires_at, ended_at, used
        from dossier_links
        where dossier_id = $1
        "#,
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let link = Link {
                token_hash: hex(&row.token_hash),
                party: row.party_id.map(Id::from),
                task: known(LinkTask::parse(&row.task), "task of a link")?,
                target: row.target,
                email: sealer.open_words(&format!("link {}", row.id), row.email.as_deref())?,
                given_at: at(row.given_at),
                expires_at: at(row.expires_at),
                ended_at: row.ended_at.map(at),
                used: row.used,
            };
            Ok((row.id.into(), link))
        })
        .collect()
}
