//! Letters to people: each is a row and a job of the caller's transaction.

use notifications::operations::{Told as Written, under_way};
use notifications::{Notice, Recipient};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Email, Lang};

use super::Failure;
use crate::{Person, PersonId, Visit};

pub(super) use notifications::Template as Letter;

/// A letter under way: its name, to ask what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told(pub Uuid);

/// A letter, and whether it was written now or is one of before.
pub(super) struct Once {
    pub(super) told: Told,
    pub(super) now: bool,
}

impl From<notifications::operations::Refused> for Failure {
    fn from(refused: notifications::operations::Refused) -> Self {
        match refused {
            notifications::operations::Refused::Database(error) => Self::Database(error),
            other => Self::Letter(other.to_string()),
        }
    }
}

/// Seconds within which the same demand is one.
const SAME_DEMAND: i64 = 60;

/// Whoever is written to.
pub(super) struct To<'to> {
    pub(super) person: Option<PersonId>,
    pub(super) email: &'to Email,
    pub(super) lang: Lang,
}

impl<'to> To<'to> {
    pub(super) fn person(person: &'to Person) -> Self {
        Self { person: Some(person.id), email: &person.email, lang: person.lang }
    }
}

/// Writes `letter` with `values`, which it wants besides the house.
pub(super) async fn tell(
    conn: &mut PgConnection,
    visit: &Visit,
    to: To<'_>,
    letter: Letter,
    values: Json,
) -> Result<Told, Failure> {
    write(conn, visit, &to, letter, values, None).await.map(|once| once.told)
}

/// Writes a letter that somebody asks for: asked twice at once, or again while the first could not leave yet, it is
/// one letter.
pub(super) async fn tell_once(
    conn: &mut PgConnection,
    visit: &Visit,
    to: To<'_>,
    letter: Letter,
    values: Json,
) -> Result<Once, Failure> {
    if let Some(waiting) = under_way(conn, to.email.as_str(), letter).await? {
        return Ok(Once { told: Told(waiting), now: false });
    }
    let demand = visit.now.as_second() / SAME_DEMAND;
    // A key names no person: it is what only we can make again of the address.
    let mut digest = Sha256::new();
    digest.update(visit.keys.derive("letter"));
    digest.update(to.email.folded());
    let mut half = [0; 16];
    half.copy_from_slice(&digest.finalize()[..16]);
    let key = format!("{}:{:032x}:{demand}", letter.id(), u128::from_be_bytes(half));
    write(conn, visit, &to, letter, values, Some(key)).await
}

async fn write(
    conn: &mut PgConnection,
    visit: &Visit,
    to: &To<'_>,
    letter: Letter,
    values: Json,
    key: Option<String>,
) -> Result<Once, Failure> {
    let mut all: Map<String, Json> = match values {
        Json::Object(values) => values,
        _ => Map::new(),
    };
    // What most letters want: when, and where to see what happened.
    all.entry("at").or_insert_with(|| json!(visit.now.to_string()));
    all.entry("link").or_insert_with(|| {
        json!(format!(
            "{}{}",
            visit.origin,
            to.lang.pick("/compte/securite", "/en/account/security")
        ))
    });
    let notice = Notice {
        tenant: visit.tenant(),
        person: to.person.map(|person| person.0),
        dossier: None,
        to: Recipient::Email(to.email.as_str().to_owned()),
        template: letter,
        lang: to.lang,
        values: all,
        key,
    };
    let told = notifications::operations::tell(conn, &notice, visit.now).await?;
    Ok(match told {
        Written::Now(id) => Once { told: Told(id), now: true },
        Written::Before(id) => Once { told: Told(id), now: false },
    })
}
