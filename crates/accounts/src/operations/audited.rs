//! What is written in the audit: one shape for the whole crate.

use access::Role;
use serde_json::Value as Json;
use sqlx::PgConnection;
use vocabulary::Email;

use super::Failure;
use crate::{Person, PersonId, Visit};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    SignIn,
    SignInRefused,
    SignOut,
    SessionEnded,
    PasswordChanged,
    PasskeyAdded,
    PasskeyRemoved,
    TotpAdded,
    TotpRemoved,
    RecoveryUsed,
    EmailChanged,
    RoleGranted,
    RoleRevoked,
    PersonClosed,
    PersonErased,
}

/// Who did it, and to whom.
pub(super) enum Whose<'who> {
    Own(PersonId, Role),
    By(&'who Person, PersonId),
    Somebody(PersonId),
    Address(&'who Email),
    House,
    Erased(&'who Person),
}

impl<'who> Whose<'who> {
    pub(super) fn own(person: &'who Person) -> Self {
        Self::Own(person.id, person.roles.first().copied().unwrap_or(Role::Client))
    }
}

pub(super) async fn note(
    _conn: &mut PgConnection,
    _visit: &Visit,
    _act: Act,
    _whose: Whose<'_>,
    _payload: &Json,
) -> Result<(), Failure> {
    Ok(())
}
