//! A copy of one's data.
use super::{Broken, Here};
use accounts::{Person, PersonId};
use app::site::account::ExportState;
use sqlx::PgConnection;

pub(super) async fn state(
    _conn: &mut PgConnection,
    _here: &Here,
    _person: PersonId,
) -> Result<ExportState, Broken> {
    Ok(ExportState::None)
}
pub(super) async fn ask(
    _conn: &mut PgConnection,
    _here: &Here,
    _person: &Person,
) -> Result<(), Broken> {
    Ok(())
}
