//! What is in force on which day, and what a draft must be read beside: versions that its author may not have seen.

use app::site::gestion::revisions::Beside;
use baremes::operations as versions;
use jiff::Timestamp;
use revisions::operations::published;
use revisions::{Revision, State, Subject};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use super::unreadable;
use crate::clock;
use crate::people::Broken;

/// The day from which `revision` would be in force, were it published on `today`.
pub(super) fn of(revision: &Revision, today: Date) -> Date {
    match revision.state {
        State::InReview { wanted_from, .. } => wanted_from.max(today),
        _ => today,
    }
}

/// The tables that were published last before `at`.
pub(super) fn published_before(
    all: Vec<versions::Version>,
    at: Timestamp,
) -> Option<versions::Version> {
    let when = |version: &versions::Version| match version.state {
        versions::State::Published { at, .. } => Some(at),
        versions::State::Draft => None,
    };
    all.into_iter().filter(|one| when(one).is_some_and(|other| other < at)).max_by_key(when)
}

/// Something published.
struct Known {
    id: Uuid,
    note: String,
    from: Date,
    at: Timestamp,
}

/// What is published of the part of `revision`.
async fn known(conn: &mut PgConnection, revision: &Revision) -> Result<Vec<Known>, Broken> {
    if revision.subject == Subject::Baremes {
        let all = versions::list(conn).await.map_err(|error| unreadable(&error))?;
        let known = all.into_iter().filter_map(|version| {
            let versions::State::Published { at, .. } = version.state else { return None };
            let from = version.from.unwrap_or_else(|| clock::day(at).date);
            let note = version.note.unwrap_or(version.name);
            Some(Known { id: version.id.0, note, from, at })
        });
        return Ok(known.collect());
    }
    let all = published(conn, revision.subject).await.map_err(|error| unreadable(&error))?;
    let known = all.into_iter().filter(|one| one.part == revision.part).filter_map(|one| {
        let State::Published { at, from, .. } = one.state else { return None };
        Some(Known { id: one.id.0, note: one.note, from, at })
    });
    Ok(known.collect())
}

/// What is in force on `day`, of what was published until `at`.
fn on(all: &[Known], day: Date, at: Timestamp) -> Option<&Known> {
    all.iter().filter(|one| one.from <= day && one.at <= at).max_by_key(|one| (one.from, one.at))
}

/// What a draft must be read beside on `today`: another version that it takes the place of than the one that was in force
/// when it was begun, and one that takes its own place later. Nothing of what is settled.
pub(super) async fn beside(
    conn: &mut PgConnection,
    revision: &Revision,
    (today, now): (Date, Timestamp),
) -> Result<Vec<Beside>, Broken> {
    if matches!(revision.state, State::Published { .. } | State::GivenUp) {
        return Ok(Vec::new());
    }
    let (all, day) = (known(conn, revision).await?, of(revision, today));
    let begun = revision.created_at;
    let base = on(&all, clock::day(begun).date, begun).map(|one| one.id);
    let mut beside = Vec::new();
    if let Some(other) = on(&all, day, now).filter(|other| Some(other.id) != base) {
        beside.push(Beside::OtherBase { note: other.note.clone(), from: other.from });
    }
    let next = all.iter().filter(|one| one.from > day).map(|one| one.from).min();
    if let Some(next) = next.and_then(|day| on(&all, day, now)) {
        beside.push(Beside::Later { note: next.note.clone(), from: next.from });
    }
    Ok(beside)
}
