//! People: their row, their list, and what changes of them.

mod quiet;
mod roles;

use access::Role;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Date, Email, Lang};

use crate::operations::Failure;
use crate::{Person, PersonId, Profile, Tell};

pub(in crate::operations) use quiet::{quiet, warned, warned_before};
pub(in crate::operations) use roles::{grant, lock_holders, revoke};

#[expect(clippy::struct_excessive_bools, reason = "the columns of the table")]
struct Row {
    id: Uuid,
    email: String,
    has_password: bool,
    has_totp: bool,
    last_name: String,
    first_names: String,
    birth_date: Option<jiff_sqlx::Date>,
    address_line: String,
    address_more: String,
    postcode: String,
    city: String,
    phone: String,
    language: String,
    tell_reminders: bool,
    tell_sms: bool,
    tell_news: bool,
    created_at: jiff_sqlx::Timestamp,
    last_seen_at: jiff_sqlx::Timestamp,
    roles: Vec<String>,
}

fn bad(what: &'static str) -> Failure {
    Failure::Row { table: "people", what }
}

impl TryFrom<Row> for Person {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let birth_date = row
            .birth_date
            .map(|day| Date::parse(&day.to_jiff().to_string()).map_err(|_| bad("birth_date")))
            .transpose()?;
        Ok(Self {
            id: PersonId(row.id),
            email: Email::parse(&row.email).map_err(|_| bad("email"))?,
            lang: Lang::parse(&row.language).ok_or(bad("language"))?,
            roles: row
                .roles
                .iter()
                .map(|role| Role::parse(role).ok_or(bad("role")))
                .collect::<Result<_, _>>()?,
            has_password: row.has_password,
            has_totp: row.has_totp,
            profile: Profile {
                last_name: row.last_name,
                first_names: row.first_names,
                birth_date,
                address_line: row.address_line,
                address_more: row.address_more,
                postcode: row.postcode,
                city: row.city,
                phone: row.phone,
            },
            tell: Tell { reminders: row.tell_reminders, sms: row.tell_sms, news: row.tell_news },
            created_at: row.created_at.to_jiff(),
            last_seen_at: row.last_seen_at.to_jiff(),
        })
    }
}

pub(in crate::operations) async fn find(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Person>, Failure> {
    Ok(several(conn, &[id]).await?.pop())
}

/// Those of `ids` who are of this house, in no order.
pub(in crate::operations) async fn several(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Vec<Person>, Failure> {
    sqlx::query_as!(
        Row,
        r#"
        select
            id, email,
            password_hash is not null as "has_password!",
            totp_confirmed_at is not null as "has_totp!",
            last_name, first_names,
            birth_date as "birth_date: jiff_sqlx::Date",
            address_line, address_more, postcode, city, phone, language, tell_reminders, tell_sms, tell_news,
            created_at as "created_at: jiff_sqlx::Timestamp",
            last_seen_at as "last_seen_at: jiff_sqlx::Timestamp",
            array(select role from person_roles where person_id = people.id order by role) as "roles!"
        from people
        where id = any($1)
        "#,
        ids,
    )
    .fetch_all(conn)
    .await?
    .into_iter()
    .map(Person::try_from)
    .collect()
}

/// Who has an address, and the hash of their password.
pub(in crate::operations) async fn by_email(
    conn: &mut PgConnection,
    folded: &str,
) -> Result<Option<(Uuid, Option<String>)>, sqlx::Error> {
    let row = sqlx::query!("select id, password_hash from people where email_folded = $1", folded)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| (row.id, row.password_hash)))
}

