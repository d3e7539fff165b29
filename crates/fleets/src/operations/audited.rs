//! What is written in the audit, in the chain of the person: without it nothing is done.

use accounts::{Person, Visit};
use audit::{Act, Actor, Entry};
use sqlx::PgConnection;

use super::Failure;

/// Writes down `act` of `person` on what is theirs.
pub(super) async fn by(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    act: Act,
) -> Result<(), Failure> {
    let actor = Actor { person: Some(person.id.0), role: person.roles.first().copied() };
    let mut entry = Entry::of_person(visit.tenant().0, person.id.0, actor, act);
    entry.ip = visit.network.clone();
    let recorded = audit::operations::record(conn, &visit.keys, &entry, visit.now).await;
    recorded.map(drop).map_err(Failure::Audit)
}
