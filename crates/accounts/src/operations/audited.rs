//! What is written in the audit: whose chain it stands in, and who did it.

use access::Role;
use audit::{Actor, Entry};
use serde_json::Value as Json;
use sqlx::PgConnection;

use super::Failure;
use crate::{Person, PersonId, Visit};

pub(super) use audit::Act;

/// Whose chain an act stands in, and who did it.
pub(super) enum Whose<'who> {
    /// A person, to themselves.
    Own(PersonId, Role),
    /// Somebody, to a person.
    By(&'who Person, PersonId),
    /// Nobody that we know, to a person.
    Somebody(PersonId),
    /// Nobody that we know, to nobody that we know.
    House,
    /// The person who was just erased: nothing is sealed for them any more.
    Erased(PersonId),
}

impl<'who> Whose<'who> {
    /// `person`, to themselves.
    pub(super) fn own(person: &'who Person) -> Self {
        Self::Own(person.id, main_role(person))
    }
}

/// The role in which a person acts: the first of theirs.
pub(super) fn main_role(person: &Person) -> Role {
    person.roles.first().copied().unwrap_or(Role::Client)
}

/// Writes an act down, in the caller's transaction: without it the act is not done.
pub(super) async fn note(
    conn: &mut PgConnection,
    visit: &Visit,
    act: Act,
    whose: Whose<'_>,
    payload: &Json,
) -> Result<(), Failure> {
    let tenant = visit.tenant().0;
    let mut entry = match &whose {
        Whose::Own(person, role) => {
            let actor = Actor { person: Some(person.0), role: Some(*role) };
            Entry::of_person(tenant, person.0, actor, act)
        }
        Whose::By(actor, person) => {
            let actor = Actor { person: Some(actor.id.0), role: Some(main_role(actor)) };
            Entry::of_person(tenant, person.0, actor, act)
        }
        Whose::Somebody(person) | Whose::Erased(person) => {
            Entry::of_person(tenant, person.0, Actor::default(), act)
        }
        Whose::House => Entry::of_house(tenant, Actor::default(), act),
    };
    let sealed = !matches!(whose, Whose::Erased(_));
    let said = payload.as_object().is_some_and(|payload| !payload.is_empty());
    entry.payload = (sealed && said).then(|| payload.clone());
    entry.ip = visit.network.clone();
    audit::operations::record(conn, &visit.keys, &entry, visit.now)
        .await
        .map(drop)
        .map_err(|error| Failure::Audit(error.to_string()))
}
