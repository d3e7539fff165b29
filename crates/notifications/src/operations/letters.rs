//! The words of a house: which are in force, and what they say.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use revisions::operations::{documents, in_force_at};
use revisions::{Refused, RevisionId, Subject};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use crate::letter::Letter;
use crate::template::Template;

/// The revision of the words of `template` that is in force at `now` in the house that the transaction has entered; none:
/// those that come with the program are.
///
/// # Errors
///
/// When the database does not answer.
pub async fn in_force(
    conn: &mut PgConnection,
    template: Template,
    now: Timestamp,
) -> Result<Option<Uuid>, Refused> {
    // The zone is compiled in; UTC stands in for it only if that ever failed.
    let paris = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    let day = now.to_zoned(paris).date().to_string();
    let Ok(day) = Date::parse(&day) else { return Ok(None) };
    let found = in_force_at(conn, (Subject::Letter, template.id()), (now, day)).await?;
    Ok(found.map(|id| id.0))
}

/// The words of the revision `version`; those that come with the program where there is none.
///
/// # Errors
///
/// When the database does not answer.
pub async fn read(
    conn: &mut PgConnection,
    template: Template,
    version: Option<Uuid>,
) -> Result<Letter, Refused> {
    let Some(version) = version else { return Ok(Letter::built_in(template)) };
    let documents = documents(conn, RevisionId(version)).await?;
    let texts = documents.iter().map(|one| (one.name.as_str(), one.text.as_str()));
    Ok(Letter::of(template, texts))
}
