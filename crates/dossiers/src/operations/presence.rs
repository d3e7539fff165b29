//! Who of the staff has which dossier open: they see each other, and nobody else does.

use accounts::{PersonId, Visit};
use jiff::SignedDuration;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::desk;
use super::{DossierId, Failure};

/// Somebody who opened a dossier so long ago still counts as there.
const LASTS: SignedDuration = SignedDuration::from_mins(2);

/// Says that `person` has the dossier `id` open, and who else has.
///
/// # Errors
///
/// When the database does not answer.
pub async fn here(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
    id: DossierId,
) -> Result<Vec<Uuid>, Failure> {
    desk::be_present(conn, (visit.tenant().0, id.0, person.0), visit.now).await?;
    Ok(desk::present(conn, id.0, person.0, visit.now - LASTS).await?)
}
