//! What is written in the audit, in the chain of the person: without it nothing is done.

use accounts::operations::Failure;
use accounts::{Person, Visit};
use audit::{Act, Actor, Entry, Kind, Thing};
use sqlx::PgConnection;
use uuid::Uuid;

/// Writes down `act` of `person` on one of their keys.
pub(super) async fn by(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    act: Act,
    key: Uuid,
) -> Result<(), Failure> {
    let actor = Actor { person: Some(person.id.0), role: person.roles.first().copied() };
    let mut entry = Entry::of_person(visit.tenant().0, person.id.0, actor, act);
    entry.object = Some(Thing { kind: Kind::ApiKey, id: key });
    record(conn, visit, entry).await
}

/// Writes down that `person` ended a sign-in by a program.
pub(super) async fn ended(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    family: Uuid,
) -> Result<(), Failure> {
    let actor = Actor { person: Some(person.id.0), role: person.roles.first().copied() };
    let mut entry = Entry::of_person(visit.tenant().0, person.id.0, actor, Act::SessionEnded);
    entry.object = Some(Thing { kind: Kind::Token, id: family });
    record(conn, visit, entry).await
}

/// Writes down that a token of `family` was used twice: by whom, nobody knows.
pub(super) async fn reused(
    conn: &mut PgConnection,
    visit: &Visit,
    person: Uuid,
    family: Uuid,
) -> Result<(), Failure> {
    let tenant = visit.tenant().0;
    let mut entry = Entry::of_person(tenant, person, Actor::default(), Act::TokenReused);
    entry.object = Some(Thing { kind: Kind::Token, id: family });
    record(conn, visit, entry).await
}

async fn record(conn: &mut PgConnection, visit: &Visit, mut entry: Entry) -> Result<(), Failure> {
    entry.ip = visit.network.clone();
    audit::operations::record(conn, &visit.keys, &entry, visit.now)
        .await
        .map(drop)
        .map_err(|error| Failure::Audit(error.to_string()))
}
