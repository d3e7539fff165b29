use sqlx::PgConnection;
use uuid::Uuid;

use super::super::super::Failure;
use super::super::super::acting::unhex;
use super::super::super::chain::Sealer;
use super::super::super::time::{civil, maybe_stamp, stamp};
use crate::Id;
use crate::items::{Link, Message, Note, Task};

pub(super) async fn task(
    conn: &mut PgConnection,
    sealer: &Sealer,
    id: &Id,
    task: &Task,
) -> Result<(), Failure> {
    let id = Uuid::from(*id);
    sqlx::query!(
        r#"
        insert into dossier_tasks
            (tenant_id, dossier_id, id, assignee, priority, due_on, done_at, words, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (dossier_id, id) do update
        set done_at = excluded.done_at
        "#,
        sealer.tenant,
        sealer.dossier,
        id,
        task.assignee.map(Uuid::from),
        task.priority.rank(),
        task.due_on.map(civil).transpose()? as _,
        maybe_stamp(task.done_at)? as _,
        sealer.seal_words(&format!("task {id}"), task.words.as_deref())?,
        stamp(task.at)? as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn note(
    conn: &mut PgConnection,
    sealer: &Sealer,
    id: &Id,
    note: &Note,
) -> Result<(), Failure> {
    let id = Uuid::from(*id);
    sqlx::query!(
        r#"
        insert into dossier_notes (tenant_id, dossier_id, id, author, words, created_at)
        values ($1, $2, $3, $4, $5, $6)
        "#,
        sealer.tenant,
        sealer.dossier,
        id,
        note.by.map(Uuid::from),
        sealer.seal_words(&format!("note {id}"), note.words.as_deref())?,
        stamp(note.at)? as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn message(
    conn: &mut PgConnection,
    sealer: &Sealer,
    id: &Id,
    message: &Message,
) -> Result<(), Failure> {
    let id = Uuid::from(*id);
    sqlx::query!(
        r#"
        insert into dossier_messages (tenant_id, dossier_id, id, side, author, words, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        "#,
        sealer.tenant,
        sealer.dossier,
        id,
        message.from.id(),
        message.by.map(Uuid::from),
        sealer.seal_words(&format!("message {id}"), message.words.as_deref())?,
        stamp(message.at)? as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn link(
    conn: &mut PgConnection,
    sealer: &Sealer,
    id: &Id,
    link: &Link,
) -> Result<(), Failure> {
    let hash = unhex(&link.token_hash).ok_or(Failure::Row("a hash that is none"))?;
    sqlx::query!(
        r#"
        insert into dossier_links
            (tenant_id, dossier_id, id, token_hash, party_id, task, target, expires_at, ended_at, used, email,
             given_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (dossier_id, id) do update
        set ended_at = excluded.ended_at, used = excluded.used
        "#,
        sealer.tenant,
        sealer.dossier,
        Uuid::from(*id),
        hash,
        link.party.map(Uuid::from),
        link.task.id(),
        link.target,
        stamp(link.expires_at)? as _,
        maybe_stamp(link.ended_at)? as _,
        link.used,
        sealer.seal_words(&format!("link {}", Uuid::from(*id)), link.email.as_deref())?,
        stamp(link.given_at)? as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}
