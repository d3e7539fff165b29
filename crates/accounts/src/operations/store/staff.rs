use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

/// An invitation that was not used yet.
pub(in crate::operations) struct Row {
    pub(in crate::operations) email: String,
    pub(in crate::operations) person_id: Option<Uuid>,
    pub(in crate::operations) state: serde_json::Value,
    pub(in crate::operations) created_at: jiff_sqlx::Timestamp,
    pub(in crate::operations) expires_at: jiff_sqlx::Timestamp,
}

pub(in crate::operations) async fn invitations(
    conn: &mut PgConnection,
    purpose: &str,
    now: Timestamp,
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"
        select
            email, person_id, state,
            created_at as "created_at: jiff_sqlx::Timestamp",
            expires_at as "expires_at: jiff_sqlx::Timestamp"
        from links
        where purpose = $1 and used_at is null and expires_at > $2
        order by created_at desc
        "#,
        purpose,
        now.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await
}

/// Uses up every link of `purpose` to an address: how many there were.
pub(in crate::operations) async fn use_up_to(
    conn: &mut PgConnection,
    folded: &str,
    purpose: &str,
    now: Timestamp,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update links
        set used_at = $3, state = '{}'::jsonb
        where purpose = $2 and lower(email) = $1 and used_at is null and expires_at > $3
        "#,
        folded,
        purpose,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// When it was last checked that a person may transmit to the SIV.
pub(in crate::operations) async fn siv_checked_on(
    conn: &mut PgConnection,
    person: Uuid,
) -> Result<Option<Date>, sqlx::Error> {
    let day = sqlx::query_scalar!(
        r#"select siv_access_checked_on::text from people where id = $1"#,
        person
    )
    .fetch_optional(conn)
    .await?
    .flatten();
    day.map(|day| Date::parse(&day)).transpose().map_err(|error| sqlx::Error::Decode(error.into()))
}

pub(in crate::operations) async fn set_siv_checked_on(
    conn: &mut PgConnection,
    person: Uuid,
    day: Option<Date>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update people set siv_access_checked_on = $2::text::date where id = $1",
        person,
        day.map(|day| day.to_string()) as Option<String>,
    )
    .execute(conn)
    .await
    .map(drop)
}
