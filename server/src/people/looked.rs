//! Who looked.
use super::{Broken, Here};
use accounts::PersonId;
use app::site::account::Looked;
use sqlx::PgConnection;

pub(super) async fn at(
    _conn: &mut PgConnection,
    _here: &Here,
    _person: PersonId,
) -> Result<Vec<Looked>, Broken> {
    Ok(Vec::new())
}
