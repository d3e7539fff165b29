//! API keys of professionals: made, listed, revoked, used.

use access::may;
use accounts::operations::{Failure, people};
use accounts::{Person, PersonId, Visit};
use audit::Act;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{audited, may_hold, scopes_of, store};
use crate::{Scopes, Secret};

/// A key, as its owner knows it.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// Its name in forms.
    pub id: Uuid,
    /// The name its owner gave it.
    pub name: String,
    /// What its secret begins with.
    pub prefix: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used, to five minutes.
    pub last_used_at: Option<Timestamp>,
    /// Until when.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A key to be made.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its name, of 1 to 60 characters.
    pub name: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// Days that it lives: one of [`DAYS`].
    pub days: i64,
}

/// What became of a key to be made.
#[derive(Debug)]
pub enum Made {
    /// Its secret, to be shown once.
    Key(Secret),
    /// It has no name, or too long a one.
    Name,
    /// It would live for ever, or for other than [`DAYS`].
    Days,
    /// [`MOST`] are alive already.
    TooMany,
}

/// Living keys that a person may have.
pub const MOST: i64 = 20;
/// Days that a key may live.
pub const DAYS: [i64; 3] = [30, 90, 365];
/// How long a dead key is kept for its owner to see.
pub(super) const DEAD_KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
/// The last use is written down at most this often.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(5);

impl ApiKey {
    /// It may be used at `now`.
    #[must_use]
    pub fn lives(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

impl TryFrom<store::keys::Row> for ApiKey {
    type Error = Failure;

    fn try_from(row: store::keys::Row) -> Result<Self, Failure> {
        Ok(Self {
            id: row.id,
            name: row.name,
            prefix: row.prefix,
            scopes: scopes_of("api_keys", &row.scopes)?,
            created_at: row.created_at.to_jiff(),
            last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
            expires_at: row.expires_at.to_jiff(),
            revoked_at: row.revoked_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// Whether keys of `person` serve: a right that was lost takes them along.
pub(super) fn may_have(person: &Person) -> bool {
    may_hold(person) && may(&person.roles, access::Act::ManageApiKeys).is_some()
}

/// Makes a key for `person`.
///
/// # Errors
///
/// When the database fails.
pub async fn make(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    wanted: &Wanted,
) -> Result<Made, Failure> {
    let name = wanted.name.trim().replace('\0', "");
    if name.is_empty() || name.chars().count() > 60 {
        return Ok(Made::Name);
    }
    if !DAYS.contains(&wanted.days) {
        return Ok(Made::Days);
    }
    // Locked until the end: two forms sent at once are counted one after the other.
    if store::keys::lock_living(conn, person.id.0, visit.now).await? >= MOST {
        return Ok(Made::TooMany);
    }
    let secret = Secret::random();
    let row = store::keys::Row {
        id: Uuid::now_v7(),
        person_id: person.id.0,
        name,
        prefix: secret.prefix().to_owned(),
        scopes: wanted.scopes.ids(),
        created_at: visit.now.to_sqlx(),
        last_used_at: None,
        expires_at: (visit.now + SignedDuration::from_hours(24 * wanted.days)).to_sqlx(),
        revoked_at: None,
    };
    store::keys::insert(conn, visit.tenant().0, &row, secret.hash()).await?;
    audited::by(conn, visit, person, Act::ApiKeyMade, row.id).await?;
    Ok(Made::Key(secret))
}

/// The keys of `person`, the newest first, the dead of late too.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(conn: &mut PgConnection, person: PersonId) -> Result<Vec<ApiKey>, Failure> {
    store::keys::of(conn, person.0).await?.into_iter().map(ApiKey::try_from).collect()
}

/// Revokes the key `id` of `person`; `false` when it is not theirs, or was revoked.
///
/// # Errors
///
/// When the database does not answer.
pub async fn revoke(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    id: Uuid,
) -> Result<bool, Failure> {
    let revoked = store::keys::revoke(conn, person.id.0, id, visit.now).await?;
    if revoked {
        audited::by(conn, visit, person, Act::ApiKeyRevoked, id).await?;
    }
    Ok(revoked)
}

/// The living key of `secret` and its owner, when they may still have one; its use is written down now and then.
pub(super) async fn used(
    conn: &mut PgConnection,
    visit: &Visit,
    secret: &Secret,
) -> Result<Option<(ApiKey, Person)>, Failure> {
    let found = store::keys::find(conn, secret.prefix(), secret.hash()).await?;
    let Some(row) = found else { return Ok(None) };
    let owner = PersonId(row.person_id);
    let key = ApiKey::try_from(row)?;
    if !key.lives(visit.now) {
        return Ok(None);
    }
    let Some(person) = people::find(conn, owner).await?.filter(may_have) else { return Ok(None) };
    store::keys::touch(conn, key.id, visit.now, visit.now - TOUCH_EVERY).await?;
    Ok(Some((key, person)))
}

/// Whose the key `id` is, when it is alive.
pub(super) async fn living(
    conn: &mut PgConnection,
    visit: &Visit,
    id: Uuid,
) -> Result<Option<PersonId>, sqlx::Error> {
    store::keys::living(conn, id, visit.now).await.map(|owner| owner.map(PersonId))
}
