use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Awaited, Facts, Rule};

/// A worker reads it now; `false` when there is nothing to read.
pub(in crate::operations) async fn begin(
    conn: &mut PgConnection,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set state = 'reading', awaited = null, changed_at = $2
        where id = $1 and state in ('waiting', 'reading')
        "#,
        id,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Nobody reads it any more: it waits for somebody who does not answer.
pub(in crate::operations) async fn wait(
    conn: &mut PgConnection,
    id: Uuid,
    awaited: Awaited,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set state = 'waiting', awaited = $2, changed_at = $3
        where id = $1 and state in ('waiting', 'reading')
        "#,
        id,
        awaited.id(),
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Keeps the key of a piece, unless it has one already: the one that it has, whoever drew it. `None` when the piece is
/// not read any more.
pub(in crate::operations) async fn keep_key(
    conn: &mut PgConnection,
    id: Uuid,
    wrapped: &[u8],
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        update documents
        set wrapped = coalesce(wrapped, $2)
        where id = $1 and state in ('waiting', 'reading')
        returning wrapped as "wrapped!"
        "#,
        id,
        wrapped,
    )
    .fetch_optional(conn)
    .await
}

/// Everything is stored: it may be shown. `false` when somebody else ended it meanwhile.
pub(in crate::operations) async fn accept(
    conn: &mut PgConnection,
    id: Uuid,
    facts: &Facts,
    name: &str,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set
            state = 'accepted',
            awaited = null,
            kind = $2,
            pages = $3,
            length = $4,
            sha256 = $5,
            name = $6,
            changed_at = $7
        where id = $1 and state in ('waiting', 'reading') and wrapped is not null
        "#,
        id,
        facts.kind.extension(),
        i16::try_from(facts.pages).unwrap_or(i16::MAX),
        i64::try_from(facts.length).unwrap_or(i64::MAX),
        &facts.sha256,
        name,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// It is not taken, for `reason`; it goes on `day` unless that is sooner.
pub(in crate::operations) async fn refuse(
    conn: &mut PgConnection,
    id: Uuid,
    (state, reason): (&str, &str),
    (day, rule): (Date, Rule),
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set
            state = $2,
            reason = $3,
            awaited = null,
            wrapped = null,
            destroy_on = case when destroy_on < $4 then destroy_on else $4 end,
            rule = case when destroy_on < $4 then rule else $5 end,
            changed_at = $6
        where id = $1 and state in ('waiting', 'reading')
        "#,
        id,
        state,
        reason,
        day.to_sqlx() as _,
        rule.id(),
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// The file as it was sent is gone.
pub(in crate::operations) async fn cleared(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set sent_object = null
        where id = $1
        "#,
        id,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// What the antivirus was wrong about is read again.
pub(in crate::operations) async fn release(
    conn: &mut PgConnection,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set state = 'waiting', reason = null, destroy_on = null, rule = null, changed_at = $2
        where id = $1 and state = 'quarantined'
        "#,
        id,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Pieces that nobody has touched since `before`, though they are to be read.
pub(in crate::operations) async fn stalled(
    conn: &mut PgConnection,
    before: Timestamp,
    most: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select id
        from documents
        where state in ('waiting', 'reading') and changed_at < $1
        order by changed_at
        limit $2
        "#,
        before.to_sqlx() as _,
        most,
    )
    .fetch_all(conn)
    .await
}
