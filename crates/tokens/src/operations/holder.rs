//! Whose a token is.

use accounts::operations::{Failure, people};
use accounts::{Person, PersonId, Visit};
use sqlx::PgConnection;

use super::{keys, may_hold, store};
use crate::{Scopes, Secret, Signer, Source};

/// Somebody for whom a program asks.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Who, with their roles of now.
    pub person: Person,
    /// What the token may be used for.
    pub scopes: Scopes,
    /// What it came from.
    pub source: Source,
}

/// Whose `bearer` (an access token, or the secret of an API key) is. `None` when it is nobody's: altered, over,
/// revoked, of another house, or of somebody who may not hold one any more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn holder(
    conn: &mut PgConnection,
    visit: &Visit,
    bearer: &str,
) -> Result<Option<Holder>, Failure> {
    if Secret::is_meant(bearer) {
        let Some(secret) = Secret::parse(bearer) else { return Ok(None) };
        let used = keys::used(conn, visit, &secret).await?;
        return Ok(used.map(|(key, person)| Holder {
            person,
            scopes: key.scopes,
            source: Source::Key(key.id),
        }));
    }
    let signer = Signer::new(&visit.keys);
    let Ok(token) = signer.read(bearer, &visit.origin, visit.tenant().0, visit.now) else {
        return Ok(None);
    };
    let owner = match token.source {
        Source::Family(id) => {
            store::families::living(conn, id, visit.now).await?.map(|family| family.person)
        }
        Source::Key(id) => keys::living(conn, visit, id).await?.map(|person| person.0),
    };
    if owner != Some(token.person) {
        return Ok(None);
    }
    let person = people::find(conn, PersonId(token.person)).await?;
    let person = person.filter(may_hold);
    let person = match token.source {
        Source::Key(_) => person.filter(keys::may_have),
        Source::Family(_) => person,
    };
    Ok(person.map(|person| Holder { person, scopes: token.scopes, source: token.source }))
}
