use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::template::Template;

pub(in crate::operations) async fn forget(
    conn: &mut PgConnection,
    person: Uuid,
    address: Option<&str>,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update notifications
        set
            recipient = null,
            subject = null,
            values = null,
            state = case when state in ('waiting', 'sending') then 'failed' else state end,
            last_error = case when state in ('waiting', 'sending') then 'forgotten' else last_error end,
            updated_at = $2
        where
            (person_id = $1 or lower(recipient) = lower($3))
            and (recipient is not null or subject is not null or values is not null)
        "#,
        person,
        now.to_sqlx() as _,
        address,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// Gives up the texts to `phone` that wait for their hour, or are to be tried again.
pub(in crate::operations) async fn stop_texts(
    conn: &mut PgConnection,
    phone: &str,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update notifications
        set state = 'failed', values = null, last_error = 'stopped', updated_at = $2
        where tenant_id = current_tenant()
            and recipient = $1
            and channel = 'sms'
            and state in ('waiting', 'sending')
            and template <> $3
        "#,
        phone,
        now.to_sqlx() as _,
        Template::OneTimeCode.id(),
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

pub(in crate::operations) async fn give_up_before(
    conn: &mut PgConnection,
    before: Timestamp,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update notifications
        set state = 'failed', values = null, last_error = coalesce(last_error, 'given up'), updated_at = $2
        where state in ('waiting', 'sending') and created_at <= $1
        "#,
        before.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

pub(in crate::operations) async fn erase_before(
    conn: &mut PgConnection,
    before: Timestamp,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update notifications
        set recipient = null, subject = null, updated_at = $2
        where created_at <= $1 and (recipient is not null or subject is not null)
        "#,
        before.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

pub(in crate::operations) async fn delete_keys_before(
    conn: &mut PgConnection,
    before: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!("delete from notification_keys where created_at <= $1", before.to_sqlx() as _)
        .execute(conn)
        .await
        .map(|done| done.rows_affected())
}

pub(in crate::operations) async fn make_partitions(
    conn: &mut PgConnection,
    first: Date,
    ahead: i32,
) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select make_notification_partitions($1, $2) as "made!""#,
        first.to_sqlx() as _,
        ahead,
    )
    .fetch_one(conn)
    .await
}

pub(in crate::operations) async fn drop_partitions(
    conn: &mut PgConnection,
    before: Date,
) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select drop_notification_partitions($1) as "dropped!""#,
        before.to_sqlx() as _,
    )
    .fetch_one(conn)
    .await
}
