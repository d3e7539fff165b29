//! People who were not seen for long.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::several;
use crate::Person;
use crate::operations::Failure;

/// People who were not seen since `before`, were not told so yet, and do not work for the house.
pub(in crate::operations) async fn quiet(
    conn: &mut PgConnection,
    before: Timestamp,
    most: i64,
) -> Result<Vec<Person>, Failure> {
    let ids = sqlx::query_scalar!(
        r#"
        select id
        from people
        where
            last_seen_at <= $1
            and warned_at is null
            and not exists (
                select from person_roles
                where person_id = people.id and role not in ('client', 'pro_client', 'invite')
            )
        order by last_seen_at
        limit $2
        for update skip locked
        "#,
        before.to_sqlx() as _,
        most,
    )
    .fetch_all(&mut *conn)
    .await?;
    several(conn, &ids).await
}

/// People who were warned before `before`, and did not come since.
pub(in crate::operations) async fn warned_before(
    conn: &mut PgConnection,
    before: Timestamp,
    most: i64,
) -> Result<Vec<Person>, Failure> {
    let ids = sqlx::query_scalar!(
        "select id from people where warned_at <= $1 order by warned_at limit $2 for update skip locked",
        before.to_sqlx() as _,
        most,
    )
    .fetch_all(&mut *conn)
    .await?;
    several(conn, &ids).await
}

/// They were told that the account is about to be closed.
pub(in crate::operations) async fn warned(
    conn: &mut PgConnection,
    id: Uuid,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update people set warned_at = $2 where id = $1", id, now.to_sqlx() as _)
        .execute(conn)
        .await
        .map(drop)
}