/// Makes an account; `false` when the address has one.
pub(in crate::operations) async fn insert(
    conn: &mut PgConnection,
    tenant: Uuid,
    id: Uuid,
    email: &Email,
    lang: Lang,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        insert into people (id, tenant_id, email, email_folded, language, created_at, last_seen_at)
        values ($1, $2, $3, $4, $5, $6, $6)
        on conflict on constraint person_email_once do nothing
        "#,
        id,
        tenant,
        email.as_str(),
        email.folded(),
        lang.id(),
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Another password; `None` for no password any more.
pub(in crate::operations) async fn set_password(
    conn: &mut PgConnection,
    id: Uuid,
    hash: Option<&str>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update people set password_hash = $2, password_changed_at = $3 where id = $1",
        id,
        hash,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Another address; `false` when somebody has it.
pub(in crate::operations) async fn set_email(
    conn: &mut PgConnection,
    id: Uuid,
    email: &Email,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        r#"
        update people
        set email = $2, email_folded = $3
        where id = $1 and not exists (select from people as other where other.email_folded = $3 and other.id <> $1)
        "#,
        id,
        email.as_str(),
        email.folded(),
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

pub(in crate::operations) async fn set_profile(
    conn: &mut PgConnection,
    id: Uuid,
    profile: &Profile,
    lang: Lang,
    tell: Tell,
) -> Result<(), sqlx::Error> {
    let birth_date = profile.birth_date.map(|day| day.to_string());
    sqlx::query!(
        r#"
        update people
        set
            last_name = $2, first_names = $3, birth_date = $4::text::date, address_line = $5, address_more = $6,
            postcode = $7, city = $8, phone = $9, language = $10, tell_reminders = $11, tell_sms = $12,
            tell_news = $13
        where id = $1
        "#,
        id,
        profile.last_name,
        profile.first_names,
        birth_date as Option<String>,
        profile.address_line,
        profile.address_more,
        profile.postcode,
        profile.city,
        profile.phone,
        lang.id(),
        tell.reminders,
        tell.sms,
        tell.news,
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Nobody who has `phone` wants texts any more.
pub(in crate::operations) async fn stop_texts(
    conn: &mut PgConnection,
    phone: &str,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update people
        set tell_sms = false
        where tenant_id = current_tenant() and phone = $1 and tell_sms
        "#,
        phone,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// A line of the list of people.
pub(in crate::operations) struct Line {
    pub(in crate::operations) id: Uuid,
    pub(in crate::operations) email: String,
    pub(in crate::operations) name: String,
    pub(in crate::operations) created_at: jiff_sqlx::Timestamp,
    pub(in crate::operations) last_seen_at: jiff_sqlx::Timestamp,
    pub(in crate::operations) passkeys: i64,
    pub(in crate::operations) roles: Vec<String>,
}

/// People whose address or name holds `words` (all when empty), newest first, after `after`; staff only when asked.
pub(in crate::operations) async fn list(
    conn: &mut PgConnection,
    words: &str,
    staff_roles: Option<&[String]>,
    after: Option<Uuid>,
    most: i64,
) -> Result<Vec<Line>, sqlx::Error> {
    sqlx::query_as!(
        Line,
        r#"
        select
            id, email,
            trim(first_names || ' ' || last_name) as "name!",
            created_at as "created_at: jiff_sqlx::Timestamp",
            last_seen_at as "last_seen_at: jiff_sqlx::Timestamp",
            (select count(*) from passkeys where person_id = people.id) as "passkeys!",
            array(select role from person_roles where person_id = people.id order by role) as "roles!"
        from people
        where
            (
                $1 = ''
                or position(lower($1) in email_folded) > 0
                or position(lower($1) in lower(first_names || ' ' || last_name)) > 0
            )
            and (
                $2::text[] is null
                or exists (select from person_roles where person_id = people.id and role = any ($2))
            )
            and ($3::uuid is null or id < $3)
        order by id desc
        limit $4
        "#,
        words,
        staff_roles,
        after,
        most,
    )
    .fetch_all(conn)
    .await
}

/// Erases the account: what hangs on it goes too.
pub(in crate::operations) async fn delete(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<bool, sqlx::Error> {
    sqlx::query!("delete from people where id = $1", id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected() == 1)
}
