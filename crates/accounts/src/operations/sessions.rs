//! Sessions: opened, found, confirmed, listed, ended.

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use sealing::Token;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::codes;

use super::audited::{Act, Whose, note};
use super::{Failure, store};
use crate::{Person, PersonId, Visit};

codes! {
    /// How it was proved who it is.
    pub enum Method {
        /// A passkey.
        Passkey = "passkey",
        /// A password.
        Password = "password",
        /// A password and a code of an application.
        Totp = "totp",
        /// A password and a code on paper.
        Recovery = "recovery",
        /// A link sent by mail.
        Link = "link",
        /// Another provider.
        Oidc = "oidc",
    }
}

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its name in the list; not its secret.
    pub id: Uuid,
    /// Whose.
    pub person: PersonId,
    /// How it was proved who it is.
    pub method: Method,
    /// The browser and its system.
    pub device: String,
    /// The network it was opened from.
    pub network: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// Last sign of life.
    pub last_seen_at: Timestamp,
    /// When who it is was last proved.
    pub confirmed_at: Timestamp,
    /// When it ends, used or not.
    pub ends_at: Timestamp,
}

/// A session that was just opened or confirmed, with its secret.
#[derive(Debug)]
pub struct Opened {
    /// The secret for the cookie.
    pub token: Token,
    /// Seconds that the cookie is worth keeping.
    pub seconds: i64,
    /// Whose.
    pub person: PersonId,
}

/// How long a proof of who it is serves for sensitive acts.
pub const CONFIRMED_FOR: SignedDuration = SignedDuration::from_mins(10);
/// A sign of life is written down at most this often.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// Days of a customer's session: unused, at all. Hours of a member of staff.
const CUSTOMER: (SignedDuration, SignedDuration) =
    (SignedDuration::from_hours(24 * 7), SignedDuration::from_hours(24 * 30));
const STAFF: (SignedDuration, SignedDuration) =
    (SignedDuration::from_hours(1), SignedDuration::from_hours(12));

impl Session {
    /// Who it is was proved lately: a sensitive act may be done.
    #[must_use]
    pub fn is_confirmed(&self, now: Timestamp) -> bool {
        now.duration_since(self.confirmed_at) < CONFIRMED_FOR
    }
}

impl TryFrom<store::sessions::Row> for Session {
    type Error = Failure;

    fn try_from(row: store::sessions::Row) -> Result<Self, Failure> {
        let unknown = Failure::Row { table: "sessions", what: "method" };
        Ok(Self {
            id: row.id,
            person: PersonId(row.person_id),
            method: Method::parse(&row.method).ok_or(unknown)?,
            device: row.device,
            network: row.ip_prefix,
            created_at: row.created_at.to_jiff(),
            last_seen_at: row.last_seen_at.to_jiff(),
            confirmed_at: row.confirmed_at.to_jiff(),
            ends_at: row.ends_at.to_jiff(),
        })
    }
}

/// Opens a session for `person`, proved by `method`, in the place of the one that came along, whoever's it was.
///
/// # Errors
///
/// When the database fails.
pub async fn open(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    method: Method,
) -> Result<Opened, Failure> {
    let token = Token::random();
    let (idle, whole) = if person.is_staff() { STAFF } else { CUSTOMER };
    let now = visit.now.to_sqlx();
    let row = store::sessions::Row {
        id: Uuid::now_v7(),
        person_id: person.id.0,
        method: method.id().to_owned(),
        device: visit.device.chars().take(80).collect(),
        ip_prefix: visit.network.as_ref().map(ToString::to_string),
        created_at: now,
        last_seen_at: now,
        confirmed_at: now,
        idle_seconds: i32::try_from(idle.as_secs()).unwrap_or(i32::MAX),
        ends_at: (visit.now + whole).to_sqlx(),
    };
    if let Some(came_with) = visit.came_with {
        store::sessions::replace(conn, came_with).await?;
    }
    store::sessions::insert(conn, visit.tenant().0, token.hash(), &row).await?;
    store::sessions::touch(conn, row.id, visit.now).await?;
    Ok(Opened { token, seconds: whole.as_secs(), person: person.id })
}

/// The session under `token` and its person, when it is alive; its sign of life is written down now and then.
///
/// # Errors
///
/// When the database does not answer.
pub async fn find(
    conn: &mut PgConnection,
    token: &Token,
    now: Timestamp,
) -> Result<Option<(Session, Person)>, Failure> {
    let Some(row) = store::sessions::find(conn, token.hash(), now).await? else { return Ok(None) };
    let session = Session::try_from(row)?;
    let Some(person) = store::people::find(conn, session.person.0).await? else { return Ok(None) };
    if now.duration_since(session.last_seen_at) >= TOUCH_EVERY {
        store::sessions::touch(conn, session.id, now).await?;
    }
    Ok(Some((session, person)))
}

/// Goes on with `session` under another secret: who it is was just proved again.
///
/// # Errors
///
/// When the database fails, or the session was ended meanwhile.
pub async fn confirm(
    conn: &mut PgConnection,
    session: &Session,
    now: Timestamp,
) -> Result<Opened, Failure> {
    let token = Token::random();
    if !store::sessions::confirm(conn, session.id, token.hash(), now).await? {
        return Err(sqlx::Error::RowNotFound.into());
    }
    let seconds = session.ends_at.duration_since(now).as_secs().max(1);
    Ok(Opened { token, seconds, person: session.person })
}

/// The living sessions of `person`, the last used first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(
    conn: &mut PgConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<Session>, Failure> {
    let rows = store::sessions::of(conn, person.0, now).await?;
    rows.into_iter().map(Session::try_from).collect()
}

/// Ends one session of `person`; `false` when it is not theirs, or is no more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    id: Uuid,
) -> Result<bool, Failure> {
    let ended = store::sessions::delete(conn, person.id.0, id).await?;
    if ended {
        note(conn, visit, Act::SessionEnded, Whose::own(person), &json!({})).await?;
    }
    Ok(ended)
}

/// Ends the session that asks for it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sign_out(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    session: &Session,
) -> Result<(), Failure> {
    store::sessions::delete(conn, person.id.0, session.id).await?;
    note(conn, visit, Act::SignOut, Whose::own(person), &json!({})).await
}

/// Ends every session of `person` but `but`, because they ask for it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end_others(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    but: Option<Uuid>,
) -> Result<u64, Failure> {
    let ended = end_all(conn, person.id, but).await?;
    note(conn, visit, Act::SessionEnded, Whose::own(person), &json!({ "others": ended })).await?;
    Ok(ended)
}

/// Ends every session of `person` but `but`: how many.
///
/// # Errors
///
/// When the database does not answer.
pub async fn end_all(
    conn: &mut PgConnection,
    person: PersonId,
    but: Option<Uuid>,
) -> Result<u64, sqlx::Error> {
    store::sessions::delete_all(conn, person.0, but).await
}

/// Deletes what is over: sessions, proofs under way, links, counts. How many rows.
///
/// # Errors
///
/// When the database does not answer.
pub async fn purge(conn: &mut PgConnection, now: Timestamp) -> Result<u64, sqlx::Error> {
    Ok(store::sessions::purge(conn, now).await?
        + store::ceremonies::purge(conn, now).await?
        + store::links::purge(conn, now).await?
        + store::attempts::purge(conn, now).await?)
}
